"""Switches, check boxes and segments are what they look like, to the keyboard and to readers too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from ui.widgets.toggles import Check, SegmentedControl, Switch


@pytest.mark.parametrize("kind", [Switch, Check])
def test_it_is_a_check_box_to_readers_and_space_turns_it(kind, look, show):
    box = kind(look, "Send the notice")
    show(box)
    found = QAccessible.queryAccessibleInterface(box)
    assert found.role() == QAccessible.Role.CheckBox
    assert found.text(QAccessible.Text.Name) == "Send the notice"
    before = box.grab().toImage()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked() and box.grab().toImage() != before
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert not box.isChecked()
    box.setEnabled(False)
    assert box.grab().toImage() != before


@pytest.mark.parametrize("kind", [Switch, Check])
def test_focus_by_keyboard_is_seen(kind, look, show):
    box = kind(look, "x")
    show(box)
    box.clearFocus()
    box.setFocus(Qt.FocusReason.TabFocusReason)
    assert box._ring is not None
    box.clearFocus()
    assert box._ring is None


def test_words_can_change_and_the_size_follows(look):
    box = Switch(look, "x")
    before = box.sizeHint().width()
    box.setText("リハーサルでは何も送りません")
    assert box.text() == box.accessibleName() == "リハーサルでは何も送りません"
    assert box.sizeHint().width() > before


@pytest.fixture
def segments(look, show):
    made = SegmentedControl(look, [("all", "All"), ("mine", "Mine"), ("done", "Done")])
    show(made)
    return made


def test_one_segment_is_chosen_and_a_press_tells_the_new_one(segments, qtbot):
    assert segments.current() == "all"
    with qtbot.waitSignal(segments.chosen) as told:
        QTest.mouseClick(segments._group.buttons()[1], Qt.MouseButton.LeftButton)
    assert told.args == ["mine"] and segments.current() == "mine"


def test_the_arrows_move_within_it(segments, qtbot):
    segments._group.buttons()[0].setFocus()
    with qtbot.waitSignal(segments.chosen) as told:
        QTest.keyClick(segments._group.buttons()[0], Qt.Key.Key_Right)
    assert told.args == ["mine"] and segments._group.buttons()[1].hasFocus()


def test_choosing_from_code_tells_nobody(segments):
    told = []
    segments.chosen.connect(told.append)
    segments.choose("done")
    assert segments.current() == "done" and told == []


def test_new_words_keep_the_choice_and_new_keys_start_anew(segments):
    segments.choose("mine")
    segments.set_options([("all", "すべて"), ("mine", "自分"), ("done", "済み")])
    assert segments.current() == "mine"
    assert [b.text() for b in segments._group.buttons()] == ["すべて", "自分", "済み"]
    segments.set_options([("one", "1")])
    assert segments.current() == "one"
