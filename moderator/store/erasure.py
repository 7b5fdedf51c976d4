"""Letting go: what has been kept long enough, and what a person asks to have erased.

The audit chain stays whole through both: it holds commitments, and only the words that they commit to go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    table,
    true,
    tuple_,
    update,
)

from moderator.domain.action import ActionOrder, ResendClass, Step, Target
from moderator.domain.audit import Event
from moderator.domain.case import CaseState
from moderator.domain.enforcement import SETTLED, EnforcementState
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.keeping import FIRST, Aged, Mark
from moderator.domain.requests import RequestState, Topic
from moderator.store import sqlcipher
from moderator.store.incident_tables import incident, incident_entry, incident_link
from moderator.store.repo import Repository, decode, encode
from moderator.store.tables import (
    audit_content,
    author,
    case,
    decision,
    enforcement,
    flag,
    meta,
    note,
    post,
    quarantine,
    raw,
    request,
    revision,
)

if TYPE_CHECKING:
    from moderator.store.unit import Store

DAY = 86_400 * 1_000_000  # µs
_CLEAN_DUE = "clean_due"
_PLACEHOLDER_DIGEST = bytes(32)
_ANSWERED = (RequestState.DONE, RequestState.FAILED, RequestState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure found; counts only, fit for the chain."""

    author_id: int
    posts: int
    flags: int
    decisions: int
    contents: int  # of audit events
    cleaned: bool = False  # whether the file's freed pages went too; else at the next start (see `clean`)


@dataclass(frozen=True, slots=True)
class Due:
    """One look: what may go, and where the next look begins (None: nothing is left to look at)."""

    ids: tuple[int, ...]
    after: Mark | None


