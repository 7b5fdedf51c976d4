"""The marks that carry state: each is a shape, a colour and a word, so that no one of them is needed alone.

They are painted, not files, because shape and colour change together. `of` gives the mark of a domain value, `word`
its word in the language of the window; both know severities, the states of an effect, how far something can be
taken back, and the states of a connection.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPainterPathStroker, QPen, QTransform

from moderator.domain.action import Reversible
from moderator.domain.community import PlatformState, Severity
from moderator.domain.enforcement import EnforcementState
from ui.theme import Look, Theme

_ROUND = (Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


class Shape(enum.Enum):
    BARS_1 = enum.auto()
    BARS_2 = enum.auto()
    BARS_3 = enum.auto()
    ALARM = enum.auto()
    CLOCK = enum.auto()
    ARROW = enum.auto()
    CHECK = enum.auto()
    OCTAGON = enum.auto()
    QUESTION = enum.auto()
    LOOP = enum.auto()
    TURN = enum.auto()
    HALF = enum.auto()
    WALL = enum.auto()
    DISC = enum.auto()
    TRIANGLE = enum.auto()
    CROSS = enum.auto()
    CIRCLE = enum.auto()
    RING = enum.auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape and the token of its colour. `size` is the side in pixels at 100 % where nobody says otherwise."""

    shape: Shape
    tone: str
    size: int = 16


def _key(value: enum.Enum) -> tuple[type, object]:
    return type(value), value.value


# By type as well: words of two enums may be equal strings.
_MARKS: dict[tuple[type, object], Mark] = {
    _key(Severity.LOW): Mark(Shape.BARS_1, "s1"),
    _key(Severity.MEDIUM): Mark(Shape.BARS_2, "s2"),
    _key(Severity.HIGH): Mark(Shape.BARS_3, "s3"),
    _key(Severity.CRITICAL): Mark(Shape.ALARM, "s4"),
    _key(EnforcementState.WAITING): Mark(Shape.CLOCK, "wait"),
    _key(EnforcementState.SENDING): Mark(Shape.ARROW, "sent"),
    _key(EnforcementState.SENT): Mark(Shape.ARROW, "sent"),
    _key(EnforcementState.CONFIRMED): Mark(Shape.CHECK, "conf"),
    _key(EnforcementState.REFUSED): Mark(Shape.OCTAGON, "ref"),
    _key(EnforcementState.UNKNOWN): Mark(Shape.QUESTION, "unk"),
    _key(EnforcementState.UNDONE): Mark(Shape.TURN, "t2"),
    _key(EnforcementState.CANCELLED): Mark(Shape.RING, "t3"),
    _key(Reversible.YES): Mark(Shape.LOOP, "rev", 12),
    _key(Reversible.PARTLY): Mark(Shape.HALF, "par", 12),
    _key(Reversible.NEVER): Mark(Shape.WALL, "nev", 12),
    _key(PlatformState.LIVE): Mark(Shape.DISC, "conf", 8),
    _key(PlatformState.LIMITED): Mark(Shape.TRIANGLE, "s2", 8),
    _key(PlatformState.DOWN): Mark(Shape.CROSS, "ref", 8),
    _key(PlatformState.REFUSED): Mark(Shape.CROSS, "ref", 8),
    _key(PlatformState.NEW): Mark(Shape.CIRCLE, "t3", 8),
    _key(PlatformState.PAUSED): Mark(Shape.CIRCLE, "t3", 8),
}


def of(value: enum.Enum) -> Mark:
    """The mark of a Severity, an EnforcementState, a Reversible or a PlatformState."""
    return _MARKS[_key(value)]


