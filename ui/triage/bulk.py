"""Several cases at once: read whole before anything is offered, so that the strip says truly what would be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal

from moderator.console import Console
from moderator.domain.errors import KnownError
from moderator.domain.rows import CaseView
from ui.bridge import Bridge, Call
from ui.triage.counted import counted
from ui.triage.receipts import Entry

MOST = 500
AT_ONCE = 4
translate = QCoreApplication.translate


class Bulk(QObject):
    """Reads the picked cases. `ready` carries the verb and their views in the order in which they were picked."""

    ready = Signal(str, object)
    failed = Signal(object)
    """A KnownError: one of them could not be read."""
    progress = Signal(int, int)

    def __init__(self, bridge: Bridge, console: Console, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._console = bridge, console
        self._verb = ""
        self._ids: list[int] = []
        self._left: list[int] = []
        self._views: dict[int, CaseView] = {}
        self._calls: list[Call] = []

    def begin(self, verb: str, ids: Sequence[int]) -> None:
        """Read *ids* for *verb*; what was being read before is forgotten."""
        self.stop()
        self._verb, self._ids, self._left = verb, list(ids)[:MOST], list(ids)[:MOST]
        for _ in range(AT_ONCE):
            self._one_more()

    def stop(self) -> None:
        for call in self._calls:
            call.cancel()
        self._calls.clear()
        self._views.clear()
        self._ids = []

    @property
    def is_reading(self) -> bool:
        return bool(self._ids) and len(self._views) < len(self._ids)

    def _one_more(self) -> None:
        if self._left:
            future = self._console.case(self._left.pop(0))
            self._calls.append(self._bridge.follow(future, self, self._came, self._not_read))

    def _came(self, view: CaseView) -> None:
        self._views[view.row.id] = view
        self.progress.emit(len(self._views), len(self._ids))
        if len(self._views) == len(self._ids):
            views = tuple(self._views[one] for one in self._ids)
            self._calls.clear()
            self._ids = []
            self.ready.emit(self._verb, views)
            return
        self._one_more()

    def _not_read(self, error: BaseException) -> None:
        self.stop()
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)


def one_community(views: Sequence[CaseView]) -> bool:
    """Guidelines and abilities are a community's own: only cases of one can be decided together."""
    return len({view.community_id for view in views}) == 1


def refusal_words(entry: Entry) -> tuple[str, str]:
    """How many of several decisions were saved, and why the others were not."""
    saved, refused = len(entry.receipts), len(entry.refusals)
    title = counted.not_decided(refused)
    causes = Counter(error.title for _, error in entry.refusals)
    why = ", ".join(f"{title} ×{count}" if count > 1 else title for title, count in causes.most_common())
    return title, f"{why}. {counted.others_decided(saved)}"
