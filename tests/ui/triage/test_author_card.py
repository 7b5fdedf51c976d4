"""The side card."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from moderator.domain.action import ActionKind
from moderator.domain.community import AuthorStatus, SanctionIn
from moderator.domain.decision import Finding
from moderator.domain.rows import HistoryRow
from tests.helpers import sample_cases as sample
from tests.ui.triage.conftest import Hands
from tests.ui.triage.test_orders import RULES

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


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


def test_the_card_says_why_and_who(hands: Hands) -> None:
    hands.open(2)
    rows = hands.room.card.why.rows.shown()
    assert "Spam, advertising v12" in rows[0]._title.text()
    assert "FREE 10,000 spore coins" in rows[0]._text.text()
    assert hands.room.card._facts["posts"].value.text() == "4"
    assert hands.room.card._dots.accessibleName().startswith("1 strike")


def test_what_holds_of_an_author_is_shown_and_nothing_else(hands: Hands) -> None:
    """Sanctions, another server, a status: each only where it is so."""
    shown, card = hands.open(2), hands.room.card
    assert not card._facts["away"].isVisible() and not card._facts["now"].isVisible()
    author = replace(
        shown.author,
        is_local=False,
        status=AuthorStatus.MUTED,
        sanctions=(SanctionIn("mute", "", sample.NOW, reason="quarrel", until=sample.NOW + 3_600_000_000),),
        created_at=None,
    )
    card.show_case(replace(shown, author=author), RULES, sample.NOW)
    assert card._facts["away"].isVisible() and "muted" in card._facts["now"].value.text()
    (row,) = card.author.rows.shown()
    assert "Muted" in row._title.text() and "quarrel" in row._text.text()
    assert card._facts["joined"]._name.text() == "First seen"


def test_earlier_cases_say_what_came_of_them(hands: Hands) -> None:
    shown, card = hands.open(2), hands.room.card
    old = HistoryRow(1, sample.NOW, "bad words", Finding.BREACH, "harassment", (ActionKind.REMOVE,))
    still = replace(old, case_id=2, finding=None, guideline_id="", actions=())
    card.show_case(replace(shown, author=replace(shown.author, history=(old, still, old, old, old))), RULES, sample.NOW)
    first, second = card.history.rows.shown()[:2]
    assert "Harassment · Post removed" in first._title.text() and "bad words" in first._text.text()
    assert "open" in second._title.text()
    assert card.history._last.text().strip("\u2068\u2069").startswith("1 earlier case")


def test_the_same_text_elsewhere_is_counted(hands: Hands) -> None:
    shown, card = hands.open(2), hands.room.card
    assert not card.elsewhere.isVisible()
    card.show_case(replace(shown, same_text=5), RULES, sample.NOW)
    assert card.elsewhere.isVisible() and "5 other post" in card.elsewhere.rows.shown()[0]._title.text()


def test_what_was_done_stands_first_with_its_state(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_R)
    hands.press(K.Key_Return)
    hands.room.session.open(2)
    hands.settle()
    card = hands.room.card
    assert [row._right.text() for row in card.done.rows.shown()] == ["Waiting", "Waiting"]
    assert "Decided by Aki" in card.done._last.text()


def test_an_empty_card_shows_nothing(hands: Hands) -> None:
    hands.open(2)
    hands.room.card.show_case(None, None, 0)
    assert not hands.room.card.why.isVisible()


def test_escape_leaves_a_note_unwritten(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_N)
    hands.press(K.Key_A)
    hands.press(K.Key_Escape)
    assert 2 not in hands.console.notes
    assert not hands.room.card.field.isVisible()
