"""The schema's revisions, and bringing a database up to the newest one.

Alembic takes 0.4 s to import, so it is imported only when there is something to do: what this program knows is
written here, and what stands in the database is read with one SELECT.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

KNOWN = ("0001", "0002")  # oldest first
HEAD = KNOWN[-1]

_HERE = Path(__file__).resolve().parent


def current(connection: Connection) -> str | None:
    """Return the revision that stands in the database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def upgrade(connection: Connection) -> None:
    """Bring the schema to HEAD inside the caller's transaction: it stands whole or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
