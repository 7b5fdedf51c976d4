"""Strokes that every painted control shares: crisp one-pixel edges, stacked shadows, key caps, words in a box."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

from ui.theme import Look, Theme

_SHADOW = ((2, 1, 0.05), (4, 2, 0.035), (7, 3, 0.022), (10, 4, 0.012))  # offset, growth, share of black


def hair(painter: QPainter) -> float:
    """The thickness of a 1 px line: a whole number of device pixels at any scaling."""
    ratio = painter.device().devicePixelRatio()
    return max(1, int(ratio)) / ratio


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def plate(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, edge: QColor | None = None, width: float = 1
) -> None:
    """A rounded plate with an edge inside its rectangle, `width` hairs thick. Neither is composited."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outer = rounded(rect, radius)
    if fill is not None:
        painter.fillPath(outer, fill)
    if edge is not None:
        thick = hair(painter) * width
        inner = rect.adjusted(thick, thick, -thick, -thick)
        outer.addRoundedRect(inner, max(0.0, radius - thick), max(0.0, radius - thick))  # odd-even: only the rim
        painter.fillPath(outer, edge)
    painter.restore()


def dashed(painter: QPainter, rect: QRectF, radius: float, fill: QColor, edge: QColor) -> None:
    """A plate with a dashed edge: only for what is unknown."""
    plate(painter, rect, radius, fill)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thick = hair(painter)
    pen = painter.pen()
    pen.setColor(edge)
    pen.setWidthF(thick)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawPath(rounded(rect.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2), radius))
    painter.restore()


def shadow(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """Four stacked rounded rectangles below *rect*: no blur, and as good as free."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for offset, grow, share in reversed(_SHADOW):
        colour = QColor(theme.shade)
        colour.setAlphaF(min(1.0, share * theme.shade_strength))
        below = rect.adjusted(-grow, -grow, grow, grow).translated(0, offset)
        painter.fillPath(rounded(below, radius + grow), colour)
    painter.restore()


def rule(painter: QPainter, x: float, y: float, length: float, colour: QColor, *, upright: bool = False) -> None:
    """A 1 px line, snapped to device pixels."""
    thick = hair(painter)
    painter.fillRect(QRectF(x, y, thick, length) if upright else QRectF(x, y, length, thick), colour)


def width(font: QFont, words: str) -> float:
    return QFontMetricsF(font).horizontalAdvance(words)


def words(
    painter: QPainter,
    rect: QRectF,
    font: QFont,
    colour: QColor,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of *text*, centred upright in *rect*, ending in dots where it does not fit."""
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) > rect.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    flags = int(align | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine.value)
    painter.drawText(rect, flags, text)


def fade(colour: QColor, ground: QColor, share: float) -> QColor:
    """*colour* mixed into *ground* beforehand, so that nothing has to be composited."""
    pairs = ((colour.red(), ground.red()), (colour.green(), ground.green()), (colour.blue(), ground.blue()))
    return QColor(*(round(below + (above - below) * share) for above, below in pairs))


# --- key caps -----------------------------------------------------------------------------------------------------------


def key_width(look: Look, key: str, *, big: bool = False) -> float:
    """How wide the cap of *key* is; it is never narrower than high."""
    if big:
        return float(look.px(24))
    return max(float(look.px(18)), round(width(look.font("key"), key) + look.px(10)))


def draw_key(
    painter: QPainter,
    look: Look,
    x: float,
    middle: float,
    key: str,
    *,
    big: bool = False,
    ground: QColor | None = None,
    edge: QColor | None = None,
    tone: QColor | None = None,
) -> float:
    """Paint the cap of *key* from *x*, centred upright on *middle*; return how wide it is."""
    theme = look.theme
    high, wide = float(look.px(24 if big else 18)), key_width(look, key, big=big)
    rect = QRectF(QPointF(round(x), round(middle - high / 2)), QPointF(round(x) + wide, round(middle - high / 2) + high))
    fill = ground if ground is not None else (theme.bg3 if theme.dark and not big else theme.bg2)
    plate(painter, rect, look.px(6 if big else 4), fill if fill.alpha() else None, edge or theme.line2)
    font = look.font("smallstrong" if big else "key")
    words(painter, rect, font, tone or theme.t2, key, Qt.AlignmentFlag.AlignHCenter)
    return wide
