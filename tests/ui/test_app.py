"""The application around the window: opening on a thread of its own, one look, and the way out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from moderator.console import Console
from moderator.domain.errors import KnownError
from moderator.settings import SettingsFile
from tests.helpers.fake_console import FakeConsole
from ui.app import App, application, run
from ui.shell.instance import Instance


class FakeOpening:
    """A profile that opens to a fake console; `refuse` lets the next attempts fail."""

    def __init__(self, folder: Path, *refuse: Exception) -> None:
        self.folder = folder
        self.settings = SettingsFile(folder / "settings.toml")
        self.settings.set("first_run_done", True)
        self.settings.set("language", "en")
        self.instance = str(folder)
        self.is_demo = True
        self.console = FakeConsole(folder)
        self.refuse = list(refuse)
        self.asked: list[tuple[str | None, str]] = []

    def __call__(self, passphrase: str | None = None) -> Console:
        self.asked.append((passphrase, threading.current_thread().name))
        if self.refuse:
            raise self.refuse.pop(0)
        return self.console  # type: ignore[return-value]


Make = Callable[[FakeOpening], App]


@pytest.fixture
def make(qapp: QApplication) -> Iterator[Make]:
    """Build the house over an opening; it is closed with the test."""
    made: list[App] = []

    def build(opening: FakeOpening) -> App:
        made.append(App(qapp, opening))
        return made[-1]

    yield build
    for house in made:
        house.close()
        for part in (house.window, house):
            part.deleteLater()
            QCoreApplication.sendPostedEvents(part, QEvent.Type.DeferredDelete.value)


def test_the_record_is_opened_on_a_thread_of_its_own(make: Make, tmp_path: Path, qtbot: object) -> None:
    opening = FakeOpening(tmp_path)
    house = make(opening)
    house.open()
    qtbot.waitUntil(lambda: house.window.triage is not None)  # type: ignore[attr-defined]
    ((passphrase, thread),) = opening.asked
    assert passphrase is None and thread != threading.current_thread().name
    assert house.console is opening.console


def test_a_passphrase_is_asked_and_tried(make: Make, tmp_path: Path, qtbot: object) -> None:
    opening = FakeOpening(tmp_path, KnownError("A passphrase is needed", "…", code="passphrase_needed"))
    house = make(opening)
    house.open()
    qtbot.waitUntil(lambda: house.window._entrance._passphrase is not None)  # type: ignore[attr-defined]
    house.window.passphrase_given.emit("open sesame")
    qtbot.waitUntil(lambda: house.window.triage is not None)  # type: ignore[attr-defined]
    assert [passphrase for passphrase, _ in opening.asked] == [None, "open sesame"]


def test_the_look_is_that_of_the_settings(make: Make, tmp_path: Path) -> None:
    opening = FakeOpening(tmp_path)
    for key, value in (("theme", "dark"), ("language", "ja"), ("text_scale", 150), ("reduced_motion", True)):
        opening.settings.set(key, value)
    look = make(opening).look
    assert (look.theme.dark, look.japanese, look.scale, look.reduced_motion) == (True, True, 150, True)


def test_what_nothing_caught_becomes_a_strip_and_a_file(make: Make, tmp_path: Path, qtbot: object) -> None:
    """A known error says what to do, a bug where its report lies."""
    house = make(FakeOpening(tmp_path))
    house.catcher.take(KnownError("The disk is full", "Make room.", code="disk_full"))
    house.catcher.take(ZeroDivisionError("secret words"))
    qtbot.waitUntil(lambda: len(house.window.notices.rows) == 2)  # type: ignore[attr-defined]
    assert [row.key for row in house.window.notices.rows] == ["disk_full", "crash"]
    (file,) = (tmp_path / "crashes").iterdir()
    assert "ZeroDivisionError" in file.read_text() and "secret words" not in file.read_text()


def test_closing_lets_the_console_finish_off_this_thread(make: Make, tmp_path: Path, qtbot: object) -> None:
    """The store may not be touched on the window's thread, not even at the end; closing twice is once."""
    opening, where = FakeOpening(tmp_path), []
    opening.console.close = lambda: where.append(threading.current_thread())  # type: ignore[method-assign]
    house = make(opening)
    house.open()
    qtbot.waitUntil(lambda: house.window.triage is not None)  # type: ignore[attr-defined]
    house.close()
    house.close()
    assert len(where) == 1 and where[0] is not threading.current_thread()


def test_there_is_one_application(qapp: QApplication) -> None:
    assert application() is qapp


class Visitor(QObject):
    """Waits until the rooms are there, and then closes the window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(10)

    @Slot()
    def _look(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if getattr(widget, "triage", None) is not None and widget.isVisible():
                self.seen = True
                self._timer.stop()
                widget.close()


def test_run_opens_the_window_marks_its_thread_and_ends_with_it(tmp_path: Path, qapp: QApplication) -> None:
    opening, marked, visitor = FakeOpening(tmp_path), [], Visitor()
    status = run(opening, guard=lambda: marked.append(threading.current_thread()))
    assert status == 0 and visitor.seen
    assert marked == [threading.main_thread()]
    assert opening.console.closed


def test_a_second_start_raises_the_first_window_and_opens_nothing(
    tmp_path: Path, qapp: QApplication, qtbot: object
) -> None:
    opening, raised = FakeOpening(tmp_path), []
    first = Instance(opening.instance)
    first.listen(lambda: raised.append(True))
    assert run(opening) == 0
    qtbot.waitUntil(lambda: raised == [True])  # type: ignore[attr-defined]
    assert opening.asked == []


