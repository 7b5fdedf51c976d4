"""Anything by name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.shell.palette import Palette
from ui.theme import Look


@pytest.fixture
def palette(look: Look, actions: Actions, frame: QWidget, qtbot: object) -> Palette:
    made = Palette(look, actions, frame)
    frame.show()
    qtbot.waitExposed(frame)  # type: ignore[attr-defined]
    frame.activateWindow()
    return made


def titles(palette: Palette) -> list[str]:
    return [shown.entry.title for shown in palette._model.rows]


def test_letters_find_a_command_and_enter_gives_it(palette: Palette, actions: Actions, qtbot: object) -> None:
    given: list[bool] = []

    def slot() -> None:
        given.append(True)

    actions.on("escalate", slot)
    palette.open()
    qtbot.keyClicks(palette.field, "esca")  # type: ignore[attr-defined]
    assert titles(palette)[0] == "Escalate"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert given == [True]
    assert palette.isHidden()


def test_arrows_choose_and_the_key_is_taught(palette: Palette, qtbot: object) -> None:
    palette.open()
    first = palette.list.currentIndex().row()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)  # type: ignore[attr-defined]
    assert palette.list.currentIndex().row() == first + 1
    assert "Next time press" in palette._teach.text()


def test_what_cannot_be_used_stands_last_with_its_reason_and_does_nothing(
    palette: Palette, actions: Actions, qtbot: object
) -> None:
    given: list[bool] = []

    def slot() -> None:
        given.append(True)

    actions.on("remove", slot)
    actions.allow("remove", "no power in this room")
    palette.open()
    qtbot.keyClicks(palette.field, "remove")  # type: ignore[attr-defined]
    shown = palette._model.rows[-1]
    assert (shown.entry.title, shown.entry.why_not) == ("Remove", "no power in this room")
    palette.list.selectRow(len(palette._model.rows) - 1)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert given == []


def test_what_was_used_last_comes_first(palette: Palette, qtbot: object) -> None:
    palette.open()
    qtbot.keyClicks(palette.field, "note")  # type: ignore[attr-defined]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    palette.open()
    assert titles(palette)[0] == "Note"


def test_escape_closes_and_leaves_everything_as_it_was(palette: Palette, qtbot: object) -> None:
    palette.open()
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)  # type: ignore[attr-defined]
    assert palette.isHidden()
