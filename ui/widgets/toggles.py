"""What is on or off, and which of a few: switch, check box, segmented control."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets import paint
from ui.widgets.control import Control
from ui.widgets.focus import FocusRing, by_keyboard


class _Box(QCheckBox):
    """A check box that we paint; to the keyboard and to readers it stays one."""

    def __init__(self, look: Look, words: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._look, self._words = look, words
        self._ring: FocusRing | None = None
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    def setText(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self._restyle()

    def text(self) -> str:
        return self._words

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _mark(self) -> QSize:
        raise AssertionError("each kind has its own mark")

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        mark = self._mark()
        wide = float(mark.width())
        if self._words:
            wide += self._look.px(8) + paint.width(self._look.font("name"), self._words) + 1
        return QSize(round(wide + 0.5), max(mark.height(), self._look.line("base")))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._mark().width(), self.sizeHint().height())

    def _draw_words(self, painter: QPainter) -> None:
        theme, left = self._look.theme, self._mark().width() + self._look.px(8)
        tone = theme.t4 if not self.isEnabled() else theme.t1 if self.isChecked() else theme.t2
        rect = QRectF(left, 0, self.width() - left, self.height())
        paint.words(painter, rect, self._look.font("name"), tone, self._words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if by_keyboard(event) and self._ring is None:
            self._ring = FocusRing(self._look, self, self._look.px(6))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._ring is not None:
            self._ring.remove()
            self._ring = None


class Switch(_Box):
    """Something that is in force at once when it is switched, with its words at the right."""

    def __init__(self, look: Look, words: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(look, words, parent)

    def _mark(self) -> QSize:
        return QSize(self._look.px(28), self._look.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, mark = QPainter(self), self._look.theme, self._mark()
        box = QRectF(QPointF(0, (self.height() - mark.height()) // 2), mark)
        track = theme.ac if self.isChecked() else theme.line3
        paint.plate(painter, box, box.height() / 2, track if self.isEnabled() else theme.line2)
        gap = self._look.px(2)
        side = box.height() - 2 * gap
        left = box.right() - gap - side if self.isChecked() else box.left() + gap
        knob = theme.bg1 if theme.dark else theme.bg2
        paint.plate(painter, QRectF(left, box.top() + gap, side, side), side / 2, knob)
        self._draw_words(painter)


class Check(_Box):
    """Something that is part of what will be done, with its words at the right."""

    def __init__(self, look: Look, words: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(look, words, parent)

    def _mark(self) -> QSize:
        side = self._look.px(16)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, mark = QPainter(self), self._look.theme, self._mark()
        box = QRectF(QPointF(0, (self.height() - mark.height()) // 2), mark)
        on, live = self.isChecked(), self.isEnabled()
        edge = theme.line2 if not live else theme.ac if on else theme.line3
        fill = theme.ac if on and live else theme.line2 if on else theme.sunken
        paint.plate(painter, box, self._look.px(4), fill, edge, 1.5)
        if on:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            unit = mark.width() / 16
            pen = QPen(theme.onac if live else theme.bg2, 1.75 * unit)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            corner = box.topLeft()
            painter.drawPolyline(
                [corner + QPointF(x * unit, y * unit) for x, y in ((4.5, 8.3), (6.9, 10.7), (11.5, 5.7))]
            )
        self._draw_words(painter)


class _Segment(Control):
    radius = 4

    def __init__(self, look: Look, words: str, parent: QWidget) -> None:
        super().__init__(look, words, parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        return QSize(round(paint.width(self._look.font("smallname"), self._words)) + self._look.px(20), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, box = QPainter(self), self.theme, QRectF(self.rect())
        if self.isChecked():
            paint.plate(painter, box, self._look.px(4), theme.bg3 if theme.dark else theme.bg2, theme.line2)
        tone = theme.t4 if not self.isEnabled() else theme.t1 if self.isChecked() or self.underMouse() else theme.t2
        rect = box.adjusted(self._look.px(4), 0, -self._look.px(4), 0)
        paint.words(painter, rect, self._look.font("smallname"), tone, self._words, Qt.AlignmentFlag.AlignHCenter)


class SegmentedControl(QWidget):
    """One of a few views, side by side. The arrows move within it; `chosen` carries the key of the new one."""

    chosen = Signal(str)

    def __init__(self, look: Look, options: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group.buttonClicked.connect(self._clicked)
        look.changed.connect(self._restyle)
        self._restyle()
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Set (key, words) pairs; the same keys again only change the words."""
        keys = [key for key, _ in options]
        if keys == self._keys:
            for button, (_, words) in zip(self._group.buttons(), options, strict=True):
                button.setText(words)
            return
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self._keys = keys
        for number, (_, words) in enumerate(options):
            segment = _Segment(self._look, words, self)
            self._group.addButton(segment, number)
            self._row.addWidget(segment)
            segment.setChecked(number == 0)

    def choose(self, key: str) -> None:
        """Show *key* as the chosen one; nothing is emitted."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def current(self) -> str:
        number = self._group.checkedId()
        return self._keys[number] if 0 <= number < len(self._keys) else ""

    def _clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(self._keys[self._group.id(button)])

    def _restyle(self) -> None:
        self._row.setContentsMargins(*[self._look.px(2)] * 4)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        paint.plate(QPainter(self), QRectF(self.rect()), self._look.px(6), theme.well, theme.line2)
