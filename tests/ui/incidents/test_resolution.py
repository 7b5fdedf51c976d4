"""How it goes on and ends: what is missing is said, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.case import HOUR
from moderator.domain.incident import Outcome
from moderator.domain.incident_rows import IncidentView
from tests.helpers.sample_cases import NOW
from tests.helpers.sample_incidents import view
from ui.actions import Actions
from ui.incidents.resolution import ResolutionPane
from ui.theme import Look


@pytest.fixture
def pane(look: Look, actions: Actions, frame: QWidget) -> ResolutionPane:
    made = ResolutionPane(look, actions, frame)
    made.show_view(view(31), NOW)
    return made


def changed(**row: object) -> IncidentView:
    return replace(view(31), row=replace(view(31).row, **row))  # type: ignore[arg-type]


def test_it_cannot_be_closed_before_lead_and_outcome_are_there(pane: ResolutionPane) -> None:
    assert not pane.close_button.isEnabled() and pane._missing.text() == "Needs an outcome, 3 checks open"
    pane.show_view(changed(lead="", lead_id=None), NOW)
    assert pane._missing.text().startswith("Needs a lead and an outcome")
    pane.show_view(changed(outcome=Outcome.SOLVED), NOW)
    assert pane.close_button.isEnabled() and pane._missing.text().startswith("Ready to close")


@pytest.mark.parametrize(("key", "after"), [("30", HOUR // 2), ("60", HOUR), ("240", 4 * HOUR)])
def test_a_time_is_counted_from_now(pane: ResolutionPane, key: str, after: int) -> None:
    pane.next_time.choose(key)
    assert pane.next_at() == NOW + after


def test_tomorrow_lies_ahead_and_no_time_is_none(pane: ResolutionPane) -> None:
    for key in ("tomorrow", "days"):
        pane.next_time.choose(key)
        assert (pane.next_at() or 0) > NOW
    pane.next_time.choose("none")
    assert pane.next_at() is None


def test_what_is_being_typed_outlives_a_change_from_elsewhere(pane: ResolutionPane, frame: QWidget, qtbot) -> None:
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    pane.lesson.editor.setFocus()
    pane.lesson.set_text("half a sentence")
    pane.show_view(replace(view(31), lesson="from elsewhere"), NOW)
    assert pane.lesson.text() == "half a sentence"


def test_only_what_changed_is_handed_on(pane: ResolutionPane) -> None:
    heard: list[tuple[object, ...]] = []

    def outcome(value: object, text: str) -> None:
        heard.append((value, text))

    pane.outcome_set.connect(outcome)
    pane.lesson_set.connect(heard.append)
    pane.keep()
    assert heard == []
    pane.outcome_text.setText("Rule added")
    pane.keep()
    assert heard == [(None, "Rule added")]


def test_a_late_step_stands_out(pane: ResolutionPane) -> None:
    pane.show_view(changed(next_at=NOW - HOUR), NOW)
    assert "overdue by 1 h" in pane._next_due.text()


def test_a_closed_one_can_only_be_opened_again(pane: ResolutionPane) -> None:
    heard: list[str] = []

    def again() -> None:
        heard.append("again")

    pane.open_asked.connect(again)
    pane.show_view(view(26), NOW)
    assert not pane.outcome.isEnabled() and not pane.change.isEnabled()
    pane.close_button.click()
    assert heard == ["again"]
