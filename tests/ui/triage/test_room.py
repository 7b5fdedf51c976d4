"""The room by keyboard: a case is opened, decided, taken back; nothing is ever decided that was not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from moderator.domain.action import ActionKind, Scope
from moderator.domain.case import CaseState
from moderator.domain.decision import Finding
from moderator.domain.enforcement import EnforcementState, Settle
from moderator.domain.errors import KnownError, StaleError
from moderator.domain.requests import RequestKind, Topic
from tests.ui.triage.conftest import Hands

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_opening_a_case_claims_it(hands: Hands) -> None:
    hands.open(2)
    assert hands.console.claims[2] == (7, "Aki")
    assert hands.room.pane.head._held.text() == "Held by you"


def test_moving_on_gives_an_undecided_case_back(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_J)
    assert 2 not in hands.console.claims
    assert hands.room.session.case_id in hands.console.claims


def test_a_case_that_a_colleague_holds_can_only_be_read(hands: Hands) -> None:
    """The lock carries the name; no tool can be used, and each says why."""
    hands.console.claims[3] = (8, "Ren")
    hands.open(3)
    assert "Ren" in hands.room.pane.head._held.text()
    tool = hands.room.bar.tools["remove"]
    assert not tool.available and "Ren" in tool.spoken()
    hands.press(K.Key_A)
    assert hands.console.orders == []


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


def test_the_answer_for_another_case_is_dropped(hands: Hands) -> None:
    """What comes late for a case that is no longer in hand is not shown."""
    hands.open(2)
    hands.console.hold_answers = True
    hands.room.queue.choose(3)
    hands.room.queue.choose(4)
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert hands.view.row.id == 4
    assert 3 not in hands.console.claims


def test_remove_opens_the_strip_with_the_suggestion(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    strip = hands.room.strip
    assert strip.isVisible() and not hands.room.bar.isVisible()
    assert strip.guideline().id == "spam"  # type: ignore[union-attr]
    assert [ability.kind for ability in strip.chosen()] == [ActionKind.REMOVE, ActionKind.WARN]
    assert hands.console.orders == []


def test_enter_decides_and_goes_on(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_5)
    hands.press(K.Key_Return)
    (order,) = hands.console.orders
    assert (order.case_id, order.finding, order.guideline_id) == (2, Finding.BREACH, "personal-data")
    assert [action.kind for action in order.actions] == [ActionKind.REMOVE, ActionKind.WARN]
    assert order.actions[1].message.startswith("Hello nullspore")
    assert not hands.room.strip.isVisible() and hands.room.bar.isVisible()
    assert hands.view.row.id != 2


def test_escape_leaves_the_strip_and_nothing_is_decided(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_M)
    hands.press(K.Key_Escape)
    assert not hands.room.strip.isVisible() and hands.room.bar.isVisible()
    assert hands.console.orders == []
    hands.press(K.Key_A)
    assert len(hands.console.orders) == 1


def test_no_key_of_the_bar_works_behind_the_strip(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    for key in (K.Key_A, K.Key_E, K.Key_J, K.Key_Space, K.Key_S, K.Key_Down):
        hands.press(key)
    assert hands.room.strip.isVisible()
    assert hands.console.orders == [] and hands.room.session.case_id == 2


def test_limit_takes_the_length_and_says_who_ends_it(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_M)
    hands.press(K.Key_BracketRight)
    row = hands.room.strip.row_of(ActionKind.MUTE)
    assert row is not None and "7 day" in row.where.text() and "Moderator runs" in row.where.text()
    hands.press(K.Key_Return)
    mute = next(action for action in hands.console.orders[0].actions if action.kind is ActionKind.MUTE)
    assert mute.scope is Scope.PLACE
    assert mute.until == hands.console.now() + 7 * 86_400_000_000


def test_a_breach_without_a_guideline_is_refused_in_words(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    strip = hands.room.strip
    strip._group.setExclusive(False)
    for button in strip._group.buttons():
        button.setChecked(False)
    hands.press(K.Key_Return)
    assert strip.isVisible() and hands.console.orders == []
    assert strip._rest.text() == "Choose the guideline that was broken"


def test_the_receipt_goes_from_saving_to_confirmed(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.console.hold_answers = True
    hands.press(K.Key_Return)
    assert "saving" in hands.said() and "nullspore" in hands.said()
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert "saved" in hands.said()
    assert not hands.room.toast.toast.ring.isHidden()
    decision = hands.console.orders and next(iter(hands.console.made))
    hands.console.advance(decision, EnforcementState.SENT)
    hands.settle()
    assert "sent" in hands.said()
    hands.console.advance(decision, EnforcementState.CONFIRMED)
    hands.settle()
    assert "confirmed" in hands.said()


def test_z_takes_the_last_decision_back_and_its_case_is_in_hand(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_A)
    hands.press(K.Key_Z)
    assert hands.console.states[2] in (CaseState.OPEN, CaseState.CLAIMED)
    assert hands.view.row.id == 2
    assert "Taken back" in hands.said()


def test_undo_while_it_is_being_saved_waits_for_the_saving(hands: Hands) -> None:
    hands.open(2)
    hands.console.hold_answers = True
    hands.press(K.Key_A)
    hands.press(K.Key_Z, CTRL)
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert next(iter(hands.console.made.values())).undone
    assert hands.view.row.id == 2


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


def test_what_a_colleague_decided_first_says_who_and_leaves(hands: Hands) -> None:
    hands.open(2)
    error = StaleError("Already decided", "Look.", code="already_decided", actor="Ren", finding="no_breach", at=0)
    hands.console.refuse_next = error
    hands.press(K.Key_A)
    assert hands.room.queue.model.place_of(2) is None
    assert any("Ren decided this case first" in row.title for row in hands.notices.rows)


def test_an_unknown_effect_shows_three_answers_and_takes_one(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    decision = next(iter(hands.console.made))
    hands.console.advance(decision, EnforcementState.UNKNOWN)
    hands.settle()
    (notice,) = [row for row in hands.notices.rows if row.key.startswith("effect-")]
    notice.actions[0].act()
    hands.settle()
    card = hands.room.pane.trouble
    assert card.isVisible() and hands.view.row.id == 2
    hands.press(K.Key_2)
    assert hands.console.settled == [(card.step.id, Settle.AGAIN)]  # type: ignore[union-attr]
    hands.console.advance(decision, EnforcementState.CONFIRMED)
    hands.settle()
    assert not card.isVisible()
    assert not [row for row in hands.notices.rows if row.key.startswith("effect-")]


def test_the_answers_have_no_keys_where_nothing_is_unknown(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_1)
    assert hands.console.settled == []


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


def test_a_note_is_written_without_the_mouse(hands: Hands) -> None:
    """While it is written, letters are letters."""
    hands.open(2)
    hands.press(K.Key_N)
    for key in (K.Key_A, K.Key_R, K.Key_Z):
        hands.press(key)
    hands.press(K.Key_Return, CTRL)
    assert [row.text for row in hands.console.notes[2]] == ["arz"]
    assert hands.console.orders == []
    assert hands.view.notes[0].text == "arz"
    hands.press(K.Key_A)
    assert len(hands.console.orders) == 1


def test_more_of_the_case_does_not_move_what_is_read(hands: Hands) -> None:
    """The thread comes above the post: the post stays where the eye is."""
    hands.open(2)
    hands.room.window().resize(1440, 420)
    hands.settle()
    view, pane = hands.view, hands.room.pane
    pane.refresh_case(replace(view, thread=()), hands.console.now())
    hands.settle()
    bar = pane.scroll_area().verticalScrollBar()
    bar.setValue(min(40, bar.maximum()))
    at = pane.card.mapTo(pane, pane.card.rect().topLeft()).y()
    pane.refresh_case(view, hands.console.now())
    hands.settle()
    assert abs(pane.card.mapTo(pane, pane.card.rect().topLeft()).y() - at) <= 1


def test_a_thread_that_is_not_there_yet_says_so_and_ctrl_r_asks_again(hands: Hands) -> None:
    view = hands.open(2)
    hands.room.pane.show_case(replace(view, thread=(), thread_at=None), hands.console.now(), "Aki")
    assert hands.room.pane._fetching.text() == "The thread is being fetched."
    hands.press(K.Key_R, CTRL)
    assert hands.console.asked == [(RequestKind.CONTEXT, {"case": 2})]
    assert "No answer in time" in hands.said()


def test_the_words_of_somebody_at_risk_are_shown_only_when_asked_for(hands: Hands) -> None:
    hands.open(1)
    card = hands.room.pane.card
    assert not card.text.isVisible() and "疲れた" not in card.text.text()
    hands.press(K.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert card.text.isVisible() and "疲れた" in card.text.text()
    hands.open(2)
    hands.open(1)
    assert not card.text.isVisible()


def test_several_are_counted_before_anything_is_offered(hands: Hands) -> None:
    hands.open(2)
    for _ in range(3):
        hands.press(K.Key_X)
    hands.press(K.Key_R)
    strip = hands.room.strip
    assert strip._title.text().startswith("Remove 3 post")
    hands.press(K.Key_3)
    hands.press(K.Key_Return)
    assert len(hands.console.orders) == 3
    assert {order.guideline_id for order in hands.console.orders} == {"spam"}
    messages = {action.message.split("\n")[0] for order in hands.console.orders for action in order.actions if action.message}
    assert len(messages) == 3, "each author is addressed by name"
    hands.press(K.Key_Z)
    assert all(row.undone for row in hands.console.made.values())


def test_one_refused_of_several_is_named(hands: Hands) -> None:
    hands.open(2)
    for _ in range(2):
        hands.press(K.Key_X)
    hands.console.refuse_next = StaleError("Edited meanwhile", "Read it.", code="revision_changed")
    hands.press(K.Key_A)
    assert len(hands.console.orders) == 1
    (notice,) = [row for row in hands.notices.rows if row.key == "triage-bulk"]
    assert notice.title.startswith("1 case") and "Edited meanwhile" in notice.text


def test_many_need_their_number_typed(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.triage.decide_strip.TYPED_ABOVE", 2)
    hands.open(2)
    for _ in range(3):
        hands.press(K.Key_X)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    assert hands.console.orders == [] and hands.room.strip.isVisible()
    hands.press(K.Key_3)
    hands.press(K.Key_Return)
    assert len(hands.console.orders) == 3


def test_what_i_decided_is_listed_and_taken_back_by_key(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_A)
    hands.press(K.Key_A)
    hands.room.queue.set_view("decided")
    hands.settle()
    decided = hands.room.decided
    assert decided.isVisible() and len(decided.model.rows) == 2
    first = decided.current()
    hands.press(K.Key_J)
    second = decided.current()
    assert first is not None and second is not None and first.id != second.id
    assert hands.view.row.id == second.case_id
    hands.press(K.Key_Z)
    assert hands.console.made[second.id].undone and not hands.console.made[first.id].undone


def test_an_empty_queue_is_calm_and_leads_on(hands: Hands) -> None:
    hands.console.samples.clear()
    hands.room.queue.reload()
    hands.settle()
    assert hands.room.session.case_id is None
    assert not hands.room.bar.isVisible()
    assert hands.room.pane._empty.isVisible() and hands.room._decided_way.isVisible()


def test_a_case_that_cannot_be_read_says_why_and_can_be_tried_again(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case_id: int) -> object:
        raise KnownError("The record is busy", "Try again.", code="store_busy")

    monkeypatch.setattr(hands.console, "_view", broken)
    hands.room.queue.choose(5)
    hands.settle()
    assert hands.room.pane._empty.accessibleName() == "The record is busy"
    monkeypatch.undo()
    hands.room.pane._again.click()
    hands.settle()
    assert hands.view.row.id == 5


def test_somebody_else_at_the_window_claims_anew(hands: Hands) -> None:
    hands.open(2)
    hands.console.sit_down(replace(hands.console.actor, id=9, name="Mika"))
    hands.console.claims.pop(2)
    hands.room.person_changed()
    hands.settle()
    assert hands.console.claims[2] == (9, "Mika")


def test_the_card_folds_in_a_narrow_window_and_comes_when_asked(hands: Hands) -> None:
    hands.open(2)
    hands.room.window().resize(1200, 800)
    hands.settle()
    assert not hands.room.card.isVisible() and hands.room.pane.why.isVisible()
    hands.room.pane.head.card_button.click()
    hands.settle()
    assert hands.room.card.isVisible()


def test_a_change_elsewhere_is_shown_in_place(hands: Hands) -> None:
    hands.open(2)
    hands.console.add_note(2, "from elsewhere")
    hands.console.tell(Topic.CASE)
    hands.settle()
    assert hands.view.notes[0].text == "from elsewhere"


def test_holding_undo_waits_longer(hands: Hands) -> None:
    """The hand on the notice keeps the decision from being sent."""
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    entry = hands.room.receipts.entries[-1]
    before = entry.due_at
    hands.room.toast.toast.held.emit(True)
    hands.settle()
    assert entry.due_at > before
    hands.room.toast.toast.held.emit(False)


def test_a_key_in_a_text_field_is_a_letter(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Tab)
    assert hands.room.strip.message.area.editor.hasFocus()
    hands.press(K.Key_1)
    assert hands.room.strip.guideline().id == "spam"  # type: ignore[union-attr]
    assert hands.room.strip.message.edited
    hands.press(K.Key_Escape)
    assert hands.room.strip.isVisible()
    hands.press(K.Key_1)
    assert hands.room.strip.guideline().id == "respect"  # type: ignore[union-attr]


def test_the_language_changes_every_word_in_place(hands: Hands) -> None:
    hands.open(2)
    for widget in (hands.room, hands.room.pane, hands.room.bar, hands.room.card, hands.room.strip, hands.room.decided):
        QApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
    assert hands.view.row.id == 2 and hands.room.pane.card.text.isVisible()


def test_f6_walks_the_panes(hands: Hands) -> None:
    hands.open(2)
    seen = []
    for _ in range(4):
        hands.room.next_pane()
        seen.append(QApplication.focusWidget())
    assert len(set(map(id, seen))) == 4


def test_a_key_release_elsewhere_is_nothing(hands: Hands) -> None:
    """The peek key without a picture does nothing and leaves nothing behind."""
    hands.open(2)
    hands.press(K.Key_V)
    QApplication.sendEvent(hands.room, QKeyEvent(QEvent.Type.KeyRelease, K.Key_V, Qt.KeyboardModifier.NoModifier))
    assert not hands.room.pictures.any
