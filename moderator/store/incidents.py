"""Incidents: opened, changed and linked. `incident_log.py` lists them, `incident_view.py` shows one whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from moderator.domain.community import Severity, SubjectKind
from moderator.domain.incident import EntryKind, IncidentKind, IncidentState, LinkKind
from moderator.store.incident_tables import incident, incident_check, incident_entry, incident_link
from moderator.store.incident_view import IncidentReads
from moderator.store.repo import encode
from moderator.store.tables import actor, case, flag, post, revision

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class HeldIncident:
    """An incident as a change of it needs to know it."""

    id: int
    number: int | None
    title: str
    kind: IncidentKind
    severity: Severity
    state: IncidentState
    lead_id: int | None
    lead: str
    contained_at: int | None
    next_action: str
    next_at: int | None
    outcome: str
    outcome_text: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Intake:
    """A case as it came in: whose it is, and which revision of which post was reported first."""

    case_id: int
    community_id: int
    author_id: int
    post_id: int | None
    revision: int
    digest: bytes | None
    rules: tuple[str, ...]


class Incidents(IncidentReads):
    # --- writes ------------------------------------------------------------------------------------------------------

    def add(self, *, id: int, title: str, kind: IncidentKind, severity: Severity, state: IncidentState, **columns: Any) -> None:
        """Write an incident row; *columns* are further columns, those left out have their defaults."""
        now = self._now()
        self._connection.execute(
            incident.insert().values(
                id=id, title=title, kind=kind.value, severity=severity.value, state=state.value, state_at=now,
                opened_at=now, saved_at=now, **columns,
            )
        )  # fmt: skip

    def next_number(self) -> int:
        return int(self._connection.scalar(select(func.max(incident.c.number))) or 0) + 1

    def held(self, incident_id: int) -> HeldIncident | None:
        """The incident, locked until the end of the transaction where the database can lock a row."""
        row = self._connection.execute(
            select(incident).where(incident.c.id == incident_id).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        lead = self._connection.scalar(select(actor.c.name).where(actor.c.id == row.lead_id))
        return HeldIncident(
            id=row.id,
            number=row.number,
            title=row.title,
            kind=IncidentKind(row.kind),
            severity=Severity(row.severity),
            state=IncidentState(row.state),
            lead_id=row.lead_id,
            lead=lead or "",
            contained_at=row.contained_at,
            next_action=row.next_action,
            next_at=row.next_at,
            outcome=row.outcome,
            outcome_text=row.outcome_text,
            lesson=row.lesson,
        )

    def put(self, incident_id: int, **columns: Any) -> None:
        """Set columns of one incident, and when it was last saved."""
        self._connection.execute(
            incident.update().where(incident.c.id == incident_id).values(saved_at=self._now(), **columns)
        )

    def add_entry(
        self,
        incident_id: int,
        kind: EntryKind,
        actor_id: int | None,
        *,
        text: str = "",
        facts: Mapping[str, object] | None = None,
        corrects: int | None = None,
    ) -> int:
        entry_id = self._new_id()
        self._connection.execute(
            incident_entry.insert().values(
                id=entry_id, incident_id=incident_id, at=self._now(), kind=kind.value, actor_id=actor_id, text=text,
                facts=encode(dict(facts or {})), corrects_id=corrects,
            )
        )  # fmt: skip
        return entry_id

    def entry(self, entry_id: int) -> tuple[int, EntryKind] | None:
        """The incident and the kind of an entry."""
        row = self._connection.execute(
            select(incident_entry.c.incident_id, incident_entry.c.kind).where(incident_entry.c.id == entry_id)
        ).one_or_none()
        return None if row is None else (row.incident_id, EntryKind(row.kind))

    def add_checks(self, incident_id: int, items: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        for ordinal, (item, words) in enumerate(items):
            self._connection.execute(
                incident_check.insert().values(
                    id=self._new_id(), incident_id=incident_id, item=item, ordinal=ordinal, words=encode(dict(words)),
                    done_at=None, done_by=None,
                )
            )  # fmt: skip

    def set_check(self, incident_id: int, item: str, actor_id: int | None, done: bool) -> bool:
        """Tick an item or take the tick away; False when it stood so already, or there is no such item."""
        here = (incident_check.c.incident_id == incident_id) & (incident_check.c.item == item)
        before = incident_check.c.done_at.is_(None) if done else incident_check.c.done_at.is_not(None)
        return bool(
            self._connection.execute(
                incident_check.update()
                .where(here, before)
                .values(done_at=self._now() if done else None, done_by=actor_id if done else None)
            ).rowcount
        )

    # --- what belongs to it ------------------------------------------------------------------------------------------

    def intakes(self, case_ids: Sequence[int]) -> list[Intake]:
        """The cases as they came in. One that is gone is left out."""
        found: list[Intake] = []
        for start in range(0, len(case_ids), _AT_ONCE):
            some = list(case_ids[start : start + _AT_ONCE])
            rules: dict[int, dict[str, None]] = {}
            for case_id, rule_id in self._connection.execute(
                select(flag.c.case_id, flag.c.rule_id).where(flag.c.case_id.in_(some), flag.c.rule_id != "").distinct()
            ):
                rules.setdefault(case_id, {})[rule_id] = None
            for row in self._connection.execute(_intake(some)):
                digest = None if row.digest is None else bytes(row.digest)
                found.append(
                    Intake(
                        row.id, row.community_id, row.author_id, row.post_id, row.number or 0, digest,
                        tuple(rules.get(row.id, ())),
                    )
                )  # fmt: skip
        return found

    def link_cases(self, incident_id: int, cases: Iterable[Intake], actor_id: int | None) -> list[int]:
        """Link cases with their authors, posts, rules and communities; returns the cases that were new."""
        known = {
            (row.kind, row.target_id, row.name)
            for row in self._connection.execute(
                select(incident_link.c.kind, incident_link.c.target_id, incident_link.c.name).where(
                    incident_link.c.incident_id == incident_id
                )
            )
        }
        fresh: list[int] = []
        rows: list[dict[str, Any]] = []

        def link(kind: LinkKind, target_id: int, name: str = "", number: int = 0, digest: bytes | None = None) -> bool:
            key = (kind.value, target_id, name)
            if key in known:
                return False
            known.add(key)
            rows.append(
                {
                    "id": self._new_id(), "incident_id": incident_id, "kind": kind.value, "target_id": target_id,
                    "name": name, "at": self._now(), "by_id": actor_id, "revision": number, "digest": digest,
                }
            )  # fmt: skip
            return True

        for each in cases:
            if link(LinkKind.CASE, each.case_id, "", each.revision, each.digest):
                fresh.append(each.case_id)
            link(LinkKind.AUTHOR, each.author_id)
            link(LinkKind.COMMUNITY, each.community_id)
            if each.post_id is not None:
                link(LinkKind.POST, each.post_id, "", each.revision, each.digest)
            for rule_id in each.rules:
                link(LinkKind.RULE, 0, rule_id)
        if rows:
            self._connection.execute(incident_link.insert(), rows)
        return fresh


def _intake(case_ids: Sequence[int]) -> Select[Any]:
    """Cases with the revision that was flagged first; where no flag names one, the newest."""
    flagged = (
        select(func.min(flag.c.revision))
        .where(flag.c.case_id == case.c.id, flag.c.revision > 0)
        .correlate(case)
        .scalar_subquery()
    )
    of_post = and_(case.c.subject == SubjectKind.POST.value, post.c.id == case.c.subject_id)
    number = func.coalesce(flagged, post.c.revision)
    return (
        select(
            case.c.id, case.c.community_id, case.c.author_id, post.c.id.label("post_id"),
            revision.c.number, revision.c.digest,
        )
        .outerjoin(post, of_post)
        .outerjoin(revision, and_(revision.c.post_id == post.c.id, revision.c.number == number))
        .where(case.c.id.in_(case_ids))
    )  # fmt: skip