def word(value: enum.Enum) -> str:
    """The word that stands beside the mark of *value*, in the language of the window."""
    translate = QCoreApplication.translate
    words: dict[tuple[type, object], str] = {
        _key(Severity.LOW): translate("marks", "Low"),
        _key(Severity.MEDIUM): translate("marks", "Medium"),
        _key(Severity.HIGH): translate("marks", "High"),
        _key(Severity.CRITICAL): translate("marks", "Critical"),
        _key(EnforcementState.WAITING): translate("marks", "Waiting"),
        _key(EnforcementState.SENDING): translate("marks", "Sending"),
        _key(EnforcementState.SENT): translate("marks", "Sent"),
        _key(EnforcementState.CONFIRMED): translate("marks", "Confirmed"),
        _key(EnforcementState.REFUSED): translate("marks", "Refused"),
        _key(EnforcementState.UNKNOWN): translate("marks", "Outcome unknown"),
        _key(EnforcementState.UNDONE): translate("marks", "Undone"),
        _key(EnforcementState.CANCELLED): translate("marks", "Cancelled"),
        _key(Reversible.YES): translate("marks", "Reversible"),
        _key(Reversible.PARTLY): translate("marks", "Partly"),
        _key(Reversible.NEVER): translate("marks", "Never"),
        _key(PlatformState.LIVE): translate("marks", "live"),
        _key(PlatformState.LIMITED): translate("marks", "limited"),
        _key(PlatformState.DOWN): translate("marks", "down"),
        _key(PlatformState.REFUSED): translate("marks", "needs you"),
        _key(PlatformState.NEW): translate("marks", "connecting"),
        _key(PlatformState.PAUSED): translate("marks", "paused"),
    }
    return words[_key(value)]


# --- the drawings, each on a grid of 16 units ----------------------------------------------------------------------------


