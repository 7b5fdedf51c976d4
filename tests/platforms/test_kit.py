"""The one HTTP client against a server that misbehaves: bounded, silent, and never wrong about what may have left."""

from __future__ import annotations

import asyncio
import base64
import logging
import pickle
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from moderator.domain import caps
from moderator.platforms.decode import TooLarge
from moderator.platforms.kit import Answer, Http, Limited, NotSent, OriginAuth, Said, Uncertain, origin
from moderator.platforms.secret import Secret
from moderator.ports import PlatformDown, PlatformGone, PlatformLimited, PlatformRefused
from tests.helpers.clock import SECOND, FrozenClock
from tests.helpers.fault_server import (
    FaultServer,
    Reply,
    answer,
    bomb,
    deep,
    drip,
    dropped,
    endless,
    redirect,
    silent,
    truncated,
)

CANARY = "syt_canary_Zx81+token/=="


def explain(got: Answer) -> Said:
    return Said("M_CODE", "words", 2.5 if got.status == 429 and b"ms" in got.body else None)


def run(*replies: Reply, do: Callable[[Http, FaultServer], Awaitable[Any]], seconds: float = 5.0) -> Any:
    async def inner() -> Any:
        async with FaultServer([*replies]) as server:
            auth = OriginAuth(frozenset({origin(server.url)}), Secret(CANARY))
            http = Http(auth, FrozenClock(), explain=explain, seconds=seconds, first_pause=0.01)
            try:
                return await do(http, server)
            finally:
                await http.close()

    return asyncio.run(inner())


def read(http: Http, server: FaultServer) -> Coroutine[Any, Any, Answer]:
    return http.read(server.url + "/thing")


def send(http: Http, server: FaultServer) -> Coroutine[Any, Any, Answer]:
    return http.send("PUT", server.url + "/thing", {"suspend": True})


def test_a_good_answer_comes_back_whole_with_our_name_and_token_sent() -> None:
    async def do(http: Http, server: FaultServer) -> None:
        got = await read(http, server)
        assert got.body == b'{"ok":"\xe3\x81\xaf\xe3\x81\x84"}'
        seen = server.seen[0]
        assert seen.headers["authorization"] == f"Bearer {CANARY}"
        assert seen.headers["user-agent"].startswith("Moderator/")

    run(answer('{"ok":"はい"}'.encode()), do=do)


@pytest.mark.parametrize(
    "reply", [endless(), bomb(), answer(b"x" * (caps.RESPONSE_BYTES + 1))], ids=["endless", "bomb", "long"]
)
def test_a_body_beyond_the_cap_is_given_up_without_being_read(reply: Reply) -> None:
    async def do(http: Http, server: FaultServer) -> None:
        with pytest.raises(TooLarge):
            await read(http, server)
        with pytest.raises(TooLarge):
            await send(http, server)

    run(reply, do=do)


@pytest.mark.parametrize("reply", [drip(b"x" * 1000), silent], ids=["drip", "silent"])
def test_one_deadline_covers_a_whole_request(reply: Reply) -> None:
    async def do(http: Http, server: FaultServer) -> None:
        began = time.perf_counter()
        with pytest.raises(Uncertain):
            await send(http, server)
        with pytest.raises(PlatformDown) as failed:
            await read(http, server)
        assert failed.value.code == "no_answer"
        assert time.perf_counter() - began < 5

    run(reply, do=do, seconds=0.3)


@pytest.mark.parametrize("at", range(0, 40, 3))
def test_a_body_cut_anywhere_is_no_answer(at: int) -> None:
    body = b'{"chunk": [1, 2, 3], "end": "t1", "x": 1}'

    async def do(http: Http, server: FaultServer) -> None:
        with pytest.raises(PlatformDown):
            await read(http, server)
        with pytest.raises(Uncertain):
            await send(http, server)

    run(truncated(body, at), do=do)


def test_a_read_is_tried_again_and_a_write_never() -> None:
    async def reading(http: Http, server: FaultServer) -> None:
        assert (await read(http, server)).status == 200
        assert len(server.seen) == 3

    async def writing(http: Http, server: FaultServer) -> None:
        with pytest.raises(Uncertain):
            await send(http, server)
        assert len(server.seen) == 1

    run(dropped, answer(b"{}", 502), answer(), do=reading)
    run(dropped, answer(), do=writing)


def test_a_server_error_on_a_write_is_handed_back_for_the_outbox_to_judge() -> None:
    async def do(http: Http, server: FaultServer) -> None:
        assert (await send(http, server)).status == 503

    run(answer(b"{}", 503), do=do)


def test_nobody_listening_means_that_nothing_left() -> None:
    async def do(http: Http, server: FaultServer) -> None:
        server.url = "http://127.0.0.1:1"
        http._client.auth = OriginAuth(frozenset({server.url}), Secret(CANARY))
        with pytest.raises(NotSent):
            await send(http, server)
        with pytest.raises(PlatformDown) as failed:
            await read(http, server)
        assert failed.value.code == "not_reached"

    run(answer(), do=do)


