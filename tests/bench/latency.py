"""How long a report takes from a real Synapse to the console, and a decision back: `python -m tests.bench latency`.

The way is the whole one: server, worker process, encrypted record, the console's watcher, and the rows that a window asks
for when it hears of a change.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from moderator.domain.action import ActionKind
from moderator.domain.enforcement import EnforcementState
from moderator.domain.requests import Topic
from moderator.domain.rows import QueueFilter
from tests.helpers.team import Team
from tests.lab.server import Account, LabServer
from tests.lab.synapse import Synapse

Figure = Mapping[str, object]
REPORTS = 60
DECISIONS = 25
GOAL_SECONDS = 2.0
SECONDS = 30.0


class Screen:
    """Reads again whenever the console tells of a change, as a window does, and lets others wait for what it shows."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._moved = threading.Condition()
        self._changes = 0
        team.console.watch(self._told)

    def _told(self, topics: frozenset[Topic]) -> None:
        with self._moved:
            self._changes += 1
            self._moved.notify_all()

    def until(self, shows: Callable[[], bool]) -> float:
        """Wait until *shows*, looking only after a change; return when that was (monotonic seconds)."""
        end = time.monotonic() + SECONDS
        while True:
            with self._moved:
                seen = self._changes
            if shows():
                return time.monotonic()
            with self._moved:
                self._moved.wait_for(lambda seen=seen: self._changes > seen, end - time.monotonic())  # type: ignore[misc]
            if time.monotonic() > end:
                raise AssertionError(f"nothing came in {SECONDS:g} s\n{team_log(self._team)}")

    def queue(self) -> dict[str, int]:
        """What the first page of the queue shows: the text of a case and how many reported it."""
        ids = self._team.console.queue_ids(QueueFilter(), limit=200).result(SECONDS).ids
        return {row.excerpt: row.reporters for row in self._team.console.queue_rows(ids).result(SECONDS)}


def team_log(team: Team) -> str:
    return team.log()[-2000:]


def figure(seconds: Sequence[float], what: str) -> dict[str, Figure]:
    """Median and 95th percentile in ms; the spread stands in the size."""
    took = sorted(seconds)
    low, high = took[len(took) // 10], took[len(took) * 9 // 10]
    size = f"{len(took)} {what}; p10–p90 {low * 1000:.0f}–{high * 1000:.0f} ms, most {took[-1] * 1000:.0f} ms"

    def one(value: float) -> Figure:
        return {
            "value": round(value * 1000), "unit": "ms", "size": size,
            "baseline": f"goal {GOAL_SECONDS:g} s", "ratio": round(value / GOAL_SECONDS, 2),
        }  # fmt: skip

    return {"median": one(statistics.median(took)), "p95": one(took[min(len(took) * 95 // 100, len(took) - 1)])}


def reports_seen(server: LabServer, screen: Screen, room: str, mole: Account, hare: Account) -> list[float]:
    """From the moment the server has taken a report to its row in the queue."""
    chance, took = random.Random(5), []
    for number in range(REPORTS):
        text = f"message number {number} of the evening"
        event = server.send(room, mole, text)
        time.sleep(chance.uniform(0.0, 1.5))  # sleep: reports come at any moment of the worker's round
        server.report(room, event, hare)
        began = time.monotonic()
        took.append(screen.until(lambda text=text: screen.queue().get(text, 0) > 0) - began)  # type: ignore[misc]
    return took


def decisions_confirmed(team: Team, screen: Screen) -> list[float]:
    """From the key press to the removal read back, without grace."""
    took = []
    for row in team.console.queue_rows(team.console.queue_ids(QueueFilter()).result().ids[:DECISIONS]).result():
        view = team.console.open_case(row.id).result()
        began = time.monotonic()
        decision = team.decide(view, ActionKind.REMOVE).decision_id

        def is_confirmed(decision: int = decision) -> bool:
            return all(step.state is EnforcementState.CONFIRMED for step in team.steps(decision))

        took.append(screen.until(is_confirmed) - began)
    return took


def bench_latency() -> dict[str, Figure]:
    with Synapse() as synapse, tempfile.TemporaryDirectory() as folder:
        server = synapse.server
        mole, hare = server.new_member("mole"), server.new_member("hare")
        room = server.new_room(server.admin, mole, hare, room_version="11")
        team = Team(Path(folder) / "profile", server.base_url, server.admin.token)
        try:
            team.wait(team.is_live, "the worker to reach the server")
            screen = Screen(team)
            seen = figure(reports_seen(server, screen, room, mole, hare), "reports on a real Synapse, each to its row")
            done = figure(decisions_confirmed(team, screen), "decisions without grace, each to its removal read back")
        finally:
            team.close()
    return {
        "report_to_row_median": seen["median"],
        "report_to_row_p95": seen["p95"],
        "decision_to_confirmed_median": done["median"],
        "decision_to_confirmed_p95": done["p95"],
    }
