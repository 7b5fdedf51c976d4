"""A moderator at the real window: a profile of its own, its worker process, a real server, and hands at the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile
from moderator.bootstrap.windows import ProfileOpening
from moderator.console import Console
from moderator.domain.actor import Actor, Role
from moderator.domain.case import CaseState
from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import CaseView, DecisionRow, QueueFilter, QueueRow
from moderator.services.people import People
from moderator.vault import MemoryVault
from ui.app import App
from ui.tour.hand import Hand
from ui.triage.room import TriageRoom

_T = TypeVar("_T")


class WindowTeam:
    """Aoi sits at the window; Ben may open a console of his own. `close` ends all, and looks at the worker's log.

    Decisions are sent at once unless *grace* says so many seconds.
    """

    def __init__(self, app: QApplication, folder: Path, address: str, token: str, *, grace: int = 0) -> None:
        self.profile, self.vault = Profile(folder), MemoryVault()
        opened = houses.open_house(self.profile, keys.unlock(self.profile, vault=self.vault))
        try:
            people = People(opened.store)
            self.aoi, self.ben = people.add("Aoi", Role.MODERATOR), people.add("Ben", Role.LEAD)
            houses.add_community(opened, "matrix", {"name": "Lab", "address": address, "token": token}, rehearsal=False)
        finally:
            opened.close()
        self.opening = ProfileOpening(self.profile, vault=self.vault, is_demo=True)
        wanted = {"first_run_done": True, "language": "en", "reduced_motion": True, "grace_seconds": grace}
        for key, value in wanted.items():
            self.opening.settings.set(key, value)
        self.house = App(app, self.opening)
        self.window = self.house.window
        self.hand = Hand(app, self.window)
        self._others: list[Console] = []
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        self.house.open()
        self.hand.until("the rooms are there", lambda: self.window.triage is not None, 30)

    @property
    def console(self) -> Console:
        assert self.house.console is not None
        return self.house.console

    @property
    def room(self) -> TriageRoom:
        assert self.window.triage is not None
        return self.window.triage

    def beside(self, actor: Actor) -> Console:
        """Another console on the same record, without a window."""
        console = self.opening()
        console.start()
        console.sit_down(actor)
        self._others.append(console)
        return console

    def close(self) -> None:
        for console in self._others:
            console.close()
        self.house.close()
        for part in (self.window, self.house):
            part.deleteLater()
            QCoreApplication.sendPostedEvents(part, QEvent.Type.DeferredDelete.value)
        log = self.profile.worker_log.read_text("utf-8") if self.profile.worker_log.exists() else ""
        bad = [line for line in log.splitlines() if " ERROR " in line or " CRITICAL " in line or "Traceback" in line]
        assert not bad, log[-4000:]

    # --- what the moderator sees ------------------------------------------------------------------------------------

    def ask(self, look: Callable[[], _T], what: str, seconds: float = 40.0) -> _T:
        """The first truthy answer of *look*, with the window alive meanwhile."""
        found: list[_T] = []

        def is_so() -> bool:
            found[:] = [look()]
            return bool(found[0])

        self.hand.until(what, is_so, seconds)
        return found[0]

    def row_of(self, author: str) -> QueueRow:
        """The reported case about *author*, as soon as it is in the record."""
        which = QueueFilter(states=tuple(CaseState), author=author)

        def look() -> QueueRow | None:
            ids = self.hand.answer(self.console.queue_ids(which)).ids
            rows = self.hand.answer(self.console.queue_rows(ids))
            return next((row for row in rows if row.reporters), None)

        found = self.ask(look, f"a report about {author}")
        assert found is not None
        return found

    def walk_to(self, author: str) -> CaseView:
        """By keyboard to the case about *author*: take what is new in, then J until it is in hand, and read whole."""
        case_id = self.row_of(author).id
        queue, session = self.room.queue, self.room.session

        def is_listed() -> bool:
            if queue.model.place_of(case_id) is None:
                self.press(Qt.Key.Key_Period)
            return queue.model.place_of(case_id) is not None

        self.hand.until("the case is in the list", is_listed)
        for _ in range(queue.model.rowCount()):
            if queue.case_id() == case_id:
                break
            at, place = queue.table.currentIndex().row(), queue.model.place_of(case_id)
            self.press(Qt.Key.Key_J if place is not None and place > at else Qt.Key.Key_K)
        self.hand.until("the case is in hand", lambda: session.view is not None and session.view.row.id == case_id)
        self.hand.until("its surroundings are there", lambda: session.view is not None and session.view.thread_at is not None)
        assert session.view is not None
        return session.view

    def newest(self) -> DecisionRow | None:
        rows = self.hand.answer(self.console.my_decisions(0))
        return rows[0] if rows else None

    def becomes(self, *states: EnforcementState) -> DecisionRow:
        """The newest decision, once each of its steps (no planned ends) is in one of *states*."""

        def look() -> DecisionRow | None:
            row = self.newest()
            steps = [step.state for step in row.enforcements if not step.lift] if row else []
            return row if steps and set(steps) <= set(states) else None

        found = self.ask(look, f"the effect to be {', '.join(state.value for state in states)}")
        assert found is not None
        return found

    # --- what the moderator does ------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.hand.press(key, modifier)

    def open_strip(self, key: Qt.Key) -> None:
        self.press(key)
        self.hand.until("the strip is open", self.room.strip.isVisible)

    def tab_to(self, widget: QWidget, most: int = 80) -> None:
        """Tab until *widget* has the keyboard."""
        for _ in range(most):
            if QApplication.focusWidget() is widget:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {widget.accessibleName()!r}")
