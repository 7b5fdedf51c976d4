"""One row of the queue, painted: who, what with its hits marked, why, and how long it has waited.

What is costly (the cut text and where its hits lie) is prepared once for each row, width and look. A veiled row gets
no text at all, so nothing can flash by while the list scrolls.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextLine
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import QueueRow
from ui.theme import Look
from ui.triage.model import ROW
from ui.widgets import marks, paint
from ui.widgets.chips import draw_avatar, draw_platform, initial, tint_of
from ui.widgets.hostile import FSI, inline, prepare
from ui.widgets.icons import draw_icon

HEIGHT = 68
LEFT = 76  # where words begin
RIGHT = 16
KEPT = 500
DAY = 24 * HOUR
TELLING = (EnforcementState.UNKNOWN, EnforcementState.REFUSED)


def age_words(opened_at: int, now: int) -> str:
    """How long ago, as short as a row needs it: 4m, 3h, 2d."""
    age = max(0, now - opened_at)
    if age < HOUR:
        return QCoreApplication.translate("QueueRow", "{n}m").format(n=age // MINUTE)
    if age < DAY:
        return QCoreApplication.translate("QueueRow", "{n}h").format(n=age // HOUR)
    return QCoreApplication.translate("QueueRow", "{n}d").format(n=age // DAY)


@dataclass(slots=True)
class _Prepared:
    """The text line of a row, cut to its width, and the grounds of its hits (x, width)."""

    layout: QTextLayout
    grounds: tuple[tuple[float, float], ...]


def _line(text: str, font: QFont) -> tuple[QTextLayout, QTextLine]:
    layout = QTextLayout(text, font)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e6)
    layout.endLayout()
    return layout, line


def prepare_line(row: QueueRow, font: QFont, wide: float) -> _Prepared:
    """Lay out the excerpt in one line of *wide* px; a hit that is cut keeps its ground up to the dots."""
    shown = prepare(row.excerpt)
    text = FSI + shown.text.replace("\n", " ").replace("\t", " ")
    spans = [(s[0] + 1, s[1] + 1) for hit in row.hits if (s := shown.span(*hit)) is not None]
    layout, line = _line(text, font)
    if line.naturalTextWidth() > wide:
        dots = QFontMetricsF(font).horizontalAdvance("…")
        units = text.encode("utf-16-le", "surrogatepass")
        cut = int(line.xToCursor(wide - dots, QTextLine.CursorPosition.CursorOnCharacter))
        kept = units[: 2 * cut].decode("utf-16-le", "replace").rstrip()
        end = len(kept.encode("utf-16-le", "surrogatepass")) // 2
        spans = [(start, end + 1 if stop > end else stop) for start, stop in spans if start < end]
        layout, line = _line(kept + "…", font)
    grounds = []
    for start, stop in spans:
        left, right = (float(line.cursorToX(at)[0]) for at in (start, stop))  # type: ignore[index]
        grounds.append((min(left, right), abs(right - left)))
    return _Prepared(layout, tuple(grounds))


class RowPainter(QStyledItemDelegate):
    """`names` gives the title of a guideline, `is_selected` tells of the rows picked for one decision."""

    def __init__(
        self,
        look: Look,
        now: Callable[[], int],
        names: Mapping[str, str],
        is_selected: Callable[[int], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._look, self._now, self._names, self._is_selected = look, now, names, is_selected
        self._kept: OrderedDict[tuple[int, int, int], _Prepared] = OrderedDict()
        look.changed.connect(self._kept.clear)

    def forget(self, case_id: int) -> None:
        """A row changed: prepare it anew."""
        for key in [key for key in self._kept if key[0] == case_id]:
            del self._kept[key]

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(300, self._look.px(HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = QRectF(option.rect)
        state = option.state
        row = index.data(ROW)
        self._ground(painter, rect, state, isinstance(row, QueueRow) and self._is_selected(row.id))
        if not isinstance(row, QueueRow):
            self._grey(painter, rect)
            return
        self._head(painter, rect, row)
        self._text(painter, rect, row)
        self._why(painter, rect, row)

    def _ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag, picked: bool) -> None:
        look, theme = self._look, self._look.theme
        current = bool(state & QStyle.StateFlag.State_Selected)
        active = bool(state & QStyle.StateFlag.State_Active)
        colour = theme.bg1
        if current:
            colour = theme.sel if active else theme.selx
        elif picked:
            colour = theme.selx
        elif state & QStyle.StateFlag.State_MouseOver:
            colour = theme.hover
        painter.fillRect(rect, colour)
        if current or picked:
            painter.fillRect(QRectF(rect.x(), rect.y(), look.px(3), rect.height()), theme.ac)
        if not current:
            inset = look.px(LEFT)
            paint.rule(painter, rect.x() + inset, rect.bottom() - 1, rect.width() - inset, theme.line)

    def _grey(self, painter: QPainter, rect: QRectF) -> None:
        """A row whose page is still on its way."""
        look, theme = self._look, self._look.theme
        for x, y, wide, high, round_ in ((38, 12, 28, 28, 14), (76, 12, 120, 10, 3), (76, 30, 240, 10, 3)):
            box = QRectF(rect.x() + look.px(x), rect.y() + look.px(y), look.px(wide), look.px(high))
            paint.plate(painter, box.intersected(rect), look.px(round_), theme.well)

    def _head(self, painter: QPainter, rect: QRectF, row: QueueRow) -> None:
        look, theme = self._look, self._look.theme
        x, y = rect.x(), rect.y()
        marks.draw(painter, marks.of(row.severity), x + look.px(12), y + look.px(9), theme, look.px(16))
        draw_avatar(
            painter, look, x + look.px(38), y + look.px(12), look.px(28), initial(row.author), tint_of(row.handle)
        )
        age = age_words(row.opened_at, self._now())
        small = look.font("time")
        right = rect.right() - look.px(RIGHT)
        age_wide = paint.width(small, age)
        line = QRectF(right - age_wide, y + look.px(7), age_wide + 1, look.px(18))
        paint.words(painter, line, small, theme.t2, age)
        right -= age_wide + look.px(8)
        if row.attachments:
            right -= look.px(14)
            draw_icon(painter, "image", right, y + look.px(9), look.px(14), theme.t2)
            right -= look.px(6)
        if row.claimed_by:
            right = self._holder(painter, right, y, row.claimed_by)
        name, font = inline(row.author, 60), look.font("name")
        left = x + look.px(LEFT)
        room = right - left - look.px(24)
        wide = min(paint.width(font, name), max(0.0, room))
        paint.words(painter, QRectF(left, y + look.px(7), wide + 1, look.px(18)), font, theme.t1, name)
        draw_platform(painter, look, left + wide + look.px(8), y + look.px(8), row.platform[:1].upper())

    def _holder(self, painter: QPainter, right: float, y: float, name: str) -> float:
        look = self._look
        side = look.px(16)
        draw_avatar(painter, look, right - side, y + look.px(8), side, initial(name), tint_of(name))
        return right - side - look.px(6)

    def _text(self, painter: QPainter, rect: QRectF, row: QueueRow) -> None:
        look, theme = self._look, self._look.theme
        left, top = rect.x() + look.px(LEFT), rect.y() + look.px(25)
        wide = rect.right() - look.px(RIGHT) - left
        if row.veiled:
            draw_icon(painter, "veil", left, top + look.px(2), look.px(14), theme.t3)
            words = QCoreApplication.translate("QueueRow", "Veiled: someone may be unwell")
            box = QRectF(left + look.px(20), top, wide - look.px(20), look.px(18))
            paint.words(painter, box, look.font("base"), theme.t3, words)
            return
        key = (row.id, round(wide), hash((row.excerpt, row.hits)))
        ready = self._kept.get(key)
        if ready is None:
            ready = self._kept[key] = prepare_line(row, look.font("base"), wide)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        high = float(look.px(18))
        for start, length in ready.grounds:
            painter.fillRect(QRectF(left + start, top, length, high), theme.hitb2)
            paint.rule(painter, left + start, top + high - 1, length, theme.hitl)
        painter.setPen(theme.t1)
        line_high = ready.layout.boundingRect().height()
        ready.layout.draw(painter, QPointF(left, top + (high - line_high) / 2))

    def _why(self, painter: QPainter, rect: QRectF, row: QueueRow) -> None:
        look, theme = self._look, self._look.theme
        left, top = rect.x() + look.px(LEFT), rect.y() + look.px(44)
        right = rect.right() - look.px(RIGHT)
        high = look.px(16)
        if row.outcome in TELLING:
            right = self._outcome(painter, row.outcome, right, top, high)
        for icon, count in (("flag", row.reporters), ("rule", row.rule_hits)):
            if not count:
                continue
            text = str(count)
            wide = paint.width(look.font("time"), text)
            paint.words(painter, QRectF(right - wide, top, wide + 1, high), look.font("time"), theme.t2, text)
            right -= wide + look.px(16)
            draw_icon(painter, icon, right, top + look.px(2), look.px(12), theme.t2)
            right -= look.px(8)
        title = self._names.get(row.guideline_id, "") or row.place
        box = QRectF(left, top, right - left - look.px(4), high)
        paint.words(painter, box, look.font("small"), theme.t2, inline(title, 80))

    def _outcome(self, painter: QPainter, state: EnforcementState, right: float, top: float, high: float) -> float:
        look, mark = self._look, marks.of(state)
        words, font = marks.word(state), look.font("small")
        wide = paint.width(font, words)
        colour = look.colour(mark.tone)
        paint.words(painter, QRectF(right - wide, top, wide + 1, high), font, colour, words)
        right -= wide + look.px(18)
        marks.draw(painter, mark, right, top + look.px(1), look.theme, look.px(14))
        return right - look.px(8)
