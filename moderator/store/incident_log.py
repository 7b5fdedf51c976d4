"""The log: which incidents there are, in which order, and their rows."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from moderator.domain.community import Severity
from moderator.domain.incident import LIVE, LOG, Burst, IncidentKind, IncidentState, LinkKind, Outcome
from moderator.domain.incident_rows import IncidentCounts, IncidentFilter, IncidentIds, IncidentOrder, IncidentRow
from moderator.store.incident_tables import incident, incident_entry, incident_link
from moderator.store.repo import Repository
from moderator.store.tables import actor, audit_event, author, community

_AT_ONCE = 500
_MEDIAN_OF = 200  # the newest that were contained
PREFIX = "inc-"

_ORDERS: dict[IncidentOrder, tuple[ColumnElement[Any], ...]] = {
    IncidentOrder.NEWEST: (incident.c.opened_at.desc(), incident.c.id.desc()),
    IncidentOrder.OLDEST: (incident.c.opened_at, incident.c.id),
    IncidentOrder.SEVERITY: (incident.c.severity.desc(), incident.c.opened_at.desc(), incident.c.id.desc()),
    IncidentOrder.NEXT: (incident.c.next_at.is_(None), incident.c.next_at, incident.c.opened_at.desc()),
}


class IncidentLog(Repository):
    def ids(self, which: IncidentFilter, order: IncidentOrder, limit: int | None = None) -> IncidentIds:
        """The ids of a view, state by state; with *limit* its quick first part."""
        narrow = self._narrow(which)
        states = [state for state in LOG if state in which.states]
        found: array[int] = array("q")
        counts = self._counts(states, narrow)
        for state in states:
            if not counts[state] or (limit is not None and len(found) >= limit):
                continue
            query = select(incident.c.id).where(incident.c.state == state.value, *narrow).order_by(*_ORDERS[order])
            rest = None if limit is None else limit - len(found)
            found.extend(self._connection.scalars(query if rest is None else query.limit(rest)))
        total = sum(counts.values())
        if narrow or len(states) < len(LOG):
            total = sum(self._counts(list(LOG), []).values())
        return IncidentIds(found, counts, total, len(found) == sum(counts.values()))

    def _counts(
        self, states: Sequence[IncidentState], narrow: Sequence[ColumnElement[bool]]
    ) -> dict[IncidentState, int]:
        rows = self._connection.execute(
            select(incident.c.state, func.count().label("number"))
            .where(incident.c.state.in_([state.value for state in states]), *narrow)
            .group_by(incident.c.state)
        )
        found: dict[str, int] = {row.state: row.number for row in rows}
        return {state: found.get(state.value, 0) for state in states}

    def _narrow(self, which: IncidentFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if which.severity is not None:
            found.append(incident.c.severity >= which.severity.value)
        if which.kind is not None:
            found.append(incident.c.kind == which.kind.value)
        if which.lead_id is not None:
            found.append(incident.c.lead_id == which.lead_id)
        if which.since is not None:
            found.append(incident.c.opened_at >= which.since)
        found.extend(self._says(word) for word in which.words.split())
        return found

    def _says(self, word: str) -> ColumnElement[bool]:
        """Whether an incident names *word*: its number, title, lead, what was noted, and the people in it."""
        asked = word.lower()
        number = asked.removeprefix(PREFIX)
        people = (
            select(incident_link.c.incident_id)
            .join(author, author.c.id == incident_link.c.target_id)
            .where(
                incident_link.c.kind == LinkKind.AUTHOR.value,
                or_(_holds(author.c.handle, asked), _holds(author.c.display_name, asked)),
            )
        )
        found = [
            _holds(incident.c.title, asked),
            incident.c.lead_id.in_(select(actor.c.id).where(_holds(actor.c.name, asked))),
            incident.c.id.in_(select(incident_entry.c.incident_id).where(_holds(incident_entry.c.text, asked))),
            incident.c.id.in_(people),
        ]
        if number.isascii() and number.isdigit() and len(number) < 10:
            found.append(incident.c.number == int(number))
        return or_(*found)

    def rows(self, ids: Sequence[int]) -> list[IncidentRow]:
        """The rows in the order of *ids*; one that is gone is left out."""
        found: dict[int, IncidentRow] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = list(ids[start : start + _AT_ONCE])
            cases = self._cases_in(some)
            places = self._communities_in(some)
            for row in self._connection.execute(
                select(incident, actor.c.name.label("lead"))
                .outerjoin(actor, actor.c.id == incident.c.lead_id)
                .where(incident.c.id.in_(some))
            ):
                found[row.id] = _row(row, cases.get(row.id, 0), tuple(places.get(row.id, ())))
        return [found[one] for one in ids if one in found]

    def _cases_in(self, ids: Sequence[int]) -> dict[int, int]:
        rows = self._connection.execute(
            select(incident_link.c.incident_id, func.count().label("number"))
            .where(incident_link.c.incident_id.in_(ids), incident_link.c.kind == LinkKind.CASE.value)
            .group_by(incident_link.c.incident_id)
        )
        return {row.incident_id: row.number for row in rows}

    def _communities_in(self, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
        found: dict[int, list[tuple[str, str]]] = {}
        for row in self._connection.execute(
            select(incident_link.c.incident_id, community.c.platform, community.c.name)
            .join(community, community.c.id == incident_link.c.target_id)
            .where(incident_link.c.incident_id.in_(ids), incident_link.c.kind == LinkKind.COMMUNITY.value)
            .order_by(incident_link.c.id)
        ):
            found.setdefault(row.incident_id, []).append((row.platform, row.name))
        return found

    def counts(self) -> IncidentCounts:
        """What the rail and the foot of the log say."""
        states = self._counts(list(LOG), [])
        times = sorted(
            contained - opened
            for opened, contained in self._connection.execute(
                select(incident.c.opened_at, incident.c.contained_at)
                .where(incident.c.contained_at.is_not(None))
                .order_by(incident.c.id.desc())
                .limit(_MEDIAN_OF)
            )
        )
        head = self._connection.scalar(select(func.max(audit_event.c.seq)))
        return IncidentCounts(
            live=sum(states[state] for state in LIVE),
            proposed=states[IncidentState.PROPOSED],
            median=times[len(times) // 2] if times else None,
            head_seq=head or 0,
        )


def _holds(column: ColumnElement[str], part: str) -> ColumnElement[bool]:
    return func.lower(column).contains(part, autoescape=True)


def _row(row: Row[Any], cases: int, communities: tuple[tuple[str, str], ...]) -> IncidentRow:
    return IncidentRow(
        id=row.id,
        number=row.number,
        title=row.title,
        kind=IncidentKind(row.kind),
        severity=Severity(row.severity),
        state=IncidentState(row.state),
        state_at=row.state_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        lead_id=row.lead_id,
        lead=row.lead or "",
        cases=cases,
        communities=communities,
        next_action=row.next_action,
        next_at=row.next_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        outcome_text=row.outcome_text,
        burst=Burst(row.cause.split(":", 1)[0]) if row.cause else None,
    )
