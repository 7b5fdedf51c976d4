"""Orders: an answer and a refusal each come home under their name; a bug is not dressed up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.errors import KnownError
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.incidents.orders import Orders


def future(answer: object) -> Future[object]:
    made: Future[object] = Future()
    made.set_exception(answer) if isinstance(answer, Exception) else made.set_result(answer)
    return made


@pytest.fixture
def orders(bridge: Bridge, console: FakeConsole, frame: QWidget) -> Orders:
    return Orders(bridge, console, frame)  # type: ignore[arg-type]


def test_each_answer_has_its_name(orders: Orders, settle: Callable[[], None]) -> None:
    done: list[tuple[str, object]] = []
    refused: list[tuple[str, str]] = []

    def hear(name: str, answer: object) -> None:
        done.append((name, answer))

    def refuse(name: str, error: object) -> None:
        refused.append((name, error.code))  # type: ignore[attr-defined]

    orders.done.connect(hear)
    orders.refused.connect(refuse)
    orders.give("note", future, 5)
    orders.give("state", future, KnownError("a", "b", code="c"))
    settle()
    assert done == [("note", 5)] and refused == [("state", "c")]


def test_a_bug_is_raised(orders: Orders, settle: Callable[[], None], qtbot) -> None:
    with qtbot.captureExceptions() as caught:
        orders.give("note", future, ValueError("bug"))
        settle()
    assert [str(one[1]) for one in caught] == ["bug"]
