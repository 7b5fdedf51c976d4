"""A file beside a post, described in words. Nothing of it is fetched or decoded here; only a ready image is shown.

Veiled, it is grey and still: its kind, its name, its size and its alternative text, and the keys that open it.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.hostile import inline
from ui.widgets.icons import draw_icon
from ui.widgets.layout import FlowLayout
from ui.widgets.plain import label

_ICONS = {"image": "image", "video": "image", "audio": "health", "file": "copy"}


def size_words(size: int | None) -> str:
    """A file size as people read it; nothing when it is not known."""
    return "" if size is None else QLocale().formattedDataSize(size, 1)


def frosted(look: Look, wide: int, high: int, seed: int) -> QPixmap:
    """A still grey pattern out of numbers, in place of a picture: it shows nothing and was made from nothing."""
    grain = QImage(16, 9, QImage.Format.Format_Grayscale8)
    base, shift = (62, 18) if look.theme.dark else (188, 22)
    for x in range(16):
        for y in range(9):
            grey = base + shift * math.sin(x / 3.1 + seed) + 14 * math.cos(y / 1.9 + x / 5 + seed)
            grain.setPixel(x, y, max(0, min(255, round(grey))) * 0x010101 | 0xFF000000)
    smooth = Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(grain).scaled(wide, high, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


class Tile(QWidget):
    """One attachment. `reveal` and `hide_again` are pressed; `peek` is True while the button is held.

    `state` is "veiled", "fetching", "shown", "failed" or "file" (nothing to look at here).
    """

    reveal = Signal()
    hide_again = Signal()
    peek = Signal(bool)

    def __init__(
        self,
        look: Look,
        kind: str,
        name: str,
        *,
        size: int | None = None,
        alt: str = "",
        seed: int = 0,
        reveal_key: str = "",
        peek_key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._kind, self._seed = look, kind, seed
        self._state, self._picture = "veiled", QPixmap()
        self._frost: QPixmap | None = None
        self._plate = QWidget(self)
        self._head = label(look, "", "strong", "t1", parent=self._plate)
        self._name = label(look, "", "small", "t2", elide=True, parent=self._plate)
        self._alt = label(look, "", "small", "t2", wrap=True, parent=self._plate)
        self._file, self._size, self._described = inline(name), size, alt
        self._why = ""
        self.reveal_button = Button(look, "", size="small", icon="eye", key=reveal_key, parent=self._plate)
        self.peek_button = Button(look, "", size="small", kind="quiet", key=peek_key, parent=self._plate)
        self.hide_button = Button(look, "", size="small", icon="veil", parent=self)
        self._buttons = FlowLayout(look, gap=8)
        self._buttons.addWidget(self.reveal_button)
        self._buttons.addWidget(self.peek_button)
        self._column, self._top = QVBoxLayout(self._plate), QHBoxLayout()
        self._top.addWidget(self._head)
        self._top.addStretch()
        for part in (self._top, self._buttons):
            self._column.addLayout(part)
        self._column.insertWidget(1, self._name)
        self._column.insertWidget(2, self._alt)
        self.reveal_button.clicked.connect(self.reveal)
        self.hide_button.clicked.connect(self.hide_again)
        self.peek_button.pressed.connect(self._peek_on)
        self.peek_button.released.connect(self._peek_off)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._state = "veiled" if kind in ("image", "video") else "file"
        self._restyle()

    def show_state(self, state: str, why: str = "") -> None:
        """Show one of the states; *why* says in words what failed."""
        self._state, self._why = state, why
        facts = ", ".join(part for part in (self._file, size_words(self._size)) if part)
        quoted = self.tr("“{alt}” (described by the author)").format(alt=inline(self._described, 400))
        quoted = quoted if self._described else self.tr("no description")
        words = {
            "veiled": self.tr("Picture, veiled") if self._kind == "image" else self.tr("Video, veiled"),
            "fetching": self.tr("Picture, on its way"),
            "failed": self.tr("Picture, could not be shown"),
            "shown": self.tr("Picture, revealed"),
        }.get(state, self.tr("Sound") if self._kind == "audio" else self.tr("File"))
        self._head.show_text(words)
        self._name.show_text(facts)
        self._alt.show_text(why or quoted)
        self._plate.setVisible(state != "shown")
        self.hide_button.setVisible(state == "shown")
        self.reveal_button.setVisible(state in ("veiled", "failed"))
        self.peek_button.setVisible(state == "veiled")
        self.setAccessibleName(", ".join((words, facts, quoted)))
        self._fit()
        self.updateGeometry()
        self.update()

    @property
    def state(self) -> str:
        return self._state

    def show_picture(self, picture: QImage) -> None:
        """Show a picture that a child process decoded; how grey or blurred it is was decided there."""
        self._picture = QPixmap.fromImage(picture)
        self.show_state("shown")

    def veil(self) -> None:
        """Let the picture go and be a grey tile again."""
        self._picture = QPixmap()
        self.show_state("veiled")

    def _peek_on(self) -> None:
        self.peek.emit(True)

    def _peek_off(self) -> None:
        self.peek.emit(False)

    def _box(self) -> QRect:
        """Where the tile is painted: never wider than it wants to be."""
        return QRect(0, 0, min(self.width(), self._look.px(416)), self.height())

    def _tall(self) -> bool:
        return self._state != "file"

    def sizeHint(self) -> QSize:
        look = self._look
        if not self._tall():
            return QSize(look.px(416), self._plate.sizeHint().height())
        return QSize(look.px(416), max(look.px(234), self._plate.sizeHint().height() + look.px(48)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(220), self.sizeHint().height())

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(look.px(44), look.px(12), look.px(16), look.px(12))
        self._column.setSpacing(look.px(4))
        self._frost = None
        self.reveal_button.setText(self.tr("Reveal"))
        self.peek_button.setText(self.tr("Hold to peek"))
        self.hide_button.setText(self.tr("Veil again"))
        self.show_state(self._state, self._why)

    def resizeEvent(self, event: object) -> None:
        self._frost = None
        self._fit()

    def _fit(self) -> None:
        look, box = self._look, self._box()
        if not self._tall():
            self._plate.setGeometry(box)
            return
        wide = min(box.width() - look.px(32), look.px(340))
        high = max(self._plate.sizeHint().height(), self._plate.heightForWidth(wide))
        self._plate.setGeometry((box.width() - wide) // 2, (box.height() - high) // 2, wide, high)
        hint = self.hide_button.sizeHint()
        self.hide_button.setGeometry(box.width() - hint.width() - look.px(8), look.px(8), hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter, box = self._look, self._look.theme, QPainter(self), QRectF(self._box())
        if self._state == "file":
            paint.plate(painter, box, look.px(8), theme.bg1, theme.line)
            self._draw_icon(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(paint.rounded(box, look.px(8)))
        if self._state == "shown":
            painter.fillRect(box, theme.well)
            size = self._picture.size().scaled(self._box().size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(self._box())
            place.adjust(*self._inset(size))
            painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
            return
        if self._frost is None:
            self._frost = frosted(look, self._box().width(), self._box().height(), self._seed)
        painter.drawPixmap(0, 0, self._frost)
        painter.setClipping(False)
        paint.plate(painter, QRectF(self._plate.geometry()), look.px(8), theme.bg2)
        self._draw_icon(painter)

    def _inset(self, size: QSize) -> tuple[float, float, float, float]:
        x, y = (self._box().width() - size.width()) / 2, (self._box().height() - size.height()) / 2
        return x, y, -x, -y

    def _draw_icon(self, painter: QPainter) -> None:
        look, place = self._look, self._plate.geometry()
        name = _ICONS.get(self._kind, "copy") if self._state == "file" else "veil"
        draw_icon(painter, name, place.left() + look.px(16), place.top() + look.px(12), look.px(20), look.theme.t2)
