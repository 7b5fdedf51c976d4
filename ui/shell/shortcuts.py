"""Every key on one sheet, in its groups, with a field to find one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.actions import COMMANDS, Actions, Command
from ui.shell.finding import find
from ui.theme import Look
from ui.widgets.fields import Field
from ui.widgets.layout import Divider
from ui.widgets.paint import draw_key, key_width, words
from ui.widgets.plain import label
from ui.widgets.sheet import Sheet

COLUMNS = 4


class _Line(QWidget):
    """One command: its words at the left, its keys at the right."""

    def __init__(self, look: Look, text: str, keys: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._text, self._keys = look, text, keys
        self.setAccessibleName(f"{text}, {', '.join(keys)}")

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(220), self._look.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        right = float(self.width())
        for key in reversed(self._keys):
            right -= key_width(look, key)
            draw_key(painter, look, right, self.height() / 2, key)
            right -= look.px(4)
        words(painter, QRectF(0, 0, right - look.px(4), self.height()), look.font("base"), look.theme.t1, self._text)


class ShortcutSheet(Sheet):
    """Opened by ?; closed by Esc."""

    def __init__(self, look: Look, actions: Actions, window: QWidget) -> None:
        super().__init__(look, window, "", wide=1080)
        self._actions = actions
        self.field = Field(look, "", icon="search")
        self.field.setFixedWidth(look.px(240))
        self.field.textChanged.connect(self._fill)
        self.head.insertWidget(1, self.field)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(look.px(32))
        self.content.addLayout(self._columns)
        self._parts: list[QWidget] = []
        self._foot_words = label(look, "", "small", "t2", wrap=True)
        self.add_foot(self._foot_words, 1)
        look.changed.connect(self._refill)
        self._retranslate()

    @Slot()
    def open(self, focus: QWidget | None = None) -> None:
        self.field.clear()
        self._fill("")
        super().open(focus or self.field)

    @Slot()
    def _refill(self) -> None:
        if self.isVisible():
            self._fill(self.field.text())

    @Slot(str)
    def _fill(self, letters: str) -> None:
        for part in self._parts:
            part.setParent(None)
            part.deleteLater()
        groups: dict[str, list[Command]] = {}
        for command in COMMANDS:
            if find(letters, command.words()) is not None:
                groups.setdefault(command.group_words(), []).append(command)
        self._parts = [self._group(name, commands) for name, commands in groups.items()]
        while self._columns.count():
            self._columns.takeAt(0)
        for column in self._share(list(groups.values())):
            holder = QWidget(self.panel.body)
            stack = QVBoxLayout(holder)
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(self._look.px(16))
            for number in column:
                stack.addWidget(self._parts[number])
            stack.addStretch(1)
            self._columns.addWidget(holder, 1)
            self._parts.append(holder)
            holder.show()

    def _share(self, groups: list[list[Command]]) -> list[list[int]]:
        """Put the groups into columns of about the same height, in their order."""
        columns: list[list[int]] = [[] for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for number, commands in enumerate(groups):
            shortest = heights.index(min(heights))
            columns[shortest].append(number)
            heights[shortest] += len(commands) + 2
        return columns

    def _group(self, name: str, commands: list[Command]) -> QWidget:
        part = QWidget(self.panel.body)
        stack = QVBoxLayout(part)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(label(self._look, name, "strong", parent=part))
        stack.addSpacing(self._look.px(6))
        stack.addWidget(Divider(self._look))
        stack.addSpacing(self._look.px(4))
        for command in commands:
            keys = tuple(key.toString(key.SequenceFormat.NativeText) for key in self._actions[command.id].shortcuts())
            stack.addWidget(_Line(self._look, command.words(), keys[:2], part))
        return part

    def _retranslate(self) -> None:
        self.set_title(self.tr("Keys"))
        self.field.set_words(self.tr("Find a key or a word"))
        self._foot_words.show_text(
            self.tr(
                "In the strip, 1 to 9 pick the guideline and Enter decides and goes on. The key for the next case never "
                "removes anything. Single letters rest while you type."
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._refill()
        super().changeEvent(event)
