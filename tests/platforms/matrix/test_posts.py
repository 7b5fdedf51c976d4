"""Messages by `/sync`: under the caps, without gaps, and without what is nobody's business."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from moderator.domain import caps
from moderator.domain.community import BadItem, PostGone, PostIn, PostState
from moderator.platforms.matrix.again import read_again
from moderator.platforms.matrix.posts import GAPS_KEPT
from moderator.platforms.matrix.reading import Names
from moderator.ports import PlatformDown
from tests.platforms.matrix.scripted import Scripted, message


def joined(*events: Any, **timeline: Any) -> dict[str, Any]:
    return {"timeline": {"events": list(events), **timeline}, "state": {"events": []}}


def sync(rooms: dict[str, Any], token: str = "s2", **parts: Any) -> dict[str, Any]:
    return {"next_batch": token, "rooms": {"join": rooms, **parts}}


def take(server: Scripted, cursor: Any = None, wait: float = 0.0) -> Any:
    async def inner() -> Any:
        connector = server.connector()
        try:
            return await connector.list_posts(cursor, wait)
        finally:
            await connector.close()

    return asyncio.run(inner())


def test_the_filter_asks_for_messages_only_and_leaves_direct_conversations_out() -> None:
    server = Scripted({"GET .*/sync": sync({})})
    server._routes["GET .*/account_data/m.direct"] = {"@friend:x": ["!private"]}
    take(server)
    (query,) = server.paths("/sync")
    wanted = json.loads(query["filter"])
    assert wanted["room"]["not_rooms"] == ["!private"]
    assert "m.room.message" in wanted["room"]["timeline"]["types"]
    assert wanted["presence"] == wanted["account_data"] == {"types": []}
    assert (query["set_presence"], query["timeout"]) == ("offline", "0")


def test_waiting_is_for_news_only_and_never_longer_than_half_a_minute() -> None:
    server = Scripted({"GET .*/sync": sync({})})
    take(server, None, 20)
    take(server, {"since": "s1"}, 20)
    take(server, {"since": "s1"}, 900)
    assert [query["timeout"] for query in server.paths("/sync")] == ["0", "20000", "30000"]


def test_a_gap_is_filled_from_history_piece_by_piece_and_survives_a_restart() -> None:
    pages = {"p3": (["$7", "$6"], "p2"), "p2": (["$5", "$4"], "p1"), "p1": ([], None)}

    def history(query: dict[str, str]) -> Any:
        ids, end = pages[query["from"]]
        assert (query["dir"], query["to"]) == ("b", "s1")
        return {"chunk": [message(one) for one in ids], "start": query["from"], **({"end": end} if end else {})}

    rooms = {"!r": joined(message("$8"), message("$9"), limited=True, prev_batch="p3")}
    server = Scripted({"GET .*/sync": sync(rooms), "GET .*/rooms/!r/messages": history})
    first = take(server, {"since": "s1"})
    assert first.more and [item.native_id for item in first.items] == ["$8", "$9"]
    cursor = json.loads(json.dumps(first.cursor))
    second = take(server, cursor)
    assert [item.native_id for item in second.items] == ["$6", "$7", "$4", "$5"]
    assert second.cursor["gaps"] == [] and second.cursor["since"] == "s2"


def test_a_gap_without_an_end_is_left_after_a_thousand_pages_and_said(caplog: pytest.LogCaptureFixture) -> None:
    """A server that goes on for ever stops nothing: what was read arrives, and a person hears of the rest."""
    caplog.set_level("INFO", "moderator")
    server = Scripted(
        {
            "GET .*/sync": sync({}, "s3"),
            "GET .*/rooms/!r/messages": lambda query: {
                "chunk": [message("$" + query["from"])], "start": query["from"], "end": query["from"] + "x",
            },
        }
    )  # fmt: skip
    cursor = {"v": 1, "since": "s2", "gaps": [["!r", "p", "s1", caps.PAGES_PER_LOOP - 7]]}
    first = take(server, cursor)
    assert len(first.items) == 5 and first.cursor["gaps"] == [["!r", "pxxxxx", "s1", caps.PAGES_PER_LOOP - 2]]
    second = take(server, json.loads(json.dumps(first.cursor)))
    left = [item for item in second.items if isinstance(item, BadItem)]
    assert [(one.kind, one.native_id) for one in left] == [("page", "!r")]
    assert str(caps.PAGES_PER_LOOP) in left[0].reason and second.cursor["gaps"] == []
    assert len(second.items) == 3 and "a gap in !r is left" in caplog.text


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_gap_that_the_server_does_not_show_is_said(status: int) -> None:
    refusal = (status, {"errcode": "M_FORBIDDEN", "error": "not in room"})
    server = Scripted({"GET .*/rooms/!r/messages": refusal, "GET .*/sync": sync({})})
    page = take(server, {"v": 1, "since": "s2", "gaps": [["!r", "p2", "s1"]]})
    (left,) = page.items
    assert isinstance(left, BadItem) and left.native_id == "!r" and "s1 to p2" in left.reason
    assert page.cursor["gaps"] == []
    assert read_again(left, Names("@me:x", "x"), 0) == (left,)


def test_more_gaps_than_are_kept_are_said_too() -> None:
    rooms = {f"!r{n}": joined(limited=True, prev_batch="p") for n in range(GAPS_KEPT + 2)}
    page = take(Scripted({"GET .*/sync": sync(rooms)}), {"since": "s1"})
    assert len(page.cursor["gaps"]) == GAPS_KEPT
    assert [item.native_id for item in page.items if isinstance(item, BadItem)] == [
        f"!r{GAPS_KEPT}",
        f"!r{GAPS_KEPT + 1}",
    ]


def test_the_first_look_does_not_read_all_of_history() -> None:
    rooms = {"!r": joined(message("$9"), limited=True, prev_batch="p3")}
    page = take(Scripted({"GET .*/sync": sync(rooms)}))
    assert not page.more and page.cursor["gaps"] == []


def test_an_answer_beyond_the_cap_is_asked_for_in_smaller_pieces() -> None:
    def answer(query: dict[str, str]) -> Any:
        limit = json.loads(query["filter"])["room"]["timeline"]["limit"]
        return b"x" * (9 * 1024 * 1024) if limit > 10 else sync({"!r": joined(message("$1"))})

    server = Scripted({"GET .*/sync": lambda query: answer(query)})
    page = take(server)
    assert [item.native_id for item in page.items] == ["$1"]
    limits = [json.loads(query["filter"])["room"]["timeline"]["limit"] for query in server.paths("/sync")]
    assert limits == [50, 25, 12, 6]


def test_an_answer_beyond_the_cap_whatever_is_asked_is_told_and_ends() -> None:
    server = Scripted({"GET .*/sync": b"x" * (9 * 1024 * 1024)})
    with pytest.raises(PlatformDown) as down:
        take(server)
    assert down.value.code == "too_large"
    assert len(server.paths("/sync")) < 10


def test_a_place_in_the_stream_that_the_server_forgot_begins_anew() -> None:
    def answer(query: dict[str, str]) -> Any:
        return (
            (400, {"errcode": "M_UNKNOWN", "error": "?"})
            if "since" in query
            else sync({"!r": joined(message("$1"))}, "n1")
        )

    page = take(Scripted({"GET .*/sync": lambda query: answer(query)}), {"since": "old"})
    assert [item.native_id for item in page.items] == ["$1"]
    assert page.cursor["since"] == "n1"


def test_a_bad_room_and_a_bad_event_are_set_aside_and_the_rest_arrive() -> None:
    rooms = {"!bad": {"timeline": []}, "!r": joined({"event_id": "$x", "type": 5}, message("$1"))}
    page = take(Scripted({"GET .*/sync": sync(rooms)}))
    bad = {item.native_id: item.kind for item in page.items if isinstance(item, BadItem)}
    assert bad == {"!bad": "page", "!r $x": "post"}
    assert [item.native_id for item in page.items if isinstance(item, PostIn)] == ["$1"]


def test_joins_and_leaves_are_passed_over_and_a_room_that_was_left_gives_its_last_words() -> None:
    member = message("$m", type="m.room.member", state_key="@bob:x", content={"membership": "join"})
    answer = sync({"!r": joined(member, message("$1"))}, leave={"!gone": joined(message("$2"))})
    page = take(Scripted({"GET .*/sync": answer}))
    assert [item.native_id for item in page.items] == ["$1", "$2"]


def test_an_edit_brings_the_message_it_edits_with_its_latest_words() -> None:
    def edit(name: str, text: str) -> dict[str, Any]:
        content = {
            "body": f"* {text}",
            "m.new_content": {"body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$o"},
        }
        return message(name, content=content)

    original = message("$o", "旧", unsigned={"m.relations": {"m.replace": edit("$e2", "二")}})
    rooms = {"!r": joined(edit("$e1", "一"), edit("$e2", "二"))}
    server = Scripted({"GET .*/sync": sync(rooms), r"GET .*/rooms/!r/event/\$o": original})
    (post,) = take(server).items
    assert (post.native_id, post.text, post.version) == ("$o", "二", "$e2")


def test_a_removal_says_whose_it_was_and_of_what_is_no_message_nothing() -> None:
    def redaction(name: str, of: str, by: str) -> dict[str, Any]:
        return message(name, type="m.room.redaction", sender=by, content={"redacts": of})

    left = {
        "$own": message("$own", content={}),
        "$other": message("$other", content={}),
        "$react": message("$react", type="m.reaction"),
    }
    rooms = {
        "!r": joined(
            redaction("$r1", "$own", "@bob:x"), redaction("$r2", "$other", "@me:x"),
            redaction("$r3", "$react", "@bob:x"), redaction("$r4", "$purged", "@me:x"), redaction("$r5", "", "@me:x"),
        )
    }  # fmt: skip
    server = Scripted(
        {
            "GET .*/sync": sync(rooms),
            r"GET .*/rooms/!r/event/(?P<event>.*)": lambda event, query: left.get(
                event, (404, {"errcode": "M_NOT_FOUND"})
            ),
        }
    )
    found = {item.native_id: item.state for item in take(server).items if isinstance(item, PostGone)}
    assert found == {
        "$own": PostState.DELETED_BY_AUTHOR,
        "$other": PostState.REMOVED,
        "$purged": PostState.REMOVED,
    }


def test_names_of_rooms_and_people_come_with_the_state_and_change_with_it() -> None:
    state = [
        message("$n", type="m.room.name", state_key="", content={"name": "広場"}),
        message("$m", type="m.room.member", state_key="@bob:x", content={"membership": "join", "displayname": "ボブ"}),
        {"broken": True},
    ]
    rooms = {"!r": {"timeline": {"events": [message("$1")]}, "state": {"events": state}}}
    (post,) = take(Scripted({"GET .*/sync": sync(rooms)})).items
    assert (post.place.name, post.author.display_name) == ("広場", "ボブ")
