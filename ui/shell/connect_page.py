"""Connect the first community, or look at the console with sample data before any account exists."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from PySide6.QtCore import QProcess, Slot
from PySide6.QtWidgets import QWidget

from moderator.console import Console
from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from moderator.domain.rows import CommunityRow
from ui.bridge import Bridge
from ui.shell.pages import Page
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import Field
from ui.widgets.plain import Label, label, set_tooltip
from ui.widgets.toggles import Switch

CHECK_SECONDS = 60


class ConnectPage(Page):
    """The form of one platform with a live check; what is missing is said in words before anything begins."""

    def __init__(self, look: Look, bridge: Bridge, console: Console, parent: QWidget) -> None:
        self._bridge, self._console = bridge, console
        self._platform = next(iter(console.platforms), "")
        self._fields: dict[str, Field | Switch] = {}
        self._hints: dict[str, Label] = {}
        self._checked = False
        super().__init__(look, parent)
        self._later = Button(look, "", kind="quiet", parent=self)
        self._later.clicked.connect(self.done)
        self._sample = Button(look, "", kind="secondary", parent=self)
        self._sample.clicked.connect(self._open_sample)
        self._row.insertWidget(1, self._sample)
        self._row.insertWidget(2, self._later)
        self.retranslate()

    def _build(self) -> None:
        for one in self._console.platforms.get(self._platform, ()):
            if one.switch:
                field: Field | Switch = Switch(self._look, "", parent=self)
            else:
                field = Field(self._look, "", secret=one.secret, parent=self)
            self._fields[one.key] = field
            hint = label(self._look, "", "small", "t3", wrap=True, parent=self)
            self._hints[one.key] = hint
            self._column.addWidget(field)
            self._column.addWidget(hint)
        self._result = label(self._look, "", "base", "conf", wrap=True, parent=self)
        self._result.hide()
        self._column.addWidget(self._result)

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Connect a community"))
        self._text.show_text(
            self.tr("The token goes to the keyring of this system and nowhere else. Nothing is sent before you decide.")
        )
        for one in self._console.platforms.get(self._platform, ()):
            words = one.title.get(self._look.language, one.title["en"])
            field = self._fields[one.key]
            if isinstance(field, Field):
                field.set_words(words)
            else:
                field.setText(words)
            self._hints[one.key].show_text(one.help.get(self._look.language, one.help["en"]))
        self._next.setText(self.tr("Start") if self._checked else self.tr("Connect"))
        if hasattr(self, "_later"):
            self._later.setText(self.tr("Later"))
            self._sample.setText(self.tr("Try with sample data"))
            set_tooltip(self._sample, self.tr("Opens a second window on an invented community"))

    def take_focus(self) -> None:
        next(iter(self._fields.values()), self._next).setFocus()

    @Slot()
    def finish(self) -> None:
        if self._checked or not self._fields:
            self.done.emit()
            return
        answers = {
            key: ("yes" if field.isChecked() else "") if isinstance(field, Switch) else field.text()
            for key, field in self._fields.items()
        }
        self.complain("")
        self._next.setEnabled(False)
        self._bridge.follow(self._console.connect(self._platform, answers), self, self._kept, self._failed)

    def _kept(self, row: CommunityRow) -> None:
        call = self._console.ask(RequestKind.CHECK, row.id, {}, CHECK_SECONDS)
        self._bridge.follow(call, self, self._found, self._failed)

    def _found(self, answer: Mapping[str, object]) -> None:
        self._checked = True
        self._next.setEnabled(True)
        missing = answer.get("missing") or ()
        lines = [self.tr("Connected as {account}").format(account=answer.get("account", ""))]
        if isinstance(missing, list | tuple):
            say, language = self._console.sentence, self._look.language
            lines += [say(self._platform, str(code), language) for code in missing]
        self._result.show_text("\n".join(lines))
        self._result.set_tone("s2" if missing else "conf")
        self._result.show()
        self.retranslate()

    def _failed(self, error: BaseException) -> None:
        self._next.setEnabled(True)
        if not isinstance(error, KnownError):
            raise error
        self.complain(f"{error.title}. {error.message}")

    @Slot()
    def _open_sample(self) -> None:
        frozen = getattr(sys, "frozen", False)
        QProcess.startDetached(sys.executable, ["demo"] if frozen else ["-m", "moderator", "demo"])
