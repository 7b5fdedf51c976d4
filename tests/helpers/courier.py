"""Delivery as a test drives it: step by step, with the clock in the test's hand."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

from moderator.ports import PlatformError
from moderator.services.outbox import Delivery
from tests.helpers.fake_platform import FakeConnector
from tests.helpers.scene import Scene

_T = TypeVar("_T")


def at_once(work: Coroutine[Any, Any, _T]) -> _T:
    """Run what never really waits, as nothing here does, without a loop: a thousand times a second."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for something")


class Courier:
    """One worker's delivery. `restart` is the next run: a new holder that knows nothing of the last."""

    def __init__(self, scene: Scene, connector: FakeConnector, name: str = "worker-1") -> None:
        self.scene = scene
        self.connector = connector
        self.troubles: list[PlatformError] = []
        self._runs = 0
        self._name = name
        self.restart()

    def restart(self, *, fresh: bool = True) -> Delivery:
        self._runs += 1
        self.delivery = Delivery(
            self.scene.store,
            self.scene.clock,
            self.connector,
            self.scene.community_id,
            f"{self._name}.{self._runs}",
        )
        if fresh:
            self.delivery.posts_are_fresh()
        return self.delivery

    def step(self) -> bool:
        """One step; a platform's trouble is kept in `troubles` and counts as nothing to do."""
        try:
            return at_once(self.delivery.step_once())
        except PlatformError as error:
            self.troubles.append(error)
            return False

    def run(self, seconds: float = 0.0, *, limit: int = 100) -> int:
        """Let *seconds* pass, then step until there is nothing more to do; returns the number of steps."""
        self.scene.clock.pass_time(seconds)
        for steps in range(limit):
            if not self.step():
                return steps
        raise AssertionError("delivery does not come to rest")
