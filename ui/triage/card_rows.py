"""The rows of the side card. They are made once and filled again for each case: making widgets is what takes time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.enforcement import EnforcementState
from ui.theme import Look
from ui.widgets import marks
from ui.widgets.chips import Avatar, draw_avatar, initial, tint_of
from ui.widgets.icons import draw_icon
from ui.widgets.layout import Divider, caption
from ui.widgets.plain import label

_W = TypeVar("_W", bound=QWidget)


class Pool(Generic[_W]):
    """Widgets of one kind in a layout: as many as are needed are in sight, the others wait."""

    def __init__(self, make: Callable[[], _W], place: Callable[[_W], None]) -> None:
        self._make, self._place = make, place
        self._all: list[_W] = []
        self._used = 0

    def begin(self) -> None:
        self._used = 0

    def next(self) -> _W:
        if self._used == len(self._all):
            made = self._make()
            self._place(made)
            self._all.append(made)
        widget = self._all[self._used]
        self._used += 1
        return widget

    def end(self) -> None:
        for number, widget in enumerate(self._all):
            widget.setVisible(number < self._used)

    def shown(self) -> list[_W]:
        return self._all[: self._used]


class Sign(QWidget):
    """An icon, the mark of a state, or the letter of a person, at the left of a row."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._what: str | EnforcementState = "info"
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_sign(self, what: str | EnforcementState, name: str = "") -> None:
        self._what, self._name = what, name
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(18), self._look.line("base"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        if self._name:
            side = float(look.px(18))
            draw_avatar(painter, look, 0, (self.height() - side) / 2, side, initial(self._name), tint_of(self._name))
        elif isinstance(self._what, EnforcementState):
            side = look.px(16)
            marks.draw(painter, marks.of(self._what), 0, (self.height() - side) / 2, look.theme, side)
        else:
            px = look.px(18)
            draw_icon(painter, self._what, 0, round((self.height() - px) / 2), px, look.theme.t2)


class IconRow(QWidget):
    """A sign, a line, quieter lines below, and a word at the right."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._sign = Sign(look, self)
        self._title = label(look, "", "base", "t1", wrap=True, parent=self)
        self._text = label(look, "", "small", "t3", wrap=True, parent=self)
        self._more = label(look, "", "small", "t2", wrap=True, parent=self)
        self._right = label(look, "", "smallname", "t2", parent=self)
        self._row, words, side = QHBoxLayout(self), QVBoxLayout(), QVBoxLayout()
        words.setSpacing(0)
        side.addWidget(self._sign)
        side.addStretch(1)
        for part in (self._title, self._text, self._more):
            words.addWidget(part)
        self._row.addLayout(side)
        self._row.addLayout(words, 1)
        self._row.addWidget(self._right, 0, Qt.AlignmentFlag.AlignTop)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._row.setContentsMargins(0, 0, 0, self._look.px(8))
        self._row.setSpacing(self._look.px(8))

    def show_row(
        self,
        sign: str | EnforcementState,
        title: str,
        text: str = "",
        *,
        more: Sequence[str] = (),
        right: str = "",
        tone: str = "t2",
        strong: bool = False,
        person: str = "",
    ) -> None:
        """Fill the row; whatever of it somebody else wrote is prepared. *person* shows a letter in place of the sign."""
        self._sign.show_sign(sign, person)
        self._title.set_role("strong" if strong else "base")
        self._title.show_user_text(title)
        self._text.setVisible(bool(text))
        if text:
            self._text.show_user_text(text)
        self._more.setVisible(bool(more))
        if more:
            self._more.show_user_text("\n".join(more))
        self._right.setVisible(bool(right))
        if right:
            self._right.set_tone(tone)
            self._right.show_text(right)


class FactRow(QWidget):
    """A name at the left, its value at the right."""

    def __init__(self, look: Look, value: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = label(look, "", "base", "t2", elide=True, parent=self)
        self.value = label(look, "", "base", "t1", parent=self)
        self.value.setVisible(value is None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(2), 0, look.px(2))
        row.addWidget(self._name, 1)
        row.addWidget(value if value is not None else self.value)

    def show_fact(self, name: str, value: str = "", tone: str = "t1") -> None:
        self._name.show_text(name)
        self.value.set_tone(tone)
        self.value.show_text(value)


class WhoRow(QWidget):
    """An author: letter, name, handle."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._avatar = Avatar(look, "", side=36, parent=self)
        self._name = label(look, "", "strong", "t1", elide=True, parent=self)
        self._handle = label(look, "", "small", "t3", elide=True, parent=self)
        row, names = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, look.px(8))
        row.setSpacing(look.px(12))
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._handle)
        row.addWidget(self._avatar)
        row.addLayout(names, 1)

    def show_who(self, name: str, handle: str) -> None:
        self._avatar.show_name(name or handle, handle)
        self._name.show_user_text(name or handle)
        self._handle.show_user_text(handle)


class Section(QWidget):
    """A caption, something at its right, and rows below; a line under all of it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._key: object = None
        self.title = caption(look, "", self)
        self.head, self.body = QHBoxLayout(), QVBoxLayout()
        self._rows, self._inner, self._column = QVBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        for part in (self.head, self.body, self._rows):
            self._inner.addLayout(part)
        self._column.addLayout(self._inner)
        self._column.addWidget(Divider(look, parent=self))
        self.rows: Pool[IconRow] = Pool(self._make, self._rows.addWidget)
        self._last = label(look, "", "small", "t3", wrap=True, parent=self)
        self._inner.addWidget(self._last)
        look.changed.connect(self._restyle)
        self._restyle()
        self.say("")

    def _make(self) -> IconRow:
        return IconRow(self._look, self)

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._inner.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(14))
        self._inner.setSpacing(look.px(8))
        for part in (self.body, self._rows):
            part.setSpacing(0)

    def is_new(self, *key: object) -> bool:
        """Whether what it shows has changed; then it is to be filled anew."""
        changed, self._key = key != self._key, key
        return changed

    def say(self, words: str) -> None:
        """The quiet line below the rows; somebody's name may stand in it."""
        self._last.setVisible(bool(words))
        if words:
            self._last.show_user_text(words)

    def add_below(self, widget: QWidget) -> None:
        self._inner.addWidget(widget)
