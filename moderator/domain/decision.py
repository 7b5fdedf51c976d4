"""A decision: what a moderator found, why, and the actions chosen."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from moderator.domain.action import ActionKind, Scope


class Finding(enum.StrEnum):
    NO_BREACH = "no_breach"
    BREACH = "breach"


class Ground(enum.StrEnum):
    TERMS = "terms"
    LAW = "law"


class Source(enum.StrEnum):
    """Where the case came from: derived from its flags, never typed (the words of the EU's transparency database)."""

    NOTICE = "notice"
    OTHER_NOTIFICATION = "other_notification"
    OWN_INITIATIVE = "own_initiative"


@dataclass(frozen=True, slots=True)
class ChosenAction:
    """One action as chosen in the window. `until` is absolute (µs UTC); None means without end."""

    kind: ActionKind
    scope: Scope
    until: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class DecisionOrder:
    """What a moderator decides about one case, with what they saw when they did.

    `seen_decisions` and `seen_revision` are compared in the store: another decision or an edited post in between
    refuses the order; further flags do not. `key` is made by the console and makes a repeated order harmless.
    """

    case_id: int
    key: int
    finding: Finding
    seen_decisions: int
    seen_revision: int
    seen_flags: int
    guideline_id: str = ""
    reason: str = ""  # for the record and the member
    facts: str = ""
    ground: Ground = Ground.TERMS
    actions: tuple[ChosenAction, ...] = ()
    language: str = ""
    grace_seconds: float | None = None  # None: the setting


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was saved. `flags_since` reports came while the moderator decided; they are attached, nothing is lost."""

    decision_id: int
    case_id: int
    number: int
    due_at: int
    enforcement_ids: tuple[int, ...] = ()
    flags_since: int = 0


class UndoKind(enum.StrEnum):
    CANCELLED = "cancelled"  # nothing had been sent
    INVERSE = "inverse"  # the inverse was ordered
    NOTHING = "nothing"  # nothing of it can be taken back


@dataclass(frozen=True, slots=True)
class UndoResult:
    kind: UndoKind
    decision_id: int
    cancelled: int = 0
    inverse_decision_id: int | None = None
    cannot: tuple[ActionKind, ...] = field(default=())
