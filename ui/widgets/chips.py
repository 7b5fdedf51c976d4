"""Small things to read: key caps, chips, badges, avatars, the letter of a platform, a mark with its word, strikes."""

from __future__ import annotations

import enum
import unicodedata

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets import marks, paint
from ui.widgets.control import Control, Passive
from ui.widgets.hostile import inline, prepare
from ui.widgets.icons import draw_icon

_TINTS = {
    "s1": "s1t", "s2": "s2t", "s3": "s3t", "s4": "s4t", "wait": "waitt", "sent": "sentt", "conf": "conft",
    "ref": "reft", "unk": "unkt", "ac2": "act", "t2": "well",
}  # fmt: skip


class KeyCap(Passive):
    """The key that does the same; `big` is the 24 px cap of the action bar."""

    def __init__(self, look: Look, key: str, *, big: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._key, self._big = key, big
        self.setAccessibleName(self.tr("key {key}").format(key=key))

    def sizeHint(self) -> QSize:
        return QSize(round(paint.key_width(self._look, self._key, big=self._big)), self._look.px(24 if self._big else 18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.draw_key(painter, self._look, 0, self.height() / 2, self._key, big=self._big)


class Chip(Passive):
    """A fact in a small box. `tone` picks its tint ("s2", "conf", "sent" …); "t2" is the quiet one.

    `outlined` has an edge instead of a ground, `size` is "base" (20 px), "name" (18 px, beside a name) or "form" (24 px).
    """

    def __init__(
        self,
        look: Look,
        words: str,
        *,
        tone: str = "t2",
        size: str = "base",
        outlined: bool = False,
        icon: str = "",
        user: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._tone, self._size, self._outlined, self._icon = tone, size, outlined, icon
        self._words = ""
        self.show_words(words, user=user)

    def show_words(self, words: str, *, user: bool = False) -> None:
        self._words = inline(words) if user else words
        self.setAccessibleName(self._words)
        self._restyle()

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def _role(self) -> str:
        return "note" if self._size == "name" else "small"

    def sizeHint(self) -> QSize:
        look = self._look
        wide = paint.width(look.font(self._role()), self._words) + 2 * look.px(7) + 1
        if self._icon:
            wide += look.px(14) + look.px(5)
        return QSize(round(wide + 0.5), look.px({"name": 18, "form": 24}.get(self._size, 20)))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._look.px(40)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self.theme, QPainter(self)
        box, tone = QRectF(self.rect()), theme.named(self._tone)
        ground = None if self._outlined else theme.named(_TINTS.get(self._tone, "well"))
        paint.plate(painter, box, look.px(4), ground, theme.line2 if self._outlined else None)
        left = float(look.px(7))
        if self._icon:
            side = look.px(14)
            draw_icon(painter, self._icon, left, round(box.center().y() - side / 2), side, tone)
            left += side + look.px(5)
        rect = QRectF(left, 0, box.width() - left - look.px(6), box.height())
        paint.words(painter, rect, look.font(self._role()), tone, self._words)


class Tag(Control):
    """A chip in a form that can be taken out: by its cross, by Backspace or Delete, by Enter."""

    radius = 4
    removed = Signal()

    def __init__(self, look: Look, words: str, *, user: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(look, inline(words) if user else words, parent)
        self.clicked.connect(self.removed)

    def spoken(self) -> str:
        return self.tr("{words}, remove").format(words=self._words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        look = self._look
        wide = paint.width(look.font("small"), self._words) + look.px(7) + look.px(4) + look.px(14) + look.px(5)
        return QSize(round(wide + 1), look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter, box = self._look, self.theme, QPainter(self), QRectF(self.rect())
        paint.plate(painter, box, look.px(4), self._ground(theme.well))
        side = look.px(14)
        right = box.right() - look.px(5) - side
        rect = QRectF(look.px(7), 0, right - look.px(11), box.height())
        paint.words(painter, rect, look.font("small"), theme.t2, self._words)
        draw_icon(painter, "close", right, round(box.center().y() - side / 2), side, theme.t1 if self.underMouse() else theme.t3)


class Badge(Passive):
    """A count on a dark pill, as the rail shows it; `tone` is "t2" at rest, "ac" where one is, "unk" for a doubt."""

    def __init__(self, look: Look, count: str, *, tone: str = "t2", parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._count, self._tone = count, tone

    def show_count(self, count: str, tone: str = "t2") -> None:
        self._count, self._tone = count, tone
        self.setAccessibleName(count)
        if not count or self.parentWidget() is not None:
            self.setVisible(bool(count))
        self._restyle()

    def sizeHint(self) -> QSize:
        high = self._look.px(16)
        return QSize(max(high, round(paint.width(self._look.font("count"), self._count)) + self._look.px(8)), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_badge(QPainter(self), self._look, QRectF(self.rect()), self._count, self._tone)


def draw_badge(painter: QPainter, look: Look, rect: QRectF, count: str, tone: str = "t2", halo: QColor | None = None) -> None:
    """Paint a badge; `halo` is the ground around it, which cuts it out of the icon below."""
    if halo is not None:
        paint.plate(painter, rect.adjusted(-2, -2, 2, 2), rect.height() / 2 + 2, halo)
    paint.plate(painter, rect, rect.height() / 2, look.colour(tone))
    ink = look.theme.onac if tone == "ac" else look.theme.bg0
    paint.words(painter, rect, look.font("count"), ink, count, Qt.AlignmentFlag.AlignHCenter)


def initial(name: str) -> str:
    """The first letter of *name* that can stand alone; a question mark where there is none."""
    for char in prepare(name, 0, 64).text:
        if unicodedata.category(char)[0] in "LN":
            return char
    return "?"


def tint_of(key: str) -> int:
    """The same number, 0 to 5, for the same *key* on every machine: who it is, not how it is doing."""
    return sum(key.encode("utf-8", "surrogatepass")) % 6


def draw_avatar(painter: QPainter, look: Look, x: float, y: float, side: float, letter: str, tint: int) -> None:
    """A letter on a tinted disc. *side* is in device-independent pixels, already scaled."""
    ground, ink = look.theme.avatars[tint % 6]
    rect = QRectF(x, y, side, side)
    paint.plate(painter, rect, side / 2, ground)
    font = look.font("strong")
    font.setPixelSize(max(1, round(side * 0.42)))
    paint.words(painter, rect, font, ink, letter, Qt.AlignmentFlag.AlignHCenter)


class Avatar(Passive):
    """The initial of an account on a tint that is always the same for it. No picture is ever fetched."""

    def __init__(self, look: Look, name: str, key: str = "", *, side: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._side = side
        self.show_name(name, key)
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)

    def show_name(self, name: str, key: str = "") -> None:
        self._letter, self._tint = initial(name), tint_of(key or name)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.px(self._side)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_avatar(QPainter(self), self._look, 0, 0, self.width(), self._letter, self._tint)


def draw_platform(painter: QPainter, look: Look, x: float, y: float, letter: str) -> None:
    """The 16 px tile with the letter of a platform."""
    side = float(look.px(16))
    rect = QRectF(round(x), round(y), side, side)
    paint.plate(painter, rect, look.px(4), look.theme.well, look.theme.line2)
    font = look.font("count")
    font.setPixelSize(look.px(9))
    paint.words(painter, rect, font, look.theme.t2, letter, Qt.AlignmentFlag.AlignHCenter)


class PlatformTile(Passive):
    """Which platform something comes from, as a letter; the name is for readers."""

    def __init__(self, look: Look, letter: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)
        self.show_platform(letter, name)

    def show_platform(self, letter: str, name: str) -> None:
        self._letter = letter
        self.setAccessibleName(name or letter)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.px(16)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_platform(QPainter(self), self._look, 0, 0, self._letter)


class MarkWord(Passive):
    """A mark and its word in its colour: severity, outcome, reversibility, connection.

    `plain` writes the word in the usual colour and leaves the mark its own; `words` replaces the usual word.
    """

    def __init__(
        self,
        look: Look,
        value: enum.Enum,
        words: str = "",
        *,
        role: str = "smallname",
        plain: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._role, self._plain = role, plain
        self.show_value(value, words)

    def show_value(self, value: enum.Enum, words: str = "") -> None:
        self._value, self._words = value, words
        self.setAccessibleName(self._said())
        self._restyle()

    def _said(self) -> str:
        return self._words or marks.word(self._value)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self._said())
            self._restyle()

    def _gap(self) -> int:
        return self._look.px(4 if marks.of(self._value).size == 12 else 6)

    def sizeHint(self) -> QSize:
        side = self._look.px(marks.of(self._value).size)
        wide = side + self._gap() + paint.width(self._look.font(self._role), self._said()) + 1
        return QSize(round(wide + 0.5), max(self._look.line(self._role), side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, mark = QPainter(self), marks.of(self._value)
        side = self._look.px(mark.size)
        marks.draw(painter, mark, 0, (self.height() - side) / 2, self.theme, side)
        left = side + self._gap()
        tone = self.theme.t1 if self._plain else self.theme.named(mark.tone)
        rect = QRectF(left, 0, self.width() - left, self.height())
        paint.words(painter, rect, self._look.font(self._role), tone, self._said())


class Strikes(Passive):
    """Breaches that count, as filled rings in the colour of their severity; the number is the name."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._levels: tuple[int, ...] = ()

    def show_levels(self, levels: tuple[int, ...], places: int = 4) -> None:
        """Show severities 1 to 4, newest first, and empty rings up to *places*."""
        self._levels = (*levels, *([0] * max(0, places - len(levels))))[: max(places, len(levels))]
        self.setAccessibleName(self.tr("%n strike(s)", "", len(levels)))
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(16) * max(1, len(self._levels)) - self._look.px(4), self._look.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        marks.draw_strikes(QPainter(self), 0, (self.height() - self._look.px(12)) / 2, self._look, self._levels)
