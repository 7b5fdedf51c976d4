"""One line of the log, painted, and the head of the columns above it. Columns give way where the room is narrow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from moderator.domain.incident import IncidentState
from moderator.domain.incident_rows import IncidentRow
from ui.incidents import wording
from ui.incidents.model import ROW, Group
from ui.incidents.signs import draw_state
from ui.theme import Look
from ui.widgets import marks, paint
from ui.widgets.chips import draw_avatar, draw_platform, initial, tint_of
from ui.widgets.hostile import inline
from ui.widgets.layout import Pane

HEIGHT, HEAD, COLUMNS_HEAD = 48, 36, 32
PAD, GAP = 20, 12
_WIDTHS = {"mark": 20, "number": 56, "title": 0, "lead": 92, "cases": 48, "places": 76, "next": 256, "age": 52}
_LEAVE = ("places", "cases", "next", "lead", "number")  # in this order where the title has no room
_LEAST_TITLE = 220
_RIGHT = Qt.AlignmentFlag.AlignRight


def columns(look: Look, wide: float) -> dict[str, tuple[float, float]]:
    """Where each column that has room begins and how wide it is, in px."""
    kept = list(_WIDTHS)
    for leaving in ("", *_LEAVE):
        if leaving:
            kept.remove(leaving)
        fixed = sum(_WIDTHS[name] for name in kept) + GAP * (len(kept) - 1) + 2 * PAD
        title = wide - look.px(fixed)
        if title >= look.px(_LEAST_TITLE):
            break
    found, x = {}, float(look.px(PAD))
    for name in kept:
        width = max(float(look.px(40)), title) if name == "title" else float(look.px(_WIDTHS[name]))
        found[name] = (x, width)
        x += width + look.px(GAP)
    return found


class ColumnHead(Pane):
    """The names of the columns."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "bg2", edges=("bottom",), parent=parent)
        look.changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        self.setFixedHeight(self._look.px(COLUMNS_HEAD))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, look = QPainter(self), self._look
        names = {
            "number": self.tr("Number"), "title": self.tr("Title"), "lead": self.tr("Lead"), "cases": self.tr("Cases"),
            "places": self.tr("Where"), "next": self.tr("Next step, by when"), "age": self.tr("Age"),
        }  # fmt: skip
        for name, (x, wide) in columns(look, self.width()).items():
            align = _RIGHT if name in ("cases", "age") else Qt.AlignmentFlag.AlignLeft
            box = QRectF(x, 0, wide, self.height())
            paint.words(painter, box, look.font("caption"), look.theme.t3, names.get(name, ""), align)


class LogPainter(QStyledItemDelegate):
    def __init__(self, look: Look, now: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._now = look, now

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(300, self._look.px(HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, theme = self._look, self._look.theme
        rect = QRectF(option.rect)
        state = option.state
        shown = index.data(ROW)
        if isinstance(shown, Group):
            self._head(painter, rect, shown)
            return
        current = bool(state & QStyle.StateFlag.State_Selected)
        ground = theme.bg2
        if current:
            ground = theme.sel if state & QStyle.StateFlag.State_Active else theme.selx
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = theme.hover
        painter.fillRect(rect, ground)
        if current:
            painter.fillRect(QRectF(rect.x(), rect.y(), look.px(3), rect.height()), theme.ac)
        paint.rule(painter, rect.x(), rect.bottom() - paint.hair(painter), rect.width(), theme.line)
        if isinstance(shown, IncidentRow):
            self._row(painter, rect, shown)
        else:
            box = QRectF(rect.x() + look.px(108), rect.center().y() - look.px(5), look.px(240), look.px(10))
            paint.plate(painter, box, look.px(3), theme.well)

    def _head(self, painter: QPainter, rect: QRectF, group: Group) -> None:
        look, theme = self._look, self._look.theme
        painter.fillRect(rect, theme.bg1)
        paint.rule(painter, rect.x(), rect.bottom() - paint.hair(painter), rect.width(), theme.line)
        side, x = look.px(16), rect.x() + look.px(PAD)
        draw_state(painter, look, group.state, x, rect.center().y() - side / 2, side, theme.bg1)
        name, font = wording.state(group.state), look.font("name")
        x += side + look.px(6)
        wide = paint.width(font, name) + 1
        paint.words(painter, QRectF(x, rect.y(), wide, rect.height()), font, theme.t1, name)
        count = QRectF(x + wide + look.px(8), rect.y(), look.px(80), rect.height())
        paint.words(painter, count, look.font("time"), theme.t3, f"{group.count:,}")

    def _row(self, painter: QPainter, rect: QRectF, row: IncidentRow) -> None:
        look, theme, now = self._look, self._look.theme, self._now()
        closed = row.state is IncidentState.CLOSED
        for name, (x, wide) in columns(look, rect.width()).items():
            box = QRectF(rect.x() + x, rect.y(), wide, rect.height())
            if name == "mark":
                side = look.px(16)
                marks.draw(painter, marks.of(row.severity), box.x(), box.center().y() - side / 2, theme, side)
            elif name == "number":
                paint.words(painter, box, look.font("time"), theme.t3, wording.number(row))
            elif name == "title":
                tone = theme.t2 if closed else theme.t1
                paint.words(painter, box, look.font("base" if closed else "name"), tone, inline(wording.title(row)))
            elif name == "lead" and row.lead:
                side = look.px(20)
                draw_avatar(painter, look, box.x(), box.center().y() - side / 2, side, initial(row.lead), tint_of(row.lead))
                words = box.adjusted(side + look.px(6), 0, 0, 0)
                paint.words(painter, words, look.font("base"), theme.t2, inline(row.lead))
            elif name == "cases":
                paint.words(painter, box, look.font("base"), theme.t2, f"{row.cases:,}", _RIGHT)
            elif name == "places":
                for n, (platform, _) in enumerate(row.communities[:3]):
                    tile = box.x() + n * look.px(20)
                    draw_platform(painter, look, tile, box.center().y() - look.px(8), platform[:1].upper())
            elif name == "next":
                self._next(painter, box, row, now)
            elif name == "age":
                age = wording.short_span(now - row.opened_at)
                paint.words(painter, box, look.font("time"), theme.t3, age, _RIGHT)

    def _next(self, painter: QPainter, box: QRectF, row: IncidentRow, now: int) -> None:
        look, theme = self._look, self._look.theme
        text, font = inline(wording.says_next(row)), look.font("base")
        when = wording.moment(row.next_at, now, look.language) if row.next_at is not None else ""
        small = look.font("time")
        room = box.width() - (paint.width(small, when) + look.px(6) if when else 0)
        wide = min(paint.width(font, text) + 1, room)
        tone = theme.t3 if row.state is IncidentState.CLOSED else theme.t1
        paint.words(painter, QRectF(box.x(), box.y(), wide, box.height()), font, tone, text)
        late = row.next_at is not None and row.next_at < now
        after = QRectF(box.x() + wide + look.px(4), box.y(), box.right() - box.x() - wide, box.height())
        paint.words(painter, after, small, theme.s3 if late else theme.t3, when)
