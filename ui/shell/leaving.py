"""The way out while decisions wait: send them now, keep them for the next start, or undo them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.plain import label
from ui.widgets.sheet import Sheet


class LeavingSheet(Sheet):
    """`answered` carries "send", "keep" or "undo"; closing the sheet stays."""

    answered = Signal(str)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(look, window, "", wide=520)
        self._count = 0
        self._text = label(look, "", "base", "t2", wrap=True)
        self.content.addWidget(self._text)
        self._send = Button(look, "", kind="primary")
        self._keep = Button(look, "")
        self._undo = Button(look, "")
        for button, slot in (
            (self._send, self._answer_send),
            (self._keep, self._answer_keep),
            (self._undo, self._answer_undo),
        ):
            button.clicked.connect(slot)
            self.add_foot(button)
        self.foot.addStretch(1)
        self._retranslate()

    def ask(self, count: int) -> None:
        """*count* decisions have something that was not sent yet."""
        self._count = count
        self._retranslate()
        self.open(self._send)

    @Slot()
    def _answer_send(self) -> None:
        self._answer("send")

    @Slot()
    def _answer_keep(self) -> None:
        self._answer("keep")

    @Slot()
    def _answer_undo(self) -> None:
        self._answer("undo")

    def _answer(self, how: str) -> None:
        self.close_sheet()
        self.answered.emit(how)

    def _retranslate(self) -> None:
        self.set_title(self.tr("%n decision(s) wait", "", self._count))
        self._text.show_text(
            self.tr(
                "They are saved. What is kept is shown first at the next start, and each post is looked at again "
                "before anything is sent."
            )
        )
        self._send.setText(self.tr("Send now"))
        self._keep.setText(self.tr("Keep until next start"))
        self._undo.setText(self.tr("Undo them"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
