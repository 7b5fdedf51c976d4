"""The log: one line an event, secrets blacked out at the handler, libraries that print addresses kept quiet."""

from __future__ import annotations

import logging
import re
import sys

# re: over our own log lines, linear (no nested repeats)
_SECRETS = re.compile(
    r"(?i)(bearer\s+|access_token[=:]\s*|token[\"']?\s*[=:]\s*[\"']?|syt_|password[\"']?\s*[=:]\s*[\"']?)([\w./+=-]+)"
)
_QUIET = ("httpx", "httpcore", "asyncio", "keyring", "sqlalchemy", "alembic")


class Redacting(logging.Formatter):
    """Blacks out what looks like a secret, whoever logged it, also in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRETS.sub(r"\1…", super().format(record))


def to_stderr(level: int = logging.INFO) -> None:
    """Send everything to stderr, which a worker's console keeps in a file."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
