"""A homeserver made of a few routes, for what a stateful server would not do on demand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import httpx

from moderator.platforms.matrix.connector import MatrixConnector
from tests.helpers.clock import FrozenClock

Reply = Any  # JSON, or (status, JSON), or bytes
Route = Callable[..., Reply]


class Scripted:
    """Routes are `METHOD pattern` -> function of the named groups and `query` / `body`; the token is an admin's."""

    def __init__(self, routes: Mapping[str, Route | Reply], *, admin: bool = True) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[Any] = []
        self.requests: list[httpx.Request] = []
        self._routes = {
            **routes,
            "GET .*/account/whoami": {"user_id": "@me:x", "device_id": "D"},
            "GET .*/users/@me:x/admin": {"admin": admin} if admin else (403, {"errcode": "M_FORBIDDEN", "error": "no"}),
            "GET .*/account_data/m.direct": (404, {"errcode": "M_NOT_FOUND", "error": "none"}),
            "GET .*/profile/.*": {"displayname": "名"},
        }

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = unquote(request.url.raw_path.decode().partition("?")[0])
        query = dict(request.url.params)
        self.requests.append(request)
        self.asked.append((request.method, path, query))
        for name, route in self._routes.items():
            method, _, pattern = name.partition(" ")
            found = re.fullmatch(pattern, path)
            if method == request.method and found:
                reply = (
                    route(**found.groupdict(), **({"query": query} if route.__code__.co_argcount else {}))
                    if callable(route)
                    else route
                )
                return self._respond(reply)
        return self._respond((404, {"errcode": "M_UNRECOGNIZED", "error": "no such route"}))

    @staticmethod
    def _respond(reply: Reply) -> httpx.Response:
        status, body = reply if isinstance(reply, tuple) else (200, reply)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, stream=httpx.ByteStream(data))  # unread, as a network's would be

    def paths(self, part: str) -> list[dict[str, str]]:
        """The queries of the requests whose path has this part."""
        return [query for _, path, query in self.asked if part in path]

    def connector(self, address: str = "https://x.example", **options: object) -> MatrixConnector:
        return MatrixConnector(
            address,
            "syt_secret",
            FrozenClock(),
            options=options,
            transport=httpx.MockTransport(self.answer),
            first_pause=0.001,
        )


def message(event_id: str, text: str = "text", **more: Any) -> dict[str, Any]:
    """One message event as a server shows it."""
    return {
        "event_id": event_id,
        "type": "m.room.message",
        "sender": "@bob:x",
        "origin_server_ts": 1_763_999_999_000,
        "content": {"msgtype": "m.text", "body": text},
        **more,
    }
