"""A pair of hands at the keyboard."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.tour.hand import Hand, StepFailed


@pytest.fixture
def field(qtbot: object, frame: QWidget) -> QLineEdit:
    """A field that has the keyboard."""
    made = QLineEdit(frame)
    frame.show()
    qtbot.waitExposed(frame)  # type: ignore[attr-defined]
    frame.activateWindow()
    made.setFocus()
    return made


@pytest.fixture
def hand(qapp: QApplication, frame: QWidget) -> Hand:
    return Hand(qapp, frame, patience=0.05)


def test_it_types_where_the_focus_is_and_commits_what_no_key_has(hand: Hand, field: QLineEdit) -> None:
    hand.type("moss ")
    hand.type("灯り")
    hand.press(Qt.Key.Key_Backspace)
    assert field.text() == "moss 灯"


def test_it_waits_while_the_window_lives(hand: Hand, field: QLineEdit) -> None:
    QTimer.singleShot(5, field, field.clear)
    field.setText("full")
    hand.until("the field is empty", lambda: field.text() == "")


def test_a_step_without_effect_fails_by_its_name(hand: Hand) -> None:
    with pytest.raises(StepFailed, match="the moon is full"):
        hand.until("the moon is full", lambda: False, 1)


def test_a_question_is_answered_with_the_window_alive(hand: Hand) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert hand.answer(pool.submit(lambda: 42)) == 42
    never: Future[int] = Future()
    with pytest.raises(StepFailed, match="the console answers"):
        hand.answer(never)
