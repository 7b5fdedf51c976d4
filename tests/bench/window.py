"""The window over a million cases: how soon it can be used, how soon the next case is there, how smoothly it scrolls.

Run it alone: `python -m tests.bench.window [CASES]`. Everything is measured in the real window (offscreen), with a worker's
write load beside it where that is said.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile
from moderator.domain.actor import Role
from moderator.domain.community import FlagIn, Item, PostIn
from moderator.services.people import People
from moderator.store import tables
from moderator.store.unit import Store
from tests.bench._start import opening, vault
from tests.bench.memory import resident
from tests.bench.queue import CASES, fill
from ui.app import App, application
from ui.triage.room import TriageRoom

Figure = Mapping[str, object]
STARTS = 7
STEPS = 200
FRAMES = 300
WRITES_PER_SECOND = 500
PACE_MS = 150  # between two keys: a quick hand


def prepared(folder: Path, cases: int) -> Profile:
    """A profile with *cases* cases and one person, whose first steps are done."""
    profile = Profile(folder)
    opened = houses.open_house(profile, keys.unlock(profile, vault=vault()))
    try:
        fill(opened.store, cases)
        rest(opened.store)
        People(opened.store).add("Aki", Role.MODERATOR)
    finally:
        opened.close()
    settings = profile.settings
    settings.set("first_run_done", True)
    return profile


def rest(store: Store) -> None:
    """Let no worker look for a platform: the communities are paused, so it runs and keeps the record tidy."""
    with store.write() as tx:
        tx.connection.execute(
            tables.community.update().values(platform="matrix", address=tables.community.c.address + ".invalid", paused=True)
        )


# --- in a process of their own ------------------------------------------------------------------------------------------


def write_load(folder: Path, community_id: int) -> None:
    """Ingest posts at a steady pace until stdin closes, as a worker would."""
    import threading

    from tests.bench.ingest import deliveries, take_all
    from tests.helpers.deliveries import Intake

    opened = houses.open_house(Profile(folder), keys.unlock(Profile(folder), vault=vault()), owner=False)
    intake = Intake(opened.store, opened.clock)
    rest(opened.store)
    done = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    print("ready", flush=True)
    batch, number = WRITES_PER_SECOND // 5, 0
    while not done.is_set():
        began = time.monotonic()
        take_all(intake, [numbered(item, number) for item in deliveries(batch, seed=1000 + number)])
        number += 1
        done.wait(max(0.0, 0.2 - (time.monotonic() - began)))
    opened.close()


def numbered(item: Item, number: int) -> Item:
    """The same item as another one: posts and reports that were never seen before."""
    if isinstance(item, PostIn):
        return replace(item, native_id=f"{item.native_id}-{number}")
    assert isinstance(item, FlagIn) and item.post is not None
    return replace(item, native_id=f"{item.native_id}-{number}", post=numbered(item.post, number))


# --- the figures ----------------------------------------------------------------------------------------------------------


def seconds_until_ready(module: str, *arguments: str) -> float:
    """Start a module of this folder as a process and wait for its "ready"; seconds from the start of the process."""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.{module}", *arguments], stdout=subprocess.PIPE, text=True, env=env
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    took = time.perf_counter() - began
    process.wait()
    if line.strip() != "ready":
        raise RuntimeError(f"{module} did not become ready")
    return took


def spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    return f"median of {len(values)}, {ordered[0]:.0f} to {ordered[-1]:.0f} ms"


def at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def starting(folder: Path, cases: int) -> dict[str, Figure]:
    seconds_until_ready("_bare")  # warms the disk cache
    seconds_until_ready("_start", str(folder))
    ours = [1000 * seconds_until_ready("_start", str(folder)) for _ in range(STARTS)]
    bare_ones = [1000 * seconds_until_ready("_bare") for _ in range(STARTS)]
    value, baseline = statistics.median(ours), statistics.median(bare_ones)
    return {
        "start": {
            "value": round(value),
            "unit": "ms",
            "size": f"{cases:,} cases; {spread(ours)}",
            "baseline": f"bare PySide6 window {baseline:.0f} ms",
            "ratio": round(value / baseline, 2),
        }
    }


class Eye(QObject):
    """Sees whether a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen = True
        return False


