"""Reports out of a list that is cut by offset while it moves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.community import BadItem, FlagGone, FlagIn, SubjectKind
from moderator.platforms.matrix import flags
from moderator.platforms.matrix.flags import from_ranges, to_ranges
from tests.platforms.matrix.scripted import Scripted, message

ROOM = "!r"


class Queue:
    """A list of reports that can be changed between two pages."""

    def __init__(self, count: int) -> None:
        self.ids = list(range(2, 2 + count))
        self.before_page: Callable[[int], None] = lambda number: None
        self.pages = 0
        self.rows: dict[int, Any] = {}
        self.events: dict[str, Any] = {}

    def row(self, number: int) -> Any:
        plain = {"id": number, "received_ts": 1_763_999_999_000 + number, "room_id": ROOM, "event_id": f"$e{number}"}
        return self.rows.get(
            number, {**plain, "user_id": "@carol:x", "sender": "@bob:x", "reason": f"理由{number}", "name": "雑談"}
        )

    def list(self, query: dict[str, str]) -> Any:
        assert query["limit"] != "0", "the server would answer the same page for ever"
        if query["dir"] == "f":
            self.pages += 1
            self.before_page(self.pages)
        ids = self.ids if query["dir"] == "f" else self.ids[::-1]
        start, limit = int(query.get("from", 0)), int(query["limit"])
        answer: dict[str, Any] = {"event_reports": [self.row(i) for i in ids[start : start + limit]], "total": len(ids)}
        if start + limit < len(ids):
            answer["next_token"] = start + limit
        return answer

    def detail(self, number: str) -> Any:
        if int(number) not in self.ids:
            return 404, {"errcode": "M_NOT_FOUND", "error": "gone"}
        return {**self.row(int(number)), "event_json": message("", f"text {number}")}

    def server(self) -> Scripted:
        return Scripted(
            {
                "GET .*/event_reports": lambda query: self.list(query),
                r"GET .*/event_reports/(?P<number>\d+)": lambda number, query: self.detail(number),
                "GET .*/user_reports": {"user_reports": [], "total": 0},
                r"GET .*/rooms/!r/event/(?P<event>.*)": lambda event, query: self.events.get(
                    event, (404, {"errcode": "M_NOT_FOUND", "error": "x"})
                ),
            }
        )


def read(queue: Queue, cursor: Any = None, calls: int = 1) -> tuple[list[Any], Any]:
    async def inner() -> tuple[list[Any], Any]:
        connector = queue.server().connector()
        items, at = [], cursor
        for _ in range(calls):
            while True:
                page = await connector.list_flags(at)
                items += page.items
                at = json.loads(json.dumps(page.cursor))
                if not page.more:
                    break
        await connector.close()
        return items, at

    return asyncio.run(inner())


@given(st.frozensets(st.integers(0, 300)))
def test_ids_are_kept_as_ranges_and_come_back_the_same(ids: frozenset[int]) -> None:
    assert from_ranges(json.loads(json.dumps(to_ranges(ids)))) == ids


def test_a_queue_without_gaps_takes_one_pair_in_the_cursor() -> None:
    _, cursor = read(Queue(120))
    assert cursor["event_reports"]["known"] == [[2, 121]]


def test_a_long_queue_comes_in_pieces_and_all_of_it() -> None:
    items, _ = read(Queue(130))
    assert [item.native_id for item in items] == [f"event_report:{number}" for number in range(2, 132)]
    assert {item.comment for item in items} == {f"理由{number}" for number in range(2, 132)}


def test_a_deletion_under_a_sweep_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flags, "PAGE", 20)
    queue = Queue(100)

    def delete(page: int) -> None:
        if page == 3:
            del queue.ids[:15]  # more than the overlap: what comes next would be skipped

    queue.before_page = delete
    items, _ = read(queue)
    assert {item.native_id for item in items} >= {f"event_report:{number}" for number in range(17, 102)}


def test_a_sweep_that_never_holds_still_tells_nothing_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flags, "PAGE", 20)
    queue = Queue(100)
    _, cursor = read(queue)

    def shuffle(page: int) -> None:
        if page % 4 == 2:
            queue.ids = queue.ids[30:] + queue.ids[:30]

    queue.before_page = shuffle
    del queue.ids[0]
    items, _ = read(queue, cursor, calls=3)
    assert not [item for item in items if isinstance(item, FlagGone)]


def test_the_usual_look_is_one_request_a_queue() -> None:
    queue = Queue(30)
    _, cursor = read(queue)
    queue.pages = 0
    queue.ids.append(99)
    items, cursor = read(queue, cursor)
    assert [item.native_id for item in items] == ["event_report:99"]
    assert queue.pages == 0, "a new report alone needs no sweep"


def test_a_report_that_vanishes_between_list_and_detail_is_not_delivered_and_comes_if_it_returns() -> None:
    queue = Queue(3)
    hidden = queue.ids.pop(1)
    listed = queue.list
    queue.list = lambda query: {**listed(query), "event_reports": [queue.row(i) for i in (4, 3, 2)], "total": 3}  # type: ignore[method-assign]
    items, cursor = read(queue)
    assert {item.native_id for item in items} == {"event_report:2", "event_report:4"}
    queue.ids.insert(1, hidden)
    items, _ = read(queue, cursor)
    assert [item.native_id for item in items] == ["event_report:3"]


def test_a_row_that_cannot_be_read_is_told_once_with_its_bytes_and_the_rest_arrive() -> None:
    queue = Queue(3)
    queue.rows[3] = {"id": "three"}
    items, cursor = read(queue)
    (bad,) = [item for item in items if isinstance(item, BadItem)]
    assert (bad.kind, bad.raw) == ("flag", b'{"id": "three"}')
    assert len(items) == 3
    items, _ = read(queue, cursor, calls=3)
    assert items == []


def test_a_detail_that_cannot_be_read_is_set_aside_under_its_id() -> None:
    queue = Queue(2)
    queue.rows[3] = {"id": 3, "received_ts": "yesterday", "room_id": ROOM, "event_id": "$e3"}
    items, cursor = read(queue)
    (bad,) = [item for item in items if isinstance(item, BadItem)]
    assert bad.native_id == "event_report:3"
    assert b"yesterday" in bad.raw
    assert read(queue, cursor)[0] == []


def test_the_message_is_shown_as_it_stands_now_and_an_edit_leads_to_what_it_edits() -> None:
    queue = Queue(1)
    edit = message(
        "$edit",
        "* 新",
        content={
            "body": "* 新",
            "m.new_content": {"body": "新"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$orig"},
        },
    )
    queue.events["$orig"] = message("$orig", "旧", unsigned={"m.relations": {"m.replace": edit}})
    queue.detail = lambda number: {**queue.row(2), "event_id": "$edit", "event_json": {**edit, "event_id": ""}}  # type: ignore[method-assign]
    (flag,) = read(queue)[0]
    assert isinstance(flag, FlagIn) and flag.post is not None
    assert (flag.post.native_id, flag.post.text, flag.post.version) == ("$orig", "新", "$edit")


def test_a_report_whose_message_was_purged_is_still_about_its_author() -> None:
    queue = Queue(1)
    queue.detail = lambda number: {**queue.row(2), "event_json": None}  # type: ignore[method-assign]
    (flag,) = read(queue)[0]
    assert isinstance(flag, FlagIn)
    assert (flag.subject, flag.author.native_id, flag.post) == (SubjectKind.AUTHOR, "@bob:x", None)


def test_an_older_server_without_reports_of_accounts_still_gives_those_of_messages() -> None:
    queue = Queue(2)
    server = queue.server()
    del server._routes["GET .*/user_reports"]

    async def inner() -> int:
        connector = server.connector()
        page = await connector.list_flags(None)
        await connector.close()
        return len(page.items)

    assert asyncio.run(inner()) == 2
