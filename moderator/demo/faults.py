"""Misbehaving on purpose: for the next N requests of a kind, fail in one of the ways networks and servers fail.

A rule names what it is for (`route`, the name under which a route is registered, and/or `path`, a shell pattern over
the decoded path, and/or `method`), how (`kind`), how often (`count`, -1 for always) and how many to let pass first
(`skip`). Kinds:

before the effect   drop · error_before (status, body) · limit (retry_after_ms) · late_before (ms) · hold_before
after the effect    apply_drop · error_after (status, body) · late (ms) · hold · truncate · malformed · wrong_types ·
                    missing_fields · extra_fields · huge (bytes) · gzip_bomb (bytes) · deep (levels) · drip (bytes, ms) ·
                    html · redirect (to) · replace (status, body) · reverse · repeat
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from moderator.demo.entities import JsonDict
from moderator.demo.errors import invalid
from moderator.demo.limits import too_many
from moderator.demo.wire import Request, Response, json_response

BEFORE = ("drop", "error_before", "limit", "late_before", "hold_before")
AFTER = (
    "apply_drop", "error_after", "late", "hold", "truncate", "malformed", "wrong_types", "missing_fields",
    "extra_fields", "huge", "gzip_bomb", "deep", "drip", "html", "redirect", "replace", "reverse", "repeat",
)  # fmt: skip


@dataclass(slots=True)
class Fault:
    """One rule and how often it has hit."""

    id: int
    kind: str
    route: str | None = None
    path: str | None = None
    method: str | None = None
    count: int = 1
    skip: int = 0
    options: JsonDict = field(default_factory=dict)
    hits: int = 0

    def meets(self, route: str, request: Request) -> bool:
        """Whether this rule is for this request."""
        return (
            self.count != 0
            and self.route in (None, route)
            and self.method in (None, request.method)
            and (self.path is None or fnmatchcase(unquote(request.path), self.path))
        )


class Faults:
    """The rules in force, in the order in which they came; the first that meets a request has it."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._next = 1
        self._release = asyncio.Event()
        self._last: dict[str, Response] = {}
        self.held = 0  # requests that wait for `release` now
        self.changed = asyncio.Event()

    def add(self, wish: JsonDict) -> Fault:
        """Take a rule."""
        known = {"kind", "route", "path", "method", "count", "skip"}
        kind = wish.get("kind")
        if kind not in BEFORE + AFTER:
            raise invalid(f"kind has to be one of {', '.join(BEFORE + AFTER)}")
        options = {key: value for key, value in wish.items() if key not in known}
        fault = Fault(
            self._next, kind, wish.get("route"), wish.get("path"), wish.get("method"),
            int(wish.get("count", 1)), int(wish.get("skip", 0)), options,
        )  # fmt: skip
        self._next += 1
        self.rules.append(fault)
        return fault

    def view(self) -> list[JsonDict]:
        """Return the rules with what is left of each."""
        return [asdict(rule) for rule in self.rules]

    def clear(self) -> None:
        """Forget all rules and let go whatever is held."""
        self.rules.clear()
        self.release()

    def release(self) -> None:
        """Let go the requests that are held now."""
        held, self._release = self._release, asyncio.Event()
        held.set()

    def take(self, route: str, request: Request) -> Fault | None:
        """Return the rule for this request and count it."""
        for rule in self.rules:
            if not rule.meets(route, request):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.count > 0:
                rule.count -= 1
            rule.hits += 1
            return rule
        return None

    async def serve(self, route: str, request: Request, handle: Callable[[], Awaitable[Response]]) -> Response:
        """Let a request through, bent by the rule that meets it."""
        fault = self.take(route, request)
        if fault is None:
            response = await handle()
        elif fault.kind in BEFORE:
            stopped = await self._before(fault)
            if stopped is not None:
                return stopped
            response = await handle()
        else:
            response = copy(await handle())
            self._last.setdefault(route, copy(response))
            return await self._after(fault, route, response)
        if request.method == "GET":
            self._last[route] = copy(response)
        return response

    async def _before(self, fault: Fault) -> Response | None:
        options = fault.options
        if fault.kind == "drop":
            return Response(200, b"", drop=True)
        if fault.kind == "error_before":
            return _failure(options)
        if fault.kind == "limit":
            refusal = too_many(int(options.get("retry_after_ms", 1000)))
            return json_response(refusal.body(), refusal.status, refusal.headers)
        if fault.kind == "late_before":
            await asyncio.sleep(float(options.get("ms", 1000)) / 1000)
        else:
            await self._hold()
        return None

    async def _hold(self) -> None:
        """Wait for the release, and be counted meanwhile."""
        release = self._release
        self.held += 1
        self._tell()
        try:
            await release.wait()
        finally:
            self.held -= 1
            self._tell()

    def _tell(self) -> None:
        waiting, self.changed = self.changed, asyncio.Event()
        waiting.set()

    async def _after(self, fault: Fault, route: str, response: Response) -> Response:
        if fault.kind == "late":
            await asyncio.sleep(float(fault.options.get("ms", 1000)) / 1000)
            return response
        if fault.kind == "hold":
            await self._hold()
            return response
        if fault.kind == "repeat":
            return copy(self._last[route])
        return _BENT[fault.kind](response, fault.options)


