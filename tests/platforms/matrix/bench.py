"""A small Matrix server in the loop of the test, with members who post, report and moderate: the contract's `Bench`."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from moderator.demo.__main__ import _arguments, build
from moderator.domain.action import ActionKind, Target
from moderator.platforms import contract
from moderator.platforms.contract import Fault, Seed
from moderator.platforms.matrix.connector import MatrixConnector
from moderator.platforms.matrix.planner import MatrixPlanner
from moderator.platforms.matrix.wire import seg
from moderator.settings import Value
from tests.helpers.clock import SECOND

K = ActionKind
OPTIONS: Mapping[str, Value] = {"close_reports": True, "take_power": True}

# Which route of the server carries out which action.
ROUTES = {
    K.REMOVE: "redact", K.KICK: "kick", K.BAN: "ban", K.UNBAN: "unban", K.MUTE: "set_state", K.UNMUTE: "set_state",
    K.SUSPEND: "suspend", K.UNSUSPEND: "suspend", K.WARN: "send_notice", K.REPORT_CLOSE: "delete_event_report",
    contract.FLAGS: "event_reports", contract.FLAG: "event_report", contract.POSTS: "sync",
    contract.HISTORY: "messages", contract.CONTEXT: "context",
}  # fmt: skip
EFFECTS = {
    K.REMOVE: "redact", K.KICK: "kick", K.BAN: "ban", K.UNBAN: "unban", K.MUTE: "levels", K.UNMUTE: "levels",
    K.SUSPEND: "suspend", K.UNSUSPEND: "unsuspend", K.WARN: "notice", K.REPORT_CLOSE: "report_delete",
}  # fmt: skip
FAULTS: dict[Fault, dict[str, Any]] = {
    Fault.DROP_BEFORE: {"kind": "drop"},
    Fault.DROP_AFTER: {"kind": "apply_drop"},
    Fault.ERROR_BEFORE: {"kind": "error_before", "status": 502},
    Fault.ERROR_AFTER: {"kind": "error_after", "status": 504},
    Fault.LATE: {"kind": "hold"},
    Fault.HALF: {"kind": "truncate"},
    Fault.NONSENSE: {"kind": "malformed"},
    Fault.GATE: {"kind": "html", "status": 200},
    Fault.LIMITED: {"kind": "limit", "retry_after_ms": 1500},
    Fault.UNAUTHORISED: {
        "kind": "error_before",
        "status": 401,
        "body": {"errcode": "M_UNKNOWN_TOKEN", "error": "unknown", "soft_logout": False},
    },
    Fault.REFUSED: {"kind": "error_before", "status": 403, "body": {"errcode": "M_FORBIDDEN", "error": "no"}},
    Fault.GONE: {"kind": "error_before", "status": 404, "body": {"errcode": "M_NOT_FOUND", "error": "not there"}},
    Fault.REDIRECT: {"kind": "error_before", "status": 302, "body": {}},
    Fault.WRONG_TYPES: {"kind": "wrong_types"},
    Fault.MISSING_FIELDS: {"kind": "missing_fields"},
    Fault.EXTRA_FIELDS: {"kind": "extra_fields"},
    Fault.HUGE: {"kind": "huge", "bytes": 9 * 1024 * 1024},
    Fault.BOMB: {"kind": "gzip_bomb", "bytes": 32 * 1024 * 1024},
    Fault.DEEP: {"kind": "deep", "levels": 100_000},
    Fault.REVERSED: {"kind": "reverse"},
    Fault.REPEATED: {"kind": "repeat"},
}


class LiveClock:
    """Real time: a real server answers in it."""

    def now(self) -> int:
        return int(time.time() * SECOND)

    def monotonic(self) -> float:
        return time.monotonic()


class MatrixBench:
    """Admin is our account, alice made the room, bob posts, carol reports, dora moderates beside us."""

    planner = MatrixPlanner()
    can = frozenset(ROUTES) & frozenset(ActionKind)
    reads_back = can

    def __init__(self, url: str, about: Mapping[str, Any]) -> None:
        self.url = url
        self.me: str = about["admin"]["user_id"]
        self.token: str = about["admin"]["token"]
        self.tokens = {name: one["token"] for name, one in about["users"].items()}
        self.users = {name: one["user_id"] for name, one in about["users"].items()}
        self.http = httpx.AsyncClient(base_url=url, mounts={"all://127.0.0.1": None}, timeout=20)
        self.room = ""
        self._numbers = itertools.count(1)
        self._made: list[MatrixConnector] = []

    # --- setting up ---------------------------------------------------------------------------------------------------

    async def call(self, method: str, path: str, body: object = None, *, by: str = "", check: bool = True) -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[by] if by else self.token}"}
        answer = await self.http.request(method, path, json=body, headers=headers)
        assert not check or answer.status_code == 200, (method, path, answer.status_code, answer.text)
        return answer.json()

    async def enter(self, **wish: object) -> str:
        """Make a room of alice's with everybody in it, and power for us and for dora."""
        await self.member("dora")
        users = {self.users["alice"]: 100, self.me: 100, self.users["dora"]: 75}
        body = {"name": "雑談", "preset": "public_chat", "room_version": "11", **wish}
        body = {"power_level_content_override": {"users": users}, **body}
        self.room = (await self.call("POST", "/_matrix/client/v3/createRoom", body, by="alice"))["room_id"]
        for name in ("bob", "carol", "dora", ""):
            await self.call("POST", f"/_matrix/client/v3/join/{seg(self.room)}", {}, by=name)
        return self.room

    async def member(self, name: str) -> str:
        """An account of this name, in the room if there is one."""
        if name not in self.tokens:
            made = await self.call("POST", "/_demo/member", {"user": name})
            self.tokens[name], self.users[name] = made["token"], made["user_id"]
            if self.room:
                await self.call("POST", f"/_matrix/client/v3/join/{seg(self.room)}", {}, by=name)
        return self.users[name]

    def path(self, tail: str) -> str:
        return f"/_matrix/client/v3/rooms/{seg(self.room)}/{tail}"

    def connector(
        self,
        *,
        seconds: float = 5.0,
        good_token: bool = True,
        reachable: bool = True,
        options: Mapping[str, object] = OPTIONS,
    ) -> MatrixConnector:
        url = self.url if reachable else "http://127.0.0.1:1"
        token = self.token if good_token else "wrong"
        made = MatrixConnector(url, token, LiveClock(), options=options, seconds=seconds, first_pause=0.01)
        self._made.append(made)
        return made

    async def close(self) -> None:
        """Close everything that a check left open, also one that failed."""
        for one in self._made:
            await one.close()
        await self.http.aclose()

    # --- what members do ----------------------------------------------------------------------------------------------

    async def send(self, author: str, content: Mapping[str, object], kind: str = "m.room.message") -> Seed:
        await self.member(author)
        path = self.path(f"send/{kind}/bench{next(self._numbers)}")
        made = await self.call("PUT", path, content, by=author)
        return Seed(self.room, made["event_id"], self.users[author])

    async def post(self, author: str, text: str) -> Seed:
        return await self.send(author, {"msgtype": "m.text", "body": text})

    async def edit(self, seed: Seed, text: str) -> None:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": seed.post}
        author = next(name for name, user in self.users.items() if user == seed.author)
        await self.send(author, {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation})

    async def delete(self, seed: Seed, *, by_author: bool) -> None:
        author = next(name for name, user in self.users.items() if user == seed.author)
        path = self.path(f"redact/{seg(seed.post)}/bench{next(self._numbers)}")
        await self.call("PUT", path, {"reason": "gone"}, by=author if by_author else "dora")

    async def flag(self, seed: Seed, reporter: str, comment: str) -> str:
        await self.call("POST", self.path(f"report/{seg(seed.post)}"), {"reason": comment}, by=reporter)
        listed = await self.call("GET", "/_synapse/admin/v1/event_reports?limit=1")
        return f"event_report:{listed['event_reports'][0]['id']}"

    async def unflag(self, flag: str) -> None:
        await self.call("DELETE", f"/_synapse/admin/v1/event_reports/{flag.partition(':')[2]}")

    # --- trouble ------------------------------------------------------------------------------------------------------

    async def misbehave(self, fault: Fault, about: str | ActionKind, times: int = 1) -> None:
        wish = {**FAULTS[fault], "route": ROUTES[about], "count": times}
        if fault is Fault.REPEATED:
            await self.call("GET", self._listing(about), check=False)
        await self.call("POST", "/_demo/faults", wish)

    def _listing(self, about: str | ActionKind) -> str:
        paths = {contract.FLAGS: "/_synapse/admin/v1/event_reports?dir=b&limit=50"}
        return paths.get(str(about), "/_matrix/client/v3/sync")

    async def behave(self) -> None:
        await self.call("DELETE", "/_demo/faults")

    # --- effects ------------------------------------------------------------------------------------------------------

    async def prepare(self, kind: ActionKind, target: Target) -> None:
        if kind is K.UNBAN:
            await self.call("POST", self.path("ban"), {"user_id": target.author}, by="dora")
        if kind is K.UNMUTE:
            await self._level(target.author, -1)
        if kind is K.UNSUSPEND:
            await self._suspended(target.author, True)
        await self.call("DELETE", "/_demo/journal")

    async def done_by_another(self, kind: ActionKind, target: Target) -> None:
        act: Callable[[], Awaitable[Any]] = {
            K.REMOVE: lambda: self.delete(Seed(target.place, target.post, target.author), by_author=False),
            K.KICK: lambda: self.call("POST", self.path("kick"), {"user_id": target.author}, by="dora"),
            K.BAN: lambda: self.call("POST", self.path("ban"), {"user_id": target.author}, by="dora"),
            K.UNBAN: lambda: self.call("POST", self.path("unban"), {"user_id": target.author}, by="dora"),
            K.MUTE: lambda: self._level(target.author, -1),
            K.UNMUTE: lambda: self._level(target.author, None),
            K.SUSPEND: lambda: self._suspended(target.author, True),
            K.UNSUSPEND: lambda: self._suspended(target.author, False),
            K.REPORT_CLOSE: lambda: self.unflag(target.flags[0]),
        }[kind]
        await act()
        await self.call("DELETE", "/_demo/journal")

    async def _level(self, user: str, level: int | None, *, by: str = "alice") -> None:
        """Let alice set a level, so that it was not our account (which is by="")."""
        path = self.path("state/m.room.power_levels")
        content = await self.call("GET", path, by=by)
        users = {key: value for key, value in content["users"].items() if key != user}
        await self.call("PUT", path, {**content, "users": {**users, **({} if level is None else {user: level})}}, by=by)

    async def _suspended(self, user: str, wanted: bool) -> None:
        await self.call("PUT", f"/_synapse/admin/v1/suspend/{seg(user)}", {"suspend": wanted})

    async def effects(self, kind: ActionKind, target: Target) -> int:
        journal = await self.call("GET", f"/_demo/journal?kind={EFFECTS[kind]}")
        about = {
            K.REMOVE: target.post,
            K.REPORT_CLOSE: target.flags[0].partition(":")[2] if target.flags else "",
            K.MUTE: "m.room.power_levels|",
            K.UNMUTE: "m.room.power_levels|",
        }.get(kind, target.author)
        return sum(1 for one in journal["entries"] if one["actor"] == self.me and one["target"] == about)


@asynccontextmanager
async def matrix_bench(*options: str) -> AsyncIterator[MatrixBench]:
    """A fresh server with one room, ended with the block."""
    server, about = build(_arguments(["--empty", *options]))
    port = await server.http.start(0)
    bench = MatrixBench(f"http://127.0.0.1:{port}", about)
    try:
        await bench.enter()
        yield bench
    finally:
        await bench.close()
        await server.http.stop()


def run(check: Callable[[MatrixBench], Awaitable[Any]], *options: str) -> Any:
    """Run one check against a fresh server."""

    async def inner() -> Any:
        async with matrix_bench(*options) as bench:
            return await check(bench)

    return asyncio.run(inner())
