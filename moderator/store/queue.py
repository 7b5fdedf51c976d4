"""The queue: the ids of a view in their order, and the rows of a page of it. Written for a million cases.

A view over several states or communities is a union of ordered walks, one for each, so that an index gives the first
ids at once; a plain IN would sort every case first.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select, union_all

from moderator.domain.case import CaseState, urgency_parts
from moderator.domain.community import Severity, SubjectKind
from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import QueueFilter, QueueIds, QueueOrder, QueueRow, Span
from moderator.store.repo import Repository, decode
from moderator.store.search import Search
from moderator.store.tables import actor, author, case, community, enforcement, flag, place, post, revision

EXCERPT_CHARACTERS = 200
_AT_ONCE = 500
_URGENCY_MOST = 100

S = EnforcementState
_WORST = (S.UNKNOWN, S.REFUSED, S.SENDING, S.WAITING, S.SENT, S.CONFIRMED, S.UNDONE, S.CANCELLED)

_ORDER: dict[QueueOrder, tuple[ColumnElement[int], bool]] = {  # column, backwards
    QueueOrder.URGENCY: (case.c.rank, False),
    QueueOrder.OLDEST: (case.c.opened_at, False),
    QueueOrder.NEWEST: (case.c.opened_at, True),
}


class QueueReads(Repository):
    """What `Cases` can list."""

    # --- ids ---------------------------------------------------------------------------------------------------------

    def ids(self, which: QueueFilter, order: QueueOrder = QueueOrder.URGENCY, limit: int | None = None) -> QueueIds:
        """The ids of a view, most urgent first.

        With *limit* only the first part. Then `total` is exact for a view by state and community, and for any other
        filter at least the number of ids; `oldest_at` likewise.
        """
        narrow = self._narrow(which)
        if narrow is None or not which.states:
            return QueueIds(array("q"), 0, None)
        column, backwards = _ORDER[order]
        walks = self._walks(which, narrow, (case.c.id, column.label("key")))
        query = _in_order(walks, backwards)
        if limit is not None:
            query = query.limit(limit)
        ids = array("q", self._connection.scalars(query))
        if limit is None or len(ids) < limit:
            return QueueIds(ids, len(ids), self._oldest(which, narrow))
        if narrow:
            return QueueIds(ids, len(ids), None, complete=False)
        return QueueIds(ids, self._total(which), self._oldest(which, narrow), complete=False)

    def _walks(
        self, which: QueueFilter, narrow: Sequence[ColumnElement[bool]], columns: Sequence[Any]
    ) -> list[Select[Any]]:
        """One query for each state and community; one in all where a filter is so narrow that sorting costs less."""
        states = [state.value for state in dict.fromkeys(which.states)]
        if _is_needle(which):
            in_communities = [case.c.community_id.in_(which.communities)] if which.communities else []
            # The plus keeps SQLite off the index by state, which it would walk from end to end.
            state: ColumnElement[Any] = case.c.state if self._is_postgres else literal_column('+"case".state')
            return [select(*columns).where(state.in_(states), *in_communities, *narrow)]
        return [
            select(*columns).where(case.c.state == state, *in_one, *narrow)
            for state in states
            for in_one in ([[case.c.community_id == each] for each in which.communities] or [[]])
        ]

    def _total(self, which: QueueFilter) -> int:
        counts = [walk.scalar_subquery() for walk in self._walks(which, (), (func.count(),))]
        return sum(self._connection.execute(select(*counts)).one())

    def _oldest(self, which: QueueFilter, narrow: Sequence[ColumnElement[bool]]) -> int | None:
        if narrow or which.communities:
            rows = self._walks(which, narrow, (func.min(case.c.opened_at),))
        else:  # the index by state and time holds each answer at its beginning
            rows = [
                select(func.min(case.c.opened_at)).where(case.c.state == state.value)
                for state in dict.fromkeys(which.states)
            ]
        found = self._connection.execute(select(*(row.scalar_subquery() for row in rows))).one()
        return min((each for each in found if each is not None), default=None)

    def _narrow(self, which: QueueFilter) -> list[ColumnElement[bool]] | None:
        """The conditions beyond state and community; None when nothing can fit."""
        found: list[ColumnElement[bool]] = []
        if which.places:
            found.append(case.c.place_id.in_(which.places))
        if which.guideline:
            found.append(case.c.guideline_id == which.guideline)
        if which.severity is not None:
            found.append(case.c.severity >= which.severity.value)
        if which.language:
            found.append(case.c.language == which.language)
        if which.claimed_by is not None:
            found.append((case.c.claimed_by == which.claimed_by) & (case.c.claimed_until > self._now()))
        if which.author.strip():
            found.append(case.c.author_id.in_(_authors_named(which.author)))
        if which.reporter.strip():
            reports = select(flag.c.case_id).where(flag.c.reporter_id.in_(_authors_named(which.reporter)))
            found.append(case.c.id.in_(reports))
        if which.words.strip():
            matching = Search(self._connection, self._now, self._new_id).matching(which.words)
            if matching is None:
                return None
            found.append((case.c.subject == SubjectKind.POST.value) & case.c.subject_id.in_(matching))
        return found

    # --- rows --------------------------------------------------------------------------------------------------------

    def rows(self, ids: Sequence[int]) -> list[QueueRow]:
        """The rows of these cases in their order; a case that is gone is left out."""
        found: dict[int, Row[Any]] = {}
        hits: dict[int, list[tuple[int, Span]]] = {}
        comments: dict[int, str] = {}
        outcomes: dict[int, EnforcementState] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = list(ids[start : start + _AT_ONCE])
            page = {row.id: row for row in self._connection.execute(_page(some))}
            found |= page
            hits |= self.hits([row.id for row in page.values() if row.rule_hits])
            comments |= self._comments([row.id for row in page.values() if row.subject != SubjectKind.POST.value])
            outcomes |= self._outcomes([row.id for row in page.values() if row.state == CaseState.DECIDED.value])
        return [
            self._row(row, hits.get(row.id, ()), comments.get(row.id, ""), outcomes.get(row.id))
            for row in map(found.get, ids)
            if row is not None
        ]

    def _row(
        self, row: Row[Any], hits: Iterable[tuple[int, Span]], comment: str, outcome: EnforcementState | None
    ) -> QueueRow:
        now, state = self._now(), CaseState(row.state)
        claimed = row.claimed_until is not None and row.claimed_until > now
        if state is CaseState.CLAIMED and not claimed:
            state = CaseState.OPEN  # the claim lapsed; the next tidying writes it down
        excerpt = row.excerpt if row.excerpt is not None else comment[:EXCERPT_CHARACTERS]
        parts = urgency_parts(Severity(row.severity), row.reporters, row.due_at, now)
        return QueueRow(
            id=row.id,
            state=state,
            subject=SubjectKind(row.subject),
            severity=Severity(row.severity),
            veiled=row.veiled,
            author=row.display_name or row.handle or row.author_native,
            handle=row.handle,
            platform=row.platform,
            community=row.community_name,
            place=row.place_name or row.place_native or "",
            excerpt=excerpt,
            hits=merged((span for number, span in hits if number == row.post_revision), len(excerpt)),
            guideline_id=row.guideline_id,
            category=row.category,
            opened_at=row.opened_at,
            due_at=row.due_at,
            reporters=row.reporters,
            flags=row.flags,
            rule_hits=row.rule_hits,
            attachments=len(decode(row.attachments, list[Any])) if row.attachments else 0,
            claimed_by=(row.actor_name or "") if claimed else "",
            claimed_by_id=row.claimed_by if claimed else None,
            outcome=outcome,
            urgency=min(sum(parts), _URGENCY_MOST),
        )

    def hits(self, case_ids: Sequence[int]) -> dict[int, list[tuple[int, Span]]]:
        """Where rules hit, for each case: the number of the revision, and the span in its text."""
        found: dict[int, list[tuple[int, Span]]] = {}
        if case_ids:
            rows = self._connection.execute(
                select(flag.c.case_id, flag.c.revision, flag.c.spans).where(
                    flag.c.case_id.in_(case_ids), flag.c.spans != "[]"
                )
            )
            for row in rows:
                spans = decode(row.spans, list[tuple[int, int]])
                found.setdefault(row.case_id, []).extend((row.revision, span) for span in spans)
        return found

    def _comments(self, case_ids: Sequence[int]) -> dict[int, str]:
        """For cases about an author: the first words that somebody wrote about them."""
        found: dict[int, str] = {}
        if case_ids:
            rows = self._connection.execute(
                select(flag.c.case_id, func.substr(flag.c.comment, 1, EXCERPT_CHARACTERS).label("comment"))
                .where(flag.c.case_id.in_(case_ids), flag.c.comment != "")
                .order_by(flag.c.created_at.desc(), flag.c.id.desc())
            )
            found = {row.case_id: row.comment for row in rows}
        return found

    def _outcomes(self, case_ids: Sequence[int]) -> dict[int, EnforcementState]:
        found: dict[int, EnforcementState] = {}
        if case_ids:
            rows = self._connection.execute(
                select(enforcement.c.case_id, enforcement.c.state)
                .where(enforcement.c.case_id.in_(case_ids), enforcement.c.lift.is_(False))
                .distinct()
            )
            for case_id, state in rows:
                states = (found.get(case_id, S.CANCELLED), EnforcementState(state))
                found[case_id] = min(states, key=_WORST.index)
        return found


def merged(spans: Iterable[Span], end: int) -> tuple[Span, ...]:
    """Clip spans to the first *end* characters and join those that overlap, so that each character is marked once."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if first >= end:
            break
        if joined and first < joined[-1][1]:
            joined[-1] = joined[-1][0], min(end, max(last, joined[-1][1]))
        else:
            joined.append((first, min(end, last)))
    return tuple(joined)


