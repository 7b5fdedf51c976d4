"""The way of an incident."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.incident import STEPS, IncidentState, may_become
from ui.incidents.steps import Steps, following
from ui.theme import Look

S = IncidentState


@pytest.mark.parametrize("state", [*STEPS, S.PROPOSED])
def test_only_ways_that_exist_can_be_pressed(look: Look, frame: QWidget, state: IncidentState) -> None:
    steps = Steps(look, "C", frame)
    steps.show_state(state, "10:00")
    on = {step for step, part in steps.parts.items() if part.isEnabled()}
    assert on == (may_become(state) | {state}) & set(STEPS)
    steps.resize(600, 40)
    steps.grab()


def test_a_press_asks_for_its_state(look: Look, frame: QWidget) -> None:
    heard: list[object] = []
    steps = Steps(look, "C", frame)
    steps.show_state(S.OPEN, "10:00")
    steps.asked.connect(heard.append)
    steps.parts[S.WATCHING].click()
    assert heard == [S.WATCHING]
    assert "now" in steps.parts[S.OPEN].accessibleName()


def test_one_step_follows_another() -> None:
    assert [following(one) for one in (S.PROPOSED, *STEPS)] == [S.OPEN, S.CONTAINED, S.WATCHING, S.CLOSED, None]
    assert following(S.DISMISSED) is None
