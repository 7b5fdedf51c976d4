"""Everything about one case and its author, as a moderator needs to see it. `services/casefile.py` puts it together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy import case as when

from moderator.domain.action import ActionKind
from moderator.domain.community import Attachment, FlagSource, PostState, Severity, SubjectKind
from moderator.domain.decision import Finding
from moderator.domain.rows import FlagRow, HistoryRow, NoteRow, PostRow, RevisionRow, Span
from moderator.store.queue import EXCERPT_CHARACTERS, QueueReads, merged
from moderator.store.repo import decode
from moderator.store.tables import (
    actor,
    author,
    case,
    community,
    decision,
    flag,
    guideline_version,
    note,
    post,
    revision,
)

FLAGS_SHOWN = 500
REVISIONS_SHOWN = 50
HISTORY_SHOWN = 20
_SAME_TEXT_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Core:
    """The case itself, with what the platform said about it as it is kept (JSON, empty until fetched)."""

    id: int
    community_id: int
    platform: str
    rights: dict[str, bool]
    options: dict[str, object]
    subject: SubjectKind
    subject_id: int
    author_id: int
    severity: Severity
    guideline_id: str
    reporters: int
    flags: int
    due_at: int
    decisions: int
    snoozed_until: int | None
    context: str
    abilities: str
    context_at: int | None
    context_error: str


@dataclass(frozen=True, slots=True)
class AuthorFacts:
    row: Row[Any]  # of the author table
    posts: int
    reported: int
    removed: int


class CaseReads(QueueReads):
    def core(self, case_id: int) -> Core | None:
        row = self._connection.execute(
            select(case, community.c.platform, community.c.rights, community.c.options)
            .join(community, community.c.id == case.c.community_id)
            .where(case.c.id == case_id)
        ).one_or_none()
        if row is None:
            return None
        return Core(
            id=row.id,
            community_id=row.community_id,
            platform=row.platform,
            rights=decode(row.rights, dict[str, bool]),
            options=decode(row.options, dict[str, object]),
            subject=SubjectKind(row.subject),
            subject_id=row.subject_id,
            author_id=row.author_id,
            severity=Severity(row.severity),
            guideline_id=row.guideline_id,
            reporters=row.reporters,
            flags=row.flags,
            due_at=row.due_at,
            decisions=row.decisions,
            snoozed_until=row.snoozed_until,
            context=row.context,
            abilities=row.abilities,
            context_at=row.context_at,
            context_error=row.context_error,
        )

    def post_of(self, post_id: int, case_id: int) -> tuple[PostRow, str] | None:
        """The post with all its texts and where rules hit in each; and the native id of what it answers."""
        row = self._connection.execute(
            select(post, author.c.display_name, author.c.handle, author.c.native_id.label("author_native"))
            .join(author, author.c.id == post.c.author_id)
            .where(post.c.id == post_id)
        ).one_or_none()
        if row is None:
            return None
        hits: dict[int, list[Span]] = {}
        for number, span in self.hits([case_id]).get(case_id, ()):
            hits.setdefault(number, []).append(span)
        texts = self._texts(post_id, row.revision, hits)
        newest = next(text for text in texts if text.number == row.revision)
        shown = PostRow(
            id=row.id,
            native_id=row.native_id,
            author_id=row.author_id,
            author=row.display_name or row.handle or row.author_native,
            handle=row.handle,
            created_at=row.created_at,
            state=PostState(row.state),
            text=newest.text,
            cut=newest.cut,
            encrypted=row.encrypted,
            language=row.language,
            url=row.url,
            revision=row.revision,
            revisions=texts,
            hits=newest.hits,
            attachments=decode(row.attachments, tuple[Attachment, ...]),
        )
        return shown, row.reply_to

    def _texts(self, post_id: int, newest: int, hits: dict[int, list[Span]]) -> tuple[RevisionRow, ...]:
        """Oldest first; of a post that is edited without end only the latest, and always the newest."""
        rows = self._connection.execute(
            select(revision.c.number, revision.c.text, revision.c.cut, revision.c.at)
            .where(revision.c.post_id == post_id)
            .order_by((revision.c.number == newest).desc(), revision.c.at.desc(), revision.c.number.desc())
            .limit(REVISIONS_SHOWN)
        ).all()
        return tuple(
            RevisionRow(row.number, row.text, row.cut, row.at, merged(hits.get(row.number, ()), len(row.text)))
            for row in sorted(rows, key=lambda row: (row.at, row.number))
        )

    def flags_of(self, case_id: int) -> tuple[FlagRow, ...]:
        """The flags, heaviest and then oldest first."""
        reporter = author.alias("reporter")
        rows = self._connection.execute(
            select(
                flag, guideline_version.c.number.label("version_number"),
                reporter.c.display_name, reporter.c.handle, reporter.c.native_id.label("reporter_native"),
            )
            .outerjoin(reporter, reporter.c.id == flag.c.reporter_id)
            .outerjoin(guideline_version, guideline_version.c.id == flag.c.version_id)
            .where(flag.c.case_id == case_id)
            .order_by(flag.c.severity.desc(), flag.c.created_at, flag.c.id)
            .limit(FLAGS_SHOWN)
        )  # fmt: skip
        return tuple(
            FlagRow(
                id=row.id,
                source=FlagSource(row.source),
                reporter=row.display_name or row.handle or row.reporter_native or "",
                category=row.category,
                comment=row.comment,
                at=row.created_at,
                rule_id=row.rule_id,
                guideline_id=row.guideline_id,
                guideline_version=row.version_number,
                label=row.label,
                severity=Severity(row.severity),
                spans=decode(row.spans, tuple[tuple[int, int], ...]),
                revision=row.revision,
                gone=row.gone_at is not None,
                native_state=row.native_state,
            )
            for row in rows
        )

    def notes_of(self, case_id: int) -> tuple[NoteRow, ...]:
        rows = self._connection.execute(
            select(note, actor.c.name)
            .join(actor, actor.c.id == note.c.actor_id)
            .where(note.c.case_id == case_id)
            .order_by(note.c.at, note.c.id)
        )
        return tuple(NoteRow(row.id, row.name, row.at, row.text) for row in rows)

    def same_text(self, post_id: int, number: int) -> int:
        """How many other posts have had exactly this text once folded; an empty text is like no other."""
        row = self._connection.execute(
            select(revision.c.folded_digest, revision.c.folded != "").where(
                revision.c.post_id == post_id, revision.c.number == number
            )
        ).one_or_none()
        if row is None or not row[1]:
            return 0
        others = (
            select(revision.c.post_id)
            .where(revision.c.folded_digest == row[0], revision.c.post_id != post_id)
            .distinct()
            .limit(_SAME_TEXT_MOST)
            .subquery()
        )
        return self._connection.scalar(select(func.count()).select_from(others)) or 0

    # --- the author --------------------------------------------------------------------------------------------------

    def author_facts(self, author_id: int) -> AuthorFacts:
        row = self._connection.execute(select(author).where(author.c.id == author_id)).one()
        posts, removed = self._connection.execute(
            select(func.count(), func.sum(when((post.c.state == PostState.REMOVED.value, 1), else_=0))).where(
                post.c.author_id == author_id
            )
        ).one()
        reported = self._connection.scalar(
            select(func.count()).select_from(case).where(case.c.author_id == author_id, case.c.reporters > 0)
        )
        return AuthorFacts(row, posts, reported or 0, int(removed or 0))

    def history_of(
        self, author_id: int, except_case: int, done_in: Callable[[Sequence[int]], Mapping[int, tuple[ActionKind, ...]]]
    ) -> tuple[HistoryRow, ...]:
        """The author's other cases, newest first; *done_in* says what was done in each (`Decisions.actions_of`)."""
        rows = self._connection.execute(_history(author_id, except_case)).all()
        done = done_in([row.id for row in rows]) if rows else {}
        return tuple(
            HistoryRow(
                case_id=row.id,
                at=row.decided_at or row.opened_at,
                excerpt=row.excerpt or "",
                finding=None if row.finding is None else Finding(row.finding),
                guideline_id=row.decided_guideline or row.guideline_id,
                actions=done.get(row.id, ()),
            )
            for row in rows
        )


def _history(author_id: int, except_case: int) -> Select[Any]:
    last = (
        select(func.max(decision.c.number))
        .where(decision.c.case_id == case.c.id, decision.c.undone_at.is_(None), decision.c.undoes_id.is_(None))
        .correlate(case)
        .scalar_subquery()
    )
    return (
        select(
            case.c.id, case.c.opened_at, case.c.decided_at, case.c.guideline_id, decision.c.finding,
            decision.c.guideline_id.label("decided_guideline"),
            func.substr(revision.c.text, 1, EXCERPT_CHARACTERS).label("excerpt"),
        )
        .outerjoin(post, (case.c.subject == SubjectKind.POST.value) & (post.c.id == case.c.subject_id))
        .outerjoin(revision, (revision.c.post_id == post.c.id) & (revision.c.number == post.c.revision))
        .outerjoin(decision, (decision.c.case_id == case.c.id) & (decision.c.number == last))
        .where(case.c.author_id == author_id, case.c.id != except_case)
        .order_by(func.coalesce(case.c.decided_at, case.c.opened_at).desc(), case.c.id.desc())
        .limit(HISTORY_SHOWN)
    )  # fmt: skip
