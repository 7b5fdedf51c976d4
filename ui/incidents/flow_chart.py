"""Flags in and decisions out over the time of an incident: two lines with their words, or bars for the small pane."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.incident_rows import Flow
from ui.incidents import wording
from ui.theme import Look
from ui.widgets import paint

_CENTRE = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight


def _top(most: int) -> int:
    """A round number above the highest point that halves evenly."""
    for step in (2, 4, 8, 10, 16, 20, 40, 60, 100):
        if most <= step:
            return step
    return -(-most // 100) * 100


class FlowChart(QWidget):
    """*bars* shows the flags alone, small."""

    def __init__(self, look: Look, *, bars: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._bars = look, bars
        self._flow = Flow()
        self._marks: tuple[tuple[int, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_flow(self, flow: Flow, marks: tuple[tuple[int, str], ...] = ()) -> None:
        """*marks* are moments with a word: when it was opened, when a platform limited us."""
        self._flow, self._marks = flow, marks
        said = self.tr("Flags in {flags}, decisions out {decisions}")
        self.setAccessibleName(said.format(flags=sum(flow.flags), decisions=sum(flow.decisions)))
        self.update()

    def heading(self) -> str:
        """What one step of the chart is."""
        width = self._flow.width
        if width <= 10 * MINUTE:
            return self.tr("every ten minutes")
        if width <= HOUR:
            return self.tr("every hour")
        return self.tr("every {span}").format(span=wording.short_span(width))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(240), self._look.px(72 if self._bars else 92))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self._look.theme, QPainter(self)
        flow, font, below = self._flow, look.font("chart"), look.px(16)
        if not flow.flags:
            paint.words(painter, QRectF(self.rect()), look.font("small"), theme.t3, self.tr("No flags"), _CENTRE)
            return
        top = _top(max(*flow.flags, 1) if self._bars else max(*flow.flags, *flow.decisions, 1))
        left = look.px(24)
        plot = QRectF(left, look.px(6), self.width() - left - look.px(4), self.height() - below - look.px(6))
        for share in (0, 1) if self._bars else (0, 0.5, 1):
            y = plot.bottom() - plot.height() * share
            paint.rule(painter, plot.left(), y, plot.width(), theme.grid)
            box = QRectF(0, y - look.px(6), left - look.px(6), look.px(12))
            paint.words(painter, box, font, theme.t3, str(round(top * share)), _RIGHT)
        self._times(painter, plot)
        if self._bars:
            self._draw_bars(painter, plot, top)
        else:
            self._draw_marks(painter, plot)
            self._draw_line(painter, plot, top, flow.flags, theme.k2)
            self._draw_line(painter, plot, top, flow.decisions, theme.k1)

    def _x(self, plot: QRectF, at: float) -> float:
        """The place of a moment in the plot."""
        whole = self._flow.width * max(1, len(self._flow.flags) - (0 if self._bars else 1))
        return plot.left() + plot.width() * min(1.0, max(0.0, (at - self._flow.start) / whole))

    def _times(self, painter: QPainter, plot: QRectF) -> None:
        look, flow = self._look, self._flow
        count = len(flow.flags)
        shown = min(count, 3 if self._bars else max(2, int(plot.width() // look.px(140))))
        room = look.px(80)
        for n in range(shown):
            at = flow.start + flow.width * round((count - 1) * n / max(1, shown - 1))
            text = wording.clock(at, look.language) if flow.width <= HOUR else wording.locale(look.language).toString(
                wording._when(at).date(), "M/d"
            )
            x = self._x(plot, at)
            box = QRectF(min(max(x - room / 2, plot.left()), plot.right() - room), plot.bottom() + look.px(3), room, look.px(12))
            align = Qt.AlignmentFlag.AlignLeft if n == 0 else _RIGHT if n == shown - 1 and shown > 1 else _CENTRE
            paint.words(painter, box, look.font("chart"), look.theme.t3, text, align)

    def _draw_bars(self, painter: QPainter, plot: QRectF, top: int) -> None:
        step = plot.width() / len(self._flow.flags)
        for n, value in enumerate(self._flow.flags):
            high = plot.height() * value / top
            wide = min(max(1.0, step - self._look.px(2)), float(self._look.px(18)))
            x = plot.left() + n * step + (step - wide) / 2
            painter.fillRect(QRectF(x, plot.bottom() - high, wide, high), self._look.theme.k2)

    def _draw_line(self, painter: QPainter, plot: QRectF, top: int, values: tuple[int, ...], colour: QColor) -> None:
        points = [
            QPointF(self._x(plot, self._flow.start + n * self._flow.width), plot.bottom() - plot.height() * value / top)
            for n, value in enumerate(values)
        ]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, self._look.px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        if len(points) == 1:
            painter.setBrush(colour)
            painter.drawEllipse(points[0], self._look.px(2), self._look.px(2))
        painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def _draw_marks(self, painter: QPainter, plot: QRectF) -> None:
        look, theme = self._look, self._look.theme
        last = self._flow.start + self._flow.width * len(self._flow.flags)
        taken = -1e9
        for at, words in self._marks:
            if not self._flow.start <= at <= last:
                continue
            x = self._x(plot, at)
            painter.save()
            painter.setPen(QPen(theme.t2, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.restore()
            wide = paint.width(look.font("chart"), words) + 2
            if x > taken and x + wide + look.px(4) < plot.right():
                box = QRectF(x + look.px(4), plot.top() - look.px(2), wide, look.px(12))
                paint.words(painter, box, look.font("chart"), theme.t2, words)
                taken = x + wide + look.px(8)


class Legend(QWidget):
    """Which line is which."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def _parts(self) -> tuple[tuple[QColor, str], ...]:
        theme = self._look.theme
        return (theme.k2, self.tr("flags")), (theme.k1, self.tr("decisions"))

    def sizeHint(self) -> QSize:
        look = self._look
        wide = sum(paint.width(look.font("note"), words) + look.px(30) for _, words in self._parts())
        return QSize(round(wide), look.line("note"))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, x = self._look, QPainter(self), float(self._look.px(8))
        for colour, words in self._parts():
            painter.fillRect(QRectF(x, self.height() / 2 - look.px(1), look.px(12), look.px(2)), colour)
            wide = paint.width(look.font("note"), words) + 1
            box = QRectF(x + look.px(16), 0, wide, self.height())
            paint.words(painter, box, look.font("note"), look.theme.t2, words)
            x += wide + look.px(28)
