"""A pair of hands at the keyboard: presses keys in the real window and waits until something is so."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_T = TypeVar("_T")
SECONDS = 20.0
SLICE_MS = 20


class StepFailed(Exception):
    """A step did not have its effect in time."""


class Hand:
    """Types into *window* as a person would; every wait has an end, times *patience*."""

    def __init__(self, app: QApplication, window: QWidget, *, patience: float = 1.0) -> None:
        self._app, self.window, self._patience = app, window, patience

    def until(self, what: str, is_so: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Let the window live until *is_so*; StepFailed, saying *what*, when it does not come."""
        end = time.monotonic() + seconds * self._patience
        while not is_so():
            if time.monotonic() > end:
                raise StepFailed(what)
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, SLICE_MS)
        self.rest()

    def rest(self, turns: int = 6) -> None:
        """Let what is queued be painted."""
        for _ in range(turns):
            self._app.processEvents()

    def answer(self, future: Future[_T], what: str = "the console answers") -> _T:
        """The result of a question to the console, with the window alive meanwhile."""
        self.until(what, future.done)
        return future.result()

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, to: QWidget | None = None
    ) -> None:
        """Press one key where the focus is, or in *to*."""
        QTest.keyClick(to or self._app.focusWidget() or self.window, key, modifier)
        self.rest()

    def type(self, text: str, to: QWidget | None = None) -> None:
        """Type *text*; what no key has is committed as an input method would."""
        target = to or self._app.focusWidget() or self.window
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)
        self.rest()