class Erasure(Repository):
    """Retention looks through the read door (`due`, a few hundred rows at a time, each row once) and writes only for what
    it found (`forget`): who decides never waits for a look. `forget` asks once more what may have changed meanwhile.

    Every *before* is a moment (µs UTC); the caller knows the settings.
    """

    # --- retention ------------------------------------------------------------------------------------------------

    def due(self, kind: Aged, before: int, after: Mark = FIRST, window: int = 500) -> Due:
        """Look at the next *window* rows behind *after*; returns those of them that may go."""
        position, key, old, free = _look(kind, before)
        rows = self._connection.execute(
            select(position, key, free)
            .where(old, position >= after[0], tuple_(position, key) > tuple_(*map(literal, after)))
            .order_by(position, key)
            .limit(window)
        ).all()
        ids = tuple(dict.fromkeys(row[1] for row in rows if row[2]))
        return Due(ids, (rows[-1][0], rows[-1][1]) if len(rows) == window else None)

    def forget(self, kind: Aged, ids: Sequence[int], before: int) -> int:
        """Let go of what `due` found, as far as it is still due; returns how much went."""
        _, key, old, free = _look(kind, before)
        which = (key.in_(ids), old, free)
        if kind is Aged.POSTS:
            return self._forget_posts(list(self._connection.scalars(select(key).where(*which))))
        if kind is Aged.REPORTS:
            return self._connection.execute(update(flag).where(*which).values(raw=None)).rowcount
        if kind is Aged.REPORTERS:
            return self._connection.execute(update(flag).where(*which).values(reporter_id=None, raw=None)).rowcount
        if kind is Aged.SET_APART:
            return self._connection.execute(update(quarantine).where(*which).values(raw=b"")).rowcount
        return self._connection.execute(delete(raw if kind is Aged.RAW else request).where(*which)).rowcount

    def _forget_posts(self, ids: Sequence[int]) -> int:
        """With the open cases about them."""
        about = select(case.c.id).where(case.c.subject == "post", case.c.subject_id.in_(ids))
        self._delete_cases(about.correlate(None))
        self._forget_search(select(post.c.id).where(post.c.id.in_(ids)))
        for each in (raw, revision):
            self._connection.execute(delete(each).where(each.c.post_id.in_(ids)))
        return self._connection.execute(delete(post).where(post.c.id.in_(ids))).rowcount

    def _delete_cases(self, ids: Select[tuple[int]]) -> None:
        for each in (flag, note):
            self._connection.execute(delete(each).where(each.c.case_id.in_(ids)))
        self._connection.execute(delete(case).where(case.c.id.in_(ids)))

    def _forget_search(self, posts: Select[tuple[int]]) -> None:
        index = table("post_search", column("post_id" if self._is_postgres else "rowid"))
        (key,) = index.c
        self._connection.execute(delete(index).where(key.in_(posts)))

    # --- one person -----------------------------------------------------------------------------------------------

    def find(self, name: str) -> list[tuple[int, str, int]]:
        """Everybody with this handle or native id: our id, the handle, how many posts. An erased one has no name."""
        posts = select(func.count()).select_from(post).where(post.c.author_id == author.c.id).scalar_subquery()
        rows = self._connection.execute(
            select(author.c.id, author.c.handle, posts)
            .where(or_(author.c.handle == name, author.c.native_id == name), author.c.erased_at.is_(None))
            .order_by(author.c.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def erase_author(self, author_id: int) -> Erased:
        """Take a person out of the record: their words everywhere, their names, and who they reported.

        Decisions and strikes stay, about a pseudonym. Raises KnownError for an unknown author, one under legal hold,
        and one about whom something is still on its way to the platform; nothing was changed then.
        """
        found = self._connection.execute(select(author).where(author.c.id == author_id)).one_or_none()
        if found is None:
            raise KnownError("This author is not known", "Check the name as the platform writes it.", code="no_author")
        self._refuse_if_held(author_id)
        names = [name for name in (found.native_id, found.handle) if name]
        cases = select(case.c.id).where(case.c.author_id == author_id).correlate(None)
        posts = select(post.c.id).where(post.c.author_id == author_id).correlate(None)
        flags = self._erase_flags(author_id, cases)
        count = self._erase_posts(posts)
        self._erase_cases(found.community_id, cases, names)
        self._erase_incidents(posts, cases, [*names, *_telling(found.display_name)])
        decisions = self._erase_decisions(cases)
        contents = self._erase_contents(author_id, names)
        self._erase_elsewhere(found.community_id, names)
        self._rename(author_id)
        return Erased(author_id, count, flags, decisions, contents)

    def _refuse_if_held(self, author_id: int) -> None:
        of_author = select(case.c.id).where(case.c.author_id == author_id)
        if self._connection.scalar(
            select(exists().where(decision.c.case_id.in_(of_author), decision.c.legal_hold.is_(True)))
        ):
            raise KnownError(
                "This author is under legal hold",
                "A decision about them has to be kept for the law. Lift the hold first, if you may.",
                code="legal_hold",
            )
        # a message that the platform took and that nobody looks for any more stays `sent` for ever
        at_rest = and_(
            enforcement.c.state == EnforcementState.SENT,
            enforcement.c.resend == ResendClass.ADDITIVE,
            enforcement.c.lease_until.is_(None),
        )
        open_ = enforcement.c.state.not_in(tuple(SETTLED)) & ~at_rest
        if self._connection.scalar(select(exists().where(enforcement.c.case_id.in_(of_author), open_))):
            raise BusyError(
                "Something about this author is still on its way",
                "Wait until the outbox holds nothing about them (a sanction that ends later counts), or undo it.",
                code="outbox_open",
            )

    def _erase_flags(self, author_id: int, cases: Select[tuple[int]]) -> int:
        theirs = or_(flag.c.reporter_id == author_id, flag.c.case_id.in_(cases))
        return self._connection.execute(
            update(flag).where(theirs).values(comment="", raw=None, spans="[]", label="")
        ).rowcount

    def _erase_posts(self, posts: Select[tuple[int]]) -> int:
        self._forget_search(posts)
        self._connection.execute(delete(raw).where(raw.c.post_id.in_(posts)))
        self._connection.execute(
            update(revision)
            .where(revision.c.post_id.in_(posts))
            .values(text="", folded="", digest=_PLACEHOLDER_DIGEST, folded_digest=0)
        )
        return self._connection.execute(
            update(post).where(post.c.id.in_(posts)).values(url="", attachments="[]")
        ).rowcount

    def _erase_cases(self, community_id: int, cases: Select[tuple[int]], names: Sequence[str]) -> None:
        """Their own cases, and the neighbourhood that was kept with other people's."""
        quoted = or_(*(self._contains(case.c.context, encode(name)[1:-1]) for name in names), literal(False))
        mine = or_(case.c.id.in_(cases), (case.c.community_id == community_id) & quoted)
        self._connection.execute(
            update(case).where(mine).values(context="", abilities="", context_at=None, context_error="")
        )
        self._connection.execute(update(note).where(note.c.case_id.in_(cases)).values(text=""))

    def _erase_incidents(self, posts: Select[tuple[int]], cases: Select[tuple[int]], names: Sequence[str]) -> None:
        """An incident stays with its links; which words they were, and what moderators wrote about the person, go."""
        about = or_(
            (incident_link.c.kind == "case") & incident_link.c.target_id.in_(cases),
            (incident_link.c.kind == "post") & incident_link.c.target_id.in_(posts),
        )
        self._connection.execute(update(incident_link).where(about).values(digest=None))
        written = (incident_entry.c.text, incident.c.title, incident.c.next_action, incident.c.outcome_text, incident.c.lesson)
        for column_ in written:
            quoted = or_(*(self._contains(column_, name) for name in names if name), literal(False))
            self._connection.execute(update(column_.table).where(quoted).values({column_.name: ""}))

    def _erase_decisions(self, cases: Select[tuple[int]]) -> int:
        for row in self._connection.execute(
            select(enforcement.c.id, enforcement.c.order, enforcement.c.step).where(enforcement.c.case_id.in_(cases))
        ).all():
            order, step = decode(row.order, ActionOrder), decode(row.step, Step)
            self._connection.execute(
                update(enforcement)
                .where(enforcement.c.id == row.id)
                .values(
                    order=encode(ActionOrder(order.kind, order.scope, Target(""), until=order.until)),
                    step=encode(
                        Step(
                            step.kind, step.scope, step.resend, step.reversible, "", {}, step.ends_by, until=step.until
                        )
                    ),
                    result="{}",
                    text="",
                )
            )
        return self._connection.execute(
            update(decision)
            .where(decision.c.case_id.in_(cases))
            .values(reason="", facts="", permalink="", content_digest=None)
        ).rowcount

    def _erase_contents(self, author_id: int, names: Sequence[str]) -> int:
        quoted = (self._contains(audit_content.c.content, encode(name)[1:-1]) for name in names)
        return self._connection.execute(
            delete(audit_content).where(or_(audit_content.c.author_id == author_id, *quoted))
        ).rowcount

    def _erase_elsewhere(self, community_id: int, names: Sequence[str]) -> None:
        """Answers that were read already, and items that nobody could read but that name the person."""
        self._connection.execute(
            delete(request).where(request.c.community_id == community_id, request.c.state.in_(_ANSWERED))
        )
        for name in names:
            self._connection.execute(
                update(quarantine)
                .where(quarantine.c.community_id == community_id, self._contains(quarantine.c.raw, name.encode()))
                .values(raw=b"", native_id="", reason="")
            )

    def _rename(self, author_id: int) -> None:
        pseudonym = f"erased-{author_id:x}"
        self._connection.execute(
            update(author)
            .where(author.c.id == author_id)
            .values(
                native_id=pseudonym, handle=pseudonym, display_name="", url="", facts="{}",
                created_at=None, fetched_at=None, erased_at=self._now(),
            )
        )  # fmt: skip

    def _contains(self, hay: ColumnElement[object], needle: str | bytes) -> ColumnElement[bool]:
        if not self._is_postgres:
            return func.instr(hay, needle) > 0
        if isinstance(needle, bytes):
            return func.position(literal(needle).op("IN")(hay)) > 0
        return func.strpos(hay, needle) > 0


def _telling(name: str) -> list[str]:
    """A display name long enough to mean somebody: "Al" would take half the log away."""
    return [name] if len(name) > 3 else []


def _of_incidents() -> Select[tuple[int]]:
    """Cases that belong to an incident: its evidence stays."""
    return select(incident_link.c.target_id).where(incident_link.c.kind == "case")


def _look(
    kind: Aged, before: int
) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[bool], ColumnElement[bool]]:
    """Where a kind stands: the position in its index, its id, what puts it in line, and whether it may go."""
    if kind is Aged.POSTS:
        acted = exists().where(
            case.c.subject == "post",
            case.c.subject_id == post.c.id,
            or_(case.c.state != CaseState.OPEN, case.c.decisions > 0, case.c.id.in_(_of_incidents())),
        )
        return post.c.received_at, post.c.id, post.c.received_at < before, ~acted
    if kind is Aged.RAW:
        return raw.c.at, raw.c.post_id, raw.c.at < before, true()
    if kind is Aged.REPORTS:
        return flag.c.received_at, flag.c.id, and_(flag.c.raw.is_not(None), flag.c.received_at < before), true()
    if kind is Aged.SET_APART:
        kept = and_(quarantine.c.settled_at < before, func.length(quarantine.c.raw) > 0)
        return quarantine.c.settled_at, quarantine.c.id, kept, true()
    if kind is Aged.REPORTERS:
        closed = exists().where(
            case.c.id == flag.c.case_id, case.c.state == CaseState.DECIDED, case.c.decided_at < before
        )
        return flag.c.case_id, flag.c.id, flag.c.reporter_id.is_not(None), closed
    over = or_(request.c.state.in_(_ANSWERED), request.c.expires_at < before)
    return request.c.asked_at, request.c.id, and_(over, request.c.asked_at < before), true()


def erase_author(store: Store, author_id: int, actor_id: int | None, reason: str = "") -> Erased:
    """Erase a person, say in the chain that it was done (by whom and why, not whom), and clean the file of the rest.

    In the encrypted file nothing stays in freed pages or in the log, now or from the next start on (`cleaned`);
    PostgreSQL cleans up in its own time. Backups made before hold the person until they expire.
    """
    with store.write(actor_id) as tx:
        erased = tx.erasure.erase_author(author_id)
        tx.record(
            Event(
                "author.erased",
                f"author:{author_id}",
                facts={
                    "posts": erased.posts,
                    "flags": erased.flags,
                    "decisions": erased.decisions,
                    "contents": erased.contents,
                },
                content={"reason": reason} if reason else {},
            )
        )
        tx.touch(Topic.QUEUE, Topic.CASE, Topic.OUTBOX, Topic.REQUESTS, Topic.INCIDENTS)
        tx.connection.execute(delete(meta).where(meta.c.key == _CLEAN_DUE))
        tx.connection.execute(meta.insert().values(key=_CLEAN_DUE, value=str(tx.now)))
    return replace(erased, cleaned=clean(store))


def clean(store: Store) -> bool:
    """Remove what an erasure left in freed pages, if one did; False when somebody who reads or writes held it up."""
    with store.read() as r:
        if r.connection.scalar(select(meta.c.value).where(meta.c.key == _CLEAN_DUE)) is None:
            return True
    if store.engine.dialect.name == "sqlite" and not sqlcipher.vacuum(store.engine):
        return False
    with store.write() as tx:
        tx.connection.execute(delete(meta).where(meta.c.key == _CLEAN_DUE))
    return True
