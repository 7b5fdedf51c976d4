"""A clock that stands still until a test moves it."""

from __future__ import annotations

START = 1_764_000_000_000_000  # µs UTC
SECOND = 1_000_000


class FrozenClock:
    """Wall time and monotonic time; `pass_time` moves both, `jump` the wall clock alone."""

    def __init__(self, now: int = START) -> None:
        self._now = now
        self._monotonic = 1_000.0

    def now(self) -> int:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def pass_time(self, seconds: float) -> None:
        self._now += int(seconds * SECOND)
        self._monotonic += seconds

    def jump(self, seconds: float) -> None:
        self._now += int(seconds * SECOND)
