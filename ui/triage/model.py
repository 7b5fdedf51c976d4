"""The queue as a table over ids: rows come by pages from the console's thread and are grey until they are there.

The list never moves under the hand. A change in the store only tells how many cases are new; they are taken in when
somebody asks, or at once while the list is empty. Of a long list only the first part is looked at again, and seldom
enough that whoever works in it never waits for that.
"""

from __future__ import annotations

import time
from array import array
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from moderator.console import Console
from moderator.domain.errors import KnownError
from moderator.domain.rows import QueueFilter, QueueIds, QueueOrder, QueueRow
from ui.bridge import Bridge, Call

PAGE = 128
PAGES_KEPT = 40
FIRST = 200
LOOK = 2_000  # ids that a change makes us read again; a longer view is read whole only when somebody asks
AT_ONCE = 200  # rows that leave one by one; more leave together
SIGHT = 40  # rows that were shown last: these are kept up to date
NEAR = 64  # places that a row may have moved since it was seen
CHEAP_MS = 20  # a look that took longer is followed by a pause
PAUSES = 4  # of its own length, and at least this:
PAUSE_MS = 250
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
        self._seen: dict[int, int] = {}  # where a row stood when it was read; it may have moved a little since
        self._rows: dict[int, QueueRow] = {}
        self._pages: OrderedDict[int, None] = OrderedDict()
        self._asked: set[int] = set()
        self._sight: OrderedDict[int, None] = OrderedDict()  # ids, the one that was shown last at the end
        self._stale: set[int] = set()  # pages read before the last change; read again when they come into sight
        self._fresh: QueueIds | None = None  # read, but not shown yet
        self._new = 0
        self._taken_out: set[int] = set()  # decided here; the store may not know yet
        self._calls: list[Call] = []
        self._looking = False
        self._look_again = False
        self._began = 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._look_on)
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
        seen, ids = self._seen.get(case_id), self._ids
        if seen is not None:
            for place in range(max(0, seen - NEAR), min(len(ids), seen + NEAR)):
                if ids[place] == case_id:
                    self._seen[case_id] = place
                    return place
        try:
            place = ids.index(case_id)
        except ValueError:
            return None
        self._seen[case_id] = place
        return place

    def row_at(self, place: int) -> QueueRow | None:
        """The row, or None and its page is asked for."""
        case_id = self.id_at(place)
        if case_id is None:
            return None
        row = self._rows.get(case_id)
        page = place // PAGE
        if row is None:
            self._ask(page)
        else:
            self._pages[page] = None
            self._pages.move_to_end(page)
            if page in self._stale:
                self._stale.discard(page)
                self._ask(page, anew=True)
        self._sight[case_id] = None
        self._sight.move_to_end(case_id)
        if len(self._sight) > SIGHT:
            self._sight.popitem(last=False)
        if place % PAGE > PAGE * 3 // 4:
            self._ask(page + 1)  # the neighbour ahead
        return row

    def _ask(self, page: int, *, anew: bool = False) -> None:
        start = page * PAGE
        if page in self._asked or start >= len(self._ids):
            return
        wanted = [one for one in self._ids[start : start + PAGE] if anew or one not in self._rows]
        if not wanted:
            self._pages[page] = None
            return
        self._asked.add(page)
        self._seen.update(zip(self._ids[start : start + PAGE], range(start, start + PAGE), strict=False))
        call = self._console.queue_rows(wanted)
        self._calls.append(self._bridge.follow(call, self, self._page_came, self._page_failed))

    def _page_came(self, rows: Sequence[QueueRow]) -> None:
        places = []
        for row in rows:
            if not self._belongs(row):  # left this view since its id was read
                self._remove(row.id)
                continue
            place = self.place_of(row.id)
            if place is not None:
                self._rows[row.id] = row
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
            self._stale.discard(page)
            for case_id in self._ids[page * PAGE : (page + 1) * PAGE]:
                self._rows.pop(case_id, None)
                self._seen.pop(case_id, None)

    def _page_failed(self, error: BaseException) -> None:
        self._asked.clear()
        self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self.is_loading = self._looking = False
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)

    # --- reading a view -------------------------------------------------------------------------------------------------

    def show(self, which: QueueFilter, order: QueueOrder) -> None:
        """Show another view: its first ids at once, then all of them."""
        self.filter, self.order = which, order
        self._drop_calls()
        self._taken_out.clear()
        self._fresh, self._new = None, 0
        self._looking = self._look_again = False
        self._pause.stop()
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
        self._take(found, keep=True)

    def _take(self, found: QueueIds, *, keep: bool = False) -> None:
        """Show these ids. With *keep* the rows that were read stay in sight until newer ones are there."""
        ids = array("q", (one for one in found.ids if one not in self._taken_out)) if self._taken_out else found.ids
        self.is_loading = False
        self.beginResetModel()
        self._ids = ids
        self._seen.clear()
        if not keep:
            self._rows.clear()
        for known in (self._pages, self._asked, self._stale, self._sight):
            known.clear()
        self._fresh, self._new = None, 0
        self.total, self.oldest_at = found.total, found.oldest_at
        self.endResetModel()
        self.loaded.emit()
        self.counted.emit()

    # --- changes --------------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Something changed in the store: bring the rows in sight up to date and count what is new."""
        if self._looking or self._pause.isActive():
            self._look_again = True
            return
        self._looking, self._began = True, time.monotonic()
        self._follow(self._console.queue_ids(self.filter, self.order, LOOK), "_looked")

    def _looked(self, found: QueueIds) -> None:
        self._fresh = found
        there = set(found.ids)
        if found.complete:
            self._taken_out &= there  # what the store has taken out as well need not be remembered
            self._leave([case_id for case_id in self._ids if case_id not in there], found)
        here = set(self._ids[: 2 * LOOK])
        self._new = sum(1 for one in found.ids if one not in here and one not in self._taken_out)
        if not self._ids and there - self._taken_out:
            self.take_new()
        self._reread()

    def _leave(self, gone: list[int], found: QueueIds) -> None:
        """Cases that left the view leave the list."""
        if len(gone) > AT_ONCE:
            self._take(found, keep=True)
            return
        for case_id in gone:
            self._remove(case_id)

    def _reread(self) -> None:
        """Read the rows in sight again, and those taken out; they stay as they are until the answer is there."""
        wanted = [one for one in self._sight if one in self._rows]
        fresh = {place // PAGE for one in wanted if (place := self.place_of(one)) is not None}
        self._stale = set(self._pages) - fresh
        wanted += list(self._taken_out)[:PAGE]
        if wanted:
            self._follow(self._console.queue_rows(wanted), "_reread_came")
        else:
            self._done_looking()

    def _reread_came(self, rows: Sequence[QueueRow]) -> None:
        left = {row.id for row in rows if not self._belongs(row)}
        self._page_came([row for row in rows if row.id not in self._taken_out])
        self._taken_out -= left
        self._done_looking()

    def _belongs(self, row: QueueRow) -> bool:
        mine = self.filter.claimed_by
        return row.state in self.filter.states and (mine is None or row.claimed_by_id == mine)

    def _done_looking(self) -> None:
        """What was found is counted; the next look waits a while when this one was not cheap."""
        self._looking = False
        found = self._fresh
        if found is not None and (found.complete or found.total > len(found.ids)):
            self.total, self.oldest_at = max(0, found.total - len(self._taken_out)), found.oldest_at
            if not found.complete:
                self._new = max(self._new, self.total - len(self._ids))
        self.counted.emit()
        took = round((time.monotonic() - self._began) * 1000)
        if took > CHEAP_MS:
            self._pause.start(max(PAUSE_MS, PAUSES * took))
        else:
            self._look_on()

    def _look_on(self) -> None:
        if self._look_again:
            self._look_again = False
            self.look()

    @property
    def new_count(self) -> int:
        """How many cases of this view are not in the list yet; of a long one, at least so many."""
        return self._new

    def take_new(self) -> None:
        """Take the new cases in, all at once and in order."""
        if self._fresh is None:
            return
        if self._fresh.complete:
            self._take(self._fresh)
        else:
            self._follow(self._console.queue_ids(self.filter, self.order), "_all_came")

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
            self._seen[case_id] = 0
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
        self._seen.pop(case_id, None)
        self._rows.pop(case_id, None)
        self._asked.clear()
        self.endRemoveRows()
