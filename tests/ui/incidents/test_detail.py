"""One incident whole: what stands at its top, and where the tools become signs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from tests.helpers.sample_cases import NOW
from tests.helpers.sample_incidents import view
from ui.actions import Actions
from ui.incidents.detail import DetailPane
from ui.theme import Look


@pytest.fixture
def detail(look: Look, actions: Actions, frame: QWidget) -> DetailPane:
    made = DetailPane(look, actions, frame)
    made.resize(900, 800)
    made.show_view(view(31), NOW)
    return made


def test_the_top_says_who_leads_how_much_and_since_when(detail: DetailPane) -> None:
    assert detail._lead.accessibleName().strip("\u2068\u2069") == "Aki leads"
    assert detail._size.text() == "41 cases, 9 authors" and detail._age.text() == "open for 2 h 0 min"


def test_nobody_leading_is_said(detail: DetailPane) -> None:
    detail.show_view(replace(view(31), row=replace(view(31).row, lead="", lead_id=None)), NOW)
    assert "nobody leads yet" in detail._lead.accessibleName()


def test_a_closed_one_cannot_be_edited(detail: DetailPane) -> None:
    detail.show_view(view(26), NOW)
    assert not detail.add.isEnabled() and not detail.edit.isEnabled() and "closed after" in detail._age.text()


def test_without_flags_there_is_no_chart(detail: DetailPane) -> None:
    detail.show_view(view(30), NOW)
    assert detail._chart_box.isHidden()


def test_in_a_narrow_room_the_tools_keep_their_names(detail: DetailPane, qapp: object) -> None:
    detail.show()
    detail.resize(560, 700)
    detail._say_head()
    assert [button.text() for button in (detail.edit, detail.add, detail.export)] == ["", "", ""]
    assert [button.accessibleName() for button in (detail.edit, detail.add, detail.export)] == ["Edit", "Add cases", "Export"]


def test_a_begun_correction_ends_with_the_incident(detail: DetailPane) -> None:
    detail._begin_correction(901)
    assert "Correct" in detail.note.placeholderText()
    detail.show_view(view(30), NOW)
    assert "Add a note" in detail.note.placeholderText()
