"""Decision rows: the compare-and-swap, what is filled in later, and the views."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind as K
from moderator.domain.community import PostState
from moderator.services.decide import Decide
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.fake_platform import FakePlanner
from tests.helpers.scene import Scene


@pytest.fixture
def scene(store: Store, clock: FrozenClock) -> Scene:
    return Scene(store, clock).build()


def decided(scene: Scene, case: int, *kinds: K) -> int:
    decide = Decide(scene.store, scene.clock, {"fake": FakePlanner()})
    return decide.decide(scene.order(case, *kinds), scene.actor_id).decision_id


def test_one_decision_closes_a_case_for_each_value_of_its_counter(scene: Scene) -> None:
    case = scene.case()
    with scene.store.write() as tx:
        assert tx.decisions.close_case(case, 0)
        assert not tx.decisions.close_case(case, 0)
        assert not tx.decisions.close_case(case, 2)
        assert tx.decisions.count_decision(case) == 2
        assert tx.decisions.reopen_case(case)
        assert not tx.decisions.reopen_case(case)
        assert tx.decisions.close_case(case, 2)
    assert scene.column(tables.case, case, "decisions") == 3


def test_what_became_known_later_is_filled_in_once(scene: Scene) -> None:
    decision = decided(scene, scene.case(), K.WARN)
    with scene.store.write() as tx:
        tx.decisions.mark(decision, effective_at=5, notice_channel="warn")
        tx.decisions.mark(decision, effective_at=6, notice_channel="message")
    assert scene.column(tables.decision, decision, "effective_at") == 5
    assert scene.column(tables.decision, decision, "notice_channel") == "warn"


def test_a_decision_is_marked_undone_once(scene: Scene) -> None:
    decision = decided(scene, scene.case(), K.REMOVE)
    with scene.store.write() as tx:
        assert tx.decisions.mark_undone(decision)
        assert not tx.decisions.mark_undone(decision)
        assert tx.decisions.lift_strikes(decision) == 1
        assert tx.decisions.lift_strikes(decision) == 0


def test_the_post_of_a_case_changes_its_state(scene: Scene) -> None:
    case, other = scene.case(), scene.case()
    with scene.store.write() as tx:
        tx.decisions.set_post_state(case, PostState.REMOVED)
    states = [
        scene.column(tables.post, scene.column(tables.case, each, "subject_id"), "state") for each in (case, other)
    ]
    assert states == ["removed", "visible"]


def test_the_views_show_a_decision_with_its_enforcements(scene: Scene) -> None:
    case = scene.case(scene.author("@ann"))
    first = decided(scene, case, K.REMOVE, K.BAN)
    with scene.store.read() as reads:
        (row,) = reads.decisions.of_case(case)
        assert reads.decisions.by_actor(scene.actor_id, 0) == [row]
        assert reads.decisions.by_actor(scene.other_actor_id, 0) == []
        assert reads.decisions.saved(first).actor == "Aoi"
        assert reads.decisions.last_of(case).id == first
        assert reads.decisions.actions_of([case, 1]) == {case: (K.REMOVE, K.BAN)}
        assert reads.decisions.flags_until(case, scene.clock.now()) == 1
        sent, due_at = reads.decisions.sent_by_plan(first)
    assert (row.id, row.number, row.author, row.excerpt, row.undone) == (first, 1, "@ann", "buy now", False)
    assert [(each.kind, each.community) for each in row.enforcements] == [(K.REMOVE, "Fake"), (K.BAN, "Fake")]
    assert (sent, due_at) == ([each.id for each in row.enforcements], row.enforcements[0].due_at)


def test_a_strike_counts_until_its_time(scene: Scene) -> None:
    author = scene.author()
    decision = decided(scene, scene.case(author), K.REMOVE)
    with scene.store.write() as tx:
        tx.decisions.add_strike(author, decision, "insults", tx.now + 5)
    with scene.store.read() as reads:
        assert [strike.guideline_id for strike in reads.decisions.strikes_of(author)] == ["spam", "insults"]
