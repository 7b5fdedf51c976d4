"""Buttons tell the truth before the click: their key, how far it can be taken back, and why not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from moderator.domain.action import Reversible
from moderator.domain.community import Severity
from ui.widgets.buttons import ActionButton, Button, ChoiceButton, IconButton


def colours(widget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_the_kinds_look_as_they_are_meant(look, show):
    primary, quiet = Button(look, "Go", kind="primary"), Button(look, "Back", kind="quiet")
    show(primary)
    show(quiet)
    assert look.theme.ac.name() in colours(primary)
    assert look.theme.line2.name() not in colours(quiet)
    primary.setEnabled(False)
    assert look.theme.ac.name() not in colours(primary)


def test_key_and_count_are_said_too(look):
    button = Button(look, "Incidents", key="Ctrl 3", count="2")
    assert button.accessibleName() == "Incidents, 2, key Ctrl 3"
    before = button.sizeHint().width()
    button.set_key("")
    button.set_count("")
    assert button.accessibleName() == "Incidents"
    assert button.sizeHint().width() < before


def test_an_icon_alone_has_its_words_as_tooltip(look):
    button = IconButton(look, "sort", "Order")
    assert button.toolTip() == "Order" and button.accessibleName() == "Order"
    button.setText("Newest first")
    assert button.toolTip() == "Newest first"


@pytest.mark.parametrize("reversible", Reversible)
def test_an_action_says_how_far_it_can_be_taken_back(look, show, reversible):
    button = ActionButton(look, "Remove", "R", reversible=reversible, suggested=True)
    show(button)
    word = {Reversible.YES: "Reversible", Reversible.PARTLY: "Partly", Reversible.NEVER: "Never"}[reversible]
    assert button.accessibleName() == f"Remove, key R, {word}, suggested"
    tone = {Reversible.YES: "rev", Reversible.PARTLY: "par", Reversible.NEVER: "nev"}[reversible]
    assert look.colour(tone).name() in colours(button)
    assert look.theme.act.name() in colours(button)


def test_space_never_presses_an_action(look, show, qtbot):
    button = ActionButton(look, "Remove", "R")
    show(button)
    pressed = []
    button.clicked.connect(lambda: pressed.append(True))
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed == []
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [True]


def test_an_action_that_cannot_be_used_says_why_and_does_nothing(look, show, qtbot):
    button = ActionButton(look, "Lock", "L", reversible=Reversible.YES)
    show(button)
    button.show_state(reason="needs the right to close topics")
    pressed = []
    button.clicked.connect(lambda: pressed.append(True))
    for press in (
        lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(button, Qt.Key.Key_Return),
    ):
        with qtbot.waitSignal(button.explained) as told:
            press()
        assert told.args == ["needs the right to close topics"]
    assert pressed == [] and not button.available
    assert "needs the right" in button.toolTip() and "needs the right" in button.accessibleName()
    button.show_state(reversible=Reversible.YES)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True] and button.available


def test_an_action_in_japanese_is_as_wide_as_its_words(look, show):
    button = ActionButton(look, "投稿者をしばらく制限する", "M", reversible=Reversible.PARTLY, note="自動で解除")
    show(button)
    narrow = ActionButton(look, "制限", "M", reversible=Reversible.PARTLY)
    assert button.sizeHint().width() > narrow.sizeHint().width()
    look.set(language="ja", scale=200)
    assert button.sizeHint().height() == 104


def test_a_choice_shows_that_it_was_chosen(look, show):
    choice = ChoiceButton(look, "Harassment", "2", severity=Severity.MEDIUM)
    show(choice)
    assert choice.accessibleName() == "Harassment, Medium, key 2"
    assert look.theme.act.name() not in colours(choice)
    QTest.mouseClick(choice, Qt.MouseButton.LeftButton)
    assert choice.isChecked() and look.theme.act.name() in colours(choice)
    assert ChoiceButton(look, "It arrived", "1", detail="you saw it").sizeHint().height() == 52
