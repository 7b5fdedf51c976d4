"""The sheet of keys."""

from PySide6.QtWidgets import QWidget

from ui.actions import COMMANDS, Actions
from ui.shell.shortcuts import ShortcutSheet, _Line
from ui.theme import Look


def lines(sheet: ShortcutSheet) -> list[str]:
    return [line.accessibleName() for line in sheet.findChildren(_Line) if line.isVisible()]


def test_every_command_stands_on_the_sheet_with_its_key(look: Look, actions: Actions, frame: QWidget) -> None:
    sheet = ShortcutSheet(look, actions, frame)
    frame.show()
    sheet.open()
    assert len(lines(sheet)) == len(COMMANDS)
    assert "Remove, R" in lines(sheet)


def test_a_word_leaves_only_what_fits_it(look: Look, actions: Actions, frame: QWidget) -> None:
    sheet = ShortcutSheet(look, actions, frame)
    frame.show()
    sheet.open()
    sheet.field.setText("undo")
    assert lines(sheet) == ["Undo the last decision, Z, Ctrl+Z"]
