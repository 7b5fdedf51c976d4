"""The side pane of the log: the incident in hand in short, and for a proposal the two answers to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from moderator.console import Console
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.domain.incident import IncidentState, LinkKind
from moderator.domain.incident_rows import IncidentRow, IncidentView
from ui.actions import Actions
from ui.bridge import Bridge, Call
from ui.incidents import wording
from ui.incidents.flow_chart import FlowChart
from ui.incidents.sentences import sentence
from ui.incidents.signs import PersonSign, StateSign
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.chips import MarkWord
from ui.widgets.layout import Divider, FlowLayout, Pane, caption
from ui.widgets.plain import label

WIDTH = 340
WAIT_MS = 120
LATEST = 5
FACTS = 5


class Preview(Pane):
    """`opened`, `accepted` and `dismissed` carry the id of the incident."""

    opened = Signal(object)
    accepted = Signal(object)
    dismissed = Signal(object)

    def __init__(self, look: Look, bridge: Bridge, console: Console, actions: Actions, parent: QWidget) -> None:
        super().__init__(look, "bg1", edges=("left",), parent=parent)
        self._bridge, self._console, self._actions = bridge, console, actions
        self._incident_id: int | None = None
        self._view: IncidentView | None = None
        self._call: Call | None = None
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.read)
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_incident(None, None)

    def _build(self) -> None:
        look = self._look
        head = Pane(look, "bg1", edges=("bottom", "left"), parent=self)
        self._number = label(look, "", "time", "t3", parent=head)
        self.open_button = Button(look, "", key="↵", parent=head)
        self.open_button.clicked.connect(self._open)
        self._head, self._head_row = head, QHBoxLayout(head)
        self._head_row.addWidget(self._number, 1)
        self._head_row.addWidget(self.open_button)
        self._page = Pane(look, "bg1")
        self._page.setObjectName("page")
        self._title = label(look, "", "title", "t1", wrap=True, parent=self._page)
        self._signs = QWidget(self._page)
        flow = FlowLayout(look, self._signs, gap=16, line_gap=4)
        self._severity = MarkWord(look, Severity.LOW, role="base", parent=self._signs)
        self._state = StateSign(look, self._signs)
        self._lead = PersonSign(look, self._signs)
        for sign in (self._severity, self._state, self._lead):
            flow.addWidget(sign)
        self._answers = QWidget(self._page)
        answers = FlowLayout(look, self._answers, gap=8)
        self.accept_button = Button(look, "", kind="primary", key=self._actions.key("advance-incident"), parent=self._answers)
        self.dismiss_button = Button(look, "", parent=self._answers)
        self.accept_button.clicked.connect(self._accept)
        self.dismiss_button.clicked.connect(self._dismiss)
        answers.addWidget(self.accept_button)
        answers.addWidget(self.dismiss_button)
        self._chart_caption = caption(look, "", self._page)
        self.chart = FlowChart(look, bars=True, parent=self._page)
        self._in_it, self._latest = caption(look, "", self._page), caption(look, "", self._page)
        page = self._page
        self._facts = [
            (label(look, "", "base", "t2", parent=page), label(look, "", "base", "t1", elide=True, parent=page))
            for _ in range(FACTS)
        ]
        self._events = [
            (label(look, "", "time", "t3", parent=page), label(look, "", "base", "t2", wrap=True, parent=page))
            for _ in range(LATEST)
        ]
        self._lay_out()

    def _lay_out(self) -> None:
        look = self._look
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._blocks: list[QVBoxLayout] = []
        grid, events = QGridLayout(), QGridLayout()
        grid.setColumnStretch(1, 1)
        events.setColumnStretch(1, 1)
        for n, (name, value) in enumerate(self._facts):
            grid.addWidget(name, n, 0)
            grid.addWidget(value, n, 1)
        for n, (time, words) in enumerate(self._events):
            events.addWidget(time, n, 0, Qt.AlignmentFlag.AlignTop)
            events.addWidget(words, n, 1)
        self._grids = (grid, events)
        for parts in (
            (self._title, self._signs, self._answers), (self._chart_caption, self.chart), (self._in_it, grid), (self._latest, events),
        ):  # fmt: skip
            block = QVBoxLayout()
            for part in parts:
                if isinstance(part, QGridLayout):
                    block.addLayout(part)
                else:
                    block.addWidget(part)
            self._blocks.append(block)
            self._column.addLayout(block)
            if parts[0] is not self._latest:
                self._column.addWidget(Divider(look, parent=self._page))
        self._column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._page)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self._scroll, 1)

    def _restyle(self) -> None:
        look = self._look
        self.setFixedWidth(look.px(WIDTH))
        self._head.setFixedHeight(look.px(48))
        self._head_row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        for block in self._blocks:
            block.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
            block.setSpacing(look.px(10))
        for grid in self._grids:
            grid.setHorizontalSpacing(look.px(12))
            grid.setVerticalSpacing(look.px(4))

    # --- what is shown --------------------------------------------------------------------------------------------------

    def show_incident(self, incident_id: int | None, row: IncidentRow | None) -> None:
        """Another incident is in hand; what is known of it stands at once, the rest follows."""
        self._incident_id = incident_id
        self._view = None
        self._scroll.setVisible(incident_id is not None)
        self._head.setVisible(incident_id is not None)
        if incident_id is None:
            return
        if row is not None:
            self._show_row(row)
        self._timer.start()

    def refresh(self) -> None:
        if self._incident_id is not None and self.isVisible():
            self._timer.start()

    def read(self) -> None:
        if self._call is not None:
            self._call.cancel()
        if self._incident_id is not None:
            self._call = self._bridge.follow(self._console.incidents.view(self._incident_id), self, self._came, self._not_read)

    def _not_read(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._title.show_text(wording.refusal(error)[0])

    def _came(self, view: IncidentView) -> None:
        if view.row.id == self._incident_id:
            self._view = view
            self._show_row(view.row)
            self._show_view(view)

    def _show_row(self, row: IncidentRow) -> None:
        proposed = row.state is IncidentState.PROPOSED
        self._number.show_text(wording.number(row) or wording.state(row.state))
        self._title.show_user_text(wording.title(row))
        self._severity.show_value(row.severity)
        self._state.show_state(row.state, wording.state(row.state))
        self._lead.setVisible(bool(row.lead))
        self._lead.show_person(row.lead, row.lead)
        self._answers.setVisible(proposed)
        self.open_button.setText(self.tr("Open"))
        self.accept_button.setText(self.tr("Take it up"))
        self.dismiss_button.setText(self.tr("Dismiss"))

    def _show_view(self, view: IncidentView) -> None:
        language, now = self._look.language, self._console.now()
        self.chart.show_flow(view.flow)
        for part in (self.chart, self._chart_caption):
            part.setVisible(bool(view.flow.flags))
        self._chart_caption.show_text(self.tr("Flags, {step}").format(step=self.chart.heading()))
        self._in_it.show_text(self.tr("In it"))
        self._latest.show_text(self.tr("Latest"))
        cases, rules = view.linked(LinkKind.CASE), view.linked(LinkKind.RULE)
        decided = self.tr("{n}, {decided} decided").format(n=f"{len(cases):,}", decided=f"{view.decided:,}")
        facts = [
            (self.tr("Cases"), decided if cases else "0"),
            (self.tr("Authors"), f"{len(view.linked(LinkKind.AUTHOR)):,}"),
            (self.tr("Where"), ", ".join(link.name for link in view.linked(LinkKind.COMMUNITY))),
            (self.tr("Links"), _some(view.domains)),
            (self.tr("Rules"), _some(tuple(link.name for link in rules))),
        ]
        for (name, value), (what, text) in zip(self._facts, facts, strict=True):
            name.show_text(what)
            value.show_user_text(text)
            name.setVisible(bool(text))
            value.setVisible(bool(text))
        latest = view.timeline[-LATEST:][::-1]
        items = {check.item: check.words.get(language, check.item) for check in view.checks}
        for n, (time, words) in enumerate(self._events):
            time.setVisible(n < len(latest))
            words.setVisible(n < len(latest))
            if n < len(latest):
                time.show_text(wording.moment(latest[n].at, now, language))
                words.show_user_text(sentence(latest[n], items, language).plain())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._view is not None:
            self._came(self._view)
        super().changeEvent(event)

    # --- answers --------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.opened.emit(self._incident_id)

    def _accept(self) -> None:
        self.accepted.emit(self._incident_id)

    def _dismiss(self) -> None:
        self.dismissed.emit(self._incident_id)


def _some(names: tuple[str, ...]) -> str:
    """The first of several, and how many more there are."""
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{names[0]} +{len(names) - 1}"
