"""What goes wrong below the store, told as something that a person can act on.

Codes: sqlite.org/rescode.html (the low byte is the family); postgresql.org/docs/current/errcodes-appendix.html.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from moderator.domain.errors import BusyError, KnownError

_CODES = {
    5: "busy",  # SQLITE_BUSY
    6: "busy",  # SQLITE_LOCKED
    8: "readonly",  # SQLITE_READONLY
    10: "full",  # SQLITE_IOERR
    11: "damaged",  # SQLITE_CORRUPT
    13: "full",  # SQLITE_FULL
    14: "full",  # SQLITE_CANTOPEN: its files could not be made or opened
    26: "damaged",  # SQLITE_NOTADB
}
_STATES = {
    "55P03": "busy",  # lock_not_available
    "40P01": "busy",  # deadlock_detected
    "40001": "busy",  # serialization_failure
    "53100": "full",  # disk_full
    "53200": "full",  # out_of_memory
    "58030": "full",  # io_error
    "25006": "readonly",  # read_only_sql_transaction: also a standby after a failover
    "XX001": "damaged",  # data_corrupted
    "XX002": "damaged",  # index_corrupted
    "42501": "denied",  # insufficient_privilege
}


def kind_of(error: DBAPIError) -> str:
    """Return busy, full, readonly, damaged, denied, gone; empty for what is a bug of ours."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _CODES.get(code & 0xFF, "")
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _STATES:
        return _STATES[state]
    return "gone" if error.connection_invalidated or state[:2] in ("08", "57") else ""


def known(error: DBAPIError) -> KnownError | None:
    """Turn what SQLAlchemy raised into a KnownError; None when it is a bug (a broken constraint, wrong SQL)."""
    return _told(kind_of(error))


def known_driver(error: Exception) -> KnownError | None:
    """The same for what the encrypted file's driver raised outside SQLAlchemy."""
    return _told(_CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, ""))


def _told(kind: str) -> KnownError | None:
    match kind:
        case "busy":
            return BusyError(
                "The record is busy",
                "Another process has been writing for over 5 seconds; nothing was saved. Try again.",
                code="store_busy",
            )
        case "full":
            return KnownError(
                "The disk is full or failing",
                "Nothing was saved, and nothing more is written until there is room. Free some space, then try again.",
                code="store_full",
            )
        case "readonly":
            return KnownError(
                "The record cannot be written",
                "Its files or its database are read-only here. Give this account the right to write, then start again.",
                code="store_readonly",
            )
        case "damaged":
            return KnownError(
                "The record is damaged",
                "Nothing was written. Keep the file as it is, and restore the newest backup beside it.",
                code="store_damaged",
            )
        case "denied":
            return KnownError(
                "The database refuses this",
                "The database account of this console may not do that. Ask whoever runs the database.",
                code="store_denied",
            )
        case "gone":
            return KnownError(
                "The database does not answer",
                "The connection was lost. Look whether the last change was saved before you repeat it.",
                code="store_gone",
            )
    return None
