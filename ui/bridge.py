"""The way home from a thread to the widgets: finished calls, and hints that something changed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar
from weakref import WeakMethod, ref

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

_T = TypeVar("_T")


class Call(QObject):
    """One call under way. `cancel` drops it: neither the answer nor an error is delivered."""

    def __init__(
        self,
        future: Future[Any],
        owner: QObject,
        on_done: Callable[[Any], None],
        on_error: Callable[[BaseException], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.future = future
        self.owner = ref(owner)  # whoever asked may go while the future lives on
        self.done = WeakMethod(on_done)
        self.error = WeakMethod(on_error)
        self.dropped = False
        owner.destroyed.connect(self.cancel)

    @Slot()
    def cancel(self) -> None:
        self.dropped = True
        self.future.cancel()

    def deliver(self) -> None:
        owner = self.owner()
        if self.dropped or self.future.cancelled() or owner is None or not shiboken6.isValid(owner):
            return
        error = self.future.exception()
        method = self.done() if error is None else self.error()
        if method is not None:
            method(self.future.result() if error is None else error)

    def end(self) -> None:
        """Let go of the owner: a long-lived one would else collect a connection for every call it made."""
        owner = self.owner()
        if owner is not None and shiboken6.isValid(owner):
            owner.destroyed.disconnect(self.cancel)
        self.deleteLater()


class Bridge(QObject):
    """Brings finished background calls home to the GUI thread.

    One bridge lives as long as the window. Threads never touch a widget: they finish a future, and the bridge hands
    its result to a bound method of the widget that asked, if that widget is still there. It does not start work, and
    it never waits.
    """

    _arrived = Signal()
    hinted = Signal(object)
    """What `hint` was given, one frozen value at a time, on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home: deque[Call] = deque()
        self._hints: list[object] = []
        self._lock = threading.Lock()  # of the hints: any thread gives them
        self._under_way: set[Call] = set()
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and nothing waits to be delivered."""
        return not self._under_way and not self._hints

    def follow(
        self,
        future: Future[_T],
        owner: QObject,
        on_done: Callable[[_T], None],
        on_error: Callable[[BaseException], None],
    ) -> Call:
        """Deliver *future* to *owner* by one of its two bound methods; when *owner* goes, the work is cancelled.

        Only from the GUI thread. What a method raises reaches sys.excepthook; the next delivery still comes.
        """
        call = Call(future, owner, on_done, on_error, self)
        if self._closed:
            call.cancel()
            call.end()
            return call
        self._under_way.add(call)

        def arrived(_: Future[_T]) -> None:  # in whichever thread finished it
            self._home.append(call)
            self._ring()

        future.add_done_callback(arrived)
        return call

    def hint(self, value: object) -> None:
        """Emit `hinted` with *value* on the GUI thread; equal values that still wait are told once. From any thread."""
        with self._lock:
            if self._closed or value in self._hints:
                return
            self._hints.append(value)
        self._ring()

    def close(self) -> None:
        """Cancel what has not begun and deliver nothing any more. Before the console closes."""
        self._closed = True
        for call in tuple(self._under_way):
            call.cancel()
            call.end()
        self._under_way.clear()
        self._home.clear()
        with self._lock:
            self._hints.clear()

    def _ring(self) -> None:
        if not self._closed and shiboken6.isValid(self):
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        # One ring, one pass: what arrives meanwhile has rung for itself, so a busy thread cannot hold the window.
        with self._lock:
            hints, self._hints = self._hints, []
        for value in hints:
            self.hinted.emit(value)
        for _ in range(len(self._home)):
            self._finish(self._home.popleft())

    def _finish(self, call: Call) -> None:
        self._under_way.discard(call)
        try:
            call.deliver()
        finally:
            call.end()
