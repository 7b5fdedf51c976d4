"""A row of the queue: its line is cut where it must be, its hits stay under their words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QTableView

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.rows import QueueRow
from tests.helpers import sample_cases
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.theme import Look
from ui.triage.model import QueueModel
from ui.triage.row import RowPainter, age_words, prepare_line

ROW = sample_cases.queue_row(sample_cases.SAMPLES[1], sample_cases.NOW)


def row(text: str, *hits: tuple[int, int]) -> QueueRow:
    return replace(ROW, excerpt=text, hits=hits)


@pytest.mark.parametrize(
    ("age", "words"), [(0, "0m"), (59 * MINUTE, "59m"), (3 * HOUR, "3h"), (50 * HOUR, "2d"), (-HOUR, "0m")]
)
def test_an_age_is_said_in_its_largest_unit(age: int, words: str) -> None:
    assert age_words(sample_cases.NOW - age, sample_cases.NOW) == words


def test_a_line_that_fits_is_whole_and_its_hit_lies_under_its_word(look: Look) -> None:
    ready = prepare_line(row("buy spore coins now", (4, 15)), look.font("base"), 500)
    assert ready.layout.text().endswith("buy spore coins now")
    ((left, wide),) = ready.grounds
    assert 0 < left < wide + left < 500


def test_a_cut_line_ends_in_dots_and_a_cut_hit_keeps_its_ground_up_to_them(look: Look) -> None:
    ready = prepare_line(row("word " * 40, (0, 190)), look.font("base"), 200)
    assert ready.layout.text().endswith("…")
    ((left, wide),) = ready.grounds
    assert left + wide == pytest.approx(ready.layout.lineAt(0).naturalTextWidth(), abs=1)


def test_a_hit_behind_the_cut_is_not_painted(look: Look) -> None:
    assert prepare_line(row("word " * 40, (180, 184)), look.font("base"), 120).grounds == ()


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_no_text_breaks_the_line(text: str, start: int, length: int) -> None:
    QApplication.instance() or QApplication([])
    hits = ((min(start, len(text)), min(start + length, len(text))),) if text else ()
    ready = prepare_line(row(text, *hits), Look().font("base"), 250)
    assert all(wide >= 0 for _, wide in ready.grounds)


def paint(look: Look, bridge: Bridge, console: FakeConsole, place: int) -> QImage:
    """The row at *place*, painted by itself."""
    from moderator.domain.rows import QueueFilter, QueueOrder

    model = QueueModel(console, bridge)  # type: ignore[arg-type]
    model.show(QueueFilter(), QueueOrder.URGENCY)
    for _ in range(50):
        QApplication.processEvents()
        if model.rowCount() and model.row_at(place) is not None:
            break
    view = QTableView()
    painter = RowPainter(look, console.now, {"risk": "Someone at risk"}, lambda _: False, view)
    image = QImage(384, 68, QImage.Format.Format_RGB32)
    option = QStyleOptionViewItem()
    option.rect = QRect(QPoint(0, 0), image.size())
    on = QPainter(image)
    painter.paint(on, option, model.index(place, 0))
    on.end()
    return image


def test_a_veiled_row_looks_the_same_whatever_its_words(look: Look, bridge: Bridge, console: FakeConsole) -> None:
    """Nothing of the text may reach the screen, so another text gives the same picture."""
    veiled = sample_cases.SAMPLES[0]
    before = paint(look, bridge, console, 0)
    console.samples[veiled.id] = replace(veiled, text="entirely other words")
    assert paint(look, bridge, console, 0) == before


def test_a_row_that_is_not_there_yet_is_grey_and_not_empty(look: Look, bridge: Bridge, console: FakeConsole) -> None:
    ready = paint(look, bridge, console, 1)
    console.hold_answers = False
    assert ready.width() == 384
    colours = {ready.pixel(x, y) for x in range(0, 384, 4) for y in range(0, 68, 4)}
    assert len(colours) > 5
