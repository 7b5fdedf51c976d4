"""Daily copies, a look after a fall, the head of the chain elsewhere, and a backup put in place of a record."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.bootstrap import commands, houses, keys, safekeeping
from moderator.bootstrap.profile import Profile
from moderator.bootstrap.safekeeping import Copies, Head
from moderator.domain.audit import Event
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.requests import Topic
from moderator.store import audit, backup, lock, sqlcipher
from moderator.vault import MemoryVault
from tests.helpers.stores import KEY
from tests.helpers.waiting import wait_for

DAY = 86_400


@pytest.fixture
def vault() -> MemoryVault:
    found = MemoryVault()
    found.set("key", KEY.hex())
    return found


@pytest.fixture
def house(record_folder: Path, vault: MemoryVault) -> Iterator[houses.House]:
    opened = houses.open_house(Profile(record_folder), keys.Unlocked(vault, KEY))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def one_vault(vault: MemoryVault, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyring of these tests is the vault above."""
    monkeypatch.setattr(keys, "open_vault", lambda profile, passphrase: vault)


def never(_: bool) -> str:
    raise AssertionError("nobody should be asked for a passphrase here")


def events(house: houses.House, count: int) -> None:
    for number in range(count):
        with house.store.write() as tx:
            tx.record(Event("test.happened", f"thing:{number}"))


# --- copies -----------------------------------------------------------------------------------------------------------


def test_a_copy_a_day(house: houses.House) -> None:
    """The first at once, the next when it is a day old; each is checked and opens with the same key."""
    events(house, 2)
    first = safekeeping.copy_when_due(house)
    assert first is not None and backup.check(first.path, KEY).seq == 2
    assert safekeeping.copy_when_due(house) is None
    older = first.path.with_name("record-20200101T000000Z.db")
    first.path.rename(older)
    moment = os.stat(older).st_mtime - DAY - 1
    os.utime(older, (moment, moment))
    assert safekeeping.copy_when_due(house) is not None


def test_half_a_copy_of_a_killed_worker_is_cleaned_away(house: houses.House) -> None:
    """It never counts, and does not fill the disk."""
    place = house.profile.folder / backup.FOLDER
    place.mkdir()
    (place / "record-20200101T000000Z.db.part").write_bytes(b"half")
    safekeeping.copy_when_due(house)
    assert [path.suffix for path in place.iterdir()] == [".db"]


