"""Guideline versions are numbered within their community and only added."""

from __future__ import annotations

import pytest

from moderator.store.guidelines import Guidelines
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake


def test_versions_count_up_within_their_community(store: Store, clock: FrozenClock) -> None:
    one, other = Intake(store, clock, guidelines=""), Intake(store, clock, guidelines="")
    with store.write() as tx:
        assert tx.guidelines.newest_id(one.community_id) is None
        first = tx.guidelines.publish(one.community_id, "a", b"A" * 32, one.actor_id, "why")
        second = tx.guidelines.publish(one.community_id, "b", b"B" * 32, None, "")
        elsewhere = tx.guidelines.publish(other.community_id, "c", b"C" * 32, None, "")
    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    with store.read() as reads:
        assert reads.guidelines.newest_id(one.community_id) == second.id
        kept = reads.guidelines.version(first.id)
    assert (kept.body, kept.digest, kept.by, kept.note, kept.published_at) == ("a", b"A" * 32, "Aoi", "why", START)


def test_there_is_no_way_to_change_or_remove_one() -> None:
    offered = {name for name in vars(Guidelines) if not name.startswith("_")}
    assert offered == {"newest_id", "version", "publish"}


def test_a_version_that_never_was_is_a_bug(sqlcipher_store: Store) -> None:
    with sqlcipher_store.read() as reads, pytest.raises(Exception, match="No row"):
        reads.guidelines.version(1)
