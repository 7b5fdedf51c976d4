"""The record as one encrypted SQLite file: its connections, its two kinds of begin, and how it is kept tidy.

SQLCipher brings its own SQLite. Settings and their meaning: sqlite.org/pragma.html,
zetetic.net/sqlcipher/sqlcipher-api.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from moderator.domain.errors import BusyError, KnownError
from moderator.store import lock, problems, schema

FILE_NAME = "record.db"
TURN = "-turn"  # beside -wal and -shm: an empty file, on which writers queue
KEY_BYTES = 32
OLDEST_DRIVER = (3, 51, 3)
"""Before it, two processes that reset the write-ahead log at the same moment could damage the file."""

BUSY_MILLISECONDS = 5_000
LOOK_SECONDS = 0.0005
CACHE_KIB = 65_536
WAL_LIMIT_BYTES = 64 * 1024 * 1024
CONNECTIONS = 4  # two readers, one writer, one for tidying up


def check_driver(version: tuple[int, ...] = dbapi2.sqlite_version_info) -> None:
    """Raise KnownError for a SQLite that could damage the file."""
    if version < OLDEST_DRIVER:
        found, needed = (".".join(map(str, v)) for v in (version, OLDEST_DRIVER))
        raise KnownError(
            "The database driver is too old",
            f"It brings SQLite {found}; {needed} or newer is needed. Install the package sqlcipher3 again.",
            code="driver_too_old",
        )


def open_store(path: Path, key: bytes, *, cache_kib: int = CACHE_KIB, autocheckpoint: bool = True) -> Any:
    """Open one raw connection. Raises the driver's DatabaseError where the key does not fit the file.

    The key goes over as raw bytes (0.2 ms; a passphrase would be stretched anew by each connection) and stands in
    no URL. Consoles leave the checkpoint to the worker: their commit never waits for it.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    connection = dbapi2.connect(os.fspath(path), isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes to stderr, where nobody redacts
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits when the power goes
        connection.execute("PRAGMA fullfsync = ON")  # macOS: its plain fsync does not reach the disk
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE deletes past the triggers
        connection.execute("PRAGMA secure_delete = FAST")
        connection.execute("PRAGMA temp_store = MEMORY")  # temporary files would not be encrypted
        connection.execute(f"PRAGMA cache_size = -{cache_kib}")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
        if not autocheckpoint:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def make_engine(path: Path, key: bytes, *, console: bool = False, cache_kib: int = CACHE_KIB) -> Engine:
    """Make an engine over *path*; nothing is opened yet. Its repr and its URL know neither path nor key."""

    def creator() -> Any:
        return open_store(path, key, cache_kib=cache_kib, autocheckpoint=not console)

    engine = _engine(creator)
    turn = path.with_name(path.name + TURN)
    event.listen(engine, "connect", lambda driver, record: record.info.update(turn=turn))
    return engine


def make_reader(path: Path, key: bytes) -> Engine:
    """Make an engine that never changes *path*, not even its journal: for backups, and for looking before touching."""

    def creator() -> Any:
        connection = _open_unchanged(path, key)
        connection.execute("PRAGMA query_only = ON")
        return connection

    return _engine(creator)


def _engine(creator: Callable[[], Any]) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=creator,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_MILLISECONDS / 1000,
        hide_parameters=True,  # an error in the log must not quote a post
    )
    event.listen(engine, "begin", begin)
    return engine


def _open_unchanged(path: Path, key: bytes) -> Any:
    # Without "immutable" even a reader leaves a log and shared memory beside the file.
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def begin(connection: Connection) -> None:
    """Begin as the door needs it: a reader that cannot write, or a writer that owns the lock from its first moment.

    With the plain BEGIN that the driver would send, a second writer is refused as soon as both have read.
    """
    reading = connection.get_execution_options().get("door") == "read"
    if connection.info.get("reading") is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
        connection.info["reading"] = reading
    if reading:
        connection.exec_driver_sql("BEGIN")
        return
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    with lock.turn(connection.info["turn"], BUSY_MILLISECONDS / 1000):
        _begin_writing(connection, until)


def _begin_writing(connection: Connection, until: float) -> None:
    """Take the write lock as soon as it is free: SQLite's own waiting sleeps longer and longer between its looks."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if problems.kind_of(error) != "busy" or time.monotonic() >= until:
                    raise
                time.sleep(LOOK_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def fits_key(path: Path, key: bytes) -> bool:
    """Tell whether *key* opens *path*, reading only; KnownError where the file itself is missing or unreadable."""
    if not path.is_file():
        raise schema.missing()
    connection = _open_unchanged(path, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except dbapi2.DatabaseError as error:
        if error.sqlite_errorcode == dbapi2.SQLITE_NOTADB:
            return False
        raise KnownError(
            "The record cannot be read",
            "Its file is damaged or not readable for this account. Keep it, and restore the newest backup beside it.",
            code="store_damaged",
        ) from error
    finally:
        connection.close()
    return True


def checkpoint(engine: Engine, *, truncate: bool = False) -> bool:
    """Move the write-ahead log into the file; with *truncate* nothing stays in the log. False when readers hold it up.

    The worker calls this when it is idle; nobody else has to.
    """
    with plain(engine) as connection:
        busy, _, _ = connection.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})").fetchone()
    return not busy


def vacuum(engine: Engine) -> bool:
    """Rewrite the file without what was deleted, and empty the log: for after an erasure. Needs room for a copy.

    False when somebody else held it up for over 5 s: the old pages may still lie in the file or its log.
    """
    try:
        with plain(engine) as connection:
            connection.execute("INSERT INTO post_search(post_search) VALUES ('optimize')")  # drops deleted terms
            connection.execute("VACUUM")
    except dbapi2.DatabaseError as error:
        told = problems.known_driver(error)
        if isinstance(told, BusyError):
            return False
        raise told or error from error
    return checkpoint(engine, truncate=True)


def quick_check(engine: Engine) -> list[str]:
    """Look at every page; return what is wrong, empty when nothing is. For after an unclean end (seconds per GB)."""
    with plain(engine) as connection:
        try:
            found = [row[0] for row in connection.execute("PRAGMA quick_check(20)")]
        except dbapi2.DatabaseError as error:
            return [str(error)]
    return [] if found == ["ok"] else found


def ended_unclean(folder: Path) -> bool:
    """Tell whether the last process that had the record open was ended by force. Ask before opening it."""
    log = folder / (FILE_NAME + "-wal")
    return log.exists() and log.stat().st_size > 0


@contextlib.contextmanager
def plain(engine: Engine) -> Iterator[Any]:
    """Lend a driver's connection outside any transaction, able to write."""
    pooled = engine.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        pooled.info["reading"] = False
        driver.execute("PRAGMA query_only = OFF")
        yield driver
    finally:
        pooled.close()
