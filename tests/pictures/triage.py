"""Paints the triage room with an invented queue, to look at: `python -m tests.pictures.triage FOLDER [NAME …]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import NoteRow
from tests.helpers import sample_cases as sample
from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.shell.notices import Notices
from ui.shell.rail import Rail
from ui.shell.status import StatusBar
from ui.theme import Look
from ui.translation import Translations
from ui.triage.room import TriageRoom


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
    ):
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
        self.room = TriageRoom(self.look, self.bridge, self.console, self.actions, self.notices, self.window)
        self.bridge.hinted.connect(self.room.topics_changed)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(self.room, 1)
        whole = QVBoxLayout(self.window)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self.status)
        self.rail.add_room("triage", "triage")
        self.rail.show_person(self.console.actor)
        self.rail.show_room("triage")
        self.rail.show_count("triage", 12)

    def open(self, case_id: int) -> None:
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.room.queue.choose(case_id)
        self.room.take_focus()
        self.settle()

    def settle(self) -> None:
        for _ in range(12):
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def press(self, key: Qt.Key, text: str = "") -> None:
        widget = QApplication.focusWidget() or self.room
        QTest.keyClick(widget, key)
        self.settle()

    def save(self, path: Path) -> None:
        self.settle()
        self.window.grab().save(str(path))
        self.window.close()
        self.room.receipts.close()
        self.window.deleteLater()
        self.settle()


def note(stage: Stage) -> None:
    stage.console.notes[2] = [NoteRow(1, "Ren", sample.NOW - 2_300_000_000, "Second account today with this link. Removed the first.")]


def plain(stage: Stage) -> None:
    note(stage)
    stage.open(2)


def quarrel(stage: Stage) -> None:
    stage.open(4)


def strip(stage: Stage) -> None:
    stage.open(4)
    stage.press(Qt.Key.Key_R)


def limit(stage: Stage) -> None:
    stage.open(4)
    stage.press(Qt.Key.Key_M)


def edits(stage: Stage) -> None:
    stage.open(4)
    stage.press(Qt.Key.Key_D)


def toast(stage: Stage) -> None:
    stage.open(3)
    stage.press(Qt.Key.Key_R)
    stage.press(Qt.Key.Key_Return)


def unknown(stage: Stage) -> None:
    stage.open(8)
    stage.press(Qt.Key.Key_R)
    stage.press(Qt.Key.Key_Return)
    (decision,) = stage.console.made.values()
    first, second = decision.enforcements[:2]
    steps = (
        replace(first, state=EnforcementState.CONFIRMED, at=sample.NOW),
        replace(second, state=EnforcementState.UNKNOWN, at=sample.NOW),
    )
    stage.console.made[decision.id] = replace(decision, enforcements=steps)
    stage.room.session.open(8)


def veiled(stage: Stage) -> None:
    stage.open(1)


def decided(stage: Stage) -> None:
    stage.open(2)
    for key in (Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_Return, Qt.Key.Key_A):
        stage.press(key)
    made = list(stage.console.made)
    stage.console.advance(made[1], EnforcementState.CONFIRMED)
    stage.settle()
    stage.room._to_decided()


def empty(stage: Stage) -> None:
    stage.console.samples.clear()
    stage.room.queue.reload()
    stage.window.show()


def many(stage: Stage) -> None:
    stage.open(2)
    for _ in range(3):
        stage.press(Qt.Key.Key_X)
    stage.press(Qt.Key.Key_R)


def later(stage: Stage) -> None:
    stage.open(2)
    stage.press(Qt.Key.Key_S)


def guideline(stage: Stage) -> None:
    stage.open(2)
    stage.press(Qt.Key.Key_G)


PICTURES: dict[str, tuple[Callable[[Stage], None], dict[str, object]]] = {
    "01-light-en": (plain, {"scheme": "light", "language": "en"}),
    "02-dark-ja": (quarrel, {"scheme": "dark", "language": "ja"}),
    "03-strip-light-ja": (strip, {"scheme": "light", "language": "ja"}),
    "04-unknown-dark-en": (unknown, {"scheme": "dark", "language": "en"}),
    "05-toast-dark-en": (toast, {"scheme": "dark", "language": "en"}),
    "06-limit-light-en": (limit, {"scheme": "light", "language": "en"}),
    "07-edits-light-en": (edits, {"scheme": "light", "language": "en"}),
    "08-veiled-light-en": (veiled, {"scheme": "light", "language": "en"}),
    "09-decided-light-en": (decided, {"scheme": "light", "language": "en"}),
    "10-empty-light-ja": (empty, {"scheme": "light", "language": "ja"}),
    "11-150-light-en": (plain, {"scheme": "light", "language": "en", "scale": 150}),
    "12-1100-light-en": (plain, {"scheme": "light", "language": "en", "size": (1100, 700)}),
    "13-1100-strip-ja": (strip, {"scheme": "light", "language": "ja", "size": (1100, 700)}),
    "14-200-dark-en": (quarrel, {"scheme": "dark", "language": "en", "scale": 200}),
    "15-many-light-en": (many, {"scheme": "light", "language": "en"}),
    "16-later-light-en": (later, {"scheme": "light", "language": "en"}),
    "17-guideline-dark-en": (guideline, {"scheme": "dark", "language": "en"}),
    "18-200-strip-1100": (strip, {"scheme": "light", "language": "en", "scale": 200, "size": (1100, 700)}),
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
