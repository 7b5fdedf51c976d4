"""The Matrix connector against a real Synapse: the contract as far as it needs no misbehaving, and Synapse's own ways."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from moderator.domain.action import ActionKind, ActionOrder, OutcomeKind, Target, Verdict
from moderator.domain.community import FlagGone, FlagIn, PostIn, PostState, SubjectKind
from moderator.platforms import contract, contract_acting
from moderator.platforms.contract import Bench, Seed
from moderator.platforms.matrix.planner import MatrixPlanner
from moderator.platforms.matrix.wire import seg
from moderator.platforms.matrix.words import SHAPE
from moderator.ports import PlatformRefused
from tests.lab.server import LabServer
from tests.platforms.matrix.bench import MatrixBench

K = ActionKind
pytestmark = pytest.mark.synapse

NEEDS_MISBEHAVING = {contract.reading_heeds_limits_and_refusals}
READING = [check for check in contract.READING if check not in NEEDS_MISBEHAVING]
ACTING = [
    contract_acting.done_once,
    contract_acting.already_done_by_another,
    contract_acting.a_rehearsal_leaves_no_trace,
]
MEMBERSHIPS = {K.KICK: "leave", K.BAN: "ban", K.UNBAN: "leave"}


class SynapseBench(MatrixBench):
    """The same scenes on a real server; effects are counted from what it shows."""

    def __init__(self, server: LabServer) -> None:
        users = {name: {"token": one.token, "user_id": one.user_id} for name, one in server.members.items()}
        about = {"admin": {"user_id": server.admin.user_id, "token": server.admin.token}, "users": users}
        super().__init__(server.base_url, about)
        self._server = server
        self._before: dict[str, int] = {}
        self._others: set[tuple[ActionKind, str]] = set()

    async def member(self, name: str) -> str:
        if name not in self.tokens:
            account = await asyncio.to_thread(self._server.new_member, name)
            self.tokens[name], self.users[name] = account.token, account.user_id
        if self.room:
            await self.call("POST", f"/_matrix/client/v3/join/{seg(self.room)}", {}, by=name, check=False)
        return self.users[name]

    async def clear(self) -> None:
        """Leave nothing of an earlier check. A session of our own, since Synapse keeps a session's answers to `/sync`
        for two minutes and gives the same first page again."""
        admin = self._server.admin
        login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": admin.user_id}}
        made = await self.call("POST", "/_matrix/client/v3/login", {**login, "password": admin.password})
        self.token = made["access_token"]
        for queue in ("event_reports", "user_reports"):
            listed = await self.call("GET", f"/_synapse/admin/v1/{queue}?limit=1000")
            for row in listed[queue]:
                await self.call("DELETE", f"/_synapse/admin/v1/{queue}/{row['id']}")
        for room in (await self.call("GET", "/_matrix/client/v3/joined_rooms"))["joined_rooms"]:
            await self.call("POST", f"/_matrix/client/v3/rooms/{seg(room)}/leave", {})

    async def prepare(self, kind: ActionKind, target: Target) -> None:
        if kind is K.UNBAN:
            await self.call("POST", self.path("ban"), {"user_id": target.author}, by="dora")
        if kind is K.UNMUTE:
            await self._level(target.author, -1)
        if kind is K.UNSUSPEND:
            await self._suspended(target.author, True)

    async def done_by_another(self, kind: ActionKind, target: Target) -> None:
        if kind is K.SUSPEND:
            await self._suspended(target.author, True)
        elif kind is K.UNSUSPEND:
            await self._suspended(target.author, False)
        else:
            await self._another(kind, target)
        self._others.add((kind, target.author))

    async def _another(self, kind: ActionKind, target: Target) -> None:
        if kind is K.REMOVE:
            await self.delete(Seed(target.place, target.post, target.author), by_author=False)
        elif kind in (K.MUTE, K.UNMUTE):
            await self._level(target.author, -1 if kind is K.MUTE else None)
        elif kind is K.REPORT_CLOSE:
            await self.unflag(target.flags[0])
        else:
            await self.call("POST", self.path(kind.value), {"user_id": target.author}, by="dora")

    async def effects(self, kind: ActionKind, target: Target) -> int:
        if (kind, target.author) in self._others:
            return 0  # Synapse does not say who: the outcome ALREADY is what is checked
        if kind in (K.SUSPEND, K.UNSUSPEND):
            user = await self.call("GET", f"/_synapse/admin/v2/users/{seg(target.author)}")
            return int(user["suspended"] is (kind is K.SUSPEND))
        if kind is K.REPORT_CLOSE:
            number = target.flags[0].partition(":")[2]
            left = await self.call("GET", f"/_synapse/admin/v1/event_reports/{number}", check=False)
            return int("errcode" in left)
        if kind is K.WARN:
            return await self._notices(target.author)
        return sum(1 for event in await self._ours() if self._is(kind, target, event))

    def _is(self, kind: ActionKind, target: Target, event: dict[str, Any]) -> bool:
        content = event["content"]
        if kind is K.REMOVE:
            return event["type"] == "m.room.redaction" and content.get("redacts", event.get("redacts")) == target.post
        if kind in (K.MUTE, K.UNMUTE):
            return event["type"] == "m.room.power_levels"
        return event.get("state_key") == target.author and content.get("membership") == MEMBERSHIPS[kind]

    async def _ours(self) -> list[dict[str, Any]]:
        found = await self.call("GET", self.path("messages?dir=b&limit=100"))
        return [event for event in found["chunk"] if event["sender"] == self.me]

    async def _notices(self, user: str) -> int:
        rooms = await self.call("GET", f"/_synapse/admin/v1/users/{seg(user)}/memberships")
        total = 0
        for room in rooms["memberships"]:
            if room == self.room:
                continue
            page = await self.call("GET", f"/_synapse/admin/v1/rooms/{seg(room)}/messages?dir=b&limit=50")
            total += sum(1 for event in page["chunk"] if event["content"].get("body") == "お知らせ")
        return total


@asynccontextmanager
async def bench_of(server: LabServer, **wish: object) -> AsyncIterator[SynapseBench]:
    bench = SynapseBench(server)
    try:
        await bench.clear()
        await bench.enter(**wish)
        yield bench
    finally:
        await bench.close()


def run(server: LabServer, check: Callable[[SynapseBench], Awaitable[Any]], **wish: object) -> Any:
    async def inner() -> Any:
        async with bench_of(server, **wish) as bench:
            return await check(bench)

    return asyncio.run(inner())


def _name(value: object) -> str:
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize("check", READING, ids=_name)
def test_reading(fresh_synapse: LabServer, check: Callable[[Bench], Awaitable[None]]) -> None:
    run(fresh_synapse, check)


_numbers = iter(range(1_000_000))


@pytest.mark.parametrize("kind", sorted(MatrixBench.can), ids=_name)
@pytest.mark.parametrize("check", ACTING, ids=_name)
def test_acting(fresh_synapse: LabServer, check: Callable[..., Awaitable[None]], kind: ActionKind) -> None:
    async def with_a_fresh_member(bench: SynapseBench) -> None:
        real = bench.post
        name = f"member{next(_numbers)}"
        bench.post = lambda author, text: real(name, text)  # type: ignore[method-assign]
        await check(bench, kind)

    run(fresh_synapse, with_a_fresh_member)


# --- Synapse's own ways -------------------------------------------------------------------------------------------------

PLANNER = MatrixPlanner()


def order(kind: ActionKind, target: Target, **more: Any) -> ActionOrder:
    return ActionOrder(kind, SHAPE[kind][0], target, "理由", **more)


def test_a_creator_of_a_new_room_version_is_said_to_be_out_of_reach(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        assert ":" not in bench.room, "room version 12 has ids without a server"
        connector = bench.connector()
        seed = await bench.post("alice", "hello")
        found = {one.kind: one for one in await connector.abilities(Target(seed.author, seed.post, seed.place))}
        for kind in (K.BAN, K.KICK, K.MUTE):
            assert (found[kind].available, found[kind].reason) == (False, "creator")
        assert found[K.REMOVE].available
        (step,) = PLANNER.plan(order(K.BAN, Target(seed.author, place=seed.place)), "k-creator")
        outcome = await connector.execute(step)
        assert (outcome.kind, outcome.code) == (OutcomeKind.REFUSED, "M_FORBIDDEN")
        await connector.close()

    levels = {"users": {fresh_synapse.admin.user_id: 100}}
    run(fresh_synapse, check, room_version="12", power_level_content_override=levels)


def test_power_is_taken_where_it_is_wanted_and_allowed_and_never_else(fresh_synapse: LabServer) -> None:
    """A private room that our account never joined: only its messages' reports are known."""

    async def check(bench: SynapseBench) -> None:
        await bench.call("POST", bench.path("leave"), {})
        seed = await bench.post("bob", "部屋の中")
        target = Target(seed.author, seed.post, seed.place)
        (step,) = PLANNER.plan(order(K.REMOVE, target), "k-power")
        timid = bench.connector(options={})
        found = {one.kind: one for one in await timid.abilities(target)}
        assert (found[K.REMOVE].available, found[K.REMOVE].fix) == (False, "allow_take_power")
        outcome = await timid.execute(step)
        assert outcome.kind is OutcomeKind.REFUSED
        assert (await timid.read_back(step)).verdict is Verdict.NOT_DONE
        await timid.close()
        bold = bench.connector()
        found = {one.kind: one for one in await bold.abilities(target)}
        assert (found[K.REMOVE].available, found[K.REMOVE].fix) == (True, "make_room_admin")
        outcome = await bold.execute(step)
        assert (outcome.kind, outcome.result.get("took_power")) == (OutcomeKind.DONE, True)
        assert (await bold.read_back(step)).verdict is Verdict.DONE
        await bold.close()

    run(fresh_synapse, check, preset="public_chat", power_level_content_override={})


