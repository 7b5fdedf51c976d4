"""How things stand: a row that wraps, a splitter of one pixel, a dividing line, a caption, a pane with its ground."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSplitter, QSplitterHandle, QWidget

from ui.theme import Look
from ui.widgets import paint
from ui.widgets.plain import Label, label


class FlowLayout(QLayout):
    """A row of widgets that goes on in the next line where it has no room. Gaps are in pixels at 100 %."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, gap: int = 8, line_gap: int = 8) -> None:
        super().__init__(parent)
        self._look, self._gap, self._line_gap = look, gap, line_gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self.invalidate)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Take every widget out and let it go."""
        while (item := self.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._flow(rect, move=True)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(size.width() for size in shown) + self._look.px(self._gap) * max(0, len(shown) - 1)
        return self._framed(QSize(wide, max((size.height() for size in shown), default=0)))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        wide, high = max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0)
        return self._framed(QSize(wide, high))

    def _framed(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _flow(self, rect: QRect, *, move: bool) -> int:
        """Place the items in *rect* and return the height that they need."""
        inner, look = rect.marginsRemoved(self.contentsMargins()), self._look
        x, y, high = inner.x(), inner.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(inner.width(), item.minimumSize().width())))
            if line and x + size.width() > inner.right() + 1:
                self._settle(line, high, move)
                x, y, high, line = inner.x(), y + high + look.px(self._line_gap), 0, []
            line.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + look.px(self._gap)
            high = max(high, size.height())
        self._settle(line, high, move)
        return y + high - rect.y() + self.contentsMargins().bottom()

    @staticmethod
    def _settle(line: list[tuple[QLayoutItem, QRect]], high: int, move: bool) -> None:
        if move:
            for item, place in line:
                item.setGeometry(place.translated(0, (high - place.height()) // 2))


class _Handle(QSplitterHandle):
    """One pixel to see, five to grab; a double click brings the first sizes back."""

    def __init__(self, look: Look, splitter: Splitter) -> None:
        super().__init__(splitter.orientation(), splitter)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        splitter = self.splitter()
        if isinstance(splitter, Splitter):
            splitter.reset()


class Splitter(QSplitter):
    """Panes side by side with one pixel between them."""

    def __init__(self, look: Look, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        self._look = look
        super().__init__(orientation, parent)
        self._first: list[int] = []
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        look.changed.connect(self.update)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self._look, self)

    def set_first_sizes(self, sizes: list[int]) -> None:
        """Set the sizes that a double click brings back, and use them now."""
        self._first = sizes
        self.reset()

    def reset(self) -> None:
        if self._first:
            self.setSizes(self._first)


class Divider(QWidget):
    """A line of one pixel, lying or upright."""

    def __init__(self, look: Look, *, upright: bool = False, tone: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._upright, self._tone = look, upright, tone
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if upright else free, free if upright else fixed)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        length = float(self.height() if self._upright else self.width())
        paint.rule(QPainter(self), 0, 0, length, self._look.colour(self._tone), upright=self._upright)


def caption(look: Look, text: str, parent: QWidget | None = None) -> Label:
    """The small head of a section."""
    return label(look, text, "caption", "t3", parent=parent)


class Pane(QWidget):
    """A part of the window with a ground of its own ("bg1", "bg2" …) and, where asked, a line at its edges.

    `edges` holds any of "left", "right", "top", "bottom".
    """

    def __init__(self, look: Look, ground: str = "bg1", *, edges: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._ground, self._edges = look, ground, edges
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        look.changed.connect(self.update)

    def set_ground(self, ground: str) -> None:
        self._ground = ground
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, line = QPainter(self), self._look.theme.line
        painter.fillRect(event.rect(), self._look.colour(self._ground))
        wide, high, thick = self.width(), self.height(), paint.hair(painter)
        if "top" in self._edges:
            paint.rule(painter, 0, 0, wide, line)
        if "bottom" in self._edges:
            paint.rule(painter, 0, high - thick, wide, line)
        if "left" in self._edges:
            paint.rule(painter, 0, 0, high, line, upright=True)
        if "right" in self._edges:
            paint.rule(painter, wide - thick, 0, high, line, upright=True)


class Card(QWidget):
    """A box with rounded edges on another ground: a post, a folded thread. `dashed` is kept for what is unknown."""

    def __init__(
        self,
        look: Look,
        ground: str = "bg2",
        *,
        radius: int = 8,
        edge: str = "line",
        dashed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._ground, self._radius, self._edge, self._dashed = look, ground, radius, edge, dashed
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, box = self._look, QPainter(self), self.rect().toRectF()
        if self._dashed:
            paint.dashed(painter, box, look.px(self._radius), look.colour(self._ground), look.colour(self._edge))
        else:
            paint.plate(painter, box, look.px(self._radius), look.colour(self._ground), look.colour(self._edge))
