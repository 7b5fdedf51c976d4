"""A room with nothing to do, said calmly and with a way on. The only thing in the window that stands in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from moderator.settings import RESOURCES
from ui.theme import Look
from ui.widgets.plain import label

_TOKENS = ("line", "line2", "line3", "act", "acl", "ac", "bg1", "bg2")


class Picture(QWidget):
    """The drawing of a quiet clearing, in the colours of the theme."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._drawn_for, self._drawing = "", QSvgRenderer(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(240), self._look.px(132))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        if self._drawn_for != theme.name:
            text = (RESOURCES / "styles" / "clearing.svg").read_text(encoding="utf-8")
            for token in _TOKENS:
                text = text.replace(f'"{token}"', f'"{theme.named(token).name()}"')
            self._drawing.load(QByteArray(text.encode()))
            self._drawn_for = theme.name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._drawing.render(painter, QRectF(self.rect()))


class EmptyState(QWidget):
    """Picture, title, words, ways on, and a small line below."""

    def __init__(
        self,
        look: Look,
        title: str = "",
        text: str = "",
        *,
        ways: Sequence[QWidget] = (),
        foot: str = "",
        picture: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._column, self._row = QVBoxLayout(self), QHBoxLayout()
        self._title = label(look, "", "page", "t1", wrap=True)
        self._text = label(look, "", "base", "t2", wrap=True)
        self._foot = label(look, "", "small", "t3", wrap=True)
        self._column.addStretch(5)
        if picture:
            self._column.addWidget(Picture(look), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(part)
        self._column.addLayout(self._row)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self._foot)
        self._column.addStretch(6)
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_words(title, text, foot)
        self.set_ways(ways)

    def show_words(self, title: str, text: str = "", foot: str = "") -> None:
        for part, words in ((self._title, title), (self._text, text), (self._foot, foot)):
            part.show_text(words)
            part.setVisible(bool(words))
        self.setAccessibleName(title)

    def set_ways(self, ways: Sequence[QWidget]) -> None:
        """Replace the buttons that lead on."""
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget not in ways:
                widget.hide()
                widget.deleteLater()
        self._row.addStretch()
        for way in ways:
            self._row.addWidget(way)
        self._row.addStretch()

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(look.px(32), look.px(24), look.px(32), look.px(24))
        self._column.setSpacing(look.px(8))
        self._row.setSpacing(look.px(8))
        self._row.setContentsMargins(0, look.px(12), 0, look.px(12))
