"""HTTP/1.1 on asyncio streams: as much as one loopback server needs, and strict about the rest.

Keep-alive, bodies by Content-Length only (a chunked request is refused), bounded headers and bodies. It exists
because the demo has to misbehave on purpose (close in the middle, drip, lie about the length), which a well-behaved
library does not let one do.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

MAX_HEADER_BYTES = 32 * 1024
MAX_BODY_BYTES = 50 * 1024 * 1024
IDLE_SECONDS = 120.0

REASONS = {
    200: "OK", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 411: "Length Required",
    413: "Payload Too Large", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip


@dataclass(slots=True)
class Request:
    """One request as it came; `path` is still percent-encoded."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Response:
    """One answer. The last four fields are for misbehaving on purpose."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False  # close without a byte
    cut_at: int | None = None  # promise the whole body, send this many bytes, close
    drip: tuple[int, float] | None = None  # (bytes at a time, seconds between)
    close: bool = False


def json_response(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Make a JSON answer."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return Response(status, body, headers=dict(headers or {}))


Handler = Callable[[Request], Awaitable[Response]]


class _Refused(Exception):
    """The bytes are no request this server takes; the connection is closed after the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(REASONS[status])
        self.status = status


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        async with asyncio.timeout(IDLE_SECONDS):  # wait_for can lose a cancellation on Python 3.11
            head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise _Refused(431) from error
    except (asyncio.IncompleteReadError, TimeoutError):
        return None
    line, *header_lines = head[:-4].decode("latin-1").split("\r\n")
    words = line.split(" ")
    if len(words) != 3 or not words[1].startswith("/") or not words[2].startswith("HTTP/1."):
        raise _Refused(400)
    headers: dict[str, str] = {}
    for header in header_lines:
        name, colon, value = header.partition(":")
        if not colon or not name or name != name.strip():
            raise _Refused(400)
        headers[name.lower()] = value.strip()
    if "transfer-encoding" in headers:
        raise _Refused(411)
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        raise _Refused(400)
    if int(length) > MAX_BODY_BYTES:
        raise _Refused(413)
    try:
        body = await reader.readexactly(int(length)) if int(length) else b""
    except asyncio.IncompleteReadError:
        return None
    path, _, query = words[1].partition("?")
    return Request(words[0], path, parse_qs(query, keep_blank_values=True), headers, body)


def _head(response: Response, keep: bool) -> bytes:
    lines = [
        f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Answer')}",
        f"Content-Type: {response.content_type}",
        f"Content-Length: {len(response.body)}",
        f"Connection: {'keep-alive' if keep else 'close'}",
        *(f"{name}: {value}" for name, value in response.headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _send(writer: asyncio.StreamWriter, response: Response, keep: bool) -> None:
    writer.write(_head(response, keep))
    body = response.body if response.cut_at is None else response.body[: response.cut_at]
    if response.drip is None:
        writer.write(body)
        await writer.drain()
        return
    size, pause = response.drip
    for start in range(0, len(body), max(size, 1)):
        writer.write(body[start : start + max(size, 1)])
        await writer.drain()
        await asyncio.sleep(pause)


class HttpServer:
    """Listens on loopback and hands each request to *handler*."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, port: int) -> int:
        """Listen on 127.0.0.1; port 0 takes a free one. Return the port."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port, limit=MAX_HEADER_BYTES)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and close what is open; a long poll ends here."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.CancelledError):
            pass  # the caller hung up, or the server ends
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; return whether the connection stays."""
        try:
            request = await _read_request(reader)
        except _Refused as refused:
            body = {"errcode": "M_UNRECOGNIZED", "error": str(refused)}
            await _send(writer, json_response(body, refused.status), keep=False)
            return False
        if request is None:
            return False
        response = await self._handler(request)
        if response.drop:
            writer.transport.abort()  # nothing that was written is sent any more
            return False
        keep = request.headers.get("connection", "").lower() != "close" and not response.close
        keep = keep and response.cut_at is None
        await _send(writer, response, keep)
        return keep
