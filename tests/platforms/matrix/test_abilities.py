"""What is said about a member and a message before anything is clicked."""

from __future__ import annotations

from moderator.domain.action import Ability, ActionKind, Target
from tests.platforms.matrix.bench import MatrixBench, run

K = ActionKind


async def look(bench: MatrixBench, target: Target, **options: object) -> dict[ActionKind, Ability]:
    connector = bench.connector(**({"options": options} if options else {}))
    try:
        return {one.kind: one for one in await connector.abilities(target)}
    finally:
        await connector.close()


def test_what_has_been_done_is_not_offered_again_and_its_undoing_is() -> None:
    async def check(bench: MatrixBench) -> None:
        seed = await bench.post("bob", "x")
        target = Target(seed.author, seed.post, seed.place)
        found = await look(bench, target)
        assert not {K.UNBAN, K.UNMUTE, K.UNSUSPEND} & set(found)
        await bench.delete(seed, by_author=False)
        await bench._level(seed.author, -1)
        await bench._suspended(seed.author, True)
        await bench.call("POST", bench.path("ban"), {"user_id": seed.author}, by="dora")
        found = await look(bench, target)
        assert {kind: found[kind].reason for kind in (K.REMOVE, K.BAN, K.MUTE, K.SUSPEND)} == dict.fromkeys(
            (K.REMOVE, K.BAN, K.MUTE, K.SUSPEND), "already"
        )
        assert found[K.KICK].reason == "not_in_place"
        assert all(found[kind].available for kind in (K.UNBAN, K.UNMUTE, K.UNSUSPEND))

    run(check)


def test_an_equal_and_our_own_account_are_out_of_reach() -> None:
    async def check(bench: MatrixBench) -> None:
        found = await look(bench, Target(bench.users["alice"], place=bench.room))
        assert {found[kind].reason for kind in (K.BAN, K.KICK, K.MUTE)} == {"outranked"}
        assert found[K.SUSPEND].available
        found = await look(bench, Target(bench.me, place=bench.room))
        assert {found[kind].reason for kind in (K.BAN, K.KICK, K.MUTE, K.SUSPEND, K.WARN)} == {"ourselves"}

    run(check)


def test_without_power_the_way_to_it_is_named() -> None:
    async def check(bench: MatrixBench) -> None:
        seed = await bench.post("bob", "x")
        target = Target(seed.author, seed.post, seed.place)
        await bench._level(bench.me, 0, by="")
        for kind, one in (await look(bench, target, take_power=True)).items():
            if kind in (K.REMOVE, K.BAN, K.KICK, K.MUTE):
                assert (one.available, one.fix) == (True, "make_room_admin")
        for kind, one in (await look(bench, target, take_power=False)).items():
            if kind in (K.REMOVE, K.BAN, K.KICK, K.MUTE):
                assert (one.available, one.reason, one.fix) == (False, "no_power", "allow_take_power")

    run(check)


def test_a_report_of_an_account_alone_offers_what_concerns_accounts() -> None:
    async def check(bench: MatrixBench) -> None:
        found = await look(bench, Target(bench.users["bob"], flags=("user_report:1",)))
        assert found[K.REMOVE].reason == "no_post"
        assert {found[kind].reason for kind in (K.BAN, K.KICK, K.MUTE)} == {"no_place"}
        assert found[K.SUSPEND].available and found[K.WARN].available and found[K.REPORT_CLOSE].available

    run(check)


def test_a_message_that_is_gone_and_an_account_that_is_closed_are_told() -> None:
    async def check(bench: MatrixBench) -> None:
        await bench.call("POST", f"/_synapse/admin/v1/deactivate/{bench.users['carol']}", {"erase": False})
        found = await look(bench, Target(bench.users["carol"], "$never", bench.room))
        assert found[K.REMOVE].reason == "gone"
        assert found[K.SUSPEND].reason == found[K.WARN].reason == "account_closed"
        found = await look(bench, Target("@ghost:lab.localhost", place=bench.room))
        assert found[K.SUSPEND].reason == "unknown_account"

    run(check)
