"""What the contract does not ask of every connector: the ways in which Matrix can deceive about an effect."""

from __future__ import annotations

import asyncio

import pytest

from moderator.domain.action import ActionKind, ActionOrder, OutcomeKind, ReadBack, Step, Target, Verdict
from moderator.platforms.contract import Fault
from moderator.platforms.matrix.planner import MatrixPlanner
from moderator.platforms.matrix.words import SHAPE
from tests.platforms.matrix.bench import MatrixBench, run
from tests.platforms.matrix.scripted import Scripted

K = ActionKind


def step(kind: ActionKind, target: Target, key: str = "k") -> Step:
    return MatrixPlanner().plan(ActionOrder(kind, SHAPE[kind][0], target, "理由", "お知らせ"), key)[0]


def bob(bench: MatrixBench) -> Target:
    return Target(bench.users["bob"], place=bench.room)


def test_who_came_back_after_a_kick_whose_answer_was_lost_is_not_kicked_again() -> None:
    async def check(bench: MatrixBench) -> None:
        connector = bench.connector()
        await bench.misbehave(Fault.DROP_AFTER, K.KICK)
        kick = step(K.KICK, bob(bench))
        assert (await connector.execute(kick)).kind is OutcomeKind.UNKNOWN
        await bench.call("POST", f"/_matrix/client/v3/join/{bench.room}", {}, by="bob")
        assert (await connector.read_back(kick)).verdict is Verdict.DONE
        fresh = bench.connector()
        assert (await fresh.read_back(kick)).verdict is Verdict.DONE
        again = step(K.KICK, bob(bench), "another decision")
        assert (await fresh.execute(again)).kind is OutcomeKind.DONE, "a new decision is a new kick"
        await connector.close()
        await fresh.close()

    run(check)


def test_a_kick_that_never_arrived_is_not_taken_for_an_older_one() -> None:
    async def check(bench: MatrixBench) -> None:
        connector = bench.connector()
        await connector.execute(step(K.KICK, bob(bench), "first"))
        await bench.call("POST", f"/_matrix/client/v3/join/{bench.room}", {}, by="bob")
        second = step(K.KICK, bob(bench), "second")
        await bench.misbehave(Fault.DROP_BEFORE, K.KICK)
        assert (await connector.execute(second)).kind is OutcomeKind.UNKNOWN
        assert (await connector.read_back(second)).verdict is Verdict.NOT_DONE
        await connector.close()

    run(check)


def test_a_ban_counts_as_a_kick_by_somebody_else() -> None:
    async def check(bench: MatrixBench) -> None:
        await bench.call("POST", bench.path("ban"), {"user_id": bench.users["bob"]}, by="dora")
        connector = bench.connector()
        assert (await connector.execute(step(K.KICK, bob(bench)))).kind is OutcomeKind.ALREADY
        seen = await connector.read_back(step(K.KICK, bob(bench)))
        assert seen == ReadBack(Verdict.DONE_BY_OTHER, bench.users["dora"])
        await connector.close()

    run(check)


def test_a_ban_that_another_moderator_put_on_top_of_ours_is_theirs() -> None:
    async def check(bench: MatrixBench) -> None:
        connector = bench.connector()
        ban = step(K.BAN, bob(bench))
        await connector.execute(ban)
        await bench.call("POST", bench.path("ban"), {"user_id": bench.users["bob"], "reason": "mine"}, by="dora")
        assert (await connector.read_back(ban)).verdict is Verdict.DONE_BY_OTHER
        await connector.close()

    run(check)


def test_a_mute_stays_ours_when_others_change_other_levels_and_is_theirs_when_they_set_it() -> None:
    async def check(bench: MatrixBench) -> None:
        connector = bench.connector()
        mute = step(K.MUTE, bob(bench))
        await connector.execute(mute)
        await bench._level(bench.users["carol"], 10)
        assert (await connector.read_back(mute)).verdict is Verdict.DONE
        await bench._level(bench.users["bob"], -7)
        assert (await connector.read_back(mute)).verdict is Verdict.DONE_BY_OTHER
        await connector.close()

    run(check)


def test_a_room_that_is_closed_to_everybody_is_no_mute_of_one() -> None:
    async def check(bench: MatrixBench) -> None:
        levels = bench.path("state/m.room.power_levels")
        content = await bench.call("GET", levels, by="alice")
        await bench.call(
            "PUT",
            levels,
            {**content, "events_default": 50, "events": {**content["events"], "m.room.message": 50}},
            by="alice",
        )
        connector = bench.connector()
        assert (await connector.read_back(step(K.MUTE, bob(bench)))).verdict is Verdict.NOT_DONE
        await connector.close()

    run(check)


