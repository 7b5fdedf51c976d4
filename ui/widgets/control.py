"""The base of every control that we paint ourselves: its words are data, its focus has a ring, its size is the look's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import Look, Theme
from ui.widgets.focus import FocusRing, by_keyboard


class Control(QAbstractButton):
    """A painted button. Its text is never read for mnemonics, so an & in somebody's name is an &.

    It takes the focus by Tab only: a click leaves the keyboard where it was. Enter presses it as Space does.
    """

    radius = 6

    def __init__(self, look: Look, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = self._named = ""
        self._ring: FocusRing | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setText(words)
        look.changed.connect(self._restyle)

    def setText(self, words: str) -> None:
        """Set what the control says; screen readers say the same unless they were told otherwise."""
        if words != self._words:
            self._words = words
            self._restyle()

    def text(self) -> str:
        return self._words

    def spoken(self) -> str:
        """What a screen reader says."""
        return self._words

    @property
    def theme(self) -> Theme:
        return self._look.theme

    def _restyle(self) -> None:
        """Size, paint and name anew: the look, the language or the state changed."""
        if self.accessibleName() == self._named:  # nobody gave it another name
            self._named = self.spoken()
            self.setAccessibleName(self._named)
        self.updateGeometry()
        self.update()

    def _ground(self, rest: QColor | None) -> QColor | None:
        """The ground for the state that the control is in: at once, without a transition."""
        if not self.isEnabled():
            return rest
        if self.isDown():
            return self.theme.press
        return self.theme.hover if self.underMouse() else rest

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._look.px(56)), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Enter belongs to the control that has the focus, even where the window has a command on it.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if by_keyboard(event) and self._ring is None:
            self._ring = FocusRing(self._look, self, self._look.px(self.radius), self._inset())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._drop_ring()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drop_ring()

    def _inset(self) -> int:
        """How far inside the widget its painted edge lies."""
        return 0

    def _drop_ring(self) -> None:
        if self._ring is not None:
            self._ring.remove()
            self._ring = None


class Passive(QWidget):
    """The base of what is painted but cannot be pressed: it has a size and, for readers, a name."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    @property
    def theme(self) -> Theme:
        return self._look.theme

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
