"""One incident whole: what belongs to it, what happened in it and around it, read from where each thing stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, and_, func, select

from moderator.domain.action import ActionKind
from moderator.domain.case import CaseState
from moderator.domain.decision import Finding
from moderator.domain.enforcement import EnforcementState
from moderator.domain.incident import LOG, EntryKind, IncidentState, LinkKind
from moderator.domain.incident_rows import CheckRow, IncidentRef, LinkRow
from moderator.store.incident_log import IncidentLog
from moderator.store.incident_tables import incident, incident_check, incident_entry, incident_link
from moderator.store.repo import decode
from moderator.store.tables import (
    actor,
    audit_event,
    author,
    case,
    community,
    decision,
    enforcement,
    flag,
    guideline_version,
    post,
    revision,
    shift,
)

EXCERPT_CHARACTERS = 200
TEXT_CHARACTERS = 2_000  # in which links are looked for
MOST = 1_000  # links, decisions or events that a view carries


@dataclass(frozen=True, slots=True)
class Extra:
    """Columns that only the whole view needs."""

    opened_by: str
    contained_at: int | None
    lesson: str
    next_by: str
    saved_at: int


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    at: int
    kind: EntryKind
    actor: str
    text: str
    facts: dict[str, Any]
    corrects: int | None


@dataclass(frozen=True, slots=True)
class Made:
    """A decision about a linked case, and the states of what was to be done."""

    id: int
    at: int
    actor: str
    finding: Finding
    guideline_id: str
    author_id: int
    undone: bool
    actions: tuple[ActionKind, ...] = ()
    states: tuple[EnforcementState, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What happened beside the incident while it lasted."""

    versions: list[tuple[int, str, str, int, str]] = field(default_factory=list)  # at, actor, community, number, note
    platforms: list[tuple[int, str, str, dict[str, Any]]] = field(default_factory=list)  # at, community, kind, facts
    shifts: list[tuple[int, str, str]] = field(default_factory=list)  # at, actor, note


