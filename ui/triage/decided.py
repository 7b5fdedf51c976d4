"""What I decided in this shift: newest first, how far each got, and the way back by one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from moderator.console import Console
from moderator.domain.case import HOUR
from moderator.domain.decision import Finding
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import DecisionRow, ShiftRow
from ui.actions import Actions
from ui.bridge import Bridge
from ui.theme import Look
from ui.triage import wording
from ui.triage.queue_head import ViewButton
from ui.triage.receipts import HEAVIEST
from ui.widgets import marks, paint
from ui.widgets.buttons import Button
from ui.widgets.chips import draw_avatar, initial, tint_of
from ui.widgets.empty import EmptyState
from ui.widgets.hostile import inline
from ui.widgets.layout import Pane
from ui.widgets.plain import label

HEIGHT = 68
WITHOUT_SHIFT = 12 * HOUR
ROW = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


def state_of(row: DecisionRow) -> EnforcementState | None:
    """The state that tells most about a decision; None when nothing leaves for a platform."""
    if row.undone:
        return EnforcementState.UNDONE
    states = {step.state for step in row.enforcements if not step.lift}
    return next((state for state in HEAVIEST if state in states), None)


class DecidedModel(QAbstractTableModel):
    """One column; `ROW` answers a DecisionRow."""

    def __init__(self, name: Callable[[DecisionRow], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.rows: tuple[DecisionRow, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = state_of(row)
            said = marks.word(state) if state is not None else ""
            return ", ".join(part for part in (row.author, self._name(row), said) if part)
        return None

    def show_rows(self, rows: Sequence[DecisionRow]) -> None:
        """The same decisions in the same order only change; anything else is a new list."""
        if [row.id for row in rows] == [row.id for row in self.rows] and rows:
            self.rows = tuple(rows)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()


class DecidedPainter(QStyledItemDelegate):
    """Paints one decision: about whom, what was found and done, how far it got."""

    def __init__(self, look: Look, now: Callable[[], int], name: Callable[[DecisionRow], str], view: QTableView) -> None:
        super().__init__(view)
        self._look, self._now, self._name = look, now, name

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(200), self._look.px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, DecisionRow):
            return
        look, theme = self._look, self._look.theme
        box = QRectF(option.rect)
        state = option.state
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, theme.sel if selected else theme.bg1)
        if selected:
            painter.fillRect(QRectF(box.left(), box.top(), look.px(3), box.height()), theme.ac)
        else:
            paint.rule(painter, box.left() + look.px(76), box.bottom() - 1, box.width() - look.px(76), theme.line)
        found = state_of(row)
        if found is not None:
            marks.draw(painter, marks.of(found), box.left() + look.px(12), box.top() + look.px(10), theme, look.px(16))
        draw_avatar(
            painter, look, box.left() + look.px(38), box.top() + look.px(12), look.px(28), initial(row.author), tint_of(row.author)
        )
        self._words(painter, box, row, found)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, row: DecisionRow, found: EnforcementState | None) -> None:
        look, theme = self._look, self._look.theme
        left, right = box.left() + look.px(76), box.right() - look.px(16)
        line, top = look.line("base"), box.top() + look.px(7)
        when = wording.moment(row.at, look.language)
        wide = paint.width(look.font("time"), when) + 2
        at = Qt.AlignmentFlag.AlignRight
        paint.words(painter, QRectF(right - wide, top, wide, line), look.font("time"), theme.t3, when, at)
        name = QRectF(left, top, right - left - wide - look.px(8), line)
        paint.words(painter, name, look.font("name"), theme.t1, inline(row.author))
        top += line
        paint.words(painter, QRectF(left, top, right - left, line), look.font("base"), theme.t1, self._name(row))
        top += line
        if found is not None:
            words = marks.word(found)
            tone = theme.named(marks.of(found).tone)
            wide = paint.width(look.font("smallname"), words) + 2
            paint.words(painter, QRectF(right - wide, top, wide, look.line("small")), look.font("smallname"), tone, words, at)
            right -= wide + look.px(8)
        said = inline(row.excerpt)
        paint.words(painter, QRectF(left, top, right - left, look.line("small")), look.font("small"), theme.t3, said)


class DecidedTable(QTableView):
    """Its own keys: arrows and J, K move, Z takes back, whatever these keys do in the queue."""

    undo_asked = Signal()
    _KEYS = (Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Z)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in self._KEYS and event.modifiers() in (_PLAIN, _CTRL):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.go(self.currentIndex().row() + step)
        elif event.key() == Qt.Key.Key_Z:
            self.undo_asked.emit()
        else:
            super().keyPressEvent(event)

    def go(self, place: int) -> None:
        count = self.model().rowCount()
        if count:
            index = self.model().index(max(0, min(place, count - 1)), 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)


_PLAIN, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class DecidedPane(Pane):
    """The list with its head. `chosen` carries the id of a case, `undo_asked` the DecisionRow to be taken back."""

    chosen = Signal(object)
    undo_asked = Signal(object)

    def __init__(
        self,
        look: Look,
        bridge: Bridge,
        console: Console,
        actions: Actions,
        title_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "bg1", parent=parent)
        self._bridge, self._console, self._actions, self._title_of = bridge, console, actions, title_of
        self._since = 0
        self._told: int | None = None
        self._reading = self._again = False
        self._view = ViewButton(look, "", self)
        self._view.clicked.connect(actions["view"].trigger)
        self._undo = Button(look, "", size="small", icon="undo", key="Z", parent=self)
        self._undo.clicked.connect(self._ask_undo)
        self._head = Pane(look, "bg1", edges=("bottom",), parent=self)
        self._row = QHBoxLayout(self._head)
        self._row.addWidget(self._view)
        self._row.addStretch(1)
        self._row.addWidget(self._undo)
        self.model = DecidedModel(self.name_of, self)
        self.table = DecidedTable(self)
        self._dress()
        self._empty = EmptyState(look, parent=self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._foot = label(look, "", "small", "t2", parent=self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._head)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self._foot)
        look.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def _dress(self) -> None:
        view = self.table
        view.setModel(self.model)
        view.setItemDelegate(DecidedPainter(self._look, self._console.now, self.name_of, view))
        view.setShowGrid(False)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        view.setFrameShape(QTableView.Shape.NoFrame)
        view.setTabKeyNavigation(False)
        view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        view.undo_asked.connect(self._ask_undo)
        view.selectionModel().currentChanged.connect(self._current_changed)

    def _restyle(self) -> None:
        look = self._look
        self._head.setFixedHeight(look.px(48))
        self._row.setContentsMargins(look.px(16), 0, look.px(12), 0)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._foot.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        self.table.verticalHeader().setDefaultSectionSize(look.px(HEIGHT))

    def name_of(self, row: DecisionRow) -> str:
        """What was found and done, in one line."""
        found = wording.finding(row.finding, self._title_of(row.guideline_id))
        if row.finding is Finding.NO_BREACH:
            return found
        acts = ", ".join(wording.done(step.kind) for step in row.enforcements if not step.lift)
        return " · ".join(part for part in (found, acts) if part)

    # --- reading ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The pane comes in sight: read since the start of the shift."""
        self._told = None
        self._bridge.follow(self._console.shift(), self, self._shift_came, self._failed)

    def _shift_came(self, shift: ShiftRow | None) -> None:
        self._since = shift.started_at if shift is not None else self._console.now() - WITHOUT_SHIFT
        self.look_again()

    def topics_changed(self, topics: frozenset[Topic]) -> None:
        if self.isVisible() and topics & {Topic.OUTBOX, Topic.CASE}:
            self.look_again()

    def look_again(self) -> None:
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._bridge.follow(self._console.my_decisions(self._since), self, self._came, self._failed)

    def _came(self, rows: Sequence[DecisionRow]) -> None:
        self._reading = False
        at = self.table.currentIndex().row()
        self.model.show_rows(rows)
        if not self.table.currentIndex().isValid():
            self.table.go(max(0, at))
        self._say()
        if self._again:
            self._again = False
            self.look_again()

    def _failed(self, error: BaseException) -> None:
        self._reading = False
        if not isinstance(error, KnownError):
            raise error
        self._empty.show_words(error.title, error.message)
        self._stack.setCurrentWidget(self._empty)

    # --- the hand -----------------------------------------------------------------------------------------------------

    def current(self) -> DecisionRow | None:
        place = self.table.currentIndex().row()
        return self.model.rows[place] if 0 <= place < len(self.model.rows) else None

    def position(self) -> tuple[int, int]:
        return self.table.currentIndex().row() + 1, len(self.model.rows)

    def _current_changed(self) -> None:
        row = self.current()
        case_id = row.case_id if row is not None else None
        if case_id != self._told:
            self._told = case_id
            self.chosen.emit(case_id)
        self._undo.setEnabled(row is not None and not row.undone)

    def _ask_undo(self) -> None:
        row = self.current()
        if row is not None and not row.undone:
            self.undo_asked.emit(row)

    def _say(self) -> None:
        count = len(self.model.rows)
        self._foot.show_text(self.tr("%n decided in this shift", "", count))
        if count:
            self._stack.setCurrentWidget(self.table)
        else:
            text = self.tr("What you decide appears here, each with its way back.")
            self._empty.show_words(self.tr("Nothing decided yet"), text)
            self._stack.setCurrentWidget(self._empty)

    def retranslate(self) -> None:
        self._view.setText(self.tr("What I decided"))
        self._undo.setText(self.tr("Undo"))
        self.table.setAccessibleName(self.tr("What I decided"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
