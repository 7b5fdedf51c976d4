"""An enforcement's life: one request to the platform, from a moderator's key to the effect read back."""

from __future__ import annotations

import enum

from moderator.domain.errors import StaleError


class EnforcementState(enum.StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    CANCELLED = "cancelled"


S = EnforcementState

NEXT: dict[EnforcementState, frozenset[EnforcementState]] = {
    S.WAITING: frozenset({S.SENDING, S.CANCELLED, S.REFUSED}),
    # back to waiting: the platform said "not done, later", or the read-back showed nothing and resending is safe
    S.SENDING: frozenset({S.SENT, S.CONFIRMED, S.REFUSED, S.UNKNOWN, S.WAITING}),
    S.SENT: frozenset({S.CONFIRMED, S.UNKNOWN, S.WAITING, S.UNDONE}),
    S.CONFIRMED: frozenset({S.UNDONE}),
    S.REFUSED: frozenset({S.WAITING, S.CONFIRMED, S.CANCELLED}),  # a person may know better, or have done it by hand
    S.UNKNOWN: frozenset({S.WAITING, S.CONFIRMED, S.CANCELLED}),
    S.UNDONE: frozenset(),
    S.CANCELLED: frozenset(),
}

SETTLED = frozenset({S.CONFIRMED, S.UNDONE, S.CANCELLED})
NEEDS_PERSON = frozenset({S.REFUSED, S.UNKNOWN})
ON_THE_WAY = frozenset({S.WAITING, S.SENDING, S.SENT})


def check(before: EnforcementState, after: EnforcementState) -> None:
    """Raise StaleError when an enforcement cannot go from *before* to *after*."""
    if after not in NEXT[before]:
        raise StaleError(
            "This step has moved on",
            f"It is {before.value} now and cannot become {after.value}.",
            code="step_moved",
        )


class Settle(enum.StrEnum):
    """What a person says about an unknown or refused effect."""

    ARRIVED = "arrived"
    AGAIN = "again"
    LEAVE = "leave"
