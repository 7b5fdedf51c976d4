"""Looking closer at the case in hand: its guideline, its raw text, its pictures, the words of somebody at risk."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.triage import orders
from ui.triage.case_pane import CasePane
from ui.triage.pictures import Pictures
from ui.triage.session import Session
from ui.triage.sheets import ReadingSheet


class Closer(QObject):
    """`said` carries a title and words where there is nothing to look at."""

    said = Signal(str, str)

    def __init__(self, session: Session, pane: CasePane, pictures: Pictures, reading: ReadingSheet) -> None:
        super().__init__(pane)
        self._session, self._pane, self._pictures, self._reading = session, pane, pictures, reading

    def guideline(self) -> None:
        """Read the guideline that the case is about."""
        view, version = self._session.view, self._session.guidelines
        if view is None:
            return
        row = orders.suggested_guideline(view, version) if version is not None else None
        if row is None or version is None:
            self.said.emit(self.tr("No guideline is named here"), self.tr("Nothing but reports brought it here."))
        else:
            self._reading.show_guideline(row, version)

    def raw(self) -> None:
        """Read the post as it came."""
        view = self._session.view
        if view is not None and view.post is not None and not self._pane.card.veiled:
            self._reading.show_raw(view.post)

    def reveal(self) -> None:
        """Show the words that are veiled; else open the next picture by one step."""
        if self._pane.card.veiled:
            self._pane.card.unveil()
        else:
            self._pictures.reveal_next()
