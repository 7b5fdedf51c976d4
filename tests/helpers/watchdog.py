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
            self.worst = (took, self._what)

    def start(self) -> None:
        """What came before does not count."""
        self.worst, self._began, self._what = (0.0, "nothing"), time.thread_time(), "the test itself"

    def stop(self) -> tuple[float, str]:
        self._note(time.thread_time())
        self._app.removeEventFilter(self)
        return self.worst


@contextmanager
def watched(app: QApplication, limit: float = LIMIT_MS) -> Generator[Watchdog, None, None]:
    """Fail when any event within holds the thread longer than *limit* ms of its own CPU time.

    The collector rests meanwhile: what thousands of earlier tests left in this process (one walk through it took 189 ms
    when the whole suite was loaded) is not the window's to go through.
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
    assert took <= limit, f"{what} held the window's thread for {took:.0f} ms of CPU time"


@pytest.fixture
def gui_watchdog(qapp: QApplication) -> Generator[None, None, None]:
    """The window's thread is marked as one that may not wait, and no event may hold it."""
    threads.forbid_this_thread()
    try:
        with watched(qapp):
            yield
    finally:
        threads.allow_this_thread()
