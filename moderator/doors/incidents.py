"""What the incidents room asks and orders. Each call returns a future and runs on one of the console's threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from moderator.domain.community import Severity
from moderator.domain.incident import IncidentState, Outcome
from moderator.domain.incident_rows import (
    IncidentCounts,
    IncidentFilter,
    IncidentIds,
    IncidentOrder,
    IncidentRef,
    IncidentRow,
    IncidentView,
    NewIncident,
)
from moderator.services import incident_export

if TYPE_CHECKING:
    from moderator.services.incidents import Incidents

_T = TypeVar("_T")
Run = Callable[..., Future[Any]]


class IncidentDoor:
    """*read* and *write* are the console's: reads in a small pool, writes one after another. *actor* is who sits there."""

    def __init__(self, incidents: Incidents, read: Run, write: Run, actor: Callable[[], int]) -> None:
        self._incidents, self._read, self._write, self._actor = incidents, read, write, actor

    # --- views

    def ids(
        self, which: IncidentFilter, order: IncidentOrder = IncidentOrder.NEWEST, limit: int | None = None
    ) -> Future[IncidentIds]:
        """The ids of a view of the log; with *limit* the quick first part."""
        return self._read(self._incidents.ids, which, order, limit)

    def rows(self, ids: Sequence[int]) -> Future[list[IncidentRow]]:
        return self._read(self._incidents.rows, ids)

    def counts(self) -> Future[IncidentCounts]:
        return self._read(self._incidents.counts)

    def view(self, incident_id: int) -> Future[IncidentView]:
        return self._read(self._incidents.view, incident_id)

    def of_case(self, case_id: int) -> Future[list[IncidentRef]]:
        return self._read(self._incidents.of_case, case_id)

    # --- orders

    def open(self, new: NewIncident) -> Future[int]:
        return self._write(self._incidents.open, new, self._actor())

    def accept(self, incident_id: int) -> Future[None]:
        return self._write(self._incidents.accept, incident_id, self._actor())

    def dismiss(self, incident_id: int) -> Future[None]:
        return self._write(self._incidents.dismiss, incident_id, self._actor())

    def set_state(self, incident_id: int, state: IncidentState) -> Future[None]:
        """KnownError `closing_needs_lead`, `closing_needs_outcome` or `closing_needs_lead_and_outcome` refuses a close."""
        return self._write(self._incidents.set_state, incident_id, state, self._actor())

    def set_lead(self, incident_id: int, lead_id: int) -> Future[None]:
        return self._write(self._incidents.set_lead, incident_id, lead_id, self._actor())

    def set_severity(self, incident_id: int, severity: Severity) -> Future[None]:
        return self._write(self._incidents.set_severity, incident_id, severity, self._actor())

    def set_title(self, incident_id: int, title: str) -> Future[None]:
        return self._write(self._incidents.set_title, incident_id, title, self._actor())

    def set_next(self, incident_id: int, action: str, at: int | None) -> Future[None]:
        return self._write(self._incidents.set_next, incident_id, action, at, self._actor())

    def set_outcome(self, incident_id: int, outcome: Outcome | None, text: str) -> Future[None]:
        return self._write(self._incidents.set_outcome, incident_id, outcome, text, self._actor())

    def set_lesson(self, incident_id: int, text: str) -> Future[None]:
        return self._write(self._incidents.set_lesson, incident_id, text, self._actor())

    def check(self, incident_id: int, item: str, done: bool) -> Future[None]:
        return self._write(self._incidents.check, incident_id, item, done, self._actor())

    def add_note(self, incident_id: int, text: str, corrects: int | None = None) -> Future[int]:
        return self._write(self._incidents.add_note, incident_id, text, self._actor(), corrects)

    def link(self, incident_id: int, case_ids: Sequence[int]) -> Future[int]:
        return self._write(self._incidents.link, incident_id, tuple(case_ids), self._actor())

    # --- exports

    def export(self, which: IncidentFilter, order: IncidentOrder, form: str) -> Future[bytes]:
        """The log as a view has it; *form* is "csv" or "json"."""
        make = {"csv": incident_export.as_csv, "json": incident_export.as_json}[form]
        return self._read(make, self._incidents, which, order)

    def save(self, path: str, data: bytes) -> Future[str]:
        """Write a file that this window made; gives where it lies."""
        return self._read(incident_export.save, path, data)
