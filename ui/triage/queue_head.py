"""What stands above the list: the name of the view, filter and order, and how many cases are new."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.actions import Actions
from ui.theme import Look
from ui.widgets.buttons import Button, IconButton
from ui.widgets.control import Control
from ui.widgets.icons import draw_icon
from ui.widgets.layout import Pane
from ui.widgets.paint import draw_key, key_width, rule, width, words

_RIGHT = Qt.AlignmentFlag.AlignRight
HEAD = 48


class NewStrip(Button):
    """How many cases are new; they come when they are asked for."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "", kind="quiet", parent=parent)
        self._press_key = ""
        self._show = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, text: str, show: str, key: str) -> None:
        self._show, self._press_key = show, key
        self.setText(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self._look.theme, QPainter(self)
        painter.fillRect(self.rect(), theme.act)
        rule(painter, 0, self.height() - 1, self.width(), theme.line)
        box = self.rect().toRectF().adjusted(look.px(16), 0, -look.px(16), 0)
        words(painter, box, look.font("smallname"), theme.ac2, self.text())
        wide = key_width(look, self._press_key)
        draw_key(painter, look, box.right() - wide, box.center().y(), self._press_key)
        room = box.adjusted(0, 0, -wide - look.px(8), 0)
        words(painter, room, look.font("small"), theme.t2, self._show, align=_RIGHT)


class ViewButton(Control):
    """The name of the view, as the title of the pane; a press shows the next one."""

    def sizeHint(self) -> QSize:
        look = self._look
        return QSize(round(width(look.font("pane"), self._words)) + look.px(26), look.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self._look.theme, QPainter(self)
        font, side = look.font("pane"), look.px(16)
        wide = min(width(font, self._words), self.width() - look.px(26))
        words(painter, QRectF(0, 0, wide + 1, self.height()), font, theme.t1, self._words)
        tone = theme.t1 if self.underMouse() else theme.t2
        draw_icon(painter, "down", wide + look.px(8), (self.height() - side) / 2, side, tone)


class Head(Pane):
    """The name of the view, the filter and the order."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(look, "bg1", edges=("bottom",), parent=parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), 0, look.px(12), 0)
        row.setSpacing(look.px(8))
        self.view = ViewButton(look, "", self)
        self.filter = Button(look, "", icon="search", key=actions.key("filter"), size="small", parent=self)
        self.order = IconButton(look, "sort", "", parent=self)
        row.addWidget(self.view)
        row.addStretch(1)
        row.addWidget(self.filter)
        row.addWidget(self.order)
        for button, command in ((self.view, "view"), (self.filter, "filter"), (self.order, "order")):
            button.clicked.connect(actions[command].trigger)
        look.changed.connect(self._resize)
        self._resize()

    @Slot()
    def _resize(self) -> None:
        self.setFixedHeight(self._look.px(HEAD))
