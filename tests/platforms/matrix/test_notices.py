"""Server notices: whether there are any, and finding one again."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from moderator.platforms.matrix.notices import MARK, Notices
from moderator.platforms.matrix.reading import Names
from moderator.platforms.matrix.server import Server
from moderator.platforms.secret import Secret
from tests.helpers.clock import FrozenClock
from tests.platforms.matrix.scripted import Scripted, message


def ask(routes: dict[str, Any], what: str, *arguments: str) -> tuple[Any, Scripted]:
    server = Scripted(routes)

    async def inner() -> Any:
        one = Server(
            "https://x", Secret("t"), FrozenClock(), transport=httpx.MockTransport(server.answer), first_pause=0.001
        )
        try:
            return await getattr(Notices(one, Names("@me:x", "x")), what)(*arguments)
        finally:
            await one.close()

    return asyncio.run(inner()), server


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        ((400, {"errcode": "M_UNKNOWN", "error": "off"}), False),
        ((404, {"errcode": "M_NOT_FOUND", "error": "no such user"}), True),
        ((404, {"errcode": "M_UNRECOGNIZED", "error": "?"}), False),
        ((403, {"errcode": "M_FORBIDDEN", "error": "not an admin"}), None),
        ((500, {}), None),
    ],
)
def test_whether_there_are_notices_is_asked_with_a_name_that_nobody_can_have(answer: Any, known: bool | None) -> None:
    found, server = ask({"PUT .*/send_server_notice/.*": answer}, "configured")
    assert found is known
    assert b'"@MODERATOR:x"' in server.requests[0].content


def rooms(**texts: str) -> dict[str, Any]:
    content = {"msgtype": "m.text", "body": "お知らせ"}
    return {
        "GET .*/users/@bob:x/memberships": {"memberships": {"!a": "join", "!left": "leave", "!notices": "invite"}},
        "GET .*/users/@bob:x/accountdata": {"account_data": {"rooms": {"!a": {"m.tag": {"tags": {"u.work": {}}}}}}},
        "GET .*/rooms/(?P<room>![a-z]+)/messages": lambda room, query: {
            "chunk": [
                {"broken": 1},
                message("$1", content={**content, **({MARK: texts[room[1:]]} if room[1:] in texts else {})}),
            ]
        },
    }


def test_a_notice_is_found_by_its_mark_in_the_room_it_was_sent_to() -> None:
    found, server = ask(rooms(notices="7f-1"), "find", "@bob:x", "7f-1")
    assert found
    asked = [path for _, path, _ in server.asked if path.endswith("/messages")]
    assert "!notices" in asked[0], "an invitation that was not answered is looked at first"
    assert len(asked) == 1


def test_another_notice_with_the_same_words_is_not_taken_for_it() -> None:
    found, server = ask(rooms(notices="7f-2", a="7f-3"), "find", "@bob:x", "7f-1")
    assert not found
    assert not any("!left" in path for _, path, _ in server.asked)


def test_an_account_that_the_server_does_not_know_has_no_notices() -> None:
    found, _ = ask({"GET .*/memberships": (404, {"errcode": "M_NOT_FOUND"})}, "find", "@ghost:x", "k")
    assert found is False
