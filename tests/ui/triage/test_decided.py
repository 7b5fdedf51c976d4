"""What I decided in this shift."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from moderator.domain.enforcement import EnforcementState
from tests.ui.triage.conftest import Hands
from ui.triage.decided import state_of

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_what_i_decided_is_listed_and_taken_back_by_key(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_A)
    hands.press(K.Key_A)
    hands.room.queue.set_view("decided")
    hands.settle()
    decided = hands.room.decided
    assert decided.isVisible() and len(decided.model.rows) == 2
    first = decided.current()
    hands.press(K.Key_J)
    second = decided.current()
    assert first is not None and second is not None and first.id != second.id
    assert hands.view.row.id == second.case_id
    hands.press(K.Key_Z)
    assert hands.console.made[second.id].undone and not hands.console.made[first.id].undone


def test_the_state_that_tells_most_stands_for_a_decision(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    row = next(iter(hands.console.made.values()))
    first, second = row.enforcements
    mixed = replace(row, enforcements=(replace(first, state=EnforcementState.CONFIRMED), second))
    assert state_of(mixed) is EnforcementState.WAITING
    unknown = replace(mixed, enforcements=(first, replace(second, state=EnforcementState.UNKNOWN)))
    assert state_of(unknown) is EnforcementState.UNKNOWN
    assert state_of(replace(row, undone=True)) is EnforcementState.UNDONE
    assert state_of(replace(row, enforcements=())) is None


def test_nothing_decided_yet_says_so(hands: Hands) -> None:
    hands.room.queue.set_view("decided")
    hands.settle()
    assert hands.room.decided._empty.accessibleName() == "Nothing decided yet"
    assert hands.room.session.case_id is None


def test_a_row_is_read_out_and_painted(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    hands.room.queue.set_view("decided")
    hands.settle()
    decided = hands.room.decided
    said = decided.model.data(decided.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "nullspore, Spam, advertising · Post removed, Warning to the author, Waiting"
    assert not decided.grab().isNull()
    hands.press(K.Key_Up)
    assert decided.table.currentIndex().row() == 0


def test_q_goes_back_to_the_queue(hands: Hands) -> None:
    hands.room.queue.set_view("decided")
    hands.settle()
    hands.press(K.Key_Q)
    assert not hands.room.is_decided and hands.room.queue.isVisible()
    assert hands.room.session.case_id is not None
