"""Notices when one event holds the window's thread: its CPU time from one event that Qt delivers to the next.

CPU time and not the clock, so that a busy machine fails nothing; waiting is what the guard of `moderator.threads` refuses.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from moderator import threads

LIMIT_MS = 250.0


class Watchdog(QObject):
    """Hears every event before its receiver does. `worst` is the longest stretch so far, in ms, and what began it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.worst = (0.0, "nothing")
        self.second = 0.0
        self._app = app
        self._began = time.thread_time()
        self._what = "nothing"
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        now = time.thread_time()
        self._note(now)
        self._began, self._what = now, f"{event.type().name} at {type(watched).__name__}"
        return False

    def _note(self, now: float) -> None:
        took = 1000 * (now - self._began)
        if took > self.worst[0]:
            self.second, self.worst = self.worst[0], (took, self._what)
        elif took > self.second:
            self.second = took

    def start(self) -> None:
        """What came before does not count."""
        self.worst, self.second = (0.0, "nothing"), 0.0
        self._began, self._what = time.thread_time(), "the test itself"

    def stop(self) -> tuple[float, str]:
        self._note(time.thread_time())
        self._app.removeEventFilter(self)
        return self.worst


@contextmanager
def watched(app: QApplication, limit: float = LIMIT_MS, *, spikes: int = 0) -> Generator[Watchdog, None, None]:
    """Fail when any event within holds the thread longer than *limit* ms of its own CPU time.

    The collector rests meanwhile: what thousands of earlier tests left in this process is not the window's to walk
    through. One of *spikes* is forgiven: where a virtual machine is taken away for a moment, that counts as CPU time.
    """
    dog = Watchdog(app)
    gc.collect()
    gc.disable()
    dog.start()
    try:
        yield dog
    finally:
        took, what = dog.stop()
        gc.enable()
    held = dog.second if spikes else took
    assert held <= limit, f"{what} held the window's thread for {held:.0f} ms of CPU time"


@pytest.fixture
def gui_watchdog(qapp: QApplication) -> Generator[None, None, None]:
    """The window's thread is marked as one that may not wait, and no event may hold it, but for one spike."""
    threads.forbid_this_thread()
    try:
        with watched(qapp, spikes=1):
            yield
    finally:
        threads.allow_this_thread()
