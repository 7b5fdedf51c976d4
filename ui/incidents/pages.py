"""A report on paper: lines laid out on pages and painted, for the print view and for PDF. Plain text only, no markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSize
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.incidents.report import Level, Line
from ui.theme import LIGHT, Look, families
from ui.widgets import paint

WIDE, HIGH, MARGIN = 595, 842, 56  # points: A4
LEFT = 112  # where words begin that have something before them
_SIZES = {Level.TITLE: 18.0, Level.HEAD: 12.0, Level.FACT: 9.5, Level.TEXT: 9.5, Level.ITEM: 9.5}
_ABOVE = {Level.TITLE: 0.0, Level.HEAD: 14.0, Level.FACT: 2.0, Level.TEXT: 4.0, Level.ITEM: 4.0}
FOOT = 24


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of words where it stands on its page; `left` is painted beside the first."""

    y: float
    level: Level
    layout: QTextLayout
    left: str


Page = tuple[Placed, ...]


def _font(level: Level) -> QFont:
    font = QFont()
    font.setFamilies(families())
    font.setPixelSize(1)
    font.setPointSizeF(_SIZES[level])
    font.setPixelSize(max(1, round(_SIZES[level])))
    font.setBold(level in (Level.TITLE, Level.HEAD))
    return font


def _laid(line: Line) -> list[QTextLayout]:
    """The text of a line, one layout for each line on paper, so that a page can end between any two."""
    wide = WIDE - 2 * MARGIN - (LEFT if line.level in (Level.FACT, Level.ITEM) else 0)
    found: list[QTextLayout] = []
    for paragraph in line.text.split("\n"):
        rest = paragraph or " "
        whole = QTextLayout(rest, _font(line.level))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        whole.setTextOption(option)
        whole.beginLayout()
        units = rest.encode("utf-16-le", "surrogatepass")
        while (part := whole.createLine()).isValid():
            part.setLineWidth(wide)
            start, length = part.textStart(), part.textLength()
            text = units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace").rstrip()
            one = QTextLayout(text, _font(line.level))
            one.beginLayout()
            one.createLine().setLineWidth(1e6)
            one.endLayout()
            found.append(one)
        whole.endLayout()
    return found


def paginate(lines: Sequence[Line]) -> tuple[Page, ...]:
    """Lay the lines out on pages; a heading is never the last line of one."""
    pages: list[list[Placed]] = [[]]
    y, bottom = float(MARGIN), HIGH - MARGIN - FOOT
    for line in lines:
        y += _ABOVE[line.level] if pages[-1] else 0
        need = _SIZES[line.level] * (4 if line.level is Level.HEAD else 1.5)
        for n, layout in enumerate(_laid(line)):
            high = _SIZES[line.level] * 1.5
            if y + (need if n == 0 else high) > bottom and pages[-1]:
                pages.append([])
                y = float(MARGIN)
            pages[-1].append(Placed(y, line.level, layout, line.left if n == 0 else ""))
            y += high
    return tuple(tuple(page) for page in pages)


def paint_page(painter: QPainter, page: Page, number: int, count: int) -> None:
    """Paint one page in points, black on white whatever the theme."""
    for placed in page:
        beside = placed.level in (Level.FACT, Level.ITEM)
        x = MARGIN + (LEFT if beside else 0)
        painter.setPen(LIGHT.t1)
        placed.layout.draw(painter, QPointF(x, placed.y))
        if placed.left:
            box = QRectF(MARGIN, placed.y, LEFT - 8, placed.layout.boundingRect().height())
            paint.words(painter, box, _font(placed.level), LIGHT.t3, placed.left)
    foot = QRectF(MARGIN, HIGH - MARGIN - 4, WIDE - 2 * MARGIN, 14)
    paint.words(painter, foot, _font(Level.FACT), LIGHT.t3, f"{number} / {count}")


def pdf(lines: Sequence[Line], title: str) -> bytes:
    """The report as PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    writer.setResolution(72)  # one unit is one point
    writer.setTitle(title)
    writer.setCreator("Moderator")
    pages = paginate(lines)
    painter = QPainter(writer)
    for n, page in enumerate(pages):
        if n:
            writer.newPage()
        paint_page(painter, page, n + 1, len(pages))
    painter.end()
    return bytes(buffer.data().data())


class PrintView(QWidget):
    """The pages one below the other, as they will be on paper."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pages: tuple[Page, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[Line]) -> None:
        self._pages = paginate(lines)
        self.setAccessibleName("\n".join(" ".join(part for part in (line.left, line.text) if part) for line in lines)[:4_000])
        self.updateGeometry()
        self.update()

    def pages(self) -> int:
        return len(self._pages)

    def _scale(self) -> float:
        return max(0.5, (self.width() - 2) / WIDE)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(len(self._pages) * (HIGH * max(0.5, (width - 2) / WIDE) + 12))

    def sizeHint(self) -> QSize:
        wide = self.width() or 600
        return QSize(600, self.heightForWidth(wide))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, scale = QPainter(self), self._scale()
        step = HIGH * scale + 12
        for n, page in enumerate(self._pages):
            top = n * step
            if top > event.rect().bottom() or top + step < event.rect().top():
                continue
            box = QRectF(0.5, top, WIDE * scale, HIGH * scale)
            painter.fillRect(box, QColor("#FFFFFF"))
            paint.plate(painter, box, 0, None, self._look.theme.line2)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            painter.translate(0, top)
            painter.scale(scale, scale)
            paint_page(painter, page, n + 1, len(self._pages))
            painter.restore()
