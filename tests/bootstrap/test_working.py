"""A worker from its one line: the lock, the secrets, and what it says when it may not start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from moderator.bootstrap import houses, keys, working
from moderator.bootstrap.profile import Profile, SystemClock
from moderator.domain.errors import BusyError
from moderator.store import lock, opening
from moderator.vault import MemoryVault
from tests.helpers.stores import KEY
from tests.helpers.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = {"name": "Home", "address": "https://matrix.example.org", "token": "syt_hush"}


def line(folder: Path, **more: object) -> dict[str, Any]:
    return {"profile": str(folder), "key": KEY.hex(), "secrets": {}, **more}


def start(text: bytes) -> subprocess.CompletedProcess[str]:
    """A worker that gets *text* and then the end of its life-line."""
    done = subprocess.run(
        [sys.executable, "-m", "moderator", "worker"], input=text, capture_output=True, cwd=ROOT, timeout=60
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_worker_holds_the_lock_until_it_is_closed(record_folder: Path) -> None:
    """A second one on the same profile is refused, and the first is not disturbed."""
    _, close = working.build(line(record_folder))
    with pytest.raises(BusyError) as refused:
        working.build(line(record_folder))
    assert refused.value.code == "profile_busy" and str(os.getpid()) in refused.value.message
    close()
    _, close = working.build(line(record_folder))
    close()


def test_a_worker_that_cannot_open_the_record_gives_the_lock_back(record_folder: Path) -> None:
    """A wrong key keeps nobody else out."""
    with pytest.raises(Exception, match="key"):
        working.build(line(record_folder, key=bytes(32).hex()))
    with lock.hold(record_folder):
        pass


def test_leases_of_a_killed_worker_end_with_it(record_folder: Path) -> None:
    """Whoever holds the profile's lock knows that no other worker lives: it begins at once."""
    store = opening.open_record(record_folder, KEY, SystemClock(), owner=False)
    with store.write() as tx:
        assert tx.leases.acquire("community:1", "the dead one", 3600) is not None
    _, close = working.build(line(record_folder))
    with store.write() as tx:
        assert tx.leases.acquire("community:1", "the next", 30) is not None
    close()
    store.close()


def test_secrets_of_the_line_stay_in_memory(record_folder: Path) -> None:
    """A profile with a passphrase: the worker gets what its vault holds, and keeps it to itself."""
    vault = working._vault(Profile(record_folder), line(record_folder, secrets={"community:1:token": "syt_hush"}))
    assert isinstance(vault, MemoryVault) and vault.get("community:1:token") == "syt_hush"


def test_without_secrets_in_the_line_the_keyring_is_asked(record_folder: Path) -> None:
    """The usual case: each process asks the system itself."""
    given = {"profile": str(record_folder), "key": KEY.hex()}
    assert "KeyringVault" in repr(working._vault(Profile(record_folder), given))


def test_a_worker_process_lives_as_long_as_its_lifeline(record_folder: Path) -> None:
    """One line in, one line out, and a quiet end when stdin ends."""
    done = start(json.dumps(line(record_folder)).encode() + b"\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ready"] is True
    assert "Traceback" not in done.stderr


def test_a_second_worker_process_is_refused_in_words(record_folder: Path) -> None:
    """Two lines for a person, one line for the console that started it, exit 1."""
    with lock.hold(record_folder):
        done = start(json.dumps(line(record_folder)).encode() + b"\n")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "This profile is in use"
    assert json.loads(done.stdout.splitlines()[-1])["refused"]["code"] == "profile_busy"
    assert "Traceback" not in done.stderr


def test_a_newer_schema_is_refused_by_the_worker_too(record_folder: Path) -> None:
    """An old worker never writes into a newer record."""
    store = opening.open_record(record_folder, KEY, SystemClock(), owner=False)
    with store.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    done = start(json.dumps(line(record_folder)).encode() + b"\n")
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[-1])["refused"]["code"] == "newer_schema"


def test_a_worker_started_by_hand_says_what_it_waits_for() -> None:
    """No traceback for a person who tries the command."""
    done = start(b"hello\n")
    assert done.returncode == 1
    assert "console" in done.stderr and "Traceback" not in done.stderr


def test_a_first_line_that_is_too_long_is_called_that() -> None:
    """It is not cut off and then called no line."""
    done = start(b'{"secrets": {"community:1:token": "' + b"x" * 70_000 + b'"}}\n')
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[-1])["refused"]["code"] == "line_too_long"


def test_a_worker_without_a_secret_refuses_that_community_only(record_folder: Path) -> None:
    """Its token is gone: the community says so, and the process lives on."""
    opened = houses.open_house(Profile(record_folder), keys.Unlocked(MemoryVault(), KEY), owner=False)
    houses.add_community(opened, "matrix", ANSWERS, False)
    process = subprocess.Popen(
        [sys.executable, "-m", "moderator", "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        process.stdin.write(json.dumps(line(record_folder)).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["ready"]

        def refused() -> bool:
            with opened.store.read() as reads:
                return [row.state.value for row in reads.communities.rows()] == ["refused"]

        wait_for(refused, "the community to say that its token is missing")
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(20) == 0
    opened.close()