class Living:
    """One open window over many cases, alive as under its own event loop: it sleeps while there is nothing to do."""

    def __init__(self, folder: Path, cases: int) -> None:
        self.folder, self.cases = folder, cases
        self.app = application()
        self.house = App(self.app, opening(folder))
        self.house.window.resize(1440, 900)
        self.house.window.show()
        self._alarm = QTimer()  # wakes the loop, so that what never comes is noticed
        self._alarm.start(5_000)
        self.house.open()
        self.until(lambda: self.house.window.triage is not None and self.room.session.view is not None)
        self.until(lambda: self.room.queue.model.rowCount() > 200)

    @property
    def room(self) -> TriageRoom:
        assert self.house.window.triage is not None
        return self.house.window.triage

    def until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not is_so():
            if time.monotonic() > end:
                raise RuntimeError("the window did not get there in a minute")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def figure(self, value: float, unit: str, size: str, goal: float) -> Figure:
        return {
            "value": round(value, 1),
            "unit": unit,
            "size": f"{self.cases:,} cases; {size}",
            "baseline": f"{goal:g} {unit}",
            "ratio": round(value / goal, 2),
        }

    def first_rows(self) -> Figure:
        """From asking for the view until its first rows are painted."""
        queue, took = self.room.queue, []
        eye = Eye(queue.table.viewport())
        for _ in range(15):
            began = time.perf_counter()
            queue.reload()
            self.until(lambda: not queue.model.is_loading and queue.model.row_at(0) is not None)
            eye.seen = False
            self.until(lambda: eye.seen)
            took.append(1000 * (time.perf_counter() - began))
            self.until(lambda: queue.model.rowCount() > 200)
        return self.figure(statistics.median(took), "ms", spread(took), 150)

    def scrolling(self) -> Figure:
        """GUI-thread CPU time of one scrolled frame of three rows, painted."""
        table, took = self.room.queue.table, []
        bar, viewport = table.verticalScrollBar(), table.viewport()
        for frame in range(FRAMES):
            began = time.thread_time()
            bar.setValue(bar.value() + 204 if frame % 50 else 68 * 1000 * frame)
            viewport.repaint()
            took.append(1000 * (time.thread_time() - began))
            self.app.processEvents()
        return self.figure(at(took, 0.99), "ms CPU", f"{FRAMES} frames; median {statistics.median(took):.1f}", 16)

    def _walk(self) -> tuple[list[float], list[float]]:
        """Wall time of each step, and the CPU time that the window's thread needed for it."""
        queue, session, took, busy = self.room.queue, self.room.session, [], []
        eye = Eye(self.room.pane.card)
        for _ in range(STEPS):
            before = session.view
            began, cpu = time.perf_counter(), time.thread_time()
            queue.go_next()
            self.until(lambda before=before: session.view is not None and session.view is not before)  # type: ignore[misc]
            eye.seen = False
            self.until(lambda: eye.seen)
            took.append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.thread_time() - cpu))
            QTest.qWait(PACE_MS)  # a person reads; what follows the step is done meanwhile
        return took, busy

    def stepping(self) -> dict[str, Figure]:
        """From the key for the next case until that case is painted, quiet and while posts are written beside it."""
        self.room.queue.reload()
        self.until(lambda: self.room.queue.model.rowCount() > 200)
        quiet = self._walk()
        load = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.window", "load", str(self.folder), "1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )
        try:
            assert load.stdout is not None
            load.stdout.readline()
            loaded = self._walk()
        finally:
            load.communicate(b"")

        def figure(walked: tuple[list[float], list[float]], how: str) -> Figure:
            took, busy = walked
            words = f"{len(took)} keys, {how}; median {statistics.median(took):.1f}, "
            words += f"CPU of the window's thread: median {statistics.median(busy):.1f}, p99 {at(busy, 0.99):.1f} ms"
            return self.figure(at(took, 0.99), "ms", words, 50)

        return {
            "next_case_p99_quiet": figure(quiet, "nothing written beside it"),
            "next_case_p99": figure(loaded, f"{WRITES_PER_SECOND} posts/s written beside it"),
        }

    def memory(self) -> Figure:
        """What console and worker hold after all of this."""
        child = self.house.console._child  # type: ignore[union-attr]
        ours, worker = resident(os.getpid())[0], resident(child.pid)[0]  # type: ignore[union-attr]
        return self.figure(ours + worker, "MB", f"console {ours:.0f}, worker {worker:.0f}", 350)


def living(folder: Path, cases: int) -> dict[str, Figure]:
    """The figures of one open window: first rows, next case under write load, scrolling, memory."""
    it = Living(folder, cases)
    try:
        found = {"first_rows": it.first_rows(), "scroll_frame_p99": it.scrolling()} | it.stepping()
        return found | {"memory": it.memory()}
    finally:
        it.house.close()


def bench_window(cases: int = CASES) -> dict[str, Figure]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        prepared(Path(folder), cases)
        return starting(Path(folder), cases) | living(Path(folder), cases)


def main(arguments: list[str]) -> None:
    match arguments:
        case ["load", folder, community]:
            write_load(Path(folder), int(community))
        case _:
            cases = int(arguments[0]) if arguments else CASES
            for name, figure in bench_window(cases).items():
                value = f"{figure['value']:>8} {figure['unit']:7}"
                print(f"{name:22} {value} {figure['ratio']} x {figure['baseline']}  {figure['size']}")


if __name__ == "__main__":
    main(sys.argv[1:])
