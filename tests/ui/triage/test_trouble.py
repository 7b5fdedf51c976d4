"""A step whose end a person must say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from moderator.domain.action import ActionKind
from moderator.domain.enforcement import EnforcementState, Settle
from tests.helpers import sample_cases as sample
from tests.helpers.fake_console import FakeConsole
from tests.ui.triage.test_orders import spam, view
from ui.theme import Look
from ui.triage import orders
from ui.triage.trouble import TroubleCard

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def card(qtbot, look: Look) -> TroubleCard:
    made = TroubleCard(look)
    qtbot.addWidget(made)
    return made


def step(tmp_path: Path, state: EnforcementState, kind: ActionKind = ActionKind.WARN) -> object:
    console = FakeConsole(tmp_path)
    choice = orders.Choice(spam(), (kind,), None, "x", "en")
    made = console.made[console.decide(orders.breach(view(), choice, 1, sample.NOW)).result().decision_id]
    return replace(made.enforcements[0], state=state, text="", code="no_power")


def test_unknown_is_not_called_an_error(card: TroubleCard, tmp_path: Path) -> None:
    card.show_step(step(tmp_path, EnforcementState.UNKNOWN), "nullspore", "en")
    assert "We do not know whether it arrived" in card._title.text()
    assert "will not be sent again unless you say so" in card._text.text()
    assert card.buttons[Settle.AGAIN].text() == "Send again, may arrive twice"


def test_what_cannot_arrive_twice_does_not_warn_of_it(card: TroubleCard, tmp_path: Path) -> None:
    card.show_step(step(tmp_path, EnforcementState.UNKNOWN, ActionKind.REMOVE), "nullspore", "en")
    assert card.buttons[Settle.AGAIN].text() == "Send again"


def test_a_refusal_says_why(card: TroubleCard, tmp_path: Path) -> None:
    card.show_step(step(tmp_path, EnforcementState.REFUSED), "nullspore", "en")
    assert "The platform refused it" in card._title.text()
    assert "our account has not enough power here" in card._text.text()


def test_violet_and_dashes_are_for_unknown_alone(card: TroubleCard, tmp_path: Path, look: Look) -> None:
    card.resize(500, 160)
    violet = look.theme.unkt.name()
    for state, expected in ((EnforcementState.UNKNOWN, True), (EnforcementState.REFUSED, False)):
        card.show_step(step(tmp_path, state), "nullspore", "en")
        assert (card.grab().toImage().pixelColor(5, 80).name() == violet) is expected


def test_each_button_gives_its_answer(card: TroubleCard, tmp_path: Path) -> None:
    told: list[str] = []
    card.settled.connect(told.append)
    card.show_step(step(tmp_path, EnforcementState.UNKNOWN), "nullspore", "en")
    for button in card.buttons.values():
        button.click()
    assert told == ["arrived", "again", "leave"]
