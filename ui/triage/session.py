"""The case in hand: read at once, claimed when it is shown, kept up to date, given back when the hand moves on.

Answers for a case that is no longer in hand are dropped, so what is shown and what is decided are always one case.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.console import Console
from moderator.domain.caps import CLAIM_SECONDS
from moderator.domain.case import WAITING
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.requests import RequestKind, Topic
from moderator.domain.rows import CaseView, GuidelinesRow
from ui.bridge import Bridge, Call

RENEW_MS = CLAIM_SECONDS * 1000 // 3
DEAR_MS = 5  # a reading that took longer is not repeated before REST_MS: our own claim is a change, too
REST_MS = 200
_READ_AGAIN = frozenset({Topic.CASE, Topic.OUTBOX})


class Session(QObject):
    """One case at a time. `view` is what is shown; None while it is being read."""

    shown = Signal(object)
    """A CaseView: another case is in hand."""
    refreshed = Signal(object)
    """A CaseView: the same case, changed."""
    held_by = Signal(str)
    """The name of the colleague who holds the case in hand; empty when it is ours."""
    closed = Signal()
    """No case is in hand, or the next one is being read."""
    failed = Signal(object)
    """A KnownError: the case could not be read."""
    context_failed = Signal(object)
    """A KnownError: the platform did not tell what stands around it."""
    guidelines_read = Signal(object)
    """A GuidelinesRow of the community of the case in hand."""

    def __init__(self, bridge: Bridge, console: Console, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._console = bridge, console
        self.case_id: int | None = None
        self.view: CaseView | None = None
        self.holder = ""
        self._claimed: int | None = None  # what we asked to claim and have not given back
        self._calls: list[Call] = []
        self._reading = self._read_again = False
        self._guidelines: dict[int, GuidelinesRow] = {}
        self._asked_guidelines: set[int] = set()
        self.asking_context = False
        self._took = 0.0  # seconds that the last reading took
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        self._renewal = QTimer(self)
        self._renewal.setInterval(RENEW_MS)
        self._renewal.timeout.connect(self.renew)

    # --- opening ------------------------------------------------------------------------------------------------------

    def open(self, case_id: int | None) -> None:
        """Take another case in hand; None takes none. The one before is given back if nothing was decided."""
        if case_id == self.case_id:
            return
        self._let_go()
        self.case_id = case_id
        self.closed.emit()
        if case_id is not None:
            self._read(case_id)

    def _read(self, case_id: int) -> None:
        self._reading, began = True, time.monotonic()
        future = self._console.case(case_id)

        def read(_: object) -> None:  # in whichever thread read it
            self._took = time.monotonic() - began

        future.add_done_callback(read)
        self._follow(future, self._came, self._not_read)

    def _claim(self, case_id: int) -> None:
        """After it is shown: the claim waits for the write of the last decision, the reading does not."""
        self._claimed = case_id
        self._renewal.start()
        self._follow(self._console.open_case(case_id), self._opened, self._not_opened)

    def renew(self) -> None:
        """A claim runs out by itself; who still reads renews it."""
        if self._claimed is not None and self.view is not None and not self.holder:
            self._bridge.follow(self._console.claim(self._claimed), self, self._given_back, self._not_opened)

    def _follow(self, future: object, arrived: object, failed: object) -> None:
        self._calls = [call for call in self._calls if not call.dropped and not call.future.done()]
        self._calls.append(self._bridge.follow(future, self, arrived, failed))  # type: ignore[arg-type]

    def _let_go(self) -> None:
        for call in self._calls:
            call.cancel()
        self._calls.clear()
        self._reading = self._read_again = self.asking_context = False
        self.view, self.holder = None, ""
        self._renewal.stop()
        self._rest.stop()
        claimed, self._claimed = self._claimed, None
        if claimed is not None:
            self._bridge.follow(self._console.release(claimed), self, self._given_back, self._not_given_back)

    def settle(self, case_id: int) -> None:
        """The case was decided, escalated or put aside here: there is nothing to give back."""
        if self._claimed == case_id:
            self._claimed = None

    def again(self) -> None:
        """Open the case in hand anew: somebody else sits here now, or it came back."""
        case_id = self.case_id
        self.open(None)
        self.open(case_id)

    def _given_back(self, _: None) -> None:
        """Nothing to show: it is in the queue again."""

    def _not_given_back(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):  # decided meanwhile, or never ours: nothing to give back
            raise error

    # --- answers ------------------------------------------------------------------------------------------------------

    def _opened(self, view: CaseView) -> None:
        self._set_holder("")
        self._came(view)

    def _not_opened(self, error: BaseException) -> None:
        self._claimed = None
        if isinstance(error, BusyError):
            self._set_holder(str(error.details.get("holder") or error.details.get("actor") or ""))
            return
        if not isinstance(error, KnownError):
            raise error
        if self.view is None or self.view.row.state in WAITING:
            self.failed.emit(error)

    def _set_holder(self, name: str) -> None:
        if name != self.holder:
            self.holder = name
            self.held_by.emit(name)

    def _came(self, view: CaseView) -> None:
        if view.row.id != self.case_id:
            return
        self._reading = False
        before, self.view = self.view, view
        if before is None:
            self.shown.emit(view)
            self._claim(view.row.id)
        elif before != view:
            self.refreshed.emit(view)
        self._want_guidelines(view.community_id)
        if self._took * 1000 > DEAR_MS:
            self._rest.start()
        else:
            self._rested()

    def _rested(self) -> None:
        if self._read_again:
            self._read_again = False
            self.read_again()

    def _not_read(self, error: BaseException) -> None:
        self._reading = False
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)

    # --- keeping up ---------------------------------------------------------------------------------------------------

    def topics_changed(self, topics: frozenset[Topic]) -> None:
        if Topic.GUIDELINES in topics:
            self._asked_guidelines.clear()
            if self.view is not None:
                self._want_guidelines(self.view.community_id)
        if topics & _READ_AGAIN:
            self.read_again()

    def read_again(self) -> None:
        """Read the case in hand once more; what has not changed is not shown again."""
        if self.case_id is None:
            return
        if self._reading or self._rest.isActive():
            self._read_again = True
            return
        self._read(self.case_id)

    def ask_context(self) -> None:
        """Ask the platform anew for what stands around the case, its author, and what can be done."""
        view = self.view
        if view is None or self.asking_context:
            return
        self.asking_context = True
        arguments = {"case": view.row.id}
        future = self._console.ask(RequestKind.CONTEXT, view.community_id, arguments)
        self._follow(future, self._context_came, self._context_failed)

    def _context_came(self, _: object) -> None:
        self.asking_context = False
        self.read_again()

    def _context_failed(self, error: BaseException) -> None:
        self.asking_context = False
        if not isinstance(error, KnownError):
            raise error
        self.context_failed.emit(error)

    # --- guidelines ---------------------------------------------------------------------------------------------------

    @property
    def guidelines(self) -> GuidelinesRow | None:
        """The guidelines that hold where the case in hand stands."""
        return None if self.view is None else self._guidelines.get(self.view.community_id)

    def guidelines_of(self, community_id: int) -> GuidelinesRow | None:
        return self._guidelines.get(community_id)

    def any_guidelines(self) -> GuidelinesRow | None:
        """Some community's guidelines, for names while no case is in hand."""
        return next(iter(self._guidelines.values()), None)

    def _want_guidelines(self, community_id: int) -> None:
        if community_id in self._asked_guidelines:
            return
        self._asked_guidelines.add(community_id)
        self._bridge.follow(self._console.guidelines(community_id), self, self._guidelines_came, self._guidelines_failed)

    def _guidelines_came(self, found: GuidelinesRow | None) -> None:
        if found is not None:
            self._guidelines[found.community_id] = found
            self.guidelines_read.emit(found)

    def _guidelines_failed(self, error: BaseException) -> None:
        self._asked_guidelines.clear()
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)
