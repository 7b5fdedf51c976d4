"""Quiet lines inside a card."""

from __future__ import annotations

from PySide6.QtCore import Qt

from moderator.domain.enforcement import EnforcementState
from ui.theme import Look
from ui.triage.note import Note, Sign, StateMark

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_link_is_shown_as_text_and_never_as_a_link(qtbot, look: Look) -> None:
    note = Note(look)
    qtbot.addWidget(note)
    note.show_line("link", "evil\u202e.example", "not opened")
    assert "‹RLO›" in note._title.text() and note._right.text() == "not opened"
    assert note._text.isHidden()
    note.show_note("lock", "Encrypted", "Its words cannot be read here.")
    assert not note._text.isHidden() and note._right.isHidden()


def test_a_mark_changes_with_its_state(qtbot, look: Look) -> None:
    mark, sign = StateMark(look, EnforcementState.SENT), Sign(look, "lock")
    for widget in (mark, sign):
        qtbot.addWidget(widget)
    before = mark.grab().toImage()
    mark.show_state(EnforcementState.UNKNOWN)
    assert mark.grab().toImage() != before
    sign.show_icon("veil")
    assert not sign.grab().isNull()
