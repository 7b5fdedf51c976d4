"""Whether the schema in a database is the one that this program speaks, and what to do when it is not."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from moderator.domain.errors import KnownError
from moderator.store import migrations
from moderator.store.tables import meta

if TYPE_CHECKING:
    from moderator.ports import Clock


def fits(found: str | None) -> bool:
    """Tell whether *found* is ours; False when it is older. Raises KnownError for one that this program never saw."""
    if found is not None and found not in migrations.KNOWN:
        raise KnownError(
            "The record is newer than this program",
            "A newer Moderator wrote it; nothing was changed. Install that version here.",
            code="newer_schema",
        )
    return found == migrations.HEAD


def behind() -> KnownError:
    """Why somebody who may not migrate cannot go on."""
    return KnownError(
        "The record is older than this program",
        "Open the console once, or run `moderator doctor`; it brings the record up to date after a backup.",
        code="older_schema",
    )


def missing() -> KnownError:
    """Why there is nothing to open."""
    return KnownError(
        "There is no record here",
        "This folder holds no record yet. Start the console once, or name the right folder with --profile.",
        code="no_record",
    )


def upgrade(engine: Engine, clock: Clock) -> None:
    """Make or migrate the schema in one transaction; a record that is new gets its own name (see `identity`)."""
    with engine.execution_options(door="write").connect() as connection, connection.begin():
        found = migrations.current(connection)
        if fits(found):  # somebody else was quicker
            return
        migrations.upgrade(connection)
        if found is None:
            connection.execute(
                meta.insert(),
                [{"key": "record", "value": secrets.token_hex(8)}, {"key": "made_at", "value": str(clock.now())}],
            )
