"""The outbox: every request to a platform from the moment it was decided, and who may move it from state to state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, exists, func, or_, select

from moderator.domain import caps
from moderator.domain.action import ActionKind, ActionOrder, Step
from moderator.domain.enforcement import EnforcementState, check
from moderator.store.outbox_next import DUE, KEPT, OF_DECISION, ONE, STUCK, UNSEEN
from moderator.store.outbox_rows import OutboxRows
from moderator.store.repo import decode, encode
from moderator.store.tables import audit_event, community, decision, enforcement, shift

S = EnforcementState
SET_BACK = 3_600_000_000  # µs; clocks of two machines never differ so much
LONGEST_WAIT = (caps.RETRY_AFTER_SECONDS + 3_600) * 1_000_000  # µs; no wait but a sanction's is longer


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that the platform took, or is being given, about what another one is about too."""

    id: int
    kind: ActionKind
    until: int | None
    taken_at: int | None  # µs; None while it is being sent
    order: ActionOrder
    undone: bool
    rehearsed: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One enforcement with everything that delivery needs to know about it."""

    id: int
    decision_id: int
    case_id: int
    community_id: int
    author_id: int | None
    kind: ActionKind
    step: Step
    state: EnforcementState
    attempt: int
    holder: str
    due_at: int
    code: str
    lift: bool
    closing: bool
    inverse_of: int | None
    decided_at: int
    undone: bool  # its decision was undone meanwhile
    revision: int  # of the post when it was decided; 0 without a post
    revision_now: int
    result: Mapping[str, object] = field(default_factory=dict)


class Outbox(OutboxRows):
    """`rehearsed_since` (µs) is set by whoever delivers a rehearsal: then only what belongs to it is next."""

    rehearsed_since: int | None = None

    def rehearsal_began(self, community_id: int) -> int:
        """When the community was set to rehearse, in µs; 0 when it did from its first day."""
        began = self._connection.scalar(
            select(func.max(audit_event.c.at)).where(
                audit_event.c.subject == f"community:{community_id}",
                audit_event.c.kind == "community.rehearsal_set",
            )
        )
        return began or 0

    # --- written when something is decided ---------------------------------------------------------------------------

    def add(
        self,
        *,
        decision_id: int,
        case_id: int,
        community_id: int,
        author_id: int | None,
        ordinal: int,
        order: ActionOrder,
        step: Step,
        due_at: int,
        lift: bool = False,
        closing: bool = False,
        inverse_of: int | None = None,
    ) -> int:
        enforcement_id = self._new_id()
        self._connection.execute(
            enforcement.insert().values(
                id=enforcement_id,
                decision_id=decision_id,
                case_id=case_id,
                community_id=community_id,
                author_id=author_id,
                ordinal=ordinal,
                kind=step.kind.value,
                scope=step.scope.value,
                order=encode(order),
                step=encode(step),
                state=S.WAITING.value,
                resend=step.resend.value,
                reversible=step.reversible.value,
                ends_by=step.ends_by.value,
                until=step.until,
                due_at=due_at,
                attempt=0,
                holder="",
                at=self._now(),
                code="",
                text="",
                result="{}",
                by_other=False,
                inverse_of=inverse_of,
                lift=lift,
                closing=closing,
            )
        )
        return enforcement_id

    # --- delivery ----------------------------------------------------------------------------------------------------

    def stuck(self, community_id: int, holder: str) -> Job | None:
        """A request that was being sent by somebody who is gone, or whose outcome is to be looked at again now."""
        return self._next(STUCK, community=community_id, holder=holder)

    def unseen(self, community_id: int) -> Job | None:
        """A request that the platform took and whose effect is to be looked for now."""
        return self._next(UNSEEN, community=community_id)

    def due(self, community_id: int, decided_after: int = 0) -> Job | None:
        """The next request to send: due, and nothing earlier about the same subject is on its way.

        With *decided_after* (µs) what was decided earlier and never tried yet is left waiting.
        """
        return self._next(DUE, community=community_id, ahead=self._now() + SET_BACK, decided_after=decided_after)

    def _next(self, statement: Select[Any], **about: object) -> Job | None:
        now = self._now()
        since = self.rehearsed_since
        rehearsal = {} if since is None else {"rehearsing": 1, "since": since}
        return self._first(statement, now=now, far=now + LONGEST_WAIT, **rehearsal, **about)

    def _first(self, statement: Select[Any], **about: object) -> Job | None:
        row = self._connection.execute(statement, about).first()
        return None if row is None else _job(row)

    def anything(self, community_id: int, holder: str, decided_after: int = 0) -> bool:
        """Whether there is anything to do now: a look that writes nothing."""
        return (
            self.stuck(community_id, holder) is not None
            or self.unseen(community_id) is not None
            or self.due(community_id, decided_after) is not None
        )

    def job(self, enforcement_id: int) -> Job | None:
        return self._first(ONE, enforcement=enforcement_id)

    def jobs_of(self, decision_id: int) -> list[Job]:
        """All rows of a decision, in their order."""
        return [_job(row) for row in self._connection.execute(OF_DECISION, {"decision": decision_id})]

    def taken_beside(self, job: Job, kinds: Sequence[ActionKind]) -> list[Taken]:
        """What other decisions did of these *kinds*, as widely, about the author of *job*: sent, or being sent."""
        rows = self._connection.execute(
            select(
                enforcement,
                func.coalesce(enforcement.c.sent_at, enforcement.c.confirmed_at).label("taken_at"),
                decision.c.undone_at,
            )
            .join(decision, decision.c.id == enforcement.c.decision_id)
            .where(
                enforcement.c.community_id == job.community_id,
                enforcement.c.author_id.is_not_distinct_from(job.author_id),
                enforcement.c.state.in_([S.SENDING.value, S.SENT.value, S.CONFIRMED.value]),
                enforcement.c.kind.in_([kind.value for kind in kinds]),
                enforcement.c.scope == job.step.scope.value,
                enforcement.c.decision_id != job.decision_id,
            )
        )
        return [
            Taken(
                row.id,
                ActionKind(row.kind),
                row.until,
                row.taken_at,
                decode(row.order, ActionOrder),
                row.undone_at is not None,
                is_rehearsed(decode(row.result, dict[str, object])),
            )
            for row in rows
        ]

    def order_of(self, enforcement_id: int) -> ActionOrder:
        text = self._connection.execute(
            select(enforcement.c.order).where(enforcement.c.id == enforcement_id)
        ).scalar_one()
        return decode(text, ActionOrder)

    def move(
        self,
        enforcement_id: int,
        before: EnforcementState,
        after: EnforcementState,
        *,
        attempt: int | None = None,
        values: Mapping[str, object] | None = None,
    ) -> bool:
        """Compare and swap. With *attempt* a worker that was fenced off changes nothing (False)."""
        if before is not after:
            check(before, after)
        mine = [enforcement.c.id == enforcement_id, enforcement.c.state == before.value]
        if attempt is not None:
            mine.append(enforcement.c.attempt == attempt)
        new = dict(values or {})
        if "result" in new:
            new["result"] = encode(new["result"])
        done = self._connection.execute(
            enforcement.update().where(*mine).values(state=after.value, at=self._now(), **new)
        )
        return bool(done.rowcount)

    # --- grace, keeping, sending at once -----------------------------------------------------------------------------

    def postpone(self, decision_id: int, due_at: int) -> int:
        """Move what waits of a decision to *due_at*, never earlier than it was; returns how many rows."""
        return self._connection.execute(
            enforcement.update()
            .where(
                enforcement.c.decision_id == decision_id,
                enforcement.c.state == S.WAITING.value,
                enforcement.c.lift.is_(False),
                enforcement.c.attempt == 0,
                enforcement.c.due_at < due_at,
            )
            .values(due_at=due_at, at=self._now())
        ).rowcount

    def waiting_of(self, actor_id: int) -> list[tuple[int, int]]:
        """(decision, enforcement) of what this person decided and nobody has begun to send."""
        rows = self._connection.execute(
            select(enforcement.c.decision_id, enforcement.c.id)
            .join(decision, decision.c.id == enforcement.c.decision_id)
            .where(
                decision.c.actor_id + 0 == actor_id,  # not by its index: few rows wait, a person decides thousands
                enforcement.c.community_id.in_(select(community.c.id)),  # the index begins with it
                enforcement.c.state == S.WAITING.value,
                enforcement.c.lift.is_(False),
                enforcement.c.attempt == 0,
            )
            .order_by(decision.c.at, enforcement.c.decision_id, enforcement.c.ordinal)
        )
        return [(row.decision_id, row.id) for row in rows]

    def set_waiting(self, enforcement_ids: Sequence[int], *, due_at: int | None = None, code: str = "") -> int:
        new: dict[str, object] = {"code": code, "at": self._now()}
        if due_at is not None:
            new["due_at"] = due_at
        return self._connection.execute(
            enforcement.update()
            .where(enforcement.c.id.in_(enforcement_ids), enforcement.c.state == S.WAITING.value)
            .values(**new)
        ).rowcount

    def kept(self, community_id: int, before: int | None = None) -> list[int]:
        """What was kept until the next start. With *before* (µs) only what was kept before it, or whose keeper began
        a shift since."""
        statement = select(enforcement.c.id).where(
            enforcement.c.community_id == community_id,
            enforcement.c.state == S.WAITING.value,
            enforcement.c.code == KEPT,
        )
        if before is not None:
            began_again = exists(
                select(shift.c.id)
                .join(decision, decision.c.actor_id == shift.c.actor_id)
                .where(decision.c.id == enforcement.c.decision_id, shift.c.started_at > enforcement.c.at)
            )
            statement = statement.where(or_(enforcement.c.at <= before, began_again))
        return list(self._connection.scalars(statement))


def is_rehearsed(result: Mapping[str, object]) -> bool:
    """Whether a request never left the house."""
    return bool(result.get("rehearsed"))


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        decision_id=row.decision_id,
        case_id=row.case_id,
        community_id=row.community_id,
        author_id=row.author_id,
        kind=ActionKind(row.kind),
        step=decode(row.step, Step),
        state=S(row.state),
        attempt=row.attempt,
        holder=row.holder,
        due_at=row.due_at,
        code=row.code,
        lift=row.lift,
        closing=row.closing,
        inverse_of=row.inverse_of,
        decided_at=row.decided_at,
        undone=row.undone_at is not None,
        revision=row.revision,
        revision_now=row.revision_now,
        result=decode(row.result, dict[str, object]),
    )
