"""HTTP as bytes: keep-alive, limits, and misbehaving on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from moderator.demo.wire import HttpServer, Request, Response, json_response


async def _exchange(sent: bytes, answer: Callable[[Request], Response], *, end: bool = True) -> bytes:
    async def handle(request: Request) -> Response:
        return answer(request)

    server = HttpServer(handle)
    port = await server.start(0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    if end:
        writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()
        await server.stop()


def exchange(sent: bytes, answer: Callable[[Request], Response] | None = None, *, end: bool = True) -> bytes:
    """Send bytes to a server and return all that comes back."""
    return asyncio.run(_exchange(sent, answer or (lambda request: json_response({"path": request.path})), end=end))


def test_two_requests_share_a_connection() -> None:
    """The second is read from where the first ended, body and all."""
    first = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
    told = exchange(first + b"GET /b?x=1&x=2 HTTP/1.1\r\n\r\n")
    assert told.count(b"HTTP/1.1 200 OK") == 2
    assert told.endswith(b'{"path":"/b"}')


def test_close_is_kept() -> None:
    """Who asks for the end gets it."""
    assert b"Connection: close" in exchange(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", end=False)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET http://elsewhere/ HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nbroken\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", b"431"),
    ],
)
def test_what_is_no_request_is_refused(sent: bytes, status: bytes) -> None:
    """One answer, then the connection is closed."""
    assert exchange(sent, end=False).startswith(b"HTTP/1.1 " + status)


def test_half_a_request_is_no_request() -> None:
    """A body that never comes is not served."""
    assert exchange(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf") == b""


def test_a_dropped_answer_is_an_end() -> None:
    """Not one byte comes back."""
    assert exchange(b"GET / HTTP/1.1\r\n\r\n", lambda request: Response(200, b"secret", drop=True), end=False) == b""


def test_a_cut_answer_promises_more_than_it_sends() -> None:
    """The length is that of the whole; the connection ends early."""
    told = exchange(b"GET / HTTP/1.1\r\n\r\n", lambda request: Response(200, b"0123456789", cut_at=4), end=False)
    assert b"Content-Length: 10\r\n" in told
    assert told.endswith(b"\r\n\r\n0123")


def test_a_dripping_answer_is_whole_in_the_end() -> None:
    """It comes in pieces."""
    answer = Response(200, b"0123456789", drip=(3, 0.0), close=True)
    assert exchange(b"GET / HTTP/1.1\r\n\r\n", lambda request: answer, end=False).endswith(b"0123456789")
