"""Copies of the encrypted file: written whole, checked before they count, kept for a while.

`VACUUM INTO` writes a snapshot of everything committed, what still stands in the write-ahead log included, encrypted
with the same key. Copying the file of an open record would lose the log.
"""

from __future__ import annotations

import datetime
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from moderator.domain.errors import KnownError
from moderator.store import lock, problems, sqlcipher
from moderator.store.audit import Audit, Head

KEEP = 7
KEEP_DAYS = 30  # what somebody erased is gone from every backup after this
FOLDER = "backups"
_DAY_US = 86_400 * 1_000_000


@dataclass(frozen=True, slots=True)
class Backup:
    """A checked copy and how far its audit chain reaches."""

    path: Path
    head: Head
    size: int  # bytes


def write(engine: Engine, target: Path, key: bytes) -> Backup:
    """Write a checked copy to *target*, which must not exist; it appears there only when it is whole."""
    if engine.dialect.name != "sqlite":
        raise KnownError(
            "A team's database is backed up where it runs",
            "Ask whoever runs the PostgreSQL server; `moderator audit export` writes the chain from here.",
            code="backup_team",
        )
    if target.exists():
        raise KnownError("This file exists already", f"Choose another name than {target.name}.", code="backup_exists")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with sqlcipher.plain(engine) as connection:
            connection.execute("VACUUM INTO ?", (os.fspath(part),))
        head = check(part, key)
        os.replace(part, target)
    except dbapi2.DatabaseError as error:
        raise problems.known_driver(error) or error from error
    except OSError as error:
        raise _no_room(error) from error
    finally:
        part.unlink(missing_ok=True)
    return Backup(target, head, target.stat().st_size)


def check(path: Path, key: bytes) -> Head:
    """Open a copy without changing it: every page is whole, the chain too. Raises KnownError when not."""
    if not sqlcipher.fits_key(path, key):
        raise KnownError(
            "This backup cannot be opened",
            "It belongs to another key, or its beginning is damaged. Choose another backup.",
            code="backup_unfit",
        )
    engine = sqlcipher.make_reader(path, key)
    try:
        faults = sqlcipher.quick_check(engine)
        with engine.execution_options(door="read").connect() as connection, connection.begin():
            audit = Audit(connection, _no_time, _no_time)
            head = audit.head()
            if faults or audit.verify() is not None:
                raise _damaged()
    except DBAPIError as error:
        raise _damaged() from error
    finally:
        engine.dispose()
    return head


def rotate(engine: Engine, folder: Path, key: bytes, now: int, keep: int = KEEP) -> Backup:
    """Write the next backup of the profile in *folder*, then let go of the oldest ones."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    made = write(engine, place / f"record-{_stamp(now)}.db", key)
    expire(folder, now, keep)
    return made


def expire(folder: Path, now: int, keep: int = KEEP) -> list[Path]:
    """Remove backups that are over 30 days old, and all but the newest *keep*; return what went."""
    found = newest(folder)
    oldest = _stamp(now - KEEP_DAYS * _DAY_US)
    gone = [path for place, path in enumerate(found) if place >= keep or path.stem.rpartition("-")[2] < oldest]
    for path in gone:
        path.unlink()
    return gone


def newest(folder: Path) -> list[Path]:
    """The backups of the profile in *folder*, newest first."""
    found = (folder / FOLDER).glob("record-*.db")
    return sorted(found, key=lambda path: path.stem.rpartition("-")[2], reverse=True)


def before_migration(engine: Engine, folder: Path, key: bytes, now: int, revision: str) -> Backup:
    """Write the copy that a migration starts from; without one no migration begins."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    return write(engine, place / f"record-before-{revision}-{_stamp(now)}.db", key)


def restore(folder: Path, source: Path, key: bytes, now: int) -> Path | None:
    """Put a checked copy of *source* where the record stands; the old record is kept beside it, and named.

    Nobody may have the record open: the profile's lock is held, and a console has to be closed.
    """
    check(source, key)
    record = folder / sqlcipher.FILE_NAME
    with lock.hold(folder):
        fresh = record.with_suffix(".new")
        try:
            shutil.copyfile(source, fresh)
            fresh.chmod(0o600)
            check(fresh, key)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise _no_room(error) from error
        kept = _set_aside(record, now)
        os.replace(fresh, record)
    return kept


def _set_aside(record: Path, now: int) -> Path | None:
    kept = record.with_name(f"record-replaced-{_stamp(now)}.db")
    for ending in ("-wal", "-shm", ""):  # the log goes first: it must never lie beside a file that it does not fit
        file = record.with_name(record.name + ending)
        if file.exists():
            os.replace(file, kept.with_name(kept.name + ending))
    return kept if kept.exists() else None


def _stamp(now: int) -> str:
    return datetime.datetime.fromtimestamp(now / 1_000_000, datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def _no_time() -> int:
    raise RuntimeError("checking a copy writes nothing")


def _damaged() -> KnownError:
    return KnownError(
        "This backup is damaged", "Its pages or its audit chain are not whole. Choose another one.", code="backup_unfit"
    )


def _no_room(error: OSError) -> KnownError:
    return KnownError(
        "The backup could not be written",
        f"{error.strerror or 'The disk refused'}. Choose a folder with room for it that this account may write to.",
        code="backup_failed",
    )
