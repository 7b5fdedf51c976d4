"""The room by keyboard: a case is opened, decided, taken back; nothing is ever decided that was not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from moderator.domain.case import CaseState
from moderator.domain.requests import Topic
from tests.ui.triage.conftest import Hands
from ui.widgets.buttons import Button

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_opening_a_case_claims_it(hands: Hands) -> None:
    hands.open(2)
    assert hands.console.claims[2] == (7, "Aki")
    assert hands.room.pane.head._held.text() == "Held by you"


def test_moving_on_gives_an_undecided_case_back(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_J)
    assert 2 not in hands.console.claims
    assert hands.room.session.case_id in hands.console.claims


def test_a_case_that_a_colleague_holds_can_only_be_read(hands: Hands) -> None:
    """The lock carries the name; no tool can be used, and each says why."""
    hands.console.claims[3] = (8, "Ren")
    hands.open(3)
    assert "Ren" in hands.room.pane.head._held.text()
    tool = hands.room.bar.tools["remove"]
    assert not tool.available and "Ren" in tool.spoken()
    hands.press(K.Key_A)
    assert hands.console.orders == []


def test_the_answer_for_another_case_is_dropped(hands: Hands) -> None:
    """What comes late for a case that is no longer in hand is not shown."""
    hands.open(2)
    hands.console.hold_answers = True
    hands.room.queue.choose(3)
    hands.room.queue.choose(4)
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert hands.view.row.id == 4
    assert 3 not in hands.console.claims


def test_z_takes_the_last_decision_back_and_its_case_is_in_hand(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_A)
    hands.press(K.Key_Z)
    assert hands.console.states[2] in (CaseState.OPEN, CaseState.CLAIMED)
    assert hands.view.row.id == 2
    assert "Taken back" in hands.said()


def test_an_empty_queue_is_calm_and_leads_on(hands: Hands) -> None:
    hands.console.samples.clear()
    hands.room.queue.reload()
    hands.settle()
    assert hands.room.session.case_id is None
    assert not hands.room.bar.isVisible()
    (way,) = hands.room.pane._empty.findChildren(Button)
    way.click()
    hands.settle()
    assert hands.room.is_decided


def test_somebody_else_at_the_window_claims_anew(hands: Hands) -> None:
    hands.open(2)
    hands.console.sit_down(replace(hands.console.actor, id=9, name="Mika"))
    hands.console.claims.pop(2)
    hands.room.person_changed()
    hands.settle()
    assert hands.console.claims[2] == (9, "Mika")


def test_the_card_folds_in_a_narrow_window_and_comes_when_asked(hands: Hands) -> None:
    hands.open(2)
    hands.room.window().resize(1200, 800)
    hands.settle()
    assert not hands.room.card.isVisible() and hands.room.pane.why.isVisible()
    hands.room.pane.head.card_button.click()
    hands.settle()
    assert hands.room.card.isVisible()


def test_a_change_elsewhere_is_shown_in_place(hands: Hands) -> None:
    hands.open(2)
    hands.console.add_note(2, "from elsewhere")
    hands.console.tell(Topic.CASE)
    hands.settle()
    assert hands.view.notes[0].text == "from elsewhere"


def test_the_language_changes_every_word_in_place(hands: Hands) -> None:
    hands.open(2)
    for widget in (hands.room, hands.room.pane, hands.room.bar, hands.room.card, hands.room.strip, hands.room.decided):
        QApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
    assert hands.view.row.id == 2 and hands.room.pane.card.text.isVisible()


def test_f6_walks_the_panes(hands: Hands) -> None:
    hands.open(2)
    seen = []
    for _ in range(4):
        hands.room.next_pane()
        seen.append(QApplication.focusWidget())
    assert len(set(map(id, seen))) == 4


def test_a_key_release_elsewhere_is_nothing(hands: Hands) -> None:
    """The peek key without a picture does nothing and leaves nothing behind."""
    hands.open(2)
    hands.press(K.Key_V)
    QApplication.sendEvent(hands.room, QKeyEvent(QEvent.Type.KeyRelease, K.Key_V, Qt.KeyboardModifier.NoModifier))
    assert not hands.room.pictures.any


def test_where_nothing_is_connected_it_says_how(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.console.samples.clear()
    hands.room.queue.reload()
    monkeypatch.setattr(hands.console, "communities", lambda: hands.console._future(list))
    hands.console.tell(Topic.COMMUNITIES)
    hands.settle()
    assert hands.room.pane._empty.accessibleName() == "No community is connected yet"


def test_a_break_is_offered_after_many_pictures(hands: Hands) -> None:
    hands.open(2)
    hands.room.pictures.revealed.emit(19)
    assert hands.said() == ""
    hands.room.pictures.revealed.emit(20)
    assert "20 picture" in hands.said() and "break" in hands.said()


def test_what_is_copied_is_never_of_another_case(hands: Hands) -> None:
    hands.open(2)
    hands.open(1)
    assert hands.room.pane.card.text.text() == ""
