"""Connecting a community in the window."""

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from moderator.domain.errors import KnownError
from moderator.platforms import registry
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.shell.connect_page import ConnectPage
from ui.theme import Look
from ui.widgets.fields import Field

Settle = Callable[[], None]


@pytest.fixture
def page(look: Look, bridge: Bridge, console: FakeConsole, frame: QWidget) -> ConnectPage:
    console.platforms = {"matrix": registry.fields("matrix")}
    made = ConnectPage(look, bridge, console, frame)  # type: ignore[arg-type]
    frame.show()
    made.show()
    return made


def answer(value: object) -> Callable[..., Future[object]]:
    def ask(*_: object) -> Future[object]:
        future: Future[object] = Future()
        if isinstance(value, Exception):
            future.set_exception(value)
        else:
            future.set_result(value)
        return future

    return ask


def test_a_secret_is_typed_without_being_shown(page: ConnectPage) -> None:
    token = page._fields["token"]
    assert isinstance(token, Field)
    assert token.echoMode() == QLineEdit.EchoMode.Password


def test_what_the_account_lacks_is_said_before_anything_begins(
    page: ConnectPage, console: FakeConsole, settle: Settle, qtbot: object
) -> None:
    console.ask = answer({"account": "@mod:x.example", "missing": ["no_reports"]})  # type: ignore[method-assign,assignment]
    with qtbot.assertNotEmitted(page.done):  # type: ignore[attr-defined]
        page.finish()
        settle()
    assert "@mod:x.example" in page._result.text()
    assert "matrix en: no_reports" in page._result.text()
    with qtbot.waitSignal(page.done):  # type: ignore[attr-defined]
        page.finish()


def test_a_failed_check_says_why_and_can_be_tried_again(page: ConnectPage, console: FakeConsole, settle: Settle) -> None:
    console.ask = answer(KnownError("The token is refused", "Make a new one."))  # type: ignore[method-assign,assignment]
    page.finish()
    settle()
    assert "Make a new one." in page._fault.text()
    assert page._next.isEnabled()


def test_later_goes_on_without_connecting(page: ConnectPage, qtbot: object) -> None:
    with qtbot.waitSignal(page.done):  # type: ignore[attr-defined]
        page._later.click()
