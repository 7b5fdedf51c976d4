"""What every repository has: the connection of its door, and a few helpers. A repository is one noun's SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

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


def encode(value: Any) -> str:
    """Frozen values and plain JSON types as one line of JSON."""
    return msgspec.json.encode(value).decode("utf-8")


def decode(text: str | bytes, kind: type[_T]) -> _T:
    """Read back what `encode` wrote; raises msgspec.ValidationError when the stored text is not a *kind*."""
    return msgspec.json.decode(text, type=kind)
