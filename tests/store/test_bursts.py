"""What came in just now, on both databases."""

from __future__ import annotations

import pytest

from moderator.domain.community import Severity
from moderator.domain.incident import IncidentKind, IncidentState
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene


@pytest.fixture
def scene(store: Store, clock: FrozenClock) -> Scene:
    return Scene(store, clock).build()


def test_only_what_is_fresh_is_counted_and_shown(scene: Scene, clock: FrozenClock) -> None:
    scene.case(text="old")
    clock.pass_time(3600)
    new = scene.case(text="new words")
    with scene.store.read() as reads:
        since = reads.now - 60_000_000
        assert reads.bursts.count(since) == 1
        (fresh,) = reads.bursts.fresh(since)
    assert (fresh.case_id, fresh.folded, fresh.severity) == (new, "new words", Severity.MEDIUM)


def test_a_cause_stands_until_it_was_settled_long_ago(scene: Scene, clock: FrozenClock) -> None:
    with scene.store.write() as tx:
        tx.incidents.add(
            id=1, title="x", kind=IncidentKind.OTHER, severity=Severity.LOW, state=IncidentState.DISMISSED, cause="text:1"
        )
    clock.pass_time(100)
    with scene.store.read() as reads:
        assert reads.bursts.standing(["text:1", "text:2"], reads.now - 200_000_000) == {"text:1": (1, IncidentState.DISMISSED)}
        assert reads.bursts.standing(["text:1"], reads.now - 50_000_000) == {}


def test_a_case_of_an_open_incident_is_taken(scene: Scene) -> None:
    case_id, free = scene.case(), scene.case()
    with scene.store.write() as tx:
        tx.incidents.add(id=1, title="x", kind=IncidentKind.OTHER, severity=Severity.LOW, state=IncidentState.OPEN)
        tx.incidents.link_cases(1, tx.incidents.intakes([case_id]), None)
    with scene.store.read() as reads:
        assert reads.bursts.linked([case_id, free]) == {case_id}


def test_names_are_found_for_people_and_places(scene: Scene) -> None:
    author = scene.author("@spammer")
    with scene.store.read() as reads:
        assert (reads.bursts.author_name(author), reads.bursts.place_name(scene.place_id)) == ("@spammer", "tea")
        assert (reads.bursts.author_name(1), reads.bursts.place_name(1)) == ("", "")