def test_muting_and_its_undo_restore_the_level_that_stood_before(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        await bench._level(bench.users["bob"], 10)
        target = Target(bench.users["bob"], place=bench.room)
        connector = bench.connector()
        (mute,) = PLANNER.plan(order(K.MUTE, target), "k-mute")
        (unmute,) = PLANNER.plan(order(K.UNMUTE, target), "k-unmute")
        assert (await connector.execute(mute)).result["previous_level"] == 10
        path, said = bench.path("send/m.room.message/muted1"), {"body": "x", "msgtype": "m.text"}
        refused = await bench.call("PUT", path, said, by="bob", check=False)
        assert refused["errcode"] == "M_FORBIDDEN"
        await bench._level(bench.users["carol"], 20)  # somebody changes another level in between
        assert (await connector.read_back(mute)).verdict is Verdict.DONE, "the mute is still ours"
        assert (await connector.execute(unmute)).kind is OutcomeKind.DONE
        levels = await bench.call("GET", bench.path("state/m.room.power_levels"))
        assert levels["users"][bench.users["bob"]] == 10
        assert levels["users"][bench.users["carol"]] == 20
        await connector.close()

    run(fresh_synapse, check)


def test_an_encrypted_message_says_so_and_files_are_tiles(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        hidden = await bench.send(
            "bob", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA", "session_id": "s"}, "m.room.encrypted"
        )
        info = {"mimetype": "image/png", "size": 70, "w": 1, "h": 2}
        address = "mxc://lab.localhost/abc"
        file = {"msgtype": "m.image", "body": "見て", "filename": "猫.png", "url": address, "info": info}
        pictured = await bench.send("bob", file)
        connector = bench.connector()
        items, _ = await contract.drain(lambda cursor: connector.list_posts(cursor, 0))
        found = {item.native_id: item for item in items if isinstance(item, PostIn)}
        assert (found[hidden.post].encrypted, found[hidden.post].text) == (True, "")
        tile = found[pictured.post].attachments[0]
        assert (tile.kind, tile.name, tile.media_type, tile.size, tile.width, tile.height) == (
            "image",
            "猫.png",
            "image/png",
            70,
            1,
            2,
        )
        assert found[pictured.post].text == "見て"
        await connector.close()

    run(fresh_synapse, check)


def test_a_report_keeps_its_words_after_the_message_was_removed(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        seed = await bench.post("bob", "ひどい言葉")
        await bench.flag(seed, "carol", "x")
        await bench.delete(seed, by_author=True)
        connector = bench.connector()
        (flag,) = (await connector.list_flags(None)).items
        assert isinstance(flag, FlagIn) and flag.post is not None
        assert (flag.post.text, flag.post.state) == ("ひどい言葉", PostState.DELETED_BY_AUTHOR)
        assert json.loads(flag.raw)["reason"] == "x"
        await connector.close()

    run(fresh_synapse, check)


def test_reports_of_a_purged_room_are_told_gone(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        seed = await bench.post("bob", "text")
        name = await bench.flag(seed, "carol", "x")
        connector = bench.connector()
        _, cursor = await contract.drain(connector.list_flags)
        made = await bench.call("DELETE", f"/_synapse/admin/v2/rooms/{seg(bench.room)}", {"purge": True})
        for _ in range(200):
            status = await bench.call("GET", f"/_synapse/admin/v2/rooms/delete_status/{made['delete_id']}")
            if status["status"] == "complete":
                break
            await asyncio.sleep(0.05)  # sleep: Synapse purges in the background and tells nobody
        items, _ = await contract.drain(connector.list_flags, cursor, calls=3)
        assert items == [FlagGone(name)]
        await connector.close()

    run(fresh_synapse, check)


def test_a_report_of_an_account_is_a_flag_about_its_author(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        await bench.call(
            "POST", f"/_matrix/client/v3/users/{seg(bench.users['bob'])}/report", {"reason": "嫌がらせ"}, by="carol"
        )
        connector = bench.connector()
        (flag,) = (await connector.list_flags(None)).items
        assert isinstance(flag, FlagIn)
        assert (flag.subject, flag.author.native_id, flag.comment) == (
            SubjectKind.AUTHOR,
            bench.users["bob"],
            "嫌がらせ",
        )
        target = Target(flag.author.native_id, flags=(flag.native_id,))
        (step,) = PLANNER.plan(order(K.REPORT_CLOSE, target), "k-close")
        assert (await connector.execute(step)).kind is OutcomeKind.DONE
        assert (await connector.execute(step)).kind is OutcomeKind.ALREADY
        await connector.close()

    run(fresh_synapse, check)


def test_closing_reports_is_off_unless_it_was_switched_on(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        seed = await bench.post("bob", "text")
        flag = await bench.flag(seed, "carol", "x")
        connector = bench.connector(options={})
        target = Target(seed.author, seed.post, seed.place, flags=(flag,))
        (step,) = PLANNER.plan(order(K.REPORT_CLOSE, target), "k-off")
        outcome = await connector.execute(step)
        assert (outcome.kind, outcome.code) == (OutcomeKind.REFUSED, "closing_is_off")
        assert (await connector.read_back(step)).verdict is Verdict.NOT_DONE
        await connector.close()

    run(fresh_synapse, check)


def test_accounts_of_other_servers_cannot_be_suspended_or_warned_and_that_is_said(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        connector = bench.connector()
        target = Target("@visitor:other.example", place=bench.room)
        found = {one.kind: one for one in await connector.abilities(target)}
        assert found[K.SUSPEND].reason == found[K.WARN].reason == "not_local"
        assert found[K.KICK].reason == "not_in_place"
        assert found[K.BAN].available
        for kind in (K.SUSPEND, K.WARN):
            (step,) = PLANNER.plan(order(kind, target, message="x"), f"k-{kind.value}")
            assert (await connector.execute(step)).kind is OutcomeKind.REFUSED
        await connector.close()

    run(fresh_synapse, check)


def test_a_moderator_without_the_server_has_rooms_but_no_reports(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        seed = await bench.post("bob", "text")
        await bench.flag(seed, "carol", "x")
        admin, bench.token = bench.token, bench.tokens["dora"]
        connector = bench.connector()
        info = await connector.connect()
        assert (info.rights["server_admin"], info.rights["reports"]) == (False, False)
        assert info.missing[0] == "no_admin"
        assert (await connector.list_flags(None)).items == ()
        assert seed.post in {
            item.native_id for item in (await connector.list_posts(None, 0)).items if isinstance(item, PostIn)
        }
        target = Target(seed.author, seed.post, seed.place)
        found = {one.kind: one for one in await connector.abilities(target)}
        assert found[K.REMOVE].available and found[K.BAN].available
        assert found[K.SUSPEND].reason == found[K.WARN].reason == "not_server_admin"
        for kind in (K.REMOVE, K.BAN):
            (step,) = PLANNER.plan(order(kind, target), f"k-dora-{kind.value}")
            assert (await connector.execute(step)).kind is OutcomeKind.DONE
            assert (await connector.read_back(step)).verdict is Verdict.DONE
        bench.token = admin
        await connector.close()

    run(fresh_synapse, check)


def test_a_locked_account_is_not_taken_for_a_bad_token(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        user = await bench.member("lockedone")
        connector = bench.connector()
        admin, bench.token = bench.token, bench.tokens["lockedone"]
        locked = bench.connector()
        await locked.connect()
        bench.token = admin
        await bench.call("PUT", f"/_synapse/admin/v2/users/{seg(user)}", {"locked": True})
        (step,) = PLANNER.plan(order(K.KICK, Target(bench.users["bob"], place=bench.room)), "k-locked")
        outcome = await locked.execute(step)
        assert (outcome.kind, outcome.code) == (OutcomeKind.UNAUTHORISED, "M_USER_LOCKED")
        with pytest.raises(PlatformRefused) as refused:
            await locked.connect()
        assert refused.value.code == "M_USER_LOCKED"
        assert "valid" in refused.value.message
        await bench.call("PUT", f"/_synapse/admin/v2/users/{seg(user)}", {"locked": False})
        assert (await locked.connect()).account == user
        await connector.close()
        await locked.close()

    run(fresh_synapse, check)


def test_a_picture_comes_from_the_homeserver_and_a_large_one_as_a_thumbnail(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        from moderator.demo.picture import draw_png

        data = draw_png(1200, 900, "seed")
        answer = await bench.http.post(
            "/_matrix/media/v3/upload?filename=a.png",
            content=data,
            headers={"Authorization": f"Bearer {bench.tokens['bob']}", "Content-Type": "image/png"},
        )
        address = answer.json()["content_uri"]
        connector = bench.connector()
        assert await connector.picture(address, 10_000_000) == data
        smaller = await connector.picture(address, len(data) - 1) if len(data) > 60_000 else b""
        assert len(smaller) < len(data)
        await connector.close()

    run(fresh_synapse, check)


def test_without_server_notices_a_warning_is_refused_and_said_before_the_click(strict_synapse: LabServer) -> None:
    async def check() -> None:
        bench = SynapseBench(strict_synapse)
        connector = bench.connector()
        info = await connector.connect()
        assert info.rights["server_notices"] is False
        assert "no_notices" in info.missing
        bob = strict_synapse.members["bob"]
        found = {one.kind: one for one in await connector.abilities(Target(bob.user_id))}
        assert (found[K.WARN].available, found[K.WARN].reason, found[K.WARN].fix) == (
            False,
            "no_notices",
            "set_server_notices",
        )
        usual = {one.kind: one for one in PLANNER.usual_abilities(info.rights, {})}
        assert usual[K.WARN].reason == "no_notices"
        (step,) = PLANNER.plan(order(K.WARN, Target(bob.user_id), message="x"), "k-warn")
        outcome = await connector.execute(step)
        assert (outcome.kind, outcome.code) == (OutcomeKind.REFUSED, "no_notices")
        await connector.close()
        await bench.close()

    asyncio.run(check())


def test_the_server_s_own_limit_on_messages_is_heeded(strict_synapse: LabServer) -> None:
    """Removals share the budget of messages where the server sets no other: three, then we are told when to go on."""
    server = strict_synapse
    members = [server.new_member(name) for name in ("limit1", "limit2", "limit3")]
    room = server.new_room(server.admin, *members)
    posts = [(member, server.send(room, member, f"post {number}")) for member in members for number in range(2)]

    async def check() -> list[OutcomeKind]:
        bench = SynapseBench(server)
        connector = bench.connector()
        kinds = []
        for number, (member, post) in enumerate(posts):
            (step,) = PLANNER.plan(order(K.REMOVE, Target(member.user_id, post, room)), f"k-limit{number}")
            outcome = await connector.execute(step)
            kinds.append(outcome.kind)
            if outcome.kind is OutcomeKind.LIMITED:
                assert outcome.retry_at is not None and outcome.retry_at > 0
                assert (await connector.read_back(step)).verdict is Verdict.NOT_DONE, "reading goes on"
        await connector.close()
        await bench.close()
        return kinds

    kinds = asyncio.run(check())
    assert OutcomeKind.DONE in kinds and kinds[-1] is OutcomeKind.LIMITED, kinds


def test_what_is_not_there_is_told_gone_although_the_server_would_take_the_removal(fresh_synapse: LabServer) -> None:
    async def check(bench: SynapseBench) -> None:
        connector = bench.connector()
        (step,) = PLANNER.plan(order(K.REMOVE, Target("", "$nothing", bench.room)), "k-nothing")
        assert (await connector.execute(step)).kind is OutcomeKind.GONE
        await connector.close()

    run(fresh_synapse, check)
