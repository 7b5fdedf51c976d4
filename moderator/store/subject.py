"""What a decision stands on: a case as it is at that moment, with the platform's own ids and its flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from moderator.domain.case import WAITING, CaseState
from moderator.domain.community import FlagSource, SubjectKind
from moderator.store.repo import Repository, decode
from moderator.store.tables import audit_event, author, case, community, flag, guideline_version, place, post, revision


@dataclass(frozen=True, slots=True)
class Subject:
    """A case as it stands at the moment of a decision, with the platform's own ids of all that it is about."""

    case_id: int
    state: CaseState
    decisions: int
    flags: int
    category: str
    language: str
    kind: SubjectKind
    community_id: int
    platform: str
    options: Mapping[str, object]
    place: str  # native ids from here
    place_facts: Mapping[str, object]
    author_id: int  # ours
    author: str
    author_facts: Mapping[str, object]
    post_id: int | None = None  # ours
    post: str = ""
    thread: str = ""
    url: str = ""
    created_at: int | None = None
    revision: int = 0
    digest: bytes | None = None
    attachment_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagFact:
    source: FlagSource
    key: str
    received_at: int
    severity: int
    rule_id: str
    gone: bool


class SubjectReads(Repository):
    def subject(self, case_id: int) -> Subject | None:
        """A case with all that a decision about it stands on."""
        row = self._connection.execute(
            select(
                case,
                community.c.platform,
                community.c.options,
                author.c.native_id.label("author_native"),
                author.c.facts.label("author_facts"),
            )
            .join(community, community.c.id == case.c.community_id)
            .join(author, author.c.id == case.c.author_id)
            .where(case.c.id == case_id)
        ).one_or_none()
        if row is None:
            return None
        place_native, place_facts = self._place(row.place_id)
        about = {} if row.subject != SubjectKind.POST else self._post(row.subject_id)
        return Subject(
            case_id=row.id,
            state=CaseState(row.state),
            decisions=row.decisions,
            flags=row.flags,
            category=row.category,
            language=about.pop("language", "") or row.language,
            kind=SubjectKind(row.subject),
            community_id=row.community_id,
            platform=row.platform,
            options=decode(row.options, dict[str, object]),
            place=place_native,
            place_facts=place_facts,
            author_id=row.author_id,
            author=row.author_native,
            author_facts=decode(row.author_facts, dict[str, object]),
            **about,
        )

    def _place(self, place_id: int | None) -> tuple[str, Mapping[str, object]]:
        if place_id is None:
            return "", {}
        row = self._connection.execute(select(place.c.native_id, place.c.facts).where(place.c.id == place_id)).one()
        return row.native_id, decode(row.facts, dict[str, object])

    def _post(self, post_id: int) -> dict[str, Any]:
        row = self._connection.execute(
            select(post, revision.c.digest)
            .outerjoin(revision, (revision.c.post_id == post.c.id) & (revision.c.number == post.c.revision))
            .where(post.c.id == post_id)
        ).one()
        attachments = decode(row.attachments, list[dict[str, object]])
        return {
            "post_id": row.id,
            "post": row.native_id,
            "thread": row.thread,
            "url": row.url,
            "created_at": row.created_at,
            "revision": row.revision,
            "digest": row.digest,
            "language": row.language,
            "attachment_kinds": tuple(sorted({str(item.get("kind", "file")) for item in attachments})),
        }

    def flags_of(self, case_id: int) -> list[FlagFact]:
        """In the order in which they reached us."""
        columns = (flag.c.source, flag.c.key, flag.c.received_at, flag.c.severity, flag.c.rule_id, flag.c.gone_at)
        rows = self._connection.execute(  # not the bytes of each: a wave of reports weighs many megabytes
            select(*columns).where(flag.c.case_id == case_id).order_by(flag.c.received_at, flag.c.id)
        )
        return [
            FlagFact(FlagSource(r.source), r.key, r.received_at, r.severity, r.rule_id, r.gone_at is not None)
            for r in rows
        ]

    def first_viewed_at(self, case_id: int) -> int | None:
        """When somebody first took the case, as the audit log tells it."""
        first: int | None = self._connection.scalar(
            select(func.min(audit_event.c.at)).where(
                audit_event.c.subject == f"case:{case_id}", audit_event.c.kind == "case.claimed"
            )
        )
        return first

    def without_context(self, community_id: int, limit: int) -> list[int]:
        """Cases that wait for somebody and around which nothing was looked at yet, the most urgent first."""
        return list(
            self._connection.scalars(
                select(case.c.id)
                .where(
                    case.c.community_id == community_id,
                    case.c.state.in_([state.value for state in WAITING]),
                    case.c.context_at.is_(None),
                )
                .order_by(case.c.rank, case.c.id)
                .limit(limit)
            )
        )

    def newest_version(self, community_id: int) -> int | None:
        """The published guideline version that a decision is judged by."""
        return self._connection.scalar(
            select(guideline_version.c.id)
            .where(guideline_version.c.community_id == community_id)
            .order_by(guideline_version.c.number.desc())
            .limit(1)
        )
