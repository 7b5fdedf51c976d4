"""A loop outlives whatever its step raises, and the community's state is the worst that any loop is in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from moderator.domain import caps
from moderator.domain.community import PlatformState
from moderator.domain.errors import BusyError, KnownError
from moderator.ports import PlatformDown, PlatformGone, PlatformLimited, PlatformRefused
from moderator.services.supervise import SECOND, Pace, Stopping, Supervisor, Trouble
from tests.helpers.clock import FrozenClock

PACE = Pace(first_pause=1.0, longest_pause=60.0, refused_pause=300.0)


class Told:
    """What the supervisor wrote about its community; `fails` times the store was busy first."""

    def __init__(self, fails: int = 0) -> None:
        self.troubles: list[Trouble] = []
        self.fails = fails

    async def __call__(self, trouble: Trouble) -> None:
        if self.fails:
            self.fails -= 1
            raise BusyError("Busy", "Again.", code="store_busy")
        self.troubles.append(trouble)

    @property
    def states(self) -> list[str]:
        return [trouble.state.value for trouble in self.troubles]


def made(clock: FrozenClock, told: Told) -> Supervisor:
    return Supervisor(clock, PACE, Stopping(), told)


def once(supervisor: Supervisor, raises: Exception | None = None, name: str = "flags") -> float:
    async def step() -> float:
        if raises is not None:
            raise raises
        return 7.0

    return asyncio.run(supervisor.once(name, step))


def test_a_step_that_went_well_says_when_it_wants_to_come_again(clock: FrozenClock) -> None:
    told = Told()
    assert once(made(clock, told)) == 7.0
    assert told.troubles == []  # the live check says that a community is live, no loop does


def test_a_limit_is_waited_for_and_clamped(clock: FrozenClock) -> None:
    told = Told()
    supervisor = made(clock, told)
    assert once(supervisor, PlatformLimited("S", "w", retry_at=clock.now() + 40 * SECOND)) == 40.0
    assert told.troubles[-1].resumes_at == clock.now() + 40 * SECOND
    assert once(supervisor, PlatformLimited("S", "w", retry_at=clock.now() + 10**13)) == caps.RETRY_AFTER_SECONDS
    assert once(supervisor, PlatformLimited("S", "w", retry_at=0)) == 1.0
    once(supervisor)
    assert told.states == ["limited", "limited", "limited", "live"]


def test_pauses_grow_with_a_little_chance_and_start_anew_after_a_success(clock: FrozenClock) -> None:
    supervisor = made(clock, Told())
    down = PlatformDown("Down", "Wait.", code="down")
    for longest in (1, 2, 4, 8, 16, 32, 60, 60):
        assert longest / 2 <= once(supervisor, down) <= longest
    once(supervisor)
    assert once(supervisor, down) <= 1


def test_the_worst_of_all_loops_is_told_and_only_when_it_changes(clock: FrozenClock) -> None:
    told = Told()
    supervisor = made(clock, told)
    once(supervisor, PlatformLimited("S", "w", retry_at=clock.now() + SECOND), "flags")
    once(supervisor, PlatformDown("D", "w", code="down"), "posts")
    once(supervisor, PlatformDown("D", "w", code="down"), "posts")
    assert once(supervisor, PlatformRefused("R", "w", code="token"), "outbox") == 300.0
    assert supervisor.state is PlatformState.REFUSED
    for name in ("outbox", "posts", "flags"):
        once(supervisor, name=name)
    assert told.states == ["limited", "down", "refused", "down", "limited", "live"]
    assert supervisor.state is PlatformState.LIVE


@pytest.mark.parametrize(
    "error", [PlatformGone("G", "w", code="gone"), BusyError("B", "w", code="busy"), KnownError("K", "w", code="k")]
)
def test_what_is_not_the_platforms_state_is_not_told(clock: FrozenClock, error: Exception) -> None:
    told = Told()
    assert once(made(clock, told), error) <= 1.0
    assert told.troubles == []


@pytest.mark.expect_log("moderator.services.supervise", "the loop flags broke")
def test_nonsense_is_down_with_a_reason_for_people(clock: FrozenClock) -> None:
    told = Told()
    assert once(made(clock, told), ValueError("what?")) <= 1.0
    assert told.troubles[0].error.code == "not_understood"
    assert "what?" not in str(told.troubles[0].error)


def test_a_state_that_the_store_did_not_take_is_told_again(clock: FrozenClock) -> None:
    told = Told(fails=1)
    supervisor = made(clock, told)
    once(supervisor, PlatformDown("D", "w", code="down"), "posts")
    assert told.troubles == []
    once(supervisor, name="flags")
    assert told.states == ["down"]


def run(story: Callable[[], object]) -> None:
    asyncio.run(story())


def test_a_loop_goes_on_until_the_end_and_not_beyond(clock: FrozenClock) -> None:
    stopping_in = [3]

    async def story() -> None:
        supervisor = Supervisor(clock, PACE, Stopping(), Told())

        async def step() -> float:
            stopping_in[0] -= 1
            if stopping_in[0] == 0:
                supervisor.stopping.set()
                return 1e9
            return 0.0

        await supervisor.loop("flags", step)

    run(story)
    assert stopping_in == [0]


def test_the_end_cuts_short_what_waits(clock: FrozenClock) -> None:
    ended: list[str] = []

    async def never() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")
        return "never"

    async def soon() -> str:
        return "done"

    async def story() -> None:
        stopping = Stopping()
        assert await stopping.or_end(soon()) == "done"
        assert not await stopping.wait(0.001)
        waiting = asyncio.ensure_future(stopping.or_end(never()))
        asyncio.get_running_loop().call_soon(stopping.set)
        assert await waiting is None
        assert stopping
        assert await stopping.wait(1e9)

    run(story)
    assert ended == ["cancelled"]


def test_an_error_of_what_waits_comes_through(clock: FrozenClock) -> None:
    async def broken() -> None:
        raise PlatformDown("D", "w", code="down")

    async def story() -> None:
        with pytest.raises(PlatformDown):
            await Stopping().or_end(broken())

    run(story)
