"""When a case comes back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.helpers import sample_cases as sample
from ui.theme import Look
from ui.triage import wording
from ui.triage.later_strip import LaterStrip, times

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


NOW = sample.NOW


def test_four_times_lie_ahead_in_order() -> None:
    found = times(NOW)
    assert found == sorted(found) and found[0] == NOW + 3_600_000_000
    assert all(wording.moment(at, "en") == "09:00" for at in found[2:])


def test_a_number_chooses_and_escape_leaves(qtbot, look: Look, frame: QWidget) -> None:
    strip = LaterStrip(look, frame)
    chosen: list[int] = []
    left: list[bool] = []
    strip.chosen.connect(chosen.append)
    strip.left.connect(lambda: left.append(True))
    frame.show()
    strip.begin(NOW)
    assert "in 1 hour" in strip.buttons[0].text() and strip.buttons[2].text() == "Tomorrow 09:00"
    qtbot.keyClick(strip, Qt.Key.Key_3)
    assert chosen == [2] and strip.time(2) == times(NOW)[2] and strip.isHidden()
    strip.begin(NOW)
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert left == [True] and strip.isHidden()
