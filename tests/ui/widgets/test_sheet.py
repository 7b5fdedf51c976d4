"""While a sheet lies over the window, the window waits; when it goes, the keyboard is where it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.widgets.buttons import Button
from ui.widgets.fields import Field
from ui.widgets.plain import label
from ui.widgets.sheet import SHADOW, Scrim, Sheet


@pytest.fixture
def window(qtbot, look):
    made = QWidget()
    made.resize(900, 700)
    column = QVBoxLayout(made)
    column.addWidget(Field(look, "below"))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made


@pytest.fixture
def sheet(look, window):
    made = Sheet(look, window, "Keys", wide=400)
    made.first, made.second = Field(look, "find"), Button(look, "Change")
    made.content.addWidget(made.first)
    made.content.addWidget(label(look, "words that go over more than one line " * 5, wrap=True))
    made.add_foot(made.second)
    return made


def test_it_covers_the_window_and_stands_in_its_middle(sheet, window):
    sheet.open()
    QApplication.processEvents()
    assert sheet.geometry() == window.rect()
    assert sheet.panel.width() == 400 + 2 * SHADOW
    assert abs(sheet.panel.geometry().center().y() - window.rect().center().y()) <= 1
    assert sheet.panel.height() >= sheet.panel.heightForWidth(sheet.panel.width())
    window.resize(700, 500)
    QApplication.processEvents()
    assert sheet.geometry() == window.rect()


def test_its_parts_have_the_room_that_they_need(sheet):
    sheet.open()
    QApplication.processEvents()
    assert sheet.second.height() == sheet.second.sizeHint().height()
    assert sheet.title.height() >= 24


def test_the_focus_goes_round_inside_and_comes_back_afterwards(sheet, window, qtbot):
    below = window.findChild(Field)
    below.setFocus()
    sheet.open(sheet.first)
    assert sheet.first.hasFocus()
    seen = []
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert set(seen) == {sheet.first, sheet.second, sheet.close_button}
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert sheet.panel.isAncestorOf(QApplication.focusWidget())
    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert sheet.isHidden() and below.hasFocus()


def test_no_command_of_the_window_runs_below_it(sheet, window):
    action, ran = QAction(window), []
    action.setShortcut(QKeySequence("R"))
    action.triggered.connect(lambda: ran.append(True))
    window.addAction(action)
    sheet.open(sheet.second)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_R)
    assert ran == []
    sheet.close_sheet()
    window.findChild(Field).clearFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_R)
    assert ran == [True]


def test_a_press_beside_the_panel_closes_and_one_on_it_does_not(sheet):
    sheet.open()
    QApplication.processEvents()
    QTest.mouseClick(sheet.panel, Qt.MouseButton.LeftButton, pos=QPoint(SHADOW + 5, SHADOW + 5))
    assert sheet.isVisible()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sheet.isHidden()


def test_one_that_must_be_answered_is_not_closed_by_chance(look, window):
    scrim = Sheet(look, window, "Who are you?", closable=False)
    scrim.open()
    QTest.keyClick(scrim, Qt.Key.Key_Escape)
    QTest.mouseClick(scrim, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert scrim.isVisible() and scrim.close_button.isHidden()


def test_the_panel_stays_where_it_was_put_and_inside_the_window(look, window):
    scrim = Scrim(look, window, wide=2_000, top=112)
    QVBoxLayout(scrim.panel.body).addWidget(label(look, "x"))
    scrim.open()
    QApplication.processEvents()
    assert scrim.panel.geometry().top() == 112 - SHADOW
    assert scrim.panel.width() <= window.width()


def test_it_darkens_what_is_below(sheet, window):
    before = window.grab().toImage().pixelColor(5, 5)
    sheet.open()
    assert window.grab().toImage().pixelColor(5, 5).lightness() < before.lightness()


def test_a_title_can_change(sheet):
    sheet.set_title("キー")
    assert sheet.title.text() == sheet.accessibleName() == "キー"
