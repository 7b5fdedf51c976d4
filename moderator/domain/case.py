"""A case: everything open about one subject, the unit of the queue, and the moves between its states."""

from __future__ import annotations

import enum

from moderator.domain.community import Severity
from moderator.domain.errors import StaleError

HOUR = 3_600_000_000  # µs
MINUTE = 60_000_000

SEVERITY_POINTS = {Severity.LOW: 10, Severity.MEDIUM: 24, Severity.HIGH: 40, Severity.CRITICAL: 70}
REPORTER_POINTS = (0, 7, 14, 22, 26, 30)  # by distinct reporters; more add nothing
AGE_POINTS_PER_HOUR = 20


class CaseState(enum.StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    SNOOZED = "snoozed"
    ESCALATED = "escalated"
    DECIDED = "decided"


WAITING = (CaseState.OPEN, CaseState.CLAIMED, CaseState.ESCALATED)
"""The states in which a case waits for somebody now."""


class CaseMove(enum.StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    SNOOZE = "snooze"
    WAKE = "wake"
    ESCALATE = "escalate"
    DECIDE = "decide"
    REOPEN = "reopen"


_MOVES: dict[CaseMove, tuple[frozenset[CaseState], CaseState]] = {
    CaseMove.CLAIM: (frozenset({CaseState.OPEN, CaseState.CLAIMED, CaseState.SNOOZED}), CaseState.CLAIMED),
    CaseMove.RELEASE: (frozenset({CaseState.CLAIMED}), CaseState.OPEN),
    CaseMove.SNOOZE: (frozenset({CaseState.OPEN, CaseState.CLAIMED, CaseState.ESCALATED}), CaseState.SNOOZED),
    CaseMove.WAKE: (frozenset({CaseState.SNOOZED}), CaseState.OPEN),
    CaseMove.ESCALATE: (
        frozenset({CaseState.OPEN, CaseState.CLAIMED, CaseState.SNOOZED}),
        CaseState.ESCALATED,
    ),
    CaseMove.DECIDE: (
        frozenset({CaseState.OPEN, CaseState.CLAIMED, CaseState.SNOOZED, CaseState.ESCALATED}),
        CaseState.DECIDED,
    ),
    CaseMove.REOPEN: (frozenset({CaseState.DECIDED}), CaseState.OPEN),
}


def move(state: CaseState, how: CaseMove) -> CaseState:
    """Return the state after *how*; raise StaleError where that move does not exist from *state*."""
    allowed, after = _MOVES[how]
    if state not in allowed:
        raise StaleError("This case has moved on", f"It is {state.value} now. Look at it again.", code="case_moved")
    return after


def urgency_parts(severity: Severity, reporters: int, due_at: int, now: int) -> tuple[int, int, int]:
    """Points for severity, distinct reporters and age against target; their sum, capped at 100, is the urgency.

    Age counts 20 points an hour and reaches 20 when the target time is reached.
    """
    age = AGE_POINTS_PER_HOUR + AGE_POINTS_PER_HOUR * (now - due_at) / HOUR
    return SEVERITY_POINTS[severity], REPORTER_POINTS[min(reporters, 5)], max(0, min(30, round(age)))


def rank(severity: Severity, reporters: int, due_at: int) -> int:
    """A sort key (µs, smallest first) that puts cases in order of urgency at every moment.

    All cases age at the same rate, so their order does not change with time and an index can hold it.
    """
    points = SEVERITY_POINTS[severity] + REPORTER_POINTS[min(reporters, 5)]
    return due_at - points * HOUR // AGE_POINTS_PER_HOUR
