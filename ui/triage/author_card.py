"""The right side: what was done, why the case is here, its author, what happened before, and the team's notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from moderator.domain.rows import AuthorCard as Author
from moderator.domain.rows import CaseView, DecisionRow, GuidelinesRow, HistoryRow, NoteRow
from ui.actions import Actions
from ui.theme import Look
from ui.triage import reasons, wording
from ui.triage.note import Sign, StateMark
from ui.widgets import marks
from ui.widgets.buttons import Button
from ui.widgets.chips import Avatar, KeyCap, Strikes
from ui.widgets.fields import TextArea
from ui.widgets.layout import Divider, Pane, caption
from ui.widgets.plain import label
from ui.widgets.urgency import UrgencyBar

WIDTH = 296
HISTORY_SHOWN = 4
STRIKES_SHOWN = 4


class Section(QWidget):
    """A caption, something at its right, and rows below; a line under all of it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.title = caption(look, "", self)
        self.head, self.rows, self._column = QHBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self._inner = QVBoxLayout()
        self._inner.addLayout(self.head)
        self._inner.addLayout(self.rows)
        self._column.addLayout(self._inner)
        self._column.addWidget(Divider(look, parent=self))
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._inner.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(14))
        self._inner.setSpacing(look.px(8))
        self.rows.setSpacing(0)

    def clear(self) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, widget: QWidget) -> None:
        self.rows.addWidget(widget)
        widget.show()


class FactRow(QWidget):
    """A name at the left, its value at the right."""

    def __init__(self, look: Look, name: str, value: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(2), 0, look.px(2))
        row.addWidget(label(look, name, "base", "t2", elide=True, parent=self), 1)
        row.addWidget(value)


