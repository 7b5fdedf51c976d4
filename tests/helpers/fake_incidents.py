"""The incidents' door without a store: it keeps what it is told in memory and answers at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.domain.incident import LIVE, LOG, IncidentState, Outcome, check_closing, move
from moderator.domain.incident_rows import (
    IncidentCounts,
    IncidentFilter,
    IncidentIds,
    IncidentOrder,
    IncidentRef,
    IncidentRow,
    IncidentView,
    NewIncident,
    TimelineKind,
    TimelineRow,
)
from moderator.domain.requests import Topic
from tests.helpers import sample_incidents as sample

if TYPE_CHECKING:
    from tests.helpers.fake_console import FakeConsole


class FakeIncidents:
    """Same methods as `moderator.doors.incidents.IncidentDoor`. `given` remembers every order by its name."""

    def __init__(self, console: FakeConsole) -> None:
        self._console = console
        self.views: dict[int, IncidentView] = {row.id: sample.view(row.id) for row in sample.rows()}
        self.given: list[tuple[Any, ...]] = []
        self.files: dict[str, bytes] = {}
        self.fail: KnownError | None = None

    def _answer(self, make: Callable[[], Any]) -> Future[Any]:
        def run() -> Any:
            if self.fail is not None:
                raise self.fail
            return make()

        return self._console._future(run)

    def _order(self, *given: Any, then: Callable[[], Any] = lambda: None) -> Future[Any]:
        def run() -> Any:
            answer = then()
            self.given.append(given)
            self._console.tell(Topic.INCIDENTS)
            return answer

        return self._answer(run)

    def _put(self, incident_id: int, entry: str = "", kind: TimelineKind = TimelineKind.INCIDENT, text: str = "", **row: Any) -> None:
        view = self.views[incident_id]
        timeline = view.timeline
        if entry:
            fresh = TimelineRow(self._console.now(), kind, entry, self._console.actor.name, text, id=self._console.new_id())
            timeline = (*timeline, fresh)
        self.views[incident_id] = replace(view, row=replace(view.row, **row), timeline=timeline)

    # --- views

    def _rows(self, which: IncidentFilter) -> list[IncidentRow]:
        return [
            row
            for row in (view.row for view in self.views.values())
            if row.state in which.states
            and which.words.casefold() in f"inc-{row.number} {row.title} {row.lead}".casefold()
            and (which.severity is None or row.severity >= which.severity)
            and (which.kind is None or row.kind is which.kind)
            and (which.lead_id is None or row.lead_id == which.lead_id)
            and (which.since is None or row.opened_at >= which.since)
        ]

    def ids(
        self, which: IncidentFilter, order: IncidentOrder = IncidentOrder.NEWEST, limit: int | None = None
    ) -> Future[IncidentIds]:
        def make() -> IncidentIds:
            found = self._rows(which)
            found.sort(key=lambda row: -row.opened_at if order is not IncidentOrder.OLDEST else row.opened_at)
            found.sort(key=lambda row: LOG.index(row.state))
            counts = {state: sum(row.state is state for row in found) for state in LOG if state in which.states}
            ids = array("q", [row.id for row in found][:limit])
            return IncidentIds(ids, counts, len(self._rows(IncidentFilter())), len(ids) == len(found))

        return self._answer(make)

    def rows(self, ids: Sequence[int]) -> Future[list[IncidentRow]]:
        return self._answer(lambda: [self.views[one].row for one in ids if one in self.views])

    def counts(self) -> Future[IncidentCounts]:
        def make() -> IncidentCounts:
            states = [view.row.state for view in self.views.values()]
            live = sum(state in LIVE for state in states)
            return IncidentCounts(live, states.count(IncidentState.PROPOSED), 11_400_000_000, 48_211)

        return self._answer(make)

    def view(self, incident_id: int) -> Future[IncidentView]:
        return self._answer(lambda: self.views[incident_id])

    def of_case(self, case_id: int) -> Future[list[IncidentRef]]:
        return self._answer(list)

    # --- orders

    def open(self, new: NewIncident) -> Future[int]:
        def make() -> int:
            number = max(view.row.number or 0 for view in self.views.values()) + 1 if self.views else 1
            now = self._console.now()
            row = replace(
                sample.rows()[1], id=new.key, number=number, title=new.title, kind=new.kind, severity=new.severity,
                state=IncidentState.OPEN, lead_id=new.lead_id, lead=self._console.actor.name if new.lead_id else "",
                cases=len(new.case_ids), opened_at=now, state_at=now, next_action="", next_at=None,
            )  # fmt: skip
            self.views[new.key] = replace(sample.view(30), row=row)
            return new.key

        return self._order("open", new, then=make)

    def accept(self, incident_id: int) -> Future[None]:
        return self._order("accept", incident_id, then=lambda: self._put(incident_id, "opened", state=IncidentState.OPEN, number=99))

    def dismiss(self, incident_id: int) -> Future[None]:
        return self._order("dismiss", incident_id, then=lambda: self.views.pop(incident_id))

    def set_state(self, incident_id: int, state: IncidentState) -> Future[None]:
        def make() -> None:
            row = self.views[incident_id].row
            if move(row.state, state) is IncidentState.CLOSED:
                check_closing(row.lead_id, row.outcome.value if row.outcome else "")
            self._put(incident_id, state=state)

        return self._order("state", incident_id, state, then=make)

    def set_lead(self, incident_id: int, lead_id: int) -> Future[None]:
        return self._order("lead", incident_id, lead_id, then=lambda: self._put(incident_id, lead_id=lead_id))

    def set_severity(self, incident_id: int, severity: Severity) -> Future[None]:
        return self._order("severity", incident_id, severity, then=lambda: self._put(incident_id, severity=severity))

    def set_title(self, incident_id: int, title: str) -> Future[None]:
        return self._order("title", incident_id, title, then=lambda: self._put(incident_id, title=title))

    def set_next(self, incident_id: int, action: str, at: int | None) -> Future[None]:
        return self._order("next", incident_id, action, at, then=lambda: self._put(incident_id, next_action=action, next_at=at))

    def set_outcome(self, incident_id: int, outcome: Outcome | None, text: str) -> Future[None]:
        put = lambda: self._put(incident_id, outcome=outcome, outcome_text=text)  # noqa: E731
        return self._order("outcome", incident_id, outcome, text, then=put)

    def set_lesson(self, incident_id: int, text: str) -> Future[None]:
        def make() -> None:
            self.views[incident_id] = replace(self.views[incident_id], lesson=text)

        return self._order("lesson", incident_id, text, then=make)

    def check(self, incident_id: int, item: str, done: bool) -> Future[None]:
        def make() -> None:
            view, now = self.views[incident_id], self._console.now()
            checks = tuple(
                replace(one, done_at=now if done else None, done_by="Aki" if done else "") if one.item == item else one
                for one in view.checks
            )
            self.views[incident_id] = replace(view, checks=checks)

        return self._order("check", incident_id, item, done, then=make)

    def add_note(self, incident_id: int, text: str, corrects: int | None = None) -> Future[int]:
        put = lambda: self._put(incident_id, "note", TimelineKind.NOTES, text)  # noqa: E731
        return self._order("note", incident_id, text, corrects, then=put)

    def link(self, incident_id: int, case_ids: Sequence[int]) -> Future[int]:
        return self._order("link", incident_id, tuple(case_ids), then=lambda: len(case_ids))

    # --- exports

    def export(self, which: IncidentFilter, order: IncidentOrder, form: str) -> Future[bytes]:
        return self._answer(lambda: f"{form}: {len(self._rows(which))}".encode())

    def save(self, path: str, data: bytes) -> Future[str]:
        def make() -> str:
            if path in self.files:
                raise KnownError("A file of this name is there already", "Choose another name.", code="file_there")
            self.files[path] = data
            return str(Path(path))

        return self._answer(make)
