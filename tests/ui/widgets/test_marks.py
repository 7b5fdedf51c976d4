"""A state has a shape, a colour and a word; take one away and the others still tell."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from moderator.domain.action import Reversible
from moderator.domain.community import PlatformState, Severity
from moderator.domain.enforcement import EnforcementState
from ui.theme import DARK, LIGHT
from ui.widgets import marks

ALL = [*Severity, *EnforcementState, *Reversible, *PlatformState]


def drawn(mark: marks.Mark, theme=LIGHT, tone=None) -> QImage:
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(theme.bg2)
    painter = QPainter(image)
    marks.draw(painter, mark, 0, 0, theme, 32, tone)
    painter.end()
    return image


@pytest.mark.parametrize("value", ALL, ids=lambda value: f"{type(value).__name__}.{value.name}")
def test_every_state_has_a_shape_a_colour_and_a_word(value, qapp):
    mark = marks.of(value)
    assert marks.word(value)
    for theme in (LIGHT, DARK):
        blank = QImage(32, 32, QImage.Format.Format_ARGB32)
        blank.fill(theme.bg2)
        assert drawn(mark, theme) != blank


@pytest.mark.parametrize("kind", [Severity, EnforcementState, Reversible])
def test_without_colour_the_shapes_still_differ(kind, qapp):
    same = {EnforcementState.SENDING, EnforcementState.SENT}  # both are on their way
    for one, other in itertools.combinations(kind, 2):
        if {one, other} != same:
            grey = QColor("#777777")
            assert drawn(marks.of(one), tone=grey) != drawn(marks.of(other), tone=grey), (one, other)


def test_equal_words_of_two_kinds_have_their_own_marks():
    assert EnforcementState.REFUSED == PlatformState.REFUSED
    assert marks.of(EnforcementState.REFUSED).shape != marks.of(PlatformState.REFUSED).shape
    assert marks.word(EnforcementState.REFUSED) != marks.word(PlatformState.REFUSED)


def test_only_the_unknown_is_violet():
    assert [v for v in ALL if marks.of(v).tone == "unk"] == [EnforcementState.UNKNOWN]


def ring(look, left: float, *, still: bool = False) -> QImage:
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(LIGHT.bg2)
    painter = QPainter(image)
    marks.draw_ring(painter, QRectF(0, 0, 40, 40), left, 5, LIGHT, look.font("caption"), still=still)
    painter.end()
    return image


def accent(image: QImage) -> set[tuple[int, int]]:
    return {(x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y) == LIGHT.ac}


def test_the_ring_empties_clockwise_from_the_top(look):
    full, half, none = (accent(ring(look, left)) for left in (1.0, 0.5, 0.0))
    assert len(full) > len(half) > len(none)
    assert all(x <= 21 for x, _ in half), "the right half is gone first"


def test_a_still_ring_is_only_a_number(look):
    assert not accent(ring(look, 0.7, still=True))
    assert ring(look, 0.7, still=True) != ring(look, 0.7)


def test_strikes_are_filled_in_the_colour_of_their_severity(look):
    image = QImage(80, 20, QImage.Format.Format_ARGB32)
    image.fill(LIGHT.bg2)
    painter = QPainter(image)
    marks.draw_strikes(painter, 0, 4, look, (4, 0))
    painter.end()
    assert image.pixelColor(6, 10) == LIGHT.s4
    assert image.pixelColor(22, 10) == LIGHT.bg2
