"""What became of a decision: saving, saved, on its way, confirmed; and the way back while there is one.

A key press shows the next case at once. The order is then saved here; only *saved* is promised. An order that could
not be saved brings its cases back with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.console import Console
from moderator.domain.action import ActionKind
from moderator.domain.decision import DecisionOrder, Receipt, UndoKind, UndoResult
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import DecisionRow
from ui.bridge import Bridge

S = EnforcementState
HEAVIEST = (S.UNKNOWN, S.REFUSED, S.WAITING, S.SENDING, S.SENT, S.CONFIRMED, S.UNDONE, S.CANCELLED)
HOLD_EVERY_MS = 3_000
KEPT = 50


@dataclass(slots=True)
class Entry:
    """One key press: the orders it gave, and the decisions they became. `about` is whom it was about, for the toast."""

    title: str
    about: str
    orders: tuple[DecisionOrder, ...]
    receipts: list[Receipt] = field(default_factory=list)
    refusals: list[tuple[DecisionOrder, KnownError]] = field(default_factory=list)
    states: dict[int, EnforcementState] = field(default_factory=dict)  # by enforcement
    phase: str = "saving"  # saving, saved, sent, confirmed, refused, unknown, undone
    due_at: int = 0
    undo_wanted: bool = False
    undo_left: int = 0
    results: list[UndoResult] = field(default_factory=list)

    @property
    def sends(self) -> bool:
        """Whether anything of it leaves for a platform."""
        return any(receipt.enforcement_ids for receipt in self.receipts)

    @property
    def flags_since(self) -> int:
        return sum(receipt.flags_since for receipt in self.receipts)

    @property
    def case_ids(self) -> tuple[int, ...]:
        return tuple(receipt.case_id for receipt in self.receipts) or tuple(order.case_id for order in self.orders)


def phase_of(states: Sequence[EnforcementState]) -> str:
    """The word for several steps: the one that needs a person first, then the one that is furthest behind."""
    worst = next((state for state in HEAVIEST if state in states), S.CONFIRMED)
    return {
        S.UNKNOWN: "unknown",
        S.REFUSED: "refused",
        S.WAITING: "saved",
        S.SENDING: "sent",
        S.SENT: "sent",
        S.CONFIRMED: "confirmed",
    }.get(worst, "undone")


class Receipts(QObject):
    """Saves decisions, follows them, and takes them back."""

    changed = Signal(object)
    """An Entry moved on."""
    saved = Signal(object)
    """An Entry is durable, all of it or in part."""
    returned = Signal(object, object)
    """A DecisionOrder and the KnownError because of which it was not saved."""
    undone = Signal(object)
    """An Entry was taken back, as far as that goes; `results` says how far."""
    failed = Signal(object)
    """A KnownError: the way back could not be asked for."""

    def __init__(self, bridge: Bridge, console: Console, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._console = bridge, console
        self._saving: list[Entry] = []  # the console writes in the order it was given
        self._undoing: list[Entry] = []
        self.entries: list[Entry] = []
        self._held: Entry | None = None
        self._looking = self._look_again = False
        self._hold_timer = QTimer(self)
        self._hold_timer.setInterval(HOLD_EVERY_MS)
        self._hold_timer.timeout.connect(self._hold)

    # --- saving -------------------------------------------------------------------------------------------------------

    def decide(self, orders: Sequence[DecisionOrder], title: str, about: str) -> Entry:
        """Save one decision, or several at once."""
        entry = Entry(title, about, tuple(orders))
        self.entries.append(entry)
        del self.entries[:-KEPT]
        self._saving.append(entry)
        if len(entry.orders) == 1:
            self._bridge.follow(self._console.decide(entry.orders[0]), self, self._came, self._not_saved)
        else:
            self._bridge.follow(self._console.decide_many(entry.orders), self, self._many_came, self._not_saved)
        self.changed.emit(entry)
        return entry

    def _came(self, receipt: Receipt) -> None:
        self._many_came([receipt])

    def _many_came(self, results: Sequence[Receipt | KnownError]) -> None:
        entry = self._saving.pop(0)
        for order, result in zip(entry.orders, results, strict=True):
            if isinstance(result, KnownError):
                entry.refusals.append((order, result))
            else:
                entry.receipts.append(result)
        self._settle(entry)

    def _not_saved(self, error: BaseException) -> None:
        entry = self._saving.pop(0)
        if not isinstance(error, KnownError):
            self.entries.remove(entry)
            raise error
        entry.refusals = [(order, error) for order in entry.orders]
        self._settle(entry)

    def _settle(self, entry: Entry) -> None:
        for order, error in entry.refusals:
            self.returned.emit(order, error)
        if not entry.receipts:
            self.entries.remove(entry)
            entry.phase = "failed"
            self.changed.emit(entry)
            return
        entry.phase = "saved" if entry.sends else "confirmed"
        entry.due_at = max(receipt.due_at for receipt in entry.receipts)
        self.saved.emit(entry)
        self.changed.emit(entry)
        if entry.undo_wanted:
            self.undo(entry)

    # --- following ----------------------------------------------------------------------------------------------------

    def topics_changed(self, topics: frozenset[Topic]) -> None:
        if Topic.OUTBOX in topics:
            self.look()

    def look(self) -> None:
        """Read how far the decisions of this sitting are."""
        waiting = [entry for entry in self.entries if entry.phase not in ("confirmed", "undone", "saving")]
        if not waiting:
            return
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        since = min(receipt.due_at for entry in waiting for receipt in entry.receipts) - 120_000_000
        self._bridge.follow(self._console.my_decisions(since), self, self._looked, self._not_looked)

    def _looked(self, rows: Sequence[DecisionRow]) -> None:
        self._looking = False
        by_id = {row.id: row for row in rows}
        for entry in self.entries:
            if entry.phase not in ("saving", "undone"):
                self._update(entry, by_id)
        if self._look_again:
            self._look_again = False
            self.look()

    def _update(self, entry: Entry, rows: dict[int, DecisionRow]) -> None:
        states: list[EnforcementState] = []
        for receipt in entry.receipts:
            row = rows.get(receipt.decision_id)
            if row is not None:
                states += [step.state for step in row.enforcements if not step.lift]
                due = [step.due_at for step in row.enforcements if step.state is S.WAITING and not step.lift]
                entry.due_at = max([entry.due_at, *due]) if due else entry.due_at
        phase = phase_of(states) if states else entry.phase
        if phase != entry.phase:
            entry.phase = phase
            self.changed.emit(entry)

    def _not_looked(self, error: BaseException) -> None:
        self._looking = False
        if not isinstance(error, KnownError):  # what is known is asked again at the next change
            raise error

    # --- the way back -------------------------------------------------------------------------------------------------

    def last(self) -> Entry | None:
        """The newest decision of this sitting that was not taken back yet."""
        return next((entry for entry in reversed(self.entries) if entry.phase != "undone" and not entry.undo_left), None)

    def undo(self, entry: Entry) -> None:
        """Take everything of *entry* back; while it is being saved, as soon as it is."""
        if entry.phase == "saving":
            entry.undo_wanted = True
            return
        if entry.undo_left or entry.phase == "undone":
            return
        entry.undo_left = len(entry.receipts)
        entry.results.clear()
        for receipt in entry.receipts:
            self._undoing.append(entry)
            self._bridge.follow(self._console.undo(receipt.decision_id), self, self._undo_came, self._undo_failed)

    def undo_row(self, row: DecisionRow, about: str) -> None:
        """Take back a decision of which only the row is known: of an earlier sitting, or from a list."""
        for entry in self.entries:
            if any(receipt.decision_id == row.id for receipt in entry.receipts):
                self.undo(entry)
                return
        sent = tuple(step.id for step in row.enforcements)
        receipt = Receipt(row.id, row.case_id, row.number, row.at, sent)
        entry = Entry("", about, (), [receipt], phase="saved", due_at=row.at)
        self.entries.append(entry)
        self.undo(entry)

    def _undo_came(self, result: UndoResult) -> None:
        entry = self._undoing.pop(0)
        entry.results.append(result)
        self._one_less(entry)

    def _undo_failed(self, error: BaseException) -> None:
        entry = self._undoing.pop(0)
        self._one_less(entry)
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)

    def _one_less(self, entry: Entry) -> None:
        entry.undo_left -= 1
        if not entry.undo_left:
            if any(result.kind is not UndoKind.NOTHING for result in entry.results):
                entry.phase = "undone"
            if entry.results:
                self.undone.emit(entry)
            self.changed.emit(entry)

    # --- waiting longer -----------------------------------------------------------------------------------------------

    def hold(self, entry: Entry, holding: bool) -> None:
        """While the hand rests on Undo nothing of *entry* is sent, up to the cap of the store."""
        self._hold_timer.stop()
        self._held = entry if holding and entry.phase == "saved" else None
        if self._held is not None:
            self._hold()
            self._hold_timer.start()

    def _hold(self) -> None:
        entry = self._held
        if entry is None or entry.phase != "saved":
            self._hold_timer.stop()
            return
        for receipt in entry.receipts:
            if receipt.enforcement_ids:
                self._bridge.follow(self._console.hold(receipt.decision_id), self, self._held_until, self._not_held)

    def _held_until(self, due_at: int) -> None:
        if self._held is not None and due_at > self._held.due_at:
            self._held.due_at = due_at

    def _not_held(self, error: BaseException) -> None:
        self._hold_timer.stop()
        if not isinstance(error, KnownError):  # it was sent meanwhile: the state says so
            raise error

    def close(self) -> None:
        self._hold_timer.stop()


def cannot(entry: Entry) -> tuple[ActionKind, ...]:
    """What of a taken-back entry stays as it is."""
    return tuple(dict.fromkeys(kind for result in entry.results for kind in result.cannot))
