"""Rows that are filled again instead of made anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from moderator.domain.enforcement import EnforcementState
from ui.theme import Look
from ui.triage.card_rows import FactRow, IconRow, Pool, Section, WhoRow

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_pool_makes_no_more_than_were_ever_needed(qtbot, look: Look) -> None:
    frame = QWidget()
    qtbot.addWidget(frame)
    column = QVBoxLayout(frame)
    pool: Pool[QWidget] = Pool(lambda: QWidget(frame), column.addWidget)
    for count in (3, 1, 2):
        pool.begin()
        for _ in range(count):
            pool.next()
        pool.end()
        assert len(pool.shown()) == count
        assert sum(not one.isHidden() for one in pool._all) == count
    assert column.count() == 3


def test_a_row_shows_only_what_it_was_given(look: Look, frame: QWidget) -> None:
    row = IconRow(look, frame)
    row.show_row("flag", "3 members", "spam ×3", more=("one", "two"), right="Sent", tone="sent", strong=True)
    assert "one" in row._more.text() and not row._right.isHidden()
    row.show_row(EnforcementState.UNKNOWN, "Warning")
    assert row._text.isHidden() and row._more.isHidden() and row._right.isHidden()


def test_what_others_wrote_stays_plain(look: Look, frame: QWidget) -> None:
    """Controls that turn a line round become visible tags."""
    row = IconRow(look, frame)
    row.show_row("flag", "a\u202eb <img src=x>")
    assert "‹RLO›" in row._title.text() and "<img src=x>" in row._title.text()


def test_a_section_says_whether_it_has_something_new(qtbot, look: Look) -> None:
    section = Section(look)
    qtbot.addWidget(section)
    assert section.is_new(1, "a")
    assert not section.is_new(1, "a")
    assert section.is_new(2, "a")


def test_each_kind_of_sign_can_be_painted(qtbot, look: Look) -> None:
    frame = QWidget()
    qtbot.addWidget(frame)
    row, who, fact = IconRow(look, frame), WhoRow(look, frame), FactRow(look, None, frame)
    who.show_who("", "@handle")
    fact.show_fact("Posts", "4", "s3")
    for sign, person in (("flag", ""), (EnforcementState.SENT, ""), ("note", "Ren")):
        row.show_row(sign, "x", person=person)
        assert not row.grab().isNull()
    assert "@handle" in who._name.text() and fact.value.text() == "4"
