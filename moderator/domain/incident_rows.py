"""What the incidents room shows and what it orders: frozen rows, filled by the store and the services."""

from __future__ import annotations

import enum
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.domain.incident import LOG, Burst, IncidentKind, IncidentState, LinkKind, Outcome


class IncidentOrder(enum.StrEnum):
    """Within each state; what is open always stands before what is closed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SEVERITY = "severity"
    NEXT = "next"  # by when the next step is due; those without one last


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents the log shows. Empty fields do not restrict."""

    words: str = ""  # in title, number, notes, the lead's name, the authors' names
    states: tuple[IncidentState, ...] = LOG
    severity: Severity | None = None  # at least
    kind: IncidentKind | None = None
    lead_id: int | None = None
    since: int | None = None  # opened at or after (µs)


@dataclass(frozen=True, slots=True)
class IncidentIds:
    """Ids in the log's order, state by state. `counts` says how many of each state fit; `total` how many there are."""

    ids: array[int]  # array('q')
    counts: Mapping[IncidentState, int]
    total: int  # in the log at all, filter or not
    complete: bool = True


@dataclass(frozen=True, slots=True)
class IncidentRow:
    id: int
    number: int | None  # None for a proposal
    title: str
    kind: IncidentKind
    severity: Severity
    state: IncidentState
    state_at: int
    opened_at: int
    closed_at: int | None
    lead_id: int | None
    lead: str
    cases: int
    communities: tuple[tuple[str, str], ...]  # platform and name
    next_action: str
    next_at: int | None
    outcome: Outcome | None
    outcome_text: str
    burst: Burst | None  # what made it known, for proposals


@dataclass(frozen=True, slots=True)
class IncidentCounts:
    """What the rail and the log's foot say. `median` is µs from opened to contained, None while none was."""

    live: int
    proposed: int
    median: int | None = None
    head_seq: int = 0


@dataclass(frozen=True, slots=True)
class CheckRow:
    item: str
    words: Mapping[str, str]  # by language, as they stood when the incident was opened
    done_at: int | None
    done_by: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Something that belongs to the incident. For a case `revision` and `digest` say what its post was at intake."""

    kind: LinkKind
    target_id: int
    name: str  # a person's handle, a rule's id, a community's name; of a case its author
    at: int
    by: str
    excerpt: str = ""  # of the revision that was linked; empty once it was erased
    revision: int = 0
    digest: bytes = b""
    decided: bool = False
    changed: bool = False  # the post has a newer revision than the one that was linked


class TimelineKind(enum.StrEnum):
    """The filter of the timeline; `INCIDENT` is always shown."""

    INCIDENT = "incident"
    DECISIONS = "decisions"
    RULES = "rules"
    PLATFORMS = "platforms"
    NOTES = "notes"
    HANDOVERS = "handovers"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened. `event` names it (a word of ours, see `services/timeline`), `facts` fill the sentence."""

    at: int
    kind: TimelineKind
    event: str
    actor: str = ""
    text: str = ""  # what a person wrote
    facts: Mapping[str, object] = field(default_factory=dict)
    actions: tuple[ActionKind, ...] = ()
    id: int = 0  # of a note, so that a correction can name it
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Flags in and decisions out, in buckets of `width` µs from `start` on."""

    start: int = 0
    width: int = 0
    flags: tuple[int, ...] = ()
    decisions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident, whole."""

    row: IncidentRow
    opened_by: str
    contained_at: int | None
    lesson: str
    next_by: str
    saved_at: int  # last change
    links: tuple[LinkRow, ...]
    checks: tuple[CheckRow, ...]
    timeline: tuple[TimelineRow, ...]
    flow: Flow
    decided: int  # of its cases
    domains: tuple[str, ...]  # that its posts link to, most frequent first

    def linked(self, kind: LinkKind) -> tuple[LinkRow, ...]:
        return tuple(link for link in self.links if link.kind is kind)


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What opens an incident; `key` was made by the console, so that a repeated order is one incident."""

    key: int
    title: str
    kind: IncidentKind
    severity: Severity
    lead_id: int | None
    case_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentRef:
    """An incident that a case belongs to, as triage names it."""

    id: int
    number: int | None
    title: str
    state: IncidentState
