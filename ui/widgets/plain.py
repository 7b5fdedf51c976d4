"""The only door for words on the screen: labels and tooltips that are always plain text.

Qt guesses whether a text is markup, and would then read local files named in it; so labels get their format set and
tooltips their brackets escaped. A test forbids QLabel, setToolTip and the like everywhere else in `ui`.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from ui.theme import Look
from ui.widgets.hostile import inline, isolated, prepare

TOOLTIP_CHARACTERS = 600
WRAPPED_WIDTH = 420  # px at 100 % that words in several lines would like to have
_MARKUP = frozenset("<>&")  # without them nothing is taken for markup


class Label(QLabel):
    """Plain words in one role of type and one colour token. Made by `label`."""

    def __init__(
        self, look: Look, text: str, role: str, tone: str, *, wrap: bool, elide: bool, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._look, self._role, self._tone, self._elide = look, role, tone, elide
        self._full = ""
        self._laid: tuple[object, QTextLayout, float] | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._restyle()
        self.show_text(text)
        look.changed.connect(self._restyle)

    def show_text(self, text: str) -> None:
        """Show words of ours."""
        self._full = text
        self.setText(text)
        self._hint()

    def show_user_text(self, text: str) -> None:
        """Show what somebody else wrote: invisible controls become visible, one line stays one line."""
        self.show_text(isolated(prepare(text).text) if self.wordWrap() else inline(text))

    def set_tone(self, tone: str) -> None:
        if tone != self._tone:
            self._tone = tone
            self._restyle()

    def set_role(self, role: str) -> None:
        if role != self._role:
            self._role = role
            self._restyle()

    def _restyle(self) -> None:
        self._laid = None
        self.setFont(self._look.font(self._role))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.WindowText, self._look.colour(self._tone))
        self.setPalette(colours)
        self.updateGeometry()

    def _hint(self) -> None:
        """While the words do not fit, the whole of them is the tooltip."""
        if self._elide:
            cut = self.fontMetrics().horizontalAdvance(self._full) > self.width()
            set_tooltip(self, self._full if cut else "")

    def minimumSizeHint(self) -> QSize:
        if self.wordWrap():
            return QSize(self._look.px(64), self._look.line(self._role))
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().horizontalAdvance("…") * 2), hint.height()) if self._elide else hint

    def sizeHint(self) -> QSize:
        if self.wordWrap():
            natural = max(map(self.fontMetrics().horizontalAdvance, self._full.split("\n"))) + 2
            wide = min(natural, self._look.px(WRAPPED_WIDTH))
            return QSize(wide, self.heightForWidth(wide))
        hint = super().sizeHint()
        hint.setHeight(max(hint.height(), self._look.line(self._role)))
        return hint

    def heightForWidth(self, width: int) -> int:
        return round(self._lines(width)[1]) if self.wordWrap() else -1

    def _lines(self, width: int) -> tuple[QTextLayout, float]:
        """The words in lines of the height that the role has, which a QLabel cannot do, and how high they are."""
        key = (width, self._full, self._look.scale, self._role)
        if self._laid is not None and self._laid[0] == key:
            return self._laid[1:]
        layout, count = QTextLayout(self._full.replace("\n", "\u2028"), self.font()), 0
        option = QTextOption(self.alignment())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            count += 1
        layout.endLayout()
        high = self._look.line(self._role)
        if count > 2 and self._look.japanese:
            high = round(high * 1.05)  # kana and kanji fill their lines
        for number in range(count):
            line = layout.lineAt(number)
            line.setPosition(QPointF(0, number * high + (high - line.height()) / 2))
        self._laid = (key, layout, float(count * high))
        return layout, self._laid[2]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        if self.wordWrap():
            layout, high = self._lines(self.width())
            spare = self.height() - high if self.alignment() & Qt.AlignmentFlag.AlignVCenter else 0.0
            layout.draw(painter, QPointF(0, max(0.0, spare / 2)))
            return
        if not self._elide:
            painter.end()
            super().paintEvent(event)
            return
        painter.setFont(self.font())
        words = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), words)


def label(
    look: Look,
    text: str = "",
    role: str = "base",
    tone: str = "t1",
    *,
    wrap: bool = False,
    elide: bool = False,
    user: bool = False,
    parent: QWidget | None = None,
) -> Label:
    """A label that shows *text* and nothing but text.

    `role` is a key of ui.theme.ROLES, `tone` a colour token. With `elide` it gives way and ends in dots; with `user`
    the text is somebody else's and is prepared first.
    """
    made = Label(look, "" if user else text, role, tone, wrap=wrap, elide=elide, parent=parent)
    if user:
        made.show_user_text(text)
    return made


def tooltip_text(text: str, *, user: bool = False) -> str:
    """*text* as a tooltip shows it: plain whatever it holds, wrapped when it is long. For models that answer a role."""
    if not text:
        return ""
    words = prepare(text, 0, TOOLTIP_CHARACTERS).text if user else text[:TOOLTIP_CHARACTERS]
    if len(words) <= 60 and not _MARKUP & set(words):
        return words
    return f'<p style="white-space: pre-wrap">{html.escape(words)}</p>'


def set_tooltip(widget: QWidget, text: str, *, user: bool = False) -> None:
    """Give *widget* a tooltip of plain words, and the same words to screen readers."""
    widget.setToolTip(tooltip_text(text, user=user))
    widget.setAccessibleDescription(prepare(text, 0, TOOLTIP_CHARACTERS).text if user else text)


def show_tooltip(widget: QWidget, at: QPoint, text: str, *, user: bool = False) -> None:
    """Show plain words at the global position *at*, for widgets whose parts have tooltips of their own."""
    QToolTip.showText(at, tooltip_text(text, user=user), widget)
