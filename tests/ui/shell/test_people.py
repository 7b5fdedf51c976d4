"""Somebody else takes the window over."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from moderator.domain.actor import Actor
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.shell.people import PeopleSheet
from ui.theme import Look


def test_a_colleague_is_chosen_by_one_press(
    look: Look, bridge: Bridge, console: FakeConsole, frame: QWidget, settle: Callable[[], None], qtbot: object
) -> None:
    sheet = PeopleSheet(look, bridge, frame)
    frame.show()
    sheet.ask(console)  # type: ignore[arg-type]
    settle()
    assert sheet.isVisible() and sheet._page is not None
    with qtbot.waitSignal(sheet.chosen) as told:  # type: ignore[attr-defined]
        sheet._page._known[1].click()
    assert told.args[0].name == "Ren"
    assert sheet.isHidden()


def test_a_new_colleague_is_added_by_name(
    look: Look, bridge: Bridge, console: FakeConsole, frame: QWidget, settle: Callable[[], None]
) -> None:
    sheet = PeopleSheet(look, bridge, frame)
    frame.show()
    chosen: list[Actor] = []
    sheet.chosen.connect(chosen.append)
    sheet.ask(console)  # type: ignore[arg-type]
    settle()
    assert sheet._page is not None
    sheet._page.name.setText("Mio")
    sheet._page.finish()
    settle()
    assert [one.name for one in chosen] == ["Mio"]