def test_the_worker_writes_copies_while_it_lives(house: houses.House, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a thread of its own, which ends with it."""
    monkeypatch.setattr(safekeeping, "FIRST_COPY_SECONDS", 0.0)
    copies = Copies(house)
    copies.start()
    wait_for(lambda: backup.newest(house.profile.folder), "the first copy")
    copies.stop()
    assert "copies" not in {thread.name for thread in threading.enumerate()}


def test_a_worker_that_lives_shortly_makes_none(house: houses.House) -> None:
    """Starting and ending is quick."""
    copies = Copies(house)
    copies.start()
    copies.stop()
    assert backup.newest(house.profile.folder) == []


@pytest.mark.expect_log("moderator.bootstrap.safekeeping", "no copy of the record was written")
def test_a_copy_that_finds_no_room_is_said_and_tried_again(house: houses.House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log names the reason; the worker lives on."""
    monkeypatch.setattr(safekeeping, "FIRST_COPY_SECONDS", 0.0)
    tried = threading.Event()

    def full(*_: object) -> None:
        tried.set()
        raise KnownError("The backup could not be written", "No space left on device.", code="backup_failed")

    monkeypatch.setattr(backup, "rotate", full)
    copies = Copies(house)
    copies.start()
    assert tried.wait(20)
    copies.stop()


# --- after a fall -----------------------------------------------------------------------------------------------------


def fallen(house: houses.House, to: Path) -> Path:
    """The files as a power cut leaves them: with a log that nobody moved into the record."""
    events(house, 3)
    to.mkdir()
    for ending in ("", "-wal"):
        source = house.profile.folder / (sqlcipher.FILE_NAME + ending)
        (to / source.name).write_bytes(source.read_bytes())
    return to


def test_a_fall_is_seen_unless_somebody_is_at_work(house: houses.House, tmp_path: Path) -> None:
    """A log beside the record means a fall, except where a living worker writes it."""
    folder = fallen(house, tmp_path / "fallen")
    assert safekeeping.fell(folder)
    with lock.hold(folder):
        assert not safekeeping.fell(folder)
    assert not safekeeping.fell(tmp_path / "nowhere")


def test_after_a_fall_every_page_is_looked_at(house: houses.House, tmp_path: Path) -> None:
    """A whole record opens, with all that was written before the fall."""
    folder = fallen(house, tmp_path / "fallen")
    opened = houses.open_house(Profile(folder), keys.Unlocked(MemoryVault(), KEY))
    safekeeping.look_over(opened)
    with opened.store.read() as reads:
        assert reads.audit.head().seq == 3
    opened.close()


@pytest.mark.expect_log("moderator.bootstrap.safekeeping", "does not hold")
def test_a_record_that_broke_in_the_fall_is_refused(
    house: houses.House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page in its middle is not what it was: said with the way out, before anybody decides on it."""
    events(house, 50)
    sqlcipher.checkpoint(house.store.engine, truncate=True)
    folder = tmp_path / "fallen"
    folder.mkdir()
    content = bytearray((house.profile.folder / sqlcipher.FILE_NAME).read_bytes())
    content[-4096 * 3 : -4096 * 2] = bytes(4096)
    (folder / sqlcipher.FILE_NAME).write_bytes(content)
    opened = houses.open_house(Profile(folder), keys.Unlocked(MemoryVault(), KEY))
    with pytest.raises(KnownError, match="there is none") as refused:
        safekeeping.look_over(opened)
    assert refused.value.code == "store_damaged" and "moderator restore" in refused.value.message
    copy = backup.rotate(house.store.engine, folder, KEY, house.clock.now())
    with pytest.raises(KnownError) as refused:
        safekeeping.look_over(opened)
    assert copy.path.name in refused.value.message
    monkeypatch.setattr(safekeeping, "LOOK_OVER_BYTES", 0)  # as a record is that would keep its window waiting
    safekeeping.look_over(opened)
    opened.close()


# --- the head ---------------------------------------------------------------------------------------------------------


def test_the_head_is_kept_now_and_then(house: houses.House, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a change, but not with each one: a window that is killed has left it too."""
    head = Head(house)
    events(house, 2)
    head(frozenset({Topic.CASE}))
    assert audit.remembered_head(house.vault) is None
    monkeypatch.setattr(safekeeping, "HEAD_EVERY_SECONDS", 0.0)
    head(frozenset({Topic.CASE}))
    kept = audit.remembered_head(house.vault)
    assert kept is not None and kept.seq == 2


def test_a_locked_keyring_is_no_trouble(house: houses.House) -> None:
    """The head is kept another time."""

    class Locked(MemoryVault):
        def get(self, name: str) -> str | None:
            raise KnownError("The keyring is locked", "Unlock it.", code="keyring_locked")

    safekeeping.remember(house.store, Locked())


# --- restoring --------------------------------------------------------------------------------------------------------


def test_the_newest_copy_takes_the_place_of_a_broken_record(house: houses.House, vault: MemoryVault) -> None:
    """The broken file is kept beside it; the chain says what was done and how far the lost one had reached."""
    events(house, 3)
    copy = safekeeping.copy_when_due(house)
    events(house, 4)
    assert commands.verify_audit(house).whole
    house.close()
    house.profile.record.write_bytes(b"broken" * 1000)
    used, kept = safekeeping.restore(house.profile.folder, None, never)
    assert copy is not None and used == copy.path
    assert kept is not None and kept.read_bytes().startswith(b"broken")
    again = houses.open_house(house.profile, keys.Unlocked(vault, KEY), owner=False)
    with again.store.read() as reads:
        last = list(reads.audit.links())[-1]
    assert (last.kind, last.seq) == ("record.restored", 4)
    assert '"remembered":7' in last.facts.replace(" ", "")
    assert commands.verify_audit(again).whole, "the machine remembers the restored chain from now on"
    again.close()


def test_a_named_file_is_taken_and_a_strange_one_refused(house: houses.House, tmp_path: Path) -> None:
    """Only what opens with this profile's key and is whole; the record stays as it is otherwise."""
    events(house, 1)
    commands.back_up(house, tmp_path / "mine.db")
    house.close()
    strange = tmp_path / "strange.db"
    strange.write_bytes(os.urandom(40_960))
    before = house.profile.record.read_bytes()
    with pytest.raises(KnownError) as refused:
        safekeeping.restore(house.profile.folder, strange, never)
    assert refused.value.code == "backup_unfit"
    assert house.profile.record.read_bytes() == before
    assert safekeeping.restore(house.profile.folder, tmp_path / "mine.db", never)[0] == tmp_path / "mine.db"


def test_nothing_is_restored_under_a_working_worker(house: houses.House, tmp_path: Path) -> None:
    """Somebody uses the record: refused."""
    commands.back_up(house, tmp_path / "mine.db")
    with lock.hold(house.profile.folder), pytest.raises(BusyError):
        safekeeping.restore(house.profile.folder, tmp_path / "mine.db", never)


def test_there_may_be_nothing_to_restore(house: houses.House, tmp_path: Path, vault: MemoryVault) -> None:
    """No copy, no folder, no key: each is said."""
    for folder, code in ((house.profile.folder, "no_backup"), (tmp_path / "typo", "no_record")):
        with pytest.raises(KnownError) as refused:
            safekeeping.restore(folder, None, never)
        assert refused.value.code == code
    commands.back_up(house, tmp_path / "mine.db")
    vault.delete("key")
    with pytest.raises(KnownError) as refused:
        safekeeping.restore(house.profile.folder, tmp_path / "mine.db", never)
    assert refused.value.code == "key_missing"
