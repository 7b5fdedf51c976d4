"""Buttons: the usual kinds, icons alone, the two-line buttons of the action bar, and the numbered choices of a strip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from moderator.domain.action import Reversible
from moderator.domain.community import Severity
from ui.theme import Look
from ui.widgets import marks, paint
from ui.widgets.control import Control
from ui.widgets.icons import draw_icon
from ui.widgets.plain import set_tooltip

_HEIGHTS = {"base": 32, "small": 28, "strip": 36}


class Button(Control):
    """A button in one line: icon, words, a count, and the key that does the same.

    `kind` is "primary" (never two in one pane), "secondary", "quiet" (no edge) or "link"; `size` is "base", "small"
    or "strip".
    """

    def __init__(
        self,
        look: Look,
        words: str,
        *,
        kind: str = "secondary",
        size: str = "base",
        icon: str = "",
        key: str = "",
        count: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._kind, self._size, self._icon, self._key, self._count = kind, size, icon, key, count
        super().__init__(look, words, parent)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_key(self, key: str) -> None:
        self._key = key
        self._restyle()

    def set_count(self, count: str) -> None:
        self._count = count
        self._restyle()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self._restyle()

    def spoken(self) -> str:
        parts = [self._words, self._count]
        if self._key:
            parts.append(self.tr("key {key}").format(key=self._key))
        return ", ".join(part for part in parts if part)

    def _role(self) -> str:
        return "smallname" if self._size == "small" or self._kind == "link" else "name"

    def _pad(self) -> int:
        return 0 if self._kind == "link" else self._look.px(10 if self._size == "small" else 12)

    def _icon_px(self) -> int:
        return self._look.px(16 if self._size == "small" else 18)

    def sizeHint(self) -> QSize:
        gap = self._look.px(8)
        parts = []
        if self._icon:
            parts.append(float(self._icon_px()))
        if self._words:
            parts.append(paint.width(self._look.font(self._role()), self._words) + 1)
        if self._count:
            parts.append(paint.width(self._look.font("time"), self._count) + 1)
        if self._key:
            parts.append(paint.key_width(self._look, self._key))
        wide = sum(parts) + gap * max(0, len(parts) - 1) + 2 * self._pad()
        high = self._look.line("small") if self._kind == "link" else self._look.px(_HEIGHTS[self._size])
        return QSize(round(wide + 0.5), high)

    def _has_room(self) -> bool:
        """Where there is too little room the key gives way to the words; a screen reader says it all the same."""
        return self.width() >= self.sizeHint().width()

    def words_width(self) -> int:
        """How wide the button must be for its words and its icon."""
        key = paint.key_width(self._look, self._key) + self._look.px(8) if self._key else 0.0
        return round(self.sizeHint().width() - key)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        """Ground, edge and words for the kind and the state."""
        theme = self.theme
        if self._kind == "primary" and self.isEnabled():
            ground = theme.ac2 if self.isDown() else theme.ac
            if self.underMouse() and not self.isDown():
                ground = paint.fade(theme.ac2, theme.ac, 0.5)
            return ground, None, theme.onac
        tone = theme.t1 if self.isEnabled() else theme.t4
        if self._kind == "primary":
            return theme.well, theme.line2, theme.t4
        if self._kind == "link":
            return None, None, (theme.ac2 if self.isDown() else theme.ac) if self.isEnabled() else theme.t4
        if self._kind == "quiet":
            return self._ground(None), None, theme.t2 if self.isEnabled() else theme.t4
        return self._ground(theme.control), theme.line2, tone

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self.theme, QPainter(self)
        ground, edge, tone = self._colours()
        box = QRectF(self.rect())
        if ground is not None or edge is not None:
            paint.plate(painter, box, look.px(self.radius), ground, edge)
        gap, middle = look.px(8), box.center().y()
        right = box.right() - self._pad()
        if self._key and self._has_room():
            right -= self._draw_key(painter, right, middle, tone) + gap
        if self._count:
            font = look.font("time")
            wide = paint.width(font, self._count) + 1
            colour = tone if self._kind == "primary" else theme.t3
            paint.words(painter, QRectF(right - wide, 0, wide, box.height()), font, colour, self._count)
            right -= wide + gap
        left = float(self._pad())
        if self._icon:
            draw_icon(painter, self._icon, left, round(middle - self._icon_px() / 2), self._icon_px(), tone)
            left += self._icon_px() + gap
        font = look.font(self._role())
        font.setUnderline(self._kind == "link" and self.underMouse() and self.isEnabled())
        paint.words(painter, QRectF(left, 0, max(0.0, right - left), box.height()), font, tone, self._words)

    def _draw_key(self, painter: QPainter, right: float, middle: float, tone: QColor) -> float:
        look, theme = self._look, self.theme
        wide = paint.key_width(look, self._key)
        if self._kind == "primary" and self.isEnabled():
            clear = QColor(0, 0, 0, 0)
            rim = paint.fade(theme.onac, theme.ac, 0.85)
            return paint.draw_key(painter, look, right - wide, middle, self._key, ground=clear, edge=rim, tone=rim)
        colour = theme.t2 if self.isEnabled() else theme.t4
        return paint.draw_key(painter, look, right - wide, middle, self._key, tone=colour)


class IconButton(Control):
    """An icon alone, 28 px square. Its words are its tooltip and its name."""

    def __init__(self, look: Look, icon: str, words: str, *, px: int = 20, side: int = 28, parent: QWidget | None = None) -> None:
        self._icon, self._px, self._side = icon, px, side
        super().__init__(look, words, parent)
        set_tooltip(self, words)

    def setText(self, words: str) -> None:
        super().setText(words)
        set_tooltip(self, words)

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.px(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.theme
        if (ground := self._ground(None)) is not None:
            paint.plate(painter, QRectF(self.rect()), self._look.px(self.radius), ground)
        px = self._look.px(self._px)
        tone = theme.t4 if not self.isEnabled() else theme.ac if self.isChecked() else theme.t2
        draw_icon(painter, self._icon, (self.width() - px) // 2, (self.height() - px) // 2, px, tone)


class ActionButton(Control):
    """A tool of the action bar: key cap, name, and below it how far it can be taken back, said before the click.

    While it is not available it says why instead, stays reachable by Tab, and a press emits `explained` with the
    reason. Space never presses it: that key is for the next case.
    """

    radius = 8
    explained = Signal(str)

    def __init__(
        self,
        look: Look,
        words: str,
        key: str = "",
        *,
        reversible: Reversible | None = None,
        suggested: bool = False,
        reason: str = "",
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._key, self._reversible, self._suggested = key, reversible, suggested
        self._reason, self._note = reason, note
        super().__init__(look, words, parent)

    def show_state(
        self, *, reversible: Reversible | None = None, suggested: bool = False, reason: str = "", note: str = ""
    ) -> None:
        """Say what the button would do now. `note` follows the mark ("lifts by itself"); `reason` says why not."""
        state = (reversible, suggested, reason, note)
        if state != (self._reversible, self._suggested, self._reason, self._note):
            self._reversible, self._suggested, self._reason, self._note = state
            set_tooltip(self, reason)
            self._restyle()

    @property
    def available(self) -> bool:
        return not self._reason

    def spoken(self) -> str:
        parts = [self._words]
        if self._key:
            parts.append(self.tr("key {key}").format(key=self._key))
        parts.append(self._second())
        if self._suggested:
            parts.append(self.tr("suggested"))
        return ", ".join(part for part in parts if part)

    def _second(self) -> str:
        if self._reason:
            return self._reason
        said = marks.word(self._reversible) if self._reversible is not None else ""
        return self.tr("{reversible}, {note}").format(reversible=said, note=self._note) if said and self._note else said or self._note

    def nextCheckState(self) -> None:
        """A press changes nothing but what the room does about it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._reason and self.isDown():
            self.setDown(False)
            self.explained.emit(self._reason)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        if self._reason and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.explained.emit(self._reason)
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        look = self._look
        first = paint.width(look.font("strong"), self._words)
        if self._suggested and not self._reason:
            first += look.px(6) + paint.width(look.font("notename"), self.tr("suggested"))
        second = paint.width(look.font("note"), self._second()) + (0 if self._reason else look.px(16))
        text = max(first, min(second, float(look.px(220))))
        return QSize(round(look.px(12) + look.px(24) + look.px(12) + text + look.px(16) + 2), look.px(52))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._look.px(112)), self._look.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self.theme, QPainter(self)
        box, live = QRectF(self.rect()), self.available and self.isEnabled()
        suggested = self._suggested and live
        ground = theme.act if suggested else self._ground(theme.control) if live else theme.bg1
        paint.plate(painter, box, look.px(8), ground, theme.ac if suggested else theme.line2, 2 if suggested else 1)
        if suggested and (self.underMouse() or self.isDown()):
            paint.plate(painter, box, look.px(8), theme.press if self.isDown() else theme.sel, theme.ac, 2)
        left = float(look.px(12))
        if self._key:
            key_ground = theme.bg2 if live else theme.bg1
            tone = theme.t2 if live else theme.t4
            paint.draw_key(painter, look, left, box.center().y(), self._key, big=True, ground=key_ground, tone=tone)
        left += look.px(24) + look.px(12)
        room = box.width() - left - look.px(14)
        top = box.center().y() - (look.line("base") + look.line("note")) / 2
        self._draw_name(painter, QRectF(left, top, room, look.line("base")), live, suggested)
        self._draw_second(painter, QRectF(left, top + look.line("base"), room, look.line("note")), live)

    def _draw_name(self, painter: QPainter, rect: QRectF, live: bool, suggested: bool) -> None:
        look, theme, font = self._look, self.theme, self._look.font("strong")
        paint.words(painter, rect, font, theme.t1 if live else theme.t4, self._words)
        if suggested:
            after = paint.width(font, self._words) + look.px(6)
            rest = rect.adjusted(after, 0, 0, 0)
            if rest.width() > look.px(24):
                paint.words(painter, rest, look.font("notename"), theme.ac, self.tr("suggested"))

    def _draw_second(self, painter: QPainter, rect: QRectF, live: bool) -> None:
        look, theme = self._look, self.theme
        if self._reason or self._reversible is None:
            paint.words(painter, rect, look.font("note"), theme.t3, self._second())
            return
        mark, side = marks.of(self._reversible), look.px(12)
        tone = theme.named(mark.tone) if live else theme.t4
        marks.draw(painter, mark, rect.left(), rect.center().y() - side / 2, theme, side, tone)
        paint.words(painter, rect.adjusted(look.px(16), 0, 0, 0), look.font("note"), tone, self._second())


