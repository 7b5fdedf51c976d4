"""Waiting for what happens elsewhere: another process, another machine's answer. Looks again and again, never blindly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


def wait_for(look: Callable[[], _T], what: str = "", seconds: float = 30.0) -> _T:
    """Return the first truthy answer of *look*; fail, naming *what*, when none came in time."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s for {what or look}; the last look gave {found!r}")
        time.sleep(0.02)  # sleep: between two looks, not in place of one
