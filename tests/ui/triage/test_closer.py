"""Looking closer at a case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.ui.triage.conftest import Hands

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_words_of_somebody_at_risk_are_shown_only_when_asked_for(hands: Hands) -> None:
    hands.open(1)
    card = hands.room.pane.card
    assert not card.text.isVisible() and "疲れた" not in card.text.text()
    hands.press(K.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert card.text.isVisible() and "疲れた" in card.text.text()
    hands.open(2)
    hands.open(1)
    assert not card.text.isVisible()


def test_g_reads_the_guideline_over_the_room(hands: Hands) -> None:
    hands.open(2)
    hands.press(K.Key_G)
    sheet = hands.room.closer._reading._sheet
    assert sheet is not None and sheet.isVisible() and "Spam" in sheet.accessibleName()
    hands.press(K.Key_Escape)
    assert not sheet.isVisible()


def test_where_no_guideline_is_named_it_says_so(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = hands.open(2)
    bare = replace(shown, flags=(), row=replace(shown.row, guideline_id=""))
    monkeypatch.setattr(hands.room.session, "view", bare)
    hands.room.closer.guideline()
    assert "No guideline is named here" in hands.said()


def test_the_raw_text_of_a_veiled_case_stays_veiled(hands: Hands) -> None:
    hands.open(1)
    hands.press(K.Key_U, CTRL)
    assert not hands.room.closer._reading.is_open
    hands.open(2)
    hands.press(K.Key_U, CTRL)
    assert hands.room.closer._reading.is_open
    hands.press(K.Key_Escape)
