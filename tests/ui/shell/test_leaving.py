"""The way out while decisions wait."""

import pytest
from PySide6.QtWidgets import QWidget

from ui.shell.leaving import LeavingSheet
from ui.theme import Look


@pytest.mark.parametrize("how", ["send", "keep", "undo"])
def test_each_answer_is_told_and_closes_the_sheet(look: Look, frame: QWidget, how: str, qtbot: object) -> None:
    sheet = LeavingSheet(look, frame)
    frame.show()
    sheet.ask(3)
    with qtbot.waitSignal(sheet.answered) as told:  # type: ignore[attr-defined]
        getattr(sheet, f"_{how}").click()
    assert told.args == [how]
    assert sheet.isHidden()


def test_closing_the_sheet_stays_in_the_window(look: Look, frame: QWidget, qtbot: object) -> None:
    sheet = LeavingSheet(look, frame)
    frame.show()
    sheet.ask(1)
    with qtbot.assertNotEmitted(sheet.answered):  # type: ignore[attr-defined]
        sheet.close_sheet()
