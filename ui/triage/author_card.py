"""The right side: what was done, why the case is here, its author, what happened before, and the team's notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from moderator.domain.case import MINUTE
from moderator.domain.enforcement import NEEDS_PERSON
from moderator.domain.rows import AuthorCard as Author
from moderator.domain.rows import CaseView, DecisionRow, GuidelinesRow, HistoryRow, NoteRow
from ui.actions import Actions
from ui.theme import Look
from ui.triage import reasons, wording
from ui.triage.card_rows import FactRow, Section, WhoRow
from ui.triage.orders import takes_back
from ui.widgets import marks
from ui.widgets.buttons import Button
from ui.widgets.chips import KeyCap, Strikes
from ui.widgets.fields import TextArea
from ui.widgets.layout import Pane
from ui.widgets.urgency import UrgencyBar

WIDTH = 296
HISTORY_SHOWN = 4
STRIKES_SHOWN = 4
FACTS = ("joined", "posts", "reported", "away", "now")


class NoteField(TextArea):
    """Where a note is written. Ctrl+Enter keeps it, Escape leaves it."""

    kept = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, lines=3, parent=parent)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CTRL:
                self.kept.emit()
                return True
        return super().eventFilter(watched, event)


_CTRL = Qt.KeyboardModifier.ControlModifier


class AuthorCard(Pane):
    """Everything about the case beside the post. `note_written` carries the text of a note to be kept."""

    note_written = Signal(str)
    note_left = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(look, "bg1", edges=("left",), parent=parent)
        self._actions = actions
        self.view: CaseView | None = None
        self._guidelines: GuidelinesRow | None = None
        self._now = 0
        self._build()
        look.changed.connect(self._resize)
        self._resize()
        self.retranslate()

    def _build(self) -> None:
        look = self._look
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page = Pane(look, "bg1")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.done, self.why, self.author, self.elsewhere, self.history, self.notes = (
            Section(look, page) for _ in range(6)
        )
        for section in (self.done, self.why, self.author, self.elsewhere, self.history, self.notes):
            self._column.addWidget(section)
        self._column.addStretch(1)
        self._urgency = UrgencyBar(look, page)
        self.why.head.addWidget(KeyCap(look, self._actions.key("guideline"), parent=page))
        self.why.add_below(self._urgency)
        self.notes.head.addWidget(KeyCap(look, self._actions.key("note"), parent=page))
        self._who = WhoRow(look, page)
        self._dots = Strikes(look, page)
        self._facts = {name: FactRow(look, None, page) for name in FACTS}
        self._strikes = FactRow(look, self._dots, page)
        for part in (self._who, *self._facts.values(), self._strikes):
            self.author.body.addWidget(part)
        self.field = NoteField(look, page)
        self._keep = Button(look, "", size="small", key="Ctrl+Enter", parent=page)
        self.field.kept.connect(self._write)
        self.field.left.connect(self._leave)
        self._keep.clicked.connect(self._write)
        self.notes.add_below(self.field)
        self.notes.add_below(self._keep)
        self._scroll.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._scroll)
        self._end_note()

    def _resize(self) -> None:
        self.setFixedWidth(self._look.px(WIDTH))

    # --- what it shows ------------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView | None, guidelines: GuidelinesRow | None, now: int) -> None:
        """Show a case, or the same one changed; None empties the card. A note under way stays."""
        if view is None or self.view is None or view.row.id != self.view.row.id:
            self._end_note()
            self._scroll.verticalScrollBar().setValue(0)
        self.view, self._guidelines, self._now = view, guidelines, now
        self._fill()

    def _fill(self, *, anew: bool = False) -> None:
        view = self.view
        for section in (self.why, self.author, self.notes):
            section.setVisible(view is not None)
        if view is None:
            for section in (self.done, self.elsewhere, self.history):
                section.hide()
            return
        minute = self._now // MINUTE
        same = (view.row.id, self._guidelines, self._look.language, object() if anew else None)
        self.done.setVisible(bool(view.decisions))
        if view.decisions and self.done.is_new(*same, view.decisions, self._now // 1_000_000):
            self._show_done(view.decisions)
        if self.why.is_new(*same, view.flags, view.post):
            self._show_why(view)
        self._urgency.show_parts(view.row.urgency, reasons.parts(view))
        if self.author.is_new(*same, view.author, minute):
            self._show_author(view.author)
        self.elsewhere.setVisible(bool(view.same_text))
        if view.same_text and self.elsewhere.is_new(*same, view.same_text):
            self._show_elsewhere(view)
        self.history.setVisible(bool(view.author.history))
        if view.author.history and self.history.is_new(*same, view.author.history, minute):
            self._show_history(view.author.history)
        if self.notes.is_new(*same, view.notes, minute):
            self._show_notes(view.notes)

    def _title(self, guideline_id: str) -> str:
        rows = self._guidelines.guidelines if self._guidelines is not None else ()
        found = next((row for row in rows if row.id == guideline_id), None)
        return wording.title_of(found, self._look.language, guideline_id)

    def _show_done(self, decisions: Sequence[DecisionRow]) -> None:
        rows, last = self.done.rows, decisions[-1]
        rows.begin()
        for step in last.enforcements:
            if not step.lift:
                rows.next().show_row(
                    step.state,
                    wording.done(step.kind),
                    wording.state(step, self._now, self._look.language),
                    right=wording.state_word(step.state),
                    tone=marks.of(step.state).tone,
                    strong=step.state in NEEDS_PERSON,
                )
        rows.end()
        found = wording.finding(last.finding, self._title(last.guideline_id))
        words = self.tr("Decided by {name}: {finding}").format(name=last.actor, finding=found)
        if takes_back(last):
            words = self.tr("Taken back by {name}").format(name=last.actor)
        self.done.say(self.tr("{decided}. Taken back").format(decided=words) if last.undone else words)

    def _show_why(self, view: CaseView) -> None:
        rows = self.why.rows
        rows.begin()
        for reason in reasons.reasons(view.flags, self._title, self._now, view.post, view.row.veiled):
            quoted = [self.tr("“{words}”").format(words=comment) for comment in reason.comments]
            rows.next().show_row(reason.icon, reason.title, reason.text, more=quoted)
        rows.end()

    def _show_author(self, author: Author) -> None:
        look, code, facts = self._look, self._look.language, self._facts
        self._who.show_who(author.name, author.handle)
        since = author.created_at if author.created_at is not None else author.first_seen_at
        joined = self.tr("Joined") if author.created_at is not None else self.tr("First seen")
        facts["joined"].show_fact(joined, wording.ago(since, self._now))
        facts["posts"].show_fact(self.tr("Posts seen"), wording.count(author.posts, code))
        both = f"{wording.count(author.reported, code)} · {wording.count(author.removed, code)}"
        facts["reported"].show_fact(self.tr("Reported, removed"), both)
        facts["away"].setVisible(author.is_local is False)
        facts["away"].show_fact(self.tr("Account"), self.tr("on another server"))
        facts["now"].setVisible(bool(wording.status(author.status)))
        facts["now"].show_fact(self.tr("Now"), wording.status(author.status), "s3")
        version = self._guidelines.guidelines if self._guidelines is not None else ()
        levels = {row.id: int(row.severity) for row in version}
        live = [strike for strike in author.strikes if not strike.lifted and strike.until > self._now]
        self._dots.show_levels(tuple(levels.get(strike.guideline_id, 2) for strike in reversed(live)), STRIKES_SHOWN)
        self._strikes.show_fact(self.tr("Strikes that count"))
        rows = self.author.rows
        rows.begin()
        for sanction in author.sanctions:
            until = wording.day(sanction.until, self._now, look.language) if sanction.until else ""
            words = self.tr("until {when}").format(when=until) if until else ""
            text = " · ".join(part for part in (words, sanction.reason) if part)
            rows.next().show_row("limit", wording.sanction(sanction.kind), text)
        rows.end()

    def _show_elsewhere(self, view: CaseView) -> None:
        rows = self.elsewhere.rows
        rows.begin()
        rows.next().show_row("copy", self.tr("The same text in %n other post(s)", "", view.same_text))
        rows.end()

    def _show_history(self, history: Sequence[HistoryRow]) -> None:
        rows = self.history.rows
        rows.begin()
        for row in history[:HISTORY_SHOWN]:
            found = self.tr("open") if row.finding is None else wording.finding(row.finding, self._title(row.guideline_id))
            acts = ", ".join(wording.done(kind) for kind in row.actions)
            title = " · ".join(part for part in (found, acts) if part)
            rows.next().show_row("history", title, f"{wording.day(row.at, self._now, self._look.language)}  {row.excerpt}")
        rows.end()
        left = len(history) - HISTORY_SHOWN
        self.history.say(self.tr("%n earlier case(s) more", "", left) if left > 0 else "")

    def _show_notes(self, notes: Sequence[NoteRow]) -> None:
        rows = self.notes.rows
        rows.begin()
        for row in notes:
            when = f"{row.actor} {wording.day(row.at, self._now, self._look.language)}"
            rows.next().show_row("note", when, row.text, person=row.actor)
        rows.end()
        self.notes.say("" if notes else self.tr("No notes yet"))

    # --- notes --------------------------------------------------------------------------------------------------------

    def stop(self) -> QWidget:
        """What takes the keyboard when somebody comes here by key: the page, to scroll it."""
        return self._scroll

    def begin_note(self) -> None:
        """Open the field for a note and give it the keyboard."""
        self.field.show()
        self._keep.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._column.activate()
        self._scroll.ensureWidgetVisible(self._keep)

    def _write(self) -> None:
        text = self.field.text().strip()
        if text:
            self.note_written.emit(text)
        self._leave()

    def _leave(self) -> None:
        self._end_note()
        self.note_left.emit()

    def _end_note(self) -> None:
        self.field.set_text("")
        self.field.hide()
        self._keep.hide()

    def retranslate(self) -> None:
        self.done.title.show_text(self.tr("What was done"))
        self.why.title.show_text(self.tr("Why it is here"))
        self.author.title.show_text(self.tr("Author"))
        self.elsewhere.title.show_text(self.tr("Elsewhere"))
        self.history.title.show_text(self.tr("Earlier cases"))
        self.notes.title.show_text(self.tr("Notes"))
        self.field.set_words(self.tr("A note for the team"))
        self._keep.setText(self.tr("Keep the note"))
        self._fill(anew=True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
