"""The short strip of *Later*: when the case comes back. A number chooses and goes on, Escape leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from moderator.domain.case import HOUR
from ui.theme import Look
from ui.triage import wording
from ui.widgets.buttons import Button, ChoiceButton
from ui.widgets.layout import FlowLayout, Pane
from ui.widgets.plain import label

MORNING = 9  # o'clock


def times(now: int) -> list[int]:
    """When a case may come back (µs): in an hour, in four, tomorrow morning, in a week in the morning."""
    here = datetime.fromtimestamp(now / 1_000_000).astimezone()
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    days = [morning + timedelta(days=days) for days in (1, 7)]
    return [now + HOUR, now + 4 * HOUR, *(int(day.timestamp()) * 1_000_000 for day in days)]


class LaterStrip(Pane):
    """`chosen` carries the number of the time that was chosen, `left` comes when none was."""

    chosen = Signal(int)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "bg1", edges=("top",), parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._times: list[int] = []
        self._title = label(look, "", "pane", "t1", parent=self)
        self._flow = FlowLayout(look, gap=8)
        self.buttons = [ChoiceButton(look, "", str(n), parent=self) for n in range(1, 5)]
        for number, button in enumerate(self.buttons):
            button.setCheckable(False)
            # the button goes with the strip, so a bound argument keeps nothing alive
            button.clicked.connect(partial(self._choose, number))
            self._flow.addWidget(button)
        self._back = Button(look, "", kind="quiet", size="small", key="Esc", parent=self)
        self._back.clicked.connect(self.leave)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title)
        self._row.addLayout(self._flow, 1)
        self._row.addWidget(self._back)
        look.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()
        self.hide()

    def _restyle(self) -> None:
        look = self._look
        self._row.setContentsMargins(look.px(16), look.px(20), look.px(12), look.px(20))
        self._row.setSpacing(look.px(16))

    def begin(self, now: int) -> None:
        self._times = times(now)
        for button, at in zip(self.buttons, self._times, strict=True):
            button.setText(wording.coming(at, now, self._look.language))
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def time(self, number: int) -> int:
        return self._times[number]

    def _choose(self, number: int) -> None:
        self.hide()
        self.chosen.emit(number)

    def leave(self) -> None:
        self.hide()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.modifiers() == Qt.KeyboardModifier.NoModifier and event.key() < Qt.Key.Key_F1:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif 0 <= number < len(self.buttons):
            self._choose(number)
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Comes back"))
        self._back.setText(self.tr("Back"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
