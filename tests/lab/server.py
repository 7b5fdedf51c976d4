"""One way to speak with a server of this dialect, the real one and the demo alike."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from moderator.demo import DemoProcess

Json = Any


@dataclass(frozen=True, slots=True)
class Account:
    """An account and a session of it."""

    user_id: str
    token: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `body` is JSON, or None for anything else."""

    status: int
    body: Json
    headers: Mapping[str, str]

    @property
    def errcode(self) -> str | None:
        """The machine-readable reason of a refusal."""
        return self.body.get("errcode") if isinstance(self.body, dict) else None


@dataclass(slots=True)
class LabServer:
    """A running server with an admin and some members, and the few acts that tests need to set a scene."""

    base_url: str
    server_name: str
    admin: Account
    members: dict[str, Account] = field(default_factory=dict)
    _numbers: int = 0

    def call(
        self,
        method: str,
        path: str,
        body: Json = None,
        *,
        by: Account | None = None,
        token: str | None = None,
        raw: bytes | None = None,
        content_type: str = "application/json",
        timeout: float = 60.0,
    ) -> Answer:
        """Send one request by an account (or with any token, or without) and return whatever comes back."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data=data, method=method)
        request.add_header("Content-Type", content_type)
        shown = token if token is not None else by.token if by else None
        if shown:
            request.add_header("Authorization", f"Bearer {shown}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=timeout) as answer:
                return _answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.read(), error.headers)

    def done(self, method: str, path: str, body: Json = None, *, by: Account | None = None) -> Json:
        """Send a request that has to succeed, and return its body."""
        answer = self.call(method, path, body, by=by or self.admin)
        assert 200 <= answer.status < 300, (method, path, answer)
        return answer.body

    def number(self) -> int:
        """Return the next number, for names and transactions."""
        self._numbers += 1
        return self._numbers

    # -- setting a scene ------------------------------------------------------------------------------------------

    def new_member(self, name: str, displayname: str | None = None) -> Account:
        """Make an account and log it in, through the admin."""
        user_id = f"@{name}:{self.server_name}"
        password = f"{name}-test-only"
        body = {"password": password, "displayname": displayname or name.title()}
        self.done("PUT", f"/_synapse/admin/v2/users/{q(user_id)}", body)
        answer = self.done("POST", f"/_synapse/admin/v1/users/{q(user_id)}/login", {})
        account = Account(user_id, answer["access_token"], password)
        self.members[name] = account
        return account

    def new_room(self, creator: Account, *members: Account, **wish: Json) -> str:
        """Make a public room and let the members in; return its id."""
        wish = {"preset": "public_chat", "name": "room", **wish}
        room: str = self.done("POST", "/_matrix/client/v3/createRoom", wish, by=creator)["room_id"]
        for member in members:
            self.join(room, member)
        return room

    def join(self, room: str, member: Account) -> None:
        """Let somebody join."""
        self.done("POST", f"/_matrix/client/v3/join/{q(room)}", {}, by=member)

    def send(self, room: str, by: Account, body: str = "hello", **content: Json) -> str:
        """Post a text; return the event id."""
        content = {"msgtype": "m.text", "body": body, **content}
        path = f"/_matrix/client/v3/rooms/{q(room)}/send/m.room.message/lab{self.number()}"
        return str(self.done("PUT", path, content, by=by)["event_id"])

    def edit(self, room: str, by: Account, event: str, body: str) -> str:
        """Replace the text of a post; return the id of the edit."""
        return self.send(
            room,
            by,
            f"* {body}",
            **{
                "m.new_content": {"msgtype": "m.text", "body": body},
                "m.relates_to": {"rel_type": "m.replace", "event_id": event},
            },
        )

    def report(self, room: str, event: str, by: Account, reason: str | None = "spam") -> None:
        """Let a member report a post."""
        body = {} if reason is None else {"reason": reason}
        self.done("POST", f"/_matrix/client/v3/rooms/{q(room)}/report/{q(event)}", body, by=by)

    def report_user(self, target: Account, by: Account, reason: str = "rude") -> None:
        """Let a member report an account."""
        self.done("POST", f"/_matrix/client/v3/users/{q(target.user_id)}/report", {"reason": reason}, by=by)

    def redact(self, room: str, event: str, by: Account, reason: str = "spam") -> str:
        """Remove a post; return the id of the removal."""
        path = f"/_matrix/client/v3/rooms/{q(room)}/redact/{q(event)}/lab{self.number()}"
        return str(self.done("PUT", path, {"reason": reason}, by=by)["event_id"])

    def event(self, room: str, event: str, by: Account | None = None) -> Json:
        """Return one event as a member sees it now."""
        return self.done("GET", f"/_matrix/client/v3/rooms/{q(room)}/event/{q(event)}", by=by)

    def membership(self, room: str, user: Account, by: Account | None = None) -> str:
        """Return somebody's membership as the room's state says it."""
        path = f"/_matrix/client/v3/rooms/{q(room)}/state/m.room.member/{q(user.user_id)}"
        return str(self.done("GET", path, by=by)["membership"])

    def give_power(self, room: str, by: Account, levels: Mapping[str, int]) -> None:
        """Set levels of accounts, leaving the others."""
        path = f"/_matrix/client/v3/rooms/{q(room)}/state/m.room.power_levels"
        content = self.done("GET", path, by=by)
        content["users"] = {**content.get("users", {}), **levels}
        self.done("PUT", path, content, by=by)


def q(part: str) -> str:
    """Percent-encode one segment of a path."""
    return quote(part, safe="")


def _answer(status: int, data: bytes, headers: Mapping[str, str]) -> Answer:
    try:
        body = json.loads(data)
    except ValueError:
        body = None
    return Answer(status, body, dict(headers.items()))


def lab_server(demo: DemoProcess) -> LabServer:
    """Return the demo server seen as a laboratory server."""
    members = {name: Account(one.user_id, one.token) for name, one in demo.members.items()}
    return LabServer(demo.base_url, demo.server_name, Account(demo.user_id, demo.token, demo.password), members)
