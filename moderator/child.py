"""The console's own worker: started as a child, handed its profile and key in one line, kept on a life-line.

The line goes over stdin, so that no secret stands in arguments or the environment. End of file on that pipe tells the
worker that the console is gone. A worker that dies is started again, later each time.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moderator.console import WorkerState

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
QUIET_SECONDS = 60.0  # a worker that lived this long starts with a short pause again
STOP_SECONDS = 15.0


@dataclass(slots=True)
class _Life:
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    message: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)
    wake: threading.Event = field(default_factory=threading.Event)


class WorkerChild:
    """Starts *command*, writes `line()` to its stdin, and starts it again when it dies."""

    def __init__(
        self,
        command: Sequence[str],
        line: Callable[[], bytes],
        log_path: Path,
        *,
        monotonic: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._command = tuple(command)
        self._line = line
        self._log_path = log_path
        self._monotonic = monotonic
        self._changed = changed
        self._life = _Life()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="worker-child", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def state(self) -> WorkerState:
        with self._lock:
            process = self._life.process
            running = process is not None and process.poll() is None
            return WorkerState(running, self._life.restarts, self._life.message)

    @property
    def pid(self) -> int | None:
        with self._lock:
            return self._life.process.pid if self._life.process else None

    def restart(self) -> None:
        """Start again at once instead of after the pause."""
        self._life.wake.set()

    def stop(self) -> None:
        """Close the life-line and wait for the worker to finish its step; end it by force when it does not."""
        self._life.stopping.set()
        self._life.wake.set()
        with self._lock:
            process = self._life.process
        if process is not None:
            _close(process)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                log.error("the worker did not end by itself and was stopped")
                process.kill()
                process.wait()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._life.stopping.is_set():
            began = self._monotonic()
            self._run_once()
            if self._life.stopping.is_set():
                return
            lived = self._monotonic() - began
            pause = FIRST_PAUSE_SECONDS if lived > QUIET_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
            with self._lock:
                self._life.restarts = 0 if lived > QUIET_SECONDS else self._life.restarts + 1
            self._changed()
            self._life.wake.clear()
            self._life.wake.wait(pause)

    def _run_once(self) -> None:
        with self._log_path.open("ab") as log_file:
            try:
                process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=log_file, stderr=log_file)
            except OSError as error:
                self._say(f"{error.strerror or error}")
                return
            with self._lock:
                self._life.process = process
            if self._life.stopping.is_set():  # stop() ran between the check and the start
                _close(process)
            with contextlib.suppress(OSError):  # a worker that died at once says so by its exit
                assert process.stdin is not None
                process.stdin.write(self._line() + b"\n")
                process.stdin.flush()
                self._changed()
            code = process.wait()
            _close(process)
        self._say("" if code == 0 else f"exit {code}")

    def _say(self, message: str) -> None:
        with self._lock:
            self._life.message = message


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None and not process.stdin.closed:
        with contextlib.suppress(OSError):
            process.stdin.close()
