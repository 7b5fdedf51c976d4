"""The side pane: what is in an incident, in short."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from tests.helpers.fake_console import FakeConsole
from tests.helpers.sample_incidents import rows
from ui.actions import Actions
from ui.bridge import Bridge
from ui.incidents.preview import Preview, _some
from ui.theme import Look


@pytest.fixture
def preview(look: Look, bridge: Bridge, console: FakeConsole, actions: Actions, frame: QWidget) -> Preview:
    return Preview(look, bridge, console, actions, frame)  # type: ignore[arg-type]


def test_what_is_known_stands_at_once_and_the_rest_follows(preview: Preview, settle: Callable[[], None]) -> None:
    preview.show_incident(31, rows()[1])
    assert preview._title.text() and preview._facts[0][1].text() == ""
    preview.read()
    settle()
    facts = {name.text(): value.text() for name, value in preview._facts}
    assert "41, 36 decided" in facts["Cases"] and "spore-coins.example +3" in facts["Links"]
    assert preview._answers.isHidden()


def test_an_answer_for_another_incident_is_dropped(preview: Preview, console: FakeConsole, settle: Callable[[], None]) -> None:
    console.hold_answers = True
    preview.show_incident(31, None)
    preview.read()
    preview.show_incident(30, rows()[2])
    console.release_answers()
    settle()
    assert preview._view is None


def test_a_proposal_offers_its_two_answers(preview: Preview) -> None:
    heard: list[tuple[str, object]] = []

    def accepted(one: object) -> None:
        heard.append(("accept", one))

    def dismissed(one: object) -> None:
        heard.append(("dismiss", one))

    preview.accepted.connect(accepted)
    preview.dismissed.connect(dismissed)
    preview.show_incident(1, rows()[0])
    assert not preview._answers.isHidden()
    preview.accept_button.click()
    preview.dismiss_button.click()
    assert heard == [("accept", 1), ("dismiss", 1)]


def test_nothing_in_hand_shows_nothing(preview: Preview) -> None:
    preview.show_incident(None, None)
    assert preview._scroll.isHidden()


def test_several_are_named_by_the_first() -> None:
    assert (_some(()), _some(("a",)), _some(("a", "b", "c"))) == ("", "a", "a +2")
