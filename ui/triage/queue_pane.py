"""The queue: head with filter and order, the quiet "12 new" strip, the list, and what waits below it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
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
from moderator.domain.case import MINUTE, CaseState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import CommunityRow, GuidelinesRow, QueueFilter, QueueOrder
from ui.actions import Actions
from ui.bridge import Bridge
from ui.shell.notices import Level, NoticeAction, Notices
from ui.theme import Look
from ui.triage.filter_bar import FilterBar
from ui.triage.model import QueueModel
from ui.triage.queue_head import Head, NewStrip
from ui.triage.row import HEIGHT, RowPainter
from ui.widgets.empty import EmptyState
from ui.widgets.layout import Pane
from ui.widgets.plain import label

_CENTRE = Qt.AlignmentFlag.AlignCenter
_NO_BAR = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
PATIENCE_MS = 400
CLOCK_MS = 30_000
VIEWS = ("open", "mine", "escalated", "snoozed", "decided")
STATES: Mapping[str, tuple[CaseState, ...]] = {
    "open": (CaseState.OPEN, CaseState.CLAIMED, CaseState.ESCALATED),
    "mine": (CaseState.CLAIMED,),
    "escalated": (CaseState.ESCALATED,),
    "snoozed": (CaseState.SNOOZED,),
    "decided": (CaseState.DECIDED,),
}
ORDERS = (QueueOrder.URGENCY, QueueOrder.OLDEST, QueueOrder.NEWEST)


class QueuePane(Pane):
    """`chosen` carries the id of the current case or None, `counted` how many are open in this view."""

    chosen = Signal(object)
    counted = Signal(int)
    view_changed = Signal(str)

    def __init__(
        self, look: Look, bridge: Bridge, console: Console, actions: Actions, notices: Notices, parent: QWidget
    ) -> None:
        super().__init__(look, "bg1", parent=parent)
        self._bridge, self._console, self._actions, self._notices = bridge, console, actions, notices
        self._names: dict[str, str] = {}
        self._guidelines: list[GuidelinesRow] = []
        self._picked: dict[int, None] = {}
        self._view, self._order = "open", QueueOrder.URGENCY
        self._wanted_place = 0
        self._told: int | None = None
        self.model = QueueModel(console, bridge, self)
        self._build()
        self._wire()
        self.retranslate()
        self._read_names()
        self.reload()

    # --- what is where --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        look = self._look
        self._head = Head(look, self._actions, self)
        self.filter_bar = FilterBar(look, self._bridge, self._console, self._actions, self)
        self._new = NewStrip(look, self)
        self._new.hide()
        self.table = self._make_table()
        self._empty = EmptyState(look, parent=self)
        self._still = label(look, "", "base", "t3", parent=self)
        self._still.setAlignment(_CENTRE)
        self._stack = QStackedWidget(self)
        for widget in (self.table, self._empty, self._still):
            self._stack.addWidget(widget)
        self._foot = label(look, "", "small", "t2", parent=self)
        self._oldest = label(look, "", "small", "t2", parent=self)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        foot.addWidget(self._foot)
        foot.addStretch(1)
        foot.addWidget(self._oldest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head, self.filter_bar, self._new):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _make_table(self) -> QTableView:
        view = QTableView(self)
        view.setModel(self.model)
        self._painter = RowPainter(self._look, self._console.now, self._names, self._is_picked, view)
        view.setItemDelegate(self._painter)
        view.setShowGrid(False)
        view.setMouseTracking(True)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(_NO_BAR)
        view.setFrameShape(QTableView.Shape.NoFrame)
        view.setTabKeyNavigation(False)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        return view

    def _wire(self) -> None:
        self.model.loaded.connect(self._loaded)
        self.model.counted.connect(self._count)
        self.model.failed.connect(self._failed)
        self.model.rowsRemoved.connect(self._rows_removed)
        self.model.rowsInserted.connect(self._show_state)
        self.model.dataChanged.connect(self._data_changed)
        self.table.selectionModel().currentChanged.connect(self._current_changed)
        self._new.clicked.connect(self._actions["show-new"].trigger)
        self.filter_bar.changed.connect(self.reload)
        self.filter_bar.left.connect(self.table.setFocus)
        on = self._actions.on
        on("next", self.go_next)
        on("previous", self.go_previous)
        on("skip", self.go_next)
        on("show-new", self.show_new)
        on("select", self.pick)
        on("filter", self.filter_bar.begin)
        on("order", self.next_order)
        on("view", self.next_view)
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._ages)
        self._clock.start()
        self._look.changed.connect(self._resize)
        self._resize()

    @Slot()
    def _resize(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(self._look.px(HEIGHT))
        self._new.setFixedHeight(self._look.px(32))

    def retranslate(self) -> None:
        titles = {
            "open": self.tr("Open cases"),
            "mine": self.tr("Mine"),
            "escalated": self.tr("Escalated"),
            "snoozed": self.tr("For later"),
            "decided": self.tr("Decided"),
        }
        orders = {
            QueueOrder.URGENCY: self.tr("Most urgent first"),
            QueueOrder.OLDEST: self.tr("Oldest first"),
            QueueOrder.NEWEST: self.tr("Newest first"),
        }
        self._head.view.setText(titles[self._view])
        self._head.filter.setText(self.tr("Filter"))
        self._head.order.setText(orders[self._order])
        self.table.setAccessibleName(titles[self._view])
        self._still.show_text(self.tr("Reading the queue"))
        self._name_guidelines()
        self._show_state()
        self._count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- names of guidelines --------------------------------------------------------------------------------------------

    def _read_names(self) -> None:
        self._bridge.follow(self._console.communities(), self, self._communities_came, self._failed)

    def _communities_came(self, rows: list[CommunityRow]) -> None:
        self._guidelines = []
        for row in rows:
            self._bridge.follow(self._console.guidelines(row.id), self, self._guidelines_came, self._failed)

    def _guidelines_came(self, found: GuidelinesRow | None) -> None:
        if found is not None:
            self._guidelines.append(found)
            self._name_guidelines()

    def _name_guidelines(self) -> None:
        self._names.clear()
        for version in self._guidelines:
            for one in version.guidelines:
                self._names[one.id] = one.title.get(self._look.language) or next(iter(one.title.values()), one.id)
        self.filter_bar.show_guidelines(dict(self._names))
        self.table.viewport().update()

    # --- views ----------------------------------------------------------------------------------------------------------

    @Slot()
    def reload(self) -> None:
        """Read the view anew; the hand stays on its case where that is still in it."""
        self.model.show(self._filter(), self._order)
        QTimer.singleShot(PATIENCE_MS, self, self._show_state)

    def _filter(self) -> QueueFilter:
        mine = self._console.actor.id if self._view == "mine" else None
        return self.filter_bar.filter(STATES[self._view], mine)

    @Slot()
    def next_view(self) -> None:
        self.set_view(VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)])

    def set_view(self, view: str) -> None:
        """Show another view: one of VIEWS."""
        if view != self._view:
            self._view = view
            self.clear_selection()
            self.retranslate()
            self.view_changed.emit(view)
            self.reload()

    @property
    def view(self) -> str:
        return self._view

    def set_view_decided(self, decided: bool) -> None:
        self.set_view("decided" if decided else "open")

    @Slot()
    def next_order(self) -> None:
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self.retranslate()
        self.reload()

    @Slot()
    def show_new(self) -> None:
        """Take the new cases in; the hand stays on its case."""
        self.model.take_new()

    # --- where the hand is ----------------------------------------------------------------------------------------------

    def case_id(self) -> int | None:
        return self.model.id_at(self.table.currentIndex().row())

    def position(self) -> tuple[int, int]:
        """Which case of how many, counted from one; (0, n) when there is none."""
        return self.table.currentIndex().row() + 1, self.model.total

    def choose(self, case_id: int) -> None:
        """Put the hand on a case that is in the list."""
        place = self.model.place_of(case_id)
        if place is not None:
            self._go(place)

    @Slot()
    def go_next(self) -> None:
        self._go(self.table.currentIndex().row() + 1)

    @Slot()
    def go_previous(self) -> None:
        self._go(self.table.currentIndex().row() - 1)

    def _go(self, place: int) -> None:
        count = self.model.rowCount()
        if not count:
            self._tell()
            return
        index = self.model.index(max(0, min(place, count - 1)), 0)
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, now: QModelIndex, _: QModelIndex) -> None:
        if now.isValid():
            self._wanted_place = now.row()
        self._tell()

    def _tell(self) -> None:
        """Say which case is in hand, once each."""
        case_id = self.case_id()
        if case_id != self._told:
            self._told = case_id
            self.chosen.emit(case_id)
        self._place_words()

    @Slot()
    def _loaded(self) -> None:
        kept = self.model.place_of(self._told) if self._told is not None else None
        self._go(kept if kept is not None else 0)
        self._show_state()

    @Slot(QModelIndex, int, int)
    def _rows_removed(self, _: QModelIndex, first: int, last: int) -> None:
        self._picked = {one: None for one in self._picked if self.model.place_of(one) is not None}
        if self.model.rowCount():
            self._go(min(self.table.currentIndex().row(), self.model.rowCount() - 1))
        self._tell()
        self._show_state()

    def take_out(self, case_id: int) -> None:
        """The case was decided: the next one is in hand at once."""
        place = self.model.place_of(case_id)
        if place is not None and case_id == self.case_id():
            count = self.model.rowCount()
            self._go(place + 1 if place + 1 < count else place - 1)
        self.model.take_out(case_id)

    def put_back(self, case_id: int) -> None:
        """The case is open again: it stands at the front, and in hand."""
        self.model.put_back(case_id)
        self.choose(case_id)

    # --- several at once ------------------------------------------------------------------------------------------------

    def _is_picked(self, case_id: int) -> bool:
        return case_id in self._picked

    def selected_ids(self) -> list[int]:
        """The cases picked for one decision; empty when only the one in hand is meant."""
        return list(self._picked)

    @Slot()
    def pick(self) -> None:
        """Pick the case in hand, or leave it out again, and go on."""
        case_id = self.case_id()
        if case_id is None:
            return
        if case_id in self._picked:
            del self._picked[case_id]
        else:
            self._picked[case_id] = None
        self.go_next()
        self.table.viewport().update()
        self._count()

    def clear_selection(self) -> None:
        self._picked.clear()
        self.table.viewport().update()
        self._count()

    # --- what changed ---------------------------------------------------------------------------------------------------

    def topics_changed(self, topics: frozenset[Topic]) -> None:
        if Topic.QUEUE in topics or Topic.CASE in topics:
            self.model.look()
        if Topic.GUIDELINES in topics or Topic.COMMUNITIES in topics:
            self._read_names()

    @Slot()
    def _ages(self) -> None:
        self.table.viewport().update()
        self._place_words()

    @Slot()
    def _data_changed(self) -> None:
        self.table.viewport().update()

    @Slot()
    def _count(self) -> None:
        fresh = self.model.new_count
        self._new.setVisible(bool(fresh))
        key = self._actions.key("show-new")
        self._new.show_count(self.tr("%n new case(s)", "", fresh), self.tr("show"), key)
        self._place_words()
        if self._view == "open" and not self.filter_bar.active:
            self.counted.emit(self.model.total)

    def _place_words(self) -> None:
        if self._picked:
            self._foot.show_text(self.tr("%n selected", "", len(self._picked)))
        elif self._view == "open":
            self._foot.show_text(self.tr("%n open", "", self.model.total))
        else:
            self._foot.show_text(self.tr("%n case(s)", "", self.model.total))
        oldest = self.model.oldest_at
        text = ""
        if oldest is not None and self._view == "open":
            minutes = max(0, self._console.now() - oldest) // MINUTE
            text = self.tr("oldest waits {minutes} min").format(minutes=f"{minutes:,}")
        self._oldest.show_text(text)

    @Slot()
    def _show_state(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.table)
        elif self.model.is_loading:
            self._stack.setCurrentWidget(self._still)
        else:
            self._say_empty()
            self._stack.setCurrentWidget(self._empty)

    def _say_empty(self) -> None:
        if self.filter_bar.active:
            self._empty.show_words(self.tr("Nothing matches"), self.tr("Take a part of the filter away to see more."))
        elif self._view == "open":
            self._empty.show_words(self.tr("The queue is clear"), self.tr("New cases appear here by themselves."))
        else:
            self._empty.show_words(self.tr("Nothing here"), "")

    @Slot(object)
    def _failed(self, error: object) -> None:
        if not isinstance(error, KnownError):
            if isinstance(error, BaseException):
                raise error
            return
        again = NoticeAction(self.tr("Try again"), self.reload)
        self._notices.say("queue", Level.ERROR, error.title, error.message, (again,))
        self._show_state()
