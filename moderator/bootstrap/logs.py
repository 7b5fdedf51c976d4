"""The log: one line an event, secrets blacked out at the handler, libraries that print addresses kept quiet.

MODERATOR_LOG=debug in the environment lets this program say more; the libraries stay quiet.
"""

from __future__ import annotations

import base64
import logging
import os
import re  # re: over our own log lines, linear (no nested repeats)
import sys
import threading
from types import TracebackType
from urllib.parse import quote

VARIABLE = "MODERATOR_LOG"

_SECRETS = re.compile(
    r"(?i)(bearer\s+|access_token[=:]\s*|token[\"']?\s*[=:]\s*[\"']?|syt_|password[\"']?\s*[=:]\s*[\"']?)([\w./+=-]+)"
)
_QUIET = ("httpx", "httpcore", "asyncio", "keyring", "sqlalchemy", "alembic")
_SHORTEST = 6  # a shorter secret is none, and would black out words
_hidden: dict[str, tuple[str, ...]] = {}

log = logging.getLogger(__name__)


def hide(*secrets: str) -> None:
    """Black these out of every line from now on, however they are written."""
    for secret in secrets:
        if len(secret) >= _SHORTEST and secret not in _hidden:
            _hidden[secret] = (secret, quote(secret, safe=""), *in_base64(secret.encode()))


def in_base64(secret: bytes) -> tuple[str, ...]:
    """How *secret* looks in base64, wherever in a longer text it stands: in both alphabets, without its uncertain ends."""
    found = []
    for before in range(3):
        text = base64.b64encode(bytes(before) + secret).decode().rstrip("=")[(0, 2, 3)[before] :]
        found.append(text[:-1] if (before + len(secret)) % 3 else text)
    return tuple(dict.fromkeys(form for text in found for form in (text, text.translate(_URL_SAFE))))


_URL_SAFE = str.maketrans("+/", "-_")


class Redacting(logging.Formatter):
    """Blacks out the secrets that this process knows, and what looks like one, whoever logged it, also in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for forms in tuple(_hidden.values()):
            for form in forms:
                text = text.replace(form, "…")
        return _SECRETS.sub(r"\1…", text)


def to_stderr(level: int | None = None) -> None:
    """Send everything to stderr, which a worker's console keeps in a file; also what nobody caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_wanted() if level is None else level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _wanted() -> int:
    found = logging.getLevelNamesMapping().get(os.environ.get(VARIABLE, "").upper())
    return logging.INFO if found is None else found


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    log.critical("this process ends by an error that nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
        told = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        log.critical("a thread ended by an error that nobody caught", exc_info=told)
