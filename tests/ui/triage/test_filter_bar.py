"""The filter bar: chips, words, and the way back to the list."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from moderator.domain.case import CaseState
from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.theme import Look
from ui.triage.filter_bar import FilterBar

Settle = Callable[[], None]


@pytest.fixture
def bar(
    look: Look, bridge: Bridge, console: FakeConsole, actions: Actions, frame: QWidget, settle: Settle, qtbot: object
) -> FilterBar:
    made = FilterBar(look, bridge, console, actions, frame)  # type: ignore[arg-type]
    QVBoxLayout(frame).addWidget(made)
    frame.show()
    qtbot.waitExposed(frame)  # type: ignore[attr-defined]
    made.begin()
    settle()
    return made


def typed(bar: FilterBar, qtbot: object, text: str) -> None:
    bar.field.setText(text)
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    QApplication.processEvents()


def tags(bar: FilterBar) -> list[str]:
    return [tag.text() for tag in bar._tags]


def test_a_term_becomes_a_chip_and_words_stay_in_the_field(bar: FilterBar, qtbot: object) -> None:
    typed(bar, qtbot, "coins author:nullspore")
    assert len(tags(bar)) == 1 and "nullspore" in tags(bar)[0]
    assert bar.field.text() == "coins"
    found = bar.filter((CaseState.OPEN,), None)
    assert (found.words, found.author) == ("coins", "nullspore")


def test_the_same_term_twice_is_one_chip(bar: FilterBar, qtbot: object) -> None:
    typed(bar, qtbot, "author:nullspore")
    typed(bar, qtbot, "author:nullspore")
    assert len(tags(bar)) == 1


def test_backspace_in_an_empty_field_takes_the_last_chip(bar: FilterBar, qtbot: object) -> None:
    typed(bar, qtbot, "author:nullspore severity:high")
    with qtbot.waitSignal(bar.changed):  # type: ignore[attr-defined]
        qtbot.keyClick(bar.field, Qt.Key.Key_Backspace)  # type: ignore[attr-defined]
    assert len(tags(bar)) == 1


def test_a_chip_is_taken_away_by_itself(bar: FilterBar, qtbot: object) -> None:
    typed(bar, qtbot, "author:nullspore severity:high")
    with qtbot.waitSignal(bar.changed):  # type: ignore[attr-defined]
        bar._tags[0].click()
    assert bar.filter((CaseState.OPEN,), None).author == ""


def test_escape_leaves_the_filter_standing_and_goes_back(bar: FilterBar, qtbot: object) -> None:
    typed(bar, qtbot, "author:nullspore")
    with qtbot.waitSignal(bar.left):  # type: ignore[attr-defined]
        qtbot.keyClick(bar.field, Qt.Key.Key_Escape)  # type: ignore[attr-defined]
    assert bar.active and bar.isVisible()


def test_escape_with_nothing_filtered_closes_the_bar(bar: FilterBar, qtbot: object) -> None:
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)  # type: ignore[attr-defined]
    assert bar.isHidden()


def test_words_hold_after_a_pause_and_a_term_that_is_not_finished_does_not(bar: FilterBar, qtbot: object) -> None:
    with qtbot.waitSignal(bar.changed):  # type: ignore[attr-defined]
        bar.field.setText("馬鹿")
    assert bar.filter((CaseState.OPEN,), None).words == "馬鹿"
    for unfinished in ("馬鹿 author:", "馬鹿 投稿者："):
        bar.field.setText(unfinished)
        with qtbot.assertNotEmitted(bar.changed):  # type: ignore[attr-defined]
            bar._settle_words()
