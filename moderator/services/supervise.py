"""How a loop of the worker lives with a platform that limits, vanishes, refuses or answers nonsense.

A loop is a step called again and again. What a step raises decides how long to wait and what the community's state
says; nothing that a platform does ends a loop, and no loop disturbs another community's.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from moderator.domain import caps
from moderator.domain.community import PlatformState
from moderator.domain.errors import KnownError
from moderator.ports import Clock, PlatformDown, PlatformGone, PlatformLimited, PlatformRefused

log = logging.getLogger(__name__)

_T = TypeVar("_T")
SECOND = 1_000_000
_WORST = (PlatformState.REFUSED, PlatformState.DOWN, PlatformState.LIMITED)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between looks. The defaults keep a report within two seconds of the screen."""

    flags: float = 1.5
    posts_wait: float = 25.0  # how long the platform may hold a request for new posts
    posts: float = 0.2
    outbox: float = 0.25
    requests: float = 0.2
    context: float = 0.5
    scan: float = 1.0  # for communities that came, went or changed
    tidy: float = 10.0
    refused: float = 15.0  # before a community without its secret is looked at again
    first_pause: float = 1.0  # after a failure, doubled with each further one
    longest_pause: float = 120.0
    refused_pause: float = 300.0  # a person has to mend it; a new token starts the community anew at once


@dataclass(frozen=True, slots=True)
class Trouble:
    state: PlatformState
    error: KnownError | None = None
    resumes_at: int | None = None  # µs


class Stopping:
    """The end of a run, as something that waits can be cut short by."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def __bool__(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        self._event.set()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait *seconds*, or until the end; True when it is the end."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def or_end(self, work: Coroutine[Any, Any, _T]) -> _T | None:
        """The result of *work*, or None when the end came first: then *work* is cancelled."""
        task, end = asyncio.ensure_future(work), asyncio.ensure_future(self._event.wait())
        try:
            await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for one in (task, end):
                if not one.done():
                    one.cancel()
            await asyncio.gather(task, end, return_exceptions=True)


@dataclass
class Supervisor:
    """Keeps the loops of one community going and tells its state: the worst that any of them met."""

    clock: Clock
    pace: Pace
    stopping: Stopping
    tell: Callable[[Trouble], Awaitable[None]]
    _troubles: dict[str, Trouble] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _told: Trouble | None = None
    _untold: bool = False  # the store did not take it; tried again with the next step

    async def loop(self, name: str, step: Callable[[], Awaitable[float]]) -> None:
        """Call *step* until the end; it returns the seconds until it wants to be called again."""
        while not self.stopping:
            if await self.stopping.wait(await self.once(name, step)):
                return

    async def once(self, name: str, step: Callable[[], Awaitable[float]]) -> float:
        """One step; returns how long to wait before the next, whatever happened."""
        try:
            seconds = await step()
        except PlatformGone as error:  # what one question was about is not there; the platform is well
            log.info("%s: %s", name, error)
            return self.pace.first_pause
        except KnownError as error:
            return await self._known(name, error)
        except Exception as error:
            log.exception("the loop %s broke; it goes on later", name)
            return await self._failed(name, _nonsense(error))
        self._failures.pop(name, None)
        if self._troubles.pop(name, None) is not None or self._untold:
            await self._tell()
        return seconds

    @property
    def state(self) -> PlatformState:
        """The worst that any loop is in now; LIVE when none is in trouble."""
        return self._worst().state

    async def _known(self, name: str, error: KnownError) -> float:
        if isinstance(error, PlatformLimited):
            return await self._limited(name, error)
        if isinstance(error, PlatformRefused):
            await self._note(name, Trouble(PlatformState.REFUSED, error))
            return self.pace.refused_pause
        if isinstance(error, PlatformDown):
            return await self._failed(name, error)
        log.info("%s: %s", name, error)  # the store is busy, say: not the platform's doing
        return self._pause(name)

    async def _limited(self, name: str, error: PlatformLimited) -> float:
        now = self.clock.now()
        seconds = min(max((error.retry_at - now) / SECOND, 0.0), float(caps.RETRY_AFTER_SECONDS))
        seconds = max(seconds, self.pace.first_pause)
        await self._note(name, Trouble(PlatformState.LIMITED, error, now + int(seconds * SECOND)))
        return seconds

    async def _failed(self, name: str, error: KnownError) -> float:
        await self._note(name, Trouble(PlatformState.DOWN, error))
        return self._pause(name)

    def _pause(self, name: str) -> float:
        failures = self._failures[name] = self._failures.get(name, 0) + 1
        longest = min(self.pace.first_pause * (1 << min(failures - 1, 16)), self.pace.longest_pause)
        return longest * random.uniform(0.5, 1.0)  # several workers shall not come back in step

    async def _note(self, name: str, trouble: Trouble) -> None:
        self._troubles[name] = trouble
        await self._tell()

    async def _tell(self) -> None:
        worst = self._worst()
        if self._told is not None and _same(worst, self._told):
            return
        try:
            await self.tell(worst)
        except KnownError as error:
            self._untold = True
            log.info("the state of a community was not written: %s", error)
        else:
            self._told, self._untold = worst, False

    def _worst(self) -> Trouble:
        found = sorted(self._troubles.values(), key=lambda trouble: _WORST.index(trouble.state))
        return found[0] if found else Trouble(PlatformState.LIVE)


def _same(one: Trouble, other: Trouble) -> bool:
    codes = [None if trouble.error is None else (trouble.error.code, trouble.error.title) for trouble in (one, other)]
    return (one.state, one.resumes_at) == (other.state, other.resumes_at) and codes[0] == codes[1]


def _nonsense(error: Exception) -> PlatformDown:
    return PlatformDown(
        "The platform's answer was not understood",
        "This community waits and is tried again; the others go on. The log says more.",
        code="not_understood",
        kind=type(error).__name__,
    )
