"""The marks of an incident's states: a shape and a colour each, always beside the word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.domain.incident import IncidentState
from ui.theme import Look
from ui.widgets import marks, paint
from ui.widgets.chips import draw_avatar, initial, tint_of
from ui.widgets.hostile import inline
from ui.widgets.icons import draw_icon
from ui.widgets.marks import Mark, Shape

_MARKS = {
    IncidentState.OPEN: Mark(Shape.RING, "s3"),
    IncidentState.CONTAINED: Mark(Shape.HALF, "s2"),
    IncidentState.WATCHING: Mark(Shape.CLOCK, "ac"),
    IncidentState.CLOSED: Mark(Shape.CHECK, "t3"),
}


def tone_of(state: IncidentState) -> str:
    return _MARKS[state].tone if state in _MARKS else "t2"


def draw_state(painter: QPainter, look: Look, state: IncidentState, x: float, y: float, side: float, ground: QColor) -> None:
    """Paint the mark of a state, *side* px wide."""
    if state not in _MARKS:
        draw_icon(painter, "bell", x, y, round(side), look.theme.t2)
        return
    marks.draw(painter, _MARKS[state], x, y, look.theme, side)
    if state is IncidentState.OPEN:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("s3"))
        dot = side * 0.34
        painter.drawEllipse(QRectF(x + (side - dot) / 2, y + (side - dot) / 2, dot, dot))
        painter.restore()


class StateSign(QWidget):
    """The mark of a state and its word."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._state, self._words = look, IncidentState.OPEN, ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_state(self, state: IncidentState, words: str) -> None:
        self._state, self._words = state, words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = self._look
        wide = look.px(22) + paint.width(look.font("base"), self._words) + 1
        return QSize(round(wide + 0.5), look.line("base"))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, side = self._look, QPainter(self), self._look.px(16)
        draw_state(painter, look, self._state, 0, (self.height() - side) / 2, side, look.theme.bg1)
        box = QRectF(look.px(22), 0, self.width() - look.px(22), self.height())
        paint.words(painter, box, look.font("base"), look.theme.t1, self._words)


class PersonSign(QWidget):
    """The letter of a person and words about them; without a person the words alone, quieter."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._name, self._words = look, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_person(self, name: str, words: str) -> None:
        self._name, self._words = name, inline(words)
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    def _left(self) -> int:
        return self._look.px(26) if self._name else 0

    def sizeHint(self) -> QSize:
        look = self._look
        wide = self._left() + paint.width(look.font("base"), self._words) + 1
        return QSize(round(wide + 0.5), max(look.line("base"), look.px(20)))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, side = self._look, QPainter(self), self._look.px(20)
        if self._name:
            draw_avatar(painter, look, 0, (self.height() - side) / 2, side, initial(self._name), tint_of(self._name))
        box = QRectF(self._left(), 0, self.width() - self._left(), self.height())
        paint.words(painter, box, look.font("base"), look.theme.t1 if self._name else look.theme.t3, self._words)
