"""Who may ask now: a moderator's decision before a reader, a reader before polling, and nobody before the platform's time."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import heapq
import math
from collections.abc import AsyncGenerator
from email.utils import parsedate_to_datetime

from moderator.domain import caps
from moderator.ports import Clock

SECOND = 1_000_000  # µs
DEFAULT_PAUSE_SECONDS = 5.0
WIDTH = 6  # requests under way at once; the long wait for news is not counted


class Lane(enum.IntEnum):
    """What is asked for, most urgent first."""

    WRITE = 0
    READ = 1
    POLL = 2


def clamp_pause(seconds: float) -> float:
    """Bring what a platform asks us to wait into sane bounds (0 to six hours); nonsense becomes a short pause."""
    if math.isnan(seconds) or seconds < 0:
        return DEFAULT_PAUSE_SECONDS
    return min(seconds, float(caps.RETRY_AFTER_SECONDS))


def pause_of_header(value: str, now: int) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date (*now* in µs); None when it is neither."""
    text = value.strip()[:64]
    try:
        return clamp_pause(float(text))
    except ValueError:
        pass
    try:
        return clamp_pause(parsedate_to_datetime(text).timestamp() - now / SECOND)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


class Governor:
    """For one platform connection. Limits are kept apart for reading and writing, as platforms count them."""

    def __init__(self, clock: Clock, width: int = WIDTH) -> None:
        self._clock = clock
        self._free = width
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = 0
        self._until: dict[bool, float] = {}  # writing? -> monotonic seconds

    def limit(self, lane: Lane, seconds: float) -> int:
        """Remember that the platform takes nothing of this kind for *seconds*; returns that moment, µs UTC."""
        pause = clamp_pause(seconds)
        writing = lane is Lane.WRITE
        until = self._clock.monotonic() + pause
        self._until[writing] = max(until, self._until.get(writing, until))
        return self._clock.now() + int(pause * SECOND)

    def retry_at(self, lane: Lane) -> int | None:
        """When the platform takes this kind again (µs UTC); None when it does now."""
        left = self._until.get(lane is Lane.WRITE, 0.0) - self._clock.monotonic()
        return self._clock.now() + int(left * SECOND) + 1 if left > 0 else None

    @contextlib.asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncGenerator[None]:
        """Wait for a free place; the most urgent lane first, then who came first."""
        await self._enter(lane)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, lane: Lane) -> None:
        if self._free > 0 and not self._waiting:
            self._free -= 1
            return
        self._number += 1
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, self._number, mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # the place was given to us at that very moment
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, other = heapq.heappop(self._waiting)
            if not other.done():
                other.set_result(None)  # the place is handed over, never free in between
                return
        self._free += 1
