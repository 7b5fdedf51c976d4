"""Communities, their cursors and what was set apart, as they stand in the store."""

from __future__ import annotations

from moderator.domain.community import BadItem, PlatformState
from moderator.domain.rows import CommunityRow
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake


def test_columns_that_are_json_are_kept_and_read_as_such(store: Store) -> None:
    with store.write() as tx:
        tx.communities.add(id=5, platform="fake", name="F", address="a", options={"x": [1, "二"]}, rehearsal=True)
        assert tx.communities.put(5, rights={"ban": True}, facts={"v": None}, missing=("one",), account="@m")
        assert not tx.communities.put(6, account="@m")
        found = tx.communities.connection(5)
        assert tx.communities.connection(6) is None
    assert found is not None
    assert (found.options, found.rights, found.facts) == ({"x": [1, "二"]}, {"ban": True}, {"v": None})
    assert (found.rehearsal, found.state, found.account, found.paused) == (True, PlatformState.NEW, "@m", False)
    with store.read() as reads:
        (row,) = reads.communities.rows()
    assert isinstance(row, CommunityRow) and (row.missing, row.quarantined, row.account) == (("one",), 0, "@m")


def test_a_removed_community_is_not_listed_or_changed(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    with store.write() as tx:
        assert tx.communities.put(intake.community_id, removed_at=tx.now)
        assert not tx.communities.put(intake.community_id, paused=True)
        assert tx.communities.connections() == [] and tx.communities.rows() == []


def test_a_cursor_is_the_connectors_own_and_replaced_whole(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    with store.write() as tx:
        assert tx.communities.cursor(intake.community_id, "posts") is None
        tx.communities.set_cursor(intake.community_id, "posts", {"token": "あ", "n": {"deep": [1, None]}})
        tx.communities.set_cursor(intake.community_id, "flags", {})
        tx.communities.set_cursor(intake.community_id, "posts", {"token": "い"})
    with store.read() as reads:
        assert reads.communities.cursor(intake.community_id, "posts") == {"token": "い"}
        assert reads.communities.cursor(intake.community_id, "flags") == {}


def test_the_same_bytes_are_set_apart_once_in_each_community(store: Store, clock: FrozenClock) -> None:
    one, other = Intake(store, clock), Intake(store, clock)
    bad = BadItem("post", "odd", b"\x00\xff", "$1")
    with store.write() as tx:
        (item_id,) = tx.communities.set_apart(one.community_id, [bad, bad])
        assert tx.communities.set_apart(one.community_id, [bad]) == []
        assert len(tx.communities.set_apart(other.community_id, [bad])) == 1
        assert tx.communities.set_apart(one.community_id, []) == []
        kept = tx.communities.quarantined(item_id)
        assert tx.communities.quarantined(1) is None
    assert kept is not None and (kept.item, kept.at, kept.settled) == (bad, START, False)
    with store.write() as tx:
        assert tx.communities.settle([item_id], "discarded") == 1
        assert tx.communities.settle([item_id], "discarded") == 0
        assert tx.communities.quarantine(one.community_id) == []
    assert one.rows(tables.quarantine)[0].settled_how == "discarded"
