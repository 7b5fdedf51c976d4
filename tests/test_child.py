"""The worker child: its line, its life-line, its second chance, and what it says when it will not start."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import pytest

from moderator import child as children
from moderator.child import WorkerChild, last_words
from moderator.console import WorkerState
from moderator.domain.errors import KnownError
from tests.helpers.waiting import wait_for

ECHO = "import sys; open(sys.argv[1], 'a').write(sys.stdin.readline()); sys.stdin.read()"
DIES = "import sys; open(sys.argv[1], 'a').write(sys.stdin.readline()); sys.exit(3)"
REFUSES = """
import json, sys
sys.stdin.readline()
print("This profile is in use", file=sys.stderr, flush=True)
print(json.dumps({"refused": {"title": "In use", "message": "Close it.", "code": sys.argv[2]}}), flush=True)
sys.exit(1)
"""
DEAF = "import sys, time; open(sys.argv[1], 'a').write(sys.stdin.readline()); time.sleep(60)"


class Bell:
    """Lets a test wait for the n-th change instead of sleeping."""

    def __init__(self) -> None:
        self.count = 0
        self._condition = threading.Condition()

    def ring(self) -> None:
        with self._condition:
            self.count += 1
            self._condition.notify_all()

    def wait_for(self, count: int) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: self.count >= count, timeout=20)


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def make(tmp_path: Path, bell: Bell):
    """Make children that are stopped with the test."""
    made = []

    def build(script: str, *more: str, line=lambda: b'{"key": "hush"}', clock=time.monotonic) -> WorkerChild:
        command = (sys.executable, "-c", script, str(tmp_path / "told"), *more)
        made.append(WorkerChild(command, line, tmp_path / "worker.log", monotonic=clock, changed=bell.ring))
        return made[-1]

    yield build
    for one in made:
        one.stop()


@pytest.fixture
def told(tmp_path: Path):
    path = tmp_path / "told"
    return lambda: path.read_text() if path.exists() else ""


def test_the_worker_hears_one_line_and_ends_when_the_lifeline_closes(make, told, bell: Bell) -> None:
    """The key goes over stdin; the end of that pipe is the end of the worker."""
    worker = make(ECHO)
    worker.start()
    assert bell.wait_for(1)
    assert worker.state() == WorkerState(running=True)
    worker.stop()
    assert told() == '{"key": "hush"}\n'
    assert worker.state() == WorkerState(running=False)


def test_a_worker_that_dies_is_started_again_and_counted(make, told, bell: Bell, monkeypatch) -> None:
    """Later each time, and it is said; while it runs again there is nothing to say."""
    monkeypatch.setattr(children, "FIRST_PAUSE_SECONDS", 0.01)
    worker = make(DIES)
    worker.start()
    assert bell.wait_for(6)  # started and died, three times
    state = wait_for(lambda: state if not (state := worker.state()).running else None, "a moment between two lives")
    assert state.restarts >= 2
    assert state.message == "The worker ended: exit 3"
    assert told().count("hush") >= 3


def test_the_pause_doubles_up_to_a_limit_and_is_short_again_after_a_long_life(make) -> None:
    """Back-off: 1, 2, 4 … 30 seconds; who lived over a minute is not punished."""
    worker = make(DIES)
    died = KnownError("The worker ended", "exit 3", code="worker_died")
    pause, pauses = children.FIRST_PAUSE_SECONDS, []
    for _ in range(8):
        pause = worker._after(1.0, died, pause)
        pauses.append(pause)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert worker.state().restarts == 8
    assert worker._after(61.0, died, pause) == children.FIRST_PAUSE_SECONDS
    assert worker.state().restarts == 1


def test_after_a_quiet_minute_nobody_counts_the_restarts_any_more(make, bell: Bell) -> None:
    """A worker that runs well says nothing of what was before."""
    now = [0.0]
    worker = make(ECHO, clock=lambda: now[0])
    worker._restarts = 3
    worker.start()
    assert bell.wait_for(1)
    assert worker.state() == WorkerState(True, 3)
    now[0] = 61.0
    assert worker.state() == WorkerState(True, 0)


def test_a_restart_ends_the_step_and_begins_with_a_fresh_line(make, told, bell: Bell) -> None:
    """A secret was added: the worker gets it at once, without a pause, and nobody counts that as a death."""
    lines = iter([b"first", b"second"])
    worker = make(ECHO, line=lambda: next(lines))
    worker.start()
    assert bell.wait_for(1)
    wait_for(lambda: told() == "first\n", "the first line")
    pid = worker.pid
    worker.restart()
    wait_for(lambda: told() == "first\nsecond\n", "the second line")
    assert worker.pid != pid
    assert worker.state() == WorkerState(running=True)


def test_a_program_that_is_not_there_is_said_not_raised(tmp_path: Path, bell: Bell) -> None:
    """Nothing to start: the state says so, and trying goes on."""
    nothing = (str(tmp_path / "no-such-program"),)
    worker = WorkerChild(nothing, lambda: b"", tmp_path / "worker.log", monotonic=time.monotonic, changed=bell.ring)
    worker.start()
    assert bell.wait_for(1)
    assert worker.state().message == "The worker cannot be started: No such file or directory"
    worker.stop()


def test_a_line_that_cannot_be_made_is_said_and_tried_again(make, told, bell: Bell, monkeypatch) -> None:
    """The keyring is locked for a moment: no worker without its key, and none that waits for it forever."""
    monkeypatch.setattr(children, "FIRST_PAUSE_SECONDS", 0.01)
    answers = iter([KnownError("The keyring is locked", "Unlock it.", code="keyring_locked"), b"open"])

    def line() -> bytes:
        answer = next(answers)
        if isinstance(answer, KnownError):
            raise answer
        return answer

    worker = make(ECHO, line=line)
    worker.start()
    assert bell.wait_for(1)
    wait_for(lambda: told() == "open\n", "the worker to get its line")
    assert worker.state().running


def test_a_worker_that_refuses_says_why(make, bell: Bell) -> None:
    """Its last line reaches the console in words."""
    worker = make(REFUSES, "newer_schema")
    worker.start()
    assert bell.wait_for(2)
    wait_for(lambda: worker.state().message == "In use: Close it.", "its words")
    assert not worker.state().running


def test_a_profile_that_has_its_worker_elsewhere_is_served(make, bell: Bell) -> None:
    """Another console's worker holds the lock: the platforms are looked after, which is what the state tells."""
    worker = make(REFUSES, "profile_busy")
    worker.start()
    assert bell.wait_for(2)
    wait_for(lambda: worker.state() == WorkerState(running=True), "to hear of the other")