class IconRow(QWidget):
    """An icon or mark, a line, a quieter line below, and something at the right."""

    def __init__(
        self, look: Look, sign: QWidget, title: str, text: str, right: QWidget | None = None, *, strong: bool = False,
        user: bool = False, more: Sequence[str] = (), parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        row, words, side = QHBoxLayout(self), QVBoxLayout(), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, look.px(8))
        row.setSpacing(look.px(8))
        words.setSpacing(0)
        side.addWidget(sign)
        side.addStretch(1)
        row.addLayout(side)
        words.addWidget(label(look, title, "strong" if strong else "base", "t1", wrap=True, user=user, parent=self))
        if text:
            words.addWidget(label(look, text, "small", "t3", wrap=True, user=True, parent=self))
        for line in more:
            words.addWidget(label(look, line, "small", "t2", wrap=True, user=True, parent=self))
        row.addLayout(words, 1)
        if right is not None:
            row.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)


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
        for part in (self.done, self.why, self.author, self.elsewhere, self.history, self.notes):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._urgency = UrgencyBar(look, page)
        self.why.head.addWidget(KeyCap(look, self._actions.key("guideline"), parent=page))
        self.why._inner.addWidget(self._urgency)
        self.notes.head.addWidget(KeyCap(look, self._actions.key("note"), parent=page))
        self.field = NoteField(look, page)
        self._keep = Button(look, "", size="small", key="Ctrl+Enter", parent=page)
        self.field.kept.connect(self._write)
        self.field.left.connect(self._leave)
        self._keep.clicked.connect(self._write)
        self.notes._inner.addWidget(self.field)
        self.notes._inner.addWidget(self._keep)
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

    def _fill(self) -> None:
        view = self.view
        sections = (self.done, self.why, self.author, self.elsewhere, self.history, self.notes)
        for section in sections:
            section.clear()
            section.setVisible(view is not None)
        if view is None:
            return
        self._show_done(view.decisions)
        self._show_why(view)
        self._show_author(view.author)
        self._show_elsewhere(view)
        self._show_history(view.author.history)
        self._show_notes(view.notes)

    def _title(self, guideline_id: str) -> str:
        rows = self._guidelines.guidelines if self._guidelines is not None else ()
        found = next((row for row in rows if row.id == guideline_id), None)
        return wording.title_of(found, self._look.language, guideline_id)

    def _show_done(self, decisions: Sequence[DecisionRow]) -> None:
        self.done.setVisible(bool(decisions))
        if not decisions:
            return
        look, last = self._look, decisions[-1]
        for step in last.enforcements:
            if step.lift:
                continue
            needs = step.state.value in ("unknown", "refused")
            text = wording.state(step, self._now, look.language)
            word = label(look, wording.state_word(step.state), "smallname", marks.of(step.state).tone, parent=self)
            sign = StateMark(look, step.state, parent=self)
            self.done.add(IconRow(look, sign, wording.done(step.kind), text, word, strong=needs, parent=self))
        found = wording.finding(last.finding, self._title(last.guideline_id))
        words = self.tr("Decided by {name}: {finding}").format(name=last.actor, finding=found)
        if last.undone:
            words = self.tr("{decided}. Taken back").format(decided=words)
        self.done.add(label(look, words, "small", "t3", wrap=True, user=True, parent=self))

    def _show_why(self, view: CaseView) -> None:
        look = self._look
        for reason in reasons.reasons(view.flags, self._title, self._now, view.post, view.row.veiled):
            sign = Sign(look, reason.icon, parent=self)
            quoted = [self.tr("“{words}”").format(words=comment) for comment in reason.comments]
            self.why.add(IconRow(look, sign, reason.title, reason.text, user=True, more=quoted, parent=self))
        self._urgency.show_parts(view.row.urgency, reasons.parts(view))

    def _show_author(self, author: Author) -> None:
        look = self._look
        who = QWidget(self)
        row, names = QHBoxLayout(who), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, look.px(8))
        row.setSpacing(look.px(12))
        names.setSpacing(0)
        row.addWidget(Avatar(look, author.name or author.handle, author.handle, side=36, parent=who))
        names.addWidget(label(look, author.name or author.handle, "strong", "t1", elide=True, user=True, parent=who))
        names.addWidget(label(look, author.handle, "small", "t3", elide=True, user=True, parent=who))
        row.addLayout(names, 1)
        self.author.add(who)
        for name, value in self._facts(author):
            self.author.add(FactRow(look, name, value, self))
        for sanction in author.sanctions:
            until = wording.day(sanction.until, self._now, look.language) if sanction.until else ""
            words = self.tr("until {when}").format(when=until) if until else ""
            text = " · ".join(part for part in (words, sanction.reason) if part)
            self.author.add(IconRow(look, Sign(look, "limit", parent=self), wording.sanction(sanction.kind), text, parent=self))

    def _facts(self, author: Author) -> list[tuple[str, QWidget]]:
        look, code = self._look, self._look.language
        since = author.created_at if author.created_at is not None else author.first_seen_at
        joined = self.tr("Joined") if author.created_at is not None else self.tr("First seen")
        facts: list[tuple[str, QWidget]] = [
            (joined, label(look, wording.ago(since, self._now), "base", "t1", parent=self)),
            (self.tr("Posts seen"), label(look, wording.count(author.posts, code), "base", "t1", parent=self)),
        ]
        both = f"{wording.count(author.reported, code)} · {wording.count(author.removed, code)}"
        facts.append((self.tr("Reported, removed"), label(look, both, "base", "t1", parent=self)))
        if author.is_local is False:
            facts.append((self.tr("Account"), label(look, self.tr("on another server"), "base", "t1", parent=self)))
        if wording.status(author.status):
            facts.append((self.tr("Now"), label(look, wording.status(author.status), "base", "s3", parent=self)))
        rows = self._guidelines.guidelines if self._guidelines is not None else ()
        levels = {row.id: int(row.severity) for row in rows}
        live = [strike for strike in author.strikes if not strike.lifted and strike.until > self._now]
        dots = Strikes(look, self)
        dots.show_levels(tuple(levels.get(strike.guideline_id, 2) for strike in reversed(live)), STRIKES_SHOWN)
        facts.append((self.tr("Strikes that count"), dots))
        return facts

    def _show_elsewhere(self, view: CaseView) -> None:
        self.elsewhere.setVisible(bool(view.same_text))
        if view.same_text:
            words = self.tr("The same text in %n other post(s)", "", view.same_text)
            self.elsewhere.add(IconRow(self._look, Sign(self._look, "copy", parent=self), words, "", parent=self))

    def _show_history(self, rows: Sequence[HistoryRow]) -> None:
        self.history.setVisible(bool(rows))
        for row in rows[:HISTORY_SHOWN]:
            found = self.tr("open") if row.finding is None else wording.finding(row.finding, self._title(row.guideline_id))
            acts = ", ".join(wording.done(kind) for kind in row.actions)
            title = " · ".join(part for part in (found, acts) if part)
            text = f"{wording.day(row.at, self._now, self._look.language)}  {row.excerpt}"
            self.history.add(IconRow(self._look, Sign(self._look, "history", parent=self), title, text, parent=self))
        if len(rows) > HISTORY_SHOWN:
            words = self.tr("%n earlier case(s) more", "", len(rows) - HISTORY_SHOWN)
            self.history.add(label(self._look, words, "small", "t3", parent=self))

    def _show_notes(self, rows: Sequence[NoteRow]) -> None:
        look = self._look
        if not rows:
            self.notes.add(label(look, self.tr("No notes yet"), "small", "t3", parent=self))
        for row in rows:
            who = Avatar(look, row.actor, side=20, parent=self)
            when = f"{row.actor} {wording.day(row.at, self._now, look.language)}"
            self.notes.add(IconRow(look, who, when, row.text, user=True, parent=self))

    # --- notes --------------------------------------------------------------------------------------------------------

    def stop(self) -> QWidget:
        """What takes the keyboard when somebody comes here by key: the page, to scroll it."""
        return self._scroll

    def begin_note(self) -> None:
        """Open the field for a note and give it the keyboard."""
        self.field.show()
        self._keep.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.widget().layout().activate()
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
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
