"""How an incident goes on and ends: the next step with its time, the checklist, the outcome, what to change."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QEvent, QObject, Qt, QTime, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.incident import IncidentState, Outcome
from moderator.domain.incident_rows import IncidentView
from ui.actions import Actions
from ui.incidents import wording
from ui.incidents.counted import counted
from ui.incidents.forms import Choices
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.chips import Avatar
from ui.widgets.fields import Field, TextArea
from ui.widgets.layout import Card, Divider, Pane, caption
from ui.widgets.plain import Label, label, set_tooltip
from ui.widgets.toggles import Check

WIDTH = 380
TIMES = {"30": 30 * MINUTE, "60": HOUR, "240": 4 * HOUR}


class ResolutionPane(Pane):
    """Each signal carries what somebody wants to be so; nothing here changes anything."""

    next_set = Signal(str, object)  # words, and by when (µs) or None
    checked = Signal(str, bool)
    outcome_set = Signal(object, str)  # an Outcome or None, and a line
    lesson_set = Signal(str)
    close_asked = Signal()
    open_asked = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(look, "bg1", edges=("left",), parent=parent)
        self._actions = actions
        self.view: IncidentView | None = None
        self._now = 0
        self._checks: list[tuple[QWidget, Check, Label]] = []
        self._build_next()
        self._build_checks()
        self._build_outcome()
        self._build_frame()
        look.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    # --- what is where --------------------------------------------------------------------------------------------------

    def _build_next(self) -> None:
        look = self._look
        self._page = Pane(look, "bg1")
        self._page.setObjectName("page")
        self._next_caption = caption(look, "", self._page)
        self._card = Card(look, "bg3", edge="line2", parent=self._page)
        self._next_words = label(look, "", "name", "t1", wrap=True, parent=self._card)
        self._next_avatar = Avatar(look, "?", side=20, parent=self._card)
        self._next_by = label(look, "", "base", "t2", parent=self._card)
        self._next_due = label(look, "", "base", "s2", parent=self._card)
        card, below = QVBoxLayout(self._card), QHBoxLayout()
        card.addWidget(self._next_words)
        below.addWidget(self._next_avatar)
        below.addWidget(self._next_by)
        below.addStretch(1)
        below.addWidget(self._next_due)
        card.addLayout(below)
        self._card_layout = card
        self.change = Button(look, "", size="small", key=self._actions.key("next-step"), parent=self._page)
        self.change.clicked.connect(self._actions["next-step"].trigger)
        self._form = QWidget(self._page)
        self.next_field = Field(look, "", parent=self._form)
        self.next_time = Choices(look, "", self._form)
        self.save = Button(look, "", kind="primary", size="small", key="↵", parent=self._form)
        self.leave = Button(look, "", kind="quiet", size="small", parent=self._form)
        form, buttons = QVBoxLayout(self._form), QHBoxLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.addWidget(self.next_field)
        form.addWidget(self.next_time)
        buttons.addWidget(self.save)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        form.addLayout(buttons)
        self._form.hide()
        self.next_field.returnPressed.connect(self._save_next)
        self.save.clicked.connect(self._save_next)
        self.leave.clicked.connect(self._end_next)

    def _build_checks(self) -> None:
        self._check_caption = caption(self._look, "", self._page)
        self._check_count = label(self._look, "", "time", "t3", parent=self._page)
        self._check_list = QVBoxLayout()
        self._check_list.setSpacing(0)

    def _build_outcome(self) -> None:
        look = self._look
        self._outcome_caption = caption(look, "", self._page)
        self.outcome = Choices(look, "", self._page)
        self.outcome_text = Field(look, "", parent=self._page)
        self._lesson_caption = caption(look, "", self._page)
        self.lesson = TextArea(look, "", lines=3, parent=self._page)
        self.outcome.chosen.connect(self._outcome_chosen)
        self.outcome_text.editingFinished.connect(self._outcome_written)
        self.lesson.editor.installEventFilter(self)

    def _build_frame(self) -> None:
        look = self._look
        self._head = Pane(look, "bg1", edges=("bottom", "left"), parent=self)
        self._title = label(look, "", "strong", "t1", parent=self._head)
        self._saved = label(look, "", "time", "t3", parent=self._head)
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self._title, 1)
        self._head_row.addWidget(self._saved)
        self._foot = Pane(look, "bg1", edges=("top", "left"), parent=self)
        self._missing = label(look, "", "small", "t2", wrap=True, parent=self._foot)
        self.close_button = Button(look, "", kind="primary", parent=self._foot)
        self.close_button.clicked.connect(self._close)
        self._foot_row = QHBoxLayout(self._foot)
        self._foot_row.addWidget(self._missing, 1)
        self._foot_row.addWidget(self.close_button)
        head = QHBoxLayout()
        head.addWidget(self._check_caption, 1)
        head.addWidget(self._check_count)
        self._blocks: list[QVBoxLayout] = []
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for parts in (
            (self._next_caption, self._card, self.change, self._form),
            (head, self._check_list),
            (self._outcome_caption, self.outcome, self.outcome_text, self._lesson_caption, self.lesson),
        ):
            block = QVBoxLayout()
            for part in parts:
                if isinstance(part, QWidget):
                    block.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if part is self.change else Qt.AlignmentFlag(0))
                else:
                    block.addLayout(part)
            self._blocks.append(block)
            column.addLayout(block)
            column.addWidget(Divider(look, parent=self._page))
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._page)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._foot)

    def _restyle(self) -> None:
        look = self._look
        self.setFixedWidth(min(look.px(WIDTH), 520))
        self._head.setFixedHeight(look.px(48))
        self._head_row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        self._foot_row.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(14))
        self._foot_row.setSpacing(look.px(8))
        self._card_layout.setContentsMargins(look.px(14), look.px(12), look.px(14), look.px(12))
        self._card_layout.setSpacing(look.px(8))
        for block in self._blocks:
            block.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
            block.setSpacing(look.px(8))

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Resolution"))
        self._next_caption.show_text(self.tr("Next step"))
        self.next_field.set_words(self.tr("What is to be done next"))
        self.save.setText(self.tr("Save"))
        self.leave.setText(self.tr("Leave"))
        self._outcome_caption.show_text(self.tr("Outcome"))
        self.outcome_text.set_words(self.tr("In one line: how it ended"))
        self._lesson_caption.show_text(self.tr("What to change in the guidelines"))
        self.lesson.set_words(self.tr("Which guideline, and what it should say"))
        self.outcome.set_options([(one.value, wording.outcome(one)) for one in Outcome])
        self._say_times()
        if self.view is not None:
            self.show_view(self.view, self._now)

    def _say_times(self) -> None:
        minutes = self.tr("in {n} min").format(n=30)
        hours = self.tr("in {n} h")
        self.next_time.set_options(
            [
                ("30", minutes), ("60", hours.format(n=1)), ("240", hours.format(n=4)),
                ("tomorrow", self.tr("tomorrow 9:00")), ("days", self.tr("in 3 days")), ("none", self.tr("no time")),
            ],
            self.next_time.current() or "60",
        )  # fmt: skip

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- what is shown --------------------------------------------------------------------------------------------------

    def show_view(self, view: IncidentView, now: int) -> None:
        other = self.view is None or self.view.row.id != view.row.id
        self.view, self._now = view, now
        row, language = view.row, self._look.language
        if other:
            self._form.hide()
        self._saved.show_text(self.tr("saved {time}").format(time=wording.moment(view.saved_at, now, language)))
        self._show_next(view)
        self._show_checks(view, now)
        self.outcome.choose(row.outcome.value if row.outcome else "")
        if other or not self.outcome_text.hasFocus():
            self.outcome_text.setText(row.outcome_text)
        if other or not self.lesson.editor.hasFocus():
            if self.lesson.text() != view.lesson:
                self.lesson.set_text(view.lesson)
        live = row.state not in (IncidentState.CLOSED, IncidentState.PROPOSED)
        for part in (self.outcome, self.outcome_text, self.change):
            part.setEnabled(live)
        self._show_foot(view)

    def _show_next(self, view: IncidentView) -> None:
        row = view.row
        has, editing = bool(row.next_action), self._form.isVisibleTo(self)
        self._card.setVisible(has and not editing)
        self._next_words.show_user_text(row.next_action)
        self._next_avatar.show_name(view.next_by or "?")
        self._next_by.show_user_text(view.next_by)
        due = "" if row.next_at is None else wording.due(row.next_at, self._now, self._look.language)
        self._next_due.show_text(due)
        self._next_due.set_tone("s3" if row.next_at is not None and row.next_at < self._now else "s2")
        self.change.setVisible(not editing)
        self.change.setText(self.tr("Change") if has else self.tr("Set the next step"))

    def _show_checks(self, view: IncidentView, now: int) -> None:
        language = self._look.language
        done = sum(check.done_at is not None for check in view.checks)
        caption_ = self.tr("Checklist: {kind}").format(kind=wording.kind(view.row.kind))
        self._check_caption.show_text(caption_ if view.checks else "")
        self._check_count.show_text(self.tr("{n} of {m}").format(n=done, m=len(view.checks)) if view.checks else "")
        while len(self._checks) < len(view.checks):
            row_ = QWidget(self._page)
            line = QHBoxLayout(row_)
            line.setContentsMargins(0, self._look.px(6), 0, self._look.px(6))
            box, who = Check(self._look, "", parent=row_), label(self._look, "", "small", "t3", parent=row_)
            box.toggled.connect(self._toggled)
            line.addWidget(box)
            line.addStretch(1)
            line.addWidget(who)
            self._check_list.addWidget(row_)
            self._checks.append((row_, box, who))
        for n, (holder, box, who) in enumerate(self._checks):
            shown = n < len(view.checks)
            holder.setVisible(shown)
            if not shown:
                continue
            check = view.checks[n]
            box.blockSignals(True)
            box.setChecked(check.done_at is not None)
            box.blockSignals(False)
            words = check.words.get(language) or next(iter(check.words.values()), check.item)
            box.setText(words)
            set_tooltip(box, words)
            box.setEnabled(view.row.state is not IncidentState.CLOSED)
            box.setProperty("item", check.item)
            at = "" if check.done_at is None else wording.moment(check.done_at, now, language)
            who.show_user_text(f"{check.done_by} {at}".strip())
            fits = box.sizeHint().width() + who.sizeHint().width() + self._look.px(48) < self.width()
            line = holder.layout()
            if isinstance(line, QBoxLayout):  # large text: who did it goes below, so that nothing is cut
                line.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def _show_foot(self, view: IncidentView) -> None:
        row = view.row
        open_checks = sum(check.done_at is None for check in view.checks)
        closed, proposed = row.state is IncidentState.CLOSED, row.state is IncidentState.PROPOSED
        missing = [] if row.lead else [self.tr("a lead")]
        if row.outcome is None:
            missing.append(self.tr("an outcome"))
        if closed and row.closed_at is not None:
            words = self.tr("Closed {when}").format(when=wording.date(row.closed_at, self._look.language))
        elif missing:
            words = self.tr("Needs {what}").format(what=self.tr(" and ").join(missing))
        else:
            words = self.tr("Ready to close")
        if open_checks and not closed and not proposed:
            words = f"{words}, {counted.checks(open_checks)}"
        self._missing.show_text(words)
        self._foot.setVisible(not proposed)
        self.close_button.setText(self.tr("Open again") if closed else self.tr("Close incident"))
        self.close_button.setEnabled(closed or not missing)

    # --- what is wanted -------------------------------------------------------------------------------------------------

    def begin_next(self) -> None:
        if self.view is not None and self.change.isEnabled():
            self.next_field.setText(self.view.row.next_action)
            self._form.show()
            self._show_next(self.view)
            self.next_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _end_next(self) -> None:
        self._form.hide()
        if self.view is not None:
            self._show_next(self.view)
            self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_at(self) -> int | None:
        """The chosen time (µs UTC); None for none."""
        key = self.next_time.current()
        if key in TIMES:
            return self._now + TIMES[key]
        if key not in ("tomorrow", "days"):
            return None
        day = QDateTime.fromMSecsSinceEpoch(self._now // 1000).addDays(1 if key == "tomorrow" else 3)
        day.setTime(QTime(9, 0))
        return day.toMSecsSinceEpoch() * 1000

    def _save_next(self) -> None:
        self.next_set.emit(self.next_field.text().strip(), self.next_at())
        self._end_next()

    def _toggled(self, on: bool) -> None:
        box = self.sender()
        if isinstance(box, Check):
            self.checked.emit(str(box.property("item")), on)

    def _outcome_chosen(self, key: str) -> None:
        self.outcome_set.emit(Outcome(key), self.outcome_text.text().strip())

    def _outcome_written(self) -> None:
        view = self.view
        text = self.outcome_text.text().strip()
        if view is not None and self.outcome_text.isEnabled() and text != view.row.outcome_text:
            self.outcome_set.emit(view.row.outcome, text)

    def keep(self) -> None:
        """Hand on what was typed and not handed on yet."""
        self._outcome_written()
        if self.view is not None and self.lesson.text().strip() != self.view.lesson:
            self.lesson_set.emit(self.lesson.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.lesson.editor and event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _close(self) -> None:
        self.keep()
        closed = self.view is not None and self.view.row.state is IncidentState.CLOSED
        (self.open_asked if closed else self.close_asked).emit()
