"""The focus ring: 2 px of accent, 1 px outside the edge, only when the focus came by keyboard.

It is a widget of its own, raised in the window or scroll area, because a control cannot paint outside itself.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.theme import Look
from ui.widgets.paint import plate

REACH = 3  # px outside the edge of the control
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_FOLLOW = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show, QEvent.Type.ParentChange)


def by_keyboard(event: QFocusEvent) -> bool:
    return event.reason() in _BY_KEY


class FocusRing(QWidget):
    """A ring around one control while that has the focus. Nobody can click it, and readers do not see it."""

    def __init__(self, look: Look, control: QWidget, radius: int, inset: int = 0) -> None:
        super().__init__(_host(control))
        self._look, self._control, self._radius, self._inset = look, control, radius, inset
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chain: list[QWidget] = []
        widget: QWidget | None = control
        while widget is not None and widget is not self.parentWidget():
            widget.installEventFilter(self)
            self._chain.append(widget)
            widget = widget.parentWidget()
        self._place()

    def remove(self) -> None:
        for widget in self._chain:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._chain.clear()
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOW:
            self._place()
        return False

    def _place(self) -> None:
        host = self.parentWidget()
        if not shiboken6.isValid(self._control) or host is None:
            return
        corner = self._control.mapTo(host, QPoint(0, 0))
        reach = REACH - self._inset
        self.setGeometry(QRect(corner, self._control.size()).adjusted(-reach, -reach, reach, reach))
        self.raise_()
        self.setVisible(self._control.isVisible())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        plate(painter, QRectF(self.rect()), self._radius + 2, None, self._look.theme.ac, 2)


def _host(control: QWidget) -> QWidget:
    """The nearest widget above *control* that clips what is in it: a scroll area's page, or the window."""
    widget = control
    while (above := widget.parentWidget()) is not None and not widget.isWindow():
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return above
        widget = above
    return widget
