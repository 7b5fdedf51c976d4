"""What stands between a platform's page and the store: texts made ready, and what the store knows already."""

from __future__ import annotations

from dataclasses import dataclass

from moderator.domain.case import CaseState
from moderator.domain.community import PostState, Severity


@dataclass(frozen=True, slots=True)
class ReadyText:
    """A post's text as it is stored: capped, folded once, with the hashes that tell texts apart."""

    text: str
    folded: str
    cut: bool
    digest: bytes  # SHA-256 of the whole text, before any cut
    folded_digest: int  # first 8 bytes over the folded text, signed
    language: str


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule of a published version that a text breaks."""

    rule_id: str
    guideline_id: str
    category: str
    severity: Severity
    label: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class KnownPost:
    id: int
    place_id: int
    author_id: int
    created_at: int
    edited_at: int | None
    gone_at: int | None
    revision: int
    version: str
    state: PostState
    language: str
    digest: bytes  # of the newest revision
    erased_at: int | None = None  # of its author; what was written before is not taken again


@dataclass(frozen=True, slots=True)
class KnownFlag:
    id: int
    native_state: str
    gone: bool


@dataclass(frozen=True, slots=True)
class KnownCase:
    id: int
    subject_id: int
    state: CaseState
    severity: Severity
    opened_at: int
    decided_at: int | None
    reporters: int
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What all flags of a case say together; the heaviest names the guideline."""

    severity: Severity
    guideline_id: str
    category: str
    veiled: bool
    reporters: int
    flags: int
    rule_hits: int
