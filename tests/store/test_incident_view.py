"""One incident read whole: what happened around it comes from where it stands."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind
from moderator.domain.audit import Event
from moderator.domain.community import Severity
from moderator.domain.incident import EntryKind, IncidentKind, IncidentState
from moderator.services.decide import Decide
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.fake_platform import FakePlanner
from tests.helpers.scene import Scene


@pytest.fixture
def scene(store: Store, clock: FrozenClock) -> Scene:
    made = Scene(store, clock).build()
    with store.write() as tx:
        tx.incidents.add(
            id=1, title="x", kind=IncidentKind.OTHER, severity=Severity.LOW, state=IncidentState.OPEN,
            opened_by=made.actor_id, next_by=made.other_actor_id, lesson="say it",
        )  # fmt: skip
    return made


def test_what_only_the_whole_view_needs(scene: Scene) -> None:
    with scene.store.read() as reads:
        extra = reads.incidents.extra(1)
        assert reads.incidents.extra(2) is None
    assert extra is not None and (extra.opened_by, extra.next_by, extra.lesson) == ("Aoi", "Ben", "say it")


def test_entries_and_checks_come_in_order(scene: Scene) -> None:
    with scene.store.write() as tx:
        for text in ("one", "two"):
            tx.incidents.add_entry(1, EntryKind.NOTE, scene.actor_id, text=text, facts={"n": 1})
        tx.incidents.add_checks(1, [("b", {"en": "B"}), ("a", {"en": "A"})])
        tx.incidents.set_check(1, "a", scene.actor_id, True)
    with scene.store.read() as reads:
        assert [(e.text, e.actor, e.facts) for e in reads.incidents.entries(1)] == [("one", "Aoi", {"n": 1}), ("two", "Aoi", {"n": 1})]
        assert [(c.item, c.done_by) for c in reads.incidents.checks(1)] == [("b", ""), ("a", "Aoi")]


def test_decisions_come_with_what_became_of_them(scene: Scene) -> None:
    case_id = scene.case()
    decide = Decide(scene.store, scene.clock, {"fake": FakePlanner()})
    decide.decide(scene.order(case_id, ActionKind.REMOVE), scene.actor_id)
    with scene.store.read() as reads:
        (made,) = reads.incidents.decisions_of([case_id])
        assert len(reads.incidents.flag_times([case_id])) == 1
    assert made.actor == "Aoi" and ActionKind.REMOVE in made.actions and not made.undone


def test_versions_connections_and_hand_overs_around_it(scene: Scene, clock: FrozenClock) -> None:
    """Only those of its communities, and only while it lasted."""
    start = clock.now()
    clock.pass_time(60)
    with scene.store.write(scene.actor_id) as tx:
        tx.guidelines.publish(scene.community_id, "body", b"x" * 32, scene.actor_id, "sharper")
        tx.record(Event("community.state", f"community:{scene.community_id}", facts={"state": "limited"}))
        tx.record(Event("community.state", "community:9", facts={"state": "down"}))
        shift = tx.people.start_shift(scene.actor_id)
        tx.people.end_shift(shift.id, "look at tea")
    with scene.store.read() as reads:
        around = reads.incidents.around([scene.community_id], start, clock.now())
        before = reads.incidents.around([scene.community_id], 0, start)
    assert [(v[1], v[2], v[3], v[4]) for v in around.versions] == [("Aoi", "Fake", 1, "sharper")]
    assert [(p[1], p[3]["state"]) for p in around.platforms] == [("Fake", "limited")]
    assert [s[1:] for s in around.shifts] == [("Aoi", "look at tea")]
    assert not (before.versions or before.platforms or before.shifts)


def test_a_case_knows_its_incidents(scene: Scene) -> None:
    case_id = scene.case(text="see spore-coins.example")
    with scene.store.write() as tx:
        tx.incidents.link_cases(1, tx.incidents.intakes([case_id]), None)
    with scene.store.read() as reads:
        assert [(ref.id, ref.title) for ref in reads.incidents.of_case(case_id)] == [(1, "x")]
        assert reads.incidents.of_case(5) == []
        assert reads.incidents.texts(1) == ["see spore-coins.example"]
