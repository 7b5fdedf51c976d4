"""The connector as a whole: checking a connection, words around a message, files."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from moderator.domain.action import ActionKind, Target
from moderator.platforms.matrix.connector import MatrixConnector
from moderator.ports import PlatformDown, PlatformGone
from tests.platforms.matrix.bench import MatrixBench, run
from tests.platforms.matrix.scripted import Scripted

CONNECTED = {
    "GET /_matrix/client/versions": {"versions": ["v1.11"]},
    "GET .*/joined_rooms": {"joined_rooms": []},
}


def do(server: Scripted, act: Any) -> Any:
    async def inner() -> Any:
        connector = server.connector()
        try:
            return await act(connector)
        finally:
            await connector.close()

    return asyncio.run(inner())


def test_a_check_names_what_we_may_do_and_what_each_missing_right_is_called() -> None:
    async def check(bench: MatrixBench) -> None:
        info = await bench.connector().connect()
        assert info.missing == ()
        assert all(info.rights.values()), info.rights
        assert (info.account, info.server, info.facts["rooms"]) == (bench.me, "lab.localhost", 1)
        await bench._level(bench.me, 0, by="")
        info = await bench.connector().connect()
        assert (info.rights["room_power"], info.missing) == (False, ("some_rooms_no_power",))

    run(check)


def test_a_server_without_notices_is_noticed_when_the_connection_is_checked() -> None:
    async def check(bench: MatrixBench) -> None:
        connector = bench.connector()
        info = await connector.connect()
        assert (info.rights["server_notices"], info.missing) == (False, ("no_notices",))
        before = await bench.call("GET", "/_demo/journal?kind=notice")
        assert before["entries"] == [], "the question itself sends nothing"
        found = {one.kind: one for one in await connector.abilities(Target(bench.users["bob"]))}
        assert found[ActionKind.WARN].reason == "no_notices"
        await connector.close()

    run(check, "--no-server-notices")


def test_an_ordinary_account_in_no_room_is_told_everything_that_it_misses() -> None:
    info = do(Scripted(CONNECTED, admin=False), lambda connector: connector.connect())
    assert info.missing == ("no_admin", "no_rooms")
    assert info.server_version == "v1.11"


def test_something_that_is_no_homeserver_is_said_to_be_none() -> None:
    server = Scripted(CONNECTED)
    server._routes["GET .*/account/whoami"] = {"user_id": "hello"}
    with pytest.raises(PlatformDown) as down:
        do(server, lambda connector: connector.connect())
    assert down.value.code == "not_understood"


def test_the_message_that_is_answered_stands_first_wherever_it_was() -> None:
    async def check(bench: MatrixBench) -> None:
        parent = await bench.post("alice", "はじめの話")
        for number in range(30):
            await bench.post("carol", f"間 {number}")
        relation = {"m.in_reply_to": {"event_id": parent.post}}
        reply = await bench.send("bob", {"msgtype": "m.text", "body": "答え", "m.relates_to": relation})
        context = await bench.connector().context(reply.place, reply.post)
        assert context.before[0].native_id == parent.post
        assert len(context.before) == 11
        assert context.truncated

    run(check)


def test_a_message_in_a_thread_is_shown_with_its_thread() -> None:
    async def check(bench: MatrixBench) -> None:
        root = await bench.post("alice", "root")
        inside = []
        for number in range(4):
            await bench.post("carol", f"outside {number}")
            related = {"rel_type": "m.thread", "event_id": root.post}
            inside.append(
                await bench.send("bob", {"msgtype": "m.text", "body": f"in {number}", "m.relates_to": related})
            )
        context = await bench.connector().context(bench.room, inside[2].post)
        assert [post.native_id for post in context.before] == [root.post, inside[0].post, inside[1].post]
        assert [post.native_id for post in context.after] == [inside[3].post]

    run(check)


@pytest.mark.parametrize("address", ["https://evil.example/x.png", "mxc://x/../y", "", "file:///etc/passwd"])
def test_only_the_homeserver_is_ever_asked_for_a_file(address: str) -> None:
    server = Scripted({})
    with pytest.raises(PlatformGone):
        do(server, lambda connector: connector.picture(address, 100))
    assert server.requests == []


def test_a_file_over_its_limit_comes_as_a_smaller_drawing_or_not_at_all() -> None:
    server = Scripted({"GET .*/media/download/.*": b"x" * 1000, "GET .*/media/thumbnail/.*": b"y" * 50})
    assert do(server, lambda connector: connector.picture("mxc://x/abc", 100)) == b"y" * 50
    assert do(server, lambda connector: connector.picture("mxc://x/abc", 5000)) == b"x" * 1000
    with pytest.raises(PlatformDown) as down:
        do(server, lambda connector: connector.picture("mxc://x/abc", 10))
    assert down.value.code == "file_too_large"
    assert all(request.url.host == "x.example" for request in server.requests)


def test_an_account_that_becomes_an_administrator_is_treated_as_one_after_the_next_check() -> None:
    server = Scripted(
        {
            **CONNECTED,
            "GET .*/event_reports": {"event_reports": [], "total": 0},
            "GET .*/user_reports": {"user_reports": [], "total": 0},
        },
        admin=False,
    )

    async def act(connector: MatrixConnector) -> tuple[bool, bool]:
        before = (await connector.connect()).rights["reports"]
        server._routes["GET .*/users/@me:x/admin"] = {"admin": True}
        return before, (await connector.connect()).rights["reports"]

    assert do(server, act) == (False, True)