def _is_needle(which: QueueFilter) -> bool:
    asked = (which.words.strip(), which.author.strip(), which.reporter.strip())
    return any(asked) or which.claimed_by is not None


def _in_order(walks: Sequence[Select[Any]], backwards: bool) -> Any:
    key: ColumnElement[int] = literal_column("key")
    number: ColumnElement[int] = literal_column("id")
    order = (key.desc(), number.desc()) if backwards else (key, number)
    if len(walks) == 1:
        return walks[0].order_by(*order)
    return union_all(*walks).order_by(*order)


def _authors_named(part: str) -> Select[tuple[int]]:
    asked = part.strip().removeprefix("@").lower()
    return select(author.c.id).where(
        or_(
            func.lower(author.c.handle).contains(asked, autoescape=True),
            func.lower(author.c.display_name).contains(asked, autoescape=True),
        )
    )


def _page(ids: Sequence[int]) -> Select[Any]:
    return (
        select(
            case.c.id, case.c.state, case.c.subject, case.c.severity, case.c.veiled, case.c.guideline_id,
            case.c.category, case.c.opened_at, case.c.due_at, case.c.reporters, case.c.flags, case.c.rule_hits,
            case.c.claimed_by, case.c.claimed_until,
            author.c.display_name, author.c.handle, author.c.native_id.label("author_native"),
            community.c.platform, community.c.name.label("community_name"),
            place.c.name.label("place_name"), place.c.native_id.label("place_native"),
            actor.c.name.label("actor_name"),
            post.c.revision.label("post_revision"), post.c.attachments,
            func.substr(revision.c.text, 1, EXCERPT_CHARACTERS).label("excerpt"),
        )
        .join(author, author.c.id == case.c.author_id)
        .join(community, community.c.id == case.c.community_id)
        .outerjoin(place, place.c.id == case.c.place_id)
        .outerjoin(actor, actor.c.id == case.c.claimed_by)
        .outerjoin(post, and_(case.c.subject == SubjectKind.POST.value, post.c.id == case.c.subject_id))
        .outerjoin(revision, and_(revision.c.post_id == post.c.id, revision.c.number == post.c.revision))
        .where(case.c.id.in_(ids))
    )  # fmt: skip
