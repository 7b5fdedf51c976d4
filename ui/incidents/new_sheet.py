"""A new incident, or other words for one that is there: title, severity, kind, lead. Cases may join one that is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from moderator.domain.actor import Actor
from moderator.domain.community import Severity
from moderator.domain.incident import IncidentKind
from moderator.domain.incident_rows import IncidentRow
from ui.incidents import wording
from ui.incidents.counted import counted
from ui.incidents.forms import Choices
from ui.theme import Look
from ui.widgets import marks
from ui.widgets.buttons import Button
from ui.widgets.fields import Field
from ui.widgets.layout import caption
from ui.widgets.plain import label
from ui.widgets.sheet import Sheet

NEW = "new"
MOST_OPEN = 6


class NewSheet(Sheet):
    """`opened` asks for a new incident, `changed` for other words, `joined` carries the id that cases are added to."""

    opened = Signal()
    changed = Signal()
    joined = Signal(object)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(look, window, "", wide=600)
        body = self.panel.body
        self.case_ids: tuple[int, ...] = ()
        self._editing = False
        self._words = label(look, "", "base", "t2", wrap=True, parent=body)
        self._target_caption = caption(look, "", body)
        self.target = Choices(look, "", body)
        self._title_caption = caption(look, "", body)
        self.title_field = Field(look, "", parent=body)
        self._severity_caption = caption(look, "", body)
        self.severity = Choices(look, "", body)
        self._kind_caption = caption(look, "", body)
        self.kind = Choices(look, "", body)
        self._lead_caption = caption(look, "", body)
        self.lead = Choices(look, "", body)
        self._complaint = label(look, "", "base", "ref", wrap=True, parent=body)
        for part in (
            self._words, self._target_caption, self.target, self._title_caption, self.title_field, self._severity_caption,
            self.severity, self._kind_caption, self.kind, self._lead_caption, self.lead, self._complaint,
        ):  # fmt: skip
            self.content.addWidget(part)
        self.done_button = Button(look, "", kind="primary", key="↵", parent=body)
        self.done_button.clicked.connect(self._done)
        self.title_field.returnPressed.connect(self._done)
        self.target.chosen.connect(self._show_parts)
        self.add_foot(QWidget(body), 1)
        self.add_foot(self.done_button)

    def ask(self, people: Sequence[Actor], me: Actor, case_ids: tuple[int, ...], live: Sequence[IncidentRow], severity: Severity) -> None:
        """Ask for a new incident; with cases, or for an incident among *live* that they join."""
        self._editing, self.case_ids = False, case_ids
        self.set_title(self.tr("New incident"))
        self._words.show_text(counted.from_cases(len(case_ids)) if case_ids else "")
        self._words.setVisible(bool(case_ids))
        joinable = [(str(row.id), f"{wording.number(row)} {row.title[:40]}") for row in live[:MOST_OPEN] if row.number is not None]
        self.target.set_options([(NEW, self.tr("A new one")), *joinable], NEW)
        self.target.choose(NEW)
        self.title_field.clear()
        self._fill(people, me.id, severity, IncidentKind.OTHER)
        self.done_button.setText(self.tr("Open the incident"))
        self._begin()

    def change(self, people: Sequence[Actor], row: IncidentRow) -> None:
        """Ask for another title, severity or lead."""
        self._editing, self.case_ids = True, ()
        self.set_title(wording.number(row) or self.tr("Proposal"))
        self._words.hide()
        self.target.set_options([(NEW, "")], NEW)
        self.title_field.setText(row.title)
        self._fill(people, row.lead_id, row.severity, row.kind)
        self.done_button.setText(self.tr("Save"))
        self._begin()

    def _fill(self, people: Sequence[Actor], lead_id: int | None, severity: Severity, kind: IncidentKind) -> None:
        self._target_caption.show_text(self.tr("Where to"))
        self._title_caption.show_text(self.tr("What is going on"))
        self.title_field.set_words(self.tr("In a few words, without names of people at risk"))
        self._severity_caption.show_text(self.tr("Severity"))
        self._kind_caption.show_text(self.tr("Kind"))
        self._lead_caption.show_text(self.tr("Who leads it"))
        self.severity.set_options([(str(s.value), marks.word(s)) for s in sorted(Severity, reverse=True)], str(severity.value))
        self.kind.set_options([(one.value, wording.kind(one)) for one in IncidentKind], kind.value)
        self.lead.set_options([(str(one.id), one.name) for one in people], str(lead_id or ""))
        self.severity.choose(str(severity.value))
        self.kind.choose(kind.value)
        self.lead.choose(str(lead_id or ""))

    def _begin(self) -> None:
        self.complain("")
        self._show_parts()
        self.open(self.title_field)
        self.title_field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_parts(self, _: str = "") -> None:
        many = len(self.target.buttons()) > 1 and not self._editing
        self._target_caption.setVisible(many)
        self.target.setVisible(many)
        fresh = self.target.current() in (NEW, "")
        for part in (
            self._title_caption, self.title_field, self._severity_caption, self.severity, self._lead_caption, self.lead,
        ):  # fmt: skip
            part.setVisible(fresh)
        self._kind_caption.setVisible(fresh and not self._editing)
        self.kind.setVisible(fresh and not self._editing)
        if not self._editing:
            self.done_button.setText(self.tr("Open the incident") if fresh else self.tr("Add the cases"))

    def complain(self, words: str) -> None:
        self._complaint.show_text(words)
        self._complaint.setVisible(bool(words))
        self.title_field.set_fault(bool(words))

    def lead_id(self) -> int | None:
        return int(self.lead.current()) if self.lead.current() else None

    def chosen_severity(self) -> Severity:
        return Severity(int(self.severity.current() or Severity.MEDIUM.value))

    def chosen_kind(self) -> IncidentKind:
        return IncidentKind(self.kind.current() or IncidentKind.OTHER.value)

    def _done(self) -> None:
        target = self.target.current()
        if not self._editing and target not in (NEW, ""):
            self.joined.emit(int(target))
        elif not self.title_field.text().strip():
            self.complain(self.tr("Say in a few words what is going on."))
        else:
            (self.changed if self._editing else self.opened).emit()
