"""Whether an effect has to stay because another decision wants it too: a ban that overlaps a ban."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderator.domain.action import INVERSE, ActionOrder, Scope

if TYPE_CHECKING:
    from moderator.store.outbox import Job, Taken
    from moderator.store.unit import Tx

ANOTHER_STANDS = "another_stands"
"""The code of an end, or of a taking back, that was not sent: another decision holds the same effect."""


def stays_until_after(tx: Tx, sanction: Job) -> bool:
    """Whether another decision keeps this sanction in force beyond its planned end.

    Of two with the same end the later one ends it.
    """
    mine = (tx.now if sanction.step.until is None else sanction.step.until, sanction.id)
    return any(one.until is None or (one.until, one.id) > mine for one in _others(tx, sanction))


def stays_now(tx: Tx, action: Job) -> bool:
    """Whether another decision keeps the effect of *action* in force now."""
    return any(one.until is None or one.until > tx.now for one in _others(tx, action))


def _others(tx: Tx, action: Job) -> list[Taken]:
    """Other decisions' same actions about the same, not taken back and not ended by anything sent after them."""
    ending = INVERSE.get(action.kind)
    if ending is None:
        return []
    where = _where(tx.outbox.order_of(action.id))
    rehearsed = bool(action.result.get("rehearsed"))
    found = [
        one
        for one in tx.outbox.taken_beside(action, (action.kind, ending))
        if _where(one.order) == where and one.rehearsed == rehearsed
    ]
    ended_at = max((one.taken_at or tx.now for one in found if one.kind is ending), default=None)
    return [
        one
        for one in found
        if one.kind is action.kind
        and not one.undone
        and (ended_at is None or one.taken_at is None or one.taken_at > ended_at)
    ]


def _where(order: ActionOrder) -> tuple[str, ...]:
    target = order.target
    match order.scope:
        case Scope.POST:
            return target.place, target.post
        case Scope.THREAD:
            return target.place, target.thread
        case Scope.PLACE:
            return (target.place,)
    return ()