class ChoiceButton(Control):
    """One of several numbered answers: key cap, words, and the severity that goes with them. Checkable."""

    def __init__(
        self,
        look: Look,
        words: str,
        key: str = "",
        *,
        severity: Severity | None = None,
        detail: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._key, self._severity, self._detail = key, severity, detail
        super().__init__(look, words, parent)
        self.setCheckable(True)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Preferred)
        self.setSizePolicy(policy)

    def spoken(self) -> str:
        parts = [self._words, self._detail]
        if self._severity is not None:
            parts.append(marks.word(self._severity))
        if self._key:
            parts.append(self.tr("key {key}").format(key=self._key))
        return ", ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        look = self._look
        wide = look.px(18) + paint.width(look.font("strong"), self._words)
        if self._key:
            wide += paint.key_width(look, self._key) + look.px(8)
        if self._severity is not None:
            wide += look.px(22)
        if self._detail:
            wide = max(wide, look.px(40) + paint.width(look.font("small"), self._detail))
        return QSize(round(wide + 2), look.px(52 if self._detail else 36))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self.theme, QPainter(self)
        box, on = QRectF(self.rect()), self.isChecked()
        ground = theme.act if on else self._ground(theme.control)
        paint.plate(painter, box, look.px(6), ground, theme.ac if on else theme.line2, 2 if on else 1)
        left, right, middle = float(look.px(8)), box.right() - look.px(10), box.center().y()
        tone = theme.t1 if self.isEnabled() else theme.t4
        if self._key:
            left += paint.draw_key(painter, look, left, middle, self._key) + look.px(8)
        if self._severity is not None:
            side = look.px(14)
            marks.draw(painter, marks.of(self._severity), right - side, middle - side / 2, theme, side)
            right -= side + look.px(8)
        font = look.font("strong" if on else "name")
        if not self._detail:
            paint.words(painter, QRectF(left, 0, right - left, box.height()), font, tone, self._words)
            return
        top = middle - (look.line("base") + look.line("small")) / 2
        paint.words(painter, QRectF(left, top, right - left, look.line("base")), font, tone, self._words)
        below = QRectF(left, top + look.line("base"), right - left, look.line("small"))
        paint.words(painter, below, look.font("small"), theme.t3, self._detail)
