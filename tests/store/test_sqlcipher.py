"""The encrypted file: every line of its opening does what it is there for, and the key shows nowhere."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlcipher3 import dbapi2

from moderator.domain.audit import Event
from moderator.domain.errors import KnownError
from moderator.store import sqlcipher
from moderator.store.tables import meta
from moderator.store.unit import Store
from tests.helpers.stores import KEY

OTHER_KEY = bytes(32)
MARK = "a word that must not be readable"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Any]:
    opened = sqlcipher.open_store(tmp_path / "new.db", KEY)
    yield opened
    opened.close()


def value(connection: Any, pragma: str) -> Any:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


@pytest.mark.parametrize(
    ("pragma", "wanted"),
    [
        ("cipher_log_level", "NONE"),
        ("busy_timeout", 5_000),
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("fullfsync", 1),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("secure_delete", 2),  # FAST
        ("temp_store", 2),  # MEMORY
        ("cache_size", -65_536),  # 64 MB
        ("journal_size_limit", 64 * 1024 * 1024),
        ("wal_autocheckpoint", 1_000),
    ],
)
def test_each_setting_is_in_force(connection: Any, pragma: str, wanted: object) -> None:
    """Asked of the connection itself, not of what was sent."""
    assert str(value(connection, pragma)) == str(wanted)


def test_nothing_begins_by_itself(connection: Any) -> None:
    """The driver sends no BEGIN of its own, and a connection may move between threads."""
    assert connection.isolation_level is None
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES (1)")
    assert not connection.in_transaction


def test_foreign_keys_hold(connection: Any) -> None:
    """A row that points nowhere is refused."""
    connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TABLE b (a REFERENCES a(id))")
    with pytest.raises(dbapi2.IntegrityError):
        connection.execute("INSERT INTO b VALUES (1)")


def test_insert_or_replace_meets_the_delete_trigger(connection: Any) -> None:
    """Without recursive triggers a REPLACE deletes a row and no trigger hears of it."""
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TRIGGER kept BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'kept'); END")
    connection.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(dbapi2.IntegrityError, match="kept"):
        connection.execute("INSERT OR REPLACE INTO t VALUES (1)")
    connection.execute("PRAGMA recursive_triggers = OFF")
    connection.execute("INSERT OR REPLACE INTO t VALUES (1)")  # what would happen


def test_a_console_leaves_the_checkpoint_to_the_worker(tmp_path: Path) -> None:
    """Its commits never stop to move the log into the file."""
    opened = sqlcipher.open_store(tmp_path / "new.db", KEY, autocheckpoint=False)
    assert value(opened, "wal_autocheckpoint") == 0
    opened.close()


def test_a_key_of_another_length_is_a_bug(tmp_path: Path) -> None:
    """Nothing is made then."""
    with pytest.raises(ValueError, match="32 bytes"):
        sqlcipher.open_store(tmp_path / "new.db", b"short")
    assert not (tmp_path / "new.db").exists()


def test_a_wrong_key_is_refused_and_writes_nothing(sqlcipher_store: Store, record_folder: Path) -> None:
    """Not one byte of the file or of its log changes."""
    path = record_folder / sqlcipher.FILE_NAME
    sqlcipher_store.close()
    before = path.read_bytes()
    with pytest.raises(dbapi2.DatabaseError, match="not a database"):
        sqlcipher.open_store(path, OTHER_KEY)
    assert path.read_bytes() == before
    assert sqlcipher.fits_key(path, KEY) and not sqlcipher.fits_key(path, OTHER_KEY)


def test_looking_whether_a_key_fits_leaves_no_trace(record_folder: Path) -> None:
    """No log, no shared memory, no changed byte."""
    before = {path.name: path.read_bytes() for path in record_folder.iterdir()}
    sqlcipher.fits_key(record_folder / sqlcipher.FILE_NAME, KEY)
    assert {path.name: path.read_bytes() for path in record_folder.iterdir()} == before


def test_fits_key_says_when_there_is_no_record(tmp_path: Path) -> None:
    """That is another thing than a key that does not fit."""
    with pytest.raises(KnownError) as caught:
        sqlcipher.fits_key(tmp_path / "nothing.db", KEY)
    assert caught.value.code == "no_record"


def test_nothing_on_the_disk_can_be_read_without_the_key(sqlcipher_store: Store, record_folder: Path) -> None:
    """Neither in the log nor, after a checkpoint, in the file; and plain SQLite does not open it."""
    with sqlcipher_store.write() as tx:
        tx.record(Event("a.done", "x:1", content={"text": MARK}))
    log = record_folder / (sqlcipher.FILE_NAME + "-wal")
    assert log.stat().st_size > 0
    files = [path.read_bytes() for path in record_folder.iterdir()]
    assert sqlcipher.checkpoint(sqlcipher_store.engine, truncate=True)
    files += [path.read_bytes() for path in record_folder.iterdir()]
    assert not [content for content in files if MARK.encode() in content or b"audit_event" in content]
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(record_folder / sqlcipher.FILE_NAME).execute("SELECT * FROM sqlite_master")


def test_the_key_shows_nowhere(
    record_folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the engine, not in its URL, not in the log at its loudest, not in an error, not on stderr."""
    caplog.set_level(logging.DEBUG)
    path = record_folder / sqlcipher.FILE_NAME
    engine = sqlcipher.make_engine(path, KEY)
    engine.echo = "debug"
    with engine.execution_options(door="write").connect() as connection, connection.begin():
        connection.execute(meta.insert().values(key="a", value="b"))
    engine.dispose()
    wrong = sqlcipher.make_engine(path, OTHER_KEY)
    with pytest.raises(Exception, match="not a database") as caught:
        wrong.connect()
    said = capfd.readouterr()
    everything = [repr(engine), str(engine.url), caplog.text, str(caught.value), repr(caught.value), said.out, said.err]
    for key in (KEY, OTHER_KEY):
        assert not [piece for piece in everything if key.hex() in piece.lower()]


