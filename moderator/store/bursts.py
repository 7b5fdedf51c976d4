"""What came in just now, for whoever looks for bursts. Cheap: one walk over the newest cases by their index."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from moderator.domain.case import CaseState
from moderator.domain.community import FlagSource, Severity
from moderator.domain.incident import IncidentState, LinkKind
from moderator.store.incident_tables import incident, incident_link
from moderator.store.repo import Repository
from moderator.store.tables import author, case, flag, place, post, revision

MOST = 2_000  # cases that are looked at in one round
TEXT_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Fresh:
    """A case that was opened lately, with what its post said at intake."""

    case_id: int
    community_id: int
    place_id: int | None
    author_id: int
    severity: Severity
    category: str
    digest: int  # over the folded text; 0 for none
    folded: str


class Bursts(Repository):
    def count(self, since: int) -> int:
        """How many cases were opened since *since*, at most `MOST`."""
        some = (
            select(case.c.id)
            .where(case.c.state.in_([state.value for state in CaseState]), case.c.opened_at >= since)
            .limit(MOST)
            .subquery()
        )
        return int(self._connection.scalar(select(func.count()).select_from(some)) or 0)

    def fresh(self, since: int) -> list[Fresh]:
        """The newest cases since *since*, oldest first."""
        rows = self._connection.execute(
            select(
                case.c.id, case.c.community_id, case.c.place_id, case.c.author_id, case.c.severity, case.c.category,
                revision.c.folded_digest, func.substr(revision.c.folded, 1, TEXT_CHARACTERS).label("folded"),
            )
            .outerjoin(post, and_(case.c.subject == "post", post.c.id == case.c.subject_id))
            .outerjoin(revision, and_(revision.c.post_id == post.c.id, revision.c.number == post.c.revision))
            .where(case.c.state.in_([state.value for state in CaseState]), case.c.opened_at >= since)
            .order_by(case.c.opened_at.desc())
            .limit(MOST)
        ).all()  # fmt: skip
        return [
            Fresh(
                row.id, row.community_id, row.place_id, row.author_id, Severity(row.severity), row.category,
                row.folded_digest or 0, row.folded or "",
            )
            for row in reversed(rows)
        ]  # fmt: skip

    def reporters(self, case_ids: list[int], since: int) -> dict[int, set[int]]:
        """Which members reported each of these cases since *since*."""
        found: dict[int, set[int]] = {}
        for case_id, reporter in self._connection.execute(
            select(flag.c.case_id, flag.c.reporter_id).where(
                flag.c.case_id.in_(case_ids),
                flag.c.source == FlagSource.MEMBER.value,
                flag.c.reporter_id.is_not(None),
                flag.c.received_at >= since,
            )
        ):
            found.setdefault(case_id, set()).add(reporter)
        return found

    def linked(self, case_ids: list[int]) -> set[int]:
        """Those of these cases that belong to an incident which is not closed."""
        open_ = (IncidentState.PROPOSED, IncidentState.OPEN, IncidentState.CONTAINED, IncidentState.WATCHING)
        return set(
            self._connection.scalars(
                select(incident_link.c.target_id)
                .join(incident, incident.c.id == incident_link.c.incident_id)
                .where(
                    incident_link.c.kind == LinkKind.CASE.value,
                    incident_link.c.target_id.in_(case_ids),
                    incident.c.state.in_([state.value for state in open_]),
                )
            )
        )

    def standing(self, causes: list[str], since: int) -> dict[str, tuple[int, IncidentState]]:
        """For each cause the newest incident that it made known, unless that was settled before *since*."""
        found: dict[str, tuple[int, IncidentState]] = {}
        rows = self._connection.execute(
            select(incident.c.id, incident.c.cause, incident.c.state, incident.c.state_at)
            .where(incident.c.cause.in_(causes))
            .order_by(incident.c.id)
        )
        for row in rows:
            state = IncidentState(row.state)
            settled = state in (IncidentState.CLOSED, IncidentState.DISMISSED)
            if not settled or row.state_at >= since:
                found[row.cause] = (row.id, state)
        return found

    def author_name(self, author_id: int) -> str:
        row = self._connection.execute(
            select(author.c.display_name, author.c.handle).where(author.c.id == author_id)
        ).one_or_none()
        return "" if row is None else row.display_name or row.handle

    def place_name(self, place_id: int) -> str:
        row = self._connection.execute(select(place.c.name, place.c.native_id).where(place.c.id == place_id)).one_or_none()
        return "" if row is None else row.name or row.native_id
