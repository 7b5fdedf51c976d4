"""What views show: frozen rows that the store fills and the window reads. Nothing here can change anything."""

from __future__ import annotations

import enum
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from moderator.domain.action import Ability, ActionKind, EndsBy, Reversible, Scope
from moderator.domain.case import CaseState
from moderator.domain.community import (
    Attachment,
    AuthorStatus,
    FlagSource,
    PlatformState,
    PostState,
    SanctionIn,
    Severity,
    SubjectKind,
)
from moderator.domain.decision import Finding
from moderator.domain.enforcement import EnforcementState

Span = tuple[int, int]  # [start, end) in characters of the original text


class QueueOrder(enum.StrEnum):
    URGENCY = "urgency"
    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which cases a view shows. Empty fields do not restrict."""

    words: str = ""  # in the post's text, Japanese too
    states: tuple[CaseState, ...] = (CaseState.OPEN, CaseState.CLAIMED, CaseState.ESCALATED)
    communities: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    guideline: str = ""
    severity: Severity | None = None  # at least
    author: str = ""  # part of handle or name
    reporter: str = ""
    language: str = ""
    claimed_by: int | None = None


@dataclass(frozen=True, slots=True)
class QueueIds:
    """The ids of a view in their order; `complete` is False for the quick first part."""

    ids: array[int]  # array('q')
    total: int
    oldest_at: int | None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row of the queue; also what a screen reader says."""

    id: int
    state: CaseState
    subject: SubjectKind
    severity: Severity
    veiled: bool  # somebody may be at risk: show the guideline, not the text
    author: str
    handle: str
    platform: str  # "matrix"
    community: str
    place: str
    excerpt: str  # first 200 characters of the text
    hits: tuple[Span, ...]  # in the excerpt
    guideline_id: str
    category: str
    opened_at: int
    due_at: int
    reporters: int
    flags: int
    rule_hits: int
    attachments: int
    claimed_by: str
    claimed_by_id: int | None
    outcome: EnforcementState | None  # the worst state of its enforcements, for decided cases
    urgency: int


@dataclass(frozen=True, slots=True)
class RevisionRow:
    number: int
    text: str
    cut: bool
    at: int
    hits: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PostRow:
    id: int
    native_id: str
    author_id: int
    author: str
    handle: str
    created_at: int
    state: PostState
    text: str
    cut: bool  # the stored text is shorter than the original
    encrypted: bool
    language: str
    url: str
    revision: int
    revisions: tuple[RevisionRow, ...]
    hits: tuple[Span, ...]
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A post beside the one that is judged."""

    native_id: str
    author: str
    handle: str
    at: int
    text: str
    parent: bool = False  # the post that the judged one answers
    attachments: int = 0


@dataclass(frozen=True, slots=True)
class FlagRow:
    id: int
    source: FlagSource
    reporter: str
    category: str
    comment: str
    at: int
    rule_id: str = ""
    guideline_id: str = ""
    guideline_version: int | None = None
    label: str = ""  # the word or pattern that hit
    severity: Severity = Severity.LOW
    spans: tuple[Span, ...] = ()
    revision: int = 0
    gone: bool = False
    native_state: str = ""


@dataclass(frozen=True, slots=True)
class StrikeRow:
    guideline_id: str
    at: int
    until: int
    lifted: bool


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An earlier case of the same author."""

    case_id: int
    at: int
    excerpt: str
    finding: Finding | None
    guideline_id: str
    actions: tuple[ActionKind, ...]


@dataclass(frozen=True, slots=True)
class AuthorCard:
    id: int
    native_id: str
    handle: str
    name: str
    created_at: int | None
    first_seen_at: int
    is_local: bool | None
    is_bot: bool
    is_staff: bool
    status: AuthorStatus
    posts: int  # that we have seen
    reported: int
    removed: int
    strikes: tuple[StrikeRow, ...]
    sanctions: tuple[SanctionIn, ...]
    history: tuple[HistoryRow, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoteRow:
    id: int
    actor: str
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class EnforcementRow:
    id: int
    decision_id: int
    case_id: int
    community: str
    kind: ActionKind
    scope: Scope
    state: EnforcementState
    reversible: Reversible
    ends_by: EndsBy
    until: int | None
    due_at: int
    attempt: int
    at: int  # last change
    code: str  # the platform's own
    text: str
    by_other: bool
    lift: bool  # ends a timed sanction
    inverse_of: int | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    id: int
    case_id: int
    number: int
    actor: str
    actor_id: int
    at: int
    finding: Finding
    guideline_id: str
    guideline_version: int | None
    reason: str
    author: str
    excerpt: str
    undone: bool
    enforcements: tuple[EnforcementRow, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case with everything that a moderator needs to judge it."""

    row: QueueRow
    decisions_made: int  # send back as DecisionOrder.seen_decisions
    revision: int  # send back as seen_revision; 0 for a case about an author
    flag_count: int
    parts: tuple[int, int, int]  # urgency: severity, reporters, age
    community_id: int
    post: PostRow | None
    flags: tuple[FlagRow, ...]
    thread: tuple[ThreadRow, ...]
    thread_at: int | None  # None: not fetched yet
    thread_error: str
    author: AuthorCard
    abilities: tuple[Ability, ...]  # empty until the worker has looked
    suggested: tuple[ActionKind, ...]
    notes: tuple[NoteRow, ...]
    decisions: tuple[DecisionRow, ...]
    same_text: int  # other posts with exactly this folded text
    snoozed_until: int | None = None


@dataclass(frozen=True, slots=True)
class CommunityRow:
    id: int
    platform: str
    name: str
    address: str
    account: str
    state: PlatformState
    paused: bool
    rehearsal: bool  # nothing leaves
    state_since: int
    last_contact_at: int | None
    resumes_at: int | None  # when LIMITED ends
    error_title: str
    error_message: str
    missing: tuple[str, ...]
    quarantined: int
    server_version: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    id: int
    community_id: int
    name: str


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    waiting: int
    sending: int
    sent: int
    refused: int
    unknown: int

    @property
    def on_the_way(self) -> int:
        return self.waiting + self.sending + self.sent

    @property
    def need_person(self) -> int:
        return self.refused + self.unknown


@dataclass(frozen=True, slots=True)
class GuidelineRow:
    """One guideline as it stands in the published version, in every language it has."""

    id: str
    number: int  # 1.. in the file's order; the first nine have number keys
    title: Mapping[str, str]
    text: Mapping[str, str]
    notice: Mapping[str, str]
    severity: Severity
    category: str
    suggest: tuple[ActionKind, ...]


@dataclass(frozen=True, slots=True)
class GuidelinesRow:
    community_id: int
    version: int
    published_at: int
    by: str
    note: str
    guidelines: tuple[GuidelineRow, ...]


@dataclass(frozen=True, slots=True)
class ShiftRow:
    id: int
    actor_id: int
    started_at: int
    ended_at: int | None
    decided: int
    note: str


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    id: int
    community_id: int
    kind: str
    reason: str
    at: int
    size: int  # bytes kept
