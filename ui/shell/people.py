"""Somebody else takes this window over: those who were here before, and a new name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QWidget

from moderator.console import Console
from moderator.domain.actor import Actor, Role
from moderator.domain.errors import KnownError
from ui.bridge import Bridge
from ui.shell.pages import PersonPage
from ui.theme import Look
from ui.widgets.sheet import Sheet


class PeopleSheet(Sheet):
    """`chosen` carries the Actor."""

    chosen = Signal(object)

    def __init__(self, look: Look, bridge: Bridge, window: QWidget) -> None:
        super().__init__(look, window, "", wide=560)
        self._bridge = bridge
        self._console: Console | None = None
        self._page: PersonPage | None = None
        self._retranslate()

    def ask(self, console: Console) -> None:
        self._console = console
        self._bridge.follow(console.actors(), self, self._show_people, self._failed)

    def _show_people(self, people: list[Actor]) -> None:
        if self._page is not None:
            self.content.removeWidget(self._page)
            self._page.deleteLater()
        self._page = PersonPage(self._look, people, self.panel.body)
        self._page.picked.connect(self._picked)
        self._page.done.connect(self._new)
        self.content.addWidget(self._page)
        self.open()
        self._page.take_focus()

    @Slot()
    def _new(self) -> None:
        if self._console is not None and self._page is not None:
            role = Role(self._page.role.current())
            call = self._console.add_actor(self._page.name.text().strip(), role)
            self._bridge.follow(call, self, self._picked, self._failed)

    @Slot(object)
    def _picked(self, person: object) -> None:
        self.close_sheet()
        self.chosen.emit(person)

    def _failed(self, error: BaseException) -> None:
        if self._page is not None and isinstance(error, KnownError):
            self._page.complain(f"{error.title}. {error.message}")
            return
        raise error

    def _retranslate(self) -> None:
        self.set_title(self.tr("At this window"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