def _failure(options: JsonDict) -> Response:
    status = int(options.get("status", 500))
    return json_response(options.get("body", {"errcode": "M_UNKNOWN", "error": "Internal server error"}), status)


def _with_body(response: Response, body: bytes) -> Response:
    response.body = body
    return response


def _with_json(response: Response, bend: Callable[[Any], Any]) -> Response:
    try:
        value = json.loads(response.body)
    except ValueError:
        return response
    return _with_body(response, json.dumps(bend(value), ensure_ascii=False).encode())


def _swap_types(value: Any) -> Any:
    """Keep the outermost shape and every key, and give each value a type it never has."""
    if isinstance(value, dict):
        return {key: _swap_inner(inner) for key, inner in value.items()}
    return _swap_inner(value)


def _swap_inner(value: Any) -> Any:
    if isinstance(value, list):
        return [_swap_types(item) if isinstance(item, dict) else {"item": item} for item in value]
    if isinstance(value, dict):
        return [value]
    if isinstance(value, str):
        return len(value)
    return str(value) if value is not None else {}


def _drop_fields(value: Any) -> Any:
    """Take every other member out of objects inside lists, and of the object itself when it has no list."""
    if isinstance(value, list):
        return [_halve(item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, dict):
        if any(isinstance(inner, list) for inner in value.values()):
            return {key: _drop_fields(inner) if isinstance(inner, list) else inner for key, inner in value.items()}
        return _halve(value)
    return value


def _halve(value: JsonDict) -> JsonDict:
    return {key: inner for index, (key, inner) in enumerate(value.items()) if index % 2}


def _add_fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            **{key: _add_fields(inner) for key, inner in value.items()},
            "example.unknown": [{"深い": None}, -1, "🍄"],
        }
    return [_add_fields(item) for item in value] if isinstance(value, list) else value


def _reverse(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: inner[::-1] if isinstance(inner, list) else inner for key, inner in value.items()}


def _huge(response: Response, options: JsonDict) -> Response:
    filling = "x" * int(options.get("bytes", 16 * 1024 * 1024))
    return _with_json(response, lambda value: {**value, "filling": filling} if isinstance(value, dict) else filling)


def _bomb(response: Response, options: JsonDict) -> Response:
    response.headers = {**response.headers, "Content-Encoding": "gzip"}
    return _with_body(response, gzip.compress(b"0" * int(options.get("bytes", 64 * 1024 * 1024)), 6))


def _deep(response: Response, options: JsonDict) -> Response:
    levels = int(options.get("levels", 100_000))
    return _with_body(response, b'{"chunk":' + b"[" * levels + b"]" * levels + b"}")


def _set(**values: Any) -> Callable[[Response, JsonDict], Response]:
    def bend(response: Response, options: JsonDict) -> Response:
        for name, value in values.items():
            setattr(response, name, value)
        return response

    return bend


_BENT: dict[str, Callable[[Response, JsonDict], Response]] = {
    "apply_drop": _set(drop=True),
    "error_after": lambda response, options: _failure(options),
    "truncate": lambda response, options: _set(cut_at=len(response.body) // 2)(response, options),
    "malformed": lambda response, options: _with_body(response, response.body[:-1] + b",,}"),
    "wrong_types": lambda response, options: _with_json(response, _swap_types),
    "missing_fields": lambda response, options: _with_json(response, _drop_fields),
    "extra_fields": lambda response, options: _with_json(response, _add_fields),
    "huge": _huge,
    "gzip_bomb": _bomb,
    "deep": _deep,
    "drip": lambda response, options: _set(drip=(int(options.get("bytes", 64)), float(options.get("ms", 100)) / 1000))(
        response, options
    ),
    "html": lambda response, options: Response(
        int(options.get("status", 502)), b"<html><body><h1>Bad gateway</h1></body></html>", "text/html"
    ),
    "redirect": lambda response, options: Response(
        302, b"", headers={"Location": str(options.get("to", "/elsewhere"))}
    ),
    "replace": lambda response, options: json_response(options.get("body", {}), int(options.get("status", 200))),
    "reverse": lambda response, options: _with_json(response, _reverse),
}
