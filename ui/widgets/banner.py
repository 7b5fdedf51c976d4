"""What goes wrong is said once: strips that merge by key, each with what happened, what it means, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.enforcement import EnforcementState
from ui.theme import Look
from ui.widgets import marks, paint
from ui.widgets.buttons import Button, IconButton
from ui.widgets.icons import draw_icon
from ui.widgets.plain import label

_KINDS = {"info": ("act", "ac"), "warn": ("s2t", "s2"), "error": ("reft", "ref"), "unknown": ("unkt", "unk")}


class _Sign(QWidget):
    """The mark of a banner's kind."""

    def __init__(self, look: Look, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._kind = look, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        side = self._look.px(20)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, side = QPainter(self), self._look, self._look.px(18)
        at = (self.width() - side) / 2
        if self._kind in ("error", "unknown"):
            state = EnforcementState.REFUSED if self._kind == "error" else EnforcementState.UNKNOWN
            marks.draw(painter, marks.of(state), at, at, look.theme, side)
        else:
            tone = look.colour(_KINDS[self._kind][1])
            draw_icon(painter, "info" if self._kind == "info" else "warn", at, at, side, tone)


class Banner(QWidget):
    """One strip: mark, title, words, actions, a cross. `kind` is "info", "warn", "error" or "unknown"."""

    acted = Signal(str)
    closed = Signal()

    def __init__(
        self,
        look: Look,
        kind: str,
        title: str,
        text: str = "",
        *,
        actions: Sequence[tuple[str, str]] = (),
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._kind, self._times = look, kind, 1
        self._sign = _Sign(look, kind, self)
        self._title = label(look, "", "strong", "t1", parent=self)
        self._count = label(look, "", "time", "t3", parent=self)
        self._text = label(look, "", "base", "t2", wrap=True, parent=self)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons = QHBoxLayout()
        self._row, self._words, self._head = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._count)
        self._head.addStretch()
        self._words.addLayout(self._head)
        self._words.addWidget(self._text)
        self._row.addWidget(self._sign)
        self._row.addLayout(self._words, 1)
        self._row.addLayout(self._buttons)
        self._cross = IconButton(look, "close", "", px=16, side=24, parent=self)
        self._cross.setVisible(closable)
        self._cross.clicked.connect(self.closed)
        self._row.addWidget(self._cross)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_words(title, text, actions)

    def show_words(self, title: str, text: str, actions: Sequence[tuple[str, str]] = ()) -> None:
        self._title.show_text(title)
        self._text.show_text(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title}. {text}" if text else title)
        while (item := self._buttons.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for action, words in actions:
            button = Button(self._look, words, size="small", parent=self)
            # Button and strip go together, so a bound argument keeps nothing alive.
            button.clicked.connect(partial(self.acted.emit, action))
            self._buttons.addWidget(button)

    def again(self) -> None:
        """The same thing happened once more."""
        self._times += 1
        self._count.show_text(f"×{self._times}")

    @property
    def times(self) -> int:
        return self._times

    def _restyle(self) -> None:
        look = self._look
        self._cross.setText(self.tr("Close"))
        self._row.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(8))
        self._row.setSpacing(look.px(10))
        self._words.setSpacing(0)
        self._head.setSpacing(look.px(8))
        self._buttons.setSpacing(look.px(8))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect(), self._look.colour(_KINDS[self._kind][0]))
        paint.rule(painter, 0, self.height() - paint.hair(painter), self.width(), theme.line)


class Banners(QWidget):
    """The strips under the head of the window, newest below. One a key: the same key again counts up.

    `acted` carries the key of the strip and of its action, `dismissed` the key of a strip that somebody closed.
    """

    acted = Signal(str, str)
    dismissed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._strips: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_banner(
        self,
        key: str,
        kind: str,
        title: str,
        text: str = "",
        *,
        actions: Sequence[tuple[str, str]] = (),
        closable: bool = True,
    ) -> None:
        """Show a strip, or count up and bring up to date the one that has *key*."""
        if key in self._strips:
            self._strips[key].again()
            self._strips[key].show_words(title, text, actions)
            return
        strip = Banner(self._look, kind, title, text, actions=actions, closable=closable, parent=self)
        strip.acted.connect(self._acted)
        strip.closed.connect(self._closed)
        self._strips[key] = strip
        self._column.addWidget(strip)

    def remove(self, key: str) -> None:
        """Take the strip away: its cause is gone. An unknown key is nothing."""
        strip = self._strips.pop(key, None)
        if strip is not None:
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()

    def keys(self) -> tuple[str, ...]:
        return tuple(self._strips)

    def banner(self, key: str) -> Banner:
        return self._strips[key]

    def _key(self, strip: object) -> str:
        return next(key for key, shown in self._strips.items() if shown is strip)

    def _acted(self, action: str) -> None:
        self.acted.emit(self._key(self.sender()), action)

    def _closed(self) -> None:
        key = self._key(self.sender())
        self.remove(key)
        self.dismissed.emit(key)
