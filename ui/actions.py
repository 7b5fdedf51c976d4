"""Every command of the window, once: its key, its words, its place. Buttons, palette and shortcut sheet read this list.

Rule: every action has one key, one visible button, one palette entry. Single letters do nothing while a text field
has the focus: Qt gives those keys to the field first.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    QT_TRANSLATE_NOOP: Callable[[str, str], str]  # Qt's own types know only that it returns something
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

CONTEXT = "Commands"


@dataclass(frozen=True, slots=True)
class Command:
    """`keys` are tried in order; the first is the one shown. `title` and `group` are source texts for translation."""

    id: str
    keys: tuple[str, ...]
    title: str
    group: str

    def words(self) -> str:
        return QCoreApplication.translate(CONTEXT, self.title)

    def group_words(self) -> str:
        return QCoreApplication.translate(CONTEXT, self.group)


GROUP_MOVE = QT_TRANSLATE_NOOP("Commands", "Move")
GROUP_DECIDE = QT_TRANSLATE_NOOP("Commands", "Decide")
GROUP_LOOK = QT_TRANSLATE_NOOP("Commands", "Look closer")
GROUP_LIST = QT_TRANSLATE_NOOP("Commands", "List")
GROUP_INCIDENT = QT_TRANSLATE_NOOP("Commands", "Incidents")
GROUP_WINDOW = QT_TRANSLATE_NOOP("Commands", "Window")

COMMANDS: tuple[Command, ...] = (
    Command("next", ("J", "Down"), QT_TRANSLATE_NOOP("Commands", "Next case"), GROUP_MOVE),
    Command("previous", ("K", "Up"), QT_TRANSLATE_NOOP("Commands", "Previous case"), GROUP_MOVE),
    Command("skip", ("Space",), QT_TRANSLATE_NOOP("Commands", "Skip"), GROUP_MOVE),
    Command("show-new", (".",), QT_TRANSLATE_NOOP("Commands", "Show new cases"), GROUP_MOVE),
    Command("no-breach", ("A",), QT_TRANSLATE_NOOP("Commands", "No breach"), GROUP_DECIDE),
    Command("remove", ("R",), QT_TRANSLATE_NOOP("Commands", "Remove"), GROUP_DECIDE),
    Command("warn", ("W",), QT_TRANSLATE_NOOP("Commands", "Warn"), GROUP_DECIDE),
    Command("limit", ("M",), QT_TRANSLATE_NOOP("Commands", "Limit author"), GROUP_DECIDE),
    Command("escalate", ("E",), QT_TRANSLATE_NOOP("Commands", "Escalate"), GROUP_DECIDE),
    Command("snooze", ("S",), QT_TRANSLATE_NOOP("Commands", "Later"), GROUP_DECIDE),
    Command("note", ("N",), QT_TRANSLATE_NOOP("Commands", "Note"), GROUP_DECIDE),
    Command("undo", ("Z", "Ctrl+Z"), QT_TRANSLATE_NOOP("Commands", "Undo the last decision"), GROUP_DECIDE),
    Command("arrived", ("1",), QT_TRANSLATE_NOOP("Commands", "Unknown effect: it arrived"), GROUP_DECIDE),
    Command("send-again", ("2",), QT_TRANSLATE_NOOP("Commands", "Unknown effect: send again"), GROUP_DECIDE),
    Command("leave-it", ("3",), QT_TRANSLATE_NOOP("Commands", "Unknown effect: leave it"), GROUP_DECIDE),
    Command("guideline", ("G",), QT_TRANSLATE_NOOP("Commands", "Read the guideline"), GROUP_LOOK),
    Command("raw", ("Ctrl+U",), QT_TRANSLATE_NOOP("Commands", "Raw text"), GROUP_LOOK),
    Command("edits", ("D",), QT_TRANSLATE_NOOP("Commands", "Edits of the post"), GROUP_LOOK),
    Command("peek", ("V",), QT_TRANSLATE_NOOP("Commands", "Hold to peek at the picture"), GROUP_LOOK),
    Command("reveal", ("Shift+V",), QT_TRANSLATE_NOOP("Commands", "Reveal the picture"), GROUP_LOOK),
    Command("refresh", ("Ctrl+R",), QT_TRANSLATE_NOOP("Commands", "Ask the platform again"), GROUP_LOOK),
    Command("copy", ("Ctrl+Shift+C",), QT_TRANSLATE_NOOP("Commands", "Copy safely"), GROUP_LOOK),
    Command("filter", ("/",), QT_TRANSLATE_NOOP("Commands", "Filter"), GROUP_LIST),
    Command("order", ("O",), QT_TRANSLATE_NOOP("Commands", "Change the order"), GROUP_LIST),
    Command("view", ("Q",), QT_TRANSLATE_NOOP("Commands", "Change the view"), GROUP_LIST),
    Command("select", ("X",), QT_TRANSLATE_NOOP("Commands", "Select this case too"), GROUP_LIST),
    Command("new-incident", ("Ctrl+N",), QT_TRANSLATE_NOOP("Commands", "New incident"), GROUP_INCIDENT),
    Command("incident-from-case", ("Ctrl+I",), QT_TRANSLATE_NOOP("Commands", "Incident from this case"), GROUP_INCIDENT),
    Command("open-incident", ("Ctrl+O",), QT_TRANSLATE_NOOP("Commands", "Open the incident"), GROUP_INCIDENT),
    Command("advance-incident", ("C",), QT_TRANSLATE_NOOP("Commands", "Set the next state"), GROUP_INCIDENT),
    Command("next-step", ("T",), QT_TRANSLATE_NOOP("Commands", "Next step of the incident"), GROUP_INCIDENT),
    Command("edit-incident", ("Ctrl+E",), QT_TRANSLATE_NOOP("Commands", "Title, severity, lead"), GROUP_INCIDENT),
    Command("dismiss-incident", ("Ctrl+Backspace",), QT_TRANSLATE_NOOP("Commands", "Dismiss the proposal"), GROUP_INCIDENT),
    Command("export-incidents", ("Ctrl+Shift+E",), QT_TRANSLATE_NOOP("Commands", "Export or print"), GROUP_INCIDENT),
    Command("triage", ("Ctrl+1",), QT_TRANSLATE_NOOP("Commands", "Triage"), GROUP_WINDOW),
    Command("incidents", ("Ctrl+3",), QT_TRANSLATE_NOOP("Commands", "Incidents"), GROUP_WINDOW),
    Command("palette", ("Ctrl+K",), QT_TRANSLATE_NOOP("Commands", "Anything"), GROUP_WINDOW),
    Command("shortcuts", ("?",), QT_TRANSLATE_NOOP("Commands", "Keys"), GROUP_WINDOW),
    Command("next-pane", ("F6",), QT_TRANSLATE_NOOP("Commands", "Next pane"), GROUP_WINDOW),
    Command("theme", ("Ctrl+Shift+L",), QT_TRANSLATE_NOOP("Commands", "Light or dark"), GROUP_WINDOW),
    Command("language", ("Ctrl+Shift+J",), QT_TRANSLATE_NOOP("Commands", "日本語 / English"), GROUP_WINDOW),
    Command("larger", ("Ctrl++", "Ctrl+="), QT_TRANSLATE_NOOP("Commands", "Larger text"), GROUP_WINDOW),
    Command("smaller", ("Ctrl+-",), QT_TRANSLATE_NOOP("Commands", "Smaller text"), GROUP_WINDOW),
    Command("shift", ("Ctrl+D",), QT_TRANSLATE_NOOP("Commands", "On or off duty"), GROUP_WINDOW),
    Command("person", ("Ctrl+P",), QT_TRANSLATE_NOOP("Commands", "Somebody else takes over"), GROUP_WINDOW),
    Command("quit", ("Ctrl+Q",), QT_TRANSLATE_NOOP("Commands", "Quit"), GROUP_WINDOW),
)

BY_ID = {command.id: command for command in COMMANDS}


class _InRoom(QObject):
    """Passes a command on while its room is in sight: two rooms may both know what J does."""

    def __init__(self, actions: Actions, room: str, slot: Callable[[], None]) -> None:
        super().__init__(actions)
        self._actions, self._room, self._slot = actions, room, slot

    @Slot()
    def run(self) -> None:
        if self._actions.room == self._room:
            self._slot()


class Actions(QObject):
    """The QActions of one window. `why_not` says in words why a command cannot be used just now."""

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._why_not: dict[str, str] = {}
        self._rooms: dict[str, set[str]] = {}
        self._wiring = ""
        self.room = ""  # the one in sight
        for command in COMMANDS:
            action = QAction(window)
            action.setObjectName(command.id)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(command.id in ("next", "previous"))
            window.addAction(action)
            self._actions[command.id] = action
        self.retranslate()

    def retranslate(self) -> None:
        for command in COMMANDS:
            self._actions[command.id].setText(command.words())

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def on(self, command_id: str, slot: Callable[[], None]) -> None:
        """Run *slot*, a bound method of a QObject, when the command is given (in its room, see `wiring`)."""
        if not self._wiring:
            self._actions[command_id].triggered.connect(slot)
            return
        self._rooms.setdefault(command_id, set()).add(self._wiring)
        self._actions[command_id].triggered.connect(_InRoom(self, self._wiring, slot).run)

    @contextmanager
    def wiring(self, room: str) -> Generator[None, None, None]:
        """What `on` connects meanwhile belongs to *room* and rests while another one is in sight."""
        self._wiring = room
        try:
            yield
        finally:
            self._wiring = ""

    def show_room(self, room: str) -> None:
        """Another room is in sight: its commands are on, those that belong to others alone are off."""
        self.room = room
        for command_id in self._rooms:
            self._actions[command_id].setEnabled(not self.why_not(command_id))
        self.changed.emit()

    def key(self, command_id: str) -> str:
        """The key as people read it on their machine."""
        return QKeySequence(BY_ID[command_id].keys[0]).toString(QKeySequence.SequenceFormat.NativeText)

    def allow(self, command_id: str, why_not: str = "") -> None:
        """Switch a command on, or off with the reason that palette and button show."""
        if self._why_not.get(command_id, "") == why_not:
            return
        self._why_not[command_id] = why_not
        self._actions[command_id].setEnabled(not self.why_not(command_id))
        self.changed.emit()

    def why_not(self, command_id: str) -> str:
        rooms = self._rooms.get(command_id)
        if rooms and self.room not in rooms:
            return QCoreApplication.translate(CONTEXT, "Not in this room")
        return self._why_not.get(command_id, "")
