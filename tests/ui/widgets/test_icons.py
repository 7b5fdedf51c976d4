"""Every icon is there, is drawn in the colour it is asked for, and is made once."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QIcon, QImage, QPainter

from ui.widgets.icons import FOLDER, draw_icon, icon, names, pixmap

MUST = {
    "triage", "guidelines", "incidents", "health", "outbox", "setup", "search", "filter", "sort", "flag", "rule",
    "platform", "image", "eye", "veil", "remove", "approve", "undo", "warn", "info", "close", "down", "copy", "lock",
}  # fmt: skip


def inked(image: QImage) -> set[tuple[int, int]]:
    return {(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 128}


def test_the_icons_that_rooms_name_are_all_there():
    assert set(names()) >= MUST


@pytest.mark.parametrize("name", names())
def test_an_icon_is_lines_of_our_own_in_one_colour(name, qapp):
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) <= {"none", "currentColor"}
    assert not re.search(r"<(?!/?(svg|path|circle)\b)|href|style=|url\(", text)
    assert inked(pixmap(name, 20, QColor("red")).toImage())


def test_an_icon_has_the_colour_and_the_size_that_were_asked_for(qapp):
    made = pixmap("search", 20, QColor("#00FF00"), 2.0)
    assert made.width() == 40 and made.devicePixelRatio() == 2.0
    image = made.toImage()
    assert all(image.pixelColor(*at).green() > 200 and image.pixelColor(*at).red() < 60 for at in inked(image))


def test_the_same_icon_is_made_once(qapp):
    assert pixmap("eye", 16, QColor("#123456")).cacheKey() == pixmap("eye", 16, QColor("#123456")).cacheKey()
    assert pixmap("eye", 16, QColor("#123456")).cacheKey() != pixmap("eye", 16, QColor("#123457")).cacheKey()


def test_it_is_painted_where_it_was_told(qapp):
    image = QImage(60, 60, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_icon(painter, "close", 30, 30, 20, QColor("red"))
    painter.end()
    assert all(x >= 30 and y >= 30 for x, y in inked(image)) and inked(image)


def test_a_menu_icon_is_pale_when_it_is_off(look):
    made = icon(look, "undo")
    normal = made.pixmap(20, QIcon.Mode.Normal).toImage()
    off = made.pixmap(20, QIcon.Mode.Disabled).toImage()
    assert normal != off
