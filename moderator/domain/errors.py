"""The two families of error: what a person can mend, and bugs (every other exception)."""

from __future__ import annotations


class KnownError(Exception):
    """Something in the environment or the input is wrong, and a person can act on it.

    `title` says in a few words what happened; `message` says what to do next. Both are shown to people, so they
    never carry post text, tokens or addresses with secrets. `code` is stable: interfaces translate by it.
    """

    def __init__(self, title: str, message: str, *, code: str = "", **details: object) -> None:
        super().__init__(f"{title}: {message}")
        self.title = title
        self.message = message
        self.code = code
        self.details = details


class StaleError(KnownError):
    """What the moderator saw is no longer what stands in the store; nothing was written."""


class BusyError(KnownError):
    """Somebody else holds what was asked for; nothing was written."""