@pytest.mark.expect_log("moderator.child", "was stopped")
def test_a_worker_that_does_not_end_is_ended_by_force(make, told, bell: Bell, monkeypatch) -> None:
    """The window closes even so."""
    monkeypatch.setattr(children, "STOP_SECONDS", 0.3)
    worker = make(DEAF)
    worker.start()
    wait_for(lambda: told() == '{"key": "hush"}\n', "the worker to have its line")
    worker.stop()
    assert not worker.state().running


def test_stopping_right_after_the_start_leaves_no_worker(make) -> None:
    """Whichever of the two comes first."""
    for _ in range(5):
        worker = make(ECHO)
        worker.start()
        worker.stop()
        assert not worker.state().running
        assert not worker._thread.is_alive()


def test_the_log_begins_anew_when_it_has_grown(make, tmp_path: Path, bell: Bell, monkeypatch) -> None:
    """One old log is kept, so that weeks of running fill no disk."""
    monkeypatch.setattr(children, "LOG_BYTES", 10)
    log = tmp_path / "worker.log"
    log.write_text("x" * 11)
    worker = make(ECHO)
    worker.start()
    assert bell.wait_for(1)
    assert (tmp_path / "worker.log.old").read_text() == "x" * 11
    assert log.stat().st_size == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"refused": {"title": "A", "message": "b", "code": "c"}}\n', ("A", "b", "c")),
        ("Traceback\nValueError: no\n", None),
        ('{"ready": true}\n', None),
        ("[1, 2]\n", None),
        ("", None),
    ],
)
def test_only_a_refusal_counts_as_last_words(tmp_path: Path, text: str, told) -> None:
    """A crash has none, nor has an ordinary life; what stood in the log before is not looked at."""
    path = tmp_path / "worker.log"
    before = json.dumps({"refused": {"title": "old", "message": "old"}}) + "\n"
    path.write_text(before + text)
    found = last_words(path, len(before))
    assert (None if found is None else (found.title, found.message, found.code)) == told


def test_a_log_that_is_not_there_has_no_last_words(tmp_path: Path) -> None:
    """Nothing is raised for it."""
    assert last_words(tmp_path / "none", 0) is None
