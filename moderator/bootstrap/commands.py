"""What the command line asks for, over an open house: each function does one thing and says what it found."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from moderator.bootstrap import houses, keys, logs
from moderator.bootstrap.profile import SystemClock, at
from moderator.domain.community import SessionInfo
from moderator.domain.errors import KnownError
from moderator.platforms import registry
from moderator.platforms.form import Field
from moderator.settings import RESOURCES
from moderator.store import audit, backup, erasure, sqlcipher
from moderator.store import keys as store_keys
from moderator.vault import MemoryVault, keyring_works


def connect_fields(platform: str) -> tuple[Field, ...]:
    """What must be answered to connect a community on *platform*."""
    return registry.fields(platform)


def check_connection(platform: str, answers: Mapping[str, str]) -> tuple[SessionInfo, tuple[str, ...]]:
    """Ask the platform who we are there, before anything is kept. Also what is missing, in words."""
    found = registry.read_answers(platform, answers)
    logs.hide(*found.secrets.values())
    connector = registry.connector(platform, found.address, found.options, found.secrets, SystemClock(), rehearsal=True)

    async def look() -> SessionInfo:
        try:
            return await connector.connect()
        finally:
            await connector.close()

    session = asyncio.run(look())
    return session, tuple(registry.sentence(platform, code) for code in session.missing)


def keep_connection(opened: houses.House, platform: str, answers: Mapping[str, str], rehearsal: bool) -> str:
    """Keep a connection that was checked. Returns the recovery code when this made the profile, else nothing."""
    houses.add_community(opened, platform, answers, rehearsal)
    return store_keys.recovery_code(opened.key) if opened.fresh else ""


def recover(folder: Path | None, code: str, ask: keys.AskPassphrase, *, new_passphrase: bool = False) -> None:
    """Put the key of *code* back, after seeing that it opens this profile's record.

    With *new_passphrase* the file that the forgotten one locks is set aside; the platforms' tokens stay in it.
    """
    profile = at(folder)
    store_keys.recover(profile.folder, code, MemoryVault())  # it fits, before anything is asked or set aside
    if new_passphrase and profile.secrets.exists():
        given = ask(True)
        profile.secrets.replace(profile.secrets.with_name("secrets.forgotten.json"))
        vault = keys.open_vault(profile, given)
    else:
        vault = keys.asking(profile, ask, lambda given: keys.open_vault(profile, given))
    store_keys.recover(profile.folder, code, vault)


@dataclass(frozen=True, slots=True)
class AuditReport:
    whole: bool
    sentence: str


def verify_audit(opened: houses.House) -> AuditReport:
    """Walk the chain; name the first event that does not hold."""
    fault = audit.check(opened.store, opened.vault)
    with opened.store.read() as reads:
        count = reads.audit.count()
    if fault is None:
        audit.remember_head(opened.store, opened.vault)
        return AuditReport(True, f"The audit log is whole: {count} events.")
    reasons = {
        "gap": "an event is missing",
        "hash": "an event was changed",
        "previous": "the order was changed",
        "commitment": "what an event says was changed",
        "tail": "the end was cut off or rewritten",
    }
    return AuditReport(False, f"The audit log does not hold at event {fault.seq}: {reasons[fault.reason]}.")


def export_audit(opened: houses.House, file: Path) -> int:
    """Write the chain to *file*; returns how many events. The file appears whole or not at all."""
    part = file.with_name(file.name + ".part")
    lines = 0
    try:
        with opened.store.read() as reads, part.open("w", encoding="utf-8") as out:
            for line in audit.export_lines(reads.audit):
                out.write(line + "\n")
                lines += 1
        part.replace(file)
    except OSError as error:
        raise KnownError(
            "The export could not be written",
            f"{error.strerror or 'The disk refused'}. Choose a folder with room for it that this account may write to.",
            code="export_failed",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return lines - 1  # the last line is the head


@dataclass(frozen=True, slots=True)
class FoundAuthor:
    id: int
    handle: str
    posts: int


def find_author(opened: houses.House, handle: str) -> FoundAuthor:
    """The one author with this handle or native id; KnownError when there is none or more than one."""
    with opened.store.read() as reads:
        found = reads.erasure.find(handle)
    if len(found) != 1:
        title = "Nobody has this name" if not found else "Several have this name"
        raise KnownError(title, "Give the platform's own id, such as @name:server.", code="author_not_found")
    return FoundAuthor(*found[0])


def erase_author(opened: houses.House, author_id: int) -> None:
    """Erase a person's words and name everywhere, and say in the chain that it was done."""
    erasure.erase_author(opened.store, author_id, None)


def back_up(opened: houses.House, file: Path) -> None:
    """Write a checked copy."""
    backup.write(opened.store.engine, file, opened.key)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the doctor looked at. What is not `needed` may be lacking."""

    what: str
    found: str
    ok: bool
    needed: bool = True

    def plain(self) -> dict[str, object]:
        return asdict(self)


def doctor(folder: Path | None) -> list[Finding]:
    """Look at what this installation needs; opens no record and asks no keyring for a secret."""
    profile = at(folder)
    version = ".".join(map(str, sys.version_info[:3]))
    found = [
        Finding("Python", version, sys.version_info >= (3, 11)),
        _driver(),
        _window(),
        Finding(
            "keyring", "works" if keyring_works() else "none: a passphrase is used instead", keyring_works(), False
        ),
        _folder(profile.folder),
        _resources(),
    ]
    return found


def _resources() -> Finding:
    there = (RESOURCES / "guidelines" / "starter.yaml").exists()
    return Finding("resources", "there" if there else "missing: install Moderator again", there)


def _driver() -> Finding:
    from sqlcipher3 import dbapi2

    try:
        sqlcipher.check_driver()
    except KnownError as error:
        return Finding("SQLite", error.message, False)
    return Finding("SQLite", dbapi2.sqlite_version, True)


def _window() -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Finding("Qt", version("PySide6-Essentials"), True)
    except PackageNotFoundError:
        return Finding("Qt", "not installed: the commands work, the window does not", False, False)


def _folder(folder: Path) -> Finding:
    place = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        (place / ".moderator-probe").touch()
        (place / ".moderator-probe").unlink()
    except OSError as error:
        return Finding("profile", f"{folder} cannot be written: {error.strerror}", False)
    return Finding("profile", str(folder), True)
