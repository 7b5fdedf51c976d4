"""The outbox as rows: what is next, in which order, and who may move it."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind as K
from moderator.domain.enforcement import EnforcementState as S
from moderator.domain.errors import StaleError
from moderator.services.decide import Decide
from moderator.store import tables
from moderator.store.outbox import LONGEST_WAIT, SET_BACK
from moderator.store.unit import Store
from tests.helpers.clock import SECOND, FrozenClock
from tests.helpers.fake_platform import FakePlanner
from tests.helpers.scene import Scene


@pytest.fixture
def scene(store: Store, clock: FrozenClock) -> Scene:
    return Scene(store, clock).build()


def decided(scene: Scene, case: int, *kinds: K, **changes) -> list[int]:
    decide = Decide(scene.store, scene.clock, {"fake": FakePlanner()})
    order = scene.order(case, *kinds, **{"grace_seconds": 0, **changes})
    return list(decide.decide(order, scene.actor_id).enforcement_ids)


def due(scene: Scene) -> int | None:
    with scene.store.read() as reads:
        job = reads.outbox.due(scene.community_id)
        assert reads.outbox.anything(scene.community_id, "w") is (job is not None)
    return None if job is None else job.id


def move(scene: Scene, enforcement: int, *states: S, **values: object) -> None:
    with scene.store.write() as tx:
        for before, after in zip(states, states[1:], strict=False):
            assert tx.outbox.move(enforcement, before, after, values=values)


def test_the_steps_of_a_decision_come_one_after_the_other(scene: Scene) -> None:
    first, second = decided(scene, scene.case(), K.REMOVE, K.BAN)
    assert due(scene) == first
    move(scene, first, S.WAITING, S.SENDING, holder="w", lease_until=scene.clock.now() + SECOND)
    assert due(scene) is None
    move(scene, first, S.SENDING, S.SENT)
    assert due(scene) == second


def test_an_undo_of_the_same_case_waits_even_when_the_clock_was_set_back(scene: Scene) -> None:
    author = scene.author()
    case, other = scene.case(author), scene.case(author)
    (first,) = decided(scene, case, K.BAN, grace_seconds=5)
    scene.clock.jump(-60)
    with scene.store.write() as tx:
        tx.decisions.reopen_case(case)
    (third,) = decided(scene, other, K.REMOVE)
    (second,) = decided(scene, case, K.REMOVE)
    assert due(scene) == third  # of another case, decided earlier by the clock
    move(scene, third, S.WAITING, S.CANCELLED)
    assert due(scene) is None
    move(scene, first, S.WAITING, S.CANCELLED)
    assert due(scene) == second


@pytest.mark.parametrize("back", [SET_BACK // SECOND + 10, LONGEST_WAIT // SECOND + 10])
def test_a_clock_set_back_far_does_not_hold_up_what_was_decided(scene: Scene, back: int) -> None:
    (only,) = decided(scene, scene.case(), K.REMOVE, grace_seconds=5)
    assert due(scene) is None
    scene.clock.jump(-back)
    assert due(scene) == only


def test_a_row_of_another_holder_is_stuck_and_our_own_only_when_its_time_is_over(scene: Scene) -> None:
    (only,) = decided(scene, scene.case(), K.REMOVE)
    move(scene, only, S.WAITING, S.SENDING, holder="old", attempt=1, lease_until=scene.clock.now() + SECOND)

    def stuck(holder: str) -> bool:
        with scene.store.read() as reads:
            return reads.outbox.stuck(scene.community_id, holder) is not None

    assert (stuck("new"), stuck("old")) == (True, False)
    scene.clock.pass_time(1)
    assert stuck("old")


def test_what_was_sent_is_looked_for_at_its_time_and_not_for_ever(scene: Scene) -> None:
    (only,) = decided(scene, scene.case(), K.REMOVE)
    move(scene, only, S.WAITING, S.SENDING, S.SENT, lease_until=scene.clock.now() + SECOND)

    def unseen() -> bool:
        with scene.store.read() as reads:
            return reads.outbox.unseen(scene.community_id) is not None

    assert not unseen()
    scene.clock.pass_time(1)
    assert unseen()
    move(scene, only, S.SENT, S.SENT, lease_until=None)
    assert not unseen()


def test_moves_compare_state_and_number_and_keep_to_the_life_of_an_enforcement(scene: Scene) -> None:
    (only,) = decided(scene, scene.case(), K.REMOVE)
    with scene.store.write() as tx:
        assert not tx.outbox.move(only, S.SENDING, S.SENT)
        assert not tx.outbox.move(only, S.WAITING, S.SENDING, attempt=3)
        assert tx.outbox.move(only, S.WAITING, S.SENDING, attempt=0, values={"result": {"a": 1}})
        with pytest.raises(StaleError):
            tx.outbox.move(only, S.SENDING, S.CANCELLED)
        assert tx.outbox.job(only).result == {"a": 1}
        assert tx.outbox.job(1) is None
        assert tx.outbox.order_of(only).reason == "spam in the tea room"


def test_kept_rows_wait_until_they_are_released(scene: Scene) -> None:
    (only,) = decided(scene, scene.case(), K.REMOVE)
    with scene.store.write() as tx:
        assert [row for _, row in tx.outbox.waiting_of(scene.actor_id)] == [only]
        tx.outbox.set_waiting([only], code="kept")
        assert tx.outbox.kept(scene.community_id) == [only]
    assert due(scene) is None
    with scene.store.write() as tx:
        tx.outbox.set_waiting([only], due_at=tx.now)
        assert tx.outbox.kept(scene.community_id) == []
    assert due(scene) == only


def test_postponing_never_makes_anything_earlier(scene: Scene) -> None:
    (only,) = decided(scene, scene.case(), K.REMOVE, grace_seconds=10)
    decision = scene.column(tables.enforcement, only, "decision_id")
    now = scene.clock.now()
    with scene.store.write() as tx:
        assert tx.outbox.postpone(decision, now + 5 * SECOND) == 0
        assert tx.outbox.postpone(decision, now + 20 * SECOND) == 1
    assert scene.column(tables.enforcement, only, "due_at") == now + 20 * SECOND


def test_what_was_decided_before_a_run_can_be_left_waiting(scene: Scene) -> None:
    (old,) = decided(scene, scene.case(), K.REMOVE)
    scene.clock.pass_time(1)
    (new,) = decided(scene, scene.case(), K.REMOVE)
    with scene.store.read() as reads:
        assert reads.outbox.due(scene.community_id).id == old
        assert reads.outbox.due(scene.community_id, scene.clock.now()).id == new
