"""What the deciding keys do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from moderator.domain.case import CaseState
from moderator.domain.decision import Finding
from moderator.domain.errors import KnownError, StaleError
from tests.ui.triage.conftest import Hands

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_no_breach_is_decided_at_once_and_the_next_case_is_there(hands: Hands) -> None:
    hands.open(2)
    following = hands.room.queue.model.id_at(hands.room.queue.position()[0])
    hands.press(K.Key_A)
    (order,) = hands.console.orders
    assert (order.case_id, order.finding) == (2, Finding.NO_BREACH)
    assert (order.seen_decisions, order.seen_revision, order.seen_flags) == (0, 1, 4)
    assert hands.room.session.case_id == following
    assert hands.view.row.id == following
    assert hands.room.queue.model.place_of(2) is None


def test_a_case_that_was_not_shown_yet_is_never_decided(hands: Hands) -> None:
    """Two presses in a row: the second does nothing while the next case is still being read."""
    hands.open(2)
    hands.console.hold_answers = True
    hands.press(K.Key_A)
    hands.press(K.Key_A)
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert [order.case_id for order in hands.console.orders] == [2]


def test_a_decision_that_could_not_be_saved_comes_back_with_its_reason(hands: Hands) -> None:
    hands.open(2)
    hands.console.refuse_next = KnownError("The disk is full", "Make room and decide again.", code="full")
    hands.press(K.Key_A)
    assert hands.room.queue.model.place_of(2) == 0
    assert hands.view.row.id == 2
    assert hands.room.pane._said.isVisible()
    assert "The disk is full" in hands.room.pane._said._title.text()
    assert not hands.room.toast.toast.isVisible()


def test_an_edited_post_shows_old_and_new_and_asks_again(hands: Hands) -> None:
    hands.open(4)
    error = StaleError("Edited", "Read it.", code="revision_changed", seen=1, now=2)
    hands.console.refuse_next = error
    hands.press(K.Key_A)
    assert hands.view.row.id == 4
    assert "edited while you decided" in hands.room.pane._said._title.text()
    kinds = {run.kind for run in hands.room.pane.card.text._runs}
    assert "added" in kinds
    hands.press(K.Key_A)
    assert [order.case_id for order in hands.console.orders] == [4]


def test_escalate_and_later_move_the_case_on(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_E)
    assert hands.console.states[2] is CaseState.ESCALATED
    case_id = hands.room.session.case_id
    hands.press(K.Key_S)
    assert hands.room.later.isVisible()
    hands.press(K.Key_1)
    assert hands.console.states[case_id] is CaseState.SNOOZED  # type: ignore[index]
    assert hands.room.session.case_id != case_id


def test_cases_of_several_communities_are_turned_away_in_words(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    real = hands.console._view
    monkeypatch.setattr(hands.console, "_view", lambda case_id: replace(real(case_id), community_id=case_id))
    hands.open(2)
    for _ in range(2):
        hands.press(K.Key_X)
    hands.press(K.Key_R)
    assert "several communities" in hands.said() and not hands.room.strip.isVisible()


def test_nothing_to_take_back_says_so(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_Z)
    assert "Nothing to take back" in hands.said()


def test_the_next_case_is_announced_with_what_was_done(hands: Hands) -> None:
    told: list[str] = []
    hands.room.desk.announced.connect(told.append)
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    assert told[-1].startswith("Removed: Spam, advertising. Next: ")
    assert "report" in told[-1]


def test_a_move_that_fails_is_said(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.open(2)

    def broken(case_id: int, state: object) -> None:
        raise KnownError("The record is busy", "Try again.", code="store_busy")

    monkeypatch.setattr(hands.console, "_set", broken)
    hands.press(K.Key_E)
    assert any(row.key == "triage-move" for row in hands.notices.rows)


def test_z_on_a_decided_case_takes_that_one_back(hands: Hands) -> None:
    """Not the newest one, but the one that is looked at."""
    hands.open(2)
    hands.press(K.Key_A)
    hands.press(K.Key_A)
    first, second = hands.console.made.values()
    hands.room.session.open(first.case_id)
    hands.settle()
    hands.press(K.Key_Z)
    assert hands.console.made[first.id].undone and not hands.console.made[second.id].undone
