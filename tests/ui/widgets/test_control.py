"""The base of all painted controls: its words are data, and Enter belongs to what has the focus."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest

from ui.widgets import chips, toggles
from ui.widgets.buttons import ActionButton, Button, ChoiceButton, IconButton
from ui.widgets.fields import Field, TextArea
from ui.widgets.sheet import Sheet
from ui.widgets.tile import Tile

KINDS = {
    "button": lambda look: Button(look, "Save & close", key="S"),
    "icon": lambda look: IconButton(look, "sort", "Order"),
    "action": lambda look: ActionButton(look, "Remove", "R"),
    "choice": lambda look: ChoiceButton(look, "Spam", "3"),
    "tag": lambda look: chips.Tag(look, "ren"),
    "switch": lambda look: toggles.Switch(look, "Rehearsal"),
    "check": lambda look: toggles.Check(look, "Notice"),
    "field": lambda look: Field(look, "Address"),
    "area": lambda look: TextArea(look, "Note"),
    "key": lambda look: chips.KeyCap(look, "G"),
    "chip": lambda look: chips.Chip(look, "Regular"),
    "platform": lambda look: chips.PlatformTile(look, "M", "Matrix"),
    "tile": lambda look: Tile(look, "image", "a.png", alt="a cave"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_control_has_a_name_for_a_screen_reader(kind, look, qapp):
    control = KINDS[kind](look)
    inner = getattr(control, "editor", control)
    assert QAccessible.queryAccessibleInterface(inner).text(QAccessible.Text.Name)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("key", "chip", "platform", "tile", "area")])
def test_every_control_that_can_be_used_can_be_reached_by_tab_and_grows_with_the_text(kind, look, show):
    control = KINDS[kind](look)
    show(control)
    assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    before = control.sizeHint()
    look.set(scale=200)
    after = control.sizeHint()
    assert after.height() >= 1.7 * before.height() and after.width() >= 1.7 * before.width()
    control.grab()


def test_an_ampersand_is_an_ampersand(look, show):
    button = Button(look, "Q&A")
    show(button)
    assert button.text() == "Q&A" and button.shortcut().isEmpty()


def test_enter_presses_the_control_that_has_the_focus_and_not_the_command_of_the_window(look, show, qtbot):
    button = Button(look, "Save")
    window = show(button)
    action, ran = QAction(window), []
    action.setShortcut(QKeySequence("Return"))
    action.triggered.connect(lambda: ran.append(True))
    window.addAction(action)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert ran == []


def test_a_click_leaves_the_keyboard_where_it_was(look, show):
    field, button = Field(look, "x"), Button(look, "Save")
    window = show(field)
    window.layout().addWidget(button)
    button.show()
    field.setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.hasFocus()


class Shouting(QTranslator):
    """A language in which every word of ours is in capitals."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return re.sub(r"[^{}]+(?![^{]*})", lambda words: words[0].upper(), source)


def test_words_of_ours_follow_the_language_and_given_names_stay(look, show, qapp):
    button, named = Button(look, "Save", key="S"), Button(look, "x")
    named.setAccessibleName("of the room")
    window = show(button)
    sheet, tile = Sheet(look, window, "Keys"), Tile(look, "image", "a.png")
    assert button.accessibleName() == "Save, key S"
    language = Shouting()
    qapp.installTranslator(language)
    try:
        look.set(language="ja")
        assert button.accessibleName() == "Save, KEY S"
        assert sheet.close_button.text() == "CLOSE"
        assert tile.accessibleName().startswith("PICTURE, VEILED")
        assert named.accessibleName() == "of the room"
    finally:
        qapp.removeTranslator(language)
