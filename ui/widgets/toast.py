"""The notice after a decision: what was done, a ring with the seconds in which it can be taken back for nothing, Undo."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPoint,
    QPropertyAnimation,
    QRectF,
    QSize,
    QTimer,
    Signal,
)
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets import marks, paint
from ui.widgets.buttons import Button
from ui.widgets.plain import label

MARGIN = 12  # px around the plate, room for its shadow
WIDTH, HEIGHT = 352, 60
TICK = 250  # ms


class GraceRing(QWidget):
    """Seconds left, and around them a ring that empties; with reduced motion only the number. Still while held."""

    done = Signal()

    def __init__(self, look: Look, *, side: int = 28, clock: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._side, self._clock = look, side, clock
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._total = self._end = 0.0
        self._held: float | None = None
        look.changed.connect(self.updateGeometry)

    def start(self, seconds: float) -> None:
        self._total, self._end, self._held = max(seconds, 0.001), self._clock() + seconds, None
        self._timer.start()
        self.update()

    def hold(self) -> None:
        """Stop counting until `release`."""
        if self._held is None:
            self._held = self.left()
            self._timer.stop()

    def release(self) -> None:
        if self._held is not None:
            self._end, self._held = self._clock() + self._held, None
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def left(self) -> float:
        """Seconds left, never below nothing."""
        return self._held if self._held is not None else max(0.0, self._end - self._clock())

    def _tick(self) -> None:
        self.update()
        if self.left() <= 0:
            self._timer.stop()
            self.done.emit()

    def sizeHint(self) -> QSize:
        side = self._look.px(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, side = self._look, float(self._look.px(self._side))
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        share, seconds = self.left() / self._total if self._total else 0.0, math.ceil(self.left())
        marks.draw_ring(QPainter(self), box, share, seconds, look.theme, look.font("caption"), still=look.reduced_motion)


class Toast(QWidget):
    """A child of the window at its lower left, above everything in it.

    `undo` is pressed or asked for; `held` tells that the mouse or the focus rests on it (True) or left (False), and
    while it does the ring stands still; `gone` comes when it closed for any reason.
    """

    undo = Signal()
    held = Signal(bool)
    gone = Signal()

    def __init__(self, look: Look, window: QWidget, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._look = look
        self._holds: set[str] = set()
        self._corner = QPoint()
        self.ring = GraceRing(look, clock=clock, parent=self)
        self.button = Button(look, "", size="small", icon="undo", key="Z", parent=self)
        self._title = label(look, "", "name", "t1", elide=True, parent=self)
        self._detail = label(look, "", "small", "t3", elide=True, parent=self)
        self._row, self._column = QHBoxLayout(self), QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addStretch()
        self._column.addWidget(self._title)
        self._column.addWidget(self._detail)
        self._column.addStretch()
        self._row.addWidget(self.ring)
        self._row.addLayout(self._column, 1)
        self._row.addWidget(self.button)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.button.clicked.connect(self.undo)
        self.button.installEventFilter(self)
        self.ring.done.connect(self.close_softly)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_undo(self, title: str, detail: str = "", *, seconds: float = 8, words: str = "", user_detail: bool = False) -> None:
        """Show what was done; for *seconds* the ring runs. Without seconds there is no ring and it stays until closed."""
        self._title.show_text(title)
        if user_detail:
            self._detail.show_user_text(detail)
        else:
            self._detail.show_text(detail)
        self._detail.setVisible(bool(detail))
        self.button.setText(words or self.tr("Undo"))
        self.setAccessibleName(title)
        self.ring.setVisible(seconds > 0)
        if seconds > 0:
            self.ring.start(seconds)
            if self._holds:
                self.ring.hold()
        self._enter()

    def set_detail(self, detail: str, *, user: bool = False) -> None:
        """Change the second line, such as *saving* to *saved*, without starting anew."""
        if user:
            self._detail.show_user_text(detail)
        else:
            self._detail.show_text(detail)
        self._detail.setVisible(bool(detail))

    def place(self, left: int, bottom: int) -> None:
        """Put the lower left corner of the plate at (left, bottom) of the window."""
        self._corner = QPoint(left - MARGIN, bottom - self.height() + MARGIN)
        if self._slide.state() == QPropertyAnimation.State.Running:
            self._slide.setStartValue(self._corner + QPoint(0, 8))
            self._slide.setEndValue(self._corner)
        else:
            self.move(self._corner)

    def close_softly(self) -> None:
        """Go away. What it announced is no longer undone for nothing."""
        if self.isHidden():
            return
        self.ring.stop()
        self._holds.clear()
        self.hide()
        self.gone.emit()

    def _enter(self) -> None:
        duration = self._look.msecs(120)
        was_shown = self.isVisible()
        self.show()
        self.raise_()
        if duration and not was_shown:
            self._slide.setDuration(duration)
            self._slide.setStartValue(self._corner + QPoint(0, 8))
            self._slide.setEndValue(self._corner)
            self._slide.start()

    def _restyle(self) -> None:
        look = self._look
        self._row.setContentsMargins(MARGIN + look.px(16), MARGIN, MARGIN + look.px(12), MARGIN)
        self._row.setSpacing(look.px(12))
        bottom = self._corner.y() + self.height()
        self.resize(look.px(WIDTH) + 2 * MARGIN, look.px(HEIGHT) + 2 * MARGIN)
        self._corner.setY(bottom - self.height())
        self.update()

    def _hold(self, by: str, holding: bool) -> None:
        before = bool(self._holds)
        self._holds.add(by) if holding else self._holds.discard(by)
        if before != bool(self._holds):
            self.ring.hold() if self._holds else self.ring.release()
            self.held.emit(bool(self._holds))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hold("mouse", True)

    def leaveEvent(self, event: QEvent) -> None:
        self._hold("mouse", False)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            self._hold("focus", event.gotFocus())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, radius = QPainter(self), self._look.theme, self._look.px(10)
        box = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        paint.shadow(painter, box, radius, theme)
        paint.plate(painter, box, radius, theme.bg3, theme.line2)


