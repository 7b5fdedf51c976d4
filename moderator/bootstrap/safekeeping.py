"""What keeps a record from being lost or cut unseen: daily copies, a look after a fall, and the head of the chain elsewhere."""

from __future__ import annotations

import contextlib
import logging
import threading
from pathlib import Path

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile, SystemClock, at
from moderator.domain import caps
from moderator.domain.audit import Event
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.requests import Topic
from moderator.ports import Vault
from moderator.store import audit, backup, lock, schema, sqlcipher
from moderator.store.unit import Store

log = logging.getLogger(__name__)

# A start waits for the look, seconds for a gigabyte. A larger record is looked at page by page with its next daily copy.
LOOK_OVER_BYTES = 2 * 1024 * caps.MIB
FIRST_COPY_SECONDS = 300.0  # a worker that lives shorter makes none
LOOK_SECONDS = 3600.0
COPY_EVERY_SECONDS = 86_400.0
HEAD_EVERY_SECONDS = 600.0
STOP_SECONDS = 10.0


def fell(folder: Path) -> bool:
    """Whether whoever had the record open last was ended by force, and nobody has it open now. Ask before opening it."""
    if not sqlcipher.ended_unclean(folder):
        return False
    try:
        with lock.hold(folder):
            return True
    except BusyError:  # a worker lives: what stands in the log is its present work
        return False


def look_over(opened: houses.House) -> None:
    """Look at every page after a fall; KnownError when one does not hold, with the copy that can take its place."""
    folder = opened.profile.folder
    size = opened.profile.record.stat().st_size
    if size > LOOK_OVER_BYTES:
        log.info("the record is too large to be looked at before it opens: %d MiB", size // caps.MIB)
        return
    faults = sqlcipher.quick_check(opened.store.engine)
    if faults:
        log.error("the record does not hold: %s", "; ".join(faults[:5]))
        copies = backup.newest(folder)
        named = f"the newest backup, {copies[0].name}," if copies else "a backup (there is none in the profile's folder)"
        raise KnownError(
            "The record is damaged",
            f"Keep its file as it is. `moderator restore` puts {named} in its place and keeps the damaged file beside it.",
            code="store_damaged",
        )


class Copies:
    """A thread of the worker that writes a checked copy a day beside the record. The oldest ones go."""

    def __init__(self, opened: houses.House) -> None:
        self._house = opened
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="copies", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """A copy that is being written is waited for a while; half of one is never taken for a whole one."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _keep(self) -> None:
        pause = FIRST_COPY_SECONDS
        while not self._stopping.wait(pause):
            pause = LOOK_SECONDS
            try:
                copy_when_due(self._house)
            except KnownError as error:  # no room, say: said in the log, tried again in an hour
                log.error("no copy of the record was written: %s", error)
            except Exception:
                log.exception("writing a copy of the record broke")


def copy_when_due(opened: houses.House) -> backup.Backup | None:
    """Write the next copy when the newest is over a day old; returns it, or None when it was not time yet."""
    folder = opened.profile.folder
    now = opened.clock.now()
    for left_over in (folder / backup.FOLDER).glob("*.part"):
        left_over.unlink(missing_ok=True)
    found = backup.newest(folder)
    if found and now / 1_000_000 - found[0].stat().st_mtime < COPY_EVERY_SECONDS:
        return None
    return backup.rotate(opened.store.engine, folder, opened.key, now)


class Head:
    """A hint that keeps the head of the chain in the vault now and then: a window that is killed says no farewell."""

    def __init__(self, opened: houses.House) -> None:
        self._house = opened
        self._last = opened.clock.monotonic()

    def __call__(self, topics: frozenset[Topic]) -> None:
        now = self._house.clock.monotonic()
        if now - self._last >= HEAD_EVERY_SECONDS:
            self._last = now
            remember(self._house.store, self._house.vault)


def remember(store: Store, vault: Vault) -> None:
    """Keep how far the chain reaches; a chain that does not extend what was kept is told in the log instead."""
    with contextlib.suppress(KnownError):  # a locked keyring: another time
        fault = audit.remember_head(store, vault)
        if fault is not None:
            log.error("the audit chain does not extend what this machine remembers, from event %d on", fault.seq)


def restore(folder: Path | None, source: Path | None, ask: keys.AskPassphrase) -> tuple[Path, Path | None]:
    """Put a copy (the newest, if none is named) where the record stands; returns it and where the old file is kept.

    The chain of the restored record says that this was done, and how far the chain of the lost one had reached.
    """
    profile = at(folder)
    if not profile.folder.is_dir():
        raise schema.missing()
    chosen = source or next(iter(backup.newest(profile.folder)), None)
    if chosen is None:
        raise KnownError("There is no backup", "Name the file that holds one.", code="no_backup")
    unlocked = keys.asking(profile, ask, lambda given: keys.unlock_existing(profile, given))
    kept = backup.restore(profile.folder, chosen, unlocked.key, SystemClock().now())
    _tell_restored(profile, unlocked)
    return chosen, kept


def _tell_restored(profile: Profile, unlocked: keys.Unlocked) -> None:
    known = audit.remembered_head(unlocked.vault)
    opened = houses.open_house(profile, unlocked)
    try:
        with opened.store.write() as tx:
            reached = tx.audit.head().seq
            facts = {"reached": reached, "remembered": known.seq if known else 0}
            tx.record(Event("record.restored", "record", facts=facts))
        unlocked.vault.delete(audit.HEAD_NAME)
        audit.remember_head(opened.store, unlocked.vault)
    finally:
        opened.close()
