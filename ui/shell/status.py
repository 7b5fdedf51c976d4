"""The status bar: how each platform does, what is on its way, how long this shift has been, and where help is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from moderator.console import WorkerState
from moderator.domain.case import HOUR, MINUTE
from moderator.domain.community import PlatformState
from moderator.domain.rows import CommunityRow, OutboxCounts, ShiftRow
from ui.actions import Actions
from ui.theme import Look
from ui.widgets import marks
from ui.widgets.control import Control
from ui.widgets.hostile import inline
from ui.widgets.icons import draw_icon
from ui.widgets.paint import draw_key, key_width, rule, width, words
from ui.widgets.plain import set_tooltip

HEIGHT = 28


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing in the bar: a mark or an icon or a key cap, then words; the first of them may be strong."""

    text: str
    strong: str = ""
    mark: marks.Mark | None = None
    icon: str = ""
    key: str = ""
    tone: str = "t2"
    icon_tone: str = ""


class StatusItem(Control):
    """Paints one piece; a click does what its key does."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        self._piece = Piece("")
        super().__init__(look, "", parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key and a palette entry
        self.hide()

    def show_piece(self, piece: Piece, hint: str = "") -> None:
        self.setVisible(bool(piece.text or piece.strong))
        if piece != self._piece:
            self._piece = piece
            self.setText(" ".join(filter(None, (piece.strong, piece.text))))
            self._restyle()
        set_tooltip(self, hint)

    def _lead(self) -> float:
        look = self._look
        if self._piece.mark is not None:
            return look.px(self._piece.mark.size + 6)
        if self._piece.icon:
            return look.px(14 + 6)
        return key_width(look, self._piece.key) + look.px(8) if self._piece.key else 0

    def sizeHint(self) -> QSize:
        look, piece = self._look, self._piece
        strong = width(look.font("smallname"), piece.strong) + look.px(5) if piece.strong else 0
        return QSize(int(self._lead() + strong + width(look.font("small"), piece.text)) + look.px(18), look.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, piece = self._look, self._look.theme, self._piece
        painter = QPainter(self)
        x, middle = float(look.px(8)), self.height() / 2
        if piece.mark is not None:
            side = look.px(piece.mark.size)
            marks.draw(painter, piece.mark, x, middle - side / 2, theme, side)
        elif piece.icon:
            side = look.px(14)
            tone = theme.named(piece.icon_tone or piece.tone)
            draw_icon(painter, piece.icon, x, middle - side / 2, side, tone)
        elif piece.key:
            draw_key(painter, look, x, middle, piece.key)
        x += self._lead()
        if piece.strong:
            font = look.font("smallname")
            wide = width(font, piece.strong)
            words(painter, QRectF(x, 0, wide + 1, self.height()), font, theme.t1, piece.strong)
            x += wide + look.px(5)
        words(
            painter,
            QRectF(x, 0, self.width() - x, self.height()),
            look.font("small"),
            theme.named(piece.tone),
            piece.text,
        )


class StatusBar(QWidget):
    """Read from left to right: platforms, then outbox, shift and the two keys that lead everywhere."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._actions = look, actions
        self._communities: list[StatusItem] = []
        self._counts: OutboxCounts | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(8, 0, 8, 0)
        self._layout.setSpacing(4)
        self._worker = StatusItem(look, self)
        self._layout.addWidget(self._worker)
        self._layout.addStretch(1)
        self._outbox, self._shift, self._keys, self._palette = (StatusItem(look, self) for _ in range(4))
        for item, command in ((self._shift, "shift"), (self._keys, "shortcuts"), (self._palette, "palette")):
            item.clicked.connect(actions[command].trigger)
        for item in (self._outbox, self._shift, self._keys, self._palette):
            self._layout.addWidget(item)
        self.outbox_item = self._outbox
        look.changed.connect(self._resize)
        self._resize()
        self.retranslate()

    @Slot()
    def _resize(self) -> None:
        self.setFixedHeight(self._look.px(HEIGHT))
        self.update()

    def retranslate(self) -> None:
        self._keys.show_piece(Piece(self.tr("Keys"), key=self._actions.key("shortcuts")))
        self._palette.show_piece(Piece(self.tr("Anything"), key=self._actions.key("palette")))
        if self._counts is not None:
            self.show_outbox(self._counts)

    def show_worker(self, state: WorkerState) -> None:
        """Say quietly that the worker has gone; say nothing while it runs."""
        if state.running:
            self._worker.show_piece(Piece(""))
            return
        text = self.tr("Connection to the platforms is starting again")
        self._worker.show_piece(Piece(text, mark=marks.of(PlatformState.LIMITED), tone="s2"), state.message)

    def show_communities(self, rows: list[CommunityRow], now: int) -> None:
        while len(self._communities) < len(rows):
            item = StatusItem(self._look, self)
            self._communities.append(item)
            self._layout.insertWidget(len(self._communities), item)
        for item, row in zip(self._communities, rows, strict=False):
            state = PlatformState.PAUSED if row.paused else row.state
            item.show_piece(
                Piece(self._state_words(row, state, now), strong=inline(row.name, 40), mark=marks.of(state)),
                row.error_message,
            )
        for item in self._communities[len(rows) :]:
            item.show_piece(Piece(""))

    def _state_words(self, row: CommunityRow, state: PlatformState, now: int) -> str:
        word = marks.word(state)
        if row.rehearsal:
            word = self.tr("{state}, rehearsal: nothing is sent").format(state=word)
        if state is PlatformState.LIMITED and row.resumes_at is not None and row.resumes_at > now:
            left = (row.resumes_at - now) // 1_000_000
            word = self.tr("{state}, resumes in {left}").format(state=word, left=f"{left // 60}:{left % 60:02}")
        return word

    def show_outbox(self, counts: OutboxCounts) -> None:
        self._counts = counts
        if counts.unknown:
            text = self.tr("{there} on the way, {unknown} unknown").format(
                there=counts.on_the_way, unknown=counts.unknown
            )
            self._outbox.show_piece(Piece(text, icon="outbox", icon_tone="unk"))
        elif counts.refused:
            text = self.tr("{there} on the way, {refused} refused").format(
                there=counts.on_the_way, refused=counts.refused
            )
            self._outbox.show_piece(Piece(text, icon="outbox", icon_tone="ref"))
        else:
            self._outbox.show_piece(Piece(self.tr("%n in outbox", "", counts.on_the_way), icon="clock"))

    def show_shift(self, shift: ShiftRow | None, now: int) -> None:
        if shift is None or shift.ended_at is not None:
            self._shift.show_piece(Piece(self.tr("Off duty"), icon="shift"))
            return
        long = max(0, now - shift.started_at)
        hours, minutes = divmod(long // MINUTE, HOUR // MINUTE)
        if hours:
            text = self.tr("On shift {hours} h {minutes} min").format(hours=hours, minutes=minutes)
        else:
            text = self.tr("On shift {minutes} min").format(minutes=minutes)
        self._shift.show_piece(Piece(text, icon="shift"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.bg0)
        rule(painter, 0, 0, self.width(), self._look.theme.line)
