"""A backup is everything that was committed, encrypted, checked, and kept for a while."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from moderator.domain.audit import Event
from moderator.domain.errors import BusyError, KnownError
from moderator.store import backup, lock, opening, sqlcipher
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.stores import KEY

DAY = 86_400 * 1_000_000
MARK = "a word that must not be readable"


def append(store: Store, count: int = 1) -> None:
    for _ in range(count):
        with store.write() as tx:
            tx.record(Event("a.done", "x:1", content={"text": MARK}))


def events(folder: Path, clock: FrozenClock) -> int:
    store = opening.open_record(folder, KEY, clock, owner=False)
    with store.read() as r:
        assert r.audit.verify() is None
        count = r.audit.count()
    store.close()
    return count


def test_what_stands_only_in_the_log_is_in_the_backup(
    sqlcipher_store: Store, record_folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    """Written since the last checkpoint: a copy of the file alone does not hold it, the backup does."""
    sqlcipher.checkpoint(sqlcipher_store.engine, truncate=True)
    append(sqlcipher_store, 20)
    plain_copy = tmp_path / "copied"
    plain_copy.mkdir()
    shutil.copyfile(record_folder / sqlcipher.FILE_NAME, plain_copy / sqlcipher.FILE_NAME)

    made = backup.write(sqlcipher_store.engine, tmp_path / "backup.db", KEY)
    with sqlcipher_store.read() as r:
        assert made.head == r.audit.head() and made.head.seq == 20
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copyfile(made.path, restored / sqlcipher.FILE_NAME)
    assert events(restored, clock) == 20
    assert events(plain_copy, clock) == 0


def test_a_backup_can_be_read_with_the_key_alone(sqlcipher_store: Store, tmp_path: Path) -> None:
    """The same key, and nobody else may read the file."""
    append(sqlcipher_store)
    made = backup.write(sqlcipher_store.engine, tmp_path / "backup.db", KEY)
    content = made.path.read_bytes()
    assert made.size == len(content) and MARK.encode() not in content and b"SQLite format" not in content
    assert sqlcipher.fits_key(made.path, KEY) and not sqlcipher.fits_key(made.path, bytes(32))
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o077 == 0


def test_a_backup_is_made_while_somebody_writes(sqlcipher_store: Store, tmp_path: Path) -> None:
    """It is a snapshot: it waits for nobody and nobody waits for it."""
    append(sqlcipher_store, 3)
    with sqlcipher_store.write() as tx:
        tx.record(Event("b.done", "x:1"))
        made = backup.write(sqlcipher_store.engine, tmp_path / "backup.db", KEY)
    assert made.head.seq == 3


def test_a_file_that_exists_is_not_overwritten(sqlcipher_store: Store, tmp_path: Path) -> None:
    """It may be somebody's only copy."""
    target = tmp_path / "backup.db"
    target.write_text("precious")
    with pytest.raises(KnownError) as caught:
        backup.write(sqlcipher_store.engine, target, KEY)
    assert caught.value.code == "backup_exists" and target.read_text() == "precious"


def test_a_backup_that_cannot_be_written_leaves_nothing(sqlcipher_store: Store, tmp_path: Path) -> None:
    """No half file under any name."""
    with pytest.raises(KnownError) as caught:
        backup.write(sqlcipher_store.engine, tmp_path / "no such folder" / "backup.db", KEY)
    assert caught.value.code == "backup_failed"


