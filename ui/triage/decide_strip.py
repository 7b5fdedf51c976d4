"""The strip in place of the bar: which guideline, what will be done, what the author reads. Enter decides and goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from moderator.domain.action import Ability, ActionKind, Reversible
from moderator.domain.rows import CaseView, GuidelineRow, GuidelinesRow
from ui.theme import Look
from ui.triage import orders, wording
from ui.triage.message_box import MessageBox
from ui.triage.note import Sign
from ui.widgets.buttons import Button, ChoiceButton
from ui.widgets.chips import KeyCap, MarkWord
from ui.widgets.fields import Field
from ui.widgets.layout import Divider, Pane, caption
from ui.widgets.plain import label
from ui.widgets.toggles import Check, SegmentedControl

KEYED = 9
TYPED_ABOVE = 25
ICONS = {"remove": "remove", "warn": "note", "limit": "limit"}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ActionRow(QWidget):
    """One action that may be done: a check, where and how long, and how far it can be taken back."""

    toggled = Signal()

    def __init__(self, look: Look, ability: Ability, parent: QWidget) -> None:
        super().__init__(parent)
        self.ability = ability
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, look.px(3), 0, look.px(3))
        column.setSpacing(0)
        row.setSpacing(look.px(8))
        self.check = Check(look, wording.to_do(ability.kind), parent=self)
        self.check.setEnabled(ability.available)
        self.check.toggled.connect(self.toggled)
        row.addWidget(self.check)
        row.addStretch(1)
        if ability.available:
            row.addWidget(MarkWord(look, ability.reversible, role="note", parent=self))
        self.where = label(look, "", "small", "t3", wrap=True, parent=self)
        indent = QHBoxLayout()
        indent.setContentsMargins(look.px(24), 0, 0, 0)
        indent.addWidget(self.where)
        column.addLayout(row)
        column.addLayout(indent)
        if not ability.available:
            self.where.show_text(wording.explained(ability))

    def show_length(self, words: str) -> None:
        """Say where it holds and, for what is timed, how long and who ends it."""
        if self.ability.available:
            parts = [wording.scope(self.ability.scope)]
            if orders.is_timed(self.ability):
                parts = [words, *parts, wording.ends(self.ability.ends_by) if self.check.isChecked() else ""]
            self.where.show_text(" · ".join(part for part in parts if part))


class DecideStrip(Pane):
    """Filled by `begin`. `decided` carries a Choice, `left` comes when it is closed without one."""

    decided = Signal(object)
    left = Signal()
    refused = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "bg1", edges=("top",), parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._verb = "remove"
        self._views: tuple[CaseView, ...] = ()
        self._guidelines: GuidelinesRow | None = None
        self._grace = 8
        self._narrow = False
        self._rows: list[ActionRow] = []
        self._length = orders.FIRST_DURATION
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    # --- what is where ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        look = self._look
        self._icon = Sign(look, "remove", px=20, tone="ac", parent=self)
        self._title = label(look, "", "pane", "t1", elide=True, parent=self)
        self._hint = label(look, "", "small", "t3", elide=True, parent=self)
        self._back = Button(look, "", kind="quiet", size="small", key="Esc", parent=self)
        self._back.clicked.connect(self.leave)
        self._head = QHBoxLayout()
        for part in (self._icon, self._title):
            self._head.addWidget(part)
        self._head.addWidget(self._hint, 1)
        self._head.addWidget(self._back)
        self._choices = QWidget()
        self._left = QVBoxLayout(self._choices)
        self._grid = QGridLayout()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonToggled.connect(self._guideline_changed)
        self._what = caption(look, "", self._choices)
        self._acts = QGridLayout()
        self._lengths = SegmentedControl(look, parent=self._choices)
        self._lengths.chosen.connect(self._length_chosen)
        self._length_keys = QHBoxLayout()
        self._length_parts = (self._lengths, *(KeyCap(look, key, parent=self._choices) for key in "[]"))
        for length_part in self._length_parts:
            self._length_keys.addWidget(length_part)
        self._length_keys.addStretch(1)
        self._left.addLayout(self._grid)
        self._left.addWidget(self._what)
        self._left.addLayout(self._acts)
        self._left.addLayout(self._length_keys)
        self._left.addStretch(1)
        self.message = MessageBox(look, self)
        self.message.left.connect(self._message_left)
        self.message.decide_asked.connect(self.decide)
        self._body = QWidget(self)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._middle.addWidget(self._choices, 62)
        self._middle.addWidget(self.message, 38)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        self._scroll.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        self._build_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(Divider(look, parent=self))
        column.addWidget(self._scroll, 1)
        column.addWidget(Divider(look, parent=self))
        column.addLayout(self._foot)

    def _build_foot(self) -> None:
        look = self._look
        self._foot = QHBoxLayout()
        self._sum = MarkWord(look, Reversible.NEVER, " ", role="smallname", parent=self)
        self._sum.setMinimumWidth(1)  # in a narrow window it ends in dots
        self._rest = label(look, "", "small", "t2", elide=True, parent=self)
        self._typed = Field(look, "", high=32, parent=self)
        self._typed.setMaximumWidth(look.px(120))
        self._typed.textChanged.connect(self._sum_up)
        self._typed.returnPressed.connect(self.decide)
        self._soon = label(look, "", "small", "t2", elide=True, parent=self)
        self._soon.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.button = Button(look, "", kind="primary", size="strip", key="Enter", parent=self)
        self.button.clicked.connect(self.decide)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # its words are never cut
        self._foot.addWidget(self._sum)
        self._foot.addWidget(self._rest, 1)
        self._foot.addWidget(self._soon, 1)
        self._foot.addWidget(self._typed)
        self._foot.addWidget(self.button)

    def _restyle(self) -> None:
        look = self._look
        self._head.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(8))
        self._head.setSpacing(look.px(8))
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.setSpacing(look.px(4))
        self._grid.setSpacing(look.px(8))
        self._acts.setHorizontalSpacing(look.px(28))
        self._acts.setVerticalSpacing(0)
        self._grid.setContentsMargins(0, 0, 0, look.px(8))
        self._middle.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self._middle.setSpacing(look.px(24))
        self._foot.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        self._foot.setSpacing(look.px(12))
        self._typed.setMaximumWidth(look.px(120))

    # --- beginning ----------------------------------------------------------------------------------------------------

    def begin(
        self, verb: str, views: Sequence[CaseView], guidelines: GuidelinesRow, *, grace: int = 8, wide: int = 1000
    ) -> None:
        """Open for one case or for several. *wide* is the room there is, in pixels."""
        self._verb, self._views, self._guidelines, self._grace = verb, tuple(views), guidelines, grace
        self._length = orders.FIRST_DURATION
        look = self._look
        self._narrow = wide < look.px(760)
        way = QBoxLayout.Direction.TopToBottom if self._narrow else QBoxLayout.Direction.LeftToRight
        self._middle.setDirection(way)
        room = wide - look.px(32) if self._narrow else wide * 62 // 100 - look.px(40)
        self._fill_guidelines(guidelines, columns=max(1, min(3, room // look.px(150))))
        self._fill_actions(columns=2 if room >= look.px(440) else 1)
        self._icon.show_icon(ICONS[verb])
        self._typed.clear()
        self._typed.setVisible(len(self._views) > TYPED_ABOVE)
        self.retranslate()
        suggested = orders.suggested_guideline(self._views[0], guidelines)
        for button in self._group.buttons():
            button.setChecked(suggested is not None and self._guideline_of(button).id == suggested.id)
        self._guideline_changed()
        self._sum_up()
        self.show()
        self._fit()
        if not self._typed.isHidden():
            self._typed.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """As high as its content, but never more than two thirds of the room."""
        self._middle.invalidate()
        self._middle.activate()
        wide, parent = self.width(), self.parentWidget()
        wanted = self._middle.heightForWidth(wide) if self._middle.hasHeightForWidth() else self._middle.sizeHint().height()
        room = parent.height() if parent is not None else wanted
        self._scroll.setFixedHeight(max(self._look.px(120), min(wanted, room * 2 // 3 - self._look.px(110))))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _fill_guidelines(self, guidelines: GuidelinesRow, columns: int) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        for number, row in enumerate(guidelines.guidelines):
            key = str(number + 1) if number < KEYED else ""
            title = wording.title_of(row, self._look.language, row.id)
            button = ChoiceButton(self._look, title, key, severity=row.severity, parent=self._choices)
            self._group.addButton(button, number)
            self._grid.addWidget(button, number // columns, number % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _fill_actions(self, columns: int) -> None:
        for row in self._rows:
            self._acts.removeWidget(row)
            row.hide()
            row.deleteLater()
        view = self._views[0]
        ticked = orders.preset(view, self._verb)
        self._rows = []
        for number, ability in enumerate(orders.offered(view, self._verb)):
            row = ActionRow(self._look, ability, self._choices)
            row.check.setChecked(ability.available and ability.kind in ticked)
            row.toggled.connect(self._sum_up)
            self._acts.addWidget(row, number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
            self._rows.append(row)
        for column in (0, 1):
            self._acts.setColumnStretch(column, 1 if column < columns else 0)

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def _guideline_of(self, button: object) -> GuidelineRow:
        assert self._guidelines is not None
        return self._guidelines.guidelines[self._group.id(button)]  # type: ignore[arg-type]

    def guideline(self) -> GuidelineRow | None:
        """The guideline that is chosen."""
        button = self._group.checkedButton()
        return None if button is None else self._guideline_of(button)

    def chosen(self) -> list[Ability]:
        """The actions that are ticked."""
        return [row.ability for row in self._rows if row.check.isChecked()]

    def row_of(self, kind: ActionKind) -> ActionRow | None:
        return next((row for row in self._rows if row.ability.kind is kind), None)

    def _guideline_changed(self) -> None:
        found = self.guideline()
        self.message.show_for(self._views, found, self._look.language)
        self._sum_up()

    def choose(self, number: int) -> None:
        """Choose the guideline with that number key, 1 to 9."""
        button = self._group.button(number - 1)
        if button is not None and number <= KEYED:
            button.setChecked(True)

    def _length_chosen(self, key: str) -> None:
        self._length = int(key)
        self._sum_up()

    def _move_length(self, by: int) -> None:
        self._length = max(0, min(len(orders.DURATIONS) - 1, self._length + by))
        self._lengths.choose(str(self._length))
        self._sum_up()

    def _sum_up(self) -> None:
        """The line below: how many of the chosen actions cannot be taken back, and what is still missing."""
        chosen = self.chosen()
        words = wording.duration(orders.DURATIONS[self._length])
        for row in self._rows:
            row.show_length(words)
        timed = any(orders.is_timed(ability) for ability in chosen)
        for part in self._length_parts:
            part.setVisible(timed)
        never = orders.cannot_be_undone(chosen)
        numbers = {"n": never, "all": len(chosen)}
        said = self.tr("{n} of {all} cannot be taken back").format(**numbers) if never else self.tr("All can be taken back")
        if any(ability.reversible is Reversible.PARTLY for ability in chosen) and not never:
            self._sum.show_value(Reversible.PARTLY, self.tr("Not all can be taken back whole"))
        else:
            self._sum.show_value(Reversible.NEVER if never else Reversible.YES, said)
        self._sum.setVisible(bool(chosen))
        notice = any(ability.kind in orders.NOTICES for ability in chosen)
        self.message.show_sending(notice, [ability for ability in chosen if ability.kind in orders.NOTICES])
        missing = self.missing()
        self._rest.show_text(missing or self.tr("The text stays in the case."))
        self._rest.set_tone("s3" if missing else "t2")
        self._rest.setVisible(bool(missing) or not self._narrow)
        self._soon.setVisible(not self._narrow)
        soon = self.tr("%n second(s) to undo before anything is sent", "", self._grace)
        self._soon.show_text("" if missing else soon)
        if self.isVisible():
            self._fit()

    def missing(self) -> str:
        """What is still to be done before this can be decided; nothing when it is whole."""
        if self.guideline() is None:
            return self.tr("Choose the guideline that was broken")
        if not self.chosen():
            return self.tr("Choose at least one action")
        if any(ability.kind in orders.NOTICES for ability in self.chosen()) and not self.message.is_whole():
            return self.tr("Write what the author will read, or leave the notice out")
        if len(self._views) > TYPED_ABOVE and self._typed.text().strip() != str(len(self._views)):
            return self.tr("Type {n} to decide that many").format(n=len(self._views))
        return ""

    def decide(self) -> None:
        """Give the choice on, if it is whole; else say what is missing."""
        missing, guideline = self.missing(), self.guideline()
        if missing or guideline is None:
            self.refused.emit(missing)
            self._rest.show_text(missing)
            return
        kinds = tuple(ability.kind for ability in self.chosen())
        choice = orders.Choice(
            guideline, kinds, orders.DURATIONS[self._length], self.message.text(), self.message.language, self.message.edited
        )
        self.hide()
        self.decided.emit(choice)

    def leave(self) -> None:
        """Close without a decision."""
        self.hide()
        self.left.emit()

    def views(self) -> tuple[CaseView, ...]:
        return self._views

    @property
    def verb(self) -> str:
        return self._verb

    # --- keys ---------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # While it is open its keys are its own: no tool of the bar may run behind it.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() < Qt.Key.Key_F1 or event.key() in (Qt.Key.Key_Escape, *_ENTER):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in _ENTER:
            self.decide()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.choose(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._move_length(-1 if key == Qt.Key.Key_BracketLeft else 1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.hasFocus() and forward and self.message.can_edit():
            self.message.begin()
            return True
        return super().focusNextPrevChild(forward)

    def _message_left(self) -> None:
        self._sum_up()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- words --------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        count = len(self._views)
        people = len({view.author.id for view in self._views})
        if count > 1:
            by = self.tr("by %n author(s)", "", people)
            what = {
                "remove": self.tr("Remove %n post(s)", "", count),
                "warn": self.tr("Warn about %n post(s)", "", count),
                "limit": self.tr("Limit the authors of %n post(s)", "", count),
            }[self._verb]
            self._title.show_text(f"{what} {by}")
        else:
            titles = {
                "remove": self.tr("Breach: remove"),
                "warn": self.tr("Breach: warn"),
                "limit": self.tr("Breach: limit the author"),
            }
            self._title.show_text(titles[self._verb])
        self._hint.show_text(self.tr("which guideline? press 1–9"))
        self._back.setText(self.tr("Back"))
        self._what.show_text(self.tr("What will happen"))
        self._lengths.set_options([(str(n), wording.duration(length)) for n, length in enumerate(orders.DURATIONS)])
        self._lengths.choose(str(self._length))
        self._typed.set_words(self.tr("How many?"))
        self.button.setText(self.tr("Decide and next"))
        if self._views:
            self._sum_up()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
