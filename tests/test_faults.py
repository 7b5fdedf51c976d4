"""The places do nothing until a test arms one, and then the process ends there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator import faults

CHILD = "from moderator import faults\nfor place in 'aba':\n    faults.point(place)\n    print(place, flush=True)\n"


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    faults.arm("")
    faults.watch(None)


def run(place: str) -> tuple[int, str]:
    found = subprocess.run(
        [sys.executable, "-c", CHILD],
        env={**os.environ, "MODERATOR_FAULT": place, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    return found.returncode, "".join(found.stdout.split())


def test_nothing_happens_when_nothing_is_armed() -> None:
    assert run("") == (0, "aba")


@pytest.mark.parametrize(("place", "printed"), [("a", ""), ("b", "a"), ("a:2", "ab"), ("b:2", "aba")])
def test_the_process_ends_at_the_place_and_no_later(place: str, printed: str) -> None:
    code, found = run(place)
    ends = 0 if place == "b:2" else 1 if sys.platform == "win32" else -signal.SIGKILL
    assert (code if sys.platform != "win32" else min(code, 1), found) == (ends, printed)


def test_a_watch_hears_every_place() -> None:
    seen: list[str] = []
    faults.watch(seen.append)
    faults.point("one")
    faults.point("two")
    assert seen == ["one", "two"]
