"""What was set apart is read once more, with the reader of today and without asking the server anything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from moderator.domain.community import BadItem, FlagIn, Item, PlaceIn, PostGone, PostIn, PostState, SubjectKind
from moderator.platforms.matrix import again
from moderator.platforms.matrix.reading import Names
from moderator.ports import PlatformDown, ReadsAgain
from tests.helpers.clock import START
from tests.platforms.matrix.scripted import Scripted, message

REPORT = {
    "id": 7,
    "received_ts": 1_763_999_999_500,
    "room_id": "!r",
    "event_id": "$7",
    "user_id": "@carol:x",
    "sender": "@bob:x",
    "reason": "広告です",
    "event_json": message("", "安いコイン"),
}
OF_BOB = {"id": 8, "received_ts": 1_763_999_999_500, "target_user_id": "@bob:x", "user_id": "@carol:x", "reason": "x"}


def read(kind: str, content: Any, native_id: str = "") -> tuple[Item, ...]:
    names = Names("@me:x", "x", {"@bob:x": "ボブ"}, {"!r": PlaceIn("!r", "雑談")})
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return again.read_again(BadItem(kind, "the reader of yesterday", raw, native_id), names, START)


def reason(items: tuple[Item, ...]) -> str:
    (item,) = items
    assert isinstance(item, BadItem)
    return item.reason


def test_a_message_stands_in_the_room_where_it_was_kept() -> None:
    (post,) = read("post", message("$1", "こんにちは"), "!r $1")
    assert isinstance(post, PostIn)
    assert (post.native_id, post.text, post.place.name, post.author.display_name) == ("$1", "こんにちは", "雑談", "ボブ")
    assert post.raw == json.dumps(message("$1", "こんにちは")).encode()


def test_a_message_that_was_removed_meanwhile_is_gone() -> None:
    removal = message("$2", type="m.room.redaction", sender="@me:x", content={})
    (gone,) = read("post", message("$1", unsigned={"redacted_because": removal}), "!r $1")
    assert isinstance(gone, PostGone)
    assert (gone.native_id, gone.state, gone.by) == ("$1", PostState.REMOVED, "@me:x")


def test_a_report_of_a_message_comes_with_the_words_that_were_reported() -> None:
    (flag,) = read("flag", REPORT, "event_report:7")
    assert isinstance(flag, FlagIn) and flag.post is not None and flag.reporter is not None
    assert (flag.native_id, flag.subject, flag.comment) == ("event_report:7", SubjectKind.POST, "広告です")
    assert (flag.post.native_id, flag.post.text, flag.reporter.handle) == ("$7", "安いコイン", "@carol:x")


def test_a_report_of_an_account_or_of_a_purged_message_is_about_its_author() -> None:
    for content, native_id in ((OF_BOB, "user_report:8"), ({**REPORT, "event_json": None}, "event_report:7")):
        (flag,) = read("flag", content, native_id)
        assert isinstance(flag, FlagIn)
        assert (flag.native_id, flag.subject, flag.author.native_id, flag.post) == (
            native_id, SubjectKind.AUTHOR, "@bob:x", None,
        )  # fmt: skip


def test_of_a_rooms_page_each_message_comes_by_itself_and_the_faulty_are_set_apart_anew() -> None:
    events = [message("$1"), {"event_id": "$2", "type": 5}, message("$3", type="m.room.member", state_key="@bob:x"), message("$4")]
    items = read("page", {"timeline": {"events": events}}, "!r")
    assert [type(item) for item in items] == [PostIn, BadItem, PostIn]
    assert isinstance(items[1], BadItem) and items[1].native_id.startswith("!r ") and b"$2" in items[1].raw
    assert read("page", {"timeline": {"events": []}}, "!r") == ()


@pytest.mark.parametrize(
    ("kind", "content", "native_id", "why"),
    [
        ("post", b"{odd", "!r $1", "malformed"),
        ("post", {"event_id": "$1", "type": 5, "sender": "@bob:x"}, "!r $1", "Expected `str`"),
        ("post", message("$1"), "$1", again.NO_ROOM),
        ("post", message("$1", content={"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}), "!r $1",
         again.CHANGES_ANOTHER),
        ("post", message("$1", type="m.room.redaction", redacts="$0"), "!r $1", again.CHANGES_ANOTHER),
        ("page", {"timeline": []}, "!r", "Expected `object`"),
        ("flag", {"id": "seven"}, "", again.ONLY_A_LINE),
        ("flag", {**REPORT, "received_ts": "yesterday"}, "event_report:7", "received_ts"),
        ("flag", {**REPORT, "event_json": None, "sender": "nobody"}, "event_report:7", "nobody is reported"),
        ("flag", {**OF_BOB, "target_user_id": "bob"}, "user_report:8", "nobody is reported"),
        ("flag", b"", "event_report:7", "truncated"),
    ],
)  # fmt: skip
def test_what_still_cannot_be_read_stays_whole_with_todays_reason(kind: str, content: Any, native_id: str, why: str) -> None:
    items = read(kind, content, native_id)
    assert why in reason(items)
    (item,) = items
    assert isinstance(item, BadItem)
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    assert (item.kind, item.raw, item.native_id) == (kind, raw, native_id)


def connected(look: Callable[[Any], Any], *, first: bool = True) -> tuple[Any, int]:
    """What *look* sees of a connector, and how many requests it cost."""
    server = Scripted({"GET .*/sync": {"next_batch": "s1"}})

    async def inner() -> tuple[Any, int]:
        connector = server.connector()
        assert isinstance(connector, ReadsAgain)
        try:
            if first:
                await connector.list_posts(None, 0)
            before = len(server.requests)
            return look(connector), len(server.requests) - before
        finally:
            await connector.close()

    return asyncio.run(inner())


def test_the_connector_reads_again_without_a_request() -> None:
    item = BadItem("flag", "odd", json.dumps(REPORT).encode(), "event_report:7")
    (flag,), requests = connected(lambda connector: connector.read_again(item))
    assert isinstance(flag, FlagIn) and requests == 0


def test_before_the_server_has_said_who_we_are_nothing_is_read() -> None:
    """Whose account is local, and which is ours, would be wrong."""
    with pytest.raises(PlatformDown):
        connected(lambda connector: connector.read_again(BadItem("post", "odd", b"{}", "!r $1")), first=False)
