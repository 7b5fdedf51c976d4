"""What is still to be said after a decision."""

from __future__ import annotations

from PySide6.QtCore import Qt

from moderator.domain.enforcement import EnforcementState, Settle
from moderator.domain.errors import StaleError
from tests.ui.triage.conftest import Hands

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_what_a_colleague_decided_first_says_who_and_leaves(hands: Hands) -> None:
    hands.open(2)
    error = StaleError("Already decided", "Look.", code="already_decided", actor="Ren", finding="no_breach", at=0)
    hands.console.refuse_next = error
    hands.press(K.Key_A)
    assert hands.room.queue.model.place_of(2) is None
    assert any("Ren decided this case first" in row.title for row in hands.notices.rows)


def test_an_unknown_effect_shows_three_answers_and_takes_one(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    decision = next(iter(hands.console.made))
    hands.console.advance(decision, EnforcementState.UNKNOWN)
    hands.settle()
    (notice,) = [row for row in hands.notices.rows if row.key.startswith("effect-")]
    notice.actions[0].act()
    hands.settle()
    card = hands.room.pane.trouble
    assert card.isVisible() and hands.view.row.id == 2
    hands.press(K.Key_2)
    assert hands.console.settled == [(card.step.id, Settle.AGAIN)]  # type: ignore[union-attr]
    hands.console.advance(decision, EnforcementState.CONFIRMED)
    hands.settle()
    assert not card.isVisible()
    assert not [row for row in hands.notices.rows if row.key.startswith("effect-")]


def test_the_answers_have_no_keys_where_nothing_is_unknown(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_1)
    assert hands.console.settled == []