def _line(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


def _circle(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _drawn(path: QPainterPath, width: float = 1.5, dashes: tuple[float, ...] = ()) -> QPainterPath:
    """The ground that a pen with round ends covers along *path*."""
    pen = QPainterPathStroker()
    pen.setWidth(width)
    pen.setCapStyle(_ROUND[0] if not dashes else Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(_ROUND[1])
    if dashes:
        pen.setDashPattern([dash / width for dash in dashes])
    return pen.createStroke(path)


def _scaled(path: QPainterPath, grid: float) -> QPainterPath:
    """*path*, drawn on a grid of its own, on the grid of 16."""
    return QTransform.fromScale(16 / grid, 16 / grid).map(path)


def _union(*paths: QPainterPath) -> QPainterPath:
    whole = QPainterPath()
    for path in paths:
        whole = whole.united(path)
    return whole


def _bars(start: int, end: int) -> QPainterPath:
    path = QPainterPath()
    for bar in range(start, end):
        height = 7.0 + bar * 3
        path.addRoundedRect(QRectF(2 + bar * 4.5, 14 - height, 3, height), 1, 1)
    return path


def _alarm() -> QPainterPath:
    square = QPainterPath()
    square.addRoundedRect(QRectF(1, 1, 14, 14), 3.5, 3.5)
    return square.subtracted(_drawn(_line((8, 4.2), (8, 8.8)), 2)).subtracted(_circle(8, 11.8, 1.2))


def _check() -> QPainterPath:
    return _circle(8, 8, 6.75).subtracted(_drawn(_line((5, 8.3), (7.1, 10.4), (11, 6.2)), 1.75))


def _octagon() -> QPainterPath:
    edge = _line((5.3, 1.8), (10.7, 1.8), (14.2, 5.3), (14.2, 10.7), (10.7, 14.2), (5.3, 14.2), (1.8, 10.7), (1.8, 5.3))
    edge.closeSubpath()
    return _union(_drawn(edge), _drawn(_line((6, 6), (10, 10))), _drawn(_line((10, 6), (6, 10))))


def _question() -> QPainterPath:
    hook = QPainterPath(QPointF(6.5, 6.7))
    hook.arcTo(QRectF(6.5, 5.2, 3, 3), 180, -243)
    hook.cubicTo(QPointF(8.2, 8.3), QPointF(8, 8.6), QPointF(8, 9))
    return _union(_drawn(_circle(8, 8, 6.2), 1.5, (2.6, 2.27)), _drawn(hook), _circle(8, 10.9, 0.85))


def _loop() -> QPainterPath:
    turn = QPainterPath(QPointF(2, 6))
    turn.arcTo(QRectF(2, 2, 8, 8), 180, 312)
    return _scaled(_union(_drawn(turn), _drawn(_line((1.8, 1.2), (3.2, 3), (5.1, 1.9)))), 12)


def _turn() -> QPainterPath:
    """The loop once more, as large as the other outcomes and as thin."""
    turn = QPainterPath(QPointF(2.5, 8))
    turn.arcTo(QRectF(2.5, 2.5, 11, 11), 180, 312)
    return _union(_drawn(turn), _drawn(_line((2.3, 1.6), (4.1, 4), (6.7, 2.6))))


def _half() -> QPainterPath:
    right = QPainterPath(QPointF(6, 1.75))
    right.arcTo(QRectF(1.75, 1.75, 8.5, 8.5), 90, -180)
    right.closeSubpath()
    return _scaled(_union(_drawn(_circle(6, 6, 4.25)), right), 12)


def _wall() -> QPainterPath:
    head = _line((5, 3.7), (7.3, 6), (5, 8.3))
    return _scaled(_union(_drawn(_line((1.5, 6), (7, 6))), _drawn(head), _drawn(_line((10.25, 1.75), (10.25, 10.25)))), 12)


def _triangle() -> QPainterPath:
    path = _line((4, 0.5), (7.5, 7.5), (0.5, 7.5))
    path.closeSubpath()
    return _scaled(path, 8)


_DRAWINGS: dict[Shape, Callable[[], QPainterPath]] = {
    Shape.BARS_1: lambda: _bars(0, 1),
    Shape.BARS_2: lambda: _bars(0, 2),
    Shape.BARS_3: lambda: _bars(0, 3),
    Shape.ALARM: _alarm,
    Shape.CLOCK: lambda: _union(_drawn(_circle(8, 8, 6)), _drawn(_line((8, 5), (8, 8.2), (10, 9.5)))),
    Shape.ARROW: lambda: _union(
        _drawn(_circle(8, 8, 6)), _drawn(_line((5.5, 8), (10.5, 8))), _drawn(_line((8.5, 6), (10.5, 8), (8.5, 10)))
    ),
    Shape.CHECK: _check,
    Shape.OCTAGON: _octagon,
    Shape.QUESTION: _question,
    Shape.LOOP: _loop,
    Shape.TURN: _turn,
    Shape.HALF: _half,
    Shape.WALL: _wall,
    Shape.DISC: lambda: _scaled(_circle(4, 4, 3.5), 8),
    Shape.TRIANGLE: _triangle,
    Shape.CROSS: lambda: _scaled(_union(_drawn(_line((1, 1), (7, 7)), 1.75), _drawn(_line((7, 1), (1, 7)), 1.75)), 8),
    Shape.CIRCLE: lambda: _scaled(_drawn(_circle(4, 4, 3), 1.25), 8),
    Shape.RING: lambda: _drawn(_circle(8, 8, 6)),
}
_REST = {Shape.BARS_1: 1, Shape.BARS_2: 2}
"""Bars that are there but not reached, in `line2`: from this one on."""


@cache
def _path(shape: Shape) -> QPainterPath:
    return _DRAWINGS[shape]()


@cache
def _rest(start: int) -> QPainterPath:
    return _bars(start, 3)


def draw(
    painter: QPainter, mark: Mark, x: float, y: float, theme: Theme, size: float | None = None, tone: QColor | None = None
) -> None:
    """Paint *mark* with its top left corner at (x, y), *size* pixels wide."""
    side = mark.size if size is None else size
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(x, y)
    painter.scale(side / 16, side / 16)
    if mark.shape in _REST:
        painter.fillPath(_rest(_REST[mark.shape]), theme.line2)
    painter.fillPath(_path(mark.shape), tone or theme.named(mark.tone))
    painter.restore()


def draw_strikes(painter: QPainter, x: float, y: float, look: Look, levels: tuple[int, ...]) -> None:
    """Rings of 12 px, 4 apart: filled in the colour of a severity (1 to 4), empty for 0."""
    side, step, theme = look.px(12), look.px(16), look.theme
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, level in enumerate(levels):
        colour = theme.severity(level) if level else theme.line2
        painter.setPen(QPen(colour, look.px(1) * 1.5))
        painter.setBrush(colour if level else Qt.BrushStyle.NoBrush)
        inset = side * 0.146
        painter.drawEllipse(QRectF(x + number * step + inset, y + inset, side - 2 * inset, side - 2 * inset))
    painter.restore()


def draw_ring(painter: QPainter, rect: QRectF, left: float, seconds: int, theme: Theme, font: QFont, *, still: bool) -> None:
    """The ring that empties clockwise around the seconds left; `left` is 1 when full. When `still`, only the number."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not still:
        width = max(2.0, rect.width() / 14)
        arc = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(theme.line2, width))
        painter.drawEllipse(arc)
        painter.setPen(QPen(theme.ac, width, Qt.PenStyle.SolidLine, *_ROUND))
        angle = round(max(0.0, min(1.0, left)) * 360 * 16)
        painter.drawArc(arc, 90 * 16 + (360 * 16 - angle) * -1, -angle)
    painter.setFont(font)
    painter.setPen(theme.t1)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(seconds))
    painter.restore()
