"""The tools, and what they say before they are pressed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from moderator.domain.action import ActionKind, Reversible
from moderator.domain.enforcement import EnforcementState
from tests.helpers import sample_cases as sample
from tests.helpers.fake_console import FakeConsole
from tests.ui.triage.test_orders import spam, view
from ui.actions import Actions
from ui.theme import Look
from ui.triage import orders
from ui.triage.decide_bar import DecideBar, way_back

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bar(qtbot, look: Look, frame: QWidget, actions: Actions) -> DecideBar:
    made = DecideBar(look, actions, frame)
    made.resize(1000, 80)
    frame.show()
    return made


def test_each_tool_says_how_far_it_can_be_taken_back(bar: DecideBar) -> None:
    bar.show_case(view(2))
    said = {command: tool.spoken() for command, tool in bar.tools.items()}
    assert "Reversible" in said["no-breach"] and "Never" in said["remove"] and "Partly" in said["limit"]
    assert "suggested" in said["remove"]


def test_only_one_suggestion_is_marked(bar: DecideBar) -> None:
    bar.show_case(replace(view(2), suggested=(ActionKind.REMOVE, ActionKind.WARN, ActionKind.MUTE)))
    assert sum("suggested" in tool.spoken() for tool in bar.tools.values()) == 1


def test_a_reason_for_all_switches_the_keys_off_too(bar: DecideBar, actions: Actions) -> None:
    bar.show_case(view(2), "Ren holds this case")
    assert all(not tool.available for tool in bar.tools.values())
    assert actions.why_not("remove") == "Ren holds this case" and not actions["remove"].isEnabled()
    bar.show_case(view(2))
    assert actions["remove"].isEnabled() and actions.why_not("remove") == ""


def test_without_a_case_only_skip_is_left(bar: DecideBar, actions: Actions) -> None:
    bar.show_case(None)
    assert not actions["no-breach"].isEnabled() and not actions["note"].isEnabled()
    assert actions["skip"].isEnabled()


def test_a_decided_case_offers_only_its_way_back(bar: DecideBar, tmp_path: Path) -> None:
    console = FakeConsole(tmp_path)
    choice = orders.Choice(spam(), (ActionKind.REMOVE,), None, "", "en")
    made = console.made[console.decide(orders.breach(view(), choice, 1, sample.NOW)).result().decision_id]
    bar.show_case(view(2), "decided already", made)
    assert not bar.back.isHidden() and bar.tools["remove"].isHidden()
    assert way_back(made) is Reversible.YES
    sent = replace(made, enforcements=tuple(replace(s, state=EnforcementState.SENT) for s in made.enforcements))
    assert way_back(sent) is Reversible.NEVER
    mixed = replace(made, enforcements=(*sent.enforcements, replace(sent.enforcements[0], reversible=Reversible.YES)))
    assert way_back(mixed) is Reversible.PARTLY


def test_where_it_is_narrow_the_moves_go_below(bar: DecideBar) -> None:
    bar.show_case(view(2))
    bar.resize(1100, 80)
    bar._arrange()
    wide = bar._across.direction()
    bar.resize(500, 80)
    bar._arrange()
    assert bar._across.direction() is not wide
    assert bar.heightForWidth(500) > bar.heightForWidth(1100)


def test_a_press_on_what_cannot_be_done_explains(bar: DecideBar, qtbot) -> None:
    bar.show_case(replace(view(2), abilities=()))
    told: list[str] = []
    bar.explained.connect(told.append)
    qtbot.mouseClick(bar.tools["remove"], Qt.MouseButton.LeftButton)
    assert told == ["the platform is being asked"]
