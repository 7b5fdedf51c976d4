"""What happened, on one axis: time, sign, who and what, and below it the words. Kinds can be left out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.enforcement import EnforcementState
from moderator.domain.incident_rows import TimelineKind, TimelineRow
from ui.incidents import wording
from ui.incidents.sentences import Sentence, sentence
from ui.theme import Look
from ui.widgets import marks, paint
from ui.widgets.buttons import Button
from ui.widgets.control import Control
from ui.widgets.icons import draw_icon
from ui.widgets.layout import FlowLayout, caption
from ui.widgets.plain import label

FILTERS = (
    TimelineKind.DECISIONS, TimelineKind.RULES, TimelineKind.PLATFORMS, TimelineKind.NOTES, TimelineKind.HANDOVERS,
)  # fmt: skip
_STATES = {"conf": EnforcementState.CONFIRMED, "ref": EnforcementState.REFUSED}


class _Toggle(Control):
    """A kind of entry that is shown or not."""

    radius = 4

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "", parent)
        self.setCheckable(True)
        self.setChecked(True)

    def sizeHint(self) -> QSize:
        look = self._look
        return QSize(round(paint.width(look.font("small"), self._words)) + look.px(32), look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter, box = self._look, self.theme, QPainter(self), QRectF(self.rect())
        on = self.isChecked()
        paint.plate(painter, box, look.px(4), self._ground(None), theme.line2)
        side = look.px(12)
        if on:
            draw_icon(painter, "approve", look.px(7), round(box.center().y() - side / 2), side, theme.t2)
        words = QRectF(look.px(24), 0, box.width() - look.px(28), box.height())
        paint.words(painter, words, look.font("small"), theme.t2 if on else theme.t3, self._words)


class _Sign(QWidget):
    """The disc on the axis, and the axis itself."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._icon, self._tone, self._last = look, "info", "t2", False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_sign(self, icon: str, tone: str, last: bool) -> None:
        self._icon, self._tone, self._last = icon, tone, last
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(28), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, disc = self._look, QPainter(self), self._look.px(24)
        x = (self.width() - disc) / 2
        if not self._last:
            painter.fillRect(QRectF(self.width() / 2 - 0.75, disc, 1.5, self.height() - disc), look.theme.line2)
        ground = look.theme.bg3 if look.theme.dark else look.theme.well
        paint.plate(painter, QRectF(x, 0, disc, disc), disc / 2, ground)
        side = look.px(14)
        draw_icon(painter, self._icon, x + (disc - side) / 2, (disc - side) / 2, side, look.colour(self._tone))


