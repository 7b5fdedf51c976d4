"""Locks on files, which the system takes back when their holder dies, however it dies: a profile's, and a turn's."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from moderator.domain.errors import BusyError

WORKER_LOCK = "worker.lock"
"""Held by whoever may change the schema or run the loops: the worker, or the console before its worker starts."""

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a byte that nobody reads: Windows refuses even to read a locked one

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def hold(folder: Path, name: str = WORKER_LOCK) -> Generator[None, None, None]:
    """Hold the lock *name* of a profile's *folder*; raises BusyError, naming the holder, when it is taken.

    The file stays where it is: removing it would let two processes lock two files of the same name.
    """
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(descriptor)
        except OSError:
            raise BusyError(
                "This profile is in use",
                f"Another process works with it{_holder(descriptor)}. Close it first, or wait until it has ended.",
                code="profile_busy",
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    with contextlib.suppress(OSError, ValueError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        return f" (process {int(os.read(descriptor, 20))})"
    return ""


FIRST_PAUSE_SECONDS = 0.0005
LONGEST_PAUSE_SECONDS = 0.005


@contextmanager
def turn(path: Path, seconds: float) -> Generator[None, None, None]:
    """Be the next one: hold the file *path* while waiting for something that would else go to whoever asks luckily.

    SQLite lets waiters try again at intervals, and whoever has just finished is always there first: a process that
    writes without pause starves the others for seconds. Here it has to queue behind the one that waits already.
    Raises BusyError after *seconds*.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, time.monotonic() + seconds)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, until: float) -> None:
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            _take(descriptor)
        except OSError:
            if time.monotonic() >= until:
                raise BusyError(
                    "The record is busy",
                    "Others have been waiting to write for over 5 seconds; nothing was saved. Try again.",
                    code="store_busy",
                ) from None
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        else:
            return
