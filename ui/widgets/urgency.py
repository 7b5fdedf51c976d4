"""How urgent a case is, as the sum of its parts: a bar in segments, and what each of them is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets import paint
from ui.widgets.control import Passive


@dataclass(frozen=True, slots=True)
class Part:
    """Points of 100, the token of its colour, and its word with the number: "severity 40"."""

    points: int
    tone: str
    words: str


class UrgencyBar(Passive):
    """The number, the bar, and below it the legend, which wraps where it has no room."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._total, self._parts = 0, tuple[Part, ...]()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_parts(self, total: int, parts: tuple[Part, ...]) -> None:
        self._total, self._parts = total, parts
        said = ", ".join(part.words for part in parts)
        self.setAccessibleName(self.tr("Urgency {total}: {parts}").format(total=total, parts=said))
        self._restyle()

    def sizeHint(self) -> QSize:
        wide = self._look.px(256)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(44))

    def heightForWidth(self, width: int) -> int:
        return self._lay(None, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay(QPainter(self), self.width())

    def _lay(self, painter: QPainter | None, width: int) -> int:
        """Paint, or with no painter only measure; return the height."""
        look, line = self._look, self._look.line("small")
        if painter is not None:
            self._draw_bar(painter, width, line)
        x, y, high = 0.0, line + look.px(6), look.line("note")
        font = look.font("note")
        for part in self._parts:
            wide = look.px(8) + look.px(4) + paint.width(font, part.words) + 1
            if x and x + wide > width:
                x, y = 0.0, y + high
            if painter is not None:
                side = look.px(8)
                box = QRectF(x, y + (high - side) / 2, side, side)
                paint.plate(painter, box, look.px(1.5), self.theme.named(part.tone))
                words = QRectF(x + look.px(12), y, min(wide, width - x), high)
                paint.words(painter, words, font, self.theme.t3, part.words)
            x += wide + look.px(12)
        return y + high

    def _draw_bar(self, painter: QPainter, width: int, line: int) -> None:
        look, theme = self._look, self.theme
        name, number = self.tr("Urgency"), str(self._total)
        plain, bold = look.font("small"), look.font("smallstrong")
        x = 0.0
        for font, tone, words in ((plain, theme.t2, name), (bold, theme.t1, number)):
            wide = paint.width(font, words) + 1
            paint.words(painter, QRectF(x, 0, wide, line), font, tone, words)
            x += wide + look.px(4)
        x += look.px(4)
        room, gap, high = width - x, look.px(2), float(look.px(6))
        top = round((line - high) / 2)
        for part in self._parts:
            wide = max(0.0, room * min(100, part.points) / 100 - gap)
            wide = min(wide, width - x)
            if wide > 0 and part.points:
                paint.plate(painter, QRectF(x, top, wide, high), look.px(1), theme.named(part.tone))
                x += wide + gap
        if x < width:
            paint.plate(painter, QRectF(x, top, width - x, high), look.px(1), theme.line)
