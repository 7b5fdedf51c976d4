"""The whole room in a window, and hands to work it by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from moderator.domain.rows import CaseView
from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.shell.notices import Notices
from ui.theme import Look
from ui.triage.room import TriageRoom


@dataclass
class Hands:
    """Presses keys where the focus is and waits until the answers are there."""

    room: TriageRoom
    console: FakeConsole
    notices: Notices
    settle: Callable[[], None]

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.room.window(), key, modifiers)
        self.settle()

    def open(self, case_id: int) -> CaseView:
        """Take a case of the queue in hand."""
        self.room.queue.choose(case_id)
        self.room.take_focus()
        self.settle()
        view = self.room.session.view
        assert view is not None and view.row.id == case_id
        return view

    @property
    def view(self) -> CaseView:
        view = self.room.session.view
        assert view is not None
        return view

    def said(self) -> str:
        """What the toast says."""
        toast = self.room.toast.toast
        return f"{toast._title.text()} | {toast._detail.text()}" if toast.isVisible() else ""


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
) -> Iterator[Hands]:
    room = TriageRoom(look, bridge, console, actions, notices, frame)  # type: ignore[arg-type]
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
    yield Hands(room, console, notices, settle)
    room.receipts.close()
