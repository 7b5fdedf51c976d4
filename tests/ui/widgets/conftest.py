"""A look for every test of a control, and a way to hold a control in a window."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.theme import Look


@pytest.fixture
def look(qapp: QApplication) -> Look:
    made = Look(scheme="light")
    made.install(qapp)
    return made


@pytest.fixture
def show(qtbot) -> Generator[Callable[..., QWidget], None, None]:
    """Show a control in a window of its own and return the window, which lives as long as the test."""
    windows: list[QWidget] = []

    def put(control: QWidget, wide: int = 600, high: int = 300) -> QWidget:
        window = QWidget()
        column = QVBoxLayout(window)
        column.addWidget(control)
        column.addStretch()
        window.resize(wide, high)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        windows.append(window)
        return window

    yield put
