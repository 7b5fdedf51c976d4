"""The demo's clock: wall time, or a frozen moment that only `advance` moves."""

from __future__ import annotations

import time


class DemoClock:
    """Milliseconds since 1970 (the dialect's unit). Frozen, the same run gives the same stamps every time."""

    def __init__(self, frozen_at: int | None = None) -> None:
        self._frozen: float | None = frozen_at

    @property
    def frozen(self) -> bool:
        """Whether only `advance` moves this clock."""
        return self._frozen is not None

    def now_ms(self) -> int:
        """Return the time now."""
        return int(time.time() * 1000) if self._frozen is None else round(self._frozen)

    def advance(self, seconds: float) -> None:
        """Move a frozen clock; wall time is nobody's to move."""
        if self._frozen is not None:
            self._frozen += seconds * 1000
