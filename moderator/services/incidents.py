"""Incidents: opened from cases or anew, led, contained, watched and closed; notes are appended, never edited.

What happened around an incident is not copied: `timeline` joins it from where it stands. Of each case the log keeps
which words it was about at intake (revision and hash); the words themselves stay with the post and can be erased.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from moderator.domain.audit import Event
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError, StaleError
from moderator.domain.incident import (
    EntryKind,
    IncidentState,
    LinkKind,
    Outcome,
    check_closing,
    move,
)
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
from moderator.domain.requests import Topic
from moderator.services import timeline
from moderator.services.checklists import checklist
from moderator.services.reading import plain

if TYPE_CHECKING:
    from moderator.store.incidents import HeldIncident
    from moderator.store.unit import Store, Tx

NOTE_CHARACTERS = 10_000
TITLE_CHARACTERS = 200
LINE_CHARACTERS = 500
CASES_AT_ONCE = 500


class Incidents:
    def __init__(self, store: Store) -> None:
        self._store = store

    # --- views -------------------------------------------------------------------------------------------------------

    def ids(
        self, which: IncidentFilter, order: IncidentOrder = IncidentOrder.NEWEST, limit: int | None = None
    ) -> IncidentIds:
        """The ids of a view of the log; with *limit* its quick first part."""
        with self._store.read() as reads:
            return reads.incidents.ids(which, order, limit)

    def rows(self, ids: Sequence[int]) -> list[IncidentRow]:
        with self._store.read() as reads:
            return reads.incidents.rows(ids)

    def counts(self) -> IncidentCounts:
        with self._store.read() as reads:
            return reads.incidents.counts()

    def of_case(self, case_id: int) -> list[IncidentRef]:
        with self._store.read() as reads:
            return reads.incidents.of_case(case_id)

    def view(self, incident_id: int) -> IncidentView:
        """One incident whole; KnownError `no_incident` when it is not there."""
        with self._store.read() as reads:
            rows, extra = reads.incidents.rows([incident_id]), reads.incidents.extra(incident_id)
            if not rows or extra is None:
                raise _unknown()
            links = reads.incidents.links(incident_id)
            return IncidentView(
                row=rows[0],
                opened_by=extra.opened_by,
                contained_at=extra.contained_at,
                lesson=extra.lesson,
                next_by=extra.next_by,
                saved_at=extra.saved_at,
                links=links,
                checks=reads.incidents.checks(incident_id),
                timeline=timeline.of(reads, rows[0]),
                flow=timeline.flow(reads, rows[0]),
                decided=sum(link.decided for link in links if link.kind is LinkKind.CASE),
                domains=timeline.domains(reads.incidents.texts(incident_id)),
            )

    # --- opening -----------------------------------------------------------------------------------------------------

    def open(self, new: NewIncident, actor_id: int) -> int:
        """Open an incident, with cases or without; returns its id. The same key again opens nothing new."""
        title = _title(new.title)
        with self._store.write(actor_id) as tx:
            if tx.incidents.held(new.key) is not None:
                return new.key
            tx.incidents.add(
                id=new.key, title=title, kind=new.kind, severity=new.severity, state=IncidentState.OPEN,
                number=tx.incidents.next_number(), lead_id=_lead(tx, new.lead_id), opened_by=actor_id,
            )  # fmt: skip
            tx.incidents.add_checks(new.key, checklist(new.kind))
            cases = tx.incidents.link_cases(new.key, tx.incidents.intakes(new.case_ids[:CASES_AT_ONCE]), actor_id)
            facts: dict[str, object] = {"severity": new.severity.value, "kind": new.kind.value, "cases": len(cases)}
            tx.incidents.add_entry(new.key, EntryKind.OPENED, actor_id, facts=facts)
            _tell(tx, "incident.opened", new.key, facts | {"cases": cases, "lead": new.lead_id}, title=title)
        return new.key

    def accept(self, incident_id: int, actor_id: int) -> None:
        """Take up a proposal: it gets a number, a checklist, and whoever took it as its lead."""
        with self._store.write(actor_id) as tx:
            found = _held(tx, incident_id)
            state = move(found.state, IncidentState.OPEN)
            if found.state is not IncidentState.PROPOSED:
                raise StaleError("This is no proposal any more", "Somebody took it up already.", code="incident_moved")
            number = tx.incidents.next_number()
            tx.incidents.put(
                incident_id, state=state.value, state_at=tx.now, number=number, lead_id=actor_id, opened_by=actor_id
            )
            tx.incidents.add_checks(incident_id, checklist(found.kind))
            cases = len(tx.incidents.case_ids(incident_id))
            facts: dict[str, object] = {"severity": found.severity.value, "kind": found.kind.value, "cases": cases}
            tx.incidents.add_entry(incident_id, EntryKind.OPENED, actor_id, facts=facts)
            _tell(tx, "incident.accepted", incident_id, facts | {"number": number})

    def dismiss(self, incident_id: int, actor_id: int) -> None:
        """A proposal was nothing: it leaves the log and stays in the record."""
        with self._store.write(actor_id) as tx:
            found = _held(tx, incident_id)
            state = move(found.state, IncidentState.DISMISSED)
            tx.incidents.put(incident_id, state=state.value, state_at=tx.now)
            _tell(tx, "incident.dismissed", incident_id, {})

    # --- changes -----------------------------------------------------------------------------------------------------

    def set_state(self, incident_id: int, state: IncidentState, actor_id: int) -> None:
        """Move an incident on or back. Closing needs a lead and an outcome: KnownError `closing_needs_…` says which."""
        with self._store.write(actor_id) as tx:
            found = _held(tx, incident_id)
            if found.state is state:
                return
            if found.state is IncidentState.PROPOSED:
                raise StaleError("This is a proposal", "Take it up or dismiss it first.", code="incident_moved")
            after = move(found.state, state)
            columns: dict[str, object] = {"state": after.value, "state_at": tx.now, "closed_at": None}
            if after is IncidentState.CLOSED:
                check_closing(found.lead_id, found.outcome)
                columns |= {"closed_at": tx.now, "next_action": "", "next_at": None, "next_by": None}
            elif after is IncidentState.CONTAINED and found.contained_at is None:
                columns["contained_at"] = tx.now
            tx.incidents.put(incident_id, **columns)
            facts = {"before": found.state.value, "after": after.value}
            tx.incidents.add_entry(incident_id, EntryKind.STATE, actor_id, facts=facts)
            _tell(tx, "incident.moved", incident_id, facts)

    def set_lead(self, incident_id: int, lead_id: int, actor_id: int) -> None:
        """Hand the incident to somebody; the timeline shows from whom to whom."""
        with self._store.write(actor_id) as tx:
            found = _open(tx, incident_id)
            if found.lead_id == lead_id:
                return
            _lead(tx, lead_id)
            person = tx.people.actor(lead_id)
            tx.incidents.put(incident_id, lead_id=lead_id)
            names = {"before": found.lead, "after": person.name if person else ""}
            tx.incidents.add_entry(incident_id, EntryKind.LEAD, actor_id, facts=names)
            _tell(tx, "incident.led", incident_id, {"before": found.lead_id, "after": lead_id})

    def set_severity(self, incident_id: int, severity: Severity, actor_id: int) -> None:
        with self._store.write(actor_id) as tx:
            found = _open(tx, incident_id)
            if found.severity is severity:
                return
            tx.incidents.put(incident_id, severity=severity.value)
            facts = {"before": found.severity.value, "after": severity.value}
            tx.incidents.add_entry(incident_id, EntryKind.SEVERITY, actor_id, facts=facts)
            _tell(tx, "incident.weighed", incident_id, facts)

    def set_title(self, incident_id: int, title: str, actor_id: int) -> None:
        words = _title(title)
        with self._store.write(actor_id) as tx:
            found = _open(tx, incident_id)
            if found.title == words:
                return
            tx.incidents.put(incident_id, title=words)
            tx.incidents.add_entry(incident_id, EntryKind.TITLE, actor_id, text=words)
            _tell(tx, "incident.renamed", incident_id, {}, title=words)

    def set_next(self, incident_id: int, action: str, at: int | None, actor_id: int) -> None:
        """Say what is to be done next and by when (µs UTC); empty words take the step away."""
        words = plain(" ".join(action.split()), LINE_CHARACTERS)
        at = at if words else None
        with self._store.write(actor_id) as tx:
            found = _open(tx, incident_id)
            if at is not None and at <= tx.now and at != found.next_at:
                raise KnownError("That time has passed", "Choose a later time.", code="until_past")
            if (found.next_action, found.next_at) == (words, at):
                return
            tx.incidents.put(incident_id, next_action=words, next_at=at, next_by=actor_id if words else None)
            tx.incidents.add_entry(incident_id, EntryKind.NEXT, actor_id, text=words, facts={"at": at})
            _tell(tx, "incident.next_set", incident_id, {"at": at}, text=words)

    def set_outcome(self, incident_id: int, outcome: Outcome | None, text: str, actor_id: int) -> None:
        """How it ended, in one word of ours and one line of yours."""
        words = plain(" ".join(text.split()), LINE_CHARACTERS)
        value = outcome.value if outcome is not None else ""
        with self._store.write(actor_id) as tx:
            found = _open(tx, incident_id)
            if (found.outcome, found.outcome_text) == (value, words):
                return
            tx.incidents.put(incident_id, outcome=value, outcome_text=words)
            tx.incidents.add_entry(incident_id, EntryKind.OUTCOME, actor_id, text=words, facts={"outcome": value})
            _tell(tx, "incident.outcome_set", incident_id, {"outcome": value}, text=words)

    def set_lesson(self, incident_id: int, text: str, actor_id: int) -> None:
        """What to change in the guidelines; also after closing, when heads are cool."""
        words = plain(text.strip(), NOTE_CHARACTERS)
        with self._store.write(actor_id) as tx:
            found = _held(tx, incident_id)
            if found.lesson == words:
                return
            tx.incidents.put(incident_id, lesson=words)
            tx.incidents.add_entry(incident_id, EntryKind.LESSON, actor_id, text=words)
            _tell(tx, "incident.lesson_set", incident_id, {}, text=words)

    def check(self, incident_id: int, item: str, done: bool, actor_id: int) -> None:
        """Tick an item of the checklist, or take the tick away; both stay in the timeline."""
        with self._store.write(actor_id) as tx:
            _open(tx, incident_id)
            if tx.incidents.set_check(incident_id, item, actor_id, done):
                tx.incidents.put(incident_id)
                facts = {"item": item, "done": done}
                tx.incidents.add_entry(incident_id, EntryKind.CHECK, actor_id, facts=facts)
                _tell(tx, "incident.checked", incident_id, facts)

    def add_note(self, incident_id: int, text: str, actor_id: int, corrects: int | None = None) -> int:
        """Append a note, to a closed incident too; one that *corrects* another names it and leaves it standing."""
        words = plain(text.strip(), NOTE_CHARACTERS)
        if not words:
            raise KnownError("The note is empty", "Write something first.", code="note_empty")
        with self._store.write(actor_id) as tx:
            _held(tx, incident_id)
            if corrects is not None and tx.incidents.entry(corrects) != (incident_id, EntryKind.NOTE):
                raise KnownError("That note is not known", "Look at the timeline again.", code="no_note")
            entry = tx.incidents.add_entry(incident_id, EntryKind.NOTE, actor_id, text=words, corrects=corrects)
            tx.incidents.put(incident_id)
            _tell(tx, "incident.noted", incident_id, {"note": entry, "corrects": corrects}, text=words)
        return entry

    def link(self, incident_id: int, case_ids: Sequence[int], actor_id: int) -> int:
        """Add cases with all that belongs to them; gives how many were new."""
        with self._store.write(actor_id) as tx:
            _open(tx, incident_id)
            fresh = tx.incidents.link_cases(incident_id, tx.incidents.intakes(list(case_ids)[:CASES_AT_ONCE]), actor_id)
            if fresh:
                tx.incidents.put(incident_id)
                tx.incidents.add_entry(incident_id, EntryKind.LINKED, actor_id, facts={"cases": len(fresh)})
                _tell(tx, "incident.linked", incident_id, {"cases": fresh})
        return len(fresh)


def _unknown() -> KnownError:
    return KnownError("This incident is not known", "Look at the log again.", code="no_incident")


def _held(tx: Tx, incident_id: int) -> HeldIncident:
    found = tx.incidents.held(incident_id)
    if found is None or found.state is IncidentState.DISMISSED:
        raise _unknown()
    return found


def _open(tx: Tx, incident_id: int) -> HeldIncident:
    """The incident, while it may be changed."""
    found = _held(tx, incident_id)
    if found.state is IncidentState.CLOSED:
        raise StaleError("This incident is closed", "Open it again to change it, or add a note.", code="incident_closed")
    return found


def _title(text: str) -> str:
    words = plain(" ".join(text.split()), TITLE_CHARACTERS)
    if not words:
        raise KnownError("The incident has no title", "Say in a few words what is going on.", code="title_missing")
    return words


def _lead(tx: Tx, lead_id: int | None) -> int | None:
    if lead_id is not None and tx.people.actor(lead_id) is None:
        raise KnownError("This person is not known", "Choose a lead from the team.", code="no_actor")
    return lead_id


def _tell(tx: Tx, event: str, incident_id: int, facts: Mapping[str, object], **words: str) -> None:
    content = {name: text for name, text in words.items() if text}
    tx.record(Event(event, f"incident:{incident_id}", facts=facts, content=content))
    tx.touch(Topic.INCIDENTS)
