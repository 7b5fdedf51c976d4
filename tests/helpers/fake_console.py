"""A console without a store: it answers at once from the invented queue, so that tests of the window stay small."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from moderator.console import WorkerState
from moderator.domain.action import ActionKind, EndsBy, Reversible, Scope
from moderator.domain.actor import Actor, Role
from moderator.domain.case import WAITING, CaseState
from moderator.domain.decision import DecisionOrder, Finding, Receipt, UndoKind, UndoResult
from moderator.domain.enforcement import EnforcementState, Settle
from moderator.domain.errors import BusyError, KnownError, StaleError
from moderator.domain.requests import RequestKind, Topic
from moderator.domain.rows import (
    CaseView,
    CommunityRow,
    DecisionRow,
    EnforcementRow,
    GuidelinesRow,
    NoteRow,
    OutboxCounts,
    PlaceRow,
    QueueFilter,
    QueueIds,
    QueueOrder,
    QueueRow,
    ShiftRow,
)
from moderator.settings import SettingsFile
from tests.helpers import sample_cases as sample
from tests.helpers.fake_incidents import FakeIncidents

_T = TypeVar("_T")


class FakeConsole:
    """Same methods as `moderator.console.Console`. `hold_answers` keeps futures open until `release_answers`."""

    def __init__(self, folder: Path, samples: Sequence[sample.Sample] = sample.SAMPLES) -> None:
        self.settings = SettingsFile(folder / "settings.toml")
        self.platforms: Mapping[str, Sequence[object]] = {}
        self.samples = {s.id: s for s in samples}
        self.states = {s.id: CaseState.OPEN for s in samples}
        self.claims: dict[int, tuple[int, str]] = {}
        self.notes: dict[int, list[NoteRow]] = {}
        self.orders: list[DecisionOrder] = []
        self.made: dict[int, DecisionRow] = {}
        self.settled: list[tuple[int, Settle]] = []
        self.asked: list[tuple[RequestKind, Mapping[str, object]]] = []
        self.refuse_next: KnownError | None = None
        self.hold_answers = False
        self.now_value = sample.NOW
        self._held: list[Callable[[], None]] = []
        self._hints: list[Callable[[frozenset[Topic]], None]] = []
        self._next = 10_000
        self.actor = Actor(7, "Aki", Role.MODERATOR)
        self.closed = False
        self.incidents = FakeIncidents(self)
        self.recovery_code = ""
        self.started_shift: ShiftRow | None = ShiftRow(1, 7, sample.NOW - 8_040_000_000, None, 0, "")

    # --- life

    def start(self) -> None: ...

    def close(self) -> None:
        self.closed = True

    def watch(self, hint: Callable[[frozenset[Topic]], None]) -> None:
        self._hints.append(hint)

    def tell(self, *topics: Topic) -> None:
        """Say that something changed, as the store would."""
        for hint in self._hints:
            hint(frozenset(topics))

    def worker(self) -> WorkerState:
        return WorkerState(True)

    def now(self) -> int:
        return self.now_value

    def new_id(self) -> int:
        self._next += 1
        return self._next

    def release_answers(self) -> None:
        held, self._held = self._held, []
        for answer in held:
            answer()

    def _future(self, make: Callable[[], _T]) -> Future[_T]:
        future: Future[_T] = Future()

        def answer() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(make())
            except Exception as error:  # handed on, as an executor does
                future.set_exception(error)

        if self.hold_answers:
            self._held.append(answer)
        else:
            answer()
        return future

    # --- people

    def actors(self) -> Future[list[Actor]]:
        return self._future(lambda: [self.actor, Actor(8, "Ren", Role.LEAD)])

    def add_actor(self, name: str, role: Role) -> Future[Actor]:
        return self._future(lambda: Actor(self.new_id(), name, role))

    def sit_down(self, actor: Actor) -> None:
        self.actor = actor

    def start_shift(self) -> Future[ShiftRow]:
        def make() -> ShiftRow:
            self.started_shift = ShiftRow(self.new_id(), self.actor.id, self.now(), None, 0, "")
            return self.started_shift

        return self._future(make)

    def end_shift(self, note: str = "") -> Future[None]:
        def make() -> None:
            self.started_shift = None

        return self._future(make)

    def shift(self) -> Future[ShiftRow | None]:
        return self._future(lambda: self.started_shift)

    # --- queue

    def _row(self, case_id: int) -> QueueRow:
        holder_id, holder = self.claims.get(case_id, (0, ""))
        row = sample.queue_row(self.samples[case_id], self.now(), self.states[case_id], holder)
        return replace(row, claimed_by_id=holder_id or None)

    def _matches(self, case_id: int, which: QueueFilter) -> bool:
        s, row = self.samples[case_id], self._row(case_id)
        return (
            row.state in which.states
            and which.words.casefold() in s.text.casefold()
            and (not which.guideline or which.guideline == s.guideline)
            and (which.severity is None or s.severity >= which.severity)
            and which.author.casefold() in s.author.casefold()
        )

    def queue_ids(
        self, which: QueueFilter, order: QueueOrder = QueueOrder.URGENCY, limit: int | None = None
    ) -> Future[QueueIds]:
        def make() -> QueueIds:
            found = [case_id for case_id in self.samples if self._matches(case_id, which)]
            rows = {case_id: self._row(case_id) for case_id in found}
            keys: dict[QueueOrder, Callable[[int], int]] = {
                QueueOrder.URGENCY: lambda i: -rows[i].urgency,
                QueueOrder.OLDEST: lambda i: rows[i].opened_at,
                QueueOrder.NEWEST: lambda i: -rows[i].opened_at,
            }
            found.sort(key=keys[order])
            oldest = min((rows[i].opened_at for i in found), default=None)
            return QueueIds(array("q", found[:limit]), len(found), oldest, limit is None or len(found) <= limit)

        return self._future(make)

    def queue_rows(self, ids: Sequence[int]) -> Future[list[QueueRow]]:
        return self._future(lambda: [self._row(i) for i in ids if i in self.samples])

    def _view(self, case_id: int) -> CaseView:
        view = sample.case_view(self.samples[case_id], self._row(case_id), self.now())
        decisions = tuple(d for d in self.made.values() if d.case_id == case_id)
        return replace(
            view, decisions=decisions, decisions_made=len(decisions), notes=tuple(self.notes.get(case_id, ()))
        )

    def case(self, case_id: int) -> Future[CaseView]:
        return self._future(lambda: self._view(case_id))

    def open_case(self, case_id: int) -> Future[CaseView]:
        def make() -> CaseView:
            self._claim(case_id)
            return self._view(case_id)

        return self._future(make)

    def _claim(self, case_id: int) -> None:
        holder_id, holder = self.claims.get(case_id, (self.actor.id, ""))
        if holder_id != self.actor.id:
            raise BusyError(f"{holder} holds this case", "Read along, or take another.", code="claimed", holder=holder)
        if self.states[case_id] in WAITING:
            self.claims[case_id] = (self.actor.id, self.actor.name)
            self.states[case_id] = CaseState.CLAIMED

    def claim(self, case_id: int) -> Future[None]:
        return self._future(lambda: self._claim(case_id))

    def release(self, case_id: int) -> Future[None]:
        return self._future(lambda: self._set(case_id, CaseState.OPEN))

    def escalate(self, case_id: int, note: str = "") -> Future[None]:
        return self._future(lambda: self._set(case_id, CaseState.ESCALATED))

    def snooze(self, case_id: int, until: int) -> Future[None]:
        return self._future(lambda: self._set(case_id, CaseState.SNOOZED))

    def _set(self, case_id: int, state: CaseState) -> None:
        self.states[case_id] = state
        self.claims.pop(case_id, None)

    def add_note(self, case_id: int, text: str) -> Future[None]:
        def make() -> None:
            row = NoteRow(self.new_id(), self.actor.name, self.now(), text)
            self.notes.setdefault(case_id, []).append(row)

        return self._future(make)

    # --- deciding

    def _decide(self, order: DecisionOrder) -> Receipt:
        if self.refuse_next is not None:
            error, self.refuse_next = self.refuse_next, None
            raise error
        if self.states[order.case_id] is CaseState.DECIDED:
            raise StaleError("Ren decided this case", "Removed as spam.", code="decided_by", actor="Ren")
        self.orders.append(order)
        self._set(order.case_id, CaseState.DECIDED)
        decision_id, due = self.new_id(), self.now() + 8_000_000
        steps = tuple(
            self._enforcement(decision_id, order, a.kind, a.scope, due)
            for a in order.actions
            if a.kind is not ActionKind.DISMISS
        )
        s = self.samples[order.case_id]
        self.made[decision_id] = DecisionRow(
            decision_id,
            order.case_id,
            1,
            self.actor.name,
            self.actor.id,
            self.now(),
            order.finding,
            order.guideline_id,
            12 if order.finding is Finding.BREACH else None,
            order.reason,
            s.author,
            s.text[:80],
            False,
            steps,
        )
        return Receipt(decision_id, order.case_id, 1, due, tuple(e.id for e in steps))

    def _enforcement(
        self, decision_id: int, order: DecisionOrder, kind: ActionKind, scope: Scope, due: int
    ) -> EnforcementRow:
        return EnforcementRow(
            id=self.new_id(),
            decision_id=decision_id,
            case_id=order.case_id,
            community=sample.community().name,
            kind=kind,
            scope=scope,
            state=EnforcementState.WAITING,
            reversible=Reversible.NEVER,
            ends_by=EndsBy.NOBODY,
            until=None,
            due_at=due,
            attempt=0,
            at=self.now(),
            code="",
            text="",
            by_other=False,
            lift=False,
            inverse_of=None,
        )

    def advance(self, decision_id: int, state: EnforcementState) -> None:
        """Let every enforcement of a decision reach *state*, as the worker would, and tell."""
        row = self.made[decision_id]
        steps = tuple(replace(e, state=state, at=self.now()) for e in row.enforcements)
        self.made[decision_id] = replace(row, enforcements=steps)
        self.tell(Topic.OUTBOX, Topic.CASE)

    def decide(self, order: DecisionOrder) -> Future[Receipt]:
        return self._future(lambda: self._decide(order))

    def decide_many(self, orders: Sequence[DecisionOrder]) -> Future[list[Receipt | KnownError]]:
        def one(order: DecisionOrder) -> Receipt | KnownError:
            try:
                return self._decide(order)
            except KnownError as error:
                return error

        return self._future(lambda: [one(order) for order in orders])

    def undo(self, decision_id: int) -> Future[UndoResult]:
        def make() -> UndoResult:
            row = self.made[decision_id]
            self._set(row.case_id, CaseState.OPEN)
            steps = tuple(replace(e, state=EnforcementState.CANCELLED) for e in row.enforcements)
            self.made[decision_id] = replace(row, undone=True, enforcements=steps)
            return UndoResult(UndoKind.CANCELLED, decision_id, cancelled=len(steps))

        return self._future(make)

    def hold(self, decision_id: int) -> Future[int]:
        return self._future(lambda: self.now() + 16_000_000)

    def settle(self, enforcement_id: int, how: Settle) -> Future[None]:
        return self._future(lambda: self.settled.append((enforcement_id, how)))

    def my_decisions(self, since: int) -> Future[list[DecisionRow]]:
        return self._future(lambda: sorted(self.made.values(), key=lambda d: -d.at))

    # --- the rest

    def _steps(self) -> list[EnforcementRow]:
        return [e for d in self.made.values() for e in d.enforcements]

    def outbox_counts(self) -> Future[OutboxCounts]:
        def count(state: EnforcementState) -> int:
            return sum(e.state is state for e in self._steps())

        e = EnforcementState
        return self._future(
            lambda: OutboxCounts(count(e.WAITING), count(e.SENDING), count(e.SENT), count(e.REFUSED), count(e.UNKNOWN))
        )

    def outbox(self, limit: int = 200) -> Future[list[EnforcementRow]]:
        return self._future(lambda: self._steps()[:limit])

    def send_now(self) -> Future[int]:
        return self._future(lambda: len(self._steps()))

    def waiting(self) -> Future[int]:
        return self._future(lambda: sum(e.state is EnforcementState.WAITING for e in self._steps()))

    def keep_settings(self, values: Mapping[str, str | int | bool]) -> Future[None]:
        def make() -> None:
            for key, value in values.items():
                self.settings.set(key, value)

        return self._future(make)

    def cancel_waiting(self) -> Future[int]:
        return self._future(lambda: len(self._steps()))

    def keep_waiting(self) -> Future[int]:
        return self._future(lambda: len(self._steps()))

    def communities(self) -> Future[list[CommunityRow]]:
        return self._future(lambda: [sample.community()])

    def places(self) -> Future[list[PlaceRow]]:
        return self._future(
            lambda: [PlaceRow(1, sample.COMMUNITY, "# 攻略と質問"), PlaceRow(2, sample.COMMUNITY, "# 雑談")]
        )

    def connect(self, platform: str, answers: Mapping[str, str], rehearsal: bool = False) -> Future[CommunityRow]:
        return self._future(sample.community)

    def sentence(self, platform: str, code: str, language: str) -> str:
        return f"{platform} {language}: {code}"

    def pause(self, community_id: int, paused: bool) -> Future[None]:
        return self._future(lambda: None)

    def guidelines(self, community_id: int) -> Future[GuidelinesRow | None]:
        return self._future(sample.guidelines)

    def ask(
        self, kind: RequestKind, community_id: int, arguments: Mapping[str, object], seconds: float = 30
    ) -> Future[Mapping[str, object]]:
        def make() -> Mapping[str, object]:
            self.asked.append((kind, arguments))
            raise KnownError("No answer in time", "The worker did not answer.", code="no_answer")

        return self._future(make)


def wait_until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Poll without sleeping blindly; for things that happen on another thread."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)  # sleep: between two looks, not in place of one
    return condition()
