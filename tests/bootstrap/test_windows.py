"""A profile opened for a window: the recovery code, the passphrase, the worker's line, and what is remembered at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from sqlalchemy import text

from moderator import threads
from moderator.bootstrap import houses, keys, windows
from moderator.bootstrap.profile import Profile, SystemClock
from moderator.bootstrap.windows import ProfileOpening
from moderator.console import Console, WorkerState
from moderator.domain.errors import KnownError
from moderator.store import audit, opening
from moderator.store.keys import key_from_code
from moderator.vault import MemoryVault, PassphraseVault
from tests.helpers.deliveries import GUIDELINES
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.stores import KEY
from tests.helpers.waiting import wait_for

ANSWERS = {"name": "Home", "address": "https://matrix.example.org", "token": "syt_hush"}
WAITS = "import sys; open(sys.argv[1], 'a').write(sys.stdin.readline()); sys.stdin.read()"


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a worker that does nothing writes the lines it is given; it stands in for the real one."""
    path = tmp_path / "heard"
    monkeypatch.setattr(windows, "worker_command", lambda: (sys.executable, "-c", WAITS, str(path)))
    monkeypatch.setattr(houses, "starter_guidelines", lambda: GUIDELINES)
    return path


@pytest.fixture
def consoles() -> Iterator[list[Console]]:
    """Consoles that are closed with the test."""
    made: list[Console] = []
    yield made
    for console in made:
        if not console.actors().cancelled():
            console.close()


def lines(heard: Path, count: int) -> list[dict[str, object]]:
    return wait_for(
        lambda: found if len(found := _lines(heard)) >= count else [], f"{count} lines to reach the worker"
    )


def _lines(heard: Path) -> list[dict[str, object]]:
    text = heard.read_text() if heard.exists() else ""
    return [json.loads(line) for line in text.splitlines()] if text.endswith("\n") else []


# --- the first start --------------------------------------------------------------------------------------------------


def test_the_first_start_gives_the_recovery_code(tmp_path: Path, heard: Path, consoles: list[Console]) -> None:
    """It opens this very record; it is given until the first steps are done, and never after."""
    profile = ProfileOpening(Profile(tmp_path / "team"))
    consoles.append(profile())
    code = consoles[0].recovery_code
    assert keys.unlock(profile.profile).key == key_from_code(code)
    consoles[0].close()

    consoles.append(ProfileOpening(profile.profile)())  # the window was closed before it was written down
    assert consoles[1].recovery_code == code
    consoles[1].keep_settings({"first_run_done": True}).result(10)
    consoles[1].close()

    consoles.append(ProfileOpening(profile.profile)())
    assert consoles[2].recovery_code == ""


def test_a_demo_has_no_recovery_code(tmp_path: Path, heard: Path, consoles: list[Console]) -> None:
    """There is nothing to recover."""
    consoles.append(ProfileOpening(Profile(tmp_path / "team"), vault=MemoryVault(), is_demo=True)())
    assert consoles[0].recovery_code == ""


