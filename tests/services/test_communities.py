"""Communities are connected, paused and told about; what could not be read waits for a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moderator.domain import caps
from moderator.domain.community import BadItem, Item, PlatformState, SessionInfo
from moderator.domain.errors import KnownError
from moderator.services.communities import Communities
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake, post, report

INFO = SessionInfo("@mod:fake", "Mod", "fake", "1.2", {"remove": True, "ban": False}, ("Bans need more rights.",), {"v": 3})
DOWN = KnownError("No answer", "It is tried again.", code="down")


@pytest.fixture
def intake(store: Store, clock: FrozenClock) -> Intake:
    return Intake(store, clock)


@pytest.fixture
def communities(intake: Intake) -> Communities:
    return Communities(intake.store, intake.clock, intake.ingest)


def kinds(intake: Intake) -> list[str]:
    with intake.store.read() as reads:
        assert reads.audit.verify() is None
        return [link.kind for link in reads.audit.links()]


def test_a_new_community_waits_for_its_first_contact(intake: Intake, communities: Communities) -> None:
    made = communities.add(
        "matrix", " Spores ", " https://x.example ", options={"close_reports": True}, actor_id=intake.actor_id
    )
    row = communities.row(made)
    assert (row.name, row.address, row.state) == ("Spores", "https://x.example", PlatformState.NEW)
    assert communities.connection(made).options == {"close_reports": True}
    assert [each.id for each in communities.rows()] == [intake.community_id, made]
    assert kinds(intake) == ["community.added"]


def test_an_id_made_before_is_used_so_that_the_secret_is_there_first(communities: Communities, store: Store) -> None:
    made = store.new_id()
    assert communities.add("matrix", "", "https://x.example", community_id=made) == made
    assert communities.row(made).name == "https://x.example"


def test_one_address_is_connected_once_and_never_without_an_address(communities: Communities) -> None:
    with pytest.raises(KnownError, match="already"):
        communities.add("fake", "Again", "https://fake.example")
    with pytest.raises(KnownError, match="address"):
        communities.add("fake", "None", " ")


def test_what_a_live_check_found_is_kept_and_the_connection_is_live(
    intake: Intake, communities: Communities, clock: FrozenClock
) -> None:
    communities.set_state(intake.community_id, PlatformState.DOWN, DOWN)
    clock.pass_time(5)
    communities.connected(intake.community_id, INFO)
    row = communities.row(intake.community_id)
    assert (row.state, row.account, row.server_version) == (PlatformState.LIVE, "Mod", "1.2")
    assert (row.missing, row.error_title, row.last_contact_at) == (("Bans need more rights.",), "", START + 5_000_000)
    assert communities.connection(intake.community_id).rights == {"remove": True, "ban": False}
    communities.connected(1, INFO)  # removed meanwhile: nothing to say


def test_what_a_server_calls_itself_stays_short_in_the_chain(intake: Intake, communities: Communities) -> None:
    communities.connected(intake.community_id, replace(INFO, server_version="v" * 1_000_000))
    with intake.store.read() as reads:
        longest = max(len(link.facts) for link in reads.audit.links())
    assert longest < 2 * caps.NAME_CHARACTERS


def test_trouble_is_said_since_when_and_why(intake: Intake, communities: Communities, clock: FrozenClock) -> None:
    clock.pass_time(1)
    communities.set_state(intake.community_id, PlatformState.LIMITED, DOWN, START + 9)
    row = communities.row(intake.community_id)
    assert (row.state, row.state_since, row.resumes_at) == (PlatformState.LIMITED, START + 1_000_000, START + 9)
    assert (row.error_title, row.error_message) == ("No answer", "It is tried again.")
    clock.pass_time(1)
    communities.set_state(intake.community_id, PlatformState.LIMITED, DOWN, START + 10)
    assert communities.row(intake.community_id).state_since == START + 1_000_000
    communities.refuse(intake.community_id, DOWN)
    assert communities.row(intake.community_id).state is PlatformState.REFUSED
    communities.set_state(1, PlatformState.LIVE)
    assert kinds(intake) == ["community.state"] * 3


def test_a_paused_community_says_so_whatever_its_connection_does(intake: Intake, communities: Communities) -> None:
    communities.pause(intake.community_id, True, intake.actor_id)
    assert communities.row(intake.community_id).state is PlatformState.PAUSED
    communities.pause(intake.community_id, False, intake.actor_id)
    assert communities.row(intake.community_id).state is PlatformState.NEW
    assert kinds(intake) == ["community.paused", "community.resumed"]


def test_a_community_can_be_renamed_set_and_rehearsed(intake: Intake, communities: Communities) -> None:
    communities.rename(intake.community_id, "Moss", intake.actor_id)
    communities.set_options(intake.community_id, {"a": 1}, intake.actor_id)
    communities.set_options(intake.community_id, {"b": 2}, intake.actor_id)
    communities.set_rehearsal(intake.community_id, True, intake.actor_id)
    assert communities.row(intake.community_id).name == "Moss"
    assert communities.connection(intake.community_id).options == {"a": 1, "b": 2}
    assert communities.row(intake.community_id).rehearsal
    with pytest.raises(KnownError, match="empty"):
        communities.rename(intake.community_id, " ", intake.actor_id)


def test_a_removed_community_is_no_longer_served_and_can_be_connected_anew(
    intake: Intake, communities: Communities
) -> None:
    intake.take(post())
    communities.remove(intake.community_id, intake.actor_id)
    assert (communities.rows(), communities.places()) == ([], [])
    assert communities.add("fake", "Fake", "https://fake.example")


@pytest.mark.parametrize("call", ["rename", "pause", "remove", "set_options"])
def test_an_unknown_community_is_refused(intake: Intake, communities: Communities, call: str) -> None:
    arguments = {"rename": ("x", 1), "pause": (True, 1), "remove": (1,), "set_options": ({}, 1)}[call]
    with pytest.raises(KnownError, match="not known"):
        getattr(communities, call)(1, *arguments)
    for look in (communities.row, communities.connection):
        with pytest.raises(KnownError, match="not known"):
            look(1)


def test_places_are_listed_with_their_community(intake: Intake, communities: Communities) -> None:
    intake.take(post())
    assert [(place.community_id, place.name) for place in communities.places()] == [(intake.community_id, "tea")]


# --- what could not be read -----------------------------------------------------------------------------------------


class Reader:
    """A connector, as far as a kept item needs one."""

    def __init__(self, *items: Item) -> None:
        self._items = items

    def read_again(self, item: BadItem) -> tuple[Item, ...]:
        return self._items or (item,)


class Nothing:
    """A connector for which an item says nothing."""

    def read_again(self, item: BadItem) -> tuple[Item, ...]:
        return ()


def test_a_bad_item_is_kept_whole_and_counted_once(intake: Intake, communities: Communities) -> None:
    intake.take(BadItem("post", "odd", b"{odd"), BadItem("flag", "too large", b"", "r9"), BadItem("flag", "odd", b"", "r8"))
    intake.take(BadItem("post", "odd again", b"{odd"))
    rows = communities.quarantine(intake.community_id)
    assert sorted((row.kind, row.reason, row.size) for row in rows) == [
        ("flag", "odd", 0), ("flag", "too large", 0), ("post", "odd", 4),
    ]  # fmt: skip
    assert communities.row(intake.community_id).quarantined == 3


def test_an_item_that_can_be_read_after_all_is_taken_and_settled(intake: Intake, communities: Communities) -> None:
    intake.take(BadItem("flag", "odd", b"{odd"))
    (row,) = communities.quarantine(intake.community_id)
    with pytest.raises(KnownError, match="still cannot be read"):
        communities.retry(row.id, Reader())  # type: ignore[arg-type]
    assert communities.retry(row.id, Reader(report("r1"))) == {"posts": 1, "flags": 1}  # type: ignore[arg-type]
    assert communities.quarantine(intake.community_id) == []
    assert len(intake.rows(tables.case)) == 1
    with pytest.raises(KnownError, match="settled"):
        communities.retry(row.id, Reader())  # type: ignore[arg-type]
    assert kinds(intake)[-1] == "quarantine.retried"


def test_of_a_page_what_can_be_read_is_taken_and_the_rest_set_apart_by_itself(
    intake: Intake, communities: Communities
) -> None:
    """A page with nothing in it for us is settled as well."""
    intake.take(BadItem("page", "odd", b"{whole page"), BadItem("page", "odd", b"{only joins"))
    joins, page = sorted(communities.quarantine(intake.community_id), key=lambda row: row.id, reverse=True)
    still = BadItem("post", "odd", b"{odd", "$2")
    assert communities.retry(page.id, Reader(post(), still))["posts"] == 1  # type: ignore[arg-type]
    assert communities.retry(joins.id, Nothing()) == {"posts": 0, "flags": 0}  # type: ignore[arg-type]
    (left,) = communities.quarantine(intake.community_id)
    assert (left.kind, left.size) == ("post", 4)


def test_a_platform_that_reads_nothing_again_says_so(intake: Intake, communities: Communities) -> None:
    intake.take(BadItem("flag", "odd", b"{odd"))
    (row,) = communities.quarantine(intake.community_id)
    with pytest.raises(KnownError) as caught:
        communities.retry(row.id, object())  # type: ignore[arg-type]
    assert caught.value.code == "not_read_again"


def test_a_discarded_item_does_not_come_back(intake: Intake, communities: Communities) -> None:
    intake.take(BadItem("flag", "odd", b"{odd"))
    (row,) = communities.quarantine(intake.community_id)
    communities.discard(row.id, intake.actor_id)
    intake.take(BadItem("flag", "odd", b"{odd"))
    assert communities.row(intake.community_id).quarantined == 0
    with pytest.raises(KnownError, match="settled"):
        communities.discard(row.id, intake.actor_id)