def test_a_backup_of_a_damaged_record_does_not_count(
    sqlcipher_store: Store, record_folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    """It is refused, and no file appears."""
    append(sqlcipher_store, 50)
    sqlcipher_store.close()
    path = record_folder / sqlcipher.FILE_NAME
    content = bytearray(path.read_bytes())
    content[-3_000] ^= 1
    path.write_bytes(content)
    engine = sqlcipher.make_engine(path, KEY)
    with pytest.raises(KnownError):
        backup.write(engine, tmp_path / "backup.db", KEY)
    engine.dispose()
    assert not list(tmp_path.glob("backup*"))


@pytest.mark.parametrize("spoil", ["cut", "changed", "other key", "nothing"])
def test_a_copy_that_is_not_whole_does_not_pass_the_check(sqlcipher_store: Store, tmp_path: Path, spoil: str) -> None:
    """And the check changes no byte of it."""
    append(sqlcipher_store, 50)
    made = backup.write(sqlcipher_store.engine, tmp_path / "backup.db", KEY)
    content = bytearray(made.path.read_bytes())
    if spoil == "cut":
        del content[len(content) // 2 :]
    elif spoil == "changed":
        content[len(content) // 2] ^= 1
    elif spoil == "nothing":
        content.clear()
    made.path.write_bytes(content)
    with pytest.raises(KnownError):
        backup.check(made.path, bytes(32) if spoil == "other key" else KEY)
    assert made.path.read_bytes() == content and list(tmp_path.glob("backup*")) == [made.path]


def test_old_backups_go(sqlcipher_store: Store, record_folder: Path, clock: FrozenClock) -> None:
    """All but the newest few, and each after thirty days: what was erased does not live on in them."""
    for _ in range(5):
        backup.rotate(sqlcipher_store.engine, record_folder, KEY, clock.now(), keep=3)
        clock.pass_time(86_400)
    kept = backup.newest(record_folder)
    assert [path.name for path in kept] == sorted((path.name for path in kept), reverse=True) and len(kept) == 3
    assert backup.expire(record_folder, START + 33 * DAY + 1_000_000, keep=3) == kept[1:]
    assert backup.newest(record_folder) == kept[:1]


def test_the_copy_before_a_migration_expires_too(
    sqlcipher_store: Store, record_folder: Path, clock: FrozenClock
) -> None:
    """It counts as a backup of its day."""
    made = backup.before_migration(sqlcipher_store.engine, record_folder, KEY, clock.now(), "0001")
    assert backup.newest(record_folder) == [made.path]
    clock.pass_time(31 * 86_400)
    assert backup.expire(record_folder, clock.now()) == [made.path]


def test_a_backup_is_put_back_and_the_old_record_is_kept(
    sqlcipher_store: Store, record_folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    """Also when the old one is damaged and was ended by force: its log goes with it."""
    append(sqlcipher_store, 3)
    made = backup.write(sqlcipher_store.engine, tmp_path / "backup.db", KEY)
    append(sqlcipher_store, 2)
    sqlcipher_store.close()
    path = record_folder / sqlcipher.FILE_NAME
    path.write_bytes(b"spoiled")
    path.with_name(path.name + "-wal").write_bytes(b"a log that fits nothing")
    kept = backup.restore(record_folder, made.path, KEY, clock.now())
    assert kept is not None and kept.read_bytes() == b"spoiled"
    assert kept.with_name(kept.name + "-wal").exists()
    assert events(record_folder, clock) == 3


def test_an_unfit_copy_is_not_put_back(sqlcipher_store: Store, record_folder: Path, tmp_path: Path) -> None:
    """The record stays as it is."""
    sqlcipher_store.close()
    before = (record_folder / sqlcipher.FILE_NAME).read_bytes()
    unfit = tmp_path / "unfit.db"
    unfit.write_bytes(b"something else" * 1_000)
    with pytest.raises(KnownError):
        backup.restore(record_folder, unfit, KEY, START)
    assert (record_folder / sqlcipher.FILE_NAME).read_bytes() == before


def test_nothing_is_put_back_under_a_running_worker(
    sqlcipher_store: Store, record_folder: Path, tmp_path: Path
) -> None:
    """The profile's lock says so."""
    made = backup.write(sqlcipher_store.engine, tmp_path / "backup.db", KEY)
    with lock.hold(record_folder), pytest.raises(BusyError):
        backup.restore(record_folder, made.path, KEY, START)


def test_a_team_backs_up_where_its_database_runs(postgres_store: Store, tmp_path: Path) -> None:
    """And is told so."""
    with pytest.raises(KnownError) as caught:
        backup.write(postgres_store.engine, tmp_path / "backup.db", KEY)
    assert caught.value.code == "backup_team"
