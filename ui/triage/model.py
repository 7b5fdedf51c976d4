"""The queue as a table over ids: rows come by pages from the console's thread and are grey until they are there.

The list never moves under the hand. A change in the store only tells how many cases are new; they are taken in when
somebody asks, or at once while the list is empty.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from moderator.console import Console
from moderator.domain.errors import KnownError
from moderator.domain.rows import QueueFilter, QueueIds, QueueOrder, QueueRow
from ui.bridge import Bridge, Call

PAGE = 128
PAGES_KEPT = 40
FIRST = 200
ROW = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractTableModel):
    """One column; `ROW` answers a QueueRow, or None while its page is on the way."""

    loaded = Signal()  # another view stands, or the same one anew
    counted = Signal()  # total, oldest or the number of new cases changed
    failed = Signal(object)  # a KnownError: the view could not be read

    def __init__(self, console: Console, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console, self._bridge = console, bridge
        self.filter = QueueFilter()
        self.order = QueueOrder.URGENCY
        self._ids: array[int] = array("q")
        self._places: dict[int, int] | None = None
        self._rows: dict[int, QueueRow] = {}
        self._pages: OrderedDict[int, None] = OrderedDict()
        self._asked: set[int] = set()
        self._fresh: QueueIds | None = None  # read, but not shown yet
        self._taken_out: set[int] = set()  # decided here; the store may not know yet
        self._calls: list[Call] = []
        self._looking = False
        self._look_again = False
        self.total = 0
        self.oldest_at: int | None = None
        self.is_loading = False

    # --- what Qt asks -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == ROW:
            return self.row_at(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row_at(index.row())
            return self._spoken(row) if row else self.tr("being read")
        return None

    def _spoken(self, row: QueueRow) -> str:
        text = self.tr("veiled") if row.veiled else row.excerpt[:120]
        return self.tr("{author}: {text}. %n report(s)", "", row.reporters).format(author=row.author, text=text)

    # --- ids and rows ---------------------------------------------------------------------------------------------------

    def id_at(self, place: int) -> int | None:
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def place_of(self, case_id: int) -> int | None:
        """Where a case stands in the list; None when it is not there."""
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self._ids)}
        return self._places.get(case_id)

    def row_at(self, place: int) -> QueueRow | None:
        """The row, or None and its page is asked for."""
        case_id = self.id_at(place)
        if case_id is None:
            return None
        row = self._rows.get(case_id)
        page = place // PAGE
        if row is None:
            self._ask(page)
        elif page in self._pages:
            self._pages.move_to_end(page)
        if place % PAGE > PAGE * 3 // 4:
            self._ask(page + 1)  # the neighbour ahead
        return row

    def _ask(self, page: int) -> None:
        start = page * PAGE
        if page in self._asked or start >= len(self._ids):
            return
        wanted = [one for one in self._ids[start : start + PAGE] if one not in self._rows]
        if not wanted:
            self._pages[page] = None
            return
        self._asked.add(page)
        call = self._console.queue_rows(wanted)
        self._calls.append(self._bridge.follow(call, self, self._page_came, self._page_failed))

    def _page_came(self, rows: Sequence[QueueRow]) -> None:
        places = []
        for row in rows:
            self._rows[row.id] = row
            place = self.place_of(row.id)
            if place is not None:
                places.append(place)
        for page in {place // PAGE for place in places}:
            self._asked.discard(page)
            self._pages[page] = None
            self._pages.move_to_end(page)
        self._forget_old_pages()
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), 0))

    def _forget_old_pages(self) -> None:
        while len(self._pages) > PAGES_KEPT:
            page, _ = self._pages.popitem(last=False)
            for case_id in self._ids[page * PAGE : (page + 1) * PAGE]:
                self._rows.pop(case_id, None)

    def _page_failed(self, error: BaseException) -> None:
        self._asked.clear()
        self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self.is_loading = False
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)

    # --- reading a view -------------------------------------------------------------------------------------------------

    def show(self, which: QueueFilter, order: QueueOrder) -> None:
        """Show another view: its first ids at once, then all of them."""
        self.filter, self.order = which, order
        self._drop_calls()
        self._taken_out.clear()
        self._fresh = None
        self._looking = False
        self.is_loading = True
        self._follow(self._console.queue_ids(which, order, FIRST), "_first_came")

    def _follow(self, future: object, arrived: str) -> None:
        self._calls = [call for call in self._calls if not call.dropped and not call.future.done()]
        self._calls.append(self._bridge.follow(future, self, getattr(self, arrived), self._fail))  # type: ignore[arg-type]

    def _drop_calls(self) -> None:
        for call in self._calls:
            call.cancel()
        self._calls.clear()
        self._asked.clear()

    def _first_came(self, found: QueueIds) -> None:
        self._take(found)
        if not found.complete:
            self._follow(self._console.queue_ids(self.filter, self.order), "_all_came")

    def _all_came(self, found: QueueIds) -> None:
        self._take(found)

    def _take(self, found: QueueIds) -> None:
        ids = array("q", (one for one in found.ids if one not in self._taken_out)) if self._taken_out else found.ids
        self.is_loading = False
        self.beginResetModel()
        self._ids = ids
        self._places = None
        self._rows.clear()
        self._pages.clear()
        self._asked.clear()
        self._fresh = None
        self.total, self.oldest_at = found.total, found.oldest_at
        self.endResetModel()
        self.loaded.emit()
        self.counted.emit()

    # --- changes --------------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Something changed in the store: bring the rows in sight up to date and count what is new."""
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        self._follow(self._console.queue_ids(self.filter, self.order), "_looked")

    def _looked(self, found: QueueIds) -> None:
        self._looking = False
        here = set(self._ids)
        there = set(found.ids)
        self._taken_out &= there  # what the store has taken out as well need not be remembered
        self._fresh = found
        self.total, self.oldest_at = found.total - len(self._taken_out), found.oldest_at
        for case_id in here - there:
            self._remove(case_id)
        self._reread()
        if not self._ids and there - self._taken_out:
            self.take_new()
        self.counted.emit()
        if self._look_again:
            self._look_again = False
            self.look()

    def _reread(self) -> None:
        """Read the pages in hand again; they stay as they are until the answer is there."""
        wanted = [one for page in list(self._pages)[-4:] for one in self._ids[page * PAGE : (page + 1) * PAGE]]
        if wanted:
            self._follow(self._console.queue_rows(wanted), "_page_came")

    @property
    def new_count(self) -> int:
        """How many cases of this view are not in the list yet."""
        if self._fresh is None:
            return 0
        here = self._places if self._places is not None else dict.fromkeys(self._ids)
        return sum(1 for one in self._fresh.ids if one not in here and one not in self._taken_out)

    def take_new(self) -> None:
        """Take the new cases in, all at once and in order."""
        if self._fresh is not None:
            self._take(self._fresh)

    def take_out(self, case_id: int) -> None:
        """A case was decided here: it leaves the list before the store answers."""
        self._taken_out.add(case_id)
        self.total = max(0, self.total - 1)
        self._remove(case_id)
        self.counted.emit()

    def put_back(self, case_id: int) -> None:
        """The decision could not be saved, or was undone: the case stands at the front again."""
        self._taken_out.discard(case_id)
        if self.place_of(case_id) is None:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._ids.insert(0, case_id)
            self._places = None
            self.total += 1
            self.endInsertRows()
            self._follow(self._console.queue_rows([case_id]), "_page_came")
        self.counted.emit()

    def _remove(self, case_id: int) -> None:
        place = self.place_of(case_id)
        if place is None:
            return
        self.beginRemoveRows(QModelIndex(), place, place)
        self._ids.pop(place)
        self._places = None
        self._rows.pop(case_id, None)
        self._pages.clear()
        self._asked.clear()
        self.endRemoveRows()
