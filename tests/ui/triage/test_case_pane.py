"""The middle of the room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from tests.ui.triage.conftest import Hands
from ui.triage.case_pane import troubled
from ui.widgets.buttons import Button

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_more_of_the_case_does_not_move_what_is_read(hands: Hands) -> None:
    """The thread comes above the post: the post stays where the eye is."""
    hands.open(2)
    hands.room.window().resize(1440, 420)
    hands.settle()
    view, pane = hands.view, hands.room.pane
    pane.refresh_case(replace(view, thread=()), hands.console.now())
    hands.settle()
    bar = pane.scroll_area().verticalScrollBar()
    bar.setValue(min(40, bar.maximum()))
    at = pane.card.mapTo(pane, pane.card.rect().topLeft()).y()
    pane.refresh_case(view, hands.console.now())
    hands.settle()
    assert abs(pane.card.mapTo(pane, pane.card.rect().topLeft()).y() - at) <= 1


def test_a_thread_that_is_not_there_yet_says_so_and_ctrl_r_asks_again(hands: Hands) -> None:
    view = hands.open(2)
    hands.room.pane.show_case(replace(view, thread=(), thread_at=None), hands.console.now(), "Aki")
    assert hands.room.pane._fetching.text() == "The thread is being fetched."
    hands.press(K.Key_R, CTRL)
    assert hands.console.asked == [(RequestKind.CONTEXT, {"case": 2})]
    assert "No answer in time" in hands.said()


def test_a_case_that_cannot_be_read_says_why_and_can_be_tried_again(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case_id: int) -> object:
        raise KnownError("The record is busy", "Try again.", code="store_busy")

    monkeypatch.setattr(hands.console, "_view", broken)
    hands.room.queue.choose(5)
    hands.settle()
    assert hands.room.pane._empty.accessibleName() == "The record is busy"
    monkeypatch.undo()
    hands.room.pane._empty.findChildren(Button)[0].click()
    hands.settle()
    assert hands.view.row.id == 5


def test_the_first_step_that_needs_a_person_is_the_one_in_trouble(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    decision = next(iter(hands.console.made))
    assert troubled(hands.console._view(2)) is None
    hands.console.advance(decision, EnforcementState.REFUSED)
    step = troubled(hands.console._view(2))
    assert step is not None and step.state is EnforcementState.REFUSED


def test_what_is_read_for_long_is_said_by_a_still_word(hands: Hands, qtbot) -> None:
    """The case before stays in sight for a moment; then it is hidden, so that nobody reads the wrong one."""
    hands.open(2)
    hands.console.hold_answers = True
    hands.room.queue.choose(3)
    qtbot.waitUntil(lambda: hands.room.pane._still.isVisible(), timeout=3000)
    assert not hands.room.pane.card.isVisible()
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert hands.room.pane.card.isVisible()


def test_a_context_that_could_not_be_fetched_says_why(hands: Hands) -> None:
    shown = hands.open(2)
    hands.room.pane.show_case(replace(shown, thread_error="The server is down"), hands.console.now(), "Aki")
    assert "The server is down" in hands.room.pane._fetching.text()
    assert "Ctrl+R" in hands.room.pane._fetching.text()


def test_in_a_narrow_pane_the_place_stands_alone(hands: Hands) -> None:
    hands.open(2)
    head = hands.room.pane.head
    head.resize(300, head.height())
    assert head._community.isHidden() and not head._place.isHidden()
    head.resize(900, head.height())
    assert not head._community.isHidden()