def test_a_redirect_is_not_followed_and_the_other_server_sees_nothing() -> None:
    async def inner() -> None:
        async with FaultServer([answer()]) as canary, FaultServer([redirect(canary.url + "/x")]) as server:
            http = Http(OriginAuth(frozenset({origin(server.url)}), Secret(CANARY)), FrozenClock())
            with pytest.raises(PlatformRefused) as refused:
                await http.read(server.url + "/thing")
            assert refused.value.code == "redirected"
            assert (await http.send("POST", server.url + "/thing", {})).status == 302
            await http.close()
            assert canary.seen == []

    asyncio.run(inner())


def test_the_token_is_not_sent_to_any_other_origin_even_when_asked_to() -> None:
    async def inner() -> None:
        async with FaultServer([answer()]) as other:
            http = Http(OriginAuth(frozenset({"https://matrix.example.org:443"}), Secret(CANARY)), FrozenClock())
            with pytest.raises(NotSent):
                await http.send("PUT", other.url, {})
            await http.read(other.url, authorised=False)
            await http.close()
            assert len(other.seen) == 1
            assert "authorization" not in other.seen[0].headers

    asyncio.run(inner())


def test_a_limit_is_heeded_without_asking_again_until_it_ends() -> None:
    async def do(http: Http, server: FaultServer) -> None:
        clock: FrozenClock = http._clock  # type: ignore[assignment]
        with pytest.raises(Limited) as limited:
            await send(http, server)
        assert limited.value.retry_at == clock.now() + int(2.5 * SECOND)
        for _ in range(3):
            with pytest.raises(Limited):
                await send(http, server)
        assert len(server.seen) == 1
        assert (await read(http, server)).status == 200  # reading is another budget
        clock.pass_time(3)
        assert (await send(http, server)).status == 200

    run(answer(b'{"ms":1}', 429, {"Retry-After": "900"}), answer(), do=do)


def test_a_limited_read_says_when_it_may_be_asked_again_clamped_to_six_hours() -> None:
    async def do(http: Http, server: FaultServer) -> None:
        with pytest.raises(PlatformLimited) as limited:
            await read(http, server)
        assert limited.value.retry_at == http._clock.now() + caps.RETRY_AFTER_SECONDS * SECOND

    run(answer(b"{}", 429, {"Retry-After": "99999999999"}), do=do)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, PlatformRefused),
        (403, PlatformRefused),
        (404, PlatformGone),
        (410, PlatformGone),
        (400, PlatformDown),
        (500, PlatformDown),
    ],
)
def test_every_status_says_whose_turn_it_is(status: int, kind: type[Exception]) -> None:
    async def do(http: Http, server: FaultServer) -> None:
        with pytest.raises(kind) as raised:
            await read(http, server)
        assert raised.value.code == "M_CODE"
        assert raised.value.title and raised.value.message.endswith(".")
        assert (await http.read(server.url, accept=frozenset({status}))).status == status

    run(answer(b"{}", status), do=do)


def test_deep_json_arrives_as_bytes_for_the_decoder_to_judge() -> None:
    async def do(http: Http, server: FaultServer) -> None:
        assert (await read(http, server)).status == 200

    run(deep(100_000), do=do)


def test_the_token_stands_in_no_log_no_error_and_no_description(caplog: pytest.LogCaptureFixture) -> None:
    """Every logger of every library at DEBUG, the calming of ours undone, and all kinds of failure."""
    names = [
        name
        for name in logging.root.manager.loggerDict
        if name.startswith(("httpx", "httpcore", "hpack", "asyncio", "stamina"))
    ]
    errors: list[BaseException] = []

    async def do(http: Http, server: FaultServer) -> None:
        for call in (read, send, read, send, read, send):
            try:
                await call(http, server)
            except Exception as error:
                errors.append(error)
        errors.append(Exception(repr(http), repr(http._client.auth), repr(Secret(CANARY)), str(Secret(CANARY))))

    before = {name: logging.getLogger(name).level for name in names}
    try:
        for name in names:
            logging.getLogger(name).setLevel(logging.DEBUG)
        with caplog.at_level(logging.DEBUG):
            run(answer(), answer(), answer(b"{}", 401), redirect("http://127.0.0.1:1/"), dropped, do=do)
            run(silent, do=do, seconds=0.1)
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
    assert any("httpx" in record.name for record in caplog.records), "the libraries were not heard"
    heard = "\n".join(f"{record.getMessage()} {record.args!r} {record.__dict__!r}" for record in caplog.records)
    described = "\n".join(f"{error!r} {error} {error.__cause__!r} {vars(error)!r}" for error in errors)
    for form in (CANARY, quote(CANARY), quote(CANARY, safe=""), base64.b64encode(CANARY.encode()).decode()):
        assert form not in heard
        assert form not in described


def test_the_libraries_are_quiet_about_addresses_by_default() -> None:
    for name in ("httpx", "httpcore"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


def test_a_secret_cannot_be_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))


def test_origins_are_compared_with_their_port_written_out() -> None:
    assert origin("https://matrix.example.org/x") == origin("https://MATRIX.example.org:443")
    assert origin("http://127.0.0.1:8008") != origin("http://127.0.0.1:8009")
    assert origin(httpx.URL("http://[::1]:80")) == origin("http://[::1]")
