"""A step whose end a person must say: violet and dashed when nobody knows, plain when the platform refused."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.action import ActionKind
from moderator.domain.enforcement import EnforcementState, Settle
from moderator.domain.rows import EnforcementRow
from ui.theme import Look
from ui.triage import wording
from ui.triage.note import StateMark
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.layout import FlowLayout
from ui.widgets.plain import label

_ADDITIVE = (ActionKind.WARN, ActionKind.MESSAGE, ActionKind.FORWARD)
_WAYS = ((Settle.ARRIVED, "1"), (Settle.AGAIN, "2"), (Settle.LEAVE, "3"))


class TroubleCard(QWidget):
    """Says what is not known and offers the three answers, each with its key. `settled` carries a Settle's value."""

    settled = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.step: EnforcementRow | None = None
        self._sign = StateMark(look, EnforcementState.UNKNOWN, px=20, parent=self)
        self._title = label(look, "", "strong", "t1", wrap=True, parent=self)
        self._text = label(look, "", "base", "t2", wrap=True, parent=self)
        self._flow = FlowLayout(look, gap=8)
        self.buttons: dict[Settle, Button] = {}
        for way, key in _WAYS:
            kind = "quiet" if way is Settle.LEAVE else "secondary"
            button = Button(look, "", kind=kind, size="small", key=key, parent=self)
            # the button goes with the card, so a bound argument keeps nothing alive
            button.clicked.connect(partial(self.settled.emit, way.value))
            self.buttons[way] = button
            self._flow.addWidget(button)
        self._row, self._column = QHBoxLayout(self), QVBoxLayout()
        side = QVBoxLayout()
        side.addWidget(self._sign)
        side.addStretch()
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        self._column.addLayout(self._flow)
        self._row.addLayout(side)
        self._row.addLayout(self._column, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        self._row.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(14))
        self._row.setSpacing(look.px(12))
        self._column.setSpacing(look.px(2))
        self._flow.setContentsMargins(0, look.px(10), 0, 0)
        self.update()

    def show_step(self, step: EnforcementRow, author: str, language: str) -> None:
        """Say what happened to *step*, which was about *author*."""
        self.step = step
        self._sign.show_state(step.state)
        at, what = wording.moment(step.at, language, seconds=True), wording.done(step.kind)
        twice = step.kind in _ADDITIVE
        if step.state is EnforcementState.UNKNOWN:
            title = self.tr("We do not know whether it arrived: {what}")
            text = self.tr("Sent for {author} at {at}; no answer came, and it cannot be read back.")
            after = self.tr("It will not be sent again unless you say so.")
        else:
            title = self.tr("The platform refused it: {what}")
            text = self.tr("For {author} at {at}: {why}.")
            after = self.tr("What was decided beside it stands.")
        said = text.format(author=author, at=at, why=wording.why_refused(step) or "–")
        self._title.show_text(title.format(what=what))
        self._text.show_user_text(f"{said} {after}")
        again = self.tr("Send again, may arrive twice") if twice else self.tr("Send again")
        words = {Settle.ARRIVED: self.tr("It arrived"), Settle.AGAIN: again, Settle.LEAVE: self.tr("Leave it")}
        for way, button in self.buttons.items():
            button.setText(words[way])
        self.setAccessibleName(title.format(what=what))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, theme = QPainter(self), self._look, self._look.theme
        box = self.rect().toRectF()
        if self._sign.state is EnforcementState.UNKNOWN:
            paint.dashed(painter, box, look.px(8), theme.unkt, theme.unk)
        else:
            paint.plate(painter, box, look.px(8), theme.reft, theme.line2)
