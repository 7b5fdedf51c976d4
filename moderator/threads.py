"""The thread of the window never waits: what could make it wait refuses to run there.

A leaf, so that every layer may use it: the store's doors, the vaults, whatever parses hostile text. The window marks
its thread when it starts; tests of the window do the same.
"""

from __future__ import annotations

import threading

_forbidden: set[int] = set()


def forbid_this_thread() -> None:
    """Mark the calling thread as one that must never wait."""
    _forbidden.add(threading.get_ident())


def allow_this_thread() -> None:
    """Take the mark away again, when the window is gone."""
    _forbidden.discard(threading.get_ident())


def refuse_here(what: str) -> None:
    """Raise RuntimeError on a marked thread: a bug, not something that a person can mend."""
    if threading.get_ident() in _forbidden:
        raise RuntimeError(f"{what} was used on the window's thread; ask the console for a future instead")
