"""The log for other programs: CSV for spreadsheets, JSON for everything else. Column names never change."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from moderator.domain.errors import KnownError
from moderator.domain.incident_rows import IncidentFilter, IncidentOrder, IncidentRow
from moderator.services import sheet

if TYPE_CHECKING:
    from moderator.services.incidents import Incidents

COLUMNS = (
    "number", "title", "kind", "severity", "state", "opened_at", "state_at", "closed_at", "lead", "cases", "communities",
    "next_action", "next_at", "outcome", "outcome_text",
)  # fmt: skip
_PAGE = 500
SECOND = 1_000_000


def moment(at: int | None) -> str:
    """ISO 8601, UTC, to the second; empty for none."""
    return "" if at is None else datetime.fromtimestamp(at / SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(row: IncidentRow) -> dict[str, object]:
    return {
        "number": row.number,
        "title": row.title,
        "kind": row.kind.value,
        "severity": row.severity.name.lower(),
        "state": row.state.value,
        "opened_at": moment(row.opened_at),
        "state_at": moment(row.state_at),
        "closed_at": moment(row.closed_at),
        "lead": row.lead,
        "cases": row.cases,
        "communities": [name for _, name in row.communities],
        "next_action": row.next_action,
        "next_at": moment(row.next_at),
        "outcome": row.outcome.value if row.outcome else "",
        "outcome_text": row.outcome_text,
    }


def _all(incidents: Incidents, which: IncidentFilter, order: IncidentOrder) -> Iterator[dict[str, object]]:
    ids = incidents.ids(which, order).ids
    for start in range(0, len(ids), _PAGE):
        for row in incidents.rows(ids[start : start + _PAGE]):
            yield _record(row)


def as_csv(incidents: Incidents, which: IncidentFilter, order: IncidentOrder) -> bytes:
    def cells(record: dict[str, object]) -> list[object]:
        places = record["communities"]
        return [
            "; ".join(map(str, places)) if name == "communities" and isinstance(places, list) else record[name]
            for name in COLUMNS
        ]

    return sheet.write(COLUMNS, (cells(record) for record in _all(incidents, which, order)))


def as_json(incidents: Incidents, which: IncidentFilter, order: IncidentOrder) -> bytes:
    """One object with the incidents in the log's order; times are ISO 8601 in UTC."""
    found = {"format": "moderator.incidents", "version": 1, "incidents": list(_all(incidents, which, order))}
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def save(path: str, data: bytes) -> str:
    """Write *data* to a new file, whole or not at all; gives where it lies. A file that is there is not written over."""
    target = Path(path).expanduser()
    if not target.is_absolute():
        target = Path.home() / target
    try:
        if target.exists():
            raise KnownError("A file of this name is there already", "Choose another name.", code="file_there")
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".half")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            os.replace(half, target)
        finally:
            Path(half).unlink(missing_ok=True)
    except OSError as error:
        raise KnownError(
            "The file could not be written", f"Choose another folder ({error.strerror}).", code="file_not_written"
        ) from error
    return str(target)
