"""Cases: opened and weighed by what comes in, moved by moderators. `queue.py` lists them, `caseview.py` shows one whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy import case as when

from moderator.domain.case import CaseState
from moderator.domain.community import FlagSource, Severity, SubjectKind
from moderator.domain.intake import KnownCase, Tally
from moderator.store.caseview import CaseReads
from moderator.store.tables import actor, case, flag, note

_AT_ONCE = 500
_SELF_HARM = "self_harm"
_WEIGHED = (
    "state", "severity", "veiled", "guideline_id", "category", "language", "reporters", "flags", "rule_hits",
    "opened_at", "due_at", "rank", "decided_at",
)  # fmt: skip

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

# Made once: every transaction of the intake asks these.
_KNOWN = select(
    case.c.id, case.c.subject_id, case.c.state, case.c.severity, case.c.opened_at, case.c.decided_at,
    case.c.reporters, case.c.decisions,
).where(case.c.subject == bindparam("subject"), case.c.subject_id.in_(_IDS))  # fmt: skip

_WEIGH = case.update().where(case.c.id == bindparam("_id")).values({name: bindparam(name) for name in _WEIGHED})

_RANKED = (
    select(
        flag.c.case_id, flag.c.severity, flag.c.guideline_id, flag.c.category,
        func.row_number()
        .over(partition_by=flag.c.case_id, order_by=(flag.c.severity.desc(), flag.c.created_at, flag.c.key))
        .label("place"),
    )
    .where(flag.c.case_id.in_(_IDS))
    .subquery()
)  # fmt: skip
_HEAVIEST = select(_RANKED).where(_RANKED.c.place == 1)

_BY_MEMBER = flag.c.source == FlagSource.MEMBER.value
_SUMS = (
    select(
        flag.c.case_id,
        func.count().label("flags"),
        func.count(when((_BY_MEMBER, flag.c.reporter_id)).distinct()).label("reporters"),
        func.max(when((_BY_MEMBER & flag.c.reporter_id.is_(None), 1), else_=0)).label("anonymous"),  # all as one
        func.sum(when((flag.c.source == FlagSource.RULE.value, 1), else_=0)).label("rule_hits"),
        func.max(when((flag.c.category == _SELF_HARM, 1), else_=0)).label("veiled"),
    )
    .where(flag.c.case_id.in_(_IDS))
    .group_by(flag.c.case_id)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A case as a move of it needs to know it; `holder` is whose claim it is, live or lapsed."""

    id: int
    state: CaseState
    author_id: int
    claimed_by: int | None
    claimed_until: int | None
    holder: str


class Cases(CaseReads):
    # --- opened and weighed by what comes in ---------------------------------------------------------------------------

    def known(self, subject: SubjectKind, subject_ids: Iterable[int]) -> dict[int, KnownCase]:
        """The cases about these posts or authors, by the id of their subject."""
        wanted = list(subject_ids)
        found: dict[int, KnownCase] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            asked = {"subject": subject.value, "ids": wanted[start : start + _AT_ONCE]}
            rows = self._connection.execute(_KNOWN, asked)
            for row in rows:
                found[row.subject_id] = KnownCase(
                    row.id, row.subject_id, CaseState(row.state), Severity(row.severity), row.opened_at,
                    row.decided_at, row.reporters, row.decisions,
                )  # fmt: skip
        return found

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(case.insert(), list(rows))

    def weigh(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write what a tally came to: rows with `_id` and every column that a flag can change."""
        if rows:
            self._connection.execute(_WEIGH, list(rows))

    def tallies(self, case_ids: Sequence[int]) -> dict[int, Tally]:
        """Add up all flags of each case. The heaviest flag, and of equals the earliest, names the guideline."""
        found: dict[int, Tally] = {}
        for start in range(0, len(case_ids), _AT_ONCE):
            some = {"ids": case_ids[start : start + _AT_ONCE]}
            heaviest = {row.case_id: row for row in self._connection.execute(_HEAVIEST, some)}
            for row in self._connection.execute(_SUMS, some):
                first = heaviest[row.case_id]
                found[row.case_id] = Tally(
                    severity=Severity(first.severity),
                    guideline_id=first.guideline_id,
                    category=first.category,
                    veiled=bool(row.veiled),
                    reporters=row.reporters + row.anonymous,
                    flags=row.flags,
                    rule_hits=row.rule_hits,
                )
        return found

    # --- moved by moderators -------------------------------------------------------------------------------------------

    def held(self, case_id: int) -> Held | None:
        """The case and who holds it, locked until the end of the transaction where the database can lock a row."""
        row = self._connection.execute(
            select(case.c.id, case.c.state, case.c.author_id, case.c.claimed_by, case.c.claimed_until)
            .where(case.c.id == case_id)
            .with_for_update()
        ).one_or_none()
        if row is None:
            return None
        name = None
        if row.claimed_by is not None:
            name = self._connection.scalar(select(actor.c.name).where(actor.c.id == row.claimed_by))
        return Held(row.id, CaseState(row.state), row.author_id, row.claimed_by, row.claimed_until, name or "")

    def put(self, case_id: int, **columns: Any) -> None:
        """Set columns of one case."""
        self._connection.execute(case.update().where(case.c.id == case_id).values(**columns))

    def to_wake(self) -> list[int]:
        """Snoozed cases whose time came, and claims that lapsed, still marked as such."""
        now = self._now()
        rows = self._connection.scalars(
            select(case.c.id).where(
                ((case.c.state == CaseState.SNOOZED.value) & (case.c.snoozed_until <= now))
                | ((case.c.state == CaseState.CLAIMED.value) & (case.c.claimed_until <= now))
            )
        )
        return list(rows)

    def wake(self, case_ids: Sequence[int]) -> None:
        for start in range(0, len(case_ids), _AT_ONCE):
            self._connection.execute(
                case.update()
                .where(case.c.id.in_(case_ids[start : start + _AT_ONCE]))
                .values(state=CaseState.OPEN.value, snoozed_until=None, claimed_by=None, claimed_until=None)
            )

    def add_note(self, case_id: int, actor_id: int, words: str) -> int:
        note_id = self._new_id()
        self._connection.execute(
            note.insert().values(id=note_id, case_id=case_id, actor_id=actor_id, at=self._now(), text=words)
        )
        return note_id
