"""Opening a record: made where there is none, brought up to date where it is old, refused where it is not ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from moderator.domain.errors import KnownError
from moderator.store import backup, erasure, lock, migrations, problems, schema, sqlcipher
from moderator.store.unit import Store

if TYPE_CHECKING:
    from moderator.ports import Clock


def open_record(
    folder: Path,
    key: bytes,
    clock: Clock,
    *,
    owner: bool,
    console: bool = False,
    cache_kib: int = sqlcipher.CACHE_KIB,
) -> Store:
    """Open the encrypted file in *folder*; its schema is in place afterwards.

    The *owner* (a console before its worker starts, or a command) makes a missing record and migrates an old one,
    under the profile's lock; everybody else is refused both. A *console* leaves checkpoints to the worker.
    Raises KnownError for a wrong key, a damaged file, a schema of a newer program, an unfit driver and a profile in
    use; nothing is written then.
    """
    sqlcipher.check_driver()
    path = folder / sqlcipher.FILE_NAME
    if not path.exists():
        if not owner:
            raise schema.missing()
        _make(folder, path, key, clock)
    if path.stat().st_size == 0:  # opening it would begin a new one
        raise _damaged()
    engine = sqlcipher.make_engine(path, key, console=console, cache_kib=cache_kib)
    try:
        _bring_up(engine, folder, key, clock, owner)
    except DBAPIError as error:
        engine.dispose()
        raise _refusal(error) from error
    except BaseException:
        engine.dispose()
        raise
    store = Store(engine, clock)
    if owner:
        erasure.clean(store)  # an erasure that somebody held up is finished before anybody works
    return store


def open_team(
    server: Mapping[str, str], password: str, clock: Clock, *, owner: bool, connections: int | None = None
) -> Store:
    """Open the team's PostgreSQL; *server* holds libpq's words (host, port, dbname, user, sslmode …).

    The *owner* makes or migrates the schema, in one transaction, one process at a time.
    """
    from moderator.store import postgres  # the driver is an extra that only teams install

    engine = postgres.make_engine(server, password, connections=connections or postgres.CONNECTIONS)
    try:
        with engine.execution_options(door="read").connect() as connection, connection.begin():
            found = migrations.current(connection)
        if not schema.fits(found):
            if not owner:
                raise schema.missing() if found is None else schema.behind()
            schema.upgrade(engine, clock)
    except DBAPIError as error:
        engine.dispose()
        raise problems.known(error) or postgres.unreachable() from error
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, clock)


def _make(folder: Path, path: Path, key: bytes, clock: Clock) -> None:
    """Make a record beside its place and move it there when it is whole: a half-made one is never found."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock.hold(folder):
        if path.exists():  # somebody else was quicker
            return
        fresh = path.with_suffix(".new")
        for left_over in folder.glob(fresh.name + "*"):
            left_over.unlink()
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        engine = sqlcipher.make_engine(fresh, key)
        try:
            schema.upgrade(engine, clock)
        except DBAPIError as error:
            raise problems.known(error) or error from error
        finally:
            engine.dispose()  # the last connection moves the log into the file
        os.replace(fresh, path)
        fresh.with_name(fresh.name + sqlcipher.TURN).unlink()


def _bring_up(engine: Engine, folder: Path, key: bytes, clock: Clock, owner: bool) -> None:
    with engine.execution_options(door="read").connect() as connection, connection.begin():
        found = migrations.current(connection)
    if found is None:  # a record is moved to its place whole, so this is not how we left it
        raise _damaged()
    if schema.fits(found):
        return
    if not owner:
        raise schema.behind()
    with lock.hold(folder):
        backup.before_migration(engine, folder, key, clock.now(), found)
        schema.upgrade(engine, clock)


def _damaged() -> KnownError:
    return KnownError(
        "The record is damaged",
        "Nothing was written. Keep the file as it is, and restore the newest backup beside it.",
        code="store_damaged",
    )


def _refusal(error: DBAPIError) -> KnownError:
    if getattr(error.orig, "sqlite_errorcode", None) == dbapi2.SQLITE_NOTADB:
        return KnownError(
            "This key does not open the record",
            "The key belongs to another record, or the beginning of the file is damaged; nothing was changed. "
            "Run `moderator recover` with the recovery code, or restore a backup.",
            code="wrong_key",
        )
    told = problems.known(error)
    if told is None:
        raise error
    return told
