"""The one HTTP client: what every connector asks with, so that caps, limits, retries and silence exist once.

- Credentials are bound to origins: a redirect, a second address or a mistake cannot carry them elsewhere.
- Redirects are not followed; bodies are streamed raw and inflated under a cap; one deadline covers a whole request.
- Reads are tried again a few times; writes never: their outcome is for the outbox to find out.
- Nothing here writes a URL, a header or a body to a log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import httpx
import stamina
import stamina.instrumentation

from moderator.domain import caps
from moderator.platforms.decode import Inflater, NotUnderstood, TooLarge
from moderator.platforms.governor import Governor, Lane, pause_of_header
from moderator.platforms.secret import Secret
from moderator.ports import Clock, PlatformDown, PlatformError, PlatformGone, PlatformLimited, PlatformRefused

for _name in ("httpx", "httpcore", "hpack"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # they print whole addresses at INFO
stamina.instrumentation.set_on_retry_hooks(
    ()
)  # it would log each retry as a warning; the state of a connection says it

USER_AGENT = "Moderator/0.1 (community moderation console)"
READ_ATTEMPTS = 3
GONE = "gone"  # the code of a PlatformGone when the platform itself gave none
SLACK_SECONDS = 10.0  # beyond the time a long poll may wait


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whole and inflated. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What a platform's error body says: its code, its words, and how long to wait (seconds)."""

    code: str = ""
    text: str = ""
    pause: float | None = None


class Trouble(Exception):
    """There is no answer. `code` names why; there is never an address or a body in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotSent(Trouble):
    """The request certainly did not leave."""


class Uncertain(Trouble):
    """The request may have left and may have had its effect."""


class Limited(Exception):
    """Not done: the platform asks to wait until `retry_at` (µs UTC)."""

    def __init__(self, retry_at: int, said: Said) -> None:
        super().__init__("limited")
        self.retry_at = retry_at
        self.said = said


class OriginAuth(httpx.Auth):
    """Adds a header with the secret to requests for its own origins, and refuses to send to any other."""

    def __init__(
        self, origins: frozenset[str], secret: Secret, *, header: str = "Authorization", before: str = "Bearer "
    ) -> None:
        self._origins = origins
        self._secret = secret
        self._header = header
        self._before = before

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if origin(request.url) not in self._origins:
            raise httpx.UnsupportedProtocol("another origin")
        request.headers[self._header] = self._before + self._secret.reveal()
        yield request

    def __repr__(self) -> str:
        return "OriginAuth(***)"


def origin(url: httpx.URL | str) -> str:
    """Scheme, host and port of an address, the port always written."""
    parsed = httpx.URL(url)
    port = parsed.port or {"https": 443, "http": 80}.get(parsed.scheme, 0)
    return f"{parsed.scheme}://{parsed.host}:{port}"


def _explain_nothing(answer: Answer) -> Said:
    return Said()


class Http:
    """Speaks to one platform. *explain* reads the platform's error bodies; *transport* is for tests."""

    def __init__(
        self,
        auth: OriginAuth | None,
        clock: Clock,
        *,
        explain: Callable[[Answer], Said] = _explain_nothing,
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = caps.REQUEST_SECONDS,
        first_pause: float = 0.2,
    ) -> None:
        self._clock = clock
        self._explain = explain
        self._seconds = seconds
        self._first_pause = first_pause
        self._governor = Governor(clock)
        here = {f"all://{host}": None for host in ("127.0.0.1", "localhost", "[::1]")}  # never by a proxy
        self._client = httpx.AsyncClient(
            auth=auth,
            transport=transport,
            mounts=None if transport else here,
            follow_redirects=False,
            timeout=httpx.Timeout(seconds, connect=min(caps.CONNECT_SECONDS, seconds)),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, method: str, url: str, body: Mapping[str, object] | None = None) -> Answer:
        """Send one writing request once and return its answer, whatever its status but 429.

        Raises NotSent, Uncertain, or Limited (not done).
        """
        self._hold_back(Lane.WRITE)
        async with self._governor.turn(Lane.WRITE):
            answer = await self._once(method, url, None, body, caps.RESPONSE_BYTES, self._seconds)
        if answer.status == 429:
            said = self._explain(answer)
            raise Limited(self._governor.limit(Lane.WRITE, self._pause(answer, said)), said)
        return answer

    async def read(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        accept: frozenset[int] = frozenset(),
        lane: Lane = Lane.READ,
        wait: float | None = None,
        cap: int = caps.RESPONSE_BYTES,
        authorised: bool = True,
    ) -> Answer:
        """Read, a few times if need be; returns a good answer or one whose status is in *accept*.

        *wait* makes it a long poll of so many seconds. Raises a PlatformError, or TooLarge beyond *cap* bytes.
        """
        try:
            self._hold_back(lane)
            return await self._read(url, params, accept, lane, wait, cap, authorised)
        except Limited as limited:
            raise PlatformLimited(
                "The platform asks to wait",
                "Moderator goes on by itself when it allows.",
                retry_at=limited.retry_at,
                code="limited",
            ) from None
        except Trouble as trouble:
            raise unreached(trouble) from None

    async def _read(
        self,
        url: str,
        params: Mapping[str, str | int] | None,
        accept: frozenset[int],
        lane: Lane,
        wait: float | None,
        cap: int,
        authorised: bool,
    ) -> Answer:
        seconds = self._seconds if wait is None else wait + SLACK_SECONDS
        context = stamina.retry_context(
            on=(Trouble, _Again),
            attempts=READ_ATTEMPTS,
            timeout=self._seconds,
            wait_initial=self._first_pause,
            wait_max=self._first_pause * 10,
            wait_jitter=self._first_pause,
        )
        answer: Answer | None = None
        try:
            async for attempt in context:
                with attempt:
                    if wait is not None:  # a long poll holds no place that a decision may need
                        answer = await self._once("GET", url, params, None, cap, seconds, authorised)
                    else:
                        async with self._governor.turn(lane):
                            answer = await self._once("GET", url, params, None, cap, seconds, authorised)
                    if answer.status >= 500 and answer.status not in accept:
                        raise _Again
        except _Again:
            pass
        assert answer is not None
        if 200 <= answer.status < 300 or answer.status in accept:
            return answer
        self._refuse(answer, lane)

    def _hold_back(self, lane: Lane) -> None:
        retry_at = self._governor.retry_at(lane)
        if retry_at is not None:
            raise Limited(retry_at, Said("limited"))

    def _pause(self, answer: Answer, said: Said) -> float:
        if said.pause is not None:
            return said.pause
        named = pause_of_header(answer.headers.get("retry-after", ""), self._clock.now())
        return named if named is not None else -1.0  # nonsense: the governor's short pause

    def _refuse(self, answer: Answer, lane: Lane) -> NoReturn:
        said = self._explain(answer)
        if answer.status == 429:
            raise Limited(self._governor.limit(lane, self._pause(answer, said)), said)
        raise refusal(answer.status, said)

    async def _once(
        self,
        method: str,
        url: str,
        params: Mapping[str, str | int] | None,
        body: Mapping[str, object] | None,
        cap: int,
        seconds: float,
        authorised: bool = True,
    ) -> Answer:
        try:
            async with asyncio.timeout(seconds):
                request = self._client.build_request(
                    method,
                    url,
                    params=params,
                    json=body,
                    timeout=httpx.Timeout(seconds, connect=min(caps.CONNECT_SECONDS, seconds)),
                )
                auth = httpx.USE_CLIENT_DEFAULT if authorised else None
                response = await self._client.send(request, stream=True, auth=auth)
                try:
                    return await _whole(response, cap)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise Uncertain("no_answer") from None
        except _NEVER_LEFT as error:
            raise NotSent(_why(error)) from None
        except NotUnderstood:
            raise Uncertain("not_understood") from None
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL):
            raise Uncertain("broke_off") from None


