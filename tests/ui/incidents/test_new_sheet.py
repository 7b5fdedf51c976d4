"""The form: what it asks for a new incident, for one that is there, and for cases that join."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.actor import Actor, Role
from moderator.domain.community import Severity
from moderator.domain.incident import IncidentKind
from tests.helpers.sample_incidents import rows
from ui.incidents.new_sheet import NewSheet
from ui.theme import Look

ME, REN = Actor(7, "Aki", Role.MODERATOR), Actor(8, "Ren", Role.LEAD)


@pytest.fixture
def sheet(look: Look, frame: QWidget) -> NewSheet:
    return NewSheet(look, frame)


def test_a_new_one_is_led_by_whoever_opens_it(sheet: NewSheet) -> None:
    sheet.ask([ME, REN], ME, (), [], Severity.HIGH)
    assert (sheet.lead_id(), sheet.chosen_severity(), sheet.chosen_kind()) == (7, Severity.HIGH, IncidentKind.OTHER)
    assert sheet.target.isHidden()


def test_cases_may_join_what_is_open_and_then_nothing_else_is_asked(sheet: NewSheet) -> None:
    heard: list[object] = []
    sheet.joined.connect(heard.append)
    sheet.ask([ME, REN], ME, (1, 2), rows()[:3], Severity.LOW)
    assert list(sheet.target.buttons()) == ["new", "31", "30"], "a proposal is taken up first"
    sheet.target.buttons()["31"].click()
    assert sheet.title_field.isHidden() and sheet.done_button.text() == "Add the cases"
    sheet.done_button.click()
    assert heard == [31]


def test_other_words_start_from_those_that_stand(sheet: NewSheet) -> None:
    heard: list[str] = []

    def changed() -> None:
        heard.append(sheet.title_field.text())

    sheet.changed.connect(changed)
    sheet.change([ME, REN], rows()[1])
    assert sheet.kind.isHidden() and sheet.lead_id() == 7
    sheet.title_field.setText("Other words")
    sheet.done_button.click()
    assert heard == ["Other words"]


def test_an_empty_title_is_complained_about(sheet: NewSheet, qtbot) -> None:
    sheet.ask([ME], ME, (), [], Severity.LOW)
    with qtbot.assertNotEmitted(sheet.opened):
        sheet.done_button.click()
    assert not sheet._complaint.isHidden()
