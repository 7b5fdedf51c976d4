"""The window: it places rail, rooms, notices and status bar, and passes on what changed. It decides nothing."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QSettings, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from moderator.console import Console
from moderator.domain.actor import Actor
from moderator.domain.community import PlatformState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import CommunityRow, OutboxCounts, ShiftRow
from ui.actions import Actions
from ui.bridge import Bridge
from ui.errors import Crash
from ui.incidents.room import IncidentsRoom
from ui.shell.entrance import Entrance
from ui.shell.leaving import LeavingSheet
from ui.shell.notices import Level, Notices
from ui.shell.palette import Palette
from ui.shell.people import PeopleSheet
from ui.shell.rail import Rail
from ui.shell.shortcuts import ShortcutSheet
from ui.shell.status import StatusBar
from ui.shell.strips import NoticeStrips
from ui.theme import Look
from ui.triage.room import TriageRoom
from ui.widgets.hostile import inline

MINIMUM = (1100, 700)
CLOCK_MS = 1_000


class Room(Protocol):
    """What the window asks of a room, beside being a widget."""

    def topics_changed(self, topics: frozenset[Topic]) -> None: ...

    def take_focus(self) -> None: ...


class Window(QWidget):
    """One window for one person at a time."""

    passphrase_given = Signal(str)

    def __init__(self, look: Look, bridge: Bridge, *, is_demo: bool) -> None:
        super().__init__()
        self._look, self._bridge, self._is_demo = look, bridge, is_demo
        self.setWindowTitle("Moderator")
        self.setMinimumSize(*MINIMUM)
        self.resize(1440, 900)
        self.console: Console | None = None
        self.triage: TriageRoom | None = None
        self.incidents: IncidentsRoom | None = None
        self._leaving = False
        self.actions_ = Actions(self)
        self.notices = Notices(self)
        self._build()
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._shift: ShiftRow | None = None
        self._rows: list[CommunityRow] = []
        self._told: dict[str, tuple[Level, str, str]] = {}  # what the strip of each community says
        bridge.hinted.connect(self._hinted)
        self._wire()

    # --- what is where ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        look = self._look
        self.rail = Rail(look, self.actions_, self)
        self.status = StatusBar(look, self.actions_, self)
        self._strips = NoticeStrips(look, self.notices, self)
        self._rooms = QStackedWidget(self)
        self._entrance = Entrance(look, self._bridge, is_demo=self._is_demo, parent=self)
        self._rooms.addWidget(self._entrance)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self._strips)
        main.addWidget(self._rooms, 1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(main, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self.status)
        self.palette_ = Palette(look, self.actions_, self)
        self.shortcuts = ShortcutSheet(look, self.actions_, self)
        self.people = PeopleSheet(look, self._bridge, self)
        self.leaving = LeavingSheet(look, self)
        for bar in (self.rail, self.status):
            bar.hide()

    def _wire(self) -> None:
        on = self.actions_.on
        on("palette", self.palette_.open)
        on("shortcuts", self.shortcuts.open)
        on("person", self._ask_person)
        on("shift", self._toggle_shift)
        on("theme", self._toggle_theme)
        on("language", self._toggle_language)
        on("larger", self._larger)
        on("smaller", self._smaller)
        on("quit", self._quit)
        on("triage", self._show_triage)
        on("incidents", self._show_incidents)
        on("next-pane", self._next_pane)
        self.rail.person_asked.connect(self._ask_person)
        self.people.chosen.connect(self._sit_down)
        self.leaving.answered.connect(self._leave)
        self._entrance.passphrase_given.connect(self.passphrase_given)
        self._entrance.ready.connect(self._entered)
        self._entrance.look_chosen.connect(self._keep_look)

    # --- opening ----------------------------------------------------------------------------------------------------

    def enter(self, console: Console) -> None:
        """The profile is open: the first steps if they were never taken, then the rooms."""
        self.console = console
        console.watch(self._bridge.hint)
        self._entrance.begin(console)

    def could_not_open(self, error: BaseException) -> None:
        """Say why the profile does not open, and ask for the passphrase where that is all it takes."""
        self._entrance.could_not_open(error)

    @Slot()
    def _entered(self) -> None:
        console = self.console
        if console is None:
            return
        with self.actions_.wiring("triage"):
            self.triage = TriageRoom(self._look, self._bridge, console, self.actions_, self.notices, self)
            self.actions_.on("incident-from-case", self._incident_from_case)
        self.triage.waiting.connect(self._show_waiting)
        with self.actions_.wiring("incidents"):
            self.incidents = IncidentsRoom(self._look, self._bridge, console, self.actions_, self.notices, self)
        self.actions_.on("new-incident", self._new_incident)
        self.incidents.waiting.connect(self._show_live)
        self.incidents.cases_wanted.connect(self._choose_cases)
        self._rooms.addWidget(self.triage)
        self._rooms.addWidget(self.incidents)
        self.rail.add_room("triage", "triage")
        self.rail.add_room("incidents", "incidents")
        self.rail.show_person(console.actor)
        for bar in (self.rail, self.status):
            bar.show()
        self._show_triage()
        self._refresh(frozenset(Topic))
        self._clock.start()
        self._read_geometry()

    @Slot()
    def _show_triage(self) -> None:
        if self.triage is not None:
            self._rooms.setCurrentWidget(self.triage)
            self.rail.show_room("triage")
            self.actions_.show_room("triage")
            self.triage.take_focus()

    @Slot()
    def _show_incidents(self) -> None:
        if self.incidents is not None:
            self._rooms.setCurrentWidget(self.incidents)
            self.rail.show_room("incidents")
            self.actions_.show_room("incidents")
            self.incidents.take_focus()

    @Slot()
    def _new_incident(self) -> None:
        if self.incidents is not None:
            self._show_incidents()
            self.incidents.begin_new(())

    @Slot()
    def _incident_from_case(self) -> None:
        if self.triage is not None and self.incidents is not None:
            cases = self.triage.cases_in_hand()
            if cases:
                self.incidents.begin_new(cases)

    @Slot(str)
    def _choose_cases(self, key: str) -> None:
        """The incidents room wants cases: they are chosen where they stand."""
        self._show_triage()
        text = self.tr("Select them with X, then press {key} and choose the incident.").format(key=key)
        self.notices.say("choose-cases", Level.INFO, self.tr("Choose the cases"), text)

    @Slot(int)
    def _show_live(self, count: int) -> None:
        self.rail.show_count("incidents", count)

    @Slot()
    def _next_pane(self) -> None:
        room = self._rooms.currentWidget()
        if isinstance(room, TriageRoom | IncidentsRoom):
            room.next_pane()

    @Slot(int)
    def _show_waiting(self, count: int) -> None:
        self.rail.show_count("triage", count)

    # --- what changed ---------------------------------------------------------------------------------------------------

    @Slot(object)
    def _hinted(self, topics: object) -> None:
        if isinstance(topics, frozenset) and self.console is not None:
            self._refresh(topics)
            if self.triage is not None:
                self.triage.topics_changed(topics)
            if self.incidents is not None:
                self.incidents.topics_changed(topics)

    def _refresh(self, topics: frozenset[Topic]) -> None:
        console = self.console
        if console is None or self.triage is None:
            return
        if Topic.COMMUNITIES in topics:
            self._bridge.follow(console.communities(), self, self._show_communities, self._quiet)
        if Topic.OUTBOX in topics:
            self._bridge.follow(console.outbox_counts(), self, self._show_outbox, self._quiet)
        if Topic.SHIFT in topics:
            self._bridge.follow(console.shift(), self, self._show_shift, self._quiet)

    def _show_communities(self, rows: list[CommunityRow]) -> None:
        self._rows = rows
        now = self.console.now() if self.console else 0
        self.status.show_communities(rows, now)
        for row in rows:
            self._tell_of(row)

    def _tell_of(self, row: CommunityRow) -> None:
        """One strip a community while something is wrong there; one that was closed stays away until that changes."""
        key = f"community-{row.id}"
        if not row.error_title or row.paused:
            self._told.pop(key, None)
            self.notices.withdraw(key)
            return
        level = Level.ERROR if row.state is PlatformState.REFUSED else Level.WARN
        said = (level, f"{inline(row.name)}: {row.error_title}", row.error_message)
        if self._told.get(key) != said:
            self._told[key] = said
            self.notices.say(key, *said)

    def _show_outbox(self, counts: OutboxCounts) -> None:
        self.status.show_outbox(counts)

    def _show_shift(self, shift: ShiftRow | None) -> None:
        self._shift = shift
        self._tick()

    @Slot()
    def _tick(self) -> None:
        console = self.console
        if console is not None:
            self.status.show_shift(self._shift, console.now())
            self.status.show_worker(console.worker())
            if self._rows:
                self.status.show_communities(self._rows, console.now())

    def _quiet(self, error: BaseException) -> None:
        """A status that could not be read is asked for again at the next change; what is not known is a bug."""
        if not isinstance(error, KnownError):
            raise error
        self.show_problem(error)

    @Slot(object)
    def show_problem(self, error: object) -> None:
        """Say what a person can mend, once per cause."""
        if isinstance(error, KnownError):
            self.notices.say(error.code or error.title, Level.ERROR, error.title, error.message)

    @Slot(object)
    def show_crash(self, crash: object) -> None:
        """Say that something of ours failed, and where the report lies."""
        if isinstance(crash, Crash):
            where = str(crash.path) if crash.path else ""
            text = self.tr("Nothing saved is lost. A report without anybody's words lies in {where}").format(
                where=where
            )
            self.notices.say("crash", Level.ERROR, self.tr("Something in Moderator failed"), text, detail=crash.text)

    # --- who, when, how it looks ----------------------------------------------------------------------------------------

    @Slot()
    def _ask_person(self) -> None:
        if self.console is not None:
            self.people.ask(self.console)

    @Slot(object)
    def _sit_down(self, person: object) -> None:
        if self.console is not None and isinstance(person, Actor):
            self.console.sit_down(person)
            self.rail.show_person(person)
            self._refresh(frozenset({Topic.SHIFT, Topic.OUTBOX}))
            if self.triage is not None:
                self.triage.person_changed()
            if self.incidents is not None:
                self.incidents.person_changed()

    @Slot()
    def _toggle_shift(self) -> None:
        console = self.console
        if console is None:
            return
        if self._shift is None:
            self._bridge.follow(console.start_shift(), self, self._show_shift, self._quiet)
        else:
            self._bridge.follow(console.end_shift(), self, self._off_duty, self._quiet)

    def _off_duty(self, _: None) -> None:
        self._show_shift(None)

    @Slot()
    def _toggle_theme(self) -> None:
        self._look.set(scheme="light" if self._look.theme.dark else "dark")
        self._keep_look()

    @Slot()
    def _toggle_language(self) -> None:
        self._look.set(language="en" if self._look.japanese else "ja")
        self._keep_look()

    @Slot()
    def _larger(self) -> None:
        self._look.set(scale=self._look.scale + 10)
        self._keep_look()

    @Slot()
    def _smaller(self) -> None:
        self._look.set(scale=self._look.scale - 10)
        self._keep_look()

    @Slot()
    def _keep_look(self) -> None:
        if self.console is not None:
            look = self._look
            values = (("theme", look.scheme), ("language", look.language), ("text_scale", look.scale))
            self._bridge.follow(self.console.keep_settings(dict(values)), self, self._kept, self._quiet)

    def _kept(self, _: None) -> None:
        """Nothing to show: the window changed at once."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.actions_.retranslate()
        super().changeEvent(event)

    @Slot()
    def _quit(self) -> None:
        self.close()

    # --- leaving --------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        console = self.console
        if self._leaving or console is None or self.triage is None:
            self._write_geometry()
            event.accept()
            return
        event.ignore()
        self._bridge.follow(console.waiting(), self, self._ask_leaving, self._leave_anyway)

    def _ask_leaving(self, waiting: int) -> None:
        if waiting:
            self.leaving.ask(waiting)
        else:
            self._leave("keep")

    def _leave_anyway(self, _: BaseException) -> None:
        """What waits could not even be counted: it is kept as it is, and nobody is locked in."""
        self._leaving = True
        self.close()

    def _stay(self, error: BaseException) -> None:
        """The answer could not be carried out: say so once; whoever closes again leaves all the same."""
        if not isinstance(error, KnownError):
            raise error
        self._leaving = True
        self.show_problem(error)

    @Slot(str)
    def _leave(self, how: str) -> None:
        console = self.console
        if console is None:
            return
        calls = {"send": console.send_now, "undo": console.cancel_waiting, "keep": console.keep_waiting}
        self._bridge.follow(calls[how](), self, self._gone, self._stay)

    def _gone(self, _: int) -> None:
        self._leaving = True
        self.close()

    # --- the frame --------------------------------------------------------------------------------------------------------

    @Slot()
    def come_to_front(self) -> None:
        """Somebody started this profile a second time."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def _geometry_file(self) -> QSettings:
        return QSettings("Moderator", "window")

    def _read_geometry(self) -> None:
        if not self._is_demo:
            value = self._geometry_file().value("geometry")
            if value is not None:
                self.restoreGeometry(value)

    def _write_geometry(self) -> None:
        if not self._is_demo:
            self._geometry_file().setValue("geometry", self.saveGeometry())
