"""One homeserver: where its two APIs are, asking them, and the errors of Matrix in the house's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import httpx

from moderator.domain import caps
from moderator.platforms import decode
from moderator.platforms.decode import NotUnderstood, TooLarge
from moderator.platforms.governor import Lane
from moderator.platforms.kit import Answer, Http, OriginAuth, Uncertain, not_understood, origin, too_large
from moderator.platforms.matrix.form import origin_of
from moderator.platforms.matrix.wire import WellKnown, explain
from moderator.platforms.secret import Secret
from moderator.ports import Clock, PlatformError, PlatformRefused

_T = TypeVar("_T")

ABSENT = frozenset({403, 404})
UNAUTHORISED = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_LOCKED", "M_USER_DEACTIVATED", "unauthorised"})


class Server:
    """The client API and the admin API, which may stand at another address. The token goes to these two only."""

    def __init__(
        self,
        address: str,
        token: Secret,
        clock: Clock,
        *,
        admin_address: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = caps.REQUEST_SECONDS,
        first_pause: float = 0.2,
    ) -> None:
        self._given = address
        self._base = origin_of(address)
        self._admin_base = origin_of(admin_address) if admin_address else ""
        self._token = token
        self._clock = clock
        self._transport = transport
        self._seconds = seconds
        self._first_pause = first_pause
        self._http = self._client()

    def _client(self) -> Http:
        origins = frozenset(origin(base) for base in (self._base, self._admin_base) if base)
        return Http(
            OriginAuth(origins, self._token),
            self._clock,
            explain=explain,
            transport=self._transport,
            seconds=self._seconds,
            first_pause=self._first_pause,
        )

    async def close(self) -> None:
        await self._http.close()

    async def discover(self) -> None:
        """Where only the server's name was given, ask that name for the address of its homeserver, without the token.

        Source: client-server API, "Well-known URI". Whatever is not an encrypted address is passed over.
        """
        if "://" in self._given:
            return
        try:
            answer = await self._http.read(
                f"{self._base}/.well-known/matrix/client",
                accept=frozenset(range(300, 600)),
                authorised=False,
                cap=caps.KIB * 64,
            )
            found = decode.page(answer.body, WellKnown).homeserver.base_url if answer.status == 200 else ""
            base = origin_of(found) if found.startswith("https://") else ""
        except (PlatformError, NotUnderstood, TooLarge):
            return
        if base and base != self._base:
            self._base = base
            await self._http.close()
            self._http = self._client()

    def _url(self, path: str) -> str:
        return (self._admin_base if path.startswith("/_synapse/") and self._admin_base else self._base) + path

    async def answer(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        accept: Iterable[int] = (),
        lane: Lane = Lane.READ,
        wait: float | None = None,
        cap: int = caps.RESPONSE_BYTES,
    ) -> Answer:
        """Read and return the answer, good or of a status in *accept*. Raises a PlatformError, or TooLarge."""
        try:
            answer = await self._http.read(
                self._url(path), params, accept=frozenset(accept), lane=lane, wait=wait, cap=cap
            )
        except PlatformRefused as error:
            raise _account_words(error) from None
        if answer.status in ABSENT and path.startswith("/_matrix/") and not explain(answer).code:
            raise not_understood()  # a gate before the homeserver (it restarts, say): nothing was said to be missing
        return answer

    async def get(
        self,
        path: str,
        kind: type[_T],
        params: Mapping[str, str | int] | None = None,
        *,
        lane: Lane = Lane.READ,
    ) -> _T:
        """Read one thing that has to be there."""
        return self._typed(await self._small(path, params, (), lane), kind)

    async def find(
        self,
        path: str,
        kind: type[_T],
        params: Mapping[str, str | int] | None = None,
        *,
        absent: Iterable[int] = ABSENT,
        lane: Lane = Lane.READ,
    ) -> _T | None:
        """Read one thing that may be missing, or not ours to see."""
        answer = await self._small(path, params, absent, lane)
        return self._typed(answer, kind) if answer.status == 200 else None

    async def _small(
        self, path: str, params: Mapping[str, str | int] | None, accept: Iterable[int], lane: Lane
    ) -> Answer:
        try:
            return await self.answer(path, params, accept=accept, lane=lane)
        except TooLarge:
            raise too_large() from None

    @staticmethod
    def _typed(answer: Answer, kind: type[_T]) -> _T:
        try:
            return decode.page(answer.body, kind)
        except NotUnderstood:
            raise not_understood() from None

    async def send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Answer:
        """Send one writing request once. Raises kit.NotSent, kit.Uncertain or kit.Limited."""
        try:
            return await self._http.send(method, self._url(path), body)
        except TooLarge:
            # the status came, then more than anybody would answer: what was asked for may have been done
            raise Uncertain("too_large") from None


def _account_words(error: PlatformRefused) -> PlatformRefused:
    if error.code == "M_USER_LOCKED":
        return PlatformRefused(
            "Our account is locked on the server",
            "Ask a server administrator to unlock it. The token stays valid.",
            code=error.code,
        )
    if error.code == "M_USER_DEACTIVATED":
        return PlatformRefused(
            "Our account has been closed on the server", "Connect with another account.", code=error.code
        )
    return error
