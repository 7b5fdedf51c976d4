"""Paths to handlers, and the reading of parameters with the dialect's refusals."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from moderator.demo.entities import Device, JsonDict, User
from moderator.demo.errors import MatrixError, bad_json, invalid, missing
from moderator.demo.wire import Request, Response

if TYPE_CHECKING:
    from moderator.demo.world import World

_CLIENT_VERSIONS = ("r0", "v1", "v3", "unstable")


@dataclass(slots=True)
class Call:
    """One request on its way to a handler: the world, the parts of the path, and who asks (if anybody)."""

    world: World
    request: Request
    params: dict[str, str]
    device: Device | None = None
    _body: JsonDict | None = field(default=None)

    @property
    def user(self) -> User:
        """The account that asks. Only for routes that need one."""
        assert self.device is not None
        return self.world.users[self.device.user_id]

    def text(self, name: str, default: str | None = None) -> str | None:
        """Return one query parameter."""
        values = self.request.query.get(name)
        return values[0] if values else default

    def number(self, name: str, default: int) -> int:
        """Return one whole-number query parameter; a negative one is refused."""
        raw = self.text(name)
        if raw is None:
            return default
        try:
            value = int(raw)
        except ValueError as error:
            raise invalid(f"{name} has to be a whole number") from error
        if value < 0:
            raise invalid(f"{name} cannot be negative")
        return value

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """Return one query parameter out of a few words."""
        value = self.text(name, default) or ""
        if value not in allowed:
            raise invalid(f"{name} has to be one of {', '.join(allowed)}")
        return value

    def json_filter(self) -> JsonDict:
        """Return the `filter` parameter, which is JSON in the address."""
        raw = self.text("filter")
        if not raw:
            return {}
        try:
            value = json.loads(raw)
        except ValueError as error:
            raise MatrixError(400, "M_NOT_JSON", "filter is not JSON") from error
        return value if isinstance(value, dict) else {}

    def body(self, *, empty_ok: bool = False) -> JsonDict:
        """Return the JSON object of the body."""
        if self._body is None:
            self._body = self._parse_body(empty_ok)
        return self._body

    def _parse_body(self, empty_ok: bool) -> JsonDict:
        if not self.request.body and empty_ok:
            return {}
        try:
            value = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise MatrixError(400, "M_NOT_JSON", "The body is not JSON") from error
        if not isinstance(value, dict):
            raise MatrixError(400, "M_BAD_JSON", "The body has to be an object")
        return value

    def required(self, *names: str) -> list[object]:
        """Return body members that have to be there."""
        body = self.body()
        absent = [name for name in names if name not in body]
        if absent:
            raise missing("Missing: " + ", ".join(absent))
        return [body[name] for name in names]

    def text_of(self, name: str) -> str:
        """Return a body member that has to be there and has to be text."""
        (value,) = self.required(name)
        if not isinstance(value, str):
            raise bad_json(f"{name} has to be text")
        return value


RouteHandler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path. `access`: open (no token), user, admin (server admin), control (the demo's own)."""

    name: str
    method: str
    parts: tuple[str, ...]
    access: str
    handler: RouteHandler


class Router:
    """Segment-by-segment matching: `{room}` takes one segment, decoded after the split."""

    def __init__(self) -> None:
        self._routes: dict[int, list[Route]] = {}

    def add(self, name: str, method: str, path: str, access: str, handler: RouteHandler) -> None:
        """Register a route; the client API answers under each of its old version names too."""
        paths = [path]
        if path.startswith("/_matrix/client/v3/"):
            rest = path.removeprefix("/_matrix/client/v3/")
            paths = [f"/_matrix/client/{version}/{rest}" for version in _CLIENT_VERSIONS]
        for one in paths:
            parts = tuple(one.split("/")[1:])
            self._routes.setdefault(len(parts), []).append(Route(name, method, parts, access, handler))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Return the route and the decoded parameters, or refuse as the dialect does."""
        parts = path.split("/")[1:]
        other_method = False
        for route in self._routes.get(len(parts), ()):
            params = _match(route.parts, parts)
            if params is None:
                continue
            if route.method == method:
                return route, params
            other_method = True
        status = 405 if other_method else 404
        raise MatrixError(status, "M_UNRECOGNIZED", "No such request here")


def _match(pattern: tuple[str, ...], parts: list[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for want, have in zip(pattern, parts, strict=True):
        if want.startswith("{"):
            params[want[1:-1]] = unquote(have)
        elif want != have:
            return None
    return params
