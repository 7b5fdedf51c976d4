"""Any command by name. It teaches the key of what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.actions import COMMANDS, Actions
from ui.shell.finding import Found, find
from ui.theme import Look
from ui.widgets.fields import Field
from ui.widgets.icons import draw_icon
from ui.widgets.layout import Divider
from ui.widgets.paint import draw_key, key_width, rule, words
from ui.widgets.plain import label
from ui.widgets.sheet import Scrim

ENTRY = Qt.ItemDataRole.UserRole + 1
ROW = 40
MOST_ROWS = 11
AROUND = 240  # px at 100 % above, below and beside the list
RECENT_BONUS = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen. `why_not` says why it cannot be just now."""

    id: str
    title: str
    hint: str
    key: str
    icon: str
    act: Callable[[], None]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    entry: Entry
    found: Found


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Shown] = []

    def show(self, rows: list[Shown]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if not index.isValid():
            return None
        shown = self.rows[index.row()]
        if role == ENTRY:
            return shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            entry = shown.entry
            return ", ".join(filter(None, (entry.title, entry.why_not or entry.hint, entry.key)))
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self._look.px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shown = index.data(ENTRY)
        if not isinstance(shown, Shown):
            return
        look, theme, entry = self._look, self._look.theme, shown.entry
        rect = QRectF(option.rect)
        chosen = option.state & option.state.State_Selected
        painter.fillRect(rect, theme.sel if chosen else theme.bg3)
        if chosen:
            painter.fillRect(QRectF(rect.x(), rect.y(), look.px(3), rect.height()), theme.ac)
        tone = theme.t4 if entry.why_not else theme.t2
        side = look.px(18)
        draw_icon(painter, entry.icon, rect.x() + look.px(16), rect.center().y() - side / 2, side, tone)
        x = rect.x() + look.px(46)
        right = rect.right() - look.px(16)
        if entry.key and not entry.why_not:
            right -= key_width(look, entry.key)
            draw_key(painter, look, right, rect.center().y(), entry.key)
            right -= look.px(10)
        x = self._title(painter, shown, QRectF(x, rect.y(), right - x, rect.height()))
        hint = entry.why_not or entry.hint
        if hint and right - x > look.px(40):
            words(
                painter,
                QRectF(x + look.px(10), rect.y(), right - x - look.px(10), rect.height()),
                look.font("small"),
                theme.t3,
                hint,
            )

    def _title(self, painter: QPainter, shown: Shown, box: QRectF) -> float:
        """The title with what was typed underlined; returns where it ends."""
        look, theme = self._look, self._look.theme
        font = look.font("name")
        metrics = QFontMetricsF(font)
        words(painter, box, font, theme.t4 if shown.entry.why_not else theme.t1, shown.entry.title)
        base = box.center().y() + metrics.height() / 2 - metrics.descent() + look.px(2)
        for at in shown.found.at:
            start = metrics.horizontalAdvance(shown.entry.title[:at])
            wide = metrics.horizontalAdvance(shown.entry.title[: at + 1]) - start
            if start + wide <= box.width():
                rule(painter, box.x() + start, base, wide, theme.ac)
        return box.x() + min(box.width(), metrics.horizontalAdvance(shown.entry.title))


class Palette(Scrim):
    """Ctrl+K. Arrows choose, Enter does, Esc goes back."""

    def __init__(self, look: Look, actions: Actions, window: QWidget) -> None:
        super().__init__(look, window, wide=664, top=110)
        self._actions = actions
        self._recent: list[str] = []
        self._entries: list[Entry] = []
        column = QVBoxLayout(self.panel.body)
        column.setContentsMargins(0, look.px(8), 0, 0)
        column.setSpacing(0)
        self.field = Field(look, "", icon="search", role="ask", high=48, bare=True)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        column.addWidget(self.field)
        column.addWidget(Divider(look))
        self.list = self._make_list()
        column.addWidget(self.list)
        column.addWidget(Divider(look))
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        self._foot = label(look, "", "small", "t3")
        foot.addWidget(self._foot)
        foot.addStretch(1)
        self._teach = label(look, "", "small", "t2")
        foot.addWidget(self._teach)
        column.addLayout(foot)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self._retranslate()

    def _make_list(self) -> QTableView:
        self._model = _Model(self)
        view = QTableView()
        view.setModel(self._model)
        view.setItemDelegate(_Painter(self._look, view))
        view.setShowGrid(False)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setFrameShape(QTableView.Shape.NoFrame)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.clicked.connect(self._clicked)
        return view

    def _retranslate(self) -> None:
        self.field.set_words(self.tr("What do you want to do?"))
        self.list.setAccessibleName(self.tr("Found"))
        self.setAccessibleName(self.tr("Anything by name"))
        self._foot.show_text(self.tr("↑ ↓ choose    ↵ do    Esc back"))

    @Slot()
    def open(self, focus: QWidget | None = None) -> None:
        self.field.clear()
        self._entries = self._all()
        self._typed("")
        super().open(focus or self.field)

    def _all(self) -> list[Entry]:
        return [
            Entry(
                command.id,
                command.words(),
                command.group_words(),
                self._actions.key(command.id),
                "right",
                self._actions[command.id].trigger,
                self._actions.why_not(command.id),
            )
            for command in COMMANDS
            if command.id != "palette"
        ]

    @Slot(str)
    def _typed(self, letters: str) -> None:
        found = [Shown(entry, hit) for entry in self._entries if (hit := find(letters, entry.title)) is not None]
        found.sort(key=self._order)
        self._model.show(found)
        view, row = self.list, self._look.px(ROW)
        view.verticalHeader().setDefaultSectionSize(row)
        window = self.parentWidget()
        room = (window.height() if window is not None else 0) - self._look.px(AROUND)
        view.setFixedHeight(row * max(1, min(MOST_ROWS, room // row, len(found))))
        if found:
            view.selectRow(0)

    def _order(self, shown: Shown) -> tuple[bool, int]:
        recent = self._recent.index(shown.entry.id) + 1 if shown.entry.id in self._recent else 0
        return bool(shown.entry.why_not), -shown.found.score - (RECENT_BONUS - recent if recent else 0)

    def _current(self) -> Entry | None:
        row = self.list.currentIndex().row()
        return self._model.rows[row].entry if 0 <= row < len(self._model.rows) else None

    @Slot()
    def _moved(self) -> None:
        entry = self._current()
        text = self.tr("Next time press {key}").format(key=entry.key) if entry and entry.key else ""
        self._teach.show_text(text)

    @Slot()
    def _clicked(self) -> None:
        self._do()

    def _do(self) -> None:
        entry = self._current()
        if entry is None or entry.why_not:
            return
        self._recent = [entry.id, *(one for one in self._recent if one != entry.id)][:8]
        self.close_sheet()
        entry.act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                count = len(self._model.rows)
                if count:
                    self.list.selectRow((self.list.currentIndex().row() + step) % count)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
