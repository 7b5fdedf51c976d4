"""Secrets stay where they belong: marked ones go through everything at DEBUG, both processes crash, and nothing shows them."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from moderator.bootstrap.profile import SystemClock
from moderator.demo import DemoProcess, start_demo
from moderator.store import opening, sqlcipher
from moderator.store.keys import recovery_code
from tests.helpers import canaries
from tests.helpers.canaries import Canaries
from tests.helpers.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """What is left after a console and its worker walked a report to its removal, loudly, and crashed."""

    folder: Path
    canaries: Canaries
    key: bytes
    stderr: str  # of the console
    while_running: list[str]  # secrets that other processes could see, or that lay in files then
    files_then: set[str]

    @property
    def worker_log(self) -> str:
        return (self.folder / "worker.log").read_text("utf-8", "replace")


@pytest.fixture(scope="module")
def server() -> Iterator[DemoProcess]:
    with start_demo(empty=True) as running:
        wish = {"preset": "public_chat", "room_version": "11", "name": "tea"}
        _, made = running.call("POST", "/_matrix/client/v3/createRoom", wish)
        for name in ("alice", "bob"):
            running.control("POST", "member", {"user": name, "rooms": [made["room_id"]]})
        said = running.control("POST", "say", {"user": "alice", "room": made["room_id"], "body": "buy my coins"})
        running.control("POST", "report", {"user": "bob", "event": said["event_id"], "reason": "spam"})
        yield running


@pytest.fixture(scope="module")
def run(server: DemoProcess, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("canary") / "team"
    folder.mkdir()
    key, passphrase = secrets.token_bytes(32), "canary/きのこ+" + secrets.token_hex(8)
    marked = Canaries(
        {
            "token": server.token,
            "key": key.hex(),
            "passphrase": passphrase,
            "recovery code": recovery_code(key),
            "recovery code without hyphens": recovery_code(key).replace("-", ""),
        }
    )
    line = {
        "folder": str(folder), "address": server.base_url, "token": server.token, "key": key.hex(),
        "passphrase": passphrase,
    }  # fmt: skip
    with (folder.parent / "stderr").open("w+b") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.loud", "console"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, cwd=ROOT,
            env={**os.environ, "MODERATOR_LOG": "debug", "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
        with process:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(line).encode() + b"\n")
            process.stdin.flush()
            ready = process.stdout.readline()
            beside = list(canaries.files(folder))
            seen = marked.search([*canaries.processes(), *beside])
            process.stdin.write(b"now\n")
            process.stdin.close()
            process.wait(60)
        stderr.seek(0)
        told = stderr.read().decode("utf-8", "replace")
    assert ready, told[-4000:]
    wait_for_crash(folder)
    return Run(folder, marked, key, told, seen, {place for place, content in beside if content})


def wait_for_crash(folder: Path) -> None:
    wait_for(lambda: "the worker breaks with" in (folder / "worker.log").read_text("utf-8", "replace"), "its crash", 30)


def test_both_processes_said_everything_and_crashed(run: Run) -> None:
    """What is searched below is worth searching: DEBUG of every library, tracebacks, a crash file, all the files."""
    for text, pieces in (
        (
            run.worker_log,
            ("DEBUG httpcore", "INFO httpx HTTP Request", "DEBUG sqlalchemy", "no picture for", "breaks with"),
        ),
        (run.stderr, ("DEBUG sqlalchemy", "RuntimeError: broke with", "CRITICAL")),
    ):
        assert [piece for piece in pieces if piece not in text] == []
    names = {path.name for path in run.folder.rglob("*")}
    assert {"secrets.json", "audit.jsonl", "copy.db", "worker.log", sqlcipher.FILE_NAME} <= names
    assert list((run.folder / "crashes").iterdir())


def test_no_file_of_the_profile_holds_a_secret(run: Run) -> None:
    """Record, write-ahead log, backup, export, worker's log, crash files, the file that the passphrase locks."""
    assert run.canaries.search(canaries.files(run.folder)) == []


def test_the_consoles_output_holds_no_secret(run: Run) -> None:
    """All that it logged, and the traceback with which it ended."""
    assert run.canaries.found_in(run.stderr.encode()) == []


def test_the_open_record_holds_no_secret(run: Run) -> None:
    """Decrypted, table by table: encryption does not hide a mistake here."""
    store = opening.open_record(run.folder, run.key, SystemClock(), owner=False)
    places = list(canaries.tables(store))
    store.close()
    assert {"table community", "table enforcement", "table audit_event"} <= {place for place, _ in places}
    assert run.canaries.search(places) == []


def test_no_process_shows_a_secret_to_others(run: Run) -> None:
    """Arguments and environment of every process, and the write-ahead log, while console and worker ran."""
    assert f"{sqlcipher.FILE_NAME}-wal" in run.files_then
    assert run.while_running == []


@pytest.mark.parametrize(
    "written",
    [
        "syt_canary/+1",
        "https://x.example/?t=syt_canary%2F%2B1",
        b64encode(b"mod:syt_canary/+1").decode(),
        b64encode(b"\0syt_canary/+1\0").decode().replace("+", "-").replace("/", "_"),
        "syt_canary/+1".encode("utf-16-le").decode("latin-1"),
    ],
)
def test_a_leak_would_be_found(written: str, tmp_path: Path) -> None:
    """In each form, in the middle of a file."""
    (tmp_path / "log").write_bytes(b"so " + written.encode("latin-1") + b" it was")
    assert Canaries({"token": "syt_canary/+1"}).search(canaries.files(tmp_path)) == ["log: token"]


def test_a_leaked_key_would_be_found(tmp_path: Path) -> None:
    """As bytes, in either hexadecimal, in base64."""
    key = bytes(range(100, 132))
    for number, content in enumerate((key, key.hex().encode(), key.hex().upper().encode(), b64encode(b"k" + key))):
        (tmp_path / f"{number}").write_bytes(b"= " + content)
    assert len(Canaries({"key": key.hex()}).search(canaries.files(tmp_path))) == 4


def test_a_secret_in_arguments_would_be_found() -> None:
    """Another process with a canary on its command line."""
    line = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()", "canary-in-arguments-31"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it runs: a moment earlier its arguments are not there yet
        found = Canaries({"token": "canary-in-arguments-31"}).search(canaries.processes())
        assert process.stdin is not None
        process.stdin.close()
    assert f"cmdline of process {process.pid}: token" in found
