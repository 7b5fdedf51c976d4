"""An author as the platform shows them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from moderator.domain.community import AuthorHistory, AuthorStatus
from moderator.platforms.matrix.people import _created
from tests.platforms.matrix.bench import MatrixBench, run
from tests.platforms.matrix.scripted import Scripted

NOW = 1_764_000_000_000_000


def test_an_account_s_age_is_right_whether_the_server_says_seconds_or_milliseconds() -> None:
    assert _created(1_763_000_000, NOW) == _created(1_763_000_000_000, NOW) == 1_763_000_000_000_000
    assert _created(None, NOW) is _created(0, NOW) is None
    assert _created(9_999_999_999_999, NOW) == NOW


@pytest.mark.parametrize(
    ("detail", "status"),
    [
        ({}, AuthorStatus.ACTIVE),
        ({"suspended": True}, AuthorStatus.SUSPENDED),
        ({"locked": True}, AuthorStatus.SUSPENDED),
        ({"deactivated": True, "suspended": True}, AuthorStatus.DELETED),
    ],
)
def test_the_state_of_an_account_is_told(detail: dict[str, Any], status: AuthorStatus) -> None:
    server = Scripted(
        {"GET .*/v2/users/@bob:x": {"name": "@bob:x", "creation_ts": 1_763_000_000, "suspended": False, **detail}}
    )

    async def inner() -> AuthorHistory:
        connector = server.connector()
        history = await connector.author("@bob:x", [])
        await connector.close()
        return history

    assert asyncio.run(inner()).author.status is status


def test_bans_mutes_reports_and_recent_words_are_gathered_from_the_room() -> None:
    async def check(bench: MatrixBench) -> None:
        seeds = [await bench.post("bob", f"話 {number}") for number in range(3)]
        await bench.post("carol", "別の人")
        await bench.flag(seeds[0], "carol", "x")
        await bench.call("POST", bench.path("ban"), {"user_id": bench.users["bob"], "reason": "荒らし"}, by="dora")
        await bench._level(bench.users["bob"], -1)
        connector = bench.connector()
        history = await connector.author(bench.users["bob"], [bench.room, bench.room, ""])
        kinds = {one.kind: one for one in history.sanctions}
        assert set(kinds) == {"ban", "mute"}
        assert (kinds["ban"].by, kinds["ban"].reason, kinds["ban"].place) == (bench.users["dora"], "荒らし", bench.room)
        assert [post.text for post in history.recent] == ["話 2", "話 1", "話 0"]
        assert history.reports_received == 1
        assert history.author.created_at is not None
        await connector.close()

    run(check)


def test_somebody_from_another_server_is_shown_as_far_as_the_room_knows_them() -> None:
    async def check(bench: MatrixBench) -> None:
        connector = bench.connector()
        history = await connector.author("@visitor:other.example", [bench.room])
        assert (history.author.is_local, history.author.created_at) == (False, None)
        await connector.close()

    run(check)
