"""What the worker's process holds after a busy day: `python -m tests.bench memory`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import func, select

from moderator.demo import DemoProcess, start_demo
from moderator.store import tables
from tests.helpers.team import Team

Figure = Mapping[str, object]
POSTS = 20_000
STEP = 500
GOAL_MB = 350  # console and worker together
SECONDS = 120.0


def resident(pid: int) -> tuple[float, float]:
    """Megabytes that a process holds now, and held at most."""
    found = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("VmRSS", "VmHWM"):
            found[name] = int(value.split()[0]) / 1024
    return found["VmRSS"], found["VmHWM"]


def stored(team: Team) -> int:
    with team.reading() as reads:
        return reads.connection.scalar(select(func.count()).select_from(tables.post)) or 0


def fill(server: DemoProcess, team: Team) -> int:
    """Let the community write, and the worker read it; returns how many posts the record holds."""
    there = stored(team)
    while there < POSTS:
        server.control("POST", "advance", {"posts": STEP})
        team.wait(lambda there=there: stored(team) >= there + STEP * 9 // 10, "posts to arrive", SECONDS)  # type: ignore[misc]
        there = stored(team)
    return there


def bench_memory() -> dict[str, Figure]:
    with start_demo(speed=0) as server, tempfile.TemporaryDirectory() as folder:
        team = Team(Path(folder) / "profile", server.base_url, server.token)
        try:
            team.wait(team.is_live, "the worker to reach the server")
            team.wait(lambda: stored(team) > 0 and team.rows(), "the first cases")
            before, _ = resident(team.worker_pid)
            posts = fill(server, team)
            after, most = resident(team.worker_pid)
        finally:
            team.close()
    def figure(value: float, unit: str, size: str, baseline: str, against: float) -> Figure:
        return {
            "value": round(value, 1), "unit": unit, "size": size, "baseline": baseline,
            "ratio": round(value / against, 2),
        }  # fmt: skip

    goal = f"goal {GOAL_MB} MB, console and worker together"
    size = f"worker after {posts:,} posts, its 32 MB page cache full, at most {most:.0f} MB; one run"
    return {
        "worker": figure(after, "MB", size, goal, GOAL_MB),
        "worker_at_first": figure(before, "MB", "worker when the first cases stand; one run", goal, GOAL_MB),
    }
