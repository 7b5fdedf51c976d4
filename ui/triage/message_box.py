"""What the author will read: the guideline's notice, filled in, in the language the author writes; it can be changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.action import Ability, ActionKind
from moderator.domain.rows import CaseView, GuidelineRow
from ui.theme import Look
from ui.triage import orders, wording
from ui.triage.note import Sign
from ui.widgets.buttons import Button
from ui.widgets.chips import KeyCap
from ui.widgets.fields import TextArea
from ui.widgets.layout import caption
from ui.widgets.plain import label

_CTRL = Qt.KeyboardModifier.ControlModifier


class MessageBox(QWidget):
    """`left` comes when the keyboard goes back to the strip. For several cases each author gets the template filled anew."""

    left = Signal()
    decide_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._views: tuple[CaseView, ...] = ()
        self._guideline: GuidelineRow | None = None
        self.language = look.language
        self.edited = False
        self._filling = self._sends = False
        self._title = caption(look, "", self)
        self._to = label(look, "", "small", "t2", elide=True, parent=self)
        self._edit = Button(look, "", kind="link", parent=self)
        self._key = KeyCap(look, "Tab", parent=self)
        self._edit.clicked.connect(self.begin)
        self.area = TextArea(look, lines=7, parent=self)
        self.area.textChanged.connect(self._typed)
        self.area.editor.installEventFilter(self)
        self._sign = Sign(look, "translate", px=16, tone="t3", parent=self)
        self._about = label(look, "", "small", "t3", elide=True, parent=self)
        self._how = label(look, "", "small", "t3", parent=self)
        self._head, self._foot, self._column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self._head.addWidget(self._title)
        self._head.addWidget(self._to, 1)
        self._head.addWidget(self._edit)
        self._head.addWidget(self._key)
        self._foot.addWidget(self._sign)
        self._foot.addWidget(self._about, 1)
        self._foot.addWidget(self._how)
        self._column.addLayout(self._head)
        self._column.addWidget(self.area, 1)
        self._column.addLayout(self._foot)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(6))
        self._head.setSpacing(look.px(8))
        self._foot.setSpacing(look.px(6))

    def show_for(self, views: Sequence[CaseView], guideline: GuidelineRow | None, language: str) -> None:
        """Fill in the notice of *guideline*; *language* is the window's, for authors of whom we know none."""
        self._views, self._guideline, self.edited = tuple(views), guideline, False
        text = ""
        if guideline is not None and views:
            self.language = orders.language_for(views[0], guideline, language)
            text = orders.notice(views[0], guideline, self.language)
        self._filling = True
        self.area.set_text(text)
        self._filling = False
        self.area.editor.setReadOnly(not self.can_edit())
        self._say(language)

    def show_sending(self, sends: bool, notices: Sequence[Ability]) -> None:
        """Say whether it is sent at all, and how."""
        self._sends = sends
        self.area.setEnabled(sends)
        kinds = {ability.kind for ability in notices}
        how = self.tr("direct message") if ActionKind.MESSAGE in kinds else self.tr("notice by the server")
        self._how.show_text(how if sends else "")
        self._say(self._look.language)

    def _say(self, language: str) -> None:
        self._edit.setText(self.tr("Edit"))
        self._title.show_text(self.tr("Notice to"))
        names = dict.fromkeys(view.row.author for view in self._views)
        if len(self._views) == 1:
            self._to.show_user_text(next(iter(names), ""))
        else:
            self._to.show_text(self.tr("%n author(s)", "", len(names)))
        for part in (self._edit, self._key):
            part.setVisible(self.can_edit())
        about = ""
        if not self._sends:
            about = self.tr("no notice is sent")
        elif len(self._views) > 1:
            about = self.tr("shown for the first; each author gets it in their language")
        elif self._guideline is not None:
            name = wording.language_name(self.language)
            about = self.tr("changed by you, {language}") if self.edited else self.tr("the guideline’s notice, {language}")
            about = about.format(language=name)
        self._about.show_text(about)

    def can_edit(self) -> bool:
        return len(self._views) == 1 and self._guideline is not None and self._sends

    def is_whole(self) -> bool:
        """Whether there is something to send."""
        return bool(self.area.text().strip())

    def text(self) -> str:
        return self.area.text().strip()

    def begin(self) -> None:
        """Give the text the keyboard."""
        if self.can_edit():
            self.area.setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self) -> None:
        if not self._filling:
            self.edited = True
            self._say(self._look.language)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CTRL:
                self.decide_asked.emit()
                return True
        return False