class _Again(Exception):
    """The server failed; a read may be tried again."""


_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)


def _why(error: Exception) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "no_answer"
    return "certificate" if "CERTIFICATE" in str(error).upper() else "not_reached"


async def _whole(response: httpx.Response, cap: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > cap:
        raise TooLarge
    inflater = Inflater(headers.get("content-encoding", ""), cap)
    out = bytearray()
    async for piece in response.aiter_raw():
        out += inflater.feed(piece)
        if len(out) > cap:
            raise TooLarge
    inflater.finish()
    return Answer(response.status_code, headers, bytes(out))


# --- what went wrong, in words ------------------------------------------------------------------------------------------


def unreached(trouble: Trouble) -> PlatformError:
    """No answer came: say why, and that it mends itself, or what a person has to do."""
    if trouble.code == "certificate":
        return PlatformRefused(
            "The server's certificate is not valid",
            "Check the address. If it is right, ask who runs the server to renew its certificate.",
            code="certificate",
        )
    title, message = {
        "no_answer": ("The platform does not answer in time", "Moderator tries again by itself."),
        "broke_off": ("The platform broke off its answer", "Moderator tries again by itself."),
        "not_understood": ("The platform's answer makes no sense", "Moderator tries again by itself."),
    }.get(
        trouble.code,
        ("The platform cannot be reached", "Check the network and the address; Moderator tries again by itself."),
    )
    return PlatformDown(title, message, code=trouble.code)


def too_large() -> PlatformError:
    """An answer is beyond the cap even in the smallest piece that can be asked for."""
    return PlatformDown(
        "The platform's answer is too large",
        "Moderator goes on without it and tries again by itself.",
        code="too_large",
    )


def not_understood() -> PlatformError:
    """An answer that is no JSON of the expected shape."""
    return unreached(Uncertain("not_understood"))


def refusal(status: int, said: Said) -> PlatformError:
    """Turn a status that is no success into the error that says whose turn it is."""
    if status == 401:
        return PlatformRefused(
            "The platform does not accept the token",
            "Make a new token on the platform and connect this community again.",
            code=said.code or "unauthorised",
        )
    if status == 403:
        return PlatformRefused(
            "The platform does not allow this account to do that",
            "Give the account the right, or connect with an account that has it.",
            code=said.code or "forbidden",
        )
    if status in (404, 410):
        return PlatformGone("It is not there any more", "It was deleted on the platform.", code=said.code or GONE)
    if 300 <= status < 400:
        return PlatformRefused(
            "The address leads elsewhere",
            "Enter the address that it leads to. The token was not sent there.",
            code="redirected",
        )
    if status >= 500:
        return PlatformDown(
            "The platform has trouble of its own", "Moderator tries again by itself.", code=said.code or "server_error"
        )
    return PlatformDown(
        "The platform did not understand the question",
        "Look for an update of Moderator, or of the platform.",
        code=said.code or "not_taken",
    )
