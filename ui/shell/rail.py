"""The left rail: the rooms with their counts, and who is at the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from moderator.domain.actor import Actor
from ui.actions import BY_ID, Actions
from ui.theme import Look
from ui.widgets.chips import draw_badge
from ui.widgets.control import Control
from ui.widgets.hostile import inline
from ui.widgets.icons import draw_icon
from ui.widgets.paint import plate, rule, width, words

WIDTH = 80
MOST_SHOWN = 99


class RailItem(Control):
    """One room: icon, word, and how much waits there."""

    radius = 8

    def __init__(self, look: Look, icon: str, command: str, parent: QWidget) -> None:
        self._icon, self._command, self._count = icon, command, 0
        super().__init__(look, BY_ID[command].words(), parent)
        self.setCheckable(True)

    def retranslate(self) -> None:
        self.setText(BY_ID[self._command].words())

    def show_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.setAccessibleName(self.spoken())
            self.update()

    def spoken(self) -> str:
        waiting = self.tr("%n waiting", "", self._count) if self._count else ""
        return ", ".join(filter(None, (self.text(), waiting)))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(72), self._look.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme = self._look, self._look.theme
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground = self._ground(None)
        if self.isChecked():
            plate(painter, rect, look.px(8), theme.bg2 if not theme.dark else theme.press, theme.line2)
        elif ground is not None:
            plate(painter, rect, look.px(8), ground)
        side, middle = look.px(20), self.width() / 2
        draw_icon(painter, self._icon, middle - side / 2, look.px(8), side, theme.ac if self.isChecked() else theme.t2)
        line = QRectF(0, look.px(30), self.width(), look.px(16))
        words(
            painter,
            line,
            look.font("notename"),
            theme.t1 if self.isChecked() else theme.t2,
            self.text(),
            Qt.AlignmentFlag.AlignHCenter,
        )
        if self._count:
            text = f"{MOST_SHOWN}+" if self._count > MOST_SHOWN else str(self._count)
            high = look.px(16)
            wide = max(high, width(look.font("count"), text) + look.px(9))
            badge = QRectF(middle + look.px(4), look.px(3), wide, high)
            draw_badge(painter, look, badge, text, "ac" if self.isChecked() else "t2")


class Emblem(QWidget):
    """Our sign at the top of the rail."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("Moderator")
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(72), self._look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme = self._look, self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = look.px(32)
        x, y = (self.width() - side) / 2, look.px(4)
        plate(painter, QRectF(x, y, side, side), look.px(8), theme.ac)
        unit = side / 32
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.onac)
        painter.drawChord(QRectF(x + 6 * unit, y + 7 * unit, 20 * unit, 20 * unit), 0, 180 * 16)  # the cap
        plate(painter, QRectF(x + 13 * unit, y + 16 * unit, 6 * unit, 9 * unit), 2 * unit, theme.onac)  # the stem
        painter.setBrush(theme.ac)
        for dx, dy, size in ((12, 12, 3), (18, 10, 3.6), (21, 14, 2)):
            painter.drawEllipse(QRectF(x + (dx - size / 2) * unit, y + dy * unit, size * unit, size * unit))


class PersonButton(Control):
    """Who acts at this window; a click lets somebody else take over."""

    radius = 22

    def __init__(self, look: Look, parent: QWidget) -> None:
        self._person: Actor | None = None
        super().__init__(look, "", parent)
        self.retranslate()

    def show_person(self, person: Actor | None) -> None:
        self._person = person
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        name = inline(self._person.name) if self._person else self.tr("nobody")
        self.setText(self.tr("At this window: {name}").format(name=name))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(44), self._look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme = self._look, self._look.theme
        painter = QPainter(self)
        side = look.px(28)
        rect = QRectF((self.width() - side) / 2, look.px(6), side, side)
        ground, letter = theme.avatars[2]
        plate(painter, rect, side / 2, ground)
        first = self._person.name[:1].upper() if self._person else "?"
        words(painter, rect, look.font("smallstrong"), letter, first, Qt.AlignmentFlag.AlignHCenter)


class Rail(QWidget):
    """Rooms from top to bottom; the person last. `asked` gives the id of the room's command."""

    person_asked = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._actions = look, actions
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 8)
        self._layout.setSpacing(4)
        self._layout.addWidget(Emblem(look, self), 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(1)
        self._person = PersonButton(look, self)
        self._person.clicked.connect(self.person_asked)
        self._layout.addWidget(self._person, 0, Qt.AlignmentFlag.AlignHCenter)
        look.changed.connect(self._resize)
        self._resize()

    @Slot()
    def _resize(self) -> None:
        self.setFixedWidth(self._look.px(WIDTH))
        self.update()

    def add_room(self, icon: str, command: str) -> None:
        """Show a room that exists; its command opens it."""
        item = RailItem(self._look, icon, command, self)
        item.clicked.connect(self._actions[command].trigger)
        self._items[command] = item
        self._group.addButton(item)
        self._layout.insertWidget(self._layout.count() - 2, item, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_room(self, command: str) -> None:
        self._items[command].setChecked(True)

    def show_count(self, command: str, count: int) -> None:
        self._items[command].show_count(count)

    def show_person(self, person: Actor | None) -> None:
        self._person.show_person(person)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for item in self._items.values():
                item.retranslate()
            self._person.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.bg0)
        rule(painter, self.width() - 1, 0, self.height(), self._look.theme.line, upright=True)
