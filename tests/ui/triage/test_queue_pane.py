"""The queue pane by keyboard: moving, picking, filtering, deciding."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from moderator.domain.case import CaseState
from moderator.domain.requests import Topic
from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.shell.notices import Notices
from ui.theme import Look
from ui.triage.queue_pane import QueuePane

Settle = Callable[[], None]


@pytest.fixture
def pane(
    look: Look,
    bridge: Bridge,
    console: FakeConsole,
    actions: Actions,
    notices: Notices,
    frame: QWidget,
    settle: Settle,
    qtbot: object,
) -> QueuePane:
    made = QueuePane(look, bridge, console, actions, notices, frame)  # type: ignore[arg-type]
    column = QVBoxLayout(frame)
    column.addWidget(made)
    frame.show()
    qtbot.waitExposed(frame)  # type: ignore[attr-defined]
    frame.activateWindow()
    made.table.setFocus()
    settle()
    return made


def press(qtbot: object, pane: QueuePane, key: Qt.Key, settle: Settle) -> None:
    qtbot.keyClick(pane.window(), key)  # type: ignore[attr-defined]
    settle()


def test_the_most_urgent_case_is_in_hand_at_the_start(pane: QueuePane) -> None:
    assert pane.case_id() == 1
    assert pane.position() == (1, 12)


def test_j_and_k_walk_the_queue_and_tell_each_case_once(pane: QueuePane, qtbot: object, settle: Settle) -> None:
    told: list[object] = []
    pane.chosen.connect(told.append)
    press(qtbot, pane, Qt.Key.Key_J, settle)
    second = pane.case_id()
    press(qtbot, pane, Qt.Key.Key_J, settle)
    press(qtbot, pane, Qt.Key.Key_K, settle)
    assert pane.case_id() == second
    assert len(told) == 3
    assert told[0] == told[2] == second


def test_the_case_after_a_decided_one_is_in_hand_at_once(pane: QueuePane, settle: Settle) -> None:
    pane.go_next()
    before, after = pane.case_id(), pane.model.id_at(2)
    told: list[object] = []
    pane.chosen.connect(told.append)
    pane.take_out(before)  # type: ignore[arg-type]
    assert pane.case_id() == after
    assert told == [after]


def test_the_last_case_gives_way_to_the_one_before_and_then_to_nothing(pane: QueuePane, settle: Settle) -> None:
    told: list[object] = []
    pane.chosen.connect(told.append)
    while pane.case_id() is not None:
        pane.take_out(pane.case_id())  # type: ignore[arg-type]
    assert told[-1] is None
    assert pane.position() == (0, 0)


def test_a_put_back_case_is_in_hand_again(pane: QueuePane, settle: Settle) -> None:
    first = pane.case_id()
    pane.take_out(first)  # type: ignore[arg-type]
    pane.put_back(first)  # type: ignore[arg-type]
    settle()
    assert pane.case_id() == first


def test_x_picks_several_and_goes_on(pane: QueuePane, qtbot: object, settle: Settle) -> None:
    first = pane.case_id()
    press(qtbot, pane, Qt.Key.Key_X, settle)
    second = pane.case_id()
    press(qtbot, pane, Qt.Key.Key_X, settle)
    assert pane.selected_ids() == [first, second]
    pane.clear_selection()
    assert pane.selected_ids() == []


def test_new_cases_wait_behind_a_strip_and_come_with_the_full_stop(
    pane: QueuePane, console: FakeConsole, qtbot: object, settle: Settle
) -> None:
    console.states[2] = CaseState.DECIDED
    pane.topics_changed(frozenset({Topic.QUEUE}))
    settle()
    assert pane.model.place_of(2) is None
    in_hand = pane.case_id()
    console.states[2] = CaseState.OPEN
    pane.topics_changed(frozenset({Topic.QUEUE}))
    settle()
    assert pane.model.new_count == 1
    press(qtbot, pane, Qt.Key.Key_Period, settle)
    assert pane.model.place_of(2) is not None
    assert pane.case_id() == in_hand


def test_letters_typed_into_the_filter_are_letters(pane: QueuePane, qtbot: object, settle: Settle) -> None:
    press(qtbot, pane, Qt.Key.Key_Slash, settle)
    field = pane.filter_bar.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "jax")  # type: ignore[attr-defined]
    assert field.text() == "jax"
    assert pane.selected_ids() == []


def test_japanese_words_filter_the_queue(pane: QueuePane, qtbot: object, settle: Settle) -> None:
    pane.filter_bar.begin()
    pane.filter_bar.field.setText("馬鹿 author:茶碗")
    qtbot.keyClick(pane.filter_bar.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    settle()
    assert [pane.model.id_at(n) for n in range(pane.model.rowCount())] == [4]
    pane.filter_bar.clear()
    settle()
    assert pane.model.rowCount() == 12


def test_tab_completes_the_term_that_is_offered(pane: QueuePane, qtbot: object, settle: Settle) -> None:
    pane.filter_bar.begin()
    settle()
    qtbot.keyClicks(pane.filter_bar.field, "advert")  # type: ignore[attr-defined]
    qtbot.keyClick(pane.filter_bar.field, Qt.Key.Key_Tab)  # type: ignore[attr-defined]
    settle()
    assert {pane.model.id_at(n) for n in range(pane.model.rowCount())} == {2, 6}


def test_a_view_that_holds_nothing_says_so(pane: QueuePane, settle: Settle) -> None:
    told: list[object] = []
    pane.chosen.connect(told.append)
    pane.set_view("snoozed")
    settle()
    assert pane.case_id() is None
    assert told == [None]
    assert pane._stack.currentWidget() is pane._empty
