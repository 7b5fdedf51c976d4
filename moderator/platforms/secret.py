"""A token in memory: it cannot be printed, logged or pickled by accident."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Holds one secret; only `reveal` gives it back, where a header is written."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret does not leave this process")
