"""What lies over the whole window: one flat scrim and, in it, a panel. For the palette, the shortcut sheet, a form.

Neither is a window of its own, so focus and Wayland give no trouble; Escape and a press beside the panel close it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.layout import Divider
from ui.widgets.plain import Label, label

SHADOW = 14  # px around the panel that its shadow needs
EDGE = 24  # px that stay free between panel and window


class Panel(QWidget):
    """The plate in the middle of a scrim, with its shadow. Put your layout into `body`."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SHADOW, SHADOW, SHADOW, SHADOW)
        self.body = QWidget(self)
        self.foot: QWidget | None = None
        outer.addWidget(self.body)
        look.changed.connect(self.update)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # beside the panel closes, on it does not

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, radius = QPainter(self), self._look.theme, self._look.px(12)
        box = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint.shadow(painter, box, radius, theme)
        paint.plate(painter, box, radius, theme.bg3)
        if self.foot is not None and self.foot.isVisible():
            top = self.foot.mapTo(self, QPoint(0, 0)).y()
            painter.save()
            painter.setClipRect(QRectF(0, top, self.width(), self.height() - top))
            paint.plate(painter, box, radius, theme.bg2)
            paint.rule(painter, box.left(), top, box.width(), theme.line)
            painter.restore()
        paint.plate(painter, box, radius, None, theme.line2)


class Scrim(QWidget):
    """The flat fill over a window, with a panel in it. While it is open nothing below takes keys or clicks.

    `wide` and `top` are pixels at 100 %; `top` None centres the panel. `closed` comes when it went away.
    """

    closed = Signal()

    def __init__(self, look: Look, window: QWidget, *, wide: int = 664, top: int | None = None, closable: bool = True) -> None:
        super().__init__(window)
        self._look, self._wide, self._top, self._closable = look, wide, top, closable
        self._before: QWidget | None = None
        self.panel = Panel(look, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        window.installEventFilter(self)
        self.panel.installEventFilter(self)
        look.changed.connect(self._place)
        self.hide()

    def open(self, focus: QWidget | None = None) -> None:
        """Show it above everything and give *focus* the keyboard."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self.show()
        self._place()
        self.raise_()
        (focus or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_sheet(self) -> None:
        """Go away and give the keyboard back to whom it was taken from."""
        if self.isHidden():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        resized = event.type() == QEvent.Type.Resize and watched is self.parent()
        if resized or (event.type() == QEvent.Type.LayoutRequest and watched is self.panel):
            self._place()
        return False

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        self.setGeometry(window.rect())
        if self.isHidden():  # what was never shown has no size yet
            return
        look, room = self._look, window.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        wide = min(look.px(self._wide), room.width()) + 2 * SHADOW
        wanted = self.panel.heightForWidth(wide) if self.panel.hasHeightForWidth() else self.panel.sizeHint().height()
        high = min(wanted, room.height() + 2 * SHADOW)
        left = (self.width() - wide) // 2
        top = (self.height() - high) // 2 if self._top is None else min(look.px(self._top) - SHADOW, self.height() - high)
        self.panel.setGeometry(QRect(left, max(0, top), wide, high))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the panel and never out of it."""
        inside = [w for w in self.panel.findChildren(QWidget) if w.isVisible() and w.isEnabled()]
        stops = [w for w in inside if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.focusProxy() is None]
        if not stops:
            return True
        stops.sort(key=lambda w: (w.mapTo(self, w.rect().topLeft()).y() // 8, w.mapTo(self, w.rect().topLeft()).x()))
        now = QApplication.focusWidget()
        at = stops.index(now) + (1 if forward else -1) if now in stops else 0 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[at % len(stops)].setFocus(reason)
        return True

    def event(self, event: QEvent) -> bool:
        # While it is open no command of the window may run: each key belongs to what is in the panel.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._closable:
            self.close_sheet()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._closable:
            self.close_sheet()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.scrim)


class Sheet(Scrim):
    """A panel with a title, a body that you fill, and a foot for buttons."""

    def __init__(
        self,
        look: Look,
        window: QWidget,
        title: str,
        *,
        wide: int = 560,
        top: int | None = None,
        closable: bool = True,
    ) -> None:
        super().__init__(look, window, wide=wide, top=top, closable=closable)
        column = QVBoxLayout(self.panel.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title: Label = label(look, title, "title", "t1", elide=True)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.close_button = Button(look, "", kind="quiet", size="small", key="Esc")
        self.close_button.clicked.connect(self.close_sheet)
        self._foot_bar = QWidget()
        self._foot_bar.hide()
        self.panel.foot = self._foot_bar
        self.head, self.content, self.foot = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self._foot_bar)
        self.head.addWidget(self.title, 1)
        self.head.addWidget(self.close_button)
        column.addLayout(self.head)
        column.addWidget(Divider(look))
        column.addLayout(self.content, 1)
        column.addWidget(self._foot_bar)
        self.close_button.setVisible(closable)  # not sooner: without a parent it would be a window
        self.setAccessibleName(title)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_title(self, title: str) -> None:
        self.title.show_text(title)
        self.setAccessibleName(title)

    def add_foot(self, widget: QWidget, stretch: int = 0) -> None:
        """Add a widget to the foot, from the left; a stretch of 1 pushes what follows to the right."""
        self._foot_bar.show()
        self.foot.addWidget(widget, stretch)

    def _restyle(self) -> None:
        look = self._look
        self.close_button.setText(self.tr("Close"))
        self.head.setContentsMargins(look.px(24), look.px(14), look.px(16), look.px(14))
        self.content.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        self.content.setSpacing(look.px(12))
        self.foot.setContentsMargins(look.px(24), look.px(12), look.px(24), look.px(12))
        self.foot.setSpacing(look.px(8))
        self._place()


