"""Eight seconds to take it back; while somebody's hand is on it, the time stands still."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.hostile import FSI
from ui.widgets.toast import MARGIN, GraceRing, Toast


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def toast(look, clock, qtbot):
    look.set(reduced_motion=True)
    window = QWidget()
    window.resize(800, 600)
    made = Toast(look, window, clock=clock)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.place(96, 560)
    yield made


def test_it_says_what_was_done_and_how_to_take_it_back(toast, qtbot):
    toast.show_undo("Removed as personal data", "たまご\u202eだけ", user_detail=True)
    assert toast.isVisible() and toast.accessibleName() == "Removed as personal data"
    assert toast.button.accessibleName() == "Undo, key Z"
    assert toast._detail.text().startswith(FSI) and "‹RLO›" in toast._detail.text()
    with qtbot.waitSignal(toast.undo):
        QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    toast.set_detail("saved")
    assert toast._detail.text() == "saved"


def test_it_stands_at_the_lower_left_inside_the_window(toast):
    toast.show_undo("Removed")
    toast.place(96, 560)
    plate = toast.geometry().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    assert plate.left() == 96 and plate.bottom() == 559
    assert not toast.isWindow()


def test_when_the_time_is_over_it_goes(toast, clock, qtbot):
    toast.show_undo("Removed", seconds=8)
    clock.now += 8.1
    with qtbot.waitSignal(toast.gone):
        pass
    assert toast.isHidden()


def test_mouse_and_focus_stop_the_time(toast, clock, qtbot):
    told = []
    toast.held.connect(told.append)
    toast.show_undo("Removed", seconds=8)
    clock.now += 3
    QApplication.sendEvent(toast, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    toast.button.setFocus(Qt.FocusReason.TabFocusReason)
    clock.now += 60
    assert toast.ring.left() == 5 and told == [True]
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    clock.now += 60
    assert toast.ring.left() == 5 and told == [True]
    toast.button.clearFocus()
    assert told == [True, False]
    clock.now += 1
    assert toast.ring.left() == 4


def test_a_new_decision_starts_the_time_anew(toast, clock):
    toast.show_undo("Removed", seconds=8)
    clock.now += 7
    toast.show_undo("Muted", seconds=8)
    assert toast.ring.left() == 8


def test_without_a_time_there_is_no_ring(toast):
    toast.show_undo("Removed", seconds=0, words="Restore")
    assert toast.ring.isHidden() and toast.button.text() == "Restore"


def test_closing_it_twice_tells_once(toast):
    told = []
    toast.gone.connect(lambda: told.append(True))
    toast.show_undo("Removed")
    toast.close_softly()
    toast.close_softly()
    assert told == [True]


def test_it_slides_in_where_motion_is_wanted(toast, look, qtbot):
    look.set(reduced_motion=False)
    toast.place(96, 560)
    rest = toast.pos()
    toast.show_undo("Removed")
    assert toast.pos().y() > rest.y()
    qtbot.waitUntil(lambda: toast.pos() == rest)


def test_it_grows_with_the_text_and_keeps_its_corner(toast, look):
    toast.place(96, 560)
    look.set(scale=200)
    assert toast.height() == 120 + 2 * MARGIN


def test_a_ring_counts_whole_seconds_down(look, clock, show, qtbot):
    ring = GraceRing(look, clock=clock)
    show(ring)
    ring.start(2)
    first = ring.grab().toImage()
    clock.now += 1
    assert ring.left() == 1 and ring.grab().toImage() != first
    clock.now += 5
    assert ring.left() == 0
    with qtbot.waitSignal(ring.done):
        pass
