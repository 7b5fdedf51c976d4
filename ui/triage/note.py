"""A quiet line or block inside a card: an icon, what it is, and a word about it. For links, locks and veils."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.enforcement import EnforcementState
from ui.theme import Look
from ui.widgets import marks
from ui.widgets.icons import draw_icon
from ui.widgets.layout import Card
from ui.widgets.plain import label


class Sign(QWidget):
    """An icon that is only looked at."""

    def __init__(self, look: Look, icon: str = "info", *, px: int = 18, tone: str = "t2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._icon, self._px, self._tone = look, icon, px, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.px(self._px)
        return QSize(side, max(side, self._look.line("base")))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._look.px(self._px)
        top = round((self.height() - side) / 2)
        draw_icon(QPainter(self), self._icon, 0, top, side, self._look.colour(self._tone))


class StateMark(QWidget):
    """The mark of a step's state, to be looked at beside its words."""

    def __init__(self, look: Look, state: EnforcementState, *, px: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.state, self._px = look, state, px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_state(self, state: EnforcementState) -> None:
        self.state = state
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.px(self._px)
        return QSize(side, max(side, self._look.line("base")))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._look.px(self._px)
        marks.draw(QPainter(self), marks.of(self.state), 0, (self.height() - side) / 2, self._look.theme, side)


class Note(Card):
    """A box with an icon at the left, words, and a short word at the right."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "bg1", radius=6, parent=parent)
        self._sign = Sign(look, parent=self)
        self._title = label(look, "", "name", "t1", elide=True, parent=self)
        self._text = label(look, "", "small", "t2", wrap=True, parent=self)
        self._right = label(look, "", "small", "t3", parent=self)
        self._row, self._column = QHBoxLayout(self), QVBoxLayout()
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        self._row.addWidget(self._sign)
        self._row.addLayout(self._column, 1)
        self._row.addWidget(self._right)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_note(self, icon: str, title: str, text: str = "", right: str = "") -> None:
        """Show words of ours."""
        self._sign.show_icon(icon)
        self._title.show_text(title)
        self._text.show_text(text)
        self._text.setVisible(bool(text))
        self._right.show_text(right)
        self._right.setVisible(bool(right))

    def show_line(self, icon: str, title: str, right: str = "") -> None:
        """Show one line that somebody else wrote, and a word of ours at the right."""
        self.show_note(icon, "", "", right)
        self._title.show_user_text(title)

    def _restyle(self) -> None:
        look = self._look
        self._row.setContentsMargins(look.px(12), look.px(7), look.px(12), look.px(7))
        self._row.setSpacing(look.px(8))
        self._column.setSpacing(look.px(2))
