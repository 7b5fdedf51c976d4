"""From a moderator's choice to the rows of the outbox: which requests, in which order, due when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.action import INVERSE, ActionKind, ActionOrder, EndsBy, Scope, Step, Target
from moderator.domain.community import FlagSource
from moderator.domain.decision import ChosenAction, DecisionOrder, Finding
from moderator.domain.errors import KnownError
from moderator.ports import Planner

if TYPE_CHECKING:
    from moderator.store.subject import FlagFact, Subject
    from moderator.store.unit import Tx

_CONTENT = frozenset(
    {ActionKind.REMOVE, ActionKind.RESTORE, ActionKind.EDIT, ActionKind.LABEL, ActionKind.LOCK, ActionKind.UNLOCK}
)
_MESSAGES = frozenset({ActionKind.WARN, ActionKind.MESSAGE, ActionKind.FORWARD})
RESTRICTS = frozenset(
    {
        ActionKind.REMOVE,
        ActionKind.EDIT,
        ActionKind.LABEL,
        ActionKind.WARN,
        ActionKind.MUTE,
        ActionKind.KICK,
        ActionKind.BAN,
        ActionKind.SUSPEND,
        ActionKind.LOCK,
    }
)
"""What takes something from a member: only ever after a breach of a guideline that the decision names."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One row of the outbox before it has an id. `ends` is the place in the plan of the sanction that it ends."""

    order: ActionOrder
    step: Step
    due_at: int
    closing: bool = False
    ends: int | None = None


def check_order(order: DecisionOrder, now: int) -> None:
    """Refuse what no moderator may do, before anything is looked up."""
    if order.finding is Finding.BREACH and not order.guideline_id:
        raise KnownError("A guideline is missing", "Choose the guideline that was broken.", code="guideline_missing")
    for action in order.actions:
        if order.finding is Finding.NO_BREACH and action.kind in RESTRICTS:
            raise KnownError(
                "This needs a breach",
                "Choose the guideline that was broken, or leave out what restricts the member.",
                code="action_without_breach",
                kind=action.kind.value,
            )
        if action.until is not None and action.until <= now:
            raise KnownError("The end lies in the past", "Choose a later end.", code="until_past")
        if action.kind in (ActionKind.WARN, ActionKind.MESSAGE) and not action.message.strip():
            raise KnownError("The message is empty", "Write what the member will read.", code="message_missing")


def plan(
    planner: Planner,
    subject: Subject,
    flags: Sequence[FlagFact],
    order: DecisionOrder,
    *,
    key: str,
    due_at: int,
) -> list[Planned]:
    """Return the requests of a decision in their order: content, author, message, and the reports closed last."""
    rows: list[Planned] = []
    for number, action in enumerate(_ordered(_with_close(subject, flags, order))):
        closing = action.kind is ActionKind.REPORT_CLOSE
        wanted = ActionOrder(
            kind=action.kind,
            scope=action.scope,
            target=target_of(subject, flags if closing else ()),
            reason=order.reason[: caps.REASON_CHARACTERS],
            message=action.message,
            until=action.until,
        )
        try:
            steps = planner.plan(wanted, f"{key}-{number}")
        except KnownError:
            if action in order.actions:
                raise
            continue  # the reports of this case are not the platform's: there is nothing to close there
        first = len(rows)
        rows.extend(Planned(wanted, step, due_at, closing=closing) for step in steps)
        rows.extend(_ends(planner, wanted, rows[first:], first, f"{key}-{number}-end"))
    # the planned ends come last, so that the numbers of what is sent now have no gaps
    return _lifts_last(rows)


def _with_close(subject: Subject, flags: Sequence[FlagFact], order: DecisionOrder) -> list[ChosenAction]:
    chosen = [action for action in order.actions if action.kind is not ActionKind.DISMISS]
    open_reports = any(flag.source is FlagSource.MEMBER and not flag.gone for flag in flags)
    asked = any(action.kind is ActionKind.REPORT_CLOSE for action in chosen)
    if subject.options.get("close_reports") is True and open_reports and not asked:
        chosen.append(ChosenAction(ActionKind.REPORT_CLOSE, Scope.POST))
    return chosen


def _ordered(actions: Sequence[ChosenAction]) -> list[ChosenAction]:
    def place(action: ChosenAction) -> int:
        if action.kind is ActionKind.REPORT_CLOSE:
            return 3
        return 0 if action.kind in _CONTENT else 2 if action.kind in _MESSAGES else 1

    return sorted(actions, key=place)


def _ends(planner: Planner, order: ActionOrder, rows: Sequence[Planned], first: int, key: str) -> list[Planned]:
    """The end of a timed sanction that the platform cannot end by itself: due then, sent by whoever runs then."""
    if order.until is None or order.kind not in INVERSE:
        return []
    if not any(row.step.ends_by is EndsBy.WORKER for row in rows):
        return []
    ending = replace(order, kind=INVERSE[order.kind], until=None, message="")
    return [Planned(ending, step, order.until, ends=first) for step in planner.plan(ending, key)]


def _lifts_last(rows: list[Planned]) -> list[Planned]:
    kept = [index for index, row in enumerate(rows) if row.ends is None]
    moved = {old: new for new, old in enumerate(kept)}
    lifts = [replace(row, ends=moved[row.ends]) for row in rows if row.ends is not None]
    return [rows[index] for index in kept] + lifts


def target_of(subject: Subject, flags: Sequence[FlagFact] = ()) -> Target:
    return Target(
        author=subject.author,
        post=subject.post,
        place=subject.place,
        thread=subject.thread,
        flags=tuple(flag.key for flag in flags if flag.source is FlagSource.MEMBER and not flag.gone),
        facts={"place": subject.place_facts, "author": subject.author_facts},
    )


def write_plan(tx: Tx, subject: Subject, decision_id: int, rows: Sequence[Planned]) -> tuple[int, ...]:
    """Put the plan into the outbox; returns the ids of what is sent now, without the planned ends."""
    ids: list[int] = []
    for ordinal, row in enumerate(rows):
        ids.append(
            tx.outbox.add(
                decision_id=decision_id,
                case_id=subject.case_id,
                community_id=subject.community_id,
                author_id=subject.author_id,
                ordinal=ordinal,
                order=row.order,
                step=row.step,
                due_at=row.due_at,
                lift=row.ends is not None,
                closing=row.closing,
                inverse_of=None if row.ends is None else ids[row.ends],
            )
        )
    return tuple(found for found, row in zip(ids, rows, strict=True) if row.ends is None)


def planner_for(planners: Mapping[str, Planner], platform: str) -> Planner:
    try:
        return planners[platform]
    except KeyError:
        raise KnownError(
            "This platform is not known", f"This version of Moderator does not know {platform}.", code="no_platform"
        ) from None
