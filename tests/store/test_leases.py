"""One holder at a time, and a number that tells who came later."""

from __future__ import annotations

from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock


def test_a_lease_is_held_by_one_until_it_lets_go(store: Store) -> None:
    with store.write() as tx:
        mine = tx.leases.acquire("community:1", "first", 30)
        assert mine is not None
        assert tx.leases.acquire("community:1", "second", 30) is None
        again = tx.leases.acquire("community:1", "first", 30)
        assert again is not None
        assert again.fence == mine.fence
        tx.leases.release("community:1", "second")  # not theirs to release
        assert tx.leases.acquire("community:1", "second", 30) is None
        tx.leases.release("community:1", "first")
        theirs = tx.leases.acquire("community:1", "second", 30)
        assert theirs is not None
        assert (theirs.holder, theirs.fence) == ("second", mine.fence + 1)


def test_a_lease_that_is_over_goes_to_the_next_and_is_not_renewed(store: Store) -> None:
    with store.write() as tx:
        old = tx.leases.acquire("community:1", "first", 0)
        assert tx.leases.renew("community:1", "first", old.fence, 0)
        new = tx.leases.acquire("community:1", "second", 30)
        assert new is not None
        assert not tx.leases.renew("community:1", "first", old.fence, 30)
        assert tx.leases.renew("community:1", "second", new.fence, 60)
        assert tx.leases.get("community:1").until > new.until
        assert tx.leases.get("community:2") is None


def test_whether_a_lease_is_free_is_asked_of_the_clock_that_gives_it(store: Store, clock: FrozenClock) -> None:
    """A machine whose clock runs behind follows at once where the database's clock decides."""
    with store.write() as tx:
        tx.leases.acquire("community:1", "first", 30)
    with store.read() as reads:
        assert reads.leases.is_free("community:1", "first")
        assert not reads.leases.is_free("community:1", "second")
        assert reads.leases.is_free("community:2", "second")
    with store.write() as tx:
        tx.leases.acquire("community:1", "first", 0)
    if store.engine.dialect.name == "postgresql":
        clock.jump(-100 * 365 * 86_400)
    with store.read() as reads:
        assert reads.leases.is_free("community:1", "second")
