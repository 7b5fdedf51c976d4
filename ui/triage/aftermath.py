"""What is still to be said after a decision: effects that a person must settle, and decisions that came too late."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from moderator.console import Console
from moderator.domain.decision import DecisionOrder
from moderator.domain.enforcement import Settle
from moderator.domain.errors import KnownError
from ui.bridge import Bridge
from ui.shell.notices import Level, NoticeAction, Notices
from ui.theme import Look
from ui.triage import wording
from ui.triage.case_pane import troubled
from ui.triage.receipts import Entry, Receipts
from ui.triage.session import Session


class Aftermath(QObject):
    """Keeps a notice in sight until its cause is settled, and leads to the case that it is about."""

    def __init__(
        self,
        look: Look,
        bridge: Bridge,
        console: Console,
        notices: Notices,
        session: Session,
        receipts: Receipts,
        title_of: Callable[[str], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._look, self._bridge, self._console, self._notices = look, bridge, console, notices
        self._session, self._receipts, self._title_of = session, receipts, title_of
        self._case_id: int | None = None  # the one that a notice leads to
        receipts.changed.connect(self._receipt_changed)

    def tell(self, key: str, title: str, text: str) -> None:
        """Say something that stays until somebody closes it."""
        self._notices.say(f"triage-{key}", Level.WARN, title, text)

    def _receipt_changed(self, entry: object) -> None:
        if not isinstance(entry, Entry) or not entry.receipts:
            return
        key = f"effect-{entry.receipts[0].decision_id}"
        if entry.phase in ("unknown", "refused"):
            self._case_id = entry.case_ids[0]
            title = self.tr("Outcome unknown: {what}") if entry.phase == "unknown" else self.tr("Refused: {what}")
            act = NoticeAction(self.tr("Look at it"), self.look_at_it)
            text = self.tr("A person has to say what became of it.")
            self._notices.say(key, Level.WARN, title.format(what=entry.title), text, (act,))
        else:
            self._notices.withdraw(key)

    def beaten(self, order: object, error: object) -> None:
        """Somebody else was first: say who and what, and lead there. Several of one kind are one strip."""
        if isinstance(order, DecisionOrder) and isinstance(error, KnownError):
            self._case_id = order.case_id
            at = error.details.get("at")
            when = wording.day(at, self._console.now(), self._look.language) if isinstance(at, int) else ""
            title, text = wording.refused(error, self._title_of(str(error.details.get("guideline_id", ""))), when)
            act = NoticeAction(self.tr("Look at it"), self.look_at_it)
            self._notices.say("triage-first", Level.INFO, title, text, (act,))

    def look_at_it(self) -> None:
        """Take the case in hand that the last notice was about."""
        if self._case_id is not None:
            self._session.open(self._case_id)

    # --- what a person says -------------------------------------------------------------------------------------------

    def settle(self, how: str) -> None:
        """Say what became of the first unknown or refused step of the case in hand; *how* is a Settle's value."""
        view = self._session.view
        step = troubled(view) if view is not None else None
        if step is not None:
            self._bridge.follow(self._console.settle(step.id, Settle(how)), self, self._settled, self._not_settled)

    def _settled(self, _: None) -> None:
        self._session.read_again()
        self._receipts.look()

    def _not_settled(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.tell("settle", error.title, error.message)

    def arrived(self) -> None:
        self.settle(Settle.ARRIVED.value)

    def send_again(self) -> None:
        self.settle(Settle.AGAIN.value)

    def leave_it(self) -> None:
        self.settle(Settle.LEAVE.value)
