"""Open the window: one application, one look, one console, and the way out.

The store is opened on a thread of its own; until it is there the window says so. Nothing in this process ever talks
to a platform.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from moderator.console import Console, Opening
from moderator.settings import RESOURCES
from ui.bridge import Bridge
from ui.errors import CrashCatcher
from ui.shell.instance import Instance
from ui.shell.window import Window
from ui.theme import Look
from ui.translation import Translations, wanted


class App(QObject):
    """What lives as long as the window does. Everything else is handed down from here."""

    def __init__(self, application: QApplication, opening: Opening) -> None:
        super().__init__(application)
        settings = opening.settings
        self._application = application
        self._opening = opening
        self._opener = ThreadPoolExecutor(1, thread_name_prefix="open")
        self.look = Look(
            scheme=settings.text("theme"),
            scale=settings.number("text_scale"),
            reduced_motion=settings.switch("reduced_motion"),
            language=wanted(settings.text("language")),
            parent=self,
        )
        self._translations = Translations(application)
        self._language = ""
        self.look.changed.connect(self._speak)
        self._speak()
        self.look.install(application)
        self.bridge = Bridge(self)
        self.catcher = CrashCatcher(opening.folder / "crashes", self)
        self.catcher.install()
        self.window = Window(self.look, self.bridge, is_demo=opening.is_demo)
        self.catcher.known.connect(self.window.show_problem)
        self.catcher.crashed.connect(self.window.show_crash)
        self.window.passphrase_given.connect(self.open)
        self.console: Console | None = None
        application.aboutToQuit.connect(self.close)

    @Slot()
    def _speak(self) -> None:
        if self._language != self.look.language:
            self._language = self.look.language
            self._translations.use(self._language)

    @Slot(str)
    def open(self, passphrase: str = "") -> None:
        """Begin to open the profile; the window shows its rooms when it is there."""
        future: Future[Console] = self._opener.submit(self._opening, passphrase or None)
        self.bridge.follow(future, self, self._opened, self._not_opened)

    def _opened(self, console: Console) -> None:
        self.console = console
        console.start()
        self.window.enter(console)

    def _not_opened(self, error: BaseException) -> None:
        self.window.could_not_open(error)

    @Slot()
    def close(self) -> None:
        """Let the last write finish; the console ends its worker."""
        console, self.console = self.console, None
        self.bridge.close()
        if console is not None:
            self._opener.submit(console.close).result()  # the store may not be touched on this thread, not even now
        self._opener.shutdown(wait=True)
        self.catcher.remove()


def application() -> QApplication:
    """The one QApplication of this process."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Moderator")
    made.setDesktopFileName("moderator")
    made.setWindowIcon(QIcon(str(RESOURCES / "desktop" / "moderator.svg")))
    made.setQuitOnLastWindowClosed(True)
    return made


def run(opening: Opening, *, guard: Callable[[], None] = lambda: None) -> int:
    """Open the console's window and return the exit status. *guard* marks this thread as one that must not wait."""
    app = application()
    instance = Instance(opening.instance)
    if instance.raise_other():
        return 0
    house = App(app, opening)
    instance.listen(house.window.come_to_front)
    guard()
    house.window.show()
    house.open()
    return app.exec()
