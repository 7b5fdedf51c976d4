"""The incidents room: the log with the incident in hand beside it, or one incident whole with how it goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from moderator.console import Console
from moderator.domain.actor import Actor
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.domain.incident import LIVE, IncidentState
from moderator.domain.incident_rows import (
    IncidentCounts,
    IncidentFilter,
    IncidentIds,
    IncidentRow,
    IncidentView,
    NewIncident,
)
from moderator.domain.requests import Topic
from ui.actions import Actions
from ui.bridge import Bridge, Call
from ui.incidents import pages, report, wording
from ui.incidents.detail import DetailPane
from ui.incidents.export_sheet import ExportSheet
from ui.incidents.log_pane import LogPane
from ui.incidents.new_sheet import NewSheet
from ui.incidents.orders import Orders
from ui.incidents.preview import Preview
from ui.incidents.resolution import ResolutionPane
from ui.incidents.steps import following
from ui.shell.notices import Level, Notices
from ui.theme import Look

FOLDS_BELOW = 1300  # px of the window at 100 %: the preview makes room
REPORTED = 2_000  # incidents in a printed log
_TOPICS = frozenset({Topic.INCIDENTS})
_AROUND = frozenset({Topic.CASE, Topic.OUTBOX, Topic.GUIDELINES, Topic.COMMUNITIES, Topic.SHIFT})


class IncidentsRoom(QWidget):
    """`waiting` carries how many incidents are live or proposed; `cases_wanted` the key that adds cases."""

    waiting = Signal(int)
    cases_wanted = Signal(str)

    def __init__(
        self, look: Look, bridge: Bridge, console: Console, actions: Actions, notices: Notices, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._look, self._bridge, self._console = look, bridge, console
        self._actions, self._notices = actions, notices
        self._people: list[Actor] = []
        self._live: list[IncidentRow] = []
        self._open_id: int | None = None
        self._call: Call | None = None
        self._pending_cases: tuple[int, ...] = ()
        self._report: tuple[report.Line, ...] = ()
        self.orders = Orders(bridge, console, self)
        self.log = LogPane(look, bridge, console, actions, self)
        self.preview = Preview(look, bridge, console, actions, self)
        self.detail = DetailPane(look, actions, self)
        self.resolution = ResolutionPane(look, actions, self)
        self.new = NewSheet(look, parent)
        self.export = ExportSheet(look, parent)
        self._lay_out()
        self._wire_parts()
        self._wire_actions()
        look.changed.connect(self._fold)
        self._read_people()
        self._read_counts()
        self.log.reload()

    # --- what is where --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        self._log_page, self._one_page = QWidget(self), QWidget(self)
        for page, left, right in (
            (self._log_page, self.log, self.preview), (self._one_page, self.detail, self.resolution),
        ):  # fmt: skip
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
            row.addWidget(left, 1)
            row.addWidget(right)
            self._stack.addWidget(page)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._stack)

    def _fold(self) -> None:
        narrow = self.window().width() < self._look.px(FOLDS_BELOW)
        self.preview.setVisible(not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()

    # --- wiring ---------------------------------------------------------------------------------------------------------

    def _wire_parts(self) -> None:
        self.log.chosen.connect(self._chosen)
        self.log.opened.connect(self.open)
        self.log.model.counted.connect(self._show_place)
        self.log.model.dataChanged.connect(self._rows_came)
        self.preview.opened.connect(self.open)
        self.preview.accepted.connect(self._accept)
        self.preview.dismissed.connect(self._dismiss)
        self.detail.left.connect(self.back)
        self.detail.state_asked.connect(self._set_state)
        self.detail.note_written.connect(self._add_note)
        self.detail.cases_asked.connect(self._want_cases)
        side = self.resolution
        side.next_set.connect(self._set_next)
        side.checked.connect(self._check)
        side.outcome_set.connect(self._set_outcome)
        side.lesson_set.connect(self._set_lesson)
        side.close_asked.connect(self._close_incident)
        side.open_asked.connect(self._open_again)
        self.new.opened.connect(self._open_new)
        self.new.changed.connect(self._change)
        self.new.joined.connect(self._join)
        self.export.saved.connect(self._save)
        self.orders.done.connect(self._done)
        self.orders.refused.connect(self._refused)

    def _wire_actions(self) -> None:
        on = self._actions.on
        on("next", self.go_next)
        on("previous", self.go_previous)
        on("filter", self._begin_search)
        on("order", self.log.next_order)
        on("note", self._begin_note)
        on("open-incident", self.log.open_current)
        on("advance-incident", self._advance)
        on("next-step", self._begin_next)
        on("edit-incident", self._edit)
        on("dismiss-incident", self._dismiss_current)
        on("export-incidents", self._begin_export)

    # --- what the window asks -------------------------------------------------------------------------------------------

    def topics_changed(self, topics: frozenset[Topic]) -> None:
        """Something moved in the store: read again what is in sight."""
        if topics & _TOPICS:
            self.log.model.look()
            self._read_counts()
            self.preview.refresh()
        if self.is_one and topics & (_TOPICS | _AROUND):
            self._read()
        if Topic.SHIFT in topics:
            self._read_people()

    def take_focus(self) -> None:
        if self.is_one:
            self.detail.back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.log.take_focus()

    def next_pane(self) -> None:
        """Move the keyboard on: list and preview, or timeline, note and resolution."""
        stops: list[QWidget] = [self.log.table, self.preview.open_button]
        if self.is_one:
            stops = [self.detail.back, self.detail.note, self.resolution.change]
        stops = [stop for stop in stops if stop.isVisible()]
        at = next((n for n, stop in enumerate(stops) if stop.hasFocus()), -1)
        stops[(at + 1) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    def person_changed(self) -> None:
        """Somebody else sits here."""
        self._read_people()

    @property
    def is_one(self) -> bool:
        """Whether one incident is shown whole."""
        return self._stack.currentWidget() is self._one_page

    # --- reading --------------------------------------------------------------------------------------------------------

    def _read_people(self) -> None:
        self._bridge.follow(self._console.actors(), self, self._people_came, self._quiet)

    def _people_came(self, people: list[Actor]) -> None:
        self._people = people
        self.log.show_people(people)

    def _read_counts(self) -> None:
        self._bridge.follow(self._console.incidents.counts(), self, self._counts_came, self._quiet)
        which = IncidentFilter(states=LIVE)
        self._bridge.follow(self._console.incidents.ids(which, limit=20), self, self._live_ids_came, self._quiet)

    def _counts_came(self, counts: IncidentCounts) -> None:
        self.log.show_counts(counts)
        self.waiting.emit(counts.live + counts.proposed)

    def _live_ids_came(self, found: IncidentIds) -> None:
        self._bridge.follow(self._console.incidents.rows(list(found.ids)), self, self._live_came, self._quiet)

    def _live_came(self, rows: Sequence[IncidentRow]) -> None:
        self._live = list(rows)

    def _quiet(self, error: BaseException) -> None:
        """The log itself says when it cannot be read."""
        if not isinstance(error, KnownError):
            raise error

    def _chosen(self, incident_id: object) -> None:
        known = self.log.model.known(incident_id) if isinstance(incident_id, int) else None
        self.preview.show_incident(incident_id if isinstance(incident_id, int) else None, known)

    def _rows_came(self) -> None:
        current = self.log.current_id()
        row = self.log.model.known(current) if current is not None else None
        if row is not None:
            proposed = row.state is IncidentState.PROPOSED
            self._actions.allow("dismiss-incident", "" if proposed else self.tr("This is no proposal"))

    def open(self, incident_id: object) -> None:
        """Show one incident whole."""
        if isinstance(incident_id, int):
            if self.is_one:
                self.resolution.keep()
            self._open_id = incident_id
            self._read()

    def _read(self) -> None:
        if self._call is not None:
            self._call.cancel()
        if self._open_id is not None:
            self._call = self._bridge.follow(self._console.incidents.view(self._open_id), self, self._came, self._not_read)

    def _came(self, view: IncidentView) -> None:
        if view.row.id != self._open_id:
            return
        now = self._console.now()
        self.detail.show_view(view, now)
        self.resolution.show_view(view, now)
        self._show_place()
        if not self.is_one:
            self._stack.setCurrentWidget(self._one_page)
            self.take_focus()
        proposed = view.row.state is IncidentState.PROPOSED
        self._actions.allow("dismiss-incident", "" if proposed else self.tr("This is no proposal"))

    def _not_read(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._refused("view", error)
        self.back()

    def back(self) -> None:
        """Back to the log."""
        if self.is_one:
            self.resolution.keep()
            self._open_id = None
            self._stack.setCurrentWidget(self._log_page)
            self.log.take_focus()

    def _show_place(self) -> None:
        self.detail.show_place(*self.log.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_one:
            self.back()
            return
        super().keyPressEvent(event)

    # --- moving ---------------------------------------------------------------------------------------------------------

    def go_next(self) -> None:
        self._go(1)

    def go_previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        (self.log.go_next if step > 0 else self.log.go_previous)()
        current = self.log.current_id()
        if self.is_one and current is not None and current != self._open_id:
            self.open(current)

    def _begin_search(self) -> None:
        self.back()
        self.log.begin_search()

    def _begin_note(self) -> None:
        if not self.is_one:
            self.log.open_current()
        self.detail.begin_note()

    # --- orders ---------------------------------------------------------------------------------------------------------

    def _id(self) -> int | None:
        """The incident that a command is about."""
        return self._open_id if self.is_one else self.log.current_id()

    def _row(self) -> IncidentRow | None:
        if self.is_one:
            return self.detail.view.row if self.detail.view is not None else None
        current = self.log.current_id()
        return self.log.model.known(current) if current is not None else None

    def _accept(self, incident_id: object) -> None:
        self.orders.give("accept", self._console.incidents.accept, incident_id)

    def _dismiss(self, incident_id: object) -> None:
        self.orders.give("dismiss", self._console.incidents.dismiss, incident_id)

    def _dismiss_current(self) -> None:
        row = self._row()
        if row is not None and row.state is IncidentState.PROPOSED:
            self._dismiss(row.id)

    def _advance(self) -> None:
        row = self._row()
        after = following(row.state) if row is not None else None
        if row is None or after is None:
            return
        if row.state is IncidentState.PROPOSED:
            self._accept(row.id)
        else:
            self.orders.give("state", self._console.incidents.set_state, row.id, after)

    def _set_state(self, state: object) -> None:
        row = self._row()
        if row is None or not isinstance(state, IncidentState) or row.state is state:
            return
        if row.state is IncidentState.PROPOSED:
            self._accept(row.id)
        else:
            self.resolution.keep()
            self.orders.give("state", self._console.incidents.set_state, row.id, state)

    def _close_incident(self) -> None:
        self._set_state(IncidentState.CLOSED)

    def _open_again(self) -> None:
        self._set_state(IncidentState.OPEN)

    def _add_note(self, text: str, corrects: object) -> None:
        if self._open_id is not None:
            self.orders.give("note", self._console.incidents.add_note, self._open_id, text, corrects)

    def _begin_next(self) -> None:
        if not self.is_one:
            self.log.open_current()
        else:
            self.resolution.begin_next()

    def _set_next(self, words: str, at: object) -> None:
        if self._open_id is not None:
            self.orders.give("next", self._console.incidents.set_next, self._open_id, words, at)

    def _check(self, item: str, done: bool) -> None:
        if self._open_id is not None:
            self.orders.give("check", self._console.incidents.check, self._open_id, item, done)

    def _set_outcome(self, outcome: object, text: str) -> None:
        if self._open_id is not None:
            self.orders.give("outcome", self._console.incidents.set_outcome, self._open_id, outcome, text)

    def _set_lesson(self, text: str) -> None:
        if self.resolution.view is not None:
            self.orders.give("lesson", self._console.incidents.set_lesson, self.resolution.view.row.id, text)

    # --- new, and other words -------------------------------------------------------------------------------------------

    def begin_new(self, case_ids: Sequence[int], severity: Severity = Severity.MEDIUM) -> None:
        """Ask for a new incident, with these cases or without; with cases also for one that they join."""
        live = self._live if case_ids else []
        self.new.ask(self._people, self._console.actor, tuple(case_ids), live, severity)

    def _open_new(self) -> None:
        sheet = self.new
        new = NewIncident(
            self._console.new_id(), sheet.title_field.text().strip(), sheet.chosen_kind(), sheet.chosen_severity(),
            sheet.lead_id(), sheet.case_ids,
        )  # fmt: skip
        self.orders.give("open", self._console.incidents.open, new)

    def _join(self, incident_id: object) -> None:
        self.orders.give("link", self._console.incidents.link, incident_id, self.new.case_ids)

    def _edit(self) -> None:
        row = self._row()
        if row is not None and row.state is not IncidentState.CLOSED:
            self.new.change(self._people, row)

    def _change(self) -> None:
        row, sheet, door = self._row(), self.new, self._console.incidents
        if row is None:
            return
        self.orders.give("change", door.set_title, row.id, sheet.title_field.text().strip())
        self.orders.give("change", door.set_severity, row.id, sheet.chosen_severity())
        lead = sheet.lead_id()
        if lead is not None:
            self.orders.give("change", door.set_lead, row.id, lead)

    def _want_cases(self) -> None:
        self.cases_wanted.emit(self._actions.key("incident-from-case"))

    # --- answers --------------------------------------------------------------------------------------------------------

    def _done(self, name: str, answer: object) -> None:
        self._notices.withdraw("incidents")
        if name in ("open", "link", "change"):
            self.new.close_sheet()
        if name == "note":
            self.detail.note_kept()
        if name == "link":
            self._notices.say("incident-linked", Level.INFO, self.tr("%n case(s) added to the incident", "", int(str(answer))))
        elif name == "open":
            self._notices.say("incident-opened", Level.INFO, self.tr("The incident is open"), self.tr("It stands in Incidents."))
            if self.isVisible():
                self.open(answer)
        elif name == "dismiss":
            self.back()
        elif name == "report":
            self._show_report(answer)
        elif name.startswith("data:") and isinstance(answer, bytes):
            self.orders.give("save", self._console.incidents.save, name.removeprefix("data:"), answer)
        elif name == "save":
            self.export.close_sheet()
            self._notices.say("incident-saved", Level.INFO, self.tr("Saved"), str(answer))
        if self.is_one:
            self._read()

    def _refused(self, name: str, error: object) -> None:
        if not isinstance(error, KnownError):
            return
        title, text = wording.refusal(error)
        if name in ("open", "link", "change") and self.new.isVisible():
            self.new.complain(f"{title}. {text}")
        elif (name == "save" or name.startswith("data:")) and self.export.isVisible():
            self.export.complain(f"{title}. {text}")
        else:
            self._notices.say("incidents", Level.WARN, title, text)
        if self.is_one and name not in ("note", "view"):
            self._read()

    # --- exports --------------------------------------------------------------------------------------------------------

    def _begin_export(self) -> None:
        if self.is_one and self.detail.view is not None:
            view = self.detail.view
            lines = report.incident_report(view, self._console.now(), self._look.language)
            name = wording.number(view.row) or self.tr("Proposal")
            self._ask_export(self.tr("Export {name}").format(name=name), f"{name}-{self._day()}", lines, False)
        else:
            call = self._console.incidents.ids(self.log.filter(), self.log.model.order, REPORTED)
            self._bridge.follow(call, self, self._export_ids_came, self._export_failed)

    def _day(self) -> str:
        return QDateTime.fromMSecsSinceEpoch(self._console.now() // 1000).toString("yyyy-MM-dd")

    def _export_ids_came(self, found: IncidentIds) -> None:
        self.orders.give("report", self._console.incidents.rows, list(found.ids))

    def _export_failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._refused("report", error)

    def _show_report(self, rows: object) -> None:
        if isinstance(rows, list):
            lines = report.log_report(rows, self._console.now(), self._look.language)
            self._ask_export(self.tr("Export the log"), f"incidents-{self._day()}", lines, True)

    def _ask_export(self, title: str, stem: str, lines: tuple[report.Line, ...], whole_log: bool) -> None:
        self._report = lines
        self.export.ask(title, stem, lines, whole_log=whole_log)

    def _save(self, form: str, path: str) -> None:
        door = self._console.incidents
        if form in ("csv", "json"):
            self.orders.give(f"data:{path}", door.export, self.log.filter(), self.log.model.order, form)
        elif form == "md":
            self.orders.give("save", door.save, path, report.markdown(self._report))
        else:
            self.orders.give("save", door.save, path, pages.pdf(self._report, self._report[0].text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_place()
