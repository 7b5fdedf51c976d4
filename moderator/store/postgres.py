"""The record of a team on PostgreSQL: the same two doors, the same turns of the writers, and how change is heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from moderator.domain.errors import KnownError
from moderator.store.unit import BUSY_SECONDS, CHANNEL

CONNECTIONS = 4
CONNECT_SECONDS = 10
_TURN = 7_307_491_532_118_093_645  # the advisory lock of the writers; any number that nobody else uses


def make_engine(server: Mapping[str, str], password: str = "", *, connections: int = CONNECTIONS) -> Engine:
    """Make an engine; nothing is opened yet. The password stands in no URL and in no repr."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(server, password),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,  # a connection may have died in the night
        hide_parameters=True,  # an error in the log must not quote a post
    )
    event.listen(engine, "engine_connect", _set_door)
    event.listen(engine, "begin", begin)
    return engine


def connect(server: Mapping[str, str], password: str = "", *, autocommit: bool = False) -> psycopg.Connection[Any]:
    """Open one connection of the driver."""
    words: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": "moderator", **server}
    if password:
        words["password"] = password
    return psycopg.connect(**words, autocommit=autocommit)


def _set_door(connection: Connection) -> None:
    if connection.get_execution_options().get("door") == "read":
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def begin(connection: Connection) -> None:
    """Let the writers take turns: what one reads is still so when it writes, as it is in the encrypted file."""
    if connection.get_execution_options().get("door") == "read":
        return
    milliseconds = int(BUSY_SECONDS * 1000)
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}; SELECT pg_advisory_xact_lock({_TURN})")


def unreachable() -> KnownError:
    """Why a team's database could not be opened."""
    return KnownError(
        "The database does not answer",
        "Check that this machine reaches the team's database server, and that address, name and password are right.",
        code="store_gone",
    )


@contextmanager
def listening(server: Mapping[str, str], password: str = "") -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own that hears of every commit that touched a topic."""
    connection = connect(server, password, autocommit=True)
    try:
        connection.execute(f"LISTEN {CHANNEL}")
        yield connection
    finally:
        connection.close()
