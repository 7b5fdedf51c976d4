"""Opening a record: made, brought up, or refused with a sentence and without a written byte."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from moderator.domain.audit import Event
from moderator.domain.errors import BusyError, KnownError
from moderator.store import backup, lock, migrations, opening, schema, sqlcipher
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.stores import KEY, Postgres

OTHER_KEY = bytes(32)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def say_revision(store: Store, revision: str) -> None:
    """Make the record look as if another program had written it."""
    with store.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    store.close()


def refused(folder: Path, clock: FrozenClock, key: bytes = KEY, *, owner: bool = True) -> KnownError:
    """Try to open, be refused, and find not one file changed."""
    before = contents(folder)
    with pytest.raises(KnownError) as caught:
        opening.open_record(folder, key, clock, owner=owner)
    after = {name: content for name, content in contents(folder).items() if name != lock.WORKER_LOCK}
    assert after == before
    return caught.value


def test_the_owner_makes_a_missing_record(tmp_path: Path, clock: FrozenClock) -> None:
    """In a folder that nobody else may look into; the file is whole when it appears."""
    folder = tmp_path / "profile"
    store = opening.open_record(folder, KEY, clock, owner=True)
    with store.read() as r:
        assert migrations.current(r.connection) == migrations.HEAD
    store.close()
    assert sorted(contents(folder)) == [sqlcipher.FILE_NAME, lock.WORKER_LOCK]
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
        assert (folder / sqlcipher.FILE_NAME).stat().st_mode & 0o077 == 0


def test_what_was_written_is_there_when_it_is_opened_again(tmp_path: Path, clock: FrozenClock) -> None:
    """By a console, and by a worker, which is no owner."""
    store = opening.open_record(tmp_path, KEY, clock, owner=True, console=True)
    with store.write() as tx:
        tx.record(Event("a.done", "x:1"))
    store.close()
    again = opening.open_record(tmp_path, KEY, clock, owner=False)
    with again.read() as r:
        assert r.audit.head().seq == 1
    again.close()


def test_the_worker_makes_nothing(tmp_path: Path, clock: FrozenClock) -> None:
    """A record that is missing for it is a mistake in a path."""
    assert refused(tmp_path, clock, owner=False).code == "no_record"


def test_a_start_that_was_killed_midway_leaves_no_half_record(tmp_path: Path, clock: FrozenClock) -> None:
    """What it had begun lies under another name and is thrown away by the next start."""
    (tmp_path / "record.new").write_bytes(b"half")
    (tmp_path / "record.new-wal").write_bytes(b"half")
    opening.open_record(tmp_path, KEY, clock, owner=True).close()
    assert sorted(contents(tmp_path)) == [sqlcipher.FILE_NAME, lock.WORKER_LOCK]


def test_a_wrong_key_is_refused(record_folder: Path, clock: FrozenClock) -> None:
    """With the way out: the recovery code."""
    error = refused(record_folder, clock, OTHER_KEY)
    assert error.code == "wrong_key" and "recover" in error.message


def test_a_newer_schema_is_refused(sqlcipher_store: Store, record_folder: Path, clock: FrozenClock) -> None:
    """To the owner as to the worker."""
    say_revision(sqlcipher_store, "9999")
    for owner in (True, False):
        assert refused(record_folder, clock, owner=owner).code == "newer_schema"


def test_a_damaged_file_is_refused(record_folder: Path, clock: FrozenClock) -> None:
    """Cut in the middle, overwritten in the middle, emptied: each time the file stays as it was."""
    path = record_folder / sqlcipher.FILE_NAME
    whole = path.read_bytes()
    middle = 4096 * 2
    for broken in (whole[: middle + 100], whole[:4096] + bytes(middle) + whole[4096 + middle :], b""):
        path.write_bytes(broken)
        assert refused(record_folder, clock).code == "store_damaged"
    path.write_bytes(b"something else entirely " * 1_000)
    assert refused(record_folder, clock).code == "wrong_key"


def test_a_file_of_another_program_is_no_record(record_folder: Path, clock: FrozenClock) -> None:
    """It opens with our key but holds no schema of ours."""
    path = record_folder / sqlcipher.FILE_NAME
    path.unlink()
    other = sqlcipher.open_store(path, KEY)
    other.execute("CREATE TABLE t (a)")
    other.close()
    assert refused(record_folder, clock).code == "store_damaged"


def test_an_old_driver_opens_nothing(tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate stands before everything else."""
    monkeypatch.setattr(sqlcipher.check_driver, "__defaults__", ((3, 40, 1),))
    assert refused(tmp_path, clock).code == "driver_too_old"


