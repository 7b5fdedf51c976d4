"""Incidents in the store: written, linked as things stood at intake, on both databases."""

from __future__ import annotations

import hashlib

import pytest

from moderator.domain.community import Severity
from moderator.domain.incident import EntryKind, IncidentKind, IncidentState, LinkKind
from moderator.store import tables
from moderator.store.unit import Store, Tx
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene


@pytest.fixture
def scene(store: Store, clock: FrozenClock) -> Scene:
    return Scene(store, clock).build()


def opened(tx: Tx, number: int = 1, **columns: object) -> int:
    made = tx.new_id()
    tx.incidents.add(
        id=made, title="A wave", kind=IncidentKind.OTHER, severity=Severity.HIGH, state=IncidentState.OPEN,
        number=number, **columns,
    )  # fmt: skip
    return made


def test_a_case_is_linked_with_what_its_post_said_at_intake(scene: Scene) -> None:
    """A later edit changes neither the revision nor the hash that the log keeps; the words of then stay in view."""
    case_id = scene.case(text="buy coins")
    with scene.store.write() as tx:
        made = opened(tx)
        assert tx.incidents.link_cases(made, tx.incidents.intakes([case_id]), scene.actor_id) == [case_id]
    scene.edit_post(case_id, "nothing to see")
    with scene.store.read() as reads:
        (link,) = [link for link in reads.incidents.links(made) if link.kind is LinkKind.CASE]
    assert (link.revision, link.digest) == (1, hashlib.sha256(b"buy coins").digest())
    assert link.excerpt == "buy coins" and link.changed and link.by == "Aoi"


def test_the_revision_that_was_flagged_first_counts(scene: Scene) -> None:
    case_id = scene.case(text="first")
    scene.edit_post(case_id, "second")
    with scene.store.write() as tx:
        tx.connection.execute(tables.flag.update().values(revision=1))
        (intake,) = tx.incidents.intakes([case_id])
    assert (intake.revision, intake.digest) == (1, hashlib.sha256(b"first").digest())


def test_a_case_brings_its_author_post_rules_and_community(scene: Scene) -> None:
    """Each once, however many cases name it."""
    author = scene.author("@spammer")
    cases = [scene.case(author, source="rule"), scene.case(author, source="rule")]
    with scene.store.write() as tx:
        made = opened(tx)
        tx.incidents.link_cases(made, tx.incidents.intakes(cases), None)
        assert tx.incidents.link_cases(made, tx.incidents.intakes(cases), None) == []
    with scene.store.read() as reads:
        links = reads.incidents.links(made)
    found = [(kind, sum(link.kind is kind for link in links)) for kind in LinkKind]
    assert found == [
        (LinkKind.CASE, 2), (LinkKind.AUTHOR, 1), (LinkKind.POST, 2), (LinkKind.RULE, 1), (LinkKind.COMMUNITY, 1),
    ]  # fmt: skip


def test_numbers_go_on_by_one_and_belong_to_one_incident(store: Store) -> None:
    with store.write() as tx:
        assert tx.incidents.next_number() == 1
        opened(tx, 1)
        assert tx.incidents.next_number() == 2


def test_an_entry_knows_whose_it_is(scene: Scene) -> None:
    with scene.store.write() as tx:
        made = opened(tx)
        note = tx.incidents.add_entry(made, EntryKind.NOTE, scene.actor_id, text="seen")
        assert tx.incidents.entry(note) == (made, EntryKind.NOTE)
        assert tx.incidents.entry(note + 1) is None


def test_a_tick_is_set_once_and_taken_away_once(scene: Scene) -> None:
    with scene.store.write() as tx:
        made = opened(tx)
        tx.incidents.add_checks(made, [("facts", {"en": "Facts", "ja": "事実"})])
        answers = [tx.incidents.set_check(made, "facts", scene.actor_id, done) for done in (True, True, False, False)]
        assert answers == [True, False, True, False]
        assert not tx.incidents.set_check(made, "nothing", scene.actor_id, True)


def test_an_incident_that_is_not_there_is_none(store: Store) -> None:
    with store.write() as tx:
        assert tx.incidents.held(5) is None