def test_an_old_driver_is_refused() -> None:
    """3.51.2 could damage a file that two processes write; what is installed here is newer."""
    sqlcipher.check_driver()
    sqlcipher.check_driver((3, 51, 3))
    with pytest.raises(KnownError) as caught:
        sqlcipher.check_driver((3, 51, 2))
    assert caught.value.code == "driver_too_old" and "3.51.3" in caught.value.message


def test_the_driver_can_search() -> None:
    """The search index needs FTS5 with deletion from a table that keeps no text."""
    memory = dbapi2.connect(":memory:")
    memory.execute("CREATE VIRTUAL TABLE t USING fts5(a, content='', contentless_delete=1)")
    memory.close()


def test_a_passive_checkpoint_empties_what_it_can(sqlcipher_store: Store, record_folder: Path) -> None:
    """The worker's, when it is idle; a truncating one leaves an empty log."""
    with sqlcipher_store.write() as tx:
        tx.record(Event("a.done", "x:1"))
    assert sqlcipher.checkpoint(sqlcipher_store.engine)
    assert sqlcipher.checkpoint(sqlcipher_store.engine, truncate=True)
    assert (record_folder / (sqlcipher.FILE_NAME + "-wal")).stat().st_size == 0


def test_an_unclean_end_is_seen_before_the_next_start(sqlcipher_store: Store, record_folder: Path) -> None:
    """A log with something in it is left only by a process that was ended by force."""
    with sqlcipher_store.write() as tx:
        tx.record(Event("a.done", "x:1"))
    assert sqlcipher.ended_unclean(record_folder)  # as a killed process would leave it
    sqlcipher_store.close()
    assert not sqlcipher.ended_unclean(record_folder)


def test_quick_check_sees_a_damaged_page(sqlcipher_store: Store, record_folder: Path) -> None:
    """A whole file passes; one changed byte in its middle does not."""
    assert sqlcipher.quick_check(sqlcipher_store.engine) == []
    sqlcipher_store.close()
    path = record_folder / sqlcipher.FILE_NAME
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    engine = sqlcipher.make_engine(path, KEY)
    assert sqlcipher.quick_check(engine) != []
    engine.dispose()


def is_whole(path: Path) -> bool:
    """Tell whether a file opens and every page of it is what was written."""
    try:
        if not sqlcipher.fits_key(path, KEY):
            return False
    except KnownError:
        return False
    engine = sqlcipher.make_reader(path, KEY)
    found = sqlcipher.quick_check(engine)
    engine.dispose()
    return found == []


def test_a_changed_bit_anywhere_is_noticed(record_folder: Path) -> None:
    """Each page carries a signature: never a silently wrong answer. One bit in each page in turn."""
    path = record_folder / sqlcipher.FILE_NAME
    whole = path.read_bytes()
    assert is_whole(path)
    for start in range(0, len(whole), 4096):
        content = bytearray(whole)
        content[start + 2_000] ^= 0x10
        path.write_bytes(content)
        assert not is_whole(path), f"page {start // 4096}"


def test_the_reader_of_copies_changes_nothing(record_folder: Path) -> None:
    """It opens a file without taking it over."""
    before = {path.name: path.read_bytes() for path in record_folder.iterdir()}
    engine = sqlcipher.make_reader(record_folder / sqlcipher.FILE_NAME, KEY)
    with engine.execution_options(door="read").connect() as connection, connection.begin():
        assert connection.scalar(text("SELECT count(*) FROM audit_event")) == 0
    engine.dispose()
    assert {path.name: path.read_bytes() for path in record_folder.iterdir()} == before


def test_vacuum_shrinks_and_keeps(sqlcipher_store: Store, record_folder: Path) -> None:
    """What was deleted leaves the file; what was kept stays."""
    path = record_folder / sqlcipher.FILE_NAME
    with sqlcipher_store.write() as tx:
        tx.connection.execute(meta.insert(), [{"key": f"k{n}", "value": "x" * 5_000} for n in range(200)])
        tx.record(Event("a.done", "x:1"))
    with sqlcipher_store.write() as tx:
        tx.connection.execute(meta.delete().where(meta.c.key.like("k%")))
    sqlcipher.checkpoint(sqlcipher_store.engine, truncate=True)
    large = path.stat().st_size
    sqlcipher.vacuum(sqlcipher_store.engine)
    assert path.stat().st_size < large / 2
    with sqlcipher_store.read() as r:
        assert r.audit.verify() is None and r.audit.head().seq == 1
