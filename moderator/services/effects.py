"""What follows inside the store when an enforcement reached its end: posts, sanctions, notices, undone decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderator.domain.action import ActionKind
from moderator.domain.audit import Event
from moderator.domain.community import PostState
from moderator.domain.enforcement import EnforcementState
from moderator.domain.requests import Topic

if TYPE_CHECKING:
    from moderator.store.outbox import Job
    from moderator.store.unit import Tx

S = EnforcementState
_TAKEN_BACK = frozenset({S.UNDONE, S.CANCELLED})
_POST_STATES = {ActionKind.REMOVE: PostState.REMOVED, ActionKind.RESTORE: PostState.VISIBLE}
_NOTICES = frozenset({ActionKind.WARN, ActionKind.MESSAGE})


def tell(tx: Tx, job: Job, after: EnforcementState, actor_id: int | None = None, **facts: object) -> None:
    """Write the audit event of one move of an enforcement and wake the views that show it."""
    tx.record(
        Event(
            kind=f"enforcement.{after.value}",
            subject=f"enforcement:{job.id}",
            actor=actor_id,
            facts={
                "decision": job.decision_id,
                "case": job.case_id,
                "kind": job.kind.value,
                "attempt": job.attempt,
                **facts,
            },
        )
    )
    tx.touch(Topic.OUTBOX, Topic.CASE)


def accepted(tx: Tx, job: Job) -> None:
    """The platform took the request."""
    if job.kind in _NOTICES:
        tx.decisions.mark(job.decision_id, notice_sent_at=tx.now, notice_channel=job.kind.value)


def confirmed(tx: Tx, job: Job, *, real: bool = True) -> None:
    """The effect stands on the platform (*real*), or would if this were no rehearsal: write down what that means."""
    tx.decisions.mark(job.decision_id, effective_at=tx.now)
    if real and job.kind in _POST_STATES:
        tx.decisions.set_post_state(job.case_id, _POST_STATES[job.kind])
        tx.touch(Topic.QUEUE)
    if job.inverse_of is not None and not job.lift:
        original_undone(tx, job.inverse_of)


def original_undone(tx: Tx, original_id: int, *, code: str = "") -> None:
    """What was to be taken back is: by its inverse, or because another decision holds the same effect (*code*)."""
    original = tx.outbox.job(original_id)
    if original is None:
        return
    why: dict[str, object] = {"code": code} if code else {}
    for row in tx.outbox.jobs_of(original.decision_id):
        if row.lift or (row.kind, row.step.scope) != (original.kind, original.step.scope):
            continue
        if row.state in (S.SENT, S.CONFIRMED):
            tx.outbox.move(row.id, row.state, S.UNDONE, values=why)
            tell(tx, row, S.UNDONE, code=code)
        elif row.state is S.UNKNOWN:  # whether or not it had arrived: nothing of it stands now
            tx.outbox.move(row.id, S.UNKNOWN, S.CANCELLED, values=why)
            tell(tx, row, S.CANCELLED, code=code)
    reopen_when_undone(tx, original.decision_id)


def reopen_when_undone(tx: Tx, decision_id: int) -> bool:
    """Open the case of an undone decision again when nothing of it stands and nobody decided anew meanwhile."""
    saved = tx.decisions.saved(decision_id)
    if saved is None or saved.undone_at is None:
        return False
    rows = [row for row in tx.outbox.jobs_of(decision_id) if not row.lift and not row.closing]
    if any(row.state not in _TAKEN_BACK for row in rows):
        return False
    newest = tx.decisions.last_found(saved.case_id)
    if newest is None or newest.id != decision_id:
        return False
    if not tx.decisions.reopen_case(saved.case_id):
        return False
    tx.decisions.mark(decision_id, reinstated_at=tx.now)
    tx.record(Event("case.reopened", f"case:{saved.case_id}", facts={"why": "undone", "decision": decision_id}))
    tx.touch(Topic.QUEUE, Topic.CASE)
    return True


def cancel(tx: Tx, job: Job, actor_id: int | None = None, **facts: object) -> None:
    """Take a waiting or refused row out of the way; a *code* among the facts is kept with the row."""
    tx.outbox.move(job.id, job.state, S.CANCELLED, values={"code": facts["code"]} if "code" in facts else None)
    tell(tx, job, S.CANCELLED, actor_id, **facts)


def drop_what_hangs_on(tx: Tx, job: Job, actor_id: int | None = None) -> None:
    """A step will not have its effect: its planned end is not needed, and its reports are not closed."""
    for row in tx.outbox.jobs_of(job.decision_id):
        if row.state is S.WAITING and (row.inverse_of == job.id or (row.closing and not job.lift)):
            cancel(tx, row, actor_id)
