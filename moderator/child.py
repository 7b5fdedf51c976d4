"""The console's own worker: started as a child, handed its profile and key in one line, kept on a life-line.

The line goes over stdin, so that no secret stands in arguments or the environment. End of file on that pipe tells the
worker that the console is gone. A worker that dies is started again, later each time; one that refuses to start says
why in the last line of its log.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from moderator.console import WorkerState
from moderator.domain.errors import KnownError

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
ELSEWHERE_PAUSE_SECONDS = 5.0  # while the profile's worker belongs to another console
QUIET_SECONDS = 60.0  # a worker that lived this long starts with a short pause again
STOP_SECONDS = 15.0
LOG_BYTES = 5 * 1024 * 1024  # over it the log begins anew at the next start; one old one is kept
REFUSED = "refused"
"""The member of a worker's last line that says why it did not start: `{"refused": {"title", "message", "code"}}`."""

_LAST_LINE_BYTES = 4096


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
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._restarts = 0
        self._message = ""
        self._elsewhere = False  # this profile's worker is another console's
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="worker-child", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def state(self) -> WorkerState:
        with self._lock:
            if self._elsewhere:
                return WorkerState(running=True)
            if self._process is None or self._process.poll() is not None:
                return WorkerState(False, self._restarts, self._message)
            quiet = self._monotonic() - self._began > QUIET_SECONDS
            return WorkerState(True, 0 if quiet else self._restarts)

    @property
    def pid(self) -> int | None:
        with self._lock:
            return self._process.pid if self._process else None

    def restart(self) -> None:
        """Let the worker finish its step and start it with a fresh line, at once: a secret was added, say."""
        self._wake.set()
        with self._lock:
            process = self._process
        if process is not None:
            _close(process)

    def stop(self) -> None:
        """Close the life-line and wait for the worker to finish its step; end it by force when it does not."""
        self._stopping.set()
        self._wake.set()
        with self._lock:
            process = self._process
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

    # --- the keeper's thread -----------------------------------------------------------------------------------------

    def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            self._wake.clear()
            self._began = began = self._monotonic()
            refused = self._live()
            if self._stopping.is_set():
                return
            pause = self._after(self._monotonic() - began, refused, pause)
            self._changed()
            self._wake.wait(pause)

    def _live(self) -> KnownError | None:
        """One life of the worker, from its line to its end; returns why it refused to begin one."""
        try:
            line = self._line()
        except KnownError as error:
            return error
        try:
            log_file = self._open_log()
        except OSError as error:
            return KnownError("The worker's log cannot be written", f"{error.strerror or error}", code="no_log")
        with log_file:
            since = log_file.tell()
            try:
                process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=log_file,
                    stderr=log_file,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError as error:
                return KnownError("The worker cannot be started", f"{error.strerror or error}", code="no_worker")
            return self._attend(process, line, since)

    def _attend(self, process: subprocess.Popen[bytes], line: bytes, since: int) -> KnownError | None:
        with self._lock:
            self._process = process
            self._elsewhere = False
        if self._wake.is_set():  # stop() or restart() came between the line and the start
            _close(process)
        with contextlib.suppress(OSError, ValueError):  # a worker that ended at once says so by its exit
            assert process.stdin is not None
            process.stdin.write(line + b"\n")
            process.stdin.flush()
            self._changed()
        code = process.wait()
        _close(process)
        if code == 0:
            return None
        return last_words(self._log_path, since) or KnownError("The worker ended", f"exit {code}", code="worker_died")

    def _after(self, lived: float, refused: KnownError | None, pause: float) -> float:
        """Keep what the last life says of the worker; returns how long to wait before the next."""
        with self._lock:
            self._elsewhere = refused is not None and refused.code == "profile_busy"
            self._message = "" if refused is None else f"{refused.title}: {refused.message}"
            if self._elsewhere:
                return ELSEWHERE_PAUSE_SECONDS
            if self._wake.is_set():
                return 0.0
            if lived > QUIET_SECONDS:
                self._restarts = 1
                return FIRST_PAUSE_SECONDS
            self._restarts += 1
        return min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _open_log(self) -> Any:
        with contextlib.suppress(OSError):  # none yet, or still open elsewhere: the old one grows on
            if self._log_path.stat().st_size > LOG_BYTES:
                self._log_path.replace(self._log_path.with_name(self._log_path.name + ".old"))
        handle = os.open(self._log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        file = os.fdopen(handle, "ab")
        file.seek(0, os.SEEK_END)
        return file


def last_words(path: Path, since: int) -> KnownError | None:
    """Why the worker whose log begins at *since* refused to start; None when it broke without a word."""
    with contextlib.suppress(OSError, ValueError), path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(since, size - _LAST_LINE_BYTES))
        lines = file.read().splitlines()
        told: Any = json.loads(lines[-1]) if lines else None
        why = told.get(REFUSED) if isinstance(told, dict) else None
        if isinstance(why, dict):
            return KnownError(str(why.get("title")), str(why.get("message")), code=str(why.get("code", "")))
    return None


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None and not process.stdin.closed:
        with contextlib.suppress(OSError, ValueError):
            process.stdin.close()
