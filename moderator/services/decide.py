"""A moderator's decisions: saved whole or not at all, only on what the moderator saw, and taken back while they can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from moderator import faults
from moderator.domain import caps
from moderator.domain.audit import Event
from moderator.domain.case import CaseMove, CaseState, move
from moderator.domain.community import SubjectKind
from moderator.domain.decision import DecisionOrder, Finding, Receipt, UndoResult
from moderator.domain.enforcement import EnforcementState, Settle
from moderator.domain.errors import KnownError, StaleError
from moderator.domain.requests import Topic
from moderator.domain.rows import DecisionRow, EnforcementRow, OutboxCounts
from moderator.ports import Clock, Planner
from moderator.services import effects, record, undoing
from moderator.services.plan import check_order, plan, planner_for, write_plan

if TYPE_CHECKING:
    from moderator.store.decisions import Saved
    from moderator.store.subject import Subject
    from moderator.store.unit import Store, Tx

SECOND = 1_000_000
DAY = 86_400 * SECOND
STRIKE_DAYS = 90
S = EnforcementState


class Decide:
    """`grace_seconds` is asked at each decision, so that a changed setting holds at once. `strike_days` is
    asked with a community, a guideline and the usual number of days; 0: that breach does not count."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        planners: Mapping[str, Planner],
        *,
        grace_seconds: Callable[[], float] = lambda: caps.GRACE_SECONDS,
        strike_days: Callable[[int, str, int], int] = lambda community_id, guideline_id, days: days,
    ) -> None:
        self._store = store
        self._clock = clock
        self._planners = planners
        self._grace_seconds = grace_seconds
        self._strike_days = strike_days

    # --- deciding ----------------------------------------------------------------------------------------------------

    def decide(self, order: DecisionOrder, actor_id: int) -> Receipt:
        """Save one decision with its requests. Durable when it returns; the same order key gives the same receipt.

        Raises StaleError `already_decided` (details: actor, at, finding, guideline_id, reason), `revision_changed`
        (details: seen, now) or `case_moved`; KnownError when the order itself is not whole. Nothing is written then.
        """
        with self._store.write(actor_id) as tx:
            receipt = self._decide(tx, order, actor_id)
            faults.point("decide.commit")
        faults.point("decide.saved")
        return receipt

    def decide_many(self, orders: Sequence[DecisionOrder], actor_id: int) -> list[Receipt | KnownError]:
        """Save each by itself, in order; a refused one is returned as its error and the rest go on."""
        results: list[Receipt | KnownError] = []
        for order in orders:
            try:
                results.append(self.decide(order, actor_id))
            except KnownError as error:
                results.append(error)
        return results

    def _decide(self, tx: Tx, order: DecisionOrder, actor_id: int) -> Receipt:
        subject = tx.decisions.subject(order.case_id)
        earlier = tx.decisions.by_key(order.key)
        if earlier is not None:
            return self._receipt(tx, earlier)
        if subject is None:
            raise KnownError("This case is not known", "It may have been erased. Look at the queue.", code="no_case")
        self._compare(tx, subject, order)
        check_order(order, tx.now)
        move(subject.state, CaseMove.DECIDE)
        flags = tx.decisions.flags_of(subject.case_id)
        decision_id = tx.new_id()
        due_at = tx.now + int(self._grace(order) * SECOND)
        planner = planner_for(self._planners, subject.platform)
        rows = plan(planner, subject, flags, order, key=f"{decision_id:x}", due_at=due_at)
        if not tx.decisions.close_case(subject.case_id, order.seen_decisions):
            raise self._decided_meanwhile(tx, subject)
        version_id = tx.decisions.newest_version(subject.community_id)
        number = order.seen_decisions + 1
        tx.decisions.add(
            id=decision_id,
            key=order.key,
            public_id=record.new_public_id(),
            case_id=subject.case_id,
            number=number,
            actor_id=actor_id,
            finding=order.finding,
            **record.columns(
                order,
                subject,
                flags,
                now=tx.now,
                version_id=version_id,
                first_viewed_at=tx.decisions.first_viewed_at(subject.case_id),
                has_steps=bool(rows),
            ),
        )
        sent = write_plan(tx, subject, decision_id, rows)
        self._strike(tx, subject, order, decision_id)
        self._tell(tx, subject, order, actor_id, decision_id, number, version_id, sent)
        return Receipt(
            decision_id,
            subject.case_id,
            number,
            due_at if sent else tx.now,
            sent,
            max(subject.flags - order.seen_flags, 0),
        )

    def _compare(self, tx: Tx, subject: Subject, order: DecisionOrder) -> None:
        if subject.decisions != order.seen_decisions:
            raise self._decided_meanwhile(tx, subject)
        if subject.kind is SubjectKind.POST and subject.revision != order.seen_revision:
            raise StaleError(
                "The post was edited meanwhile",
                "Read the new text and decide again.",
                code="revision_changed",
                seen=order.seen_revision,
                now=subject.revision,
            )
        if subject.state is CaseState.DECIDED:
            raise self._decided_meanwhile(tx, subject)

    @staticmethod
    def _decided_meanwhile(tx: Tx, subject: Subject) -> StaleError:
        last = tx.decisions.last_of(subject.case_id)
        if last is None:
            return StaleError("This case has moved on", "Look at it again.", code="case_moved")
        return StaleError(
            "Already decided",
            f"{last.actor} decided this case first. Look at it again.",
            code="already_decided",
            actor=last.actor,
            actor_id=last.actor_id,
            at=last.at,
            decision_id=last.id,
            finding=last.finding.value,
            guideline_id=last.guideline_id,
            reason=last.reason,
        )

    def _grace(self, order: DecisionOrder) -> float:
        wanted = self._grace_seconds() if order.grace_seconds is None else order.grace_seconds
        return min(max(wanted, 0.0), caps.GRACE_MAX_SECONDS)

    def _strike(self, tx: Tx, subject: Subject, order: DecisionOrder, decision_id: int) -> None:
        if order.finding is not Finding.BREACH:
            return
        days = self._strike_days(subject.community_id, order.guideline_id, STRIKE_DAYS)
        if days > 0:
            tx.decisions.add_strike(subject.author_id, decision_id, order.guideline_id, tx.now + days * DAY)

    @staticmethod
    def _tell(
        tx: Tx,
        subject: Subject,
        order: DecisionOrder,
        actor_id: int,
        decision_id: int,
        number: int,
        version_id: int | None,
        sent: Sequence[int],
    ) -> None:
        tx.record(
            Event(
                "case.decided",
                f"case:{subject.case_id}",
                actor_id,
                facts={
                    "decision": decision_id,
                    "number": number,
                    "finding": order.finding.value,
                    "guideline": order.guideline_id,
                    "version": version_id,
                    "revision": subject.revision,
                    "flags": subject.flags,
                    "seen_flags": order.seen_flags,
                    "actions": [action.kind.value for action in order.actions],
                    "enforcements": list(sent),
                },
                content={
                    "reason": order.reason,
                    "facts": order.facts,
                    "messages": [action.message for action in order.actions if action.message],
                },
            ),
            author_id=subject.author_id,
        )
        tx.touch(Topic.QUEUE, Topic.CASE, Topic.OUTBOX)

    @staticmethod
    def _receipt(tx: Tx, saved: Saved) -> Receipt:
        sent, due_at = tx.decisions.sent_by_plan(saved.id)
        since = tx.decisions.flags_until(saved.case_id, saved.at) - saved.seen_flags
        return Receipt(
            saved.id, saved.case_id, saved.number, saved.at if due_at is None else due_at, tuple(sent), max(since, 0)
        )

    # --- taking back, waiting, settling ------------------------------------------------------------------------------

    def undo(self, decision_id: int, actor_id: int) -> UndoResult:
        """Take a decision back: cancel what waits, order the inverse of what was sent, name what has none."""
        with self._store.write(actor_id) as tx:
            return undoing.undo(tx, self._planners, decision_id, actor_id)

    def hold(self, decision_id: int) -> int:
        """Wait longer before sending, at most a minute after the decision; returns the due time (µs) that holds."""
        with self._store.write() as tx:
            saved = tx.decisions.saved(decision_id)
            if saved is None:
                raise KnownError("This decision is not known", "Look at the case again.", code="no_decision")
            wanted = tx.now + int(self._grace_seconds() * SECOND)
            due_at = min(wanted, saved.at + caps.GRACE_MAX_SECONDS * SECOND)
            if tx.outbox.postpone(decision_id, due_at):
                tx.record(Event("decision.held", f"decision:{decision_id}", saved.actor_id, facts={"due_at": due_at}))
                tx.touch(Topic.OUTBOX)
            _, held = tx.decisions.sent_by_plan(decision_id)
            return saved.at if held is None else held

    def settle(self, enforcement_id: int, how: Settle, actor_id: int) -> None:
        """Say what became of an unknown or refused effect: it arrived, send it again, or leave it."""
        with self._store.write(actor_id) as tx:
            job = tx.outbox.job(enforcement_id)
            if job is None:
                raise KnownError("This step is not known", "Look at the case again.", code="no_step")
            if job.state not in (S.UNKNOWN, S.REFUSED):
                raise StaleError("This step has moved on", f"It is {job.state.value} now.", code="step_moved")
            if how is Settle.ARRIVED:
                tx.outbox.move(job.id, job.state, S.CONFIRMED, values={"confirmed_at": tx.now, "by_other": False})
                effects.tell(tx, job, S.CONFIRMED, actor_id, how=how.value)
                effects.confirmed(tx, job)
            elif how is Settle.AGAIN:
                approved = {**job.result, "approved_by": actor_id}  # the checks before sending were a person's now
                again = {"due_at": tx.now, "code": "", "text": "", "result": approved}
                tx.outbox.move(job.id, job.state, S.WAITING, values=again)
                effects.tell(tx, job, S.WAITING, actor_id, how=how.value)
            else:
                effects.cancel(tx, job, actor_id, how=how.value)
                effects.drop_what_hangs_on(tx, job, actor_id)
                effects.reopen_when_undone(tx, job.decision_id)

    # --- at the end of a shift ---------------------------------------------------------------------------------------

    def send_now(self, actor_id: int) -> int:
        """Send this person's waiting enforcements without further grace; returns how many."""
        with self._store.write(actor_id) as tx:
            ids = [enforcement_id for _, enforcement_id in tx.outbox.waiting_of(actor_id)]
            return self._change_waiting(tx, actor_id, ids, "outbox.sent_now", due_at=tx.now)

    def keep_waiting(self, actor_id: int) -> int:
        """Keep this person's waiting enforcements until the next start, re-checked then; returns how many."""
        with self._store.write(actor_id) as tx:
            ids = [enforcement_id for _, enforcement_id in tx.outbox.waiting_of(actor_id)]
            return self._change_waiting(tx, actor_id, ids, "outbox.kept", code="kept")

    @staticmethod
    def _change_waiting(
        tx: Tx, actor_id: int, ids: Sequence[int], kind: str, *, due_at: int | None = None, code: str = ""
    ) -> int:
        if not ids:
            return 0
        changed = tx.outbox.set_waiting(ids, due_at=due_at, code=code)
        tx.record(Event(kind, f"actor:{actor_id}", actor_id, facts={"enforcements": list(ids)}))
        tx.touch(Topic.OUTBOX)
        return changed

    def cancel_waiting(self, actor_id: int) -> int:
        """Undo this person's decisions of which nothing was sent; returns how many decisions."""
        with self._store.write(actor_id) as tx:
            decisions = dict.fromkeys(decision_id for decision_id, _ in tx.outbox.waiting_of(actor_id))
            count = 0
            for decision_id in decisions:
                rows = tx.outbox.jobs_of(decision_id)
                saved = tx.decisions.saved(decision_id)
                if saved is None or saved.undoes_id is not None or any(row.state is not S.WAITING for row in rows):
                    continue
                undoing.undo(tx, self._planners, decision_id, actor_id)
                count += 1
            return count

    def waiting(self, actor_id: int) -> int:
        """How many decisions of this person wait to be sent: the question when the window closes."""
        with self._store.read() as reads:
            return len({decision_id for decision_id, _ in reads.outbox.waiting_of(actor_id)})

    # --- views -------------------------------------------------------------------------------------------------------

    def decided_by(self, actor_id: int, since: int) -> list[DecisionRow]:
        with self._store.read() as reads:
            return reads.decisions.by_actor(actor_id, since)

    def counts(self) -> OutboxCounts:
        with self._store.read() as reads:
            return reads.outbox.counts()

    def open_enforcements(self, limit: int = 200) -> list[EnforcementRow]:
        with self._store.read() as reads:
            return reads.outbox.open_rows(limit)
