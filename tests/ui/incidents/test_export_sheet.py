"""Where an export goes: forms for the log and for one, a name that says what it is, a complaint that stays."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from ui.incidents.export_sheet import LOG_FORMS, ONE_FORMS, ExportSheet
from ui.incidents.report import Level, Line
from ui.theme import Look

LINES = (Line(Level.TITLE, "Log"), Line(Level.ITEM, "x", "INC-1"))


@pytest.fixture
def sheet(look: Look, frame: QWidget) -> ExportSheet:
    return ExportSheet(look, frame)


@pytest.mark.parametrize(("whole", "forms"), [(True, LOG_FORMS), (False, ONE_FORMS)])
def test_each_form_has_its_ending_and_its_words(sheet: ExportSheet, whole: bool, forms: tuple[str, ...]) -> None:
    sheet.ask("Export", "incidents-2026", LINES, whole_log=whole)
    assert tuple(sheet.form.buttons()) == forms
    said = set()
    for form, button in sheet.form.buttons().items():
        button.click()
        assert sheet.path.text().endswith(f"/incidents-2026.{form}")
        assert sheet._scroll.isHidden() is (form in ("csv", "json"))
        said.add(sheet._words.text())
    assert len(said) == len(forms)


def test_save_carries_form_and_place(sheet: ExportSheet) -> None:
    heard: list[tuple[str, str]] = []

    def saved(form: str, path: str) -> None:
        heard.append((form, path))

    sheet.saved.connect(saved)
    sheet.ask("Export", "x", LINES, whole_log=False)
    sheet.path.setText("")
    sheet.save_button.click()
    sheet.path.setText("here.pdf")
    sheet.save_button.click()
    assert heard == [("pdf", "here.pdf")]


def test_a_complaint_stands_until_another_form_is_chosen(sheet: ExportSheet) -> None:
    sheet.ask("Export", "x", LINES, whole_log=False)
    sheet.complain("A file of this name is there already")
    assert not sheet._complaint.isHidden()
    sheet.form.buttons()["md"].click()
    assert sheet._complaint.isHidden()
