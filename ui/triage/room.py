"""The triage room: the queue at the left, one case in the middle, why it is here at the right, what to do below.

The room places its parts and passes on what they say; what the keys do is in `desk`, the case in hand in `session`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from moderator.console import Console
from moderator.domain.case import CaseState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import CaseView, CommunityRow, GuidelineRow
from ui.actions import Actions
from ui.bridge import Bridge
from ui.decode import Decoder
from ui.shell.notices import Notices
from ui.theme import Look
from ui.triage import orders, reasons, wording
from ui.triage.aftermath import Aftermath
from ui.triage.author_card import AuthorCard
from ui.triage.case_pane import CasePane, troubled
from ui.triage.closer import Closer
from ui.triage.decide_bar import DecideBar
from ui.triage.decide_strip import DecideStrip
from ui.triage.decided import DecidedPane
from ui.triage.desk import Desk, standing
from ui.triage.later_strip import LaterStrip
from ui.triage.pictures import Pictures
from ui.triage.queue_pane import QueuePane
from ui.triage.receipt_toast import ReceiptToast
from ui.triage.receipts import Receipts
from ui.triage.session import Session
from ui.triage.sheets import ReadingSheet
from ui.widgets.buttons import Button
from ui.widgets.layout import Splitter

FOLDS_BELOW = 1300  # px of the window at 100 %: the card makes room
QUEUE = (300, 384, 520)
BREAK_AFTER = 20  # pictures
SETTLING = ("arrived", "send-again", "leave-it")


class TriageRoom(QWidget):
    """`waiting` carries how many cases are open."""

    waiting = Signal(int)

    def __init__(
        self, look: Look, bridge: Bridge, console: Console, actions: Actions, notices: Notices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._bridge, self._console = look, bridge, console
        self._actions, self._notices = actions, notices
        self._card_asked = False
        self._decoder = Decoder()
        self.session = Session(bridge, console, self)
        self.receipts = Receipts(bridge, console, self)
        self.pictures = Pictures(look, bridge, console, self._decoder, self)
        self._connected = True
        self.queue = QueuePane(look, bridge, console, actions, notices, self)
        self.decided = DecidedPane(look, bridge, console, actions, self.title_of, self)
        self.pane = CasePane(look, actions, self)
        self.card = AuthorCard(look, actions, self)
        self.bar = DecideBar(look, actions, self)
        self.strip = DecideStrip(look, self)
        self.later = LaterStrip(look, self)
        self.desk = Desk(bridge, console, self.queue, self.session, self.receipts, self)
        reading = ReadingSheet(look, parent if parent is not None else self)
        self.closer = Closer(self.session, self.pane, self.pictures, reading)
        self.aftermath = Aftermath(look, bridge, console, notices, self.session, self.receipts, self.title_of, self)
        self.toast = ReceiptToast(look, console, self.receipts, actions, self)
        self._lay_out()
        self._wire_parts()
        self._wire_actions()
        self.destroyed.connect(self._decoder.close)
        self.bar.show_case(None)
        self.retranslate()
        self._count_communities()

    # --- what is where ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        look = self._look
        self._left = QStackedWidget(self)
        self._left.addWidget(self.queue)
        self._left.addWidget(self.decided)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.pane, 1)
        upper.addWidget(self.card)
        self.work = QWidget(self)
        column = QVBoxLayout(self.work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        for part in (self.bar, self.strip, self.later):
            column.addWidget(part)
        self._splitter = Splitter(look, Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(self._left)
        self._splitter.addWidget(self.work)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.splitterMoved.connect(self._place_toast)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._splitter)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        least, usual, most = (min(look.px(size), round(size * 1.4)) for size in QUEUE)
        self._left.setMinimumWidth(least)
        self._left.setMaximumWidth(most)
        self._splitter.set_first_sizes([usual, max(1, self.width() - usual)])
        self._fold()
        self._place_toast()

    def _fold(self) -> None:
        """Give the card room, or take it away while the window is narrow and nobody asked for it."""
        narrow = self.window().width() < self._look.px(FOLDS_BELOW)
        self.card.setVisible(not narrow or self._card_asked)
        self.pane.head.card_button.setVisible(narrow and self.session.view is not None)
        view = self.session.view
        self.pane.why.setVisible(narrow and not self._card_asked and view is not None)
        if view is not None and narrow:
            words = reasons.in_one_line(view, self.title_of, self._console.now())
            urgency = self.tr("urgency {n}").format(n=view.row.urgency)
            self.pane.why.show_line("flag", words, urgency)

    def _place_toast(self) -> None:
        look = self._look
        corner = self._left.mapTo(self, QPoint(0, self._left.height()))
        self.toast.toast.place(corner.x() + look.px(16), corner.y() - look.px(48))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
        self._place_toast()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restyle()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pictures.end_peek()

    # --- wiring -------------------------------------------------------------------------------------------------------

    def _wire_parts(self) -> None:
        self.queue.chosen.connect(self._chosen)
        self.queue.counted.connect(self.waiting)
        self.queue.view_changed.connect(self._view_changed)
        self.queue.picked.connect(self.bar.show_picked)
        self.queue.model.counted.connect(self._show_position)
        self.queue.model.loaded.connect(self._loaded)
        self.decided.chosen.connect(self._chosen_decided)
        self.decided.undo_asked.connect(self.desk.undo_row)
        session = self.session
        session.closed.connect(self._closed)
        session.shown.connect(self._show_case)
        session.refreshed.connect(self._refresh_case)
        session.held_by.connect(self._show_holder)
        session.failed.connect(self._not_read)
        session.context_failed.connect(self._no_context)
        session.guidelines_read.connect(self._guidelines_came)
        self.pane.settled.connect(self.aftermath.settle)
        self.pane.try_again.connect(session.again)
        self.pane.head.card_asked.connect(self._toggle_card)
        self.pane.card.unveiled.connect(self._unveiled)
        self.card.note_written.connect(self.desk.add_note)
        self.card.note_left.connect(self._note_left)
        self.bar.explained.connect(self._explain)
        self.strip.decided.connect(self._strip_decided)
        self.strip.left.connect(self._close_strip)
        self.later.chosen.connect(self._later_chosen)
        self.later.left.connect(self._close_strip)
        self.desk.strip_wanted.connect(self._open_strip)
        self.desk.said.connect(self.toast.say)
        self.closer.said.connect(self.toast.say)
        self.pictures.revealed.connect(self._offer_a_break)
        self.desk.problem.connect(self.aftermath.tell)
        self.desk.beaten.connect(self.aftermath.beaten)
        self.desk.announced.connect(self._announce)

    def _wire_actions(self) -> None:
        on = self._actions.on
        on("no-breach", self.desk.no_breach)
        on("remove", self.desk.remove)
        on("warn", self.desk.warn)
        on("limit", self.desk.limit)
        on("escalate", self.desk.escalate)
        on("snooze", self._begin_later)
        on("note", self._begin_note)
        on("undo", self.desk.undo)
        on("guideline", self.closer.guideline)
        on("raw", self.closer.raw)
        on("edits", self.pane.card.next_edit)
        on("peek", self.pictures.start_peek)
        on("reveal", self.closer.reveal)
        on("refresh", self.session.ask_context)
        on("copy", self.pane.card.text.copy_safely)
        on("arrived", self.aftermath.arrived)
        on("send-again", self.aftermath.send_again)
        on("leave-it", self.aftermath.leave_it)

    # --- what the window asks -----------------------------------------------------------------------------------------

    def topics_changed(self, topics: frozenset[Topic]) -> None:
        """Something moved in the store: read again what is in sight."""
        self.queue.topics_changed(topics)
        self.session.topics_changed(topics)
        self.receipts.topics_changed(topics)
        self.decided.topics_changed(topics)
        if Topic.COMMUNITIES in topics:
            self._count_communities()

    def take_focus(self) -> None:
        (self.decided if self.is_decided else self.queue).table.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_pane(self) -> None:
        """Move the keyboard on: list, post, card, tools."""
        list_ = (self.decided if self.is_decided else self.queue).table
        below = self.strip if self.strip.isVisible() else self.bar.tools["no-breach"]
        stops = [list_, self.pane.card.text, self.card.stop(), below]
        stops = [stop for stop in stops if stop.isVisible()]
        at = next((n for n, stop in enumerate(stops) if stop.hasFocus() or stop.isAncestorOf(self.focusWidget() or self)), -1)
        stops[(at + 1) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    def person_changed(self) -> None:
        """Somebody else sits here: the case in hand is claimed anew, the list of decisions is theirs."""
        self.session.again()
        if self.is_decided:
            self.decided.begin()

    def cases_in_hand(self) -> tuple[int, ...]:
        """The cases that are selected, or else the one in hand."""
        if self.is_decided or not self.queue.selected_ids():
            return () if self.session.case_id is None else (self.session.case_id,)
        return tuple(self.queue.selected_ids())

    @property
    def is_decided(self) -> bool:
        return self._left.currentWidget() is self.decided

    # --- the case in hand ---------------------------------------------------------------------------------------------

    def _chosen(self, case_id: object) -> None:
        if not self.is_decided:
            self._take(case_id if isinstance(case_id, int) else None)

    def _chosen_decided(self, case_id: object) -> None:
        if self.is_decided:
            self._take(case_id if isinstance(case_id, int) else None)

    def _take(self, case_id: int | None) -> None:
        if self.strip.isVisible() or self.later.isVisible():
            self.strip.hide()
            self.later.hide()
            self._close_strip()
        self.session.open(case_id)
        if case_id is None:
            self._say_empty()

    def _loaded(self) -> None:
        """Another view stands. One that holds nothing leaves nothing in hand."""
        if not self.is_decided and self.queue.case_id() is None:
            self.session.open(None)
        self._say_empty()

    def _view_changed(self, view: str) -> None:
        decided = view == "decided"
        self._left.setCurrentWidget(self.decided if decided else self.queue)
        if decided:
            self.session.open(None)
            self.decided.begin()
        self._say_empty()
        self.take_focus()

    def _closed(self) -> None:
        self.pictures.let_go()
        if self.session.case_id is not None:
            self.pane.begin_reading()

    def _show_case(self, view: object) -> None:
        if isinstance(view, CaseView):
            returned = self.desk.reason_words(view.row.id, self._look.language, self.title_of(self._returned_guideline(view)))
            self.pane.show_case(view, self._console.now(), self._console.actor.name, returned)
            found = self.desk.returned.pop(view.row.id, None)
            if found is not None and found[1].code == "revision_changed" and view.post is not None:
                self.pane.card.show_edit(1 if len(view.post.revisions) > 1 else 0)
            self._show_pictures(view)
            self._show_around(view)
            self.desk.next_shown(view, self.title_of(view.row.guideline_id))

    def _returned_guideline(self, view: CaseView) -> str:
        found = self.desk.returned.get(view.row.id)
        return str(found[1].details.get("guideline_id", "")) if found is not None else ""

    def _refresh_case(self, view: object) -> None:
        if isinstance(view, CaseView):
            tiles = self.pane.card.tiles
            self.pane.refresh_case(view, self._console.now())
            if tiles is not self.pane.card.tiles:
                self._show_pictures(view)
            self._show_around(view)

    def _show_around(self, view: CaseView) -> None:
        """The card, the tools and the numbers of the case in hand."""
        self.card.show_case(view, self.session.guidelines, self._console.now())
        self._show_tools(view)
        for command in SETTLING:
            self._actions.allow(command, "" if troubled(view) is not None else self.tr("Nothing is unknown here"))
        self._show_position()
        self._fold()

    def _show_tools(self, view: CaseView) -> None:
        self.bar.setVisible(not self.strip.isVisible() and not self.later.isVisible())
        self.bar.show_case(view, self._why_not(view), standing(view))

    def _why_not(self, view: CaseView) -> str:
        if self.session.holder:
            return self.tr("{name} holds this case").format(name=self.session.holder)
        return self.tr("decided already") if view.row.state is CaseState.DECIDED else ""

    def _show_holder(self, name: str) -> None:
        self.pane.show_holder(name)
        if self.session.view is not None:
            self._show_tools(self.session.view)

    def _show_position(self) -> None:
        where = self.decided if self.is_decided else self.queue
        self.pane.show_position(*where.position())

    def _show_pictures(self, view: CaseView) -> None:
        files = view.post.attachments if view.post is not None and not self.pane.card.veiled else ()
        self.pictures.show_tiles(self.pane.card.tiles if files else (), files, view.community_id)

    def _unveiled(self) -> None:
        if self.session.view is not None:
            self._show_pictures(self.session.view)

    def _guidelines_came(self, _: object) -> None:
        view = self.session.view
        if view is not None:
            self.card.show_case(view, self.session.guidelines, self._console.now())
            self._fold()

    def title_of(self, guideline_id: str) -> str:
        """A guideline's title in the window's language."""
        found = self._guideline(guideline_id)
        return wording.title_of(found, self._look.language, guideline_id)

    def _guideline(self, guideline_id: str) -> GuidelineRow | None:
        version = self.session.guidelines or self.session.any_guidelines()
        rows = version.guidelines if version is not None else ()
        return next((row for row in rows if row.id == guideline_id), None)

    # --- no case ------------------------------------------------------------------------------------------------------

    def _say_empty(self) -> None:
        if self.session.case_id is not None:
            return
        self.card.show_case(None, None, 0)
        self.bar.show_case(None)
        self.bar.hide()
        if self.is_decided:
            self.pane.show_empty(self.tr("Nothing in hand"), self.tr("Choose a decision at the left to look at it again."))
        elif self.queue.model.is_loading:
            self.pane.show_empty("", "")
        elif not self._connected:
            text = self.tr("Connect one on the command line: moderator connect matrix")
            self.pane.show_empty(self.tr("No community is connected yet"), text)
        else:
            way = Button(self._look, self.tr("What I decided"), icon="history", key=self._actions.key("view"))
            way.clicked.connect(self._to_decided)
            text = self.tr("New cases appear at the left by themselves; the list never moves under your hand.")
            self.pane.show_empty(self.tr("Nothing waits for you"), text, (way,))
        self._fold()

    def _count_communities(self) -> None:
        self._bridge.follow(self._console.communities(), self, self._communities_came, self._not_counted)

    def _communities_came(self, rows: list[CommunityRow]) -> None:
        self._connected = bool(rows)
        self._say_empty()

    def _not_counted(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):  # what is known is said by the window, and asked again at the next change
            raise error

    def _offer_a_break(self, count: int) -> None:
        """Pictures weigh on whoever looks at many: say how many it were, and leave it to them."""
        if count % BREAK_AFTER == 0:
            key = self._actions.key("shift")
            text = self.tr("A break does good now. {key} goes off duty.").format(key=key)
            self.toast.say(self.tr("%n picture(s) revealed", "", count), text)

    def _not_read(self, error: object) -> None:
        if isinstance(error, KnownError):
            self.pane.show_error(error)
            self.bar.show_case(None)

    def _no_context(self, error: object) -> None:
        if isinstance(error, KnownError):
            self.toast.say(error.title, error.message)

    # --- deciding -----------------------------------------------------------------------------------------------------

    def _open_strip(self, verb: str, views: object) -> None:
        found = tuple(views) if isinstance(views, Sequence) else ()
        guidelines = self.session.guidelines_of(found[0].community_id) if found else None
        if guidelines is None:
            text = self.tr("A removal names the guideline that was broken. Publish the guidelines of this community first.")
            self.toast.say(self.tr("No guidelines are published here"), text)
            return
        self.toast.unsay()
        self.bar.hide()
        grace = self._console.settings.number("grace_seconds")
        self.strip.begin(verb, found, guidelines, grace=grace, wide=self.work.width())

    def _close_strip(self) -> None:
        self.bar.setVisible(self.session.case_id is not None)
        self.take_focus()

    def _strip_decided(self, choice: object) -> None:
        if isinstance(choice, orders.Choice):
            self.desk.decide(self.strip.verb, self.strip.views(), choice, self._look.language)
            self._close_strip()

    def _begin_later(self) -> None:
        if self.session.view is not None and not self._why_not(self.session.view):
            self.bar.hide()
            self.later.begin(self._console.now())

    def _later_chosen(self, number: int) -> None:
        self.desk.snooze(self.later.time(number))
        self._close_strip()

    def _explain(self, reason: str) -> None:
        self.toast.say(self.tr("Not possible here"), reason)

    def _begin_note(self) -> None:
        if self.session.view is not None:
            if not self.card.isVisible():
                self._card_asked = True
                self._fold()
            self.card.begin_note()

    def _note_left(self) -> None:
        self.take_focus()

    def _toggle_card(self) -> None:
        self._card_asked = not self._card_asked
        self._fold()

    # --- words --------------------------------------------------------------------------------------------------------

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def retranslate(self) -> None:
        view = self.session.view
        if view is not None:
            self.card.show_case(view, self.session.guidelines, self._console.now())
            self._show_tools(view)
            self._show_position()
        self._say_empty()

    def _to_decided(self) -> None:
        self.queue.set_view_decided(True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
