"""The filter under the head: words to type, and chips for whom, where and what. Hidden while nothing is filtered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator.console import Console
from moderator.domain.case import CaseState
from moderator.domain.errors import KnownError
from moderator.domain.rows import CommunityRow, PlaceRow, QueueFilter
from ui.actions import Actions
from ui.bridge import Bridge
from ui.theme import Look
from ui.triage.filtering import KEYS, SEVERITIES, Known, Term, build, split
from ui.widgets.buttons import IconButton
from ui.widgets.chips import Tag
from ui.widgets.fields import Field
from ui.widgets.layout import FlowLayout, Pane
from ui.widgets.plain import label

PAUSE_MS = 200  # while somebody types, the store is not asked for each letter


class FilterBar(Pane):
    """`changed` when another filter holds."""

    changed = Signal()
    left = Signal()

    def __init__(self, look: Look, bridge: Bridge, console: Console, actions: Actions, parent: QWidget) -> None:
        super().__init__(look, "bg1", edges=("bottom",), parent=parent)
        self._bridge, self._console = bridge, console
        self._known = Known()
        self._terms: list[Term] = []
        self._words = ""
        self.field = Field(look, "", icon="search", high=28, parent=self)
        self.field.textChanged.connect(self._typing)
        self.field.returnPressed.connect(self._settle)
        self.field.installEventFilter(self)
        self._clear = IconButton(look, "close", "", px=16, side=24, parent=self)
        self._clear.clicked.connect(self.clear)
        self._chips = FlowLayout(look, gap=6)
        self._tags: list[Tag] = []
        self._hint = label(look, "", "small", "t3", wrap=True, parent=self)
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(8), look.px(8), look.px(8))
        column.setSpacing(look.px(6))
        column.addLayout(line)
        column.addLayout(self._chips)
        column.addWidget(self._hint)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._settle_words)
        self._offer: list[str] = []
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.field.set_words(self.tr("Words in the text, or author:name, place:name …"))
        self.field.setAccessibleName(self.tr("Filter"))
        self._clear.setText(self.tr("Take the filter away"))
        self._show_hint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- what holds -----------------------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether anything is filtered."""
        return bool(self._terms or self._words)

    def filter(self, states: tuple[CaseState, ...], mine: int | None) -> QueueFilter:
        return build(self._terms, self._words, states, mine, self._known)

    def show_guidelines(self, names: dict[str, str]) -> None:
        self._known = Known(self._known.communities, self._known.places, tuple(names.items()))
        self._fill_offer()

    # --- typing ---------------------------------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """Open the bar and put the hand into it; ask which places there are."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._bridge.follow(self._console.places(), self, self._places_came, self._unknown)
        self._bridge.follow(self._console.communities(), self, self._communities_came, self._unknown)

    def _places_came(self, rows: list[PlaceRow]) -> None:
        self._known = Known(self._known.communities, tuple(rows), self._known.guidelines)
        self._fill_offer()

    def _communities_came(self, rows: list[CommunityRow]) -> None:
        self._known = Known(tuple(rows), self._known.places, self._known.guidelines)
        self._fill_offer()

    def _unknown(self, error: BaseException) -> None:
        """Without the names one can still type; a bug is still a bug."""
        if not isinstance(error, KnownError):
            raise error

    def _fill_offer(self) -> None:
        offer = [f"place:{_quoted(place.name)}" for place in self._known.places]
        offer += [f"community:{_quoted(one.name)}" for one in self._known.communities]
        offer += [f"guideline:{_quoted(title)}" for _, title in self._known.guidelines]
        offer += [f"severity:{word}" for word in SEVERITIES if word.isascii()]
        offer += ["language:ja", "language:en"]
        self._offer = offer
        self._show_hint()

    @Slot(str)
    def _typing(self, _: str) -> None:
        self._pause.start()
        self._show_hint()

    def _last_piece(self) -> str:
        typed = self.field.text()
        return typed[typed.rfind(" ") + 1 :]

    def _matches(self) -> list[str]:
        """What the last word could become, for Tab: whole terms that hold it."""
        piece = self._last_piece().casefold().replace("：", ":")
        return [one for one in self._offer if piece and piece in one.casefold()][:3]

    def _show_hint(self) -> None:
        matches = self._matches()
        if matches:
            self._hint.show_text(self.tr("Tab: {terms}").format(terms="   ".join(matches)))
        else:
            self._hint.show_text(self.tr("author: reporter: place: community: guideline: severity: language:"))

    def _complete(self) -> bool:
        """Tab: the last word becomes the first term that was offered."""
        matches = self._matches()
        if not matches:
            return False
        typed = self.field.text()
        self.field.setText(typed[: len(typed) - len(self._last_piece())] + matches[0])
        self._settle()
        return True

    @Slot()
    def _settle_words(self) -> None:
        """A pause in typing: the words hold, terms only when they are finished."""
        _, words = split(self.field.text())
        last = words.rpartition(" ")[2]
        unfinished = last.endswith((":", "：")) and last[:-1] in KEYS
        if not unfinished and words != self._words:
            self._words = words
            self.changed.emit()

    @Slot()
    def _settle(self) -> None:
        """Enter: terms become chips, words stay."""
        self._pause.stop()
        terms, words = split(self.field.text())
        self._terms += [term for term in terms if term not in self._terms]
        self._words = words
        before = self.field.blockSignals(True)
        self.field.setText(words)
        self.field.blockSignals(before)
        self._show_chips()
        self.changed.emit()

    def _show_chips(self) -> None:
        self._chips.clear()
        self._tags = []
        for term in self._terms:
            tag = Tag(self._look, f"{term.key}: {term.value}", parent=self)
            tag.setProperty("key", term.key)
            tag.setProperty("value", term.value)
            tag.removed.connect(self._remove_sender)
            self._tags.append(tag)
            self._chips.addWidget(tag)
        self.updateGeometry()

    @Slot()
    def _remove_sender(self) -> None:
        tag = self.sender()
        gone = Term(str(tag.property("key")), str(tag.property("value")))
        self._terms = [term for term in self._terms if term != gone]
        self._show_chips()
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Everything is shown again."""
        was = self.active
        self._terms, self._words = [], ""
        before = self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(before)
        self._pause.stop()
        self._show_chips()
        self.hide()
        self.left.emit()
        if was:
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                if self.active:
                    self.left.emit()  # the filter stays; the hand goes back to the list
                else:
                    self.clear()
                return True
            if event.key() == Qt.Key.Key_Tab and self._complete():
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Tab):
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Backspace and not self.field.text() and self._terms:
                self._terms.pop()
                self._show_chips()
                self.changed.emit()
                return True
        return super().eventFilter(watched, event)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
