"""Named places at which a test can end this process as a power cut would.

A leaf: it knows only the standard library, so that every layer may use it. It does nothing unless a test armed it
or started the process with MODERATOR_FAULT set to `name` or `name:n` (the n-th time that the place is passed).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

_name: str = ""
_left: int = 0
_watch: Callable[[str], None] | None = None


def arm(name: str, nth: int = 1) -> None:
    """End the process at the *nth* pass of *name*; an empty name disarms."""
    global _name, _left
    _name, _left = name, nth


def watch(seen: Callable[[str], None] | None) -> None:
    """Tell *seen* every place that is passed; None ends that."""
    global _watch
    _watch = seen


def point(name: str) -> None:
    """Pass the place called *name*; the process ends here, without any clean-up, if that was asked for."""
    global _left
    if _watch is not None:
        _watch(name)
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        _die()


def _die() -> None:
    # On Windows every signal but two is TerminateProcess, which is what a kill is there.
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def _from_environment() -> None:
    wanted = os.environ.get("MODERATOR_FAULT", "")
    if wanted:
        name, _, nth = wanted.partition(":")
        arm(name, int(nth or "1"))


_from_environment()
