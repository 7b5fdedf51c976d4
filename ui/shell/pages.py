"""The pages of the way in: what each asks, and what it gives back. None of them knows what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.actor import Actor, Role
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import Field
from ui.widgets.hostile import inline
from ui.widgets.plain import label
from ui.widgets.toggles import SegmentedControl, Switch

COLUMN = 520
SIZES = (100, 120, 150, 200)  # %


class Page(QWidget):
    """A title, a sentence, what is asked, and one primary button. `done` when it was pressed."""

    done = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._title = label(look, "", "page", parent=self)
        self._text = label(look, "", "base", "t2", wrap=True, parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        self._column.addSpacing(8)
        self._next = Button(look, "", kind="primary", key="Enter", parent=self)
        self._next.clicked.connect(self.finish)
        self._build()
        self._fault = label(look, "", "base", "ref", wrap=True, parent=self)
        self._fault.hide()
        self._column.addWidget(self._fault)
        self._column.addSpacing(8)
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._row.addWidget(self._next)
        self._row.addStretch(1)
        self._column.addLayout(self._row)
        self.retranslate()

    def _build(self) -> None:
        """Add what the page asks."""

    def retranslate(self) -> None:
        """Set every word of the page."""

    def take_focus(self) -> None:
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, words: str) -> None:
        """Say what does not fit; empty when all is well."""
        self._fault.show_text(words)
        self._fault.setVisible(bool(words))

    @Slot()
    def finish(self) -> None:
        self.done.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class OpeningPage(Page):
    """The store is being opened; or it could not be, and why."""

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Opening"))
        self._text.show_text(self.tr("The record is being opened."))
        self._next.setText(self.tr("Try again"))

    def _build(self) -> None:
        self._next.hide()

    def show_problem(self, title: str, message: str) -> None:
        self._title.show_text(title)
        self._text.show_text(message)
        self._next.show()

    def show_waiting(self) -> None:
        self._next.hide()
        self.retranslate()


class PassphrasePage(Page):
    """No keyring holds the key: the passphrase unwraps it."""

    def _build(self) -> None:
        self.field = Field(self._look, "", secret=True, parent=self)
        self.field.returnPressed.connect(self.finish)
        self._column.addWidget(self.field)

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Passphrase"))
        self._text.show_text(
            self.tr("This system has no keyring that is open, so the key of the record is wrapped by a passphrase.")
        )
        self.field.set_words(self.tr("Passphrase"))
        self._next.setText(self.tr("Open"))

    def take_focus(self) -> None:
        self.field.setFocus()

    @Slot()
    def finish(self) -> None:
        if self.field.text():
            super().finish()


class RecoveryPage(Page):
    """The recovery code, shown once; two of its groups are typed back, so that it was written down."""

    ASKED = (2, 5)  # counted from nothing

    def __init__(self, look: Look, code: str, parent: QWidget) -> None:
        self._groups = code.split("-")
        super().__init__(look, parent)

    def _build(self) -> None:
        half = (len(self._groups) + 1) // 2
        for groups in (self._groups[:half], self._groups[half:]):
            self._column.addWidget(label(self._look, "  ".join(groups), "mono", parent=self))
        self._fields = [Field(self._look, "", parent=self) for _ in self.ASKED]
        for field in self._fields:
            field.returnPressed.connect(self.finish)
            self._column.addWidget(field)

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Write this down"))
        self._text.show_text(
            self.tr(
                "Everything is encrypted with a key in this system's keyring. If the keyring is lost, only this code "
                "opens the record again. It is shown once. Keep it on paper, apart from this computer."
            )
        )
        for field, place in zip(self._fields, self.ASKED, strict=True):
            field.set_words(self.tr("Group {number} of the code").format(number=place + 1))
        self._next.setText(self.tr("I have written it down"))

    def take_focus(self) -> None:
        self._fields[0].setFocus()

    @Slot()
    def finish(self) -> None:
        for field, place in zip(self._fields, self.ASKED, strict=True):
            if field.text().strip().upper() != self._groups[place].upper():
                field.set_fault(True)
                field.setFocus()
                self.complain(self.tr("Group {number} is not as shown above.").format(number=place + 1))
                return
            field.set_fault(False)
        super().finish()


class LookPage(Page):
    """Language, theme and text size; each holds at once."""

    chosen = Signal()

    def _build(self) -> None:
        self._language = SegmentedControl(self._look, (("en", "English"), ("ja", "日本語")), parent=self)
        self._theme = SegmentedControl(self._look, parent=self)
        self._size = SegmentedControl(self._look, [(str(size), f"{size} %") for size in SIZES], parent=self)
        self._captions = []
        for control in (self._language, self._theme, self._size):
            caption = label(self._look, "", "caption", "t3", parent=self)
            self._captions.append(caption)
            self._column.addWidget(caption)
            self._column.addWidget(control)
        for control in (self._language, self._theme):
            control.chosen.connect(self._choose)
        self._size.chosen.connect(self._choose_size)

    def retranslate(self) -> None:
        self._title.show_text(self.tr("How it looks"))
        self._text.show_text(self.tr("Everything here can be changed at any time with Ctrl+K."))
        for caption, words in zip(
            self._captions, (self.tr("Language"), self.tr("Theme"), self.tr("Text size")), strict=True
        ):
            caption.show_text(words)
        self._theme.set_options(
            (("system", self.tr("As the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark")))
        )
        self._language.choose(self._look.language)
        self._theme.choose(self._look.scheme)
        self._size.choose(str(min(SIZES, key=self._distance)))
        for control, caption in zip((self._language, self._theme, self._size), self._captions, strict=True):
            control.setAccessibleName(caption.text())
        self._next.setText(self.tr("Go on"))

    def _distance(self, size: int) -> int:
        """How far one of the sizes is from the one in use, which a key or the settings may have set between two."""
        return abs(size - self._look.scale)

    @Slot(str)
    def _choose(self, _: str) -> None:
        self._look.set(language=self._language.current(), scheme=self._theme.current())
        self.chosen.emit()

    @Slot(str)
    def _choose_size(self, size: str) -> None:
        self._look.set(scale=int(size))
        self.chosen.emit()


class SafetyPage(Page):
    """What is hidden until somebody asks: all of it, unless switched off here."""

    KEYS = ("veil_pictures", "grey_pictures", "blur_pictures")

    def _build(self) -> None:
        self.switches = {key: Switch(self._look, "", parent=self) for key in self.KEYS}
        for switch in self.switches.values():
            switch.setChecked(True)
            self._column.addWidget(switch)

    def retranslate(self) -> None:
        self._title.show_text(self.tr("For your own safety"))
        self._text.show_text(
            self.tr("Much of what is reported is hard to look at. Nothing is shown before you ask for it.")
        )
        words = (
            self.tr("Pictures stay covered until I ask for one"),
            self.tr("Without colour first"),
            self.tr("Blurred first"),
        )
        for switch, text in zip(self.switches.values(), words, strict=True):
            switch.setText(text)
        self._next.setText(self.tr("Go on"))

    def values(self) -> dict[str, bool]:
        return {key: switch.isChecked() for key, switch in self.switches.items()}


class PersonPage(Page):
    """Who is at this window: a new name, or one of those who were here before."""

    picked = Signal(object)

    def __init__(self, look: Look, people: Sequence[Actor], parent: QWidget) -> None:
        self._people = people
        super().__init__(look, parent)

    def _build(self) -> None:
        self._known: list[Button] = []
        for person in self._people:
            button = Button(self._look, inline(person.name), icon="person", parent=self)
            button.setProperty("person", person.id)
            button.clicked.connect(self._pick)
            self._known.append(button)
            self._column.addWidget(button)
        self.name = Field(self._look, "", parent=self)
        self.name.returnPressed.connect(self.finish)
        self.role = SegmentedControl(self._look, parent=self)
        self._column.addWidget(self.name)
        self._column.addWidget(self.role)

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Who are you?"))
        self._text.show_text(
            self.tr("Each decision carries a name. Members never see it; a neutral one is as good as your own.")
        )
        self.name.set_words(self.tr("Name"))
        self.role.setAccessibleName(self.tr("Role"))
        self.role.set_options(
            (
                (Role.MODERATOR.value, self.tr("Moderator")),
                (Role.LEAD.value, self.tr("Lead")),
                (Role.MANAGER.value, self.tr("Manager")),
            )
        )
        self.role.choose(self.role.current() or Role.MODERATOR.value)
        self._next.setText(self.tr("Take a seat"))

    def take_focus(self) -> None:
        (self._known[0] if self._known else self.name).setFocus()

    @Slot()
    def _pick(self) -> None:
        wanted = self.sender().property("person")
        self.picked.emit(next(person for person in self._people if person.id == wanted))

    @Slot()
    def finish(self) -> None:
        if not self.name.text().strip():
            self.complain(self.tr("Type a name first."))
            self.name.setFocus()
            return
        super().finish()