def test_without_a_keyring_the_window_is_told_to_ask(
    tmp_path: Path, heard: Path, consoles: list[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what is needed, then with the passphrase it opens; a wrong one is refused the next time."""
    monkeypatch.setattr(PassphraseVault, "_COST", 2**4)
    keyring.set_keyring(NoKeyring())
    profile = ProfileOpening(Profile(tmp_path / "team"))
    with pytest.raises(KnownError) as refused:
        profile()
    assert refused.value.code == "passphrase_needed"
    consoles.append(profile("きのこ"))
    assert consoles[0].recovery_code
    consoles[0].close()
    with pytest.raises(KnownError) as refused:
        profile("茸")
    assert refused.value.code == "wrong_passphrase"


def test_a_record_that_does_not_open_starts_no_worker(record_folder: Path, heard: Path) -> None:
    """A newer schema: the reason comes back, and nothing was started or left open."""
    store = opening.open_record(record_folder, KEY, SystemClock(), owner=False)
    with store.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    vault = MemoryVault()
    vault.set("key", KEY.hex())
    with pytest.raises(KnownError) as refused:
        ProfileOpening(Profile(record_folder), vault=vault)()
    assert refused.value.code == "newer_schema"
    assert not heard.exists()


@pytest.mark.expect_log("moderator.bootstrap.safekeeping", "does not hold")
def test_after_a_fall_a_broken_record_is_not_opened(record_folder: Path, heard: Path) -> None:
    """The log of a process that was ended by force stands beside it, and a page of it is not what it was."""
    record = Profile(record_folder).record
    content = bytearray(record.read_bytes())
    content[-4096 * 3 : -4096 * 2] = bytes(4096)
    record.write_bytes(content)
    record.with_name(record.name + "-wal").write_bytes(b"torn" * 25)
    vault = MemoryVault()
    vault.set("key", KEY.hex())
    with pytest.raises(KnownError) as refused:
        ProfileOpening(Profile(record_folder), vault=vault)()
    assert refused.value.code == "store_damaged"
    assert not heard.exists()


# --- the worker's line ------------------------------------------------------------------------------------------------


def test_the_worker_gets_profile_and_key_and_asks_the_keyring_itself(
    tmp_path: Path, heard: Path, consoles: list[Console]
) -> None:
    """No secret of a platform leaves the keyring for the pipe."""
    profile = ProfileOpening(Profile(tmp_path / "team"))
    consoles.append(profile())
    consoles[0].connect("matrix", ANSWERS).result(10)
    (line,) = lines(heard, 1)
    assert line == {"profile": str(tmp_path / "team"), "key": keys.unlock(profile.profile).key.hex()}
    assert consoles[0].worker() == WorkerState(running=True)


def test_where_no_keyring_helps_the_worker_gets_a_new_secret_at_once(
    tmp_path: Path, heard: Path, consoles: list[Console]
) -> None:
    """A community was connected: the worker begins again with a line that holds its token."""
    consoles.append(ProfileOpening(Profile(tmp_path / "team"), vault=MemoryVault())())
    assert lines(heard, 1)[0]["secrets"] == {}
    row = consoles[0].connect("matrix", ANSWERS).result(10)
    assert lines(heard, 2)[1]["secrets"] == {houses.token_name(row.id, "token"): "syt_hush"}


def test_an_installation_starts_itself_as_its_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Python with the module in a checkout; in a bundle the program beside the window's."""
    assert windows.worker_command() == (sys.executable, "-m", "moderator", "worker")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Moderator"))
    (program, word) = windows.worker_command()
    assert word == "worker" and Path(program).stem == "moderator" and Path(program).parent == tmp_path


# --- the end ----------------------------------------------------------------------------------------------------------


def test_at_the_end_the_machine_remembers_how_far_the_chain_reached(
    tmp_path: Path, heard: Path, consoles: list[Console], memory_keyring: MemoryKeyring
) -> None:
    """The head stands in the keyring, so that a tail that is cut off later is seen."""
    profile = ProfileOpening(Profile(tmp_path / "team"))
    consoles.append(profile())
    consoles[0].connect("matrix", ANSWERS).result(10)
    consoles[0].close()
    kept = audit.remembered_head(keys.unlock(profile.profile).vault)
    with houses.house(tmp_path / "team", lambda _: "") as house, house.store.read() as reads:
        assert kept == reads.audit.head() and kept.seq >= 2


@pytest.mark.expect_log("moderator.bootstrap.safekeeping", "does not extend")
def test_a_cut_tail_is_not_remembered_but_told(
    tmp_path: Path, heard: Path, consoles: list[Console]
) -> None:
    """Somebody put an older copy of the file back: the log says from which event on, and the old head stays."""
    profile = Profile(tmp_path / "team")
    consoles.append(ProfileOpening(profile)())
    consoles[0].close()
    copy = profile.record.read_bytes()
    consoles.append(ProfileOpening(profile)())
    consoles[1].connect("matrix", ANSWERS).result(10)
    consoles[1].close()
    before = audit.remembered_head(keys.unlock(profile).vault)
    for ending in ("-wal", "-shm"):
        profile.record.with_name(profile.record.name + ending).unlink(missing_ok=True)
    profile.record.write_bytes(copy)
    consoles.append(ProfileOpening(profile)())
    consoles[2].close()
    assert audit.remembered_head(keys.unlock(profile).vault) == before


def test_a_locked_keyring_does_not_keep_the_window_open(
    tmp_path: Path, heard: Path, consoles: list[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be remembered now is remembered another time."""

    class Locked(MemoryVault):
        shut = False

        def set(self, name: str, secret: str) -> None:
            if self.shut:
                raise KnownError("The keyring is locked", "Unlock it.", code="keyring_locked")
            super().set(name, secret)

    vault = Locked()
    consoles.append(ProfileOpening(Profile(tmp_path / "team"), vault=vault)())
    vault.shut = True
    consoles[0].close()


def test_the_guard_marks_the_calling_thread(sqlcipher_store) -> None:
    """The window calls it once; from then on the store refuses there."""
    windows.guard()
    try:
        with pytest.raises(RuntimeError, match="window's thread"), sqlcipher_store.read():
            pass
    finally:
        threads.allow_this_thread()


def test_a_window_knows_what_it_will_open(tmp_path: Path) -> None:
    """Before anything is opened: settings, folder, and a name among the windows of this machine."""
    profile = windows.opening(tmp_path / "team")
    assert (profile.folder, profile.instance, profile.is_demo) == (tmp_path / "team", str(tmp_path / "team"), False)
    assert profile.settings.switch("first_run_done") is False
    assert not (tmp_path / "team").exists()
