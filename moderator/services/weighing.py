"""Attach flags to the one case of their subject, and say how heavy and how urgent it is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from moderator.domain.case import MINUTE, CaseMove, CaseState, move, rank
from moderator.domain.community import Attachment, Severity, SubjectKind
from moderator.domain.intake import KnownCase, Tally
from moderator.services.rulebook import CompiledVersion, target_minutes

if TYPE_CHECKING:
    from moderator.store.unit import Tx

FlagRows = Sequence[dict[str, Any]]


class PostFacts(Protocol):
    """What a case takes from its post."""

    @property
    def place_id(self) -> int: ...

    @property
    def author_id(self) -> int: ...

    @property
    def language(self) -> str: ...


class Changed(Protocol):
    flags: list[int]
    opened: list[int]
    reopened: list[int]
    weighed: list[int]


def attach(
    tx: Tx,
    community_id: int,
    version: CompiledVersion | None,
    changes: Changed,
    by_subject: Mapping[tuple[SubjectKind, int], FlagRows],
    posts: Mapping[int, PostFacts],
    edited: Iterable[int],
) -> None:
    """Write new *flags* and the cases they belong to. *edited* posts have a new newest text: that opens a decided case."""
    known = _known(tx, by_subject, edited)
    fresh = {about: tx.new_id() for about in by_subject if about not in known}
    tx.cases.add([_new_case(tx, community_id, case_id, about, posts) for about, case_id in fresh.items()])
    ids = fresh | {about: case.id for about, case in known.items()}
    for about, rows in by_subject.items():
        for row in rows:
            row["case_id"] = ids[about]
            changes.flags.append(row["id"])
    tx.intake.add_flags([row for rows in by_subject.values() for row in rows])
    tallies = tx.cases.tallies(list(ids.values()))
    again = set(edited)
    weights = []
    for about, case_id in ids.items():
        case = known.get(about)
        reopen = case is not None and _opens_again(case, by_subject.get(about, ()), about[1] in again)
        language = posts[about[1]].language if about[0] is SubjectKind.POST else ""
        opened_at = _waits_since(tx.now, case, by_subject.get(about, ()), reopen)
        weights.append(_weight(opened_at, version, case_id, case, tallies[case_id], language, reopen))
        (changes.opened if case is None else changes.reopened if reopen else changes.weighed).append(case_id)
    tx.cases.weigh(weights)


def _known(
    tx: Tx, by_subject: Mapping[tuple[SubjectKind, int], FlagRows], edited: Iterable[int]
) -> dict[tuple[SubjectKind, int], KnownCase]:
    known: dict[tuple[SubjectKind, int], KnownCase] = {}
    for kind in SubjectKind:
        wanted = {subject_id for about, subject_id in by_subject if about is kind}
        if kind is SubjectKind.POST:
            wanted.update(edited)
        known.update(((kind, subject_id), case) for subject_id, case in tx.cases.known(kind, wanted).items())
    return known


def _new_case(
    tx: Tx, community_id: int, case_id: int, about: tuple[SubjectKind, int], posts: Mapping[int, PostFacts]
) -> dict[str, Any]:
    kind, subject_id = about
    post = posts[subject_id] if kind is SubjectKind.POST else None
    return {
        "id": case_id, "community_id": community_id, "place_id": None if post is None else post.place_id,
        "subject": kind.value, "subject_id": subject_id, "author_id": subject_id if post is None else post.author_id,
        "state": CaseState.OPEN.value, "severity": Severity.LOW.value, "opened_at": tx.now, "due_at": tx.now,
        "rank": tx.now,
    }  # fmt: skip


def _opens_again(case: KnownCase, flags: FlagRows, edited: bool) -> bool:
    """After a decision further flags only count; an edit, or a flag heavier than all before, asks for a new look."""
    if case.state is not CaseState.DECIDED:
        return False
    return edited or any(row["severity"] > case.severity for row in flags)


def _waits_since(now: int, case: KnownCase | None, flags: FlagRows, reopen: bool) -> int:
    """A case waits since its first flag was raised on the platform, in whatever order we hear of them."""
    if reopen:
        return now
    if case is not None and case.decisions:
        return case.opened_at
    known = now if case is None else case.opened_at
    return min([known, *(int(row["created_at"]) for row in flags)])


def _weight(
    opened_at: int,
    version: CompiledVersion | None,
    case_id: int,
    case: KnownCase | None,
    tally: Tally,
    language: str,
    reopen: bool,
) -> dict[str, Any]:
    due_at = opened_at + target_minutes(version, tally.guideline_id, tally.severity) * MINUTE
    state = CaseState.OPEN if case is None else move(case.state, CaseMove.REOPEN) if reopen else case.state
    reporters = max(tally.reporters, 0 if case is None else case.reporters)  # some may have been erased
    return {
        "_id": case_id, "state": state.value, "severity": tally.severity.value, "veiled": tally.veiled,
        "guideline_id": tally.guideline_id, "category": tally.category, "language": language,
        "reporters": reporters, "flags": tally.flags, "rule_hits": tally.rule_hits, "opened_at": opened_at,
        "due_at": due_at, "rank": rank(tally.severity, reporters, due_at),
        "decided_at": None if case is None or reopen else case.decided_at,
    }  # fmt: skip


def spans_text(spans: Sequence[tuple[int, int]]) -> str:
    return msgspec.json.encode(spans).decode()


def attachments_text(attachments: Sequence[Attachment]) -> str:
    return msgspec.json.encode(attachments).decode() if attachments else "[]"
