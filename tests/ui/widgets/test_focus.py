"""Who came by keyboard sees where they are; a click draws no ring."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.buttons import Button
from ui.widgets.focus import REACH, FocusRing


@pytest.fixture
def button(look, show):
    made = Button(look, "Save")
    show(made)
    made.clearFocus()
    return made


def rings(window: QWidget) -> list[FocusRing]:
    return [ring for ring in window.findChildren(FocusRing) if ring.isVisible()]


def test_the_ring_stands_outside_the_control(button):
    button.setFocus(Qt.FocusReason.TabFocusReason)
    [ring] = rings(button.window())
    assert ring.geometry() == button.geometry().adjusted(-REACH, -REACH, REACH, REACH)
    assert ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_the_ring_is_there_only_by_keyboard(button):
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert rings(button.window()) == []
    button.clearFocus()
    button.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert len(rings(button.window())) == 1
    button.clearFocus()
    assert rings(button.window()) == []


def test_the_ring_follows_its_control(button):
    button.setFocus(Qt.FocusReason.TabFocusReason)
    [ring] = rings(button.window())
    button.setGeometry(100, 50, 120, 40)
    assert ring.geometry().topLeft() == button.pos() - type(button.pos())(REACH, REACH)
    button.hide()
    assert rings(button.window()) == []


def test_a_control_in_a_scroll_area_has_its_ring_inside(look, qtbot):
    area, page = QScrollArea(), QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(8, 8, 8, 8)
    button = Button(look, "Save")
    column.addWidget(button)
    area.setWidget(page)
    qtbot.addWidget(area)
    with qtbot.waitExposed(area):
        area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    [ring] = rings(area)
    assert area.viewport().isAncestorOf(ring)
