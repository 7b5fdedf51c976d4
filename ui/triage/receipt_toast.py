"""The notice at the lower left that follows the last decision: saving, saved, how long it waits, sent, confirmed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from moderator.console import Console
from moderator.domain.decision import UndoKind
from ui.actions import Actions
from ui.theme import Look
from ui.triage import wording
from ui.triage.receipts import Entry, Receipts, cannot
from ui.widgets.hostile import inline
from ui.widgets.toast import Toast

STAY_MS = 4_000  # after the last word
SECOND = 1_000_000


class ReceiptToast(QObject):
    """Shows the newest entry of the receipts in one toast. `toast` is placed by the room."""

    def __init__(self, look: Look, console: Console, receipts: Receipts, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._console, self._receipts, self._actions = look, console, receipts, actions
        self._entry: Entry | None = None
        self.toast = Toast(look, window)
        self._bye = QTimer(self)
        self._bye.setSingleShot(True)
        self._bye.setInterval(STAY_MS)
        self._bye.timeout.connect(self._leave)
        receipts.changed.connect(self._changed)
        receipts.undone.connect(self._undone)
        self.toast.undo.connect(actions["undo"].trigger)
        self.toast.held.connect(self._held)
        self.toast.gone.connect(self._gone)

    # --- what it says -------------------------------------------------------------------------------------------------

    def say(self, title: str, detail: str = "", *, stay: int = STAY_MS) -> None:
        """Say something that has no way back."""
        self._entry = None
        self.toast.show_undo(title, detail, seconds=0, user_detail=True)
        self.toast.button.hide()
        self._bye.start(stay)

    def unsay(self) -> None:
        """What was said in passing is over; a decision's receipt stays."""
        if self._entry is None:
            self._leave()

    def _changed(self, entry: object) -> None:
        if not isinstance(entry, Entry) or entry is not self._newest(entry) or entry.phase == "undone":
            return
        self._entry = entry
        self._bye.stop()
        self.toast.button.show()
        if entry.phase == "failed":
            self._entry = None
            self.toast.close_softly()
            return
        left = max(0.0, (entry.due_at - self._console.now()) / SECOND) if entry.phase == "saved" else 0.0
        self.toast.show_undo(entry.title, self._detail(entry), seconds=left, user_detail=True)
        if entry.phase in ("confirmed", "refused", "unknown"):
            self._bye.start()

    def _newest(self, entry: Entry) -> Entry:
        """An entry that failed is in no list any more; else only the last one is shown."""
        entries = self._receipts.entries
        return entry if entry.phase == "failed" or not entries else entries[-1]

    def _detail(self, entry: Entry) -> str:
        words = {
            "saving": self.tr("saving"),
            "saved": self.tr("saved"),
            "sent": self.tr("sent, reading back"),
            "confirmed": self.tr("confirmed") if entry.sends else self.tr("saved"),
            "refused": self.tr("refused by the platform"),
            "unknown": self.tr("outcome unknown"),
        }[entry.phase]
        parts = [entry.about, words]
        if entry.flags_since:
            parts.append(self.tr("%n report(s) came meanwhile", "", entry.flags_since))
        if entry.refusals:
            parts.append(self.tr("%n refused", "", len(entry.refusals)))
        return " · ".join(part for part in parts if part)

    def _undone(self, entry: object) -> None:
        if not isinstance(entry, Entry):
            return
        kinds = {result.kind for result in entry.results}
        stays = ", ".join(wording.done(kind) for kind in cannot(entry))
        if kinds == {UndoKind.NOTHING}:
            title, detail = self.tr("It cannot be taken back"), stays
        elif UndoKind.INVERSE in kinds:
            title = self.tr("Sent already: the way back is on its way")
            detail = self.tr("cannot be taken back: {what}").format(what=stays) if stays else entry.about
        else:
            title, detail = self.tr("Taken back, nothing was sent"), entry.about
            if stays:
                title = self.tr("Taken back as far as it goes")
                detail = self.tr("cannot be taken back: {what}").format(what=stays)
        self.say(title, detail)

    # --- its ways -----------------------------------------------------------------------------------------------------

    def _held(self, holding: bool) -> None:
        entry = self._entry
        if entry is None:
            return
        self._receipts.hold(entry, holding)
        if holding:
            self._bye.stop()
        elif entry.phase == "saved":
            self.toast.ring.start(max(0.0, (entry.due_at - self._console.now()) / SECOND))
        elif entry.phase in ("confirmed", "refused", "unknown"):
            self._bye.start()

    def _gone(self) -> None:
        """The ring ran out: what waited goes out now; the toast stays and says how far it got."""
        entry = self._entry
        if entry is not None and entry.phase == "saved" and entry is self._newest(entry):
            self.toast.show_undo(entry.title, f"{inline(entry.about)} · {self.tr('on its way')}", seconds=0)
            self._receipts.look()

    def _leave(self) -> None:
        self._entry = None
        self.toast.close_softly()
