"""Paints the incidents room with an invented log, to look at: `python -m tests.pictures.incidents FOLDER [NAME …]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.errors import KnownError
from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.incidents.room import IncidentsRoom
from ui.shell.notices import Notices
from ui.shell.rail import Rail
from ui.shell.status import StatusBar
from ui.theme import Look
from ui.translation import Translations


class Stage:
    """A window with rail and status bar around the room."""

    def __init__(
        self,
        app: QApplication,
        translations: Translations,
        *,
        scheme: str,
        language: str,
        scale: int = 100,
        size: tuple[int, int] = (1440, 900),
    ) -> None:
        self.app = app
        QLocale.setDefault(QLocale(QLocale.Language.Japanese if language == "ja" else QLocale.Language.English))
        self.look = Look(scheme=scheme, scale=scale, language=language, reduced_motion=True)
        translations.use(language)
        self.look.install(app)
        self.console = FakeConsole(Path(tempfile.mkdtemp()))
        self.bridge = Bridge()
        self.console.watch(self.bridge.hint)
        self.window = QWidget()
        self.window.resize(*size)
        self.actions = Actions(self.window)
        self.rail, self.status = Rail(self.look, self.actions, self.window), StatusBar(self.look, self.actions, self.window)
        self.notices = Notices(self.window)
        self.room = IncidentsRoom(self.look, self.bridge, self.console, self.actions, self.notices, self.window)  # type: ignore[arg-type]
        self.bridge.hinted.connect(self.room.topics_changed)
        self.rail.add_room("triage", "triage")
        self.rail.add_room("incidents", "incidents")
        self.room.waiting.connect(self._count)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(self.room, 1)
        whole = QVBoxLayout(self.window)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self.status)
        self.rail.show_person(self.console.actor)
        self.rail.show_room("incidents")
        self.status.show_communities([*self.console.communities().result()], self.console.now())

    def _count(self, count: int) -> None:
        self.rail.show_count("incidents", count)

    def open(self, incident_id: int) -> None:
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.room.log.choose(incident_id)
        self.room.take_focus()
        QTest.qWait(160)  # the side pane waits a moment before it reads
        self.settle()

    def settle(self) -> None:
        for _ in range(12):
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.room, key, modifiers)
        self.settle()

    def save(self, path: Path) -> None:
        self.settle()
        self.window.grab().save(str(path))
        self.window.close()
        self.window.deleteLater()
        self.settle()


def log(stage: Stage) -> None:
    stage.open(31)


def proposal(stage: Stage) -> None:
    stage.open(1)


def one(stage: Stage) -> None:
    stage.open(31)
    stage.press(Qt.Key.Key_Return)


def closed(stage: Stage) -> None:
    stage.open(26)
    stage.press(Qt.Key.Key_Return)


def next_step(stage: Stage) -> None:
    one(stage)
    stage.press(Qt.Key.Key_T)


def new(stage: Stage) -> None:
    stage.open(31)
    stage.room.begin_new((1, 2, 3))


def export(stage: Stage) -> None:
    one(stage)
    stage.room._begin_export()


def export_log(stage: Stage) -> None:
    stage.open(31)
    stage.room._begin_export()


def empty(stage: Stage) -> None:
    stage.console.incidents.views.clear()
    stage.room.log.reload()
    stage.window.show()


def nothing_matches(stage: Stage) -> None:
    stage.open(31)
    stage.room.log.search.setText("mushroom")
    stage.room.log.reload()


def failing(stage: Stage) -> None:
    stage.console.incidents.fail = KnownError("The record is busy", "Others have been at work in it. Try again.", code="busy")
    stage.room.log.reload()
    stage.window.show()


PICTURES: dict[str, tuple[Callable[[Stage], None], dict[str, object]]] = {
    "01-log-light-en": (log, {"scheme": "light", "language": "en"}),
    "02-one-dark-en": (one, {"scheme": "dark", "language": "en"}),
    "03-log-dark-ja": (log, {"scheme": "dark", "language": "ja"}),
    "04-one-light-ja": (one, {"scheme": "light", "language": "ja"}),
    "05-proposal-light-en": (proposal, {"scheme": "light", "language": "en"}),
    "06-new-light-ja": (new, {"scheme": "light", "language": "ja"}),
    "07-export-light-en": (export, {"scheme": "light", "language": "en"}),
    "08-empty-light-en": (empty, {"scheme": "light", "language": "en"}),
    "09-no-match-dark-ja": (nothing_matches, {"scheme": "dark", "language": "ja"}),
    "10-failing-light-en": (failing, {"scheme": "light", "language": "en"}),
    "11-log-150-light-en": (log, {"scheme": "light", "language": "en", "scale": 150}),
    "12-one-150-light-en": (one, {"scheme": "light", "language": "en", "scale": 150}),
    "13-log-1100-light-ja": (log, {"scheme": "light", "language": "ja", "size": (1100, 700)}),
    "14-one-1100-light-en": (one, {"scheme": "light", "language": "en", "size": (1100, 700)}),
    "15-closed-light-en": (closed, {"scheme": "light", "language": "en"}),
    "16-next-light-en": (next_step, {"scheme": "light", "language": "en"}),
    "17-export-log-dark-ja": (export_log, {"scheme": "dark", "language": "ja"}),
    "18-one-200-1100": (one, {"scheme": "light", "language": "en", "scale": 200, "size": (1100, 700)}),
}


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    translations = Translations(app)
    for name, (act, how) in PICTURES.items():
        if not names or any(name.startswith(wanted) for wanted in names):
            stage = Stage(app, translations, **how)  # type: ignore[arg-type]
            act(stage)
            stage.save(folder / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