def test_power_is_not_taken_for_a_target_that_no_power_reaches() -> None:
    async def check(bench: MatrixBench) -> None:
        await bench._level(bench.users["carol"], 100)
        await bench._level(bench.me, 0, by="")
        connector = bench.connector()
        outcome = await connector.execute(step(K.BAN, Target(bench.users["carol"], place=bench.room)))
        assert outcome.kind is OutcomeKind.REFUSED
        journal = await bench.call("GET", "/_demo/journal?kind=make_room_admin")
        assert journal["entries"] == []
        await connector.close()

    run(check)


def test_power_is_not_taken_when_it_was_not_allowed() -> None:
    async def check(bench: MatrixBench) -> None:
        await bench._level(bench.me, 0, by="")
        timid = bench.connector(options={})
        ban = step(K.BAN, bob(bench))
        assert (await timid.execute(ban)).kind is OutcomeKind.REFUSED
        bold = bench.connector()
        outcome = await bold.execute(ban)
        assert (outcome.kind, outcome.result.get("took_power")) == (OutcomeKind.DONE, True)
        await timid.close()
        await bold.close()

    run(check)


def test_a_notice_is_found_again_by_its_mark_after_a_restart() -> None:
    async def check(bench: MatrixBench) -> None:
        connector = bench.connector(seconds=0.5)
        await connector.connect()
        warn = step(K.WARN, bob(bench), "7f3-1")
        await bench.misbehave(Fault.LATE, K.WARN)
        assert (await connector.execute(warn)).kind is OutcomeKind.UNKNOWN
        await bench.behave()
        fresh = bench.connector()
        assert (await fresh.read_back(warn)).verdict is Verdict.DONE
        assert (await fresh.read_back(step(K.WARN, bob(bench), "7f3-2"))).verdict is Verdict.CANNOT_TELL
        await connector.close()
        await fresh.close()

    run(check)


@pytest.mark.parametrize(
    "body", [b"", b"<html>ok</html>", b"[1]", b'{"event_id": '], ids=["empty", "html", "list", "half"]
)
def test_a_success_without_the_server_s_own_words_is_no_success(body: bytes) -> None:
    server = Scripted(
        {
            "PUT .*/redact/.*": body,
            "GET .*/rooms/!r/event/.*": {
                "event_id": "$e",
                "type": "m.room.message",
                "sender": "@bob:x",
                "content": {"body": "x"},
            },
        }
    )

    async def inner() -> OutcomeKind:
        connector = server.connector()
        outcome = await connector.execute(step(K.REMOVE, Target("@bob:x", "$e", "!r")))
        await connector.close()
        return outcome.kind

    assert asyncio.run(inner()) is OutcomeKind.UNKNOWN


@pytest.mark.parametrize("kind", [K.SUSPEND, K.UNSUSPEND])
def test_a_gate_that_knows_no_account_is_not_taken_for_the_server(kind: K) -> None:
    """Nothing was asked of the homeserver, so nothing is settled; when it says itself that nobody is there, it is."""

    async def inner(reply: object) -> OutcomeKind:
        connector = Scripted({"GET .*/v2/users/.*": reply}).connector()
        outcome = await connector.execute(step(kind, Target("@bob:x", "$e", "!r")))
        await connector.close()
        return outcome.kind

    assert asyncio.run(inner((404, b"404 page not found"))) is OutcomeKind.NOT_SENT
    assert asyncio.run(inner((404, {"errcode": "M_NOT_FOUND", "error": "User not found"}))) is OutcomeKind.GONE


def test_an_id_full_of_tricks_stays_one_segment_of_the_path() -> None:
    server = Scripted({"PUT .*": {}, "GET .*/event/.*": (404, {"errcode": "M_NOT_FOUND"})})
    nasty = "$../../../_synapse/admin/v1/deactivate/x?y#z"

    async def inner() -> None:
        connector = server.connector()
        await connector.execute(step(K.REMOVE, Target("@bob:x", nasty, "!r/../x")))
        await connector.close()

    asyncio.run(inner())
    for request in server.requests:
        raw = request.url.raw_path.decode()
        assert "/../" not in raw and "deactivate/x?" not in raw
