"""What is read for a moment over the room."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.triage.test_orders import RULES, spam, view
from ui.theme import Look
from ui.triage.sheets import ReadingSheet

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_guideline_is_shown_in_the_language_of_the_window(qtbot, look: Look, frame: QWidget) -> None:
    frame.show()
    sheets = ReadingSheet(look, frame)
    sheets.show_guideline(spam(), RULES)
    assert sheets.is_open and sheets._sheet.accessibleName() == "Spam, advertising"  # type: ignore[union-attr]
    look.set(language="ja")
    sheets.show_guideline(spam(), RULES)
    assert sheets._sheet.accessibleName() == "宣伝・スパム"  # type: ignore[union-attr]
    look.set(language="en")


def test_raw_text_shows_what_hides(qtbot, look: Look, frame: QWidget) -> None:
    frame.show()
    sheets = ReadingSheet(look, frame)
    shown = view(2).post
    sheets.show_raw(replace(shown, text="pay\u202emoc.elppa"))  # type: ignore[type-var]
    assert sheets.is_open
    texts = [one.shown_text() for one in frame.findChildren(QWidget) if hasattr(one, "shown_text")]
    assert "pay‹RLO›moc.elppa" in texts
