"""Wall time, or time that stands still."""

from __future__ import annotations

import time

from moderator.demo.clock import DemoClock


def test_a_frozen_clock_moves_only_when_told() -> None:
    """`advance` is the only way."""
    clock = DemoClock(1_000)
    assert (clock.now_ms(), clock.frozen) == (1_000, True)
    clock.advance(2.5)
    assert clock.now_ms() == 3_500


def test_wall_time_is_nobodys_to_move() -> None:
    """`advance` changes nothing for a clock that goes by itself."""
    clock = DemoClock()
    clock.advance(10_000)
    assert abs(clock.now_ms() - time.time() * 1000) < 5_000
    assert not clock.frozen
