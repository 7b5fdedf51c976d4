"""Questions as rows: taken once, answered in time or not at all, gone with their answer."""

from __future__ import annotations

import pytest

from moderator.domain.requests import RequestKind, RequestState
from moderator.store.unit import Store
from tests.helpers.clock import SECOND, FrozenClock
from tests.helpers.scene import Scene

K = RequestKind


@pytest.fixture
def community(store: Store, clock: FrozenClock) -> int:
    return Scene(store, clock).build().community_id


def ask(store: Store, community: int, kind: K = K.PICTURE, seconds: int = 30) -> int:
    with store.write() as tx:
        return tx.requests.ask(kind, community, {"ref": "絵"}, tx.now + seconds * SECOND)


def test_the_oldest_is_taken_once(store: Store, clock: FrozenClock, community: int) -> None:
    first = ask(store, community)
    clock.pass_time(1)
    second = ask(store, community, K.CHECK)
    with store.write() as tx:
        assert tx.requests.any_open(community)
        assert not tx.requests.any_open(community + 1)
        assert tx.requests.take(community, "w", (K.CHECK,)).id == second
        taken = tx.requests.take(community, "w")
        assert (taken.id, taken.arguments, taken.state) == (first, {"ref": "絵"}, RequestState.TAKEN)
        assert tx.requests.take(community, "w") is None
        assert not tx.requests.any_open(community)


def test_an_answer_keeps_bytes_and_is_given_once(store: Store, community: int) -> None:
    number = ask(store, community)
    with store.write() as tx:
        assert not tx.requests.answer(number, {"bytes": b"early"})  # nobody took it
        tx.requests.take(community, "w")
        assert tx.requests.answer(number, {"bytes": b"\x00\xff"})
        assert not tx.requests.answer(number, {"bytes": b"late"})
        assert tx.requests.get(number).answer == {"bytes": b"\x00\xff"}
        tx.requests.erase(number)
        assert tx.requests.get(number) is None


def test_what_was_cancelled_is_not_answered(store: Store, community: int) -> None:
    number = ask(store, community)
    with store.write() as tx:
        tx.requests.take(community, "w")
        assert tx.requests.cancel(number)
        assert not tx.requests.answer(number, {"bytes": b"x"})
        assert not tx.requests.fail(number, {"title": "t"})
        assert tx.requests.get(number).state is RequestState.CANCELLED
        assert not tx.requests.cancel(number)


def test_what_ran_out_of_time_is_neither_taken_nor_kept(store: Store, clock: FrozenClock, community: int) -> None:
    number = ask(store, community, seconds=5)
    clock.pass_time(5)
    with store.write() as tx:
        assert tx.requests.take(community, "w") is None
        assert tx.requests.over() == [number]
        assert tx.requests.fail(number, {"title": "late"})
        assert tx.requests.over() == []
        assert tx.requests.erase_settled(tx.now - SECOND) == 0
        assert tx.requests.erase_settled(tx.now + SECOND) == 1
