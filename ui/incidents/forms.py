"""Controls of this room's forms: one of several words, a filter that goes on with each press, a field's caption."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets import paint
from ui.widgets.control import Control
from ui.widgets.icons import draw_icon
from ui.widgets.layout import FlowLayout


class _Word(Control):
    """One of the words to choose from; a tick says which one stands."""

    def __init__(self, look: Look, words: str, parent: QWidget) -> None:
        super().__init__(look, words, parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        wide = paint.width(self._look.font("smallname"), self._words) + self._look.px(20)
        if self.isChecked():
            wide += self._look.px(18)
        return QSize(round(wide + 1), self._look.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter, box = self._look, self.theme, QPainter(self), QRectF(self.rect())
        on, live = self.isChecked(), self.isEnabled()
        ground = theme.act if on else self._ground(theme.control)
        paint.plate(painter, box, look.px(6), ground, theme.ac if on and live else theme.line2)
        left = float(look.px(10))
        tone = (theme.ac2 if on else theme.t1) if live else theme.t4
        if on:
            side = look.px(14)
            draw_icon(painter, "approve", left - look.px(2), round(box.center().y() - side / 2), side, tone)
            left += look.px(16)
        paint.words(painter, box.adjusted(left, 0, -look.px(6), 0), look.font("smallname"), tone, self._words)


class Choices(QWidget):
    """A few words, of which one is chosen. `chosen` carries its key when a person chose it. Arrows move within."""

    chosen = Signal(str)

    def __init__(self, look: Look, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(look, self, gap=6, line_gap=6)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group.idToggled.connect(self._toggled)
        self._group.idClicked.connect(self._clicked)

    def set_options(self, options: Sequence[tuple[str, str]], current: str = "") -> None:
        """Set (key, words) pairs; the same keys again only change the words."""
        keys = [key for key, _ in options]
        if keys != self._keys:
            for button in self._group.buttons():
                self._group.removeButton(button)
            self._flow.clear()
            self._keys = keys
            for number, (_, words) in enumerate(options):
                word = _Word(self._look, words, self)
                self._group.addButton(word, number)
                self._flow.addWidget(word)
                word.show()
        for button, (_, words) in zip(self._group.buttons(), options, strict=True):
            button.setText(words)
        self.choose(current or self.current())

    def choose(self, key: str) -> None:
        """Show *key* as chosen, or nothing for an unknown one; nothing is emitted."""
        self._group.setExclusive(False)
        for number, button in enumerate(self._group.buttons()):
            button.setChecked(self._keys[number] == key)
        self._group.setExclusive(True)

    def current(self) -> str:
        number = self._group.checkedId()
        return self._keys[number] if 0 <= number < len(self._keys) else ""

    def buttons(self) -> dict[str, Control]:
        """The words by their keys."""
        return {self._keys[n]: b for n, b in enumerate(self._group.buttons()) if isinstance(b, Control)}

    def _toggled(self, number: int, on: bool) -> None:
        button = self._group.button(number)
        button.updateGeometry()
        self._flow.invalidate()

    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._keys[number])


class FilterChip(Control):
    """One condition of a filter: a press goes on to the next value, Backspace takes it away. `changed` on either."""

    radius = 4
    changed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        self._name = ""
        self._options: list[tuple[str, str]] = [("", "")]
        self._at = 0
        super().__init__(look, "", parent)
        self.clicked.connect(self._next)

    def set_options(self, name: str, any_word: str, options: Sequence[tuple[str, str]]) -> None:
        """Set the name and (key, words) pairs; the chosen key stays chosen where it still exists."""
        key = self.key()
        self._name, self._options = name, [("", any_word), *options]
        keys = [one for one, _ in self._options]
        self._at = keys.index(key) if key in keys else 0
        self._say()

    def key(self) -> str:
        """The chosen key; empty for any."""
        return self._options[self._at][0]

    def clear(self) -> None:
        if self._at:
            self._at = 0
            self._say()
            self.changed.emit()

    def _next(self) -> None:
        self._at = (self._at + 1) % len(self._options)
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self.setText(f"{self._name}: {self._options[self._at][1]}")
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.clear()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        look = self._look
        return QSize(round(paint.width(look.font("small"), self._words)) + look.px(34), look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter, box = self._look, self.theme, QPainter(self), QRectF(self.rect())
        on = bool(self._at)
        paint.plate(painter, box, look.px(4), theme.act if on else self._ground(theme.control), None if on else theme.line2)
        side = look.px(12)
        tone = theme.ac2 if on else theme.t2
        right = box.right() - look.px(8) - side
        words = QRectF(look.px(8), 0, right - look.px(12), box.height())
        paint.words(painter, words, look.font("small"), tone, self._words)
        draw_icon(painter, "down", right, round(box.center().y() - side / 2), side, tone)
