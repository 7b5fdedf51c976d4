"""The rail: rooms, counts, and who is here."""

from PySide6.QtWidgets import QWidget

from moderator.domain.actor import Actor, Role
from ui.actions import Actions
from ui.shell.rail import Rail, RailItem
from ui.theme import Look


def test_a_room_is_opened_by_its_command_and_says_how_much_waits(look: Look, actions: Actions, frame: QWidget) -> None:
    opened: list[bool] = []

    def slot() -> None:
        opened.append(True)

    rail = Rail(look, actions, frame)
    actions.on("triage", slot)
    rail.add_room("triage", "triage")
    rail.show_count("triage", 240)
    item = rail.findChild(RailItem)
    assert item is not None
    assert item.accessibleName() == "Triage, 240 waiting"
    item.click()
    assert opened == [True]


def test_the_person_is_named_for_readers(look: Look, actions: Actions, frame: QWidget, qtbot: object) -> None:
    rail = Rail(look, actions, frame)
    rail.show_person(Actor(1, "Aki", Role.LEAD))
    assert "Aki" in rail._person.accessibleName()
    with qtbot.waitSignal(rail.person_asked):  # type: ignore[attr-defined]
        rail._person.click()
