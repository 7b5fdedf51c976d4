"""The worker child: its line, its life-line, its second chance."""

import sys
import threading
import time
from pathlib import Path

import pytest

from moderator.child import WorkerChild

ECHO = "import sys; open(sys.argv[1], 'a').write(sys.stdin.readline()); sys.stdin.read()"
DIES = "import sys; open(sys.argv[1], 'a').write(sys.stdin.readline()); sys.exit(3)"


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


def child(script: str, told: Path, tmp_path: Path, bell: Bell) -> WorkerChild:
    command = (sys.executable, "-c", script, str(told))
    return WorkerChild(
        command,
        lambda: b'{"key": "hush"}',
        tmp_path / "worker.log",
        monotonic=time.monotonic,
        changed=bell.ring,
    )


def test_the_worker_hears_one_line_and_ends_when_the_lifeline_closes(tmp_path: Path, bell: Bell) -> None:
    told = tmp_path / "told"
    worker = child(ECHO, told, tmp_path, bell)
    worker.start()
    assert bell.wait_for(1)
    assert worker.state().running
    worker.stop()
    assert told.read_text() == '{"key": "hush"}\n'
    assert not worker.state().running
    assert worker.state().message == ""


def test_a_worker_that_dies_is_started_again_and_counted(tmp_path: Path, bell: Bell) -> None:
    told = tmp_path / "told"
    worker = child(DIES, told, tmp_path, bell)
    worker.start()
    assert bell.wait_for(2)  # started once, died once
    worker.restart()
    assert bell.wait_for(4)
    state = worker.state()
    worker.stop()
    assert state.restarts >= 2
    assert state.message == "exit 3"
    assert told.read_text().count("hush") >= 2


def test_a_program_that_is_not_there_is_said_not_raised(tmp_path: Path, bell: Bell) -> None:
    worker = WorkerChild(
        (str(tmp_path / "no-such-program"),),
        lambda: b"",
        tmp_path / "worker.log",
        monotonic=time.monotonic,
        changed=bell.ring,
    )
    worker.start()
    assert bell.wait_for(1)
    assert "No such file" in worker.state().message
    worker.stop()
