"""The way of an incident: open, contained, watching, closed. Each step can be pressed where there is a way to it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from moderator.domain.incident import STEPS, IncidentState, may_become
from ui.incidents import wording
from ui.theme import Look
from ui.widgets import paint
from ui.widgets.control import Control


class _Step(Control):
    radius = 4

    def __init__(self, look: Look, state: IncidentState, parent: QWidget) -> None:
        self.state = state
        self._here, self._reached, self._detail, self._key = False, False, "", ""
        super().__init__(look, wording.state(state), parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, here: bool, reached: bool, detail: str, key: str) -> None:
        self._here, self._reached, self._detail, self._key = here, reached, detail, key
        self.setText(wording.state(self.state))
        self._restyle()
        self.update()

    def spoken(self) -> str:
        return ", ".join(part for part in (self._words, self.tr("now") if self._here else "", self._detail, self._key) if part)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self.theme, QPainter(self)
        bar = QRectF(0, 0, self.width(), look.px(4))
        paint.plate(painter, bar, look.px(2), theme.ac if self._here else theme.acl if self._reached else theme.line)
        x, font = 0.0, look.font("strong" if self._here else "base")
        live = self.isEnabled() and not self._here
        tone = theme.t1 if self._here or (live and self.underMouse()) else theme.t3
        box = QRectF(0, look.px(8), self.width(), look.px(24))
        wide = min(paint.width(font, self._words) + 1, box.width())
        paint.words(painter, QRectF(x, box.y(), wide, box.height()), font, tone, self._words)
        x += wide + look.px(6)
        if self._detail:
            paint.words(painter, box.adjusted(x, 0, 0, 0), look.font("time"), theme.t3, self._detail)
        elif self._key and live:
            paint.draw_key(painter, look, x, box.center().y(), self._key)


class Steps(QWidget):
    """`asked` carries the state that somebody wants."""

    asked = Signal(object)

    def __init__(self, look: Look, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.parts = {state: _Step(look, state, self) for state in STEPS}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in self.parts.values():
            row.addWidget(part)
            part.clicked.connect(self._clicked)

    def show_state(self, state: IncidentState, detail: str) -> None:
        """*detail* says since when the state holds."""
        at = STEPS.index(state) if state in STEPS else -1
        for n, part in enumerate(self.parts.values()):
            part.setEnabled(part.state in may_become(state) or part.state is state)
            following = state in STEPS and n == at + 1
            part.show_step(part.state is state, n <= at, detail if part.state is state else "", self._key if following else "")

    def _clicked(self) -> None:
        part = self.sender()
        if isinstance(part, _Step):
            self.asked.emit(part.state)


def following(state: IncidentState) -> IncidentState | None:
    """The next step on the way; None at its end."""
    if state is IncidentState.PROPOSED:
        return IncidentState.OPEN
    at = STEPS.index(state) if state in STEPS else len(STEPS)
    return STEPS[at + 1] if at + 1 < len(STEPS) else None
