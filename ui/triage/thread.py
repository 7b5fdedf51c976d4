"""What stands around the post that is judged: posts before and after it, and the row that folds the rest away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.rows import ThreadRow
from ui.theme import Look
from ui.triage import wording
from ui.triage.card_rows import Pool
from ui.widgets import paint
from ui.widgets.chips import Avatar
from ui.widgets.control import Control
from ui.widgets.icons import draw_icon
from ui.widgets.plain import label
from ui.widgets.post_view import PostView

SHOWN = 3  # posts on each side that are in sight without asking


class ThreadPost(QWidget):
    """One post beside the judged one."""

    def __init__(self, look: Look, *, side: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._side = look, side
        self._across = QHBoxLayout(self)
        column = QVBoxLayout()
        self._avatar = Avatar(look, "", side=side, parent=self)
        column.addWidget(self._avatar)
        column.addStretch()
        self._column, self._head = QVBoxLayout(), QHBoxLayout()
        self._name = label(look, "", "name", "t1", elide=True, parent=self)
        self._when = label(look, "", "time", "t3", parent=self)
        self._files = label(look, "", "small", "t3", parent=self)
        for part in (self._name, self._when, self._files):
            self._head.addWidget(part)
        self._head.addStretch()
        self.text = PostView(look, role="base", tone="t2", parent=self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.text)
        self._across.addLayout(column)
        self._across.addLayout(self._column, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_row(self, row: ThreadRow, now: int) -> None:
        self._avatar.show_name(row.author, row.handle)
        self._name.show_user_text(row.author)
        self._when.show_text(wording.day(row.at, now, self._look.language))
        self._files.setVisible(bool(row.attachments))
        if row.attachments:
            self._files.show_text(self.tr("%n file(s)", "", row.attachments))
        self.text.show_post(row.text)

    def _restyle(self) -> None:
        look = self._look
        self._across.setContentsMargins(look.px(12) if self._side == 24 else 0, 0, 0, 0)
        self._across.setSpacing(look.px(12))
        self._column.setSpacing(look.px(2))
        self._head.setSpacing(look.px(6))


class FoldRow(Control):
    """A quiet bar that opens what is folded away below it."""

    radius = 8

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self._state = ""
        super().__init__(look, "", parent)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setCheckable(True)

    def show_words(self, words: str, state: str) -> None:
        """*state* is what a press does, such as "open"; empty when nothing is folded."""
        self._state = state
        self.setText(words)
        self.setAccessibleName(f"{words}, {state}" if state else words)
        self.setEnabled(bool(state))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(240), self._look.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter, box = self._look, self.theme, QPainter(self), QRectF(self.rect())
        ground = self._ground(theme.bg1)
        paint.plate(painter, box, look.px(8), ground, theme.line)
        side, middle = look.px(18), box.center().y()
        draw_icon(painter, "thread", look.px(12), round(middle - side / 2), side, theme.t3)
        right = box.right() - look.px(12)
        if self._state:
            arrow = look.px(16)
            draw_icon(painter, "up" if self.isChecked() else "down", right - arrow, round(middle - arrow / 2), arrow, theme.t3)
            wide = paint.width(look.font("small"), self._state) + 1
            right -= arrow + look.px(8) + wide
            paint.words(painter, QRectF(right, 0, wide, box.height()), look.font("small"), theme.t3, self._state)
        left = look.px(12) + side + look.px(8)
        room = QRectF(left, 0, right - left - look.px(8), box.height())
        paint.words(painter, room, look.font("base"), theme.t1, self.text())


class Thread(QWidget):
    """Posts on one side of the judged one. `unfolded` tells that somebody opened or closed the rest."""

    unfolded = Signal()

    def __init__(self, look: Look, *, before: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._before = look, before
        self._rows: tuple[ThreadRow, ...] = ()
        self._now = 0
        self._column = QVBoxLayout(self)
        self._posts: Pool[ThreadPost] = Pool(self._make, self._column.addWidget)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.fold = FoldRow(look, self)
        self.fold.clicked.connect(self._toggle)
        self._column.addWidget(self.fold)
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_rows((), 0)

    def _make(self) -> ThreadPost:
        return ThreadPost(self._look, side=28 if self._before else 24, parent=self)

    def show_rows(self, rows: Sequence[ThreadRow], now: int) -> None:
        """Show these posts, oldest first. The same rows again change nothing."""
        if tuple(rows) == self._rows and self._rows:
            return
        self._rows, self._now = tuple(rows), now
        self.fold.setChecked(False)
        self._fill()

    def _in_sight(self) -> tuple[ThreadRow, ...]:
        if self.fold.isChecked():
            return self._rows
        if not self._before:
            return self._rows[:SHOWN]
        parents = tuple(row for row in self._rows if row.parent)
        return parents or self._rows[-1:]

    def _fill(self) -> None:
        self._posts.begin()
        for row in self._in_sight():
            self._posts.next().show_row(row, self._now)
        self._posts.end()
        self.retranslate()
        self.setVisible(bool(self._rows))

    def speak(self) -> None:
        """The language changed: the times of the posts are words, too."""
        if self._rows:
            self._fill()
        self.retranslate()

    def retranslate(self) -> None:
        hidden = len(self._rows) - len(self._in_sight())
        state = self.tr("fold") if self.fold.isChecked() else self.tr("open") if hidden else ""
        if self._before:
            words = self.tr("%n earlier post(s)", "", len(self._rows) if self.fold.isChecked() else hidden)
            self.fold.setVisible(bool(state))
        else:
            words = self.tr("%n later post(s)", "", len(self._rows))
            self.fold.setVisible(bool(self._rows))
        self.fold.show_words(words, state)

    def _toggle(self) -> None:
        self._fill()
        self.unfolded.emit()

    def _restyle(self) -> None:
        self._column.setSpacing(self._look.px(14))