class IncidentReads(IncidentLog):
    def extra(self, incident_id: int) -> Extra | None:
        opener, nexter = actor.alias(), actor.alias()
        row = self._connection.execute(
            select(
                incident.c.contained_at, incident.c.lesson, incident.c.saved_at,
                opener.c.name.label("opened_by"), nexter.c.name.label("next_by"),
            )
            .outerjoin(opener, opener.c.id == incident.c.opened_by)
            .outerjoin(nexter, nexter.c.id == incident.c.next_by)
            .where(incident.c.id == incident_id)
        ).one_or_none()  # fmt: skip
        if row is None:
            return None
        return Extra(row.opened_by or "", row.contained_at, row.lesson, row.next_by or "", row.saved_at)

    def checks(self, incident_id: int) -> tuple[CheckRow, ...]:
        rows = self._connection.execute(
            select(incident_check, actor.c.name)
            .outerjoin(actor, actor.c.id == incident_check.c.done_by)
            .where(incident_check.c.incident_id == incident_id)
            .order_by(incident_check.c.ordinal)
        )
        return tuple(CheckRow(row.item, decode(row.words, dict[str, str]), row.done_at, row.name or "") for row in rows)

    def entries(self, incident_id: int) -> list[Entry]:
        """What was noted and changed, oldest first."""
        rows = self._connection.execute(
            select(incident_entry, actor.c.name)
            .outerjoin(actor, actor.c.id == incident_entry.c.actor_id)
            .where(incident_entry.c.incident_id == incident_id)
            .order_by(incident_entry.c.at, incident_entry.c.id)
        )
        return [
            Entry(row.id, row.at, EntryKind(row.kind), row.name or "", row.text, decode(row.facts, dict[str, Any]), row.corrects_id)
            for row in rows
        ]

    # --- what belongs to it ------------------------------------------------------------------------------------------

    def case_ids(self, incident_id: int) -> list[int]:
        return self._targets(incident_id, LinkKind.CASE)

    def community_ids(self, incident_id: int) -> list[int]:
        return self._targets(incident_id, LinkKind.COMMUNITY)

    def _targets(self, incident_id: int, kind: LinkKind) -> list[int]:
        return list(
            self._connection.scalars(
                select(incident_link.c.target_id)
                .where(incident_link.c.incident_id == incident_id, incident_link.c.kind == kind.value)
                .order_by(incident_link.c.id)
            )
        )

    def links(self, incident_id: int) -> tuple[LinkRow, ...]:
        """Cases with what was said at intake, then authors, posts, rules and communities."""
        mine = incident_link.c.incident_id == incident_id
        base = select(incident_link, actor.c.name.label("by_name")).outerjoin(actor, actor.c.id == incident_link.c.by_id)
        found: list[LinkRow] = []
        rows = self._connection.execute(
            base.add_columns(
                case.c.state.label("case_state"), author.c.display_name, author.c.handle,
                post.c.revision.label("newest"), func.substr(revision.c.text, 1, EXCERPT_CHARACTERS).label("excerpt"),
            )
            .join(case, case.c.id == incident_link.c.target_id)
            .join(author, author.c.id == case.c.author_id)
            .outerjoin(post, and_(case.c.subject == "post", post.c.id == case.c.subject_id))
            .outerjoin(revision, and_(revision.c.post_id == post.c.id, revision.c.number == incident_link.c.revision))
            .where(mine, incident_link.c.kind == LinkKind.CASE.value)
            .order_by(incident_link.c.id)
            .limit(MOST)
        )  # fmt: skip
        for row in rows:
            decided = row.case_state == CaseState.DECIDED.value
            changed = row.newest is not None and row.revision > 0 and row.newest != row.revision
            found.append(
                _link(row, row.display_name or row.handle, row.excerpt or "", decided=decided, changed=changed)
            )
        for row in self._connection.execute(
            base.add_columns(author.c.display_name, author.c.handle)
            .join(author, author.c.id == incident_link.c.target_id)
            .where(mine, incident_link.c.kind == LinkKind.AUTHOR.value)
            .order_by(incident_link.c.id)
            .limit(MOST)
        ):
            found.append(_link(row, row.display_name or row.handle))
        for row in self._connection.execute(
            base.add_columns(community.c.name.label("community_name"))
            .join(community, community.c.id == incident_link.c.target_id)
            .where(mine, incident_link.c.kind == LinkKind.COMMUNITY.value)
            .order_by(incident_link.c.id)
        ):
            found.append(_link(row, row.community_name))
        others = [LinkKind.POST.value, LinkKind.RULE.value]
        for row in self._connection.execute(
            base.where(mine, incident_link.c.kind.in_(others)).order_by(incident_link.c.id).limit(MOST)
        ):
            found.append(_link(row, row.name))
        return tuple(found)

    def texts(self, incident_id: int) -> list[str]:
        """What the linked posts said at intake, folded, for the links in them."""
        return list(
            self._connection.scalars(
                select(func.substr(revision.c.folded, 1, TEXT_CHARACTERS))
                .join(
                    incident_link,
                    and_(incident_link.c.target_id == revision.c.post_id, incident_link.c.revision == revision.c.number),
                )
                .where(incident_link.c.incident_id == incident_id, incident_link.c.kind == LinkKind.POST.value)
                .limit(MOST)
            )
        )

    def of_case(self, case_id: int) -> list[IncidentRef]:
        """The incidents that a case belongs to."""
        rows = self._connection.execute(
            select(incident.c.id, incident.c.number, incident.c.title, incident.c.state)
            .join(incident_link, incident_link.c.incident_id == incident.c.id)
            .where(
                incident_link.c.kind == LinkKind.CASE.value,
                incident_link.c.target_id == case_id,
                incident.c.state.in_([state.value for state in LOG]),
            )
            .order_by(incident.c.id)
        )
        return [IncidentRef(row.id, row.number, row.title, IncidentState(row.state)) for row in rows]

    # --- what happened -----------------------------------------------------------------------------------------------

    def flag_times(self, case_ids: Sequence[int]) -> list[int]:
        return sorted(
            self._connection.scalars(select(flag.c.created_at).where(flag.c.case_id.in_(list(case_ids)[:MOST])))
        )

    def decisions_of(self, case_ids: Sequence[int]) -> list[Made]:
        """Decisions about these cases, oldest first; the undoing of one is told by the one it undoes."""
        some = list(case_ids)[:MOST]
        states: dict[int, list[Any]] = {}
        for row in self._connection.execute(
            select(enforcement.c.decision_id, enforcement.c.kind, enforcement.c.state)
            .where(enforcement.c.case_id.in_(some), enforcement.c.lift.is_(False), enforcement.c.closing.is_(False))
            .order_by(enforcement.c.ordinal)
        ):
            states.setdefault(row.decision_id, []).append(row)
        rows = self._connection.execute(
            select(decision.c.id, decision.c.at, decision.c.finding, decision.c.guideline_id, decision.c.undone_at,
                   actor.c.name, case.c.author_id)
            .join(actor, actor.c.id == decision.c.actor_id)
            .join(case, case.c.id == decision.c.case_id)
            .where(decision.c.case_id.in_(some), decision.c.undoes_id.is_(None))
            .order_by(decision.c.at, decision.c.id)
            .limit(MOST)
        )  # fmt: skip
        return [
            Made(
                row.id, row.at, row.name, Finding(row.finding), row.guideline_id, row.author_id,
                row.undone_at is not None,
                tuple(dict.fromkeys(ActionKind(one.kind) for one in states.get(row.id, ()))),
                tuple(EnforcementState(one.state) for one in states.get(row.id, ())),
            )
            for row in rows
        ]  # fmt: skip

    def around(self, community_ids: Sequence[int], start: int, end: int) -> Around:
        """New guideline versions and what became of the connections of these communities, and hand-overs."""
        rows = self._connection.execute(
            select(community.c.id, community.c.name).where(community.c.id.in_(community_ids))
        )
        names = {row.id: row.name for row in rows}
        versions = [
            (row.published_at, row.name or "", names[row.community_id], row.number, row.note)
            for row in self._connection.execute(
                select(guideline_version, actor.c.name)
                .outerjoin(actor, actor.c.id == guideline_version.c.actor_id)
                .where(
                    guideline_version.c.community_id.in_(community_ids),
                    guideline_version.c.published_at.between(start, end),
                )
                .limit(MOST)
            )
        ]
        subjects = {f"community:{one}": name for one, name in names.items()}
        platforms = [
            (row.at, subjects[row.subject], row.kind, decode(row.facts, dict[str, Any]))
            for row in self._connection.execute(
                select(audit_event.c.at, audit_event.c.subject, audit_event.c.kind, audit_event.c.facts)
                .where(
                    audit_event.c.subject.in_(list(subjects)),
                    audit_event.c.kind == "community.state",
                    audit_event.c.at.between(start, end),
                )
                .order_by(audit_event.c.seq)
                .limit(MOST)
            )
        ]
        shifts = [
            (row.ended_at, row.name, row.note)
            for row in self._connection.execute(
                select(shift.c.ended_at, shift.c.note, actor.c.name)
                .join(actor, actor.c.id == shift.c.actor_id)
                .where(shift.c.ended_at.between(start, end), shift.c.note != "")
                .limit(MOST)
            )
        ]
        return Around(versions, platforms, shifts)


def _link(
    row: Row[Any], name: str, excerpt: str = "", *, decided: bool = False, changed: bool = False
) -> LinkRow:
    return LinkRow(
        kind=LinkKind(row.kind),
        target_id=row.target_id,
        name=name,
        at=row.at,
        by=row.by_name or "",
        excerpt=excerpt,
        revision=row.revision,
        digest=bytes(row.digest) if row.digest is not None else b"",
        decided=decided,
        changed=changed,
    )
