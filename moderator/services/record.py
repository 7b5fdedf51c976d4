"""The columns of a decision that are derived, never typed: where it came from, who noticed, what it stands on."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from moderator.domain.community import FlagSource
from moderator.domain.decision import DecisionOrder, Source

if TYPE_CHECKING:
    from moderator.store.subject import FlagFact, Subject

_AUTOMATIC = frozenset({FlagSource.RULE, FlagSource.PLATFORM})


def new_public_id() -> str:
    """The id that a decision has in exports: random, URL-safe, 96 bits."""
    return secrets.token_urlsafe(12)


def source_of(flags: Sequence[FlagFact]) -> Source:
    """A member's report makes it a notice; the platform's own filter is another notification; the rest is our own."""
    sources = {flag.source for flag in flags}
    if FlagSource.MEMBER in sources:
        return Source.NOTICE
    if FlagSource.PLATFORM in sources:
        return Source.OTHER_NOTIFICATION
    return Source.OWN_INITIATIVE


def detected_automatically(flags: Sequence[FlagFact]) -> bool:
    """Whether a machine noticed first: the earliest flag is a rule's or the platform's, no person's."""
    return bool(flags) and min(flags, key=lambda flag: flag.received_at).source in _AUTOMATIC


def heaviest_rule(flags: Sequence[FlagFact]) -> str:
    hits = [flag for flag in flags if flag.rule_id]
    return max(hits, key=lambda flag: flag.severity).rule_id if hits else ""


def columns(
    order: DecisionOrder,
    subject: Subject,
    flags: Sequence[FlagFact],
    *,
    now: int,
    version_id: int | None,
    first_viewed_at: int | None,
    has_steps: bool,
) -> dict[str, object]:
    """Everything about a decision beyond its ids. A decision without a request to a platform is in force at once."""
    return {
        "guideline_id": order.guideline_id,
        "version_id": version_id,
        "ground": order.ground.value,
        "reason": order.reason,
        "facts": order.facts,
        "category": subject.category,
        "language": order.language or subject.language,
        "revision": subject.revision,
        "content_digest": subject.digest,
        "content_type": ",".join(("text", *subject.attachment_kinds)),
        "permalink": subject.url,
        "content_created_at": subject.created_at,
        "source": source_of(flags).value,
        "detection_automated": detected_automatically(flags),
        "decision_automated": "none",  # a person pressed the key; no rule decides by itself
        "rule_id": heaviest_rule(flags),
        "received_at": min((flag.received_at for flag in flags), default=None),
        "first_viewed_at": first_viewed_at,
        "effective_at": None if has_steps else now,
        "seen_flags": order.seen_flags,
    }
