"""The middle of the room: where the case stands and who holds it, the thread, the post, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from moderator.domain.enforcement import NEEDS_PERSON
from moderator.domain.errors import KnownError
from moderator.domain.rows import CaseView, EnforcementRow
from ui.actions import Actions
from ui.theme import Look
from ui.triage import wording
from ui.triage.note import Note, Sign
from ui.triage.post_card import PostCard
from ui.triage.thread import Thread
from ui.triage.trouble import TroubleCard
from ui.widgets.buttons import Button, IconButton
from ui.widgets.chips import Avatar, PlatformTile
from ui.widgets.empty import EmptyState
from ui.widgets.layout import Divider, Pane
from ui.widgets.plain import label

HEAD = 48
NARROW = 460
PATIENCE_MS = 400


def troubled(view: CaseView) -> EnforcementRow | None:
    """The first step of this case that a person must settle."""
    steps = (step for decision in view.decisions for step in decision.enforcements)
    return next((step for step in steps if step.state in NEEDS_PERSON), None)


class CaseHead(Pane):
    """Platform, community and place; who holds the case; which it is of how many."""

    card_asked = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(look, "bg2", edges=("bottom",), parent=parent)
        self._tile = PlatformTile(look, "", parent=self)
        self._community = label(look, "", "base", "t2", elide=True, parent=self)
        self._arrow = label(look, "›", "base", "t4", parent=self)
        self._place = label(look, "", "name", "t1", elide=True, parent=self)
        self._lock = Sign(look, "lock", px=16, parent=self)
        self._avatar = Avatar(look, "", side=20, parent=self)
        self._held = label(look, "", "small", "t2", elide=True, parent=self)
        self._line = Divider(look, upright=True, tone="line2", parent=self)
        self._position = label(look, "", "time", "t3", parent=self)
        self.up = IconButton(look, "up", "", px=18, side=24, parent=self)
        self.down = IconButton(look, "down", "", px=18, side=24, parent=self)
        self.card_button = IconButton(look, "person", "", px=18, side=28, parent=self)
        self.up.clicked.connect(actions["previous"].trigger)
        self.down.clicked.connect(actions["next"].trigger)
        self.card_button.clicked.connect(self.card_asked)
        self.card_button.hide()
        self._row = QHBoxLayout(self)
        left: tuple[QWidget, ...] = (self._tile, self._community, self._arrow, self._place)
        right: tuple[QWidget, ...] = (self._lock, self._avatar, self._held, self._line, self._position)
        for part in left:
            self._row.addWidget(part)
        self._row.addStretch(1)
        for part in (*right, self.up, self.down, self.card_button):
            self._row.addWidget(part)
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_nothing()

    def _restyle(self) -> None:
        look = self._look
        self.setFixedHeight(look.px(HEAD))
        self._row.setContentsMargins(look.px(16), 0, look.px(12), 0)
        self._row.setSpacing(look.px(8))
        self._line.setFixedHeight(look.px(16))

    def show_case(self, view: CaseView, holder: str, me: str) -> None:
        """*holder* is a colleague's name, empty while the case is ours; *me* is the person at this window."""
        row = view.row
        self._tile.show_platform(row.platform[:1].upper(), row.platform)
        self._community.show_user_text(row.community)
        self._place.show_user_text(row.place)
        for part in (self._tile, self.up, self.down, self._position):
            part.show()
        self._place.setVisible(bool(row.place))
        self._fit(bool(row.place))
        mine = not holder and row.claimed_by == me
        self._lock.setVisible(bool(holder))
        self._avatar.setVisible(mine or bool(holder))
        self._avatar.show_name(holder or me)
        self._held.setVisible(mine or bool(holder))
        if holder:
            self._held.show_user_text(self.tr("{name} holds this case").format(name=holder))
        else:
            self._held.show_text(self.tr("Held by you"))
        self._held.set_tone("s2" if holder else "t2")
        self._line.setVisible(mine or bool(holder))

    def _fit(self, has_place: bool) -> None:
        """In a narrow pane the place stands without its community, which the tile's name still says."""
        narrow = has_place and self.width() < self._look.px(NARROW)
        self._community.setVisible(not narrow)
        self._arrow.setVisible(has_place and not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._tile.isVisible():
            self._fit(not self._place.isHidden())

    def show_position(self, at: int, total: int, language: str) -> None:
        numbers = {"n": wording.count(at, language), "all": wording.count(total, language)}
        self._position.show_text(self.tr("{n} of {all}").format(**numbers) if at else "")

    def show_nothing(self) -> None:
        for part in (self._tile, self._community, self._arrow, self._place, self._lock, self._avatar, self._held, self._line):
            part.hide()
        self.up.hide()
        self.down.hide()
        self._position.show_text("")

    def retranslate(self) -> None:
        self.up.setText(self.tr("Previous case"))
        self.down.setText(self.tr("Next case"))
        self.card_button.setText(self.tr("Why it is here, and the author"))


class CasePane(QWidget):
    """Shows one case; keeps still what somebody reads while more of it arrives."""

    settled = Signal(str)
    """What a person says about the step in trouble: "arrived", "again" or "leave"."""
    try_again = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._actions = look, actions
        self.view: CaseView | None = None
        self._now = 0
        self._me = ""
        self._holder = ""
        self._returned: tuple[str, str] | None = None
        self.head = CaseHead(look, actions, self)
        self.card = PostCard(look, actions, self)
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()
        self.show_empty("", "")

    def _build(self) -> None:
        look = self._look
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._page = Pane(look, "bg2")
        self._column = QVBoxLayout(self._page)
        self.trouble = TroubleCard(look, self._page)
        self.trouble.settled.connect(self.settled)
        self._said = Note(look, parent=self._page)
        self.why = Note(look, parent=self._page)
        self._fetching = label(look, "", "small", "t3", parent=self._page)
        self._before, self._after = Thread(look, before=True, parent=self._page), Thread(look, before=False, parent=self._page)
        for part in (self.trouble, self._said, self.why, self._before, self.card, self._fetching, self._after):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._scroll.setWidget(self._page)
        self._empty = EmptyState(look, picture=False, parent=self)
        self._still = label(look, "", "base", "t3", parent=self)
        self._still.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        for page in (self._scroll, self._empty, self._still):
            self._stack.addWidget(page)
        self._stack.setMinimumSize(1, 1)  # each page scrolls or gives way; none may hold the window open
        self._ground = Pane(look, "bg2", parent=self)
        under = QVBoxLayout(self._ground)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self._stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._ground, 1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._say_reading)

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        self._column.setSpacing(look.px(16))

    # --- one case -----------------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView, now: int, me: str, returned: tuple[str, str] | None = None) -> None:
        """Another case, from its top. *returned* says why it came back from a decision that was not saved."""
        self._patience.stop()
        self.view, self._now, self._me, self._holder = view, now, me, ""
        self._returned = returned
        self.card.show_case(view, now)
        self._fill()
        self._stack.setCurrentWidget(self._scroll)
        self._scroll.verticalScrollBar().setValue(0)

    def refresh_case(self, view: CaseView, now: int) -> None:
        """The same case: what came above the post does not push it away from under the eye."""
        at = self.card.mapTo(self._page, QPoint(0, 0)).y()
        self.view, self._now = view, now
        self.card.refresh_case(view, now)
        self._fill()
        for part in (self.trouble, self._before, self.card):  # from the inside out: each tells the one around it
            if (layout := part.layout()) is not None:
                layout.activate()
        self._column.invalidate()
        self._column.activate()
        QApplication.sendEvent(self._scroll, QEvent(QEvent.Type.LayoutRequest))  # the area fits its page to it now
        moved = self.card.mapTo(self._page, QPoint(0, 0)).y() - at
        bar = self._scroll.verticalScrollBar()
        if moved and bar.value() + moved <= bar.maximum():
            bar.setValue(bar.value() + moved)

    def show_holder(self, name: str) -> None:
        self._holder = name
        if self.view is not None:
            self.head.show_case(self.view, name, self._me)

    def show_position(self, at: int, total: int) -> None:
        self.head.show_position(at, total, self._look.language)

    def _fill(self) -> None:
        view = self.view
        if view is None:
            return
        self.head.show_case(view, self._holder, self._me)
        step = troubled(view)
        self.trouble.setVisible(step is not None)
        if step is not None:
            self.trouble.show_step(step, view.row.author, self._look.language)
        self._said.setVisible(self._returned is not None)
        if self._returned is not None:
            self._said.show_note("warn", *self._returned)
        native, at = (view.post.native_id, view.post.created_at) if view.post is not None else ("", view.row.opened_at)
        rows = [row for row in view.thread if row.native_id != native]
        self._before.show_rows([row for row in rows if row.parent or row.at <= at], self._now)
        self._after.show_rows([row for row in rows if not row.parent and row.at > at], self._now)
        text = ""
        if view.thread_at is None:
            text = self.tr("The thread is being fetched.") if not view.thread_error else ""
        if view.thread_error:
            key = self._actions.key("refresh")
            text = self.tr("What stands around it could not be fetched: {why}. {key} asks again.")
            text = text.format(why=view.thread_error, key=key)
        self._fetching.setVisible(bool(text))
        self._fetching.show_text(text)

    # --- no case ------------------------------------------------------------------------------------------------------

    def begin_reading(self) -> None:
        """Another case is on its way. What is shown stays for a moment, then a still word says so."""
        self.view = None
        self._patience.start()

    def _say_reading(self) -> None:
        self.head.show_nothing()
        self._still.show_text(self.tr("Reading the case"))
        self._stack.setCurrentWidget(self._still)

    def show_empty(self, title: str, text: str, ways: tuple[QWidget, ...] = (), foot: str = "") -> None:
        """Nothing is in hand."""
        self._patience.stop()
        self.view = None
        self.head.show_nothing()
        self._empty.show_words(title, text, foot)
        self._empty.set_ways(ways)
        self._stack.setCurrentWidget(self._empty)

    def show_error(self, error: KnownError) -> None:
        """The case could not be read; say why, and offer to try again."""
        again = Button(self._look, self.tr("Try again"))
        again.clicked.connect(self.try_again)
        self.show_empty(error.title, error.message, (again,))

    # --- the rest -----------------------------------------------------------------------------------------------------

    def scroll_area(self) -> QScrollArea:
        return self._scroll

    def retranslate(self) -> None:
        self.head.retranslate()
        self._still.show_text(self.tr("Reading the case"))
        for thread in (self._before, self._after):
            thread.retranslate()
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
