"""What every repository has: the connection of its door, and a few helpers. A repository is one noun's SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.sql.compiler import SQLCompiler

_T = TypeVar("_T")


class Repository:
    """Reads through either door; writes only through the write door (the read door's database refuses them)."""

    def __init__(self, connection: Connection, now: Callable[[], int], new_id: Callable[[], int]) -> None:
        self._connection = connection
        self._now = now
        self._new_id = new_id

    @property
    def _is_postgres(self) -> bool:
        return self._connection.dialect.name == "postgresql"


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows that name every column with a default; several times faster than building each by itself.

    Values go to the driver as they are: ints, text, bytes, bools, None.
    """
    if not rows:
        return
    sql, order = _insert_text(connection.dialect, table, tuple(rows[0]))
    connection.exec_driver_sql(sql, [tuple(row[name] for name in order) for row in rows] if order else list(rows))


@lru_cache(256)
def _insert_text(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The statement in the driver's own words, and the order of its values where they go by position."""
    compiled = table.insert().compile(dialect=dialect, column_keys=list(columns))
    assert isinstance(compiled, SQLCompiler)
    return str(compiled), tuple(compiled.positiontup or ())


def encode(value: Any) -> str:
    """Frozen values and plain JSON types as one line of JSON."""
    return msgspec.json.encode(value).decode("utf-8")


def decode(text: str | bytes, kind: type[_T]) -> _T:
    """Read back what `encode` wrote; raises msgspec.ValidationError when the stored text is not a *kind*."""
    return msgspec.json.decode(text, type=kind)
