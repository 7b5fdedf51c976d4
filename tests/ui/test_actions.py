"""The list of commands: complete, without clashes, and with a reason where one is off."""

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from ui.actions import COMMANDS, Actions


def test_no_key_belongs_to_two_commands() -> None:
    """Two actions with one key: neither would fire."""
    keys = Counter(QKeySequence(key).toString() for command in COMMANDS for key in command.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_command_has_a_key_words_and_a_group() -> None:
    assert all(command.keys and command.title and command.group for command in COMMANDS)


def test_the_key_for_the_next_case_is_never_one_that_decides() -> None:
    deciding = {key for command in COMMANDS if command.group == "Decide" for key in command.keys}
    moving = {key for command in COMMANDS if command.group == "Move" for key in command.keys}
    assert not deciding & moving


def test_a_command_that_cannot_be_used_says_why(actions: Actions, qtbot: object) -> None:
    with qtbot.waitSignal(actions.changed):  # type: ignore[attr-defined]
        actions.allow("remove", "The account may not remove here")
    assert not actions["remove"].isEnabled()
    assert actions.why_not("remove") == "The account may not remove here"
    actions.allow("remove")
    assert actions["remove"].isEnabled()


def test_a_given_command_runs_its_slot(actions: Actions, frame: QWidget) -> None:
    heard: list[bool] = []

    def slot() -> None:
        heard.append(True)

    actions.on("escalate", slot)
    actions["escalate"].trigger()
    assert heard == [True]


def test_a_command_that_two_rooms_know_goes_to_the_one_in_sight(actions: Actions) -> None:
    """And one that only another room knows is off, with the reason."""
    heard: list[str] = []

    def in_triage() -> None:
        heard.append("triage")

    def in_incidents() -> None:
        heard.append("incidents")

    with actions.wiring("triage"):
        actions.on("next", in_triage)
        actions.on("remove", in_triage)
    with actions.wiring("incidents"):
        actions.on("next", in_incidents)
    for room in ("triage", "incidents"):
        actions.show_room(room)
        actions["next"].trigger()
        actions["remove"].trigger()
    assert heard == ["triage", "triage", "incidents"]
    assert actions.why_not("remove") == "Not in this room" and not actions["remove"].isEnabled()
    actions.allow("remove", "The account may not remove here")
    actions.show_room("triage")
    assert actions.why_not("remove") == "The account may not remove here" and not actions["remove"].isEnabled()
