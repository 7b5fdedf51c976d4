"""Who may ask, and when."""

from __future__ import annotations

import asyncio
import math

import pytest

from moderator.domain import caps
from moderator.platforms.governor import Governor, Lane, clamp_pause, pause_of_header
from tests.helpers.clock import SECOND, FrozenClock


@pytest.mark.parametrize(
    ("asked", "given"),
    [(2, 2), (0, 0), (-1, 5), (math.nan, 5), (math.inf, 6 * 3600), (10**9, 6 * 3600)],
)
def test_what_a_platform_asks_us_to_wait_stays_in_bounds(asked: float, given: float) -> None:
    assert clamp_pause(asked) == given


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    now = 1_764_000_000 * SECOND
    assert pause_of_header("3", now) == 3
    assert pause_of_header("Mon, 24 Nov 2025 16:00:30 GMT", now) == 30
    assert pause_of_header("next week", now) is None
    assert pause_of_header("9" * 400, now) == caps.RETRY_AFTER_SECONDS


def test_a_limit_on_writing_does_not_stop_reading_and_ends_by_itself() -> None:
    clock = FrozenClock()
    governor = Governor(clock)
    until = governor.limit(Lane.WRITE, 4)
    assert until == clock.now() + 4 * SECOND
    assert governor.retry_at(Lane.WRITE) is not None
    assert governor.retry_at(Lane.READ) is None
    clock.jump(-86_400)  # a wall clock that jumps back does not make the pause longer
    clock.pass_time(4)
    assert governor.retry_at(Lane.WRITE) is None


def test_a_shorter_limit_does_not_cut_a_longer_one() -> None:
    clock = FrozenClock()
    governor = Governor(clock)
    governor.limit(Lane.READ, 60)
    governor.limit(Lane.POLL, 1)
    clock.pass_time(30)
    assert governor.retry_at(Lane.READ) is not None


def test_a_decision_goes_before_reads_and_reads_before_polling() -> None:
    async def run() -> list[str]:
        governor = Governor(FrozenClock(), width=1)
        order: list[str] = []
        gate = asyncio.Event()

        async def ask(name: str, lane: Lane) -> None:
            async with governor.turn(lane):
                if name == "first":
                    await gate.wait()
                order.append(name)

        tasks = [asyncio.create_task(ask("first", Lane.POLL))]
        await asyncio.sleep(0)
        for name, lane in (("poll", Lane.POLL), ("read", Lane.READ), ("write 1", Lane.WRITE), ("write 2", Lane.WRITE)):
            tasks.append(asyncio.create_task(ask(name, lane)))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*tasks)
        return order

    assert asyncio.run(run()) == ["first", "write 1", "write 2", "read", "poll"]


def test_whoever_gives_up_waiting_leaves_no_place_lost() -> None:
    async def run() -> int:
        governor = Governor(FrozenClock(), width=2)
        gate, entered = asyncio.Event(), 0

        async def ask(hold: bool = False) -> None:
            nonlocal entered
            async with governor.turn(Lane.READ):
                entered += 1
                if hold:
                    await gate.wait()

        holders = [asyncio.create_task(ask(True)) for _ in range(2)]
        await asyncio.sleep(0)
        waiters = [asyncio.create_task(ask()) for _ in range(3)]
        await asyncio.sleep(0)
        waiters[0].cancel()
        gate.set()
        waiters[1].cancel()
        await asyncio.gather(*holders, *waiters, return_exceptions=True)
        await asyncio.wait_for(asyncio.gather(*(ask() for _ in range(4))), 5)
        return entered

    assert asyncio.run(run()) == 2 + 1 + 4
