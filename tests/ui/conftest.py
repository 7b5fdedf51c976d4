"""What tests of the window share: a look, a bridge, and the console that answers from an invented queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.shell.notices import Notices
from ui.theme import Look
from ui.translation import Translations


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """Each test begins in English, whatever language the one before ended in."""

    def speak() -> None:
        if qapp.property("language") != "en":
            Translations(qapp).use("en")

    speak()
    yield
    speak()


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """English, light, 100 %, dressed as the application is."""
    made = Look(scheme="light", language="en")
    made.install(qapp)
    yield made


@pytest.fixture
def bridge(qapp: QCoreApplication) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


@pytest.fixture
def console(tmp_path: Path) -> FakeConsole:
    return FakeConsole(tmp_path)


@pytest.fixture
def frame(qtbot: object, look: Look) -> QWidget:
    """A window to put parts into."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 800)
    return made


@pytest.fixture
def actions(frame: QWidget) -> Actions:
    return Actions(frame)


@pytest.fixture
def notices(frame: QWidget) -> Notices:
    return Notices(frame)


@pytest.fixture
def settle(qapp: QCoreApplication, bridge: Bridge) -> Callable[[], None]:
    """Deliver everything that the console has answered."""

    def run() -> None:
        for _ in range(200):
            qapp.processEvents()
            if bridge.idle:
                break
        qapp.processEvents()

    return run
