"""The way in: opening the record, the first steps of a new profile, and who is at this window.

It shows one page at a time, in an order that is decided here; the pages only ask.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from moderator.console import Console
from moderator.domain.actor import Actor, Role
from moderator.domain.errors import KnownError
from ui.bridge import Bridge
from ui.shell.connect_page import ConnectPage
from ui.shell.pages import COLUMN, LookPage, OpeningPage, Page, PassphrasePage, PersonPage, RecoveryPage, SafetyPage
from ui.theme import Look

PATIENCE_MS = 400  # nothing is said before: most records open faster


class Entrance(QWidget):
    """Until `ready`, all that there is in the window."""

    passphrase_given = Signal(str)
    look_chosen = Signal()
    ready = Signal()

    def __init__(self, look: Look, bridge: Bridge, *, is_demo: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._bridge, self._is_demo = look, bridge, is_demo
        self._console: Console | None = None
        self._people: list[Actor] = []
        self._steps: list[str] = []
        self._page: Page | None = None
        self._middle = QVBoxLayout()
        holder = QWidget()  # a page that is higher than the window scrolls
        across = QHBoxLayout(holder)
        across.setContentsMargins(24, 24, 24, 24)
        across.addStretch(1)
        across.addLayout(self._middle)
        across.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(holder)
        for part in (holder, self._scroll.viewport()):
            part.setAutoFillBackground(False)  # the ground is painted below
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._opening = OpeningPage(look, self)
        self._opening.done.connect(self._again)
        self._opening.hide()
        self._passphrase: PassphrasePage | None = None
        QTimer.singleShot(PATIENCE_MS, self, self._say_opening)

    def page(self) -> Page | None:
        """The page that is shown, for whoever drives the window."""
        return self._page

    # --- opening ------------------------------------------------------------------------------------------------------

    @Slot()
    def _say_opening(self) -> None:
        if self._page is None and self._console is None:
            self._show(self._opening)

    @Slot()
    def _again(self) -> None:
        self._opening.show_waiting()
        self.passphrase_given.emit("")

    def could_not_open(self, error: BaseException) -> None:
        """Ask for the passphrase where that is all it takes; else say why, with a way to try again."""
        code = error.code if isinstance(error, KnownError) else ""
        if code in ("passphrase_needed", "wrong_passphrase"):
            if self._passphrase is None:
                self._passphrase = PassphrasePage(self._look, self)
                self._passphrase.done.connect(self._passphrase_typed)
            self._passphrase.complain(str(error.message) if code == "wrong_passphrase" else "")  # type: ignore[attr-defined]
            self._show(self._passphrase)
            return
        if not isinstance(error, KnownError):
            raise error
        self._opening.show_problem(error.title, error.message)
        self._show(self._opening)

    @Slot()
    def _passphrase_typed(self) -> None:
        if self._passphrase is not None:
            self.passphrase_given.emit(self._passphrase.field.text())

    # --- the first steps ------------------------------------------------------------------------------------------------

    def begin(self, console: Console) -> None:
        """The record is open: find out who may be here."""
        self._console = console
        self._bridge.follow(console.actors(), self, self._found_people, self.could_not_open)

    def _found_people(self, people: list[Actor]) -> None:
        console = self._console
        assert console is not None
        self._people = people
        first = not console.settings.switch("first_run_done")
        if self._is_demo and people:
            console.sit_down(people[0])
            self._steps = []
        else:
            self._steps = ["recovery"] if console.recovery_code else []
            self._steps += ["look", "safety"] if first else []
            if len(people) == 1 and not first:
                console.sit_down(people[0])
            else:
                self._steps.append("person")
            self._steps += ["connect"] if first else []
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if not self._steps:
            self._finish()
            return
        page = getattr(self, f"_make_{self._steps.pop(0)}")()
        page.done.connect(self._page_done)
        self._show(page)

    @Slot()
    def _page_done(self) -> None:
        page, console = self._page, self._console
        assert console is not None
        if isinstance(page, SafetyPage):
            self._bridge.follow(console.keep_settings(page.values()), self, self._kept, self._failed)
        elif isinstance(page, PersonPage):
            role = Role(page.role.current())
            self._bridge.follow(console.add_actor(page.name.text().strip(), role), self, self._sit_down, self._failed)
        else:
            self._go_on()

    def _kept(self, _: None) -> None:
        self._go_on()

    def _make_recovery(self) -> Page:
        assert self._console is not None
        return RecoveryPage(self._look, self._console.recovery_code, self)

    def _make_look(self) -> Page:
        page = LookPage(self._look, self)
        page.chosen.connect(self.look_chosen)
        return page

    def _make_safety(self) -> Page:
        return SafetyPage(self._look, self)

    def _make_person(self) -> Page:
        page = PersonPage(self._look, self._people, self)
        page.picked.connect(self._picked)
        return page

    def _make_connect(self) -> Page:
        assert self._console is not None
        return ConnectPage(self._look, self._bridge, self._console, self)

    @Slot(object)
    def _picked(self, person: object) -> None:
        if isinstance(person, Actor):
            self._sit_down(person)

    def _sit_down(self, person: Actor) -> None:
        if self._console is not None:
            self._console.sit_down(person)
            self._go_on()

    def _failed(self, error: BaseException) -> None:
        if self._page is not None and isinstance(error, KnownError):
            self._page.complain(f"{error.title}. {error.message}")
            return
        raise error

    def _finish(self) -> None:
        console = self._console
        assert console is not None
        if not console.settings.switch("first_run_done"):
            self._bridge.follow(console.keep_settings({"first_run_done": True}), self, self._done, self._failed)
            return
        self.ready.emit()

    def _done(self, _: None) -> None:
        self.ready.emit()

    # --- one page at a time -----------------------------------------------------------------------------------------------

    def _show(self, page: Page) -> None:
        before, self._page = self._page, page
        if before is not None and before is not page:
            self._middle.removeWidget(before)
            before.hide()
            if before not in (self._opening, self._passphrase):
                before.deleteLater()
        page.setFixedWidth(min(self._look.px(COLUMN), max(1, self.width() - 64)))
        self._middle.addWidget(page, 0, Qt.AlignmentFlag.AlignVCenter)
        page.show()
        page.take_focus()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.bg2)