class _Mark(QWidget):
    """Whether everything has its effect."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._state = look, EnforcementState.CONFIRMED
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mark(self, name: str) -> None:
        self.setVisible(bool(name))
        self._state = _STATES.get(name, EnforcementState.CONFIRMED)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(20), self._look.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        marks.draw(QPainter(self), marks.of(self._state), 0, 1, self._look.theme, self._look.px(14))


class Entry(QWidget):
    """One row. `corrected` carries the id of a note that somebody wants to correct."""

    corrected = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._id = 0
        self._time = label(look, "", "time", "t3", parent=self)
        self._sign = _Sign(look, self)
        self._actor = label(look, "", "strong", "t1", parent=self)
        self._words = label(look, "", "base", "t1", elide=True, parent=self)
        self._right = label(look, "", "small", "t3", parent=self)
        self._mark = _Mark(look, self)
        self._detail = label(look, "", "small", "t2", wrap=True, parent=self)
        self.correct = Button(look, "", kind="link", parent=self)
        self.correct.clicked.connect(self._correct)
        row, self._body = QHBoxLayout(self), QVBoxLayout()
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(look.px(5))
        first.addWidget(self._actor)
        first.addWidget(self._words, 1)
        first.addWidget(self.correct)
        first.addWidget(self._right)
        second.setSpacing(0)
        second.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self._detail, 1)
        self._body.addLayout(first)
        self._body.addLayout(second)
        for part in (self._time, self._sign):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop) if part is self._time else row.addWidget(part)
        row.addLayout(self._body, 1)
        row.setContentsMargins(0, 0, 0, 0)
        self._row, self._first = row, first
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        high = look.px(24)
        self._time.setFixedWidth(look.px(48))
        self._time.setFixedHeight(high)
        self._row.setSpacing(0)
        self._body.setContentsMargins(look.px(12), 0, 0, look.px(8))
        self._body.setSpacing(0)
        for part in (self._actor, self._words, self._right):
            part.setFixedHeight(high)

    def show_row(self, row: TimelineRow, said: Sentence, now: int, language: str, last: bool) -> None:
        self._id = row.id
        same_day = wording.moment(row.at, now, language) == wording.clock(row.at, language)
        self._time.show_text(wording.clock(row.at, language) if same_day else wording.moment(row.at, now, language).split()[0])
        self._sign.show_sign(said.icon, said.tone, last)
        self._actor.setVisible(bool(said.actor))
        self._actor.show_user_text(said.actor)
        self._words.show_user_text(said.words)
        self._right.show_user_text(said.right)
        self._mark.show_mark(said.mark)
        (self._detail.show_user_text if said.user else self._detail.show_text)(said.detail)
        self._detail.set_tone("conf" if said.mark == "conf" else "ref" if said.mark == "ref" else "t1" if row.event == "note" else "t2")
        self._detail.setVisible(bool(said.detail))
        self.correct.setVisible(row.event == "note")
        self.correct.setText(self.tr("Correct"))
        when = wording.date(row.at, language)
        self.setAccessibleName(". ".join(part for part in (when, said.plain(), said.detail, said.right) if part))

    def _correct(self) -> None:
        self.corrected.emit(self._id)


class TimelineList(QWidget):
    """`corrected` carries the id of a note."""

    corrected = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: tuple[TimelineRow, ...] = ()
        self._items: Mapping[str, str] = {}
        self._now = 0
        self._entries: list[Entry] = []
        self._caption = caption(look, "", self)
        self._head = QWidget(self)
        flow = FlowLayout(look, self._head, gap=8, line_gap=4)
        flow.addWidget(self._caption)
        self.toggles = {kind: _Toggle(look, self._head) for kind in FILTERS}
        for toggle in self.toggles.values():
            flow.addWidget(toggle)
            toggle.toggled.connect(self._fill)
        self._none = label(look, "", "base", "t3", parent=self)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._head)
        self._column.addWidget(self._none)
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self.retranslate()
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(look.px(28), look.px(12), look.px(28), look.px(12))
        self._column.setSpacing(look.px(12))

    def retranslate(self) -> None:
        self._caption.show_text(self.tr("Timeline"))
        self._none.show_text(self.tr("Nothing of these kinds happened."))
        words = {
            TimelineKind.DECISIONS: self.tr("Decisions"),
            TimelineKind.RULES: self.tr("Guidelines"),
            TimelineKind.PLATFORMS: self.tr("Platforms"),
            TimelineKind.NOTES: self.tr("Notes"),
            TimelineKind.HANDOVERS: self.tr("Hand-overs"),
        }
        for kind, toggle in self.toggles.items():
            toggle.setText(words[kind])
        self._fill()

    def show_rows(self, rows: tuple[TimelineRow, ...], items: Mapping[str, str], now: int) -> None:
        self._rows, self._items, self._now = rows, items, now
        self._fill()

    def shown(self) -> list[TimelineRow]:
        """The rows of the kinds that are on."""
        return [row for row in self._rows if row.kind not in self.toggles or self.toggles[row.kind].isChecked()]

    def _fill(self) -> None:
        rows, language = self.shown(), self._look.language
        while len(self._entries) < len(rows):
            entry = Entry(self._look, self)
            entry.corrected.connect(self.corrected)
            self._list.addWidget(entry)
            self._entries.append(entry)
        for n, entry in enumerate(self._entries):
            entry.setVisible(n < len(rows))
            if n < len(rows):
                entry.show_row(rows[n], sentence(rows[n], self._items, language), self._now, language, n == len(rows) - 1)
        self._none.setVisible(not rows)
