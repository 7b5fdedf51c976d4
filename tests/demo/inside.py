"""A demo server inside the test's own process: no port, no waiting, one call after the other."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, quote

from moderator.demo.clock import DemoClock
from moderator.demo.entities import Device, Event, Room
from moderator.demo.script import Player, Script, empty_script
from moderator.demo.server import DemoServer
from moderator.demo.wire import Request, Response
from moderator.demo.world import World

NOON = 1_790_000_000_000  # ms; any moment will do, as long as it stands still


class Inside:
    """The server with its world at hand, and admin, alice, bob and carol logged in."""

    def __init__(self, script: Script | None = None, *, seed: int = 7, language: str = "en") -> None:
        self.world = World("lab.localhost", seed, DemoClock(NOON))
        self.world.add_user("admin", "Admin", admin=True)
        self.player = Player(self.world, script or empty_script(), "admin", language)
        self.player.populate()
        self.server = DemoServer(self.world, self.player)
        self.devices: dict[str, Device] = {
            name: self.world.log_in(self.world.users[self.world.qualify(name)])
            for name in ("admin", "alice", "bob", "carol")
            if self.world.qualify(name) in self.world.users
        }
        self._txn = 0

    def id(self, name: str) -> str:
        """Return the full id of a member."""
        return self.world.qualify(name)

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: str | None = "admin",
        raw: bytes | None = None,
        **headers: str,
    ) -> Response:
        """Send one request and return the answer as it would go over the wire."""
        where, _, query = path.partition("?")
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        if by is not None:
            headers["authorization"] = "Bearer " + self.devices[by].token
        request = Request(method, where, parse_qs(query, keep_blank_values=True), headers, data)
        return asyncio.run(self.server.answer(request))

    def call(self, method: str, path: str, body: Any = None, *, by: str | None = "admin") -> tuple[int, Any]:
        """Send one request and return status and JSON."""
        answer = self.answer(method, path, body, by=by)
        return answer.status, json.loads(answer.body)

    def done(self, method: str, path: str, body: Any = None, *, by: str | None = "admin") -> Any:
        """Send a request that has to succeed."""
        status, answer = self.call(method, path, body, by=by)
        assert status == 200, (method, path, status, answer)
        return answer

    def room(self, creator: str = "alice", members: tuple[str, ...] = ("bob", "carol"), **wish: Any) -> Room:
        """Make a public room with members."""
        wish = {"preset": "public_chat", "name": "room", **wish}
        room_id = self.done("POST", "/_matrix/client/v3/createRoom", wish, by=creator)["room_id"]
        for member in members:
            self.done("POST", f"/_matrix/client/v3/join/{q(room_id)}", {}, by=member)
        return self.world.rooms[room_id]

    def send(self, room: Room, by: str, body: str = "hello", **more: Any) -> Event:
        """Post a text."""
        self._txn += 1
        path = f"{at(room)}/send/m.room.message/t{self._txn}"
        found = self.done("PUT", path, {"msgtype": "m.text", "body": body, **more}, by=by)
        return self.world.events[found["event_id"]]

    def kinds(self) -> list[str]:
        """Return the kinds of effect in the ledger, in order."""
        return [entry.kind for entry in self.world.journal.entries]


def q(part: str) -> str:
    """Percent-encode one segment of a path."""
    return quote(part, safe="")


def at(room: Room) -> str:
    """Return the client path of a room."""
    return f"/_matrix/client/v3/rooms/{q(room.room_id)}"
