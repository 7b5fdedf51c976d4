"""The whole room in a window, and hands to work it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from moderator.domain.incident_rows import IncidentView
from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.incidents.room import IncidentsRoom
from ui.shell.notices import Notices
from ui.theme import Look


@dataclass
class Hands:
    """Presses keys where the focus is and waits until the answers are there."""

    room: IncidentsRoom
    console: FakeConsole
    notices: Notices
    settle: Callable[[], None]

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.room.window(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)

    def choose(self, incident_id: int) -> None:
        """Put the hand on an incident of the log."""
        self.room.log.choose(incident_id)
        self.room.take_focus()
        self.settle()

    def open(self, incident_id: int) -> IncidentView:
        """Look at one incident whole, by keyboard."""
        self.choose(incident_id)
        self.press(Qt.Key.Key_Return)
        view = self.room.detail.view
        assert self.room.is_one and view is not None and view.row.id == incident_id
        return view

    def given(self, name: str) -> list[tuple[object, ...]]:
        """The orders of that name, without it."""
        return [order[1:] for order in self.console.incidents.given if order[0] == name]

    def said(self) -> list[str]:
        return [notice.title for notice in self.notices.rows]


@pytest.fixture
def hands(
    qtbot,
    look: Look,
    bridge: Bridge,
    console: FakeConsole,
    frame: QWidget,
    actions: Actions,
    notices: Notices,
    settle: Callable[[], None],
) -> Hands:
    with actions.wiring("incidents"):
        room = IncidentsRoom(look, bridge, console, actions, notices, frame)  # type: ignore[arg-type]
    actions.show_room("incidents")
    console.watch(bridge.hint)
    bridge.hinted.connect(room.topics_changed)
    row = QHBoxLayout(frame)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(room)
    frame.resize(1440, 900)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    room.take_focus()
    settle()
    return Hands(room, console, notices, settle)
