"""What stands above the list."""

from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.theme import Look
from ui.triage.queue_head import Head, NewStrip


def test_the_head_gives_the_commands_of_its_buttons(look: Look, actions: Actions, frame: QWidget) -> None:
    given: list[str] = []

    class Ear(QWidget):
        def view(self) -> None:
            given.append("view")

        def filter(self) -> None:
            given.append("filter")

        def order(self) -> None:
            given.append("order")

    ear = Ear(frame)
    for command in ("view", "filter", "order"):
        actions.on(command, getattr(ear, command))
    head = Head(look, actions, frame)
    for button in (head.view, head.filter, head.order):
        button.click()
    assert given == ["view", "filter", "order"]


def test_the_strip_says_how_many_are_new_and_which_key_shows_them(look: Look, frame: QWidget) -> None:
    strip = NewStrip(look, frame)
    strip.show_count("12 new cases", "show", ".")
    assert strip.accessibleName() == "12 new cases"
    strip.resize(384, 32)
    assert strip.grab().width() == 384
