"""Taking a decision back: before anything was sent by not sending it, afterwards by its inverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from moderator.domain.action import INVERSE, ActionKind, Reversible
from moderator.domain.audit import Event
from moderator.domain.decision import Finding, Source, UndoKind, UndoResult
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError, StaleError
from moderator.domain.requests import Topic
from moderator.ports import Planner
from moderator.services import effects, standing
from moderator.services.plan import Planned, planner_for
from moderator.services.record import new_public_id

if TYPE_CHECKING:
    from moderator.store.decisions import Saved
    from moderator.store.outbox import Job
    from moderator.store.subject import Subject
    from moderator.store.unit import Tx

S = EnforcementState
_NOT_SENT = frozenset({S.WAITING, S.REFUSED})
_ON_PLATFORM = frozenset({S.SENDING, S.SENT, S.CONFIRMED, S.UNKNOWN})


def undo(tx: Tx, planners: Mapping[str, Planner], decision_id: int, actor_id: int) -> UndoResult:
    """Undo inside the caller's transaction; the result names what cannot be taken back.

    An effect that another decision holds too stays in force for that one: it is named, and counts as taken back.
    """
    saved = tx.decisions.saved(decision_id)
    if saved is None:
        raise KnownError("This decision is not known", "Look at the case again.", code="no_decision")
    if saved.undoes_id is not None:
        raise KnownError("This took a decision back", "Decide the case anew instead.", code="undo_of_undo")
    subject = tx.decisions.subject(saved.case_id)
    if subject is None or saved.undone_at is not None:
        raise StaleError("Already undone", "Somebody took this decision back already.", code="already_undone")
    rows = tx.outbox.jobs_of(decision_id)
    waiting = [row for row in rows if row.state in _NOT_SENT]
    gone = _standing(rows)
    held = [row for row in gone if row.state is not S.SENDING and standing.stays_now(tx, row)]
    own = [row for row in gone if row not in held]
    plans, cannot = _inverses(planner_for(planners, subject.platform), tx, own, f"{decision_id:x}-undo")
    cannot = tuple(dict.fromkeys([*(row.kind for row in held), *cannot]))
    if gone and not held and not plans and not any(not row.lift for row in waiting):
        return UndoResult(UndoKind.NOTHING, decision_id, cannot=cannot)
    for row in waiting:
        effects.cancel(tx, row, actor_id)
    tx.decisions.mark_undone(decision_id)
    tx.decisions.lift_strikes(decision_id)
    for row in held:
        effects.original_undone(tx, row.id, code=standing.ANOTHER_STANDS)
    inverse_id = _order_inverses(tx, subject, saved, actor_id, plans) if plans else None
    cancelled = sum(not row.lift for row in waiting)
    tx.record(
        Event(
            "decision.undone",
            f"decision:{decision_id}",
            actor_id,
            facts={
                "case": saved.case_id,
                "cancelled": cancelled,
                "inverse": inverse_id,
                "cannot": [kind.value for kind in cannot],
            },
        )
    )
    tx.touch(Topic.QUEUE, Topic.CASE, Topic.OUTBOX)
    effects.reopen_when_undone(tx, decision_id)
    kind = UndoKind.CANCELLED if inverse_id is None else UndoKind.INVERSE
    return UndoResult(kind, decision_id, cancelled, inverse_id, cannot)


def _standing(rows: Sequence[Job]) -> list[Job]:
    """What is, or may be, in force on the platform; a sanction whose planned end came is not."""
    ended = {
        row.inverse_of
        for row in rows
        if row.lift and (row.state in _ON_PLATFORM - {S.UNKNOWN} or row.code == standing.ANOTHER_STANDS)
    }
    return [row for row in rows if row.state in _ON_PLATFORM and not row.lift and row.id not in ended]


def _inverses(
    planner: Planner, tx: Tx, rows: Sequence[Job], key: str
) -> tuple[list[tuple[int, Planned]], tuple[ActionKind, ...]]:
    """The inverse of each action, last one first, with the row that each takes back; and what has none."""
    plans: list[tuple[int, Planned]] = []
    cannot: list[ActionKind] = []
    done: set[tuple[str, str]] = set()
    for number, row in enumerate(reversed(rows)):
        if (row.kind.value, row.step.scope.value) in done:  # a further request of the same action
            continue
        done.add((row.kind.value, row.step.scope.value))
        order = tx.outbox.order_of(row.id)
        try:
            if row.kind not in INVERSE or row.step.reversible is Reversible.NEVER:
                raise KnownError("No way back", "The platform cannot take this back.", code="no_inverse")
            back = replace(order, kind=INVERSE[row.kind], until=None, message="")
            plans += [(row.id, Planned(back, step, tx.now)) for step in planner.plan(back, f"{key}-{number}")]
        except KnownError:
            if row.kind not in cannot:
                cannot.append(row.kind)
    return plans, tuple(reversed(cannot))


def _order_inverses(tx: Tx, subject: Subject, saved: Saved, actor_id: int, plans: Sequence[tuple[int, Planned]]) -> int:
    """A decision of its own, so that the taking back has its actor, its number and its outbox rows."""
    decision_id = tx.new_id()
    tx.decisions.add(
        id=decision_id,
        key=tx.new_id(),
        public_id=new_public_id(),
        case_id=saved.case_id,
        number=tx.decisions.count_decision(saved.case_id),
        actor_id=actor_id,
        finding=Finding.NO_BREACH,
        undoes_id=saved.id,
        revision=subject.revision,
        seen_flags=subject.flags,
        source=Source.OWN_INITIATIVE.value,
    )
    for ordinal, (original_id, row) in enumerate(plans):
        tx.outbox.add(
            decision_id=decision_id,
            case_id=subject.case_id,
            community_id=subject.community_id,
            author_id=subject.author_id,
            ordinal=ordinal,
            order=row.order,
            step=row.step,
            due_at=row.due_at,
            inverse_of=original_id,
        )
    return decision_id
