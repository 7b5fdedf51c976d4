"""One process at a time for a profile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from moderator.domain.errors import BusyError
from moderator.store import lock

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, pathlib
from moderator.store import lock
with lock.hold(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_a_second_worker_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    """The message names the process; when it has ended the lock is free."""
    process = holder(tmp_path)
    with pytest.raises(BusyError) as caught, lock.hold(tmp_path):
        pytest.fail("two processes hold one profile")
    assert str(process.pid) in caught.value.message and caught.value.code == "profile_busy"
    process.communicate("")
    with lock.hold(tmp_path):
        pass


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    """The system takes the lock back; nobody has to remove a file."""
    process = holder(tmp_path)
    os.kill(process.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    process.communicate()
    with lock.hold(tmp_path):
        pass


def test_one_process_does_not_hold_it_twice(tmp_path: Path) -> None:
    """Nor by two hands of its own."""
    with lock.hold(tmp_path):
        with pytest.raises(BusyError), lock.hold(tmp_path):
            pytest.fail("held twice")
    with lock.hold(tmp_path):
        pass


def test_locks_of_other_names_and_profiles_are_free(tmp_path: Path) -> None:
    """A profile is held, not the machine."""
    other = tmp_path / "other"
    other.mkdir()
    with lock.hold(tmp_path), lock.hold(other), lock.hold(tmp_path, "console.lock"):
        pass


def test_a_block_that_raises_lets_go(tmp_path: Path) -> None:
    """What went wrong inside does not lock the next start out."""
    with pytest.raises(ValueError, match="on purpose"), lock.hold(tmp_path):
        raise ValueError("on purpose")
    with lock.hold(tmp_path):
        pass


def test_whoever_waits_is_the_next_one(tmp_path: Path) -> None:
    """While somebody waits at the head of the queue, nobody passes; afterwards the next one may."""
    with lock.turn(tmp_path / "turn", 1):
        with pytest.raises(BusyError) as caught, lock.turn(tmp_path / "turn", 0):
            pytest.fail("two are the next one")
        assert caught.value.code == "store_busy"
    with lock.turn(tmp_path / "turn", 0):
        pass


def test_a_turn_is_waited_for(tmp_path: Path) -> None:
    """It comes as soon as the one before has gone."""
    first = lock.turn(tmp_path / "turn", 1)
    first.__enter__()
    order: list[str] = []

    def second() -> None:
        with lock.turn(tmp_path / "turn", 60):
            order.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    order.append("first")
    first.__exit__(None, None, None)
    waiting.join()
    assert order == ["first", "second"]
