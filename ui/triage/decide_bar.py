"""The tools below the case: each with its key and, before it is pressed, how far it can be taken back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from moderator.domain.action import Reversible
from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import CaseView, DecisionRow
from ui.actions import Actions
from ui.theme import Look
from ui.triage import orders
from ui.widgets.buttons import ActionButton, Button
from ui.widgets.layout import FlowLayout, Pane

VERBS = (("no-breach", ""), ("remove", "remove"), ("warn", "warn"), ("limit", "limit"))
QUIET = ("escalate", "snooze", "note", "skip")
_NOT_SENT = frozenset({EnforcementState.WAITING, EnforcementState.REFUSED, EnforcementState.CANCELLED})
DECIDING = ("no-breach", "remove", "warn", "limit", "escalate", "snooze")


def way_back(decision: DecisionRow) -> Reversible:
    """How far a decision can be taken back now: whole while nothing of it was sent."""
    gone = [step for step in decision.enforcements if not step.lift and step.state not in _NOT_SENT]
    never = [step for step in gone if step.reversible is Reversible.NEVER]
    if not gone or all(step.reversible is Reversible.YES for step in gone):
        return Reversible.YES
    return Reversible.NEVER if len(never) == len(gone) else Reversible.PARTLY


class DecideBar(Pane):
    """Its buttons only give the commands; `explained` carries why one of them cannot be used."""

    explained = Signal(str)

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(look, "bg1", edges=("top",), parent=parent)
        self._actions = actions
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._view: CaseView | None = None
        self._why = ""
        self._picked = 0
        self._standing: DecisionRow | None = None
        self.tools: dict[str, ActionButton] = {}
        self.quiet: dict[str, Button] = {}
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._tools = FlowLayout(look, gap=8)
        self._rest = QWidget(self)
        self._moves = FlowLayout(look, self._rest, gap=0, line_gap=0)
        for command, _ in VERBS:
            button = ActionButton(look, "", actions.key(command), parent=self)
            button.clicked.connect(actions[command].trigger)
            button.explained.connect(self.explained)
            self.tools[command] = button
            self._tools.addWidget(button)
        self.back = ActionButton(look, "", actions.key("undo"), parent=self)
        self.back.clicked.connect(actions["undo"].trigger)
        self.back.explained.connect(self.explained)
        self._tools.addWidget(self.back)
        for command in QUIET:
            quiet = Button(look, "", kind="quiet", size="small", key=actions.key(command), parent=self)
            quiet.clicked.connect(actions[command].trigger)
            self.quiet[command] = quiet
            self._moves.addWidget(quiet)
        self._across.addLayout(self._tools)
        self._across.addStretch(1)
        self._across.addWidget(self._rest)
        look.changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        self._across.setContentsMargins(look.px(16), look.px(12), look.px(12), look.px(12))
        self._across.setSpacing(look.px(8))
        self._arrange()

    def _arrange(self) -> None:
        """One line where it fits; else the moves go below the tools."""
        look = self._look
        needed = self._tools.sizeHint().width() + self._moves.sizeHint().width() + look.px(16 + 12 + 8)
        fits = needed <= self.width()
        way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if way != self._across.direction():
            self._across.setDirection(way)
        middle = Qt.AlignmentFlag.AlignVCenter if fits else Qt.AlignmentFlag(0)
        self._across.setAlignment(self._rest, middle)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def show_case(self, view: CaseView | None, why_not: str = "", standing: DecisionRow | None = None) -> None:
        """Say what the tools would do about *view*. *why_not* holds for all of them, such as a colleague's claim.

        *standing* is the decision that holds, where there is one: then only the way back is offered.
        """
        self._view, self._why, self._standing = view, why_not, standing
        self._fill()

    def show_picked(self, count: int) -> None:
        """*count* cases are picked: what can be done is judged case by case then, not by the one in hand."""
        if bool(count) != bool(self._picked):
            self._picked = count
            self._fill()
        self._picked = count

    def _fill(self) -> None:
        view, why = self._view, "" if self._picked else self._why
        self.back.setVisible(self._standing is not None)
        if self._standing is not None:
            self.back.show_state(reversible=way_back(self._standing))
        marked = False  # one suggestion is help, three are noise
        for command, verb in VERBS:
            button = self.tools[command]
            button.setVisible(self._standing is None)
            button.setEnabled(view is not None)
            if view is None:
                button.show_state()
                self._actions.allow(command, self.tr("No case is in hand"))
                continue
            if verb:
                tool = orders.tool(view, verb)
                reason = why or ("" if self._picked else tool.reason)
                suggested = tool.suggested and not reason and not marked
                marked = marked or suggested
                button.show_state(reversible=tool.reversible, suggested=suggested, reason=reason)
            else:
                reason = why
                button.show_state(reversible=Reversible.YES, reason=reason)
            self._actions.allow(command, reason)
        for command in QUIET:
            reason = self.tr("No case is in hand") if view is None and command != "skip" else ""
            if command in DECIDING and why:
                reason = why
            self.quiet[command].setEnabled(not reason)
            self.quiet[command].setVisible(self._standing is None or command not in DECIDING)
            self._actions.allow(command, reason)
        self._arrange()

    def retranslate(self) -> None:
        words = {
            "no-breach": self.tr("No breach"),
            "remove": self.tr("Remove"),
            "warn": self.tr("Warn"),
            "limit": self.tr("Limit author"),
            "escalate": self.tr("Escalate"),
            "snooze": self.tr("Later"),
            "note": self.tr("Note"),
            "skip": self.tr("Skip"),
        }
        self.back.setText(self.tr("Take the decision back"))
        for command, button in (*self.tools.items(), *self.quiet.items()):
            button.setText(words[command])
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
