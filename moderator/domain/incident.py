"""An incident: cases, authors, rules and communities that belong together, and the moves between its states."""

from __future__ import annotations

import enum

from moderator.domain.errors import KnownError, StaleError


class IncidentState(enum.StrEnum):
    PROPOSED = "proposed"  # a burst was noticed; nobody has taken it up yet
    OPEN = "open"
    CONTAINED = "contained"
    WATCHING = "watching"
    CLOSED = "closed"
    DISMISSED = "dismissed"  # a proposal that a person found to be nothing


LIVE = (IncidentState.OPEN, IncidentState.CONTAINED, IncidentState.WATCHING)
"""The states in which somebody still has something to do."""

STEPS = (*LIVE, IncidentState.CLOSED)
"""The way of an incident, in order."""

LOG = (IncidentState.PROPOSED, *STEPS)
"""What the log lists, in the order of its groups. A dismissed proposal is only in the record."""

_AFTER: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.PROPOSED: frozenset({IncidentState.OPEN, IncidentState.DISMISSED}),
    IncidentState.OPEN: frozenset({IncidentState.CONTAINED, IncidentState.WATCHING, IncidentState.CLOSED}),
    IncidentState.CONTAINED: frozenset({IncidentState.OPEN, IncidentState.WATCHING, IncidentState.CLOSED}),
    IncidentState.WATCHING: frozenset({IncidentState.OPEN, IncidentState.CONTAINED, IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset({IncidentState.OPEN, IncidentState.WATCHING}),
    IncidentState.DISMISSED: frozenset(),
}


class IncidentKind(enum.StrEnum):
    """What it is about; each has its checklist in `resources/incidents`."""

    SPAM_WAVE = "spam_wave"
    QUARREL = "quarrel"
    LEAK = "leak"
    IMPERSONATION = "impersonation"
    RISK = "risk"  # someone at risk
    OTHER = "other"


class Outcome(enum.StrEnum):
    SOLVED = "solved"
    CALMED = "calmed"  # it ended by itself, or by talking
    HANDED_ON = "handed_on"  # to a platform, a helpline, the police
    FALSE_ALARM = "false_alarm"
    UNSOLVED = "unsolved"


class LinkKind(enum.StrEnum):
    CASE = "case"
    AUTHOR = "author"
    POST = "post"
    RULE = "rule"
    COMMUNITY = "community"


class EntryKind(enum.StrEnum):
    """What happened to the incident itself; what happened around it is joined from the rest of the record."""

    OPENED = "opened"
    NOTE = "note"
    STATE = "state"
    LEAD = "lead"
    SEVERITY = "severity"
    TITLE = "title"
    NEXT = "next"
    LINKED = "linked"
    CHECK = "check"
    OUTCOME = "outcome"
    LESSON = "lesson"


class Burst(enum.StrEnum):
    """Why an incident was proposed."""

    TEXT = "text"  # the same text again and again
    LINK = "link"  # links to one domain
    AUTHOR = "author"  # one account
    MEMBERS = "members"  # many distinct members reported in one place


def may_become(state: IncidentState) -> frozenset[IncidentState]:
    return _AFTER[state]


def move(state: IncidentState, after: IncidentState) -> IncidentState:
    """Return *after*; raise StaleError where there is no way to it from *state*."""
    if after not in _AFTER[state]:
        raise StaleError(
            "This incident has moved on", f"It is {state.value} now. Look at it again.", code="incident_moved"
        )
    return after


def check_closing(lead_id: int | None, outcome: str) -> None:
    """Raise KnownError naming what is missing before an incident can be closed."""
    missing = [name for name, there in (("lead", lead_id is not None), ("outcome", bool(outcome))) if not there]
    if missing:
        raise KnownError(
            "This incident cannot be closed yet",
            f"It has no {' and no '.join(missing)}. Fill that in first.",
            code=f"closing_needs_{'_and_'.join(missing)}",
        )
