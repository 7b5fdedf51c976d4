"""Our line icons: one SVG file each on a 20-unit grid, tinted when they are loaded, kept as pixmaps."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from moderator.settings import RESOURCES
from ui.theme import Look

GRID = 20
FOLDER = RESOURCES / "icons"


def names() -> tuple[str, ...]:
    """Every icon there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


@cache
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def _stroke(px: int) -> float:
    """Stroke in grid units: 1.5, and below 20 px so much more that about 1.4 px stay on the screen."""
    return 1.5 if px >= GRID else 1.5 * GRID / px * 0.93


@lru_cache(maxsize=1024)
def _pixmap(name: str, px: int, colour: str, ratio: float) -> QPixmap:
    text = _source(name).replace("currentColor", colour).replace('stroke-width="1.5"', f'stroke-width="{_stroke(px):.2f}"')
    side = max(1, round(px * ratio))
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def pixmap(name: str, px: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """The icon *name* in *colour*, *px* logical pixels wide. Only from the GUI thread."""
    return _pixmap(name, px, colour.name(), ratio)


def draw_icon(painter: QPainter, name: str, x: float, y: float, px: int, colour: QColor) -> None:
    """Paint the icon with its top left corner at (x, y)."""
    painter.drawPixmap(QPointF(x, y), pixmap(name, px, colour, painter.device().devicePixelRatio()))


def icon(look: Look, name: str, tone: str = "t2", px: int = GRID, ratio: float = 2.0) -> QIcon:
    """A QIcon for menus and actions, with a pixmap for its normal, selected and switched-off state."""
    made, size = QIcon(), look.px(px)
    for mode, colour in ((QIcon.Mode.Normal, tone), (QIcon.Mode.Selected, "t1"), (QIcon.Mode.Disabled, "t4")):
        made.addPixmap(pixmap(name, size, look.colour(colour), ratio), mode)
    made.actualSize(QSize(size, size))
    return made
