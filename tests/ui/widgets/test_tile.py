"""A picture beside a post is words until somebody asks, and stays grey and still till then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from ui.widgets.hostile import FSI
from ui.widgets.tile import Tile, frosted, size_words


@pytest.fixture
def tile(look, show):
    made = Tile(look, "image", "spore\u202egnp.exe", size=483_212, alt="A cave", reveal_key="⇧ V", peek_key="V")
    show(made, high=400)
    return made


def test_a_veiled_picture_is_described_in_words(tile):
    assert tile.state == "veiled"
    said = tile.accessibleName()
    assert "Picture, veiled" in said and "‹RLO›" in said and "A cave" in said and FSI in said
    assert tile.reveal_button.isVisible() and not tile.hide_button.isVisible()


def test_a_veil_is_grey(look, qapp):
    image = frosted(look, 60, 40, 3).toImage()
    assert all(QColor(image.pixelColor(x, y)).hslSaturation() == 0 for x in range(60) for y in range(40))


def test_it_is_revealed_and_veiled_again(tile, qtbot):
    with qtbot.waitSignal(tile.reveal):
        QTest.mouseClick(tile.reveal_button, Qt.MouseButton.LeftButton)
    tile.show_state("fetching")
    assert not tile.reveal_button.isVisible()
    picture = QImage(100, 50, QImage.Format.Format_RGB32)
    picture.fill(QColor("#446688"))
    tile.show_picture(picture)
    assert tile.state == "shown"
    middle = tile.grab().toImage().pixelColor(208, 117)
    assert middle.name() == "#446688"
    with qtbot.waitSignal(tile.hide_again):
        QTest.mouseClick(tile.hide_button, Qt.MouseButton.LeftButton)
    tile.veil()
    assert tile.state == "veiled" and tile._picture.isNull()


def test_holding_the_button_is_a_peek(tile, qtbot):
    told = []
    tile.peek.connect(told.append)
    QTest.mousePress(tile.peek_button, Qt.MouseButton.LeftButton)
    assert told == [True]
    QTest.mouseRelease(tile.peek_button, Qt.MouseButton.LeftButton)
    assert told == [True, False]


def test_a_failure_says_why_and_may_be_tried_again(tile):
    tile.show_state("failed", "It is larger than 10 MB.")
    assert "10 MB" in tile._alt.text() and tile.reveal_button.isVisible()


@pytest.mark.parametrize("kind", ["audio", "file"])
def test_what_is_no_picture_is_a_quiet_line(look, show, kind):
    tile = Tile(look, kind, "notes.pdf", size=12_000)
    show(tile)
    assert tile.state == "file" and not tile.reveal_button.isVisible()
    assert tile.sizeHint().height() < 120


def test_it_is_never_wider_than_it_wants_to_be(tile, look):
    image = tile.grab().toImage()
    assert tile.width() > look.px(416)
    ground = image.pixelColor(image.width() - 2, 100)
    assert ground == image.pixelColor(look.px(420), 100)


def test_a_size_is_told_as_people_read_it():
    assert size_words(None) == ""
    assert size_words(2048).startswith("2")
