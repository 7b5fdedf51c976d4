"""The queue as moderators move in it: what waits, in which order, who holds what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.audit import Event
from moderator.domain.case import CaseMove, CaseState, move
from moderator.domain.errors import BusyError, KnownError, StaleError
from moderator.domain.requests import Topic
from moderator.domain.rows import QueueFilter, QueueIds, QueueOrder, QueueRow
from moderator.ports import Clock
from moderator.services.reading import plain

if TYPE_CHECKING:
    from moderator.store.cases import Held
    from moderator.store.unit import Store, Tx

SECOND = 1_000_000
NOTE_CHARACTERS = 10_000


class Queue:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # --- views -------------------------------------------------------------------------------------------------------

    def ids(
        self, which: QueueFilter, order: QueueOrder = QueueOrder.URGENCY, limit: int | None = None
    ) -> QueueIds:
        """The ids of a view; with *limit* its quick first part (see `QueueReads.ids` for what `total` says then)."""
        with self._store.read() as reads:
            return reads.cases.ids(which, order, limit)

    def rows(self, ids: Sequence[int]) -> list[QueueRow]:
        """Rows in the order of *ids*; a case that is gone is left out."""
        with self._store.read() as reads:
            return reads.cases.rows(ids)

    # --- moves -------------------------------------------------------------------------------------------------------

    def claim(self, case_id: int, actor_id: int) -> None:
        """Hold a case for a while, or hold it longer. An escalated one stays escalated, and is held all the same.

        A decided one needs no holding: nothing happens. Raises BusyError `claimed` (details: holder, until) while a
        colleague holds it.
        """
        with self._store.write(actor_id) as tx:
            if _case(tx, case_id).state is CaseState.DECIDED:
                return
            case = _free_for(tx, case_id, actor_id)
            until = tx.now + caps.CLAIM_SECONDS * SECOND
            mine = case.claimed_by == actor_id and (case.claimed_until or 0) > tx.now
            if mine and (case.claimed_until or 0) - tx.now > caps.CLAIM_SECONDS * SECOND // 2:
                return
            state = case.state if case.state is CaseState.ESCALATED else move(case.state, CaseMove.CLAIM)
            tx.cases.put(
                case_id, state=state.value, claimed_by=actor_id, claimed_until=until, snoozed_until=None
            )
            _tell(tx, "case.claimed", case_id, until=until, renewed=mine)

    def release(self, case_id: int, actor_id: int) -> None:
        """Give a case back. Nothing happens when this person does not hold it (any more)."""
        with self._store.write(actor_id) as tx:
            case = _case(tx, case_id)
            if case.claimed_by != actor_id:
                return
            state = move(case.state, CaseMove.RELEASE) if case.state is CaseState.CLAIMED else case.state
            tx.cases.put(case_id, state=state.value, claimed_by=None, claimed_until=None)
            _tell(tx, "case.released", case_id)

    def snooze(self, case_id: int, actor_id: int, until: int) -> None:
        """Set a case aside until *until* (µs UTC)."""
        with self._store.write(actor_id) as tx:
            case = _free_for(tx, case_id, actor_id)
            if until <= tx.now:
                raise KnownError("That time has passed", "Choose a later time.", code="until_past")
            state = case.state if case.state is CaseState.SNOOZED else move(case.state, CaseMove.SNOOZE)
            tx.cases.put(case_id, state=state.value, claimed_by=None, claimed_until=None, snoozed_until=until)
            _tell(tx, "case.snoozed", case_id, until=until, before=case.state.value)

    def escalate(self, case_id: int, actor_id: int, note: str = "") -> None:
        """Hand a case to somebody with more say; *note* is kept with the case."""
        with self._store.write(actor_id) as tx:
            case = _free_for(tx, case_id, actor_id)
            state = case.state if case.state is CaseState.ESCALATED else move(case.state, CaseMove.ESCALATE)
            tx.cases.put(case_id, state=state.value, claimed_by=None, claimed_until=None, snoozed_until=None)
            if note.strip():
                tx.cases.add_note(case_id, actor_id, plain(note.strip(), NOTE_CHARACTERS))
            _tell(tx, "case.escalated", case_id, case.author_id, words=note.strip(), before=case.state.value)

    def add_note(self, case_id: int, actor_id: int, text: str) -> None:
        words = plain(text.strip(), NOTE_CHARACTERS)
        if not words:
            raise KnownError("The note is empty", "Write something first.", code="note_empty")
        with self._store.write(actor_id) as tx:
            case = _case(tx, case_id)
            note_id = tx.cases.add_note(case_id, actor_id, words)
            _tell(tx, "case.noted", case_id, case.author_id, words=words, note=note_id)

    def wake_due(self) -> int:
        """Open snoozed cases whose time came and claims that lapsed; returns how many. The worker calls it."""
        with self._store.read() as reads:
            if not reads.cases.to_wake():
                return 0
        with self._store.write() as tx:
            ids = tx.cases.to_wake()[: caps.BATCH_ROWS]
            if ids:
                tx.cases.wake(ids)
                tx.record(Event("queue.woken", "queue", facts={"cases": ids}))
                tx.touch(Topic.QUEUE, Topic.CASE)
            return len(ids)


def _case(tx: Tx, case_id: int) -> Held:
    case = tx.cases.held(case_id)
    if case is None:
        raise KnownError("This case is not known", "It may have been erased. Look at the queue.", code="no_case")
    return case


def _free_for(tx: Tx, case_id: int, actor_id: int) -> Held:
    """The case, when nobody else holds it and it is not decided."""
    case = _case(tx, case_id)
    if case.state is CaseState.DECIDED:
        raise StaleError("This case is decided", "Look at it again.", code="case_moved")
    if case.claimed_by not in (None, actor_id) and (case.claimed_until or 0) > tx.now:
        raise BusyError(
            f"{case.holder} holds this case",
            "Read along, or take another.",
            code="claimed",
            holder=case.holder,
            holder_id=case.claimed_by,
            until=case.claimed_until,
        )
    return case


def _tell(tx: Tx, kind: str, case_id: int, author_id: int | None = None, *, words: str = "", **facts: object) -> None:
    content = {"text": words} if words else {}
    tx.record(Event(kind, f"case:{case_id}", facts=facts, content=content), author_id=author_id)
    tx.touch(Topic.QUEUE, Topic.CASE)
