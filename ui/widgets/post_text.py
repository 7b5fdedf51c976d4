"""A post laid out in lines: where each stands, which are folded away, and which characters are under the mouse.

The text is prepared and capped first, so that no input can make this slow. It holds no widget; PostView paints it.
"""

from __future__ import annotations

import re  # re: fixed alternatives, no repeats
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from moderator.domain.caps import TEXT_SHOWN
from ui.theme import Theme
from ui.widgets.hostile import Shown, prepare

BREAKS_SHOWN = 400
"""Line breaks on one page: each is laid out by itself."""

FOLD_FROM, FOLD_HEAD, FOLD_AROUND, FOLD_LEAST = 24, 10, 2, 4
"""A text of more lines than the first folds: its head and some lines around each hit stay, if it is worth it."""

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Run:
    """Something to mark in a text: characters [start, end) of the original.

    `kind` is "hit", "added", "removed" or "quiet"; `words` is the tooltip.
    """

    start: int
    end: int
    kind: str = "hit"
    words: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A run as it is shown: UTF-16 units [start, end), and which run it is."""

    start: int
    end: int
    run: Run
    number: int


def page(text: str, start: int) -> Shown:
    """Prepare the page of *text* that begins at *start*: at most 20 KB and 400 line breaks."""
    limit = TEXT_SHOWN
    for count, found in enumerate(_BREAK.finditer(text, start, start + limit), 1):
        if count == BREAKS_SHOWN:
            limit = found.end() - start
            break
    return prepare(text, start, limit)


@dataclass(slots=True)
class Line:
    """One line on the screen: the line of its paragraph, where its units begin, and its top."""

    line: QTextLine
    base: int  # unit of the text where the paragraph begins
    start: int  # units of the text
    end: int
    rtl: bool
    placed: list[Placed] = field(default_factory=list)  # the runs that it shows, whole or in part
    y: float = 0.0
    shown: bool = True


@dataclass(slots=True)
class Fold:
    """Lines that are folded away, and where their row stands."""

    lines: int
    y: float = 0.0


@dataclass(slots=True)
class Setting:
    """A text set at one width."""

    lines: list[Line] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)
    height: float = 0.0
    keep: list[QTextLayout] = field(default_factory=list)  # a QTextLine is only a view into its layout


class PostText:
    """One page of a text and its runs, set at whatever width is asked for; the last two settings are kept."""

    def __init__(self, shown: Shown, runs: Sequence[Run], font: QFont, line: int, fold_row: int, theme: Theme) -> None:
        self.shown = shown
        self.line = line
        self.fold_row = fold_row
        self.theme = theme
        self.unfolded = False
        self.units = shown.text.encode("utf-16-le")
        self._font = font
        metrics = QFontMetricsF(font)
        self._space = metrics.horizontalAdvance(" ")
        self.ascent, self.descent = metrics.ascent(), metrics.descent()
        self.placed = tuple(self._place(runs))
        self._settings: dict[int, Setting] = {}

    def _place(self, runs: Sequence[Run]) -> Iterator[Placed]:
        for number, run in enumerate(runs):
            span = self.shown.span(run.start, run.end)
            if span is not None and span[0] < span[1]:
                yield Placed(*span, run, number)

    def length(self) -> int:
        return len(self.units) // 2

    def piece(self, start: int, end: int) -> str:
        """The shown text between two units."""
        return self.units[2 * start : 2 * end].decode("utf-16-le", "ignore")

    def at_width(self, width: int) -> Setting:
        if width not in self._settings:
            if len(self._settings) > 1:
                self._settings.pop(next(iter(self._settings)))
            self._settings[width] = self._set(width)
        return self._settings[width]

    def unfold(self) -> None:
        self.unfolded = True
        self._settings.clear()

    # --- setting ------------------------------------------------------------------------------------------------------

    def _set(self, width: int) -> Setting:
        setting, base = Setting(), 0
        for words in self.shown.text.split("\n"):
            units = len(words) + sum(c > "\uffff" for c in words)
            self._paragraph(setting, words, base, units, width)
            base += units + 1
        self._mark(setting)
        self._fold(setting)
        self._stack(setting)
        return setting

    def _mark(self, setting: Setting) -> None:
        """Tell each line which runs it shows, so that painting looks at no others."""
        starts = [line.start for line in setting.lines]
        for placed in self.placed:
            first, last = bisect_right(starts, placed.start) - 1, bisect_right(starts, placed.end - 1)
            for line in setting.lines[max(0, first) : last]:
                line.placed.append(placed)

    def _paragraph(self, setting: Setting, words: str, base: int, units: int, width: int) -> None:
        layout = QTextLayout(words, self._font)
        layout.setCacheEnabled(True)
        option = _option(words)
        option.setTabStopDistance(4 * self._space)
        layout.setTextOption(option)
        layout.setFormats(list(self._formats(base, units)))
        rtl = not words.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in words)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = base + line.textStart()
            setting.lines.append(Line(line, base, start, start + line.textLength(), rtl))
        layout.endLayout()
        setting.keep.append(layout)

    def _formats(self, base: int, units: int) -> Iterator[QTextLayout.FormatRange]:
        for placed in self.placed:
            start, end = max(placed.start, base), min(placed.end, base + units)
            if start < end and placed.run.kind in ("hit", "quiet"):
                found = QTextLayout.FormatRange()
                found.start, found.length = start - base, end - start
                letters = QTextCharFormat()
                letters.setForeground(self.theme.hitt if placed.run.kind == "hit" else self.theme.t2)
                found.format = letters
                yield found

    def _fold(self, setting: Setting) -> None:
        """Hide long stretches without a hit."""
        lines = setting.lines
        if self.unfolded or len(lines) <= FOLD_FROM:
            return
        keep = set(range(FOLD_HEAD))
        for number, line in enumerate(lines):
            if any(placed.run.kind != "quiet" for placed in line.placed):
                keep.update(range(number - FOLD_AROUND, number + FOLD_AROUND + 1))
        number = 0
        while number < len(lines):
            end = number
            while end < len(lines) and end not in keep:
                end += 1
            if end - number >= FOLD_LEAST:
                for hidden in lines[number:end]:
                    hidden.shown = False
            number = max(end, number + 1)

    def _stack(self, setting: Setting) -> None:
        y, hidden = 0.0, 0
        for line in setting.lines:
            if not line.shown:
                hidden += 1
                continue
            if hidden:
                setting.folds.append(Fold(hidden, y))
                y, hidden = y + self.fold_row, 0
            line.y = y
            baseline = y + (self.line - self.ascent - self.descent) / 2 + self.ascent
            line.line.setPosition(QPointF(0, baseline - line.line.ascent()))
            y += self.line
        if hidden:
            setting.folds.append(Fold(hidden, y))
            y += self.fold_row
        setting.height = y

    # --- where things are ---------------------------------------------------------------------------------------------

    def stretches(self, line: Line, start: int, end: int) -> list[tuple[float, float]]:
        """The x ranges that units [start, end) cover on *line*; several where the direction changes."""
        start, end = max(start, line.start) - line.base, min(end, line.end) - line.base
        if start >= end:
            return []
        if line.rtl:
            boxes = [run.boundingRect() for run in line.line.glyphRuns(start, end - start)]
            return [(box.left(), box.right()) for box in boxes if box.width() > 0]
        left, right = _x(line.line, start), _x(line.line, end)
        return [(min(left, right), max(left, right))]

    def unit_at(self, setting: Setting, x: float, y: float) -> int:
        """The unit whose left edge is nearest to the point, for a selection."""
        shown = [line for line in setting.lines if line.shown]
        if not shown:
            return 0
        line = next((line for line in shown if y < line.y + self.line), shown[-1])
        return line.base + line.line.xToCursor(x)

    def run_at(self, setting: Setting, x: float, y: float) -> Placed | None:
        """The run under the point."""
        for line in setting.lines:
            if line.shown and line.y <= y < line.y + self.line:
                for placed in line.placed:
                    if any(left <= x <= right for left, right in self.stretches(line, placed.start, placed.end)):
                        return placed
        return None


def _option(words: str) -> QTextOption:
    """How a paragraph is set: from the side where its writing begins, broken anywhere when there is no other way."""
    strong = (unicodedata.bidirectional(char) for char in words)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    option = QTextOption(Qt.AlignmentFlag.AlignLeft if first == "L" else Qt.AlignmentFlag.AlignRight)
    option.setTextDirection(Qt.LayoutDirection.LeftToRight if first == "L" else Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _x(line: QTextLine, unit: int) -> float:
    """The x of a cursor; the binding gives the unit back beside it."""
    found: Any = line.cursorToX(unit)
    return float(found[0])


def draw_line(painter: QPainter, line: Line) -> None:
    line.line.draw(painter, QPointF(0, 0))
