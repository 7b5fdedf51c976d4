"""The outbox as views show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select
from sqlalchemy import case as when

from moderator.domain.action import ActionKind, EndsBy, Reversible, Scope
from moderator.domain.enforcement import NEEDS_PERSON, SETTLED, EnforcementState
from moderator.domain.rows import EnforcementRow, OutboxCounts
from moderator.store.repo import Repository
from moderator.store.tables import community, enforcement

S = EnforcementState


class OutboxRows(Repository):
    def counts(self) -> OutboxCounts:
        """What is on its way and what needs a person. The planned end of a sanction is not on its way yet."""
        rows = self._connection.execute(
            select(enforcement.c.state, func.count().label("number"))
            .where(~and_(enforcement.c.lift.is_(True), enforcement.c.due_at > self._now()))
            .where(*_open())
            .group_by(enforcement.c.state)
        )
        found: dict[str, int] = {row.state: row.number for row in rows}
        return OutboxCounts(
            *(found.get(state.value, 0) for state in (S.WAITING, S.SENDING, S.SENT, S.REFUSED, S.UNKNOWN))
        )

    def open_rows(self, limit: int) -> list[EnforcementRow]:
        """What is not settled: what needs a person first, then by due time."""
        person = when((enforcement.c.state.in_([state.value for state in NEEDS_PERSON]), 0), else_=1)
        return [
            _row(row)
            for row in self._connection.execute(
                _rows().where(*_open()).order_by(person, enforcement.c.due_at, enforcement.c.id).limit(limit)
            )
        ]


def _open() -> tuple[ColumnElement[bool], ...]:
    """What is not settled, found by the index that begins with the community. What the platform took and nobody can
    read back (it is `sent`, and not looked for any more) is settled as far as it ever will be."""
    return (
        enforcement.c.community_id.in_(select(community.c.id)),
        enforcement.c.state.in_([state.value for state in S if state not in SETTLED]),
        or_(enforcement.c.state != S.SENT.value, enforcement.c.lease_until.is_not(None)),
    )


def rows_of(connection: Connection, decision_ids: Sequence[int]) -> dict[int, tuple[EnforcementRow, ...]]:
    """The enforcements of some decisions, in their order; for the views of decisions."""
    found: dict[int, list[EnforcementRow]] = {decision_id: [] for decision_id in decision_ids}
    if decision_ids:
        for row in connection.execute(
            _rows()
            .where(enforcement.c.decision_id.in_(decision_ids))
            .order_by(enforcement.c.decision_id, enforcement.c.ordinal)
        ):
            found[row.decision_id].append(_row(row))
    return {decision_id: tuple(rows) for decision_id, rows in found.items()}


def _rows() -> Select[Any]:
    return select(enforcement, community.c.name.label("community_name")).join(
        community, community.c.id == enforcement.c.community_id
    )


def _row(row: Row[Any]) -> EnforcementRow:
    return EnforcementRow(
        id=row.id,
        decision_id=row.decision_id,
        case_id=row.case_id,
        community=row.community_name,
        kind=ActionKind(row.kind),
        scope=Scope(row.scope),
        state=S(row.state),
        reversible=Reversible(row.reversible),
        ends_by=EndsBy(row.ends_by),
        until=row.until,
        due_at=row.due_at,
        attempt=row.attempt,
        at=row.at,
        code=row.code,
        text=row.text,
        by_other=row.by_other,
        lift=row.lift,
        inverse_of=row.inverse_of,
    )
