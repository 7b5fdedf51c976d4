"""What tests of the tour share: a house over a queue that is long enough for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.helpers.carrying import TourOpening
from ui.app import App


@pytest.fixture
def opening(tmp_path: Path) -> TourOpening:
    return TourOpening(tmp_path)


@pytest.fixture
def house(qapp: QApplication, opening: TourOpening) -> Iterator[App]:
    """A house over the long queue, open; gone with the test."""
    made = App(qapp, opening)
    made.window.resize(1440, 900)
    made.window.show()
    made.open()
    yield made
    made.close()
    for part in (made.window, made):
        part.deleteLater()
        QCoreApplication.sendPostedEvents(part, QEvent.Type.DeferredDelete.value)


