"""Where an exception goes that no slot caught: what a person can mend becomes a notice, a bug becomes a crash file.

A crash file holds the kinds of the exceptions and where they were raised. It holds no locals, no source lines and no
messages of exceptions: any of these could carry what a member wrote, a token or an address. It never leaves this
machine by itself.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from moderator.domain.errors import KnownError

FRAMES = 64
KEPT = 20
"""Crash files kept; the oldest go."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Crash:
    """What the crash sheet shows. `path` is None when the file could not be written."""

    kind: str
    text: str
    path: Path | None


def _lines(error: BaseException) -> list[str]:
    """One exception and what caused it, oldest first, as kinds and places."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_lines(before), "", "then"] if before is not None else []
    kind = type(error)
    lines.append(f"{kind.__module__}.{kind.__qualname__}")
    at: TracebackType | None = error.__traceback__
    count = 0
    while at is not None and count < FRAMES:
        code = at.tb_frame.f_code
        module = at.tb_frame.f_globals.get("__name__", "?")
        lines.append(f"  {module}:{at.tb_lineno} {code.co_qualname}")
        at, count = at.tb_next, count + 1
    return lines


def describe(error: BaseException, *, thread: str = "", now: float | None = None) -> str:
    """The text of a crash file."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    head = [
        "Moderator stopped doing something it should have done.",
        f"at {at}, thread {thread or threading.current_thread().name}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}",
        "",
    ]
    return "\n".join(head + _lines(error)) + "\n"


class CrashCatcher(QObject):
    """Hears every exception that nothing else caught, on any thread, and tells the window on its own.

    `known` carries the KnownError, `crashed` a Crash. Before `install` and after `remove` the hooks are those of
    whoever was there before.
    """

    known = Signal(object)
    crashed = Signal(object)
    _heard = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._before: Callable[..., Any] | None = None
        self._before_thread: Callable[..., Any] | None = None
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        if self._before is None:
            self._before, self._before_thread = sys.excepthook, threading.excepthook
            sys.excepthook, threading.excepthook = self._hook, self._thread_hook

    def remove(self) -> None:
        if self._before is not None and self._before_thread is not None:
            sys.excepthook, threading.excepthook = self._before, self._before_thread
            self._before = self._before_thread = None

    def take(self, error: BaseException, thread: str = "") -> None:
        """Handle *error* as if nothing had caught it. From any thread."""
        if isinstance(error, KnownError):
            self._heard.emit(error)
            return
        text = describe(error, thread=thread)
        self._heard.emit(Crash(type(error).__qualname__, text, self._write(text)))

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt | SystemExit) and self._before is not None:
            self._before(kind, error, trace)
            return
        self.take(error if error.__traceback__ is not None else error.with_traceback(trace))

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.take(args.exc_value, args.thread.name if args.thread is not None else "")

    @Slot(object)
    def _tell(self, what: object) -> None:
        if isinstance(what, KnownError):
            self.known.emit(what)
        else:
            self.crashed.emit(what)

    def _write(self, text: str) -> Path | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in sorted(self._folder.glob("crash-*.txt"))[: -KEPT + 1]:
                old.unlink()
            path = self._folder / f"crash-{time.time_ns() // 1000}.txt"
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
        except OSError as error:
            log.error("a crash file could not be written: %s", error.strerror)
            return None
        return path
