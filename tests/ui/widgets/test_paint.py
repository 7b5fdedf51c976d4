"""Edges are one pixel at any scaling, and nothing paints outside its box."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ui.theme import DARK, LIGHT
from ui.widgets import paint

RED, BLUE = QColor("red"), QColor("blue")


def canvas(ratio: float = 1.0) -> QImage:
    image = QImage(round(100 * ratio), round(60 * ratio), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    return image


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_line_is_whole_device_pixels(ratio, qapp):
    image = canvas(ratio)
    painter = QPainter(image)
    assert paint.hair(painter) * ratio == max(1, int(ratio))
    paint.rule(painter, 0, 20, 100, RED)
    painter.end()
    column = [image.pixelColor(10, y) for y in range(image.height())]
    assert [c for c in column if c.alpha()] == [RED] * max(1, int(ratio))


def test_a_plate_has_a_crisp_edge_inside_its_box(qapp):
    image = canvas()
    painter = QPainter(image)
    paint.plate(painter, QRectF(10, 10, 40, 30), 6, BLUE, RED)
    painter.end()
    row = [image.pixelColor(x, 25).name() for x in range(9, 13)]
    assert row == ["#000000", RED.name(), BLUE.name(), BLUE.name()]
    assert image.pixelColor(10, 10).alpha() == 0


def test_a_plate_without_a_ground_is_only_its_edge(qapp):
    image = canvas()
    painter = QPainter(image)
    paint.plate(painter, QRectF(10, 10, 40, 30), 6, None, RED)
    painter.end()
    assert image.pixelColor(30, 25).alpha() == 0
    assert image.pixelColor(30, 10) == RED


def test_words_that_do_not_fit_end_in_dots_inside_their_box(look):
    image = canvas()
    painter = QPainter(image)
    paint.words(painter, QRectF(0, 0, 50, 20), look.font("base"), RED, "a very long name indeed")
    painter.end()
    assert not any(image.pixelColor(x, y).alpha() for x in range(52, 100) for y in range(60))


def test_a_key_cap_is_never_narrower_than_high(look):
    assert paint.key_width(look, "A") == look.px(18)
    assert paint.key_width(look, "Ctrl K") > look.px(18)
    assert paint.key_width(look, "A", big=True) == look.px(24)


def test_a_faded_colour_lies_between_the_two(qapp):
    assert paint.fade(QColor("#FFFFFF"), QColor("#000000"), 0.5).name() == "#808080"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_shadow_lies_below_and_fades_out(theme, qapp):
    image = canvas()
    painter = QPainter(image)
    paint.shadow(painter, QRectF(20, 10, 60, 25), 8, theme)
    painter.end()
    below = [image.pixelColor(50, y).alpha() for y in (37, 42, 47, 55)]
    assert below == sorted(below, reverse=True) and below[0] > below[2] and below[-1] == 0


def test_the_unknown_has_a_dashed_edge(qapp):
    image = canvas()
    painter = QPainter(image)
    paint.dashed(painter, QRectF(0, 0, 100, 60), 8, BLUE, RED)
    painter.end()
    top = {image.pixelColor(x, 0).name() for x in range(12, 88)}
    assert {RED.name(), BLUE.name()} <= top
