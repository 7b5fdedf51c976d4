"""The log as a table over ids, with a head before each state; rows come by pages and are grey until they are there."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from moderator.console import Console
from moderator.domain.errors import KnownError
from moderator.domain.incident import LOG, IncidentState
from moderator.domain.incident_rows import IncidentFilter, IncidentIds, IncidentOrder, IncidentRow
from ui.bridge import Bridge, Call
from ui.incidents import wording
from ui.widgets import marks

PAGE = 128
FIRST = 200
MOST_KEPT = 4_000  # rows that stay in memory
ROW = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Group:
    """The head of a state, and how many are below it."""

    state: IncidentState
    count: int


class LogModel(QAbstractTableModel):
    """One column; `ROW` answers an IncidentRow, a Group, or None while a page is on the way."""

    loaded = Signal()
    counted = Signal()
    failed = Signal(object)  # a KnownError

    def __init__(self, console: Console, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console, self._bridge = console, bridge
        self.filter, self.order = IncidentFilter(), IncidentOrder.NEWEST
        self._ids: array[int] = array("q")
        self._heads: list[int] = []  # the rows where a state begins
        self._groups: list[Group] = []
        self._rows: dict[int, IncidentRow] = {}
        self._asked: set[int] = set()
        self._calls: list[Call] = []
        self._again = False
        self.total = self.shown = 0
        self.is_loading = False

    # --- what Qt asks -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids) + len(self._heads)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.group_at(index.row()) is not None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == ROW:
            return self.group_at(index.row()) or self.row_at(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.row())
        return None

    def _spoken(self, place: int) -> str:
        group = self.group_at(place)
        if group is not None:
            return f"{wording.state(group.state)}, {group.count}"
        row = self.row_at(place)
        if row is None:
            return self.tr("being read")
        parts = (wording.number(row), wording.title(row), marks.word(row.severity), wording.state(row.state), row.lead)
        return ", ".join(part for part in parts if part)

    # --- rows -----------------------------------------------------------------------------------------------------------

    def heads(self) -> Sequence[int]:
        """The rows that are heads of a state."""
        return self._heads

    def group_at(self, place: int) -> Group | None:
        at = bisect_right(self._heads, place) - 1
        return self._groups[at] if at >= 0 and self._heads[at] == place else None

    def id_at(self, place: int) -> int | None:
        """The incident in a row; None for a head."""
        if not 0 <= place < self.rowCount() or self.group_at(place) is not None:
            return None
        return self._ids[place - bisect_right(self._heads, place)]

    def place_of(self, incident_id: int) -> int | None:
        try:
            at = self._ids.index(incident_id)
        except ValueError:
            return None
        for number, head in enumerate(self._heads):
            if head - number > at:
                return at + number
        return at + len(self._heads)

    def position(self, place: int) -> int:
        """Which incident of all in the list a row is, counted from one; 0 for a head."""
        return 0 if self.id_at(place) is None else place - bisect_right(self._heads, place) + 1

    def row_at(self, place: int) -> IncidentRow | None:
        """The row, or None and its page is asked for."""
        incident_id = self.id_at(place)
        if incident_id is None:
            return None
        row = self._rows.get(incident_id)
        if row is None:
            self._ask((place - bisect_right(self._heads, place)) // PAGE)
        return row

    def known(self, incident_id: int) -> IncidentRow | None:
        return self._rows.get(incident_id)

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        wanted = list(self._ids[page * PAGE : (page + 1) * PAGE])
        self._follow(self._console.incidents.rows(wanted), "_page_came")

    def _page_came(self, rows: Sequence[IncidentRow]) -> None:
        if len(self._rows) > MOST_KEPT:
            self._rows.clear()
        for row in rows:
            self._rows[row.id] = row
        self._asked.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    # --- reading a view -------------------------------------------------------------------------------------------------

    def show(self, which: IncidentFilter, order: IncidentOrder) -> None:
        """Show another view: its first ids at once, then all of them."""
        self.filter, self.order = which, order
        for call in self._calls:
            call.cancel()
        self._calls.clear()
        self._asked.clear()
        self._again = False
        self.is_loading = True
        self._follow(self._console.incidents.ids(which, order, FIRST), "_first_came")

    def look(self) -> None:
        """Something changed: read the view again; the rows stay as they are until the answer is there."""
        if self.is_loading:
            self._again = True
            return
        self.is_loading = True
        self._follow(self._console.incidents.ids(self.filter, self.order), "_all_came")

    def _follow(self, future: object, arrived: str) -> None:
        self._calls = [call for call in self._calls if not call.dropped and not call.future.done()]
        self._calls.append(self._bridge.follow(future, self, getattr(self, arrived), self._fail))  # type: ignore[arg-type]

    def _first_came(self, found: IncidentIds) -> None:
        self._take(found)
        if not found.complete:
            self._follow(self._console.incidents.ids(self.filter, self.order), "_all_came")

    def _all_came(self, found: IncidentIds) -> None:
        self._take(found)

    def _take(self, found: IncidentIds) -> None:
        self.is_loading = False
        if found.ids != self._ids or found.counts != self._counts():
            self.beginResetModel()
            self._ids = found.ids
            self._group(found.counts)
            self._asked.clear()
            self.endResetModel()
        self.total, self.shown = found.total, sum(found.counts.values())
        self._reread()
        self.loaded.emit()
        self.counted.emit()
        if self._again:
            self._again = False
            self.look()

    def _counts(self) -> dict[IncidentState, int]:
        return {group.state: group.count for group in self._groups}

    def _group(self, counts: Mapping[IncidentState, int]) -> None:
        self._heads, self._groups, before = [], [], 0
        for state in LOG:
            count = counts.get(state, 0)
            if count and before < len(self._ids):
                self._heads.append(before + len(self._heads))
                self._groups.append(Group(state, count))
            before += count

    def _reread(self) -> None:
        """Read the rows in hand again."""
        wanted = list(self._rows)[-2 * PAGE :]
        if wanted:
            self._follow(self._console.incidents.rows(wanted), "_page_came")

    def _fail(self, error: BaseException) -> None:
        self.is_loading = False
        self._asked.clear()
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)
