"""Columns give way in an order, and the title always has room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from ui.incidents.log_row import ColumnHead, columns
from ui.theme import Look


@pytest.mark.parametrize("wide", [1300, 1000, 820, 700, 560, 420, 330])
def test_columns_lie_side_by_side_inside_the_row(look: Look, wide: int) -> None:
    found = columns(look, wide)
    ends = [(x, x + width) for x, width in found.values()]
    assert all(end <= start for (_, end), (start, _) in zip(ends, ends[1:], strict=False))
    assert {"mark", "title", "age"} <= set(found)
    assert ends[-1][1] <= max(wide, 400)


def test_places_leave_first_and_the_number_last(look: Look) -> None:
    lost = [set(columns(look, 1300)) - set(columns(look, wide)) for wide in (860, 720, 500, 330)]
    assert lost[0] == {"places"} and "number" in lost[-1]


def test_at_twice_the_size_fewer_columns_fit(look: Look) -> None:
    usual = len(columns(look, 1000))
    look.set(scale=200)
    try:
        assert len(columns(look, 1000)) < usual
    finally:
        look.set(scale=100)


def test_the_head_paints(look: Look, frame: QWidget) -> None:
    head = ColumnHead(look, frame)
    head.resize(900, 32)
    assert not head.grab().isNull()
