"""A small server that misbehaves as networks and hostile servers do, on loopback, in the loop of the test.

Each request takes the next reply that was lined up, or the last one again. What came in is kept in `seen`.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Answer", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer(body: object = b"{}", status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A plain good answer; anything but bytes is sent as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(status, {"Content-Length": str(len(data)), **(headers or {})}) + data)

    return reply


def drip(body: bytes, pause: float = 0.05) -> Reply:
    """One byte at a time, for ever if need be: no read timeout ever strikes."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"Content-Length": str(len(body))}))
        for index in range(len(body)):
            writer.write(body[index : index + 1])
            await writer.drain()
            await asyncio.sleep(pause)  # sleep: the slowness itself is the fault

    return reply


def endless(piece: bytes = b"x" * 65_536) -> Reply:
    """A body without a length and without an end."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"Transfer-Encoding": "chunked"}))
        while True:
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()

    return reply


def bomb(size: int = 64 * 1024 * 1024) -> Reply:
    """A few kilobytes that inflate to *size* bytes."""
    return answer(gzip.compress(b"0" * size, 9), headers={"Content-Encoding": "gzip"})


def truncated(body: bytes, at: int) -> Reply:
    """Says one length, sends less, closes."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"Content-Length": str(len(body))}) + body[:at])
        await writer.drain()
        writer.close()

    return reply


async def dropped(writer: asyncio.StreamWriter) -> None:
    """No answer at all: the connection is reset."""
    writer.transport.abort()


async def silent(writer: asyncio.StreamWriter) -> None:
    """The connection stays open and nothing ever comes."""
    await asyncio.Event().wait()


def redirect(to: str, status: int = 302) -> Reply:
    """Sends the client elsewhere."""
    return answer(b"", status, {"Location": to})


def deep(levels: int) -> Reply:
    """JSON nested this deep beside a good item."""
    return answer(b'{"items":[{"id":"good"},{"id":"deep","x":' + b"[" * levels + b"]" * levels + b"}]}")


@dataclass(slots=True)
class FaultServer:
    """`async with FaultServer(reply, …) as server`: listens at `server.url`."""

    replies: list[Reply] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    url: str = ""
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def line_up(self, *replies: Reply) -> None:
        """Replace what is still to come."""
        self.replies[:] = replies

    async def __aenter__(self) -> FaultServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while not writer.is_closing() and await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest if one)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = line.split(" ", 2)
        self.seen.append(Seen(method, path, headers, body))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        await reply(writer)
        if not writer.is_closing():
            await writer.drain()
        return True
