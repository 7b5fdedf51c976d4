"""Where somebody types: one line with an icon and a key hint, and a block of several lines. Plain text only."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QMimeData, QRectF, QSize
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.caps import TEXT_SHOWN, URL_CHARACTERS
from ui.theme import Look
from ui.widgets import paint
from ui.widgets.focus import FocusRing, by_keyboard
from ui.widgets.icons import draw_icon

_CLEAR = QColor(0, 0, 0, 0)


def _colours(look: Look, before: QPalette) -> QPalette:
    colours = QPalette(before)
    colours.setColor(QPalette.ColorRole.Base, _CLEAR)
    colours.setColor(QPalette.ColorRole.Text, look.theme.t1)
    colours.setColor(QPalette.ColorRole.PlaceholderText, look.theme.t3)
    colours.setColor(QPalette.ColorRole.Highlight, look.theme.acl)
    colours.setColor(QPalette.ColorRole.HighlightedText, look.theme.t1)
    return colours


class Field(QLineEdit):
    """One line to type into. `icon` stands at the left; `key`, at the right, shows until something is typed.

    `words` is the placeholder and the name for readers. `bare` has no edge of its own, for the palette.
    """

    def __init__(
        self,
        look: Look,
        words: str = "",
        *,
        icon: str = "",
        key: str = "",
        role: str = "base",
        high: int = 32,
        secret: bool = False,
        bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._icon, self._key, self._role, self._high, self._bare = look, icon, key, role, high, bare
        self._ring: FocusRing | None = None
        self._fault = False
        self.setFrame(False)
        self.setMaxLength(URL_CHARACTERS)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        self.textChanged.connect(self._margins)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_words(self, words: str) -> None:
        self.setPlaceholderText(words)
        self.setAccessibleName(words)

    def set_fault(self, fault: bool) -> None:
        """Mark what is typed as not accepted; say why in words beside it."""
        self._fault = fault
        self.update()

    def _restyle(self) -> None:
        self.setFont(self._look.font(self._role))
        self.setPalette(_colours(self._look, self.palette()))
        self._margins()
        self.updateGeometry()

    def _margins(self) -> None:
        look = self._look
        left = look.px(8) + (look.px(16) + look.px(6) if self._icon else 0)
        right = look.px(8) + (round(paint.key_width(look, self._key)) + look.px(4) if self._key and not self.text() else 0)
        self.setTextMargins(QMargins(left - 2, 0, right - 2, 0))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._look.px(self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(80), self._look.px(self._high))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter, box = self._look, self._look.theme, QPainter(self), QRectF(self.rect())
        if not self._bare:
            edge = theme.ref if self._fault else theme.ac if self.hasFocus() else theme.line2
            paint.plate(painter, box, look.px(6), theme.sunken, edge)
        px = look.px(20 if self._role == "ask" else 16)
        if self._icon:
            draw_icon(painter, self._icon, look.px(8), round(box.center().y() - px / 2), px, theme.t2 if self._bare else theme.t3)
        if self._key and not self.text():
            wide = paint.key_width(look, self._key)
            paint.draw_key(painter, look, box.right() - look.px(6) - wide, box.center().y(), self._key)
        painter.end()
        super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if by_keyboard(event) and self._ring is None and not self._bare:
            self._ring = FocusRing(self._look, self, self._look.px(6))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._ring is not None:
            self._ring.remove()
            self._ring = None
        self.update()


class _Editor(QPlainTextEdit):
    """Takes no more than is shown anywhere, and of the clipboard only plain text."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        room = TEXT_SHOWN - self.document().characterCount() + 1
        if source.hasText() and room > 0:
            self.insertPlainText(source.text()[:room])


class TextArea(QWidget):
    """Several lines to type into. Enter breaks the line; the room decides what Ctrl+Enter does."""

    def __init__(self, look: Look, words: str = "", *, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._lines = look, lines
        self._ring: FocusRing | None = None
        self.editor = _Editor(self)
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(words)
        self.editor.setAccessibleName(words)
        self.editor.viewport().setAutoFillBackground(False)
        self.editor.installEventFilter(self)
        self.textChanged = self.editor.textChanged
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.editor)
        self.setFocusProxy(self.editor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        look.changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        return self.editor.toPlainText()

    def set_text(self, text: str) -> None:
        self.editor.setPlainText(text[:TEXT_SHOWN])

    def set_words(self, words: str) -> None:
        self.editor.setPlaceholderText(words)
        self.editor.setAccessibleName(words)

    def _restyle(self) -> None:
        look = self._look
        self.editor.setFont(look.font("base"))
        self.editor.setPalette(_colours(look, self.editor.palette()))
        self._column.setContentsMargins(look.px(10), look.px(6), look.px(6), look.px(6))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(240), self._look.line("base") * self._lines + self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.line("base") * min(2, self._lines) + self._look.px(24))

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QFocusEvent):
            if event.gotFocus() and by_keyboard(event) and self._ring is None:
                self._ring = FocusRing(self._look, self, self._look.px(8))
            elif event.lostFocus() and self._ring is not None:
                self._ring.remove()
                self._ring = None
            self.update()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        edge = theme.ac if self.editor.hasFocus() else theme.line2
        paint.plate(QPainter(self), QRectF(self.rect()), self._look.px(8), theme.sunken, edge)


