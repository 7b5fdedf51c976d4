"""The way in, in its order."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.errors import KnownError
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.shell.connect_page import ConnectPage
from ui.shell.entrance import Entrance
from ui.shell.pages import LookPage, OpeningPage, PassphrasePage, PersonPage, RecoveryPage, SafetyPage
from ui.theme import Look

Settle = Callable[[], None]


@pytest.fixture
def entrance(look: Look, bridge: Bridge, frame: QWidget) -> Entrance:
    made = Entrance(look, bridge, is_demo=False, parent=frame)
    frame.show()
    return made


def test_a_new_profile_walks_all_the_pages_and_then_the_window_is_ready(
    entrance: Entrance, console: FakeConsole, settle: Settle, qtbot: object
) -> None:
    console.recovery_code = "-".join(["ABCDE"] * 13)
    seen = []
    entrance.begin(console)  # type: ignore[arg-type]
    settle()
    with qtbot.waitSignal(entrance.ready):  # type: ignore[attr-defined]
        for _ in range(5):
            page = entrance.page()
            seen.append(type(page))
            if isinstance(page, RecoveryPage):
                for field in page._fields:
                    field.setText("ABCDE")
            if isinstance(page, PersonPage):
                page.name.setText("Mio")
            page.finish()  # type: ignore[union-attr]
            settle()
    assert seen == [RecoveryPage, LookPage, SafetyPage, PersonPage, ConnectPage]
    assert console.actor.name == "Mio"
    assert console.settings.switch("first_run_done")


def test_somebody_alone_who_was_here_before_is_in_at_once(
    entrance: Entrance, console: FakeConsole, settle: Settle, qtbot: object
) -> None:
    console.settings.set("first_run_done", True)
    only = console.actor
    console.actors = lambda: console._future(lambda: [only])  # type: ignore[method-assign]
    with qtbot.waitSignal(entrance.ready):  # type: ignore[attr-defined]
        entrance.begin(console)  # type: ignore[arg-type]
        settle()


def test_several_people_are_asked_who_sits_here(entrance: Entrance, console: FakeConsole, settle: Settle) -> None:
    console.settings.set("first_run_done", True)
    entrance.begin(console)  # type: ignore[arg-type]
    settle()
    assert isinstance(entrance.page(), PersonPage)


def test_the_demo_asks_nothing(look: Look, bridge: Bridge, frame: QWidget, tmp_path: Path, settle: Settle, qtbot: object) -> None:
    console = FakeConsole(tmp_path)
    console.settings.set("first_run_done", True)
    entrance = Entrance(look, bridge, is_demo=True, parent=frame)
    with qtbot.waitSignal(entrance.ready):  # type: ignore[attr-defined]
        entrance.begin(console)  # type: ignore[arg-type]
        settle()


def test_without_a_keyring_the_passphrase_is_asked_and_a_wrong_one_is_said(entrance: Entrance, qtbot: object) -> None:
    entrance.could_not_open(KnownError("A passphrase is needed", "…", code="passphrase_needed"))
    page = entrance.page()
    assert isinstance(page, PassphrasePage)
    page.field.setText("wrong")
    with qtbot.waitSignal(entrance.passphrase_given) as told:  # type: ignore[attr-defined]
        page.finish()
    assert told.args == ["wrong"]
    entrance.could_not_open(KnownError("No", "Try again.", code="wrong_passphrase"))
    assert entrance.page() is page
    assert page._fault.text() == "Try again."


def test_any_other_trouble_is_said_with_a_way_to_try_again(entrance: Entrance, qtbot: object) -> None:
    entrance.could_not_open(KnownError("This profile is in use", "Close it first.", code="profile_busy"))
    assert isinstance(entrance.page(), OpeningPage)
    with qtbot.waitSignal(entrance.passphrase_given):  # type: ignore[attr-defined]
        entrance.page().finish()  # type: ignore[union-attr]


def test_a_bug_while_opening_is_not_dressed_up(entrance: Entrance) -> None:
    with pytest.raises(ZeroDivisionError):
        entrance.could_not_open(ZeroDivisionError())
