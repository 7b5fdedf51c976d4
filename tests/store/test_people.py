"""Actors and shifts as rows."""

from __future__ import annotations

from moderator.domain.actor import Role
from moderator.store.unit import Store
from tests.helpers.clock import SECOND, FrozenClock


def test_actors_are_listed_by_name_until_they_retire(store: Store) -> None:
    with store.write() as tx:
        ben, aoi = tx.people.add("Ben", Role.LEAD), tx.people.add("Aoi", Role.MODERATOR)
        assert tx.people.actors() == [aoi, ben]
        assert tx.people.named("Ben") == ben
        assert tx.people.retire(ben.id)
        assert not tx.people.retire(ben.id)
    with store.read() as reads:
        assert reads.people.actors() == [aoi]
        assert reads.people.actor(ben.id) == ben
        assert reads.people.named("Ben") is None
        assert reads.people.actor(1) is None


def test_a_shift_runs_until_it_is_ended(store: Store, clock: FrozenClock) -> None:
    with store.write() as tx:
        aoi = tx.people.add("Aoi", Role.MODERATOR)
        assert tx.people.shift(aoi.id) is None
        begun = tx.people.start_shift(aoi.id)
        assert tx.people.shift(aoi.id) == begun
    clock.pass_time(60)
    with store.write() as tx:
        assert tx.people.end_shift(begun.id, "quiet")
        assert not tx.people.end_shift(begun.id, "again")
        assert tx.people.shift(aoi.id) is None
        (row,) = tx.people.shifts()
    assert (row.ended_at - row.started_at, row.note) == (60 * SECOND, "quiet")
