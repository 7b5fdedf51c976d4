"""One incident: what it is called and how far it is, the chart, the timeline, and where a note is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from moderator.domain.community import Severity
from moderator.domain.incident import IncidentState, LinkKind
from moderator.domain.incident_rows import IncidentView
from ui.actions import Actions
from ui.incidents import wording
from ui.incidents.counted import counted
from ui.incidents.flow_chart import FlowChart, Legend
from ui.incidents.signs import PersonSign
from ui.incidents.steps import Steps
from ui.incidents.timeline_list import TimelineList
from ui.theme import Look
from ui.widgets.buttons import Button, IconButton
from ui.widgets.chips import MarkWord, PlatformTile
from ui.widgets.fields import Field
from ui.widgets.layout import Divider, FlowLayout, Pane, caption
from ui.widgets.plain import label, set_tooltip

TILES = 4
NARROW = 640  # px at 100 %


class NoteField(Field):
    """Enter keeps the note, Escape leaves."""

    kept = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.kept.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class DetailPane(QWidget):
    """`left` goes back to the log; `note_written` carries the words and the id of the note that they correct."""

    left = Signal()
    state_asked = Signal(object)
    note_written = Signal(str, object)
    cases_asked = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._actions = look, actions
        self.view: IncidentView | None = None
        self._now = 0
        self._corrects: int | None = None
        self._build_head()
        self._build_top()
        self._build_page()
        self._build_note()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)
        look.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    # --- what is where --------------------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        look, actions = self._look, self._actions
        self._head = Pane(look, "bg2", edges=("bottom",), parent=self)
        self.back = Button(look, "", kind="quiet", size="small", key="Esc", parent=self._head)
        self._number = label(look, "", "time", "t3", parent=self._head)
        self._place = label(look, "", "time", "t3", parent=self._head)
        self._up = IconButton(look, "up", "", px=18, parent=self._head)
        self._down = IconButton(look, "down", "", px=18, parent=self._head)
        self.edit = Button(look, "", kind="quiet", size="small", key=actions.key("edit-incident"), parent=self._head)
        self.add = Button(look, "", icon="plus", size="small", parent=self._head)
        self.export = Button(look, "", icon="export", size="small", parent=self._head)
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self.back)
        self._head_row.addWidget(self._number)
        self._head_row.addStretch(1)
        for part in (self._place, self._up, self._down, self.edit, self.add, self.export):
            self._head_row.addWidget(part)
        self.back.clicked.connect(self.left)
        self.add.clicked.connect(self.cases_asked)
        for button, command in (
            (self._up, "previous"), (self._down, "next"), (self.edit, "edit-incident"), (self.export, "export-incidents"),
        ):  # fmt: skip
            button.clicked.connect(actions[command].trigger)

    def _build_top(self) -> None:
        look = self._look
        self._page = Pane(look, "bg2")
        self._page.setObjectName("page")
        self._title = label(look, "", "page", "t1", wrap=True, parent=self._page)
        self._facts = QWidget(self._page)
        flow = FlowLayout(look, self._facts, gap=14, line_gap=6)
        self._severity = MarkWord(look, Severity.LOW, role="base", parent=self._facts)
        self._lead = PersonSign(look, self._facts)
        self._tiles = [PlatformTile(look, "?", parent=self._facts) for _ in range(TILES)]
        self._places = label(look, "", "base", "t2", parent=self._facts)
        self._size = label(look, "", "base", "t2", parent=self._facts)
        self._age = label(look, "", "base", "t3", parent=self._facts)
        for part in (self._severity, self._lead, *self._tiles, self._places, self._size, self._age):
            flow.addWidget(part)
        self.steps = Steps(look, self._actions.key("advance-incident"), self._page)
        self.steps.asked.connect(self.state_asked)

    def _build_page(self) -> None:
        look = self._look
        self._chart_caption, self._legend = caption(look, "", self._page), Legend(look, self._page)
        self.chart = FlowChart(look, parent=self._page)
        self._chart_box = QWidget(self._page)
        chart, head = QVBoxLayout(self._chart_box), QHBoxLayout()
        head.addWidget(self._chart_caption, 1)
        head.addWidget(self._legend)
        chart.addLayout(head)
        chart.addWidget(self.chart)
        self._chart_divider = Divider(look, parent=self._page)
        self.timeline = TimelineList(look, self._page)
        self.timeline.corrected.connect(self._begin_correction)
        self._top, self._chart_layout = QVBoxLayout(), chart
        for part in (self._title, self._facts, self.steps):
            self._top.addWidget(part)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addWidget(Divider(look, parent=self._page))
        column.addWidget(self._chart_box)
        column.addWidget(self._chart_divider)
        column.addWidget(self.timeline, 1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._page)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _build_note(self) -> None:
        look = self._look
        self._foot = Pane(look, "bg1", edges=("top",), parent=self)
        self.note = NoteField(look, "", icon="note", key=self._actions.key("note"), parent=self._foot)
        self.keep = Button(look, "", key="↵", parent=self._foot)
        self.note.kept.connect(self._keep_note)
        self.note.left.connect(self._leave_note)
        self.keep.clicked.connect(self._keep_note)
        self.note.textChanged.connect(self._note_changed)
        self._foot_row = QHBoxLayout(self._foot)
        self._foot_row.addWidget(self.note, 1)
        self._foot_row.addWidget(self.keep)

    def _restyle(self) -> None:
        look = self._look
        self._head.setFixedHeight(look.px(48))
        self._foot.setFixedHeight(look.px(52))
        self._head_row.setContentsMargins(look.px(8), 0, look.px(16), 0)
        self._head_row.setSpacing(look.px(8))
        self._foot_row.setContentsMargins(look.px(28), 0, look.px(28), 0)
        self._foot_row.setSpacing(look.px(8))
        self._top.setContentsMargins(look.px(28), look.px(20), look.px(28), look.px(16))
        self._top.setSpacing(look.px(12))
        self._chart_layout.setContentsMargins(look.px(28), look.px(14), look.px(28), look.px(10))
        self._chart_layout.setSpacing(look.px(8))

    def _say_head(self) -> None:
        """Where the room is narrow the tools are signs alone, with their words as names."""
        narrow = self.width() < self._look.px(NARROW)
        self._place.setVisible(not narrow)
        self.edit.set_key("" if narrow else self._actions.key("edit-incident"))
        self.edit.set_icon("note" if narrow else "")
        for button, words in ((self.edit, self.tr("Edit")), (self.add, self.tr("Add cases")), (self.export, self.tr("Export"))):
            button.setText("" if narrow else words)
            button.setAccessibleName(words)
            set_tooltip(button, words if narrow else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_head()

    def retranslate(self) -> None:
        self.back.setText(self.tr("Incidents"))
        self._up.setText(self.tr("Previous incident"))
        self._down.setText(self.tr("Next incident"))
        self._say_head()
        self.keep.setText(self.tr("Keep"))
        self.timeline.retranslate()
        self._say_note()
        if self.view is not None:
            self.show_view(self.view, self._now)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- what is shown --------------------------------------------------------------------------------------------------

    def show_place(self, at: int, of: int) -> None:
        self._place.show_text(self.tr("{n} of {m}").format(n=at, m=of) if at else "")

    def show_view(self, view: IncidentView, now: int) -> None:
        other = self.view is None or self.view.row.id != view.row.id
        self.view, self._now = view, now
        row, language = view.row, self._look.language
        if other:
            self._leave_correction()
            self._scroll.verticalScrollBar().setValue(0)
        self._number.show_text(wording.number(row) or wording.state(row.state))
        self._title.show_user_text(wording.title(row))
        self._severity.show_value(row.severity)
        leads = self.tr("{name} leads").format(name=row.lead) if row.lead else self.tr("nobody leads yet")
        self._lead.show_person(row.lead, leads)
        for n, tile in enumerate(self._tiles):
            tile.setVisible(n < len(row.communities))
            if n < len(row.communities):
                tile.show_platform(row.communities[n][0][:1].upper(), row.communities[n][1])
        self._places.show_text(counted.places(len(row.communities)) if row.communities else "")
        self._places.setVisible(bool(row.communities))
        size = (counted.cases(row.cases), counted.authors(len(view.linked(LinkKind.AUTHOR))))
        self._size.show_text(", ".join(size))
        self._age.show_text(self._age_words(view, now))
        since = wording.moment(row.state_at, now, language)
        self.steps.show_state(row.state, since)
        self._show_chart(view)
        items = {check.item: check.words.get(language, check.item) for check in view.checks}
        self.timeline.show_rows(view.timeline, items, now)
        closed = row.state is IncidentState.CLOSED
        self.add.setEnabled(not closed)
        self.edit.setEnabled(not closed)

    def _age_words(self, view: IncidentView, now: int) -> str:
        row = view.row
        if row.closed_at is not None:
            return self.tr("closed after {span}").format(span=wording.span(row.closed_at - row.opened_at))
        return self.tr("open for {span}").format(span=wording.span(now - row.opened_at))

    def _show_chart(self, view: IncidentView) -> None:
        shown = bool(view.flow.flags)
        self._chart_box.setVisible(shown)
        self._chart_divider.setVisible(shown)
        opened = [(view.row.opened_at, self.tr("opened"))]
        limited = [
            (row.at, self.tr("limited")) for row in view.timeline if row.event == "platform" and row.facts.get("state") == "limited"
        ]
        self.chart.show_flow(view.flow, tuple(opened + limited[:3]))
        self._chart_caption.show_text(self.tr("Flags in, decisions out, {step}").format(step=self.chart.heading()))

    # --- notes ----------------------------------------------------------------------------------------------------------

    def begin_note(self) -> None:
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _begin_correction(self, note_id: object) -> None:
        self._corrects = note_id if isinstance(note_id, int) else None
        self._say_note()
        self.begin_note()

    def _leave_correction(self) -> None:
        self._corrects = None
        self._say_note()

    def _say_note(self) -> None:
        if self._corrects is not None:
            self.note.set_words(self.tr("Correct the note. The first one stays, yours is added."))
        else:
            self.note.set_words(self.tr("Add a note. It gets a time and your name and stays."))
        self._note_changed()

    def _note_changed(self) -> None:
        self.keep.setVisible(bool(self.note.text().strip()))

    def _keep_note(self) -> None:
        text = self.note.text().strip()
        if text:
            self.note_written.emit(text, self._corrects)

    def note_kept(self) -> None:
        """The note is saved."""
        self.note.clear()
        self._leave_correction()

    def _leave_note(self) -> None:
        self._leave_correction()
        self.steps.parts[IncidentState.OPEN].setFocus(Qt.FocusReason.OtherFocusReason)
