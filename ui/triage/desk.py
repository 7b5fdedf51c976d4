"""What the deciding keys do: decide at once or open the strip, for the case in hand or for the picked ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from moderator.console import Console
from moderator.domain.case import CaseState
from moderator.domain.decision import DecisionOrder
from moderator.domain.errors import KnownError
from moderator.domain.rows import CaseView, DecisionRow
from ui.bridge import Bridge
from ui.triage import orders, wording
from ui.triage.bulk import Bulk, one_community, refusal_words
from ui.triage.queue_pane import QueuePane
from ui.triage.receipts import Entry, Receipts
from ui.triage.session import Session
from ui.widgets.hostile import inline

FIRST = ("already_decided", "decided_by")


def standing(view: CaseView) -> DecisionRow | None:
    """The decision that holds in a decided case; None in an open one, and where it was taken back."""
    if view.row.state is not CaseState.DECIDED:
        return None
    found = (one for one in reversed(view.decisions) if not one.undone and not orders.takes_back(one))
    return next(found, None)


class Desk(QObject):
    """Turns keys into orders. It shows nothing itself: `strip_wanted` and `said` tell the room what to show."""

    strip_wanted = Signal(str, object)
    """A verb and the CaseViews it is about."""
    said = Signal(str, str)
    """Something to be told in passing: title, detail."""
    problem = Signal(str, str, str)
    """Key, title and words of a notice that stays."""
    beaten = Signal(object, object)
    """A DecisionOrder and the KnownError by which somebody else was first."""
    announced = Signal(str)
    """What a screen reader says."""

    def __init__(
        self, bridge: Bridge, console: Console, queue: QueuePane, session: Session, receipts: Receipts, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge, self._console = bridge, console
        self._queue, self._session, self._receipts = queue, session, receipts
        self._bulk = Bulk(bridge, console, self)
        self._bulk.ready.connect(self._bulk_ready)
        self._bulk.failed.connect(self._not_read)
        self._said = ""
        self.returned: dict[int, tuple[DecisionOrder, KnownError]] = {}
        receipts.returned.connect(self._came_back)
        receipts.undone.connect(self._undone)
        receipts.failed.connect(self._no_way_back)
        receipts.saved.connect(self._saved)

    # --- keys ---------------------------------------------------------------------------------------------------------

    def no_breach(self) -> None:
        """Nothing was wrong: decided at once, without a question."""
        picked = self._queue.selected_ids()
        if picked:
            self._read("no-breach", picked)
            return
        view = self._mine()
        if view is not None:
            self._give([orders.no_breach(view, self._console.new_id())], self.tr("No breach"), [view])

    def remove(self) -> None:
        self._open("remove")

    def warn(self) -> None:
        self._open("warn")

    def limit(self) -> None:
        self._open("limit")

    def _open(self, verb: str) -> None:
        picked = self._queue.selected_ids()
        if picked:
            self._read(verb, picked)
            return
        view = self._mine()
        if view is not None:
            reason = orders.tool(view, verb).reason
            if reason:
                self.said.emit(self.tr("Not possible here"), reason)
            else:
                self.strip_wanted.emit(verb, (view,))

    def _mine(self) -> CaseView | None:
        """The case in hand, if it is there, ours to decide and still open."""
        view = self._session.view
        if view is None or view.row.id != self._session.case_id:
            return None
        if self._session.holder:
            return None
        return view if view.row.state is not CaseState.DECIDED else None

    # --- several ------------------------------------------------------------------------------------------------------

    def _read(self, verb: str, ids: Sequence[int]) -> None:
        self.said.emit(self.tr("Reading %n case(s)", "", len(ids)), "")
        self._bulk.begin(verb, ids)

    def _bulk_ready(self, verb: str, views: object) -> None:
        found = [view for view in views if view.row.state is not CaseState.DECIDED]  # type: ignore[attr-defined]
        if not found:
            self._queue.clear_selection()
            self.said.emit(self.tr("All of them are decided already"), "")
        elif not one_community(found):
            text = self.tr("Each community has its own guidelines: pick cases of one.")
            self.said.emit(self.tr("They are of several communities"), text)
        elif verb == "no-breach":
            given = [orders.no_breach(view, self._console.new_id()) for view in found]
            self._give(given, self.tr("No breach in %n case(s)", "", len(found)), found)
        else:
            self.strip_wanted.emit(verb, tuple(found))

    def _not_read(self, error: object) -> None:
        if isinstance(error, KnownError):
            self.problem.emit("bulk", error.title, error.message)

    # --- deciding -----------------------------------------------------------------------------------------------------

    def decide(self, verb: str, views: Sequence[CaseView], choice: orders.Choice, language: str) -> None:
        """Give the order of a strip for each of *views*; *language* is the window's."""
        now, given = self._console.now(), []
        for view in views:
            own = choice
            if len(views) > 1:
                code = orders.language_for(view, choice.guideline, language)
                own = orders.Choice(
                    choice.guideline, choice.kinds, choice.length, orders.notice(view, choice.guideline, code), code
                )
            given.append(orders.breach(view, own, self._console.new_id(), now))
        kinds = [action.kind for action in given[0].actions]
        name = wording.title_of(choice.guideline, language, choice.guideline.id)
        what = wording.short(kinds[0]) if kinds else self.tr("Breach")
        title = self.tr("{what}: {guideline}").format(what=what, guideline=name)
        if len(views) > 1:
            title = self.tr("%n case(s): {what}, {guideline}", "", len(views)).format(what=what, guideline=name)
        self._give(given, title, views)

    def _give(self, given: Sequence[DecisionOrder], title: str, views: Sequence[CaseView]) -> None:
        """The next case first, then the writing: the hand never waits for it."""
        about = views[0].row.author if len(views) == 1 else ""
        for order in given:
            self._session.settle(order.case_id)
            self.returned.pop(order.case_id, None)
        self._said = title
        if len(given) > 1:
            self._queue.clear_selection()
        for order in given:
            self._queue.take_out(order.case_id)
        self._receipts.decide(given, title, about)

    def next_shown(self, view: CaseView, guideline: str) -> None:
        """Another case is in hand: say what became of the one before, and what comes."""
        words = self.tr("Next: {author}, {guideline}, %n report(s)", "", view.row.reporters)
        text = words.format(author=inline(view.row.author), guideline=guideline)
        said, self._said = self._said, ""
        self.announced.emit(f"{said}. {text}" if said else text)

    # --- moves --------------------------------------------------------------------------------------------------------

    def escalate(self) -> None:
        view = self._mine()
        if view is not None:
            self._session.settle(view.row.id)
            self._bridge.follow(self._console.escalate(view.row.id), self, self._moved, self._not_moved)
            self._queue.go_next()
            self.said.emit(self.tr("Escalated"), view.row.author)

    def snooze(self, until: int) -> None:
        """Set the case in hand aside until *until* (µs)."""
        view = self._mine()
        if view is not None:
            self._session.settle(view.row.id)
            self._bridge.follow(self._console.snooze(view.row.id, until), self, self._moved, self._not_moved)
            self._queue.take_out(view.row.id)
            self.said.emit(self.tr("Set aside"), view.row.author)

    def add_note(self, text: str) -> None:
        if self._session.case_id is not None:
            self._bridge.follow(self._console.add_note(self._session.case_id, text), self, self._noted, self._not_moved)

    def _noted(self, _: None) -> None:
        self._session.read_again()

    def _moved(self, _: None) -> None:
        """The list hears of it by itself."""

    def _not_moved(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit("move", error.title, error.message)

    # --- the way back -------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back what was decided about the case in hand, or else the newest decision of this sitting."""
        view = self._session.view
        held = standing(view) if view is not None else None
        if held is not None:
            self.undo_row(held)
            return
        entry = self._receipts.last()
        if entry is None:
            self.said.emit(self.tr("Nothing to take back"), "")
        else:
            self._receipts.undo(entry)

    def undo_row(self, row: DecisionRow) -> None:
        """Take a decision of this shift back, whenever it was made."""
        self._receipts.undo_row(row, row.author)

    def _undone(self, entry: object) -> None:
        if isinstance(entry, Entry) and entry.phase == "undone":
            for case_id in entry.case_ids:
                if self._queue.view != "decided":
                    self._queue.put_back(case_id)
            self.announced.emit(self.tr("Taken back"))

    def _no_way_back(self, error: object) -> None:
        if isinstance(error, KnownError):
            self.problem.emit("undo", error.title, error.message)

    # --- what was not saved -------------------------------------------------------------------------------------------

    def _came_back(self, order: object, error: object) -> None:
        """The case stands at the front again with the reason; what somebody else decided leaves for good."""
        if not isinstance(order, DecisionOrder) or not isinstance(error, KnownError):
            return
        self.announced.emit(error.title)
        if error.code in FIRST:
            self.beaten.emit(order, error)
            return
        self.returned[order.case_id] = (order, error)
        self._queue.put_back(order.case_id)
        if self._session.case_id == order.case_id:
            self._session.again()

    def reason_words(self, case_id: int, language: str, title: str) -> tuple[str, str] | None:
        """Why a case came back, for its head; *title* names the guideline that a colleague found."""
        found = self.returned.get(case_id)
        if found is None:
            return None
        at = found[1].details.get("at")
        when = wording.day(at, self._console.now(), language) if isinstance(at, int) else ""
        return wording.refused(found[1], title, when)

    def _saved(self, entry: object) -> None:
        if isinstance(entry, Entry) and entry.refusals and len(entry.orders) > 1:
            self.problem.emit("bulk", *refusal_words(entry))
