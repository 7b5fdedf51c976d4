"""One case, whole: what a moderator needs to judge it, and what the worker fetched from the platform around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from moderator.domain import caps
from moderator.domain.action import Ability, ActionKind
from moderator.domain.audit import Event
from moderator.domain.case import urgency_parts
from moderator.domain.community import (
    AuthorHistory,
    AuthorStatus,
    Context,
    PostIn,
    SanctionIn,
    SubjectKind,
)
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import AuthorCard, CaseView, GuidelinesRow, ThreadRow
from moderator.ports import Clock, Planner
from moderator.services import reading
from moderator.services.guidelines import Guidelines

if TYPE_CHECKING:
    from moderator.store.caseview import Core
    from moderator.store.unit import Reads, Store, Tx

THREAD_KEPT = 50  # posts on either side
SANCTIONS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Around:
    """What the platform said about a case, as it is kept with it."""

    before: tuple[ThreadRow, ...] = ()
    after: tuple[ThreadRow, ...] = ()
    truncated: bool = False
    sanctions: tuple[SanctionIn, ...] = ()
    reports_received: int | None = None


class Casefile:
    def __init__(
        self, store: Store, clock: Clock, planners: Mapping[str, Planner], guidelines: Guidelines | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._planners = planners
        self._guidelines = guidelines or Guidelines(store)

    # --- the view ----------------------------------------------------------------------------------------------------

    def view(self, case_id: int) -> CaseView:
        """Everything about one case. Raises KnownError `no_case` when there is none (any more)."""
        with self._store.read() as reads:
            core = reads.cases.core(case_id)
            rows = reads.cases.rows([case_id])
            if core is None or not rows:
                raise _no_case()
            around = msgspec.json.decode(core.context, type=Around) if core.context else Around()
            post, answers = None, ""
            if core.subject is SubjectKind.POST:
                post, answers = reads.cases.post_of(core.subject_id, case_id) or (None, "")
            view = CaseView(
                row=rows[0],
                decisions_made=core.decisions,
                revision=0 if post is None else post.revision,
                flag_count=core.flags,
                parts=urgency_parts(core.severity, core.reporters, core.due_at, reads.now),
                community_id=core.community_id,
                post=post,
                flags=reads.cases.flags_of(case_id),
                thread=_thread(around, answers),
                thread_at=core.context_at,
                thread_error=core.context_error,
                author=_card(reads, core, around),
                abilities=self._abilities(core),
                suggested=(),
                notes=reads.cases.notes_of(case_id),
                decisions=tuple(reads.decisions.of_case(case_id)),
                same_text=0 if post is None else reads.cases.same_text(post.id, post.revision),
                snoozed_until=core.snoozed_until,
            )
        return replace(view, suggested=_suggested(self._guidelines.current(core.community_id), core.guideline_id))

    def _abilities(self, core: Core) -> tuple[Ability, ...]:
        """What the platform said about this subject; until it was asked, what these rights usually allow."""
        if core.abilities:
            return msgspec.json.decode(core.abilities, type=tuple[Ability, ...])
        planner = self._planners.get(core.platform)
        return () if planner is None else planner.usual_abilities(core.rights, core.options)

    # --- what the worker fetched -------------------------------------------------------------------------------------

    def keep_context(
        self,
        case_id: int,
        context: Context,
        history: AuthorHistory | None = None,
        abilities: Sequence[Ability] | None = None,
    ) -> None:
        """Keep what stands around a case, in the place of what was kept before. A case that is gone is no error."""
        around = Around(
            before=tuple(_kept(context.before[-THREAD_KEPT:])),
            after=tuple(_kept(context.after[:THREAD_KEPT])),
            truncated=context.truncated or max(len(context.before), len(context.after)) > THREAD_KEPT,
            sanctions=() if history is None else tuple(_sanction(each) for each in history.sanctions[:SANCTIONS_KEPT]),
            reports_received=None if history is None else history.reports_received,
        )
        columns: dict[str, object] = {"context": _text(around), "context_error": ""}
        if abilities is not None:
            columns["abilities"] = _text(abilities)
        with self._store.write() as tx:
            core = tx.cases.core(case_id)
            if core is None:
                return
            tx.cases.put(case_id, context_at=tx.now, **columns)
            status = _look_at_author(tx, core, history)
            count = len(around.before) + len(around.after)
            facts = {"posts": count, "status": status, "sanctions": len(around.sanctions)}
            tx.record(Event("case.context_kept", f"case:{case_id}", facts=facts))
            tx.touch(Topic.CASE)

    def context_failed(self, case_id: int, error: KnownError) -> None:
        """Say on the case why nothing was fetched; what was kept before stays."""
        with self._store.write() as tx:
            core = tx.cases.core(case_id)
            if core is None or core.context_error == str(error):
                return
            tx.cases.put(case_id, context_error=reading.plain(str(error), caps.REASON_CHARACTERS))
            tx.record(Event("case.context_failed", f"case:{case_id}", facts={"code": error.code}))
            tx.touch(Topic.CASE)


def _no_case() -> KnownError:
    return KnownError("This case is not known", "It may have been erased. Look at the queue.", code="no_case")


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _suggested(guidelines: GuidelinesRow | None, guideline_id: str) -> tuple[ActionKind, ...]:
    if guidelines is None:
        return ()
    return next((each.suggest for each in guidelines.guidelines if each.id == guideline_id), ())


def _thread(around: Around, answers: str) -> tuple[ThreadRow, ...]:
    rows = (*around.before, *around.after)
    return tuple(replace(row, parent=True) if answers and row.native_id == answers else row for row in rows)


def _kept(posts: Iterable[PostIn]) -> Iterable[ThreadRow]:
    for post in posts:
        try:
            fit = reading.fit(post)
        except reading.Unfit:
            continue
        assert isinstance(fit, PostIn)
        yield ThreadRow(
            native_id=fit.native_id,
            author=fit.author.display_name or fit.author.handle or fit.author.native_id,
            handle=fit.author.handle,
            at=fit.created_at,
            text=fit.text[: caps.TEXT_SHOWN],
            attachments=len(fit.attachments),
        )


def _sanction(sanction: SanctionIn) -> SanctionIn:
    return replace(
        sanction,
        place=reading.plain(sanction.place, caps.NAME_CHARACTERS),
        by=reading.plain(sanction.by, caps.NAME_CHARACTERS),
        reason=reading.plain(sanction.reason, caps.REASON_CHARACTERS),
    )


def _look_at_author(tx: Tx, core: Core, history: AuthorHistory | None) -> str:
    """Bring the author's row up to date; returns their status for the record."""
    if history is None:
        return ""
    try:
        author = reading.fit_author(history.author)
    except reading.Unfit:
        return ""
    found = tx.intake.authors(core.community_id, [author])
    if core.author_id in found.values():
        tx.intake.looked_at(core.author_id)
    return author.status.value


def _card(reads: Reads, core: Core, around: Around) -> AuthorCard:
    facts = reads.cases.author_facts(core.author_id)
    row = facts.row
    return AuthorCard(
        id=row.id,
        native_id=row.native_id,
        handle=row.handle,
        name=row.display_name or row.handle or row.native_id,
        created_at=row.created_at,
        first_seen_at=row.first_seen_at,
        is_local=row.is_local,
        is_bot=row.is_bot,
        is_staff=row.is_staff,
        status=AuthorStatus(row.status),
        posts=facts.posts,
        reported=max(facts.reported, around.reports_received or 0),
        removed=facts.removed,
        strikes=tuple(reads.decisions.strikes_of(core.author_id)),
        sanctions=around.sanctions,
        history=reads.cases.history_of(core.author_id, core.id, reads.decisions.actions_of),
        facts=msgspec.json.decode(row.facts, type=dict[str, object]),
    )
