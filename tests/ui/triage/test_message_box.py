"""What the author will read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.helpers import sample_cases as sample
from tests.ui.triage.conftest import Hands
from tests.ui.triage.test_orders import spam, view
from ui.theme import Look
from ui.triage.message_box import MessageBox

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


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


@pytest.fixture
def box(qtbot, look: Look) -> MessageBox:
    made = MessageBox(look)
    qtbot.addWidget(made)
    return made


def test_the_notice_is_filled_in_for_the_author(box: MessageBox) -> None:
    box.show_for([view(4)], spam(), "en")
    box.show_sending(True, [sample.ABILITIES[2]])
    assert box.text().startswith("くろいろ茶碗 さん") and box.language == "ja"
    assert box.can_edit() and box.is_whole()
    assert "日本語" in box._about.text()


def test_for_several_the_text_is_shown_but_not_changed(box: MessageBox) -> None:
    """Each author gets their own."""
    box.show_for([view(2), view(3)], spam(), "en")
    box.show_sending(True, [sample.ABILITIES[2]])
    assert not box.can_edit() and box.area.editor.isReadOnly()
    assert "each author" in box._about.text()


def test_what_is_not_sent_says_so(box: MessageBox) -> None:
    box.show_for([view(2)], spam(), "en")
    box.show_sending(False, [])
    assert box._about.text() == "no notice is sent" and not box.area.isEnabled()


def test_without_a_guideline_there_is_nothing_to_send(box: MessageBox) -> None:
    box.show_for([view(2)], None, "en")
    assert box.text() == "" and not box.is_whole()