class Older:
    """A program whose newest revision comes after the one in the record."""

    @staticmethod
    def install(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
        def upgrade(connection: object) -> None:
            connection.execute(text("CREATE TABLE later (a integer)"))  # type: ignore[attr-defined]
            connection.execute(text("UPDATE alembic_version SET version_num = 'next'"))  # type: ignore[attr-defined]
            if fails:
                raise RuntimeError("the power went")

        monkeypatch.setattr(migrations, "KNOWN", (*migrations.KNOWN, "next"))
        monkeypatch.setattr(migrations, "HEAD", "next")
        monkeypatch.setattr(migrations, "upgrade", upgrade)


def with_an_event(store: Store) -> None:
    with store.write() as tx:
        tx.record(Event("a.done", "x:1"))
    store.close()


def test_an_old_record_is_brought_up_after_a_checked_backup(
    sqlcipher_store: Store, record_folder: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup holds the old schema with everything in it; the record has the new one and everything in it."""
    with_an_event(sqlcipher_store)
    before = migrations.HEAD
    Older.install(monkeypatch)
    store = opening.open_record(record_folder, KEY, clock, owner=True)
    with store.read() as r:
        assert migrations.current(r.connection) == "next" and r.audit.head().seq == 1
    store.close()
    (copy,) = (record_folder / backup.FOLDER).iterdir()
    assert f"before-{before}" in copy.name and backup.check(copy, KEY).seq == 1


def test_a_migration_that_ends_midway_changes_nothing(
    sqlcipher_store: Store, record_folder: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is the old one, whole, and so is the backup."""
    with_an_event(sqlcipher_store)
    with monkeypatch.context() as patch:
        Older.install(patch, fails=True)
        with pytest.raises(RuntimeError, match="the power went"):
            opening.open_record(record_folder, KEY, clock, owner=True)
    store = opening.open_record(record_folder, KEY, clock, owner=False)
    with store.read() as r:
        assert migrations.current(r.connection) == migrations.HEAD and r.audit.head().seq == 1
    store.close()


def test_the_worker_migrates_nothing(record_folder: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says who does."""
    Older.install(monkeypatch)
    assert refused(record_folder, clock, owner=False).code == "older_schema"


def test_nothing_is_migrated_under_a_running_worker(
    record_folder: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker's lock is the profile's."""
    Older.install(monkeypatch)
    with lock.hold(record_folder), pytest.raises(BusyError) as caught:
        opening.open_record(record_folder, KEY, clock, owner=True)
    assert caught.value.code == "profile_busy"


# --- the team's database ------------------------------------------------------------------------------------------


def test_the_owner_makes_the_schema_in_an_empty_database(postgres: Postgres, clock: FrozenClock) -> None:
    """Everybody else is refused until then."""
    server = postgres.named(postgres.create())
    with pytest.raises(KnownError) as caught:
        opening.open_team(server, "", clock, owner=False)
    assert caught.value.code == "no_record"
    opening.open_team(server, "", clock, owner=True).close()
    opening.open_team(server, "", clock, owner=False).close()
    postgres.drop(server["dbname"])


def test_a_newer_schema_of_a_team_is_refused(own_postgres_database: dict[str, str], clock: FrozenClock) -> None:
    """An old console beside a new one."""
    say_revision(opening.open_team(own_postgres_database, "", clock, owner=False), "9999")
    for owner in (True, False):
        with pytest.raises(KnownError) as caught:
            opening.open_team(own_postgres_database, "", clock, owner=owner)
        assert caught.value.code == "newer_schema"


def test_an_older_schema_of_a_team_waits_for_its_owner(
    own_postgres_database: dict[str, str], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who then brings it up."""
    Older.install(monkeypatch)
    with pytest.raises(KnownError) as caught:
        opening.open_team(own_postgres_database, "", clock, owner=False)
    assert caught.value.code == "older_schema"
    store = opening.open_team(own_postgres_database, "", clock, owner=True)
    with store.read() as r:
        assert migrations.current(r.connection) == "next"
    store.close()


def test_a_team_database_that_is_not_there_is_said(postgres: Postgres, clock: FrozenClock) -> None:
    """Without a word of what the driver knows about addresses."""
    with pytest.raises(KnownError) as caught:
        opening.open_team(postgres.named("nobody_made_this"), "secret-password", clock, owner=True)
    assert caught.value.code == "store_gone" and "secret-password" not in str(caught.value)


def test_two_owners_make_one_schema(postgres: Postgres, clock: FrozenClock) -> None:
    """The second finds what the first has made; it does not make it again."""
    server = postgres.named(postgres.create())
    first = opening.open_team(server, "", clock, owner=True)
    schema.upgrade(first.engine, clock)
    with psycopg.connect(**server) as connection:
        assert connection.execute("SELECT count(*) FROM meta WHERE key = 'record'").fetchone() == (1,)
    first.close()
    postgres.drop(server["dbname"])
