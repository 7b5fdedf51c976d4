"""Decisions and strikes: what a decision stands on, the compare-and-swap that lets only one through, and its views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from moderator.domain.action import ActionKind
from moderator.domain.case import CaseState
from moderator.domain.community import PostState, SubjectKind
from moderator.domain.decision import Finding
from moderator.domain.rows import DecisionRow, EnforcementRow, StrikeRow
from moderator.store.outbox_rows import rows_of
from moderator.store.subject import SubjectReads
from moderator.store.tables import (
    actor,
    author,
    case,
    decision,
    enforcement,
    flag,
    guideline_version,
    post,
    revision,
    strike,
)

EXCERPT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """A decision as the services need it again."""

    id: int
    case_id: int
    number: int
    actor_id: int
    actor: str
    at: int
    finding: Finding
    guideline_id: str
    reason: str
    seen_flags: int
    undoes_id: int | None
    undone_at: int | None


class Decisions(SubjectReads):
    # --- writes ------------------------------------------------------------------------------------------------------

    def close_case(self, case_id: int, seen_decisions: int) -> bool:
        """The compare-and-swap: one decision for each value of the counter."""
        return bool(
            self._connection.execute(
                case.update()
                .where(case.c.id == case_id, case.c.decisions == seen_decisions)
                .values(
                    decisions=seen_decisions + 1,
                    state=CaseState.DECIDED.value,
                    decided_at=self._now(),
                    claimed_by=None,
                    claimed_until=None,
                    snoozed_until=None,
                )
            ).rowcount
        )

    def count_decision(self, case_id: int) -> int:
        """Raise the counter without a change of state (an undo that goes over the platform); returns the new number."""
        self._connection.execute(case.update().where(case.c.id == case_id).values(decisions=case.c.decisions + 1))
        return int(self._connection.execute(select(case.c.decisions).where(case.c.id == case_id)).scalar_one())

    def reopen_case(self, case_id: int) -> bool:
        return bool(
            self._connection.execute(
                case.update()
                .where(case.c.id == case_id, case.c.state == CaseState.DECIDED.value)
                .values(state=CaseState.OPEN.value, decided_at=None)
            ).rowcount
        )

    def add(
        self,
        *,
        id: int,
        key: int,
        public_id: str,
        case_id: int,
        number: int,
        actor_id: int,
        finding: Finding,
        **columns: object,
    ) -> None:
        """Write a decision row; *columns* are further columns of its table, those left out have its defaults."""
        self._connection.execute(
            decision.insert().values(
                id=id,
                key=key,
                public_id=public_id,
                case_id=case_id,
                number=number,
                actor_id=actor_id,
                at=self._now(),
                finding=finding.value,
                **columns,
            )
        )

    def mark_undone(self, decision_id: int) -> bool:
        return bool(
            self._connection.execute(
                decision.update()
                .where(decision.c.id == decision_id, decision.c.undone_at.is_(None))
                .values(undone_at=self._now())
            ).rowcount
        )

    def mark(self, decision_id: int, **times: object) -> None:
        """Fill in what became known of a decision (effective_at, notice_sent_at …) where it is still empty."""
        for name, value in times.items():
            column = decision.c[name]
            empty = column == "" if isinstance(value, str) else column.is_(None)
            self._connection.execute(decision.update().where(decision.c.id == decision_id, empty).values({name: value}))

    def set_post_state(self, case_id: int, state: PostState) -> None:
        """What reading back showed about the post of a case."""
        about = select(case.c.subject_id).where(case.c.id == case_id, case.c.subject == SubjectKind.POST.value)
        self._connection.execute(post.update().where(post.c.id.in_(about)).values(state=state.value))

    def add_strike(self, author_id: int, decision_id: int, guideline_id: str, until: int) -> None:
        self._connection.execute(
            strike.insert().values(
                id=self._new_id(),
                author_id=author_id,
                decision_id=decision_id,
                guideline_id=guideline_id,
                at=self._now(),
                until=until,
                lifted_at=None,
            )
        )

    def lift_strikes(self, decision_id: int) -> int:
        return self._connection.execute(
            strike.update()
            .where(strike.c.decision_id == decision_id, strike.c.lifted_at.is_(None))
            .values(lifted_at=self._now())
        ).rowcount

    # --- reads -------------------------------------------------------------------------------------------------------

    def saved(self, decision_id: int) -> Saved | None:
        return self._saved(decision.c.id == decision_id)

    def by_key(self, key: int) -> Saved | None:
        return self._saved(decision.c.key == key)

    def last_of(self, case_id: int) -> Saved | None:
        """The newest decision of a case: whom a refused order names."""
        return self._saved(decision.c.case_id == case_id)

    def last_found(self, case_id: int) -> Saved | None:
        """The newest decision of a case that found something itself, and did not only take another one back."""
        return self._saved((decision.c.case_id == case_id) & decision.c.undoes_id.is_(None))

    def _saved(self, where: ColumnElement[bool]) -> Saved | None:
        row = self._connection.execute(
            select(decision, actor.c.name)
            .join(actor, actor.c.id == decision.c.actor_id)
            .where(where)
            .order_by(decision.c.number.desc())
            .limit(1)
        ).first()
        return None if row is None else _saved(row)

    def sent_by_plan(self, decision_id: int) -> tuple[list[int], int | None]:
        """The enforcements of a decision without the planned ends of its sanctions, and when the first is due."""
        rows = self._connection.execute(
            select(enforcement.c.id, enforcement.c.due_at)
            .where(enforcement.c.decision_id == decision_id, enforcement.c.lift.is_(False))
            .order_by(enforcement.c.ordinal)
        ).all()
        return [row.id for row in rows], min((row.due_at for row in rows), default=None)

    def flags_until(self, case_id: int, at: int) -> int:
        return self._connection.execute(
            select(func.count()).select_from(flag).where(flag.c.case_id == case_id, flag.c.received_at <= at)
        ).scalar_one()

    def of_case(self, case_id: int) -> tuple[DecisionRow, ...]:
        """Every decision of a case, oldest first, with what became of it."""
        return self._views(_views().where(decision.c.case_id == case_id).order_by(decision.c.number))

    def by_actor(self, actor_id: int, since: int, limit: int = 500) -> list[DecisionRow]:
        """What a person decided since *since* (µs), newest first; the undoing of something is not listed."""
        return list(
            self._views(
                _views()
                .where(decision.c.actor_id == actor_id, decision.c.at >= since, decision.c.undoes_id.is_(None))
                .order_by(decision.c.at.desc(), decision.c.id.desc())
                .limit(limit)
            )
        )

    def rows_of_decision(self, decision_id: int) -> tuple[EnforcementRow, ...]:
        return rows_of(self._connection, [decision_id])[decision_id]

    def strikes_of(self, author_id: int) -> tuple[StrikeRow, ...]:
        rows = self._connection.execute(select(strike).where(strike.c.author_id == author_id).order_by(strike.c.at))
        return tuple(StrikeRow(row.guideline_id, row.at, row.until, row.lifted_at is not None) for row in rows)

    def actions_of(self, case_ids: Sequence[int]) -> dict[int, tuple[ActionKind, ...]]:
        """What was done in each case and stands, for an author's history."""
        found: dict[int, list[ActionKind]] = {}
        rows = self._connection.execute(
            select(enforcement.c.case_id, enforcement.c.kind)
            .join(decision, decision.c.id == enforcement.c.decision_id)
            .where(
                enforcement.c.case_id.in_(case_ids),
                enforcement.c.lift.is_(False),
                enforcement.c.closing.is_(False),
                decision.c.undone_at.is_(None),
                decision.c.undoes_id.is_(None),
            )
            .order_by(decision.c.number, enforcement.c.ordinal)
        )
        for row in rows:
            kinds = found.setdefault(row.case_id, [])
            if ActionKind(row.kind) not in kinds:
                kinds.append(ActionKind(row.kind))
        return {case_id: tuple(kinds) for case_id, kinds in found.items()}

    def _views(self, query: Select[Any]) -> tuple[DecisionRow, ...]:
        rows = self._connection.execute(query).all()
        enforcements = rows_of(self._connection, [row.id for row in rows])
        return tuple(
            DecisionRow(
                id=row.id,
                case_id=row.case_id,
                number=row.number,
                actor=row.actor_name,
                actor_id=row.actor_id,
                at=row.at,
                finding=Finding(row.finding),
                guideline_id=row.guideline_id,
                guideline_version=row.version_number,
                reason=row.reason,
                author=row.display_name or row.handle,
                excerpt=row.excerpt or "",
                undone=row.undone_at is not None,
                enforcements=enforcements[row.id],
            )
            for row in rows
        )


def _views() -> Select[Any]:
    text = (
        select(func.substr(revision.c.text, 1, EXCERPT_CHARACTERS))
        .where(
            case.c.subject == SubjectKind.POST.value,
            revision.c.post_id == case.c.subject_id,
            revision.c.number == decision.c.revision,
        )
        .correlate(case, decision)
        .scalar_subquery()
    )
    return (
        select(
            decision,
            actor.c.name.label("actor_name"),
            author.c.handle,
            author.c.display_name,
            guideline_version.c.number.label("version_number"),
            text.label("excerpt"),
        )
        .join(case, case.c.id == decision.c.case_id)
        .join(author, author.c.id == case.c.author_id)
        .join(actor, actor.c.id == decision.c.actor_id)
        .outerjoin(guideline_version, guideline_version.c.id == decision.c.version_id)
    )


def _saved(row: Row[Any]) -> Saved:
    return Saved(
        id=row.id,
        case_id=row.case_id,
        number=row.number,
        actor_id=row.actor_id,
        actor=row.name,
        at=row.at,
        finding=Finding(row.finding),
        guideline_id=row.guideline_id,
        reason=row.reason,
        seen_flags=row.seen_flags,
        undoes_id=row.undoes_id,
        undone_at=row.undone_at,
    )
