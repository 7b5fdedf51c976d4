"""Hearing that something changed, from whichever process: a thread that watches, and says which topics moved.

In the encrypted file `PRAGMA data_version` moves with every commit of somebody else; it costs a look at the log's
index in shared memory (measured at 20 looks a second: 0.5 % of a core, a change seen after 23 ms). Only when it moved are the
counters read. On PostgreSQL the database calls; a slow look makes up for a call that was lost.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from moderator.domain.requests import Topic
from moderator.store import sqlcipher

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.05
SLOW_LOOK_SECONDS = 5.0
STOP_SECONDS = 5.0
_CACHE_KIB = 256
_COUNTERS = "SELECT name, counter FROM topic"

Hint = Callable[[frozenset[Topic]], None]
Counters = dict[str, int]


class _Thread:
    """Runs `_watch` until stopped; what happens in it after an error of the database is tried again."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: Counters = {}

    def start(self, call: Hint) -> None:
        """Begin to watch; what changes after this returns is told. *call* runs on the watcher's thread."""
        self._thread = threading.Thread(target=self._keep, args=(call,), name="store-watcher", daemon=True)
        self._thread.start()
        self._ready.wait(STOP_SECONDS)

    def stop(self) -> None:
        """End the thread and its connection. Never from the callback itself."""
        self._stopping.set()
        self._wake()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _keep(self, call: Hint) -> None:
        first = True
        while not self._stopping.is_set():
            try:
                self._watch(call, first)
            except Exception:
                if self._stopping.is_set():
                    return
                log.exception("the watcher of changes lost its connection and starts again")
            first = False
            self._ready.set()
            self._stopping.wait(SLOW_LOOK_SECONDS)

    def _watch(self, call: Hint, first: bool) -> None:
        raise RuntimeError("each database watches in its own way")

    def _wake(self) -> None:
        """Make a wait end early."""

    def _compare(self, found: Counters, call: Hint, first: bool) -> None:
        moved = frozenset() if first else moved_topics(self._seen, found)
        self._seen = found
        if moved:
            call(moved)


def moved_topics(before: Counters, after: Counters) -> frozenset[Topic]:
    """The topics whose counter differs; one that a newer program invented is left out."""
    known = {topic.value: topic for topic in Topic}
    return frozenset(known[name] for name, count in after.items() if name in known and before.get(name) != count)


class FileWatcher(_Thread):
    """Watches the encrypted file over a connection of its own, which is never inside a transaction."""

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__()
        self._path = path
        self._key = key

    def _watch(self, call: Hint, first: bool) -> None:
        connection = sqlcipher.open_store(self._path, self._key, cache_kib=_CACHE_KIB, autocheckpoint=False)
        try:
            version = _version(connection)
            self._compare(_counters(connection), call, first)
            self._ready.set()
            while not self._stopping.wait(LOOK_SECONDS):
                now = _version(connection)
                if now != version:
                    version = now
                    with contextlib.suppress(dbapi2.OperationalError):  # locked for a moment: the next look tells
                        self._compare(_counters(connection), call, False)
        finally:
            connection.close()


def _version(connection: Any) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _counters(connection: Any) -> Counters:
    return dict(connection.execute(_COUNTERS).fetchall())


class TeamWatcher(_Thread):
    """Listens to PostgreSQL, and looks by itself now and then."""

    def __init__(self, server: Mapping[str, str], password: str = "", look_seconds: float = SLOW_LOOK_SECONDS) -> None:
        super().__init__()
        self._server = server
        self._password = password
        self._look_seconds = look_seconds
        self._connection: Any = None

    def _watch(self, call: Hint, first: bool) -> None:
        from moderator.store import postgres  # the driver is an extra that only teams install

        with postgres.listening(self._server, self._password) as connection:
            self._connection = connection
            self._compare(self._read(connection), call, first)
            self._ready.set()
            while not self._stopping.is_set():
                for _ in connection.notifies(timeout=self._look_seconds, stop_after=1):
                    break
                self._compare(self._read(connection), call, False)

    def _read(self, connection: Any) -> Counters:
        return dict(connection.execute(_COUNTERS).fetchall())

    def _wake(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):  # it may be gone already, which ends the wait as well
                self._connection.close()
