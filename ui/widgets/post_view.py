"""The text of a post. Plain text with marks of our own: no markup, no links, nothing that Qt would fetch or open."""

from __future__ import annotations

import re  # re: one class at a time, no nested repeats
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.focus import FocusRing, by_keyboard
from ui.widgets.hostile import defanged
from ui.widgets.plain import show_tooltip
from ui.widgets.post_text import Line, Placed, PostText, Run, Setting, draw_line, page

_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)
_MOVES = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


class PostView(QWidget):
    """Shows a text with its hits on a ground and a line of their own; long texts fold and come in pages.

    The text can be selected by mouse or Shift and arrows. `hit_pressed` carries the number of the run that was
    clicked. The role and tone are those of ui.theme; `measure` is the widest line in pixels at 100 %.
    """

    hit_pressed = Signal(int)

    def __init__(
        self,
        look: Look,
        *,
        role: str = "reading",
        tone: str = "t1",
        measure: int = 580,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._role, self._tone, self._measure = look, role, tone, measure
        self._text, self._runs = "", tuple[Run, ...]()
        self._pages = [0]
        self._unfolded = False
        self._anchor = self._cursor = 0
        self._ring: FocusRing | None = None
        self._folds: list[Button] = []
        self._more = Button(look, "", size="small", icon="down", parent=self)
        self._back = Button(look, "", kind="quiet", size="small", icon="up", parent=self)
        self._more.clicked.connect(self.next_page)
        self._back.clicked.connect(self.first_page)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setMouseTracking(True)
        # Fixed would hold it to the height of its widest setting, and cut the last lines off in a narrow pane.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._set = self._make()
        look.changed.connect(self._restyle)
        self._refit()

    # --- what it shows ------------------------------------------------------------------------------------------------

    def show_post(self, text: str, runs: Sequence[Run] = ()) -> None:
        """Show *text* from its start; *runs* are in characters of that text."""
        self._text, self._runs = text, tuple(runs)
        self._pages, self._unfolded = [0], False
        self._anchor = self._cursor = 0
        self._restyle()

    def text(self) -> str:
        """The text as it was given, unprepared."""
        return self._text

    def shown_text(self) -> str:
        """The page as it is shown."""
        return self._set.shown.text

    def next_page(self) -> None:
        if self._set.shown.more:
            self._pages.append(self._set.shown.end)
            self._restart()

    def first_page(self) -> None:
        self._pages = [0]
        self._restart()

    def unfold(self) -> None:
        """Show every line of the page."""
        self._unfolded = True
        self._set.unfold()
        self._refit()

    def _restart(self) -> None:
        self._unfolded = False
        self._anchor = self._cursor = 0
        self._restyle()

    def _make(self) -> PostText:
        look = self._look
        made = PostText(
            page(self._text, self._pages[-1]),
            self._runs,
            look.font(self._role),
            look.line(self._role),
            look.px(36),
            look.theme,
        )
        made.unfolded = self._unfolded
        return made

    def _restyle(self) -> None:
        self._set = self._make()
        self.setAccessibleName(self._set.shown.text or self.tr("No text"))
        self._refit()

    # --- size ---------------------------------------------------------------------------------------------------------

    def _width(self, width: int) -> int:
        return max(self._look.px(80), min(width, self._look.px(self._measure)))

    def _setting(self) -> Setting:
        return self._set.at_width(self._width(self.width()))

    def _paged(self) -> bool:
        return bool(self._set.shown.more) or len(self._pages) > 1

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        high = round(self._set.at_width(self._width(width)).height)
        return high + (self._look.px(40) if self._paged() else 0)

    def sizeHint(self) -> QSize:
        wide = self._look.px(self._measure)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.line(self._role))

    def _refit(self) -> None:
        self.updateGeometry()
        self._place_rows()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_rows()

    def _place_rows(self) -> None:
        """Put the buttons of folds and pages where the text leaves them room."""
        setting, look = self._setting(), self._look
        while len(self._folds) < len(setting.folds):
            button = Button(look, "", kind="quiet", size="small", icon="down", parent=self)
            button.clicked.connect(self.unfold)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            self._folds.append(button)
        for button, fold in zip(self._folds, setting.folds, strict=False):
            button.setText(self.tr("%n line(s) without a hit", "", fold.lines))
            self._put(button, 0, round(fold.y) + look.px(4))
        for button in self._folds[len(setting.folds) :]:
            button.hide()
        shown, top = self._set.shown, round(setting.height) + look.px(8)
        self._more.setVisible(bool(shown.more))
        self._back.setVisible(len(self._pages) > 1)
        self._more.setText(self.tr("Next part, %n character(s) left", "", shown.more))
        self._back.setText(self.tr("From the start"))
        left = self._put(self._more, 0, top) + look.px(8) if shown.more else 0
        self._put(self._back, left, top)
        for button in (self._more, self._back):
            button.setCursor(Qt.CursorShape.ArrowCursor)

    def _put(self, button: Button, left: int, top: int) -> int:
        hint = button.sizeHint()
        button.setGeometry(QRect(left, top, min(hint.width(), max(1, self.width() - left)), hint.height()))
        if button in self._folds:
            button.show()
        return left + hint.width()

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, setting = QPainter(self), self._setting()
        painter.setPen(self._look.colour(self._tone))
        top, bottom = event.rect().top(), event.rect().bottom()
        start, end = sorted((self._anchor, self._cursor))
        for line in setting.lines:
            if not line.shown or line.y + self._set.line < top or line.y > bottom:
                continue
            for placed in line.placed:
                self._draw_run(painter, line, placed, below=True)
            for left, right in self._set.stretches(line, start, end):
                painter.fillRect(QRectF(left, line.y, right - left, self._set.line), self._look.theme.acl)
            for placed in line.placed:
                self._draw_run(painter, line, placed, below=False)
            draw_line(painter, line)

    def _draw_run(self, painter: QPainter, line: Line, placed: Placed, *, below: bool) -> None:
        """Paint the ground of a run, or its line: that stays in sight while the run is selected."""
        theme, kind = self._look.theme, placed.run.kind
        grounds = {
            "hit": (theme.hitb, theme.hitl), "added": (theme.addb, theme.addl), "removed": (theme.delb, theme.dell),
        }  # fmt: skip
        if kind not in grounds:
            return
        ground, under = grounds[kind]
        high = self._set.ascent + self._set.descent
        top = line.y + (self._set.line - high) / 2
        thick = max(2.0, self._look.px(2))
        for left, right in self._set.stretches(line, placed.start, placed.end):
            box = QRectF(left - 1, top, right - left + 2, high)
            if below:
                painter.fillRect(box, ground)
                continue
            at = top + high * 0.55 if kind == "removed" else box.bottom()
            painter.fillRect(QRectF(box.left(), at, box.width(), thick if kind != "removed" else 1.0), under)

    # --- selection ----------------------------------------------------------------------------------------------------

    def selected_text(self) -> str:
        """The selection as it is shown: invisible controls are tags in it."""
        return self._set.piece(*sorted((self._anchor, self._cursor)))

    def select_all(self) -> None:
        self._anchor, self._cursor = 0, self._set.length()
        self.update()

    def copy(self) -> None:
        """Put the selection, or the page where nothing is selected, on the clipboard as plain text."""
        QGuiApplication.clipboard().setText(self.selected_text() or self._set.shown.text)

    def copy_safely(self) -> None:
        """The same, with addresses that no program turns into a link."""
        QGuiApplication.clipboard().setText(defanged(self.selected_text() or self._set.shown.text))

    def _unit(self, at: QPoint) -> int:
        return self._set.unit_at(self._setting(), at.x(), at.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._cursor = self._unit(event.position().toPoint())
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._anchor = self._cursor
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._cursor = self._unit(event.position().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._anchor == self._cursor:
            found = self._run_at(event.position().toPoint())
            if found is not None:
                self.hit_pressed.emit(found.number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        unit = self._unit(event.position().toPoint())
        line = next((found for found in self._setting().lines if found.start <= unit <= found.end), None)
        if line is None:
            return
        before = self._set.piece(line.start, line.end)
        at = len(self._set.piece(line.start, unit))
        for word in _WORD.finditer(before):
            if word.start() <= at < word.end() or (at == word.end() == len(before)):
                self._anchor = line.start + len(before[: word.start()].encode("utf-16-le")) // 2
                self._cursor = line.start + len(before[: word.end()].encode("utf-16-le")) // 2
        self.update()

    def _run_at(self, at: QPoint) -> Placed | None:
        return self._set.run_at(self._setting(), at.x(), at.y())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._run_at(event.pos())
            show_tooltip(self, event.globalPos(), found.run.words if found is not None else "", user=True)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._mine(event):
            event.accept()
            return True
        return super().event(event)

    def _mine(self, event: QKeyEvent) -> bool:
        """Keys that belong to the text while it has the focus; all others stay commands of the window."""
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll):
            return True
        if event.key() == Qt.Key.Key_Escape:
            return self._anchor != self._cursor
        return event.key() in _MOVES and event.modifiers() == Qt.KeyboardModifier.ShiftModifier

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif not self._mine(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._anchor = self._cursor
            self.update()
        else:
            self._cursor = self._moved(Qt.Key(event.key()))
            self.update()

    def _moved(self, key: Qt.Key) -> int:
        lines = [line for line in self._setting().lines if line.shown]
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = -1 if key == Qt.Key.Key_Left else 1
            low = self._set.units[2 * self._cursor + 1 : 2 * self._cursor + 2] if step > 0 else b""
            step = 2 if low and 0xD8 <= low[0] <= 0xDB else step
            return max(0, min(self._set.length(), self._cursor + step))
        at = next((n for n, line in enumerate(lines) if line.start <= self._cursor <= line.end), 0)
        if key == Qt.Key.Key_Home:
            return lines[at].start
        if key == Qt.Key.Key_End:
            return lines[at].end
        to = at + (1 if key == Qt.Key.Key_Down else -1)
        if to < 0:
            return 0
        if to >= len(lines):
            return self._set.length()
        return min(lines[to].end, lines[to].start + self._cursor - lines[at].start)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy")).triggered.connect(self.copy)
        menu.addAction(self.tr("Copy safely")).triggered.connect(self.copy_safely)
        menu.addAction(self.tr("Select all")).triggered.connect(self.select_all)
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if by_keyboard(event) and self._ring is None:
            self._ring = FocusRing(self._look, self, self._look.px(4))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._ring is not None:
            self._ring.remove()
            self._ring = None
