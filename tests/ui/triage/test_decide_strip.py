"""The strip in place of the bar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from moderator.domain.action import ActionKind, Scope
from moderator.domain.decision import Finding
from tests.ui.triage.conftest import Hands

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_remove_opens_the_strip_with_the_suggestion(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    strip = hands.room.strip
    assert strip.isVisible() and not hands.room.bar.isVisible()
    assert strip.guideline().id == "spam"  # type: ignore[union-attr]
    assert [ability.kind for ability in strip.chosen()] == [ActionKind.REMOVE, ActionKind.WARN]
    assert hands.console.orders == []


def test_enter_decides_and_goes_on(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_5)
    hands.press(K.Key_Return)
    (order,) = hands.console.orders
    assert (order.case_id, order.finding, order.guideline_id) == (2, Finding.BREACH, "personal-data")
    assert [action.kind for action in order.actions] == [ActionKind.REMOVE, ActionKind.WARN]
    assert order.actions[1].message.startswith("Hello nullspore")
    assert not hands.room.strip.isVisible() and hands.room.bar.isVisible()
    assert hands.view.row.id != 2


def test_escape_leaves_the_strip_and_nothing_is_decided(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_M)
    hands.press(K.Key_Escape)
    assert not hands.room.strip.isVisible() and hands.room.bar.isVisible()
    assert hands.console.orders == []
    hands.press(K.Key_A)
    assert len(hands.console.orders) == 1


def test_no_key_of_the_bar_works_behind_the_strip(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    for key in (K.Key_A, K.Key_E, K.Key_J, K.Key_Space, K.Key_S, K.Key_Down):
        hands.press(key)
    assert hands.room.strip.isVisible()
    assert hands.console.orders == [] and hands.room.session.case_id == 2


def test_limit_takes_the_length_and_says_who_ends_it(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_M)
    hands.press(K.Key_BracketRight)
    row = hands.room.strip.row_of(ActionKind.MUTE)
    assert row is not None and "7 day" in row.where.text() and "Moderator runs" in row.where.text()
    hands.press(K.Key_Return)
    mute = next(action for action in hands.console.orders[0].actions if action.kind is ActionKind.MUTE)
    assert mute.scope is Scope.PLACE
    assert mute.until == hands.console.now() + 7 * 86_400_000_000


def test_a_breach_without_a_guideline_is_refused_in_words(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    strip = hands.room.strip
    strip._group.setExclusive(False)
    for button in strip._group.buttons():
        button.setChecked(False)
    hands.press(K.Key_Return)
    assert strip.isVisible() and hands.console.orders == []
    assert strip._rest.text() == "Choose the guideline that was broken"


def test_many_need_their_number_typed(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.triage.decide_strip.TYPED_ABOVE", 2)
    hands.open(2)
    for _ in range(3):
        hands.press(K.Key_X)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    assert hands.console.orders == [] and hands.room.strip.isVisible()
    hands.press(K.Key_3)
    hands.press(K.Key_Return)
    assert len(hands.console.orders) == 3


def test_what_cannot_be_done_is_there_with_its_reason_and_cannot_be_ticked(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_M)
    row = hands.room.strip.row_of(ActionKind.SUSPEND)
    assert row is not None and not row.check.isEnabled()
    assert row.where.text() == "the account lives on another server"


def test_the_line_below_counts_what_cannot_be_taken_back(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    strip = hands.room.strip
    assert strip._sum.accessibleName() == "2 of 2 cannot be taken back"
    for kind in (ActionKind.REMOVE, ActionKind.WARN):
        strip.row_of(kind).check.setChecked(False)  # type: ignore[union-attr]
    strip.row_of(ActionKind.MUTE).check.setChecked(True)  # type: ignore[union-attr]
    assert strip._sum.accessibleName() == "All can be taken back"
    strip.row_of(ActionKind.MUTE).check.setChecked(False)  # type: ignore[union-attr]
    assert strip.missing() == "Choose at least one action"


def test_the_length_is_only_asked_where_something_has_one(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    strip = hands.room.strip
    assert not strip._lengths.isVisible()
    strip.row_of(ActionKind.BAN).check.setChecked(True)  # type: ignore[union-attr]
    assert strip._lengths.isVisible()
    for _ in range(9):
        hands.press(K.Key_BracketRight)
    hands.press(K.Key_Return)
    ban = next(action for action in hands.console.orders[0].actions if action.kind is ActionKind.BAN)
    assert ban.until is None


def test_moving_on_closes_the_strip(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.room.queue.choose(3)
    hands.settle()
    assert not hands.room.strip.isVisible() and hands.room.bar.isVisible()
