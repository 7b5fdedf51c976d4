"""The notice that follows the last decision."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from moderator.domain.action import ActionKind
from moderator.domain.decision import Receipt, UndoKind, UndoResult
from moderator.domain.enforcement import EnforcementState
from tests.ui.triage.conftest import Hands
from ui.triage.receipts import Entry

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_receipt_goes_from_saving_to_confirmed(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.console.hold_answers = True
    hands.press(K.Key_Return)
    assert "saving" in hands.said() and "nullspore" in hands.said()
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert "saved" in hands.said()
    assert not hands.room.toast.toast.ring.isHidden()
    decision = hands.console.orders and next(iter(hands.console.made))
    hands.console.advance(decision, EnforcementState.SENT)
    hands.settle()
    assert "sent" in hands.said()
    hands.console.advance(decision, EnforcementState.CONFIRMED)
    hands.settle()
    assert "confirmed" in hands.said()


def test_holding_undo_waits_longer(hands: Hands) -> None:
    """The hand on the notice keeps the decision from being sent."""
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    entry = hands.room.receipts.entries[-1]
    before = entry.due_at
    hands.room.toast.toast.held.emit(True)
    hands.settle()
    assert entry.due_at > before
    hands.room.toast.toast.held.emit(False)


def test_the_end_of_the_ring_says_that_it_is_on_its_way(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    hands.room.toast.toast.ring.done.emit()
    assert "on its way" in hands.said()
    hands.room.toast._leave()
    assert hands.said() == ""


def test_what_is_said_in_passing_has_no_undo(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_E)
    assert "Escalated" in hands.said() and not hands.room.toast.toast.button.isVisible()


def test_reports_that_came_meanwhile_are_told(hands: Hands) -> None:
    entry = Entry("Removed", "nullspore", (), [Receipt(1, 2, 1, 0, (5,), flags_since=2)], phase="confirmed")
    hands.room.receipts.entries.append(entry)
    hands.room.receipts.changed.emit(entry)
    assert "2 report" in hands.said()


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (UndoResult(UndoKind.NOTHING, 1, cannot=(ActionKind.REMOVE,)), "It cannot be taken back | \u2068Post removed"),
        (UndoResult(UndoKind.INVERSE, 1, inverse_decision_id=2), "the way back is on its way"),
        (UndoResult(UndoKind.CANCELLED, 1, cancelled=1), "Taken back, nothing was sent"),
        (UndoResult(UndoKind.CANCELLED, 1, cancelled=1, cannot=(ActionKind.WARN,)), "Taken back as far as it goes"),
    ],
    ids=["nothing", "inverse", "cancelled", "in part"],
)
def test_the_way_back_is_told_honestly(hands: Hands, result: UndoResult, words: str) -> None:
    entry = Entry("Removed", "nullspore", (), [Receipt(1, 2, 1, 0, (5,))], results=[result])
    hands.room.receipts.undone.emit(entry)
    assert words in hands.said()
