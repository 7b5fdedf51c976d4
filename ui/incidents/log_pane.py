"""The log: head with search, export and the way to a new incident; filter; columns; the list; what stands below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from moderator.console import Console
from moderator.domain.actor import Actor
from moderator.domain.case import HOUR
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.domain.incident import LIVE, LOG, IncidentKind
from moderator.domain.incident_rows import IncidentCounts, IncidentFilter, IncidentOrder
from ui.actions import Actions
from ui.bridge import Bridge
from ui.incidents import wording
from ui.incidents.counted import counted
from ui.incidents.forms import FilterChip
from ui.incidents.log_row import HEAD, HEIGHT, ColumnHead, LogPainter
from ui.incidents.model import LogModel
from ui.theme import Look
from ui.widgets import marks
from ui.widgets.buttons import Button, IconButton
from ui.widgets.empty import EmptyState
from ui.widgets.fields import Field
from ui.widgets.layout import Pane
from ui.widgets.plain import label

PATIENCE_MS = 400
TYPING_MS = 150
CLOCK_MS = 30_000
DAYS = (1, 7, 30, 90)
ORDERS = tuple(IncidentOrder)


class LogTable(QTableView):
    """The list; Enter opens."""

    entered_row = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit()
            return
        super().keyPressEvent(event)


class LogPane(Pane):
    """`chosen` carries the id of the incident in hand or None, `opened` the id of one to look at whole."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, bridge: Bridge, console: Console, actions: Actions, parent: QWidget) -> None:
        super().__init__(look, "bg2", parent=parent)
        self._bridge, self._console, self._actions = bridge, console, actions
        self._people: list[Actor] = []
        self._counts = IncidentCounts(0, 0)
        self._error: KnownError | None = None
        self._told: int | None = None
        self.model = LogModel(console, bridge, self)
        self._build()
        self._wire()
        self.retranslate()

    # --- what is where --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        look, actions = self._look, self._actions
        self._head = Pane(look, "bg2", edges=("bottom",), parent=self)
        self._title = label(look, "", "pane", "t1", parent=self._head)
        self.search = Field(look, "", icon="search", key=actions.key("filter"), parent=self._head)
        self.export = Button(look, "", icon="export", parent=self._head)
        self.new = Button(look, "", kind="primary", icon="plus", key=actions.key("new-incident"), parent=self._head)
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self._title)
        self._head_row.addStretch(1)
        for part in (self.search, self.export, self.new):
            self._head_row.addWidget(part, 1 if part is self.search else 0)
        self._filter = Pane(look, "bg2", edges=("bottom",), parent=self)
        self.chips = {name: FilterChip(look, self._filter) for name in ("state", "severity", "lead", "kind", "opened")}
        self._order_button = IconButton(look, "sort", "", parent=self._filter)
        self._clear = Button(look, "", kind="link", parent=self._filter)
        self._count = label(look, "", "time", "t3", parent=self._filter)
        self._filter_row = QHBoxLayout(self._filter)
        for chip in self.chips.values():
            self._filter_row.addWidget(chip)
        self._filter_row.addWidget(self._clear)
        self._filter_row.addStretch(1)
        self._filter_row.addWidget(self._count)
        self._filter_row.addWidget(self._order_button)
        self._columns = ColumnHead(look, self)
        self.table = self._make_table()
        self._empty = EmptyState(look, parent=self)
        self._way = Button(look, "", icon="plus", key=actions.key("new-incident"), parent=self)
        self._again = Button(look, "", icon="undo", parent=self)
        for way in (self._way, self._again):
            way.hide()
        self._still = label(look, "", "base", "t3", parent=self)
        self._still.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        for widget in (self.table, self._empty, self._still):
            self._stack.addWidget(widget)
        self._foot = Pane(look, "bg1", edges=("top",), parent=self)
        self._record = label(look, "", "small", "t2", elide=True, parent=self._foot)
        self._median = label(look, "", "small", "t3", parent=self._foot)
        self._foot_row = QHBoxLayout(self._foot)
        self._foot_row.addWidget(self._record, 1)
        self._foot_row.addWidget(self._median)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for pane in (self._head, self._filter, self._columns):
            column.addWidget(pane)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)

    def _make_table(self) -> LogTable:
        view = LogTable(self)
        view.setObjectName("log")
        view.setModel(self.model)
        view.setItemDelegate(LogPainter(self._look, self._console.now, view))
        view.setShowGrid(False)
        view.setMouseTracking(True)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setMinimumSectionSize(1)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFrameShape(QTableView.Shape.NoFrame)
        view.setTabKeyNavigation(False)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        return view

    def _wire(self) -> None:
        self.model.loaded.connect(self._loaded)
        self.model.counted.connect(self._say_count)
        self.model.failed.connect(self._failed)
        self.model.dataChanged.connect(self._data_changed)
        self.model.modelReset.connect(self._row_heights)
        self.table.selectionModel().currentChanged.connect(self._current_changed)
        self.table.entered_row.connect(self.open_current)
        self.table.doubleClicked.connect(self._double_clicked)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self.take_focus)
        for chip in self.chips.values():
            chip.changed.connect(self.reload)
        self._clear.clicked.connect(self.clear_filter)
        self._again.clicked.connect(self.reload)
        for button, command in (
            (self.export, "export-incidents"), (self.new, "new-incident"), (self._way, "new-incident"),
            (self._order_button, "order"),
        ):  # fmt: skip
            button.clicked.connect(self._actions[command].trigger)
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._data_changed)
        self._clock.start()
        self._look.changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        look = self._look
        self._head.setFixedHeight(look.px(48))
        self._filter.setFixedHeight(look.px(44))
        self._foot.setFixedHeight(look.px(36))
        self.search.setMinimumWidth(look.px(150))
        self.search.setMaximumWidth(look.px(240))
        for row, left, gap in ((self._head_row, 16, 8), (self._filter_row, 20, 8), (self._foot_row, 20, 16)):
            row.setContentsMargins(look.px(left), 0, look.px(16), 0)
            row.setSpacing(look.px(gap))
        self._row_heights()

    def _row_heights(self) -> None:
        header = self.table.verticalHeader()
        header.setDefaultSectionSize(self._look.px(HEIGHT))
        for row in self.model.heads():
            header.resizeSection(row, self._look.px(HEAD))

    def retranslate(self) -> None:
        self._title.show_text(self.tr("Incidents"))
        self.search.set_words(self.tr("Title, person, note"))
        self.export.setText(self.tr("Export"))
        self.new.setText(self.tr("New incident"))
        self._way.setText(self.tr("New incident"))
        self._again.setText(self.tr("Try again"))
        self._clear.setText(self.tr("Clear"))
        self._still.show_text(self.tr("Reading the log"))
        self.table.setAccessibleName(self.tr("Incident log"))
        self._order_button.setText(wording.order(self.model.order))
        any_word = self.tr("any")
        levels = [s for s in sorted(Severity, reverse=True) if s is not Severity.LOW]
        over = self.tr("{severity} and up")
        self.chips["state"].set_options(self.tr("State"), any_word, [("live", self.tr("not closed"))])
        self.chips["severity"].set_options(
            self.tr("Severity"), any_word,
            [(str(s.value), marks.word(s) if s is Severity.CRITICAL else over.format(severity=marks.word(s))) for s in levels],
        )  # fmt: skip
        people = sorted(self._people, key=lambda one: one.id != self._console.actor.id)
        self.chips["lead"].set_options(self.tr("Lead"), any_word, [(str(one.id), one.name) for one in people[:12]])
        self.chips["kind"].set_options(self.tr("Kind"), any_word, [(kind.value, wording.kind(kind)) for kind in IncidentKind])
        self.chips["opened"].set_options(self.tr("Opened"), any_word, [(str(days), counted.days(days)) for days in DAYS])
        self._say_counts()
        self._say_count()
        self._show_state()
        self._columns.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- views ----------------------------------------------------------------------------------------------------------

    def show_people(self, people: list[Actor]) -> None:
        """Who may lead, for the filter."""
        self._people = people
        self.retranslate()

    def show_counts(self, counts: IncidentCounts) -> None:
        self._counts = counts
        self._say_counts()

    def _say_counts(self) -> None:
        counts = self._counts
        text = self.tr("Notes and changes stand in the audit chain, up to event {n}").format(n=f"{counts.head_seq:,}")
        self._record.show_text(text if counts.head_seq else "")
        median = self.tr("Median time to contained {span}")
        self._median.show_text("" if counts.median is None else median.format(span=wording.span(counts.median)))

    def filter(self) -> IncidentFilter:
        """What the fields say."""
        keys = {name: chip.key() for name, chip in self.chips.items()}
        days = int(keys["opened"] or 0)
        return IncidentFilter(
            words=self.search.text().strip(),
            states=LIVE if keys["state"] else LOG,
            severity=Severity(int(keys["severity"])) if keys["severity"] else None,
            kind=IncidentKind(keys["kind"]) if keys["kind"] else None,
            lead_id=int(keys["lead"]) if keys["lead"] else None,
            since=self._console.now() - days * 24 * HOUR if days else None,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.text().strip()) or any(chip.key() for chip in self.chips.values())

    def clear_filter(self) -> None:
        self.search.clear()
        for chip in self.chips.values():
            chip.clear()
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the view anew."""
        self._typing.stop()
        self._error = None
        self.model.show(self.filter(), self.model.order)
        self._clear.setVisible(self.is_filtered)
        QTimer.singleShot(PATIENCE_MS, self, self._show_state)

    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def next_order(self) -> None:
        self.model.order = ORDERS[(ORDERS.index(self.model.order) + 1) % len(ORDERS)]
        self._order_button.setText(wording.order(self.model.order))
        self.reload()

    @Slot()
    def begin_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot()
    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- where the hand is ------------------------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        return self.model.id_at(self.table.currentIndex().row())

    def position(self) -> tuple[int, int]:
        """Which incident of how many, counted from one."""
        return self.model.position(self.table.currentIndex().row()), self.model.shown

    def choose(self, incident_id: int) -> None:
        place = self.model.place_of(incident_id)
        if place is not None:
            self._go(place, 1)

    @Slot()
    def go_next(self) -> None:
        self._go(self.table.currentIndex().row() + 1, 1)

    @Slot()
    def go_previous(self) -> None:
        self._go(self.table.currentIndex().row() - 1, -1)

    def _go(self, place: int, step: int) -> None:
        """Put the hand on a row; a head of a state is passed over."""
        count = self.model.rowCount()
        while 0 <= place < count and self.model.id_at(place) is None:
            place += step
        if not 0 <= place < count:
            if self.current_id() is None and count > 1:
                self._go(1, 1)
            self._tell()
            return
        index = self.model.index(place, 0)
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)
        self._tell()

    @Slot()
    def open_current(self) -> None:
        incident_id = self.current_id()
        if incident_id is not None:
            self.opened.emit(incident_id)

    def _double_clicked(self, index: QModelIndex) -> None:
        self.open_current()

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self._tell()

    def _tell(self) -> None:
        incident_id = self.current_id()
        if incident_id != self._told:
            self._told = incident_id
            self.chosen.emit(incident_id)

    def _loaded(self) -> None:
        kept = self.model.place_of(self._told) if self._told is not None else None
        self._go(kept if kept is not None else 0, 1)
        self._show_state()

    def _data_changed(self) -> None:
        self.table.viewport().update()

    # --- empty, loading, failing --------------------------------------------------------------------------------------------

    def _say_count(self) -> None:
        text = self.tr("{n} of {m}").format(n=f"{self.model.shown:,}", m=f"{self.model.total:,}")
        self._count.show_text(text if self.model.total else "")

    def _failed(self, error: object) -> None:
        if isinstance(error, KnownError):
            self._error = error
            self._show_state()

    @Slot()
    def _show_state(self) -> None:
        self._columns.setVisible(bool(self.model.rowCount()) and self._error is None)
        self._clear.setVisible(self.is_filtered)
        if self._error is not None:
            self._empty.show_words(*wording.refusal(self._error))
            self._show_way(self._again)
        elif self.model.rowCount():
            self._stack.setCurrentWidget(self.table)
        elif self.model.is_loading:
            self._stack.setCurrentWidget(self._still)
        elif self.is_filtered:
            self._empty.show_words(self.tr("Nothing matches"), self.tr("Take a part of the filter away to see more."))
            self._show_way(None)
        else:
            text = self.tr("An incident gathers cases that belong together. A burst of the same kind is proposed here by itself.")
            self._empty.show_words(self.tr("No incidents"), text)
            self._show_way(self._way)

    def _show_way(self, way: Button | None) -> None:
        for one in (self._way, self._again):
            one.setVisible(one is way)
            if one is not way:
                one.setParent(self)
        self._empty.set_ways(() if way is None else (way,))
        self._stack.setCurrentWidget(self._empty)
