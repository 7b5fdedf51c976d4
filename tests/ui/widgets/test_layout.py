"""Rows wrap, splitters are one pixel, and grounds and lines stand where they are told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.buttons import Button
from ui.widgets.layout import Card, Divider, FlowLayout, Pane, Splitter, caption


def flow(look, count: int = 6) -> tuple[QWidget, FlowLayout, list[Button]]:
    holder = QWidget()
    row = FlowLayout(look, holder)
    buttons = [Button(look, f"Button {n}") for n in range(count)]
    for button in buttons:
        row.addWidget(button)
    return holder, row, buttons


def test_a_row_goes_on_in_the_next_line(look, show):
    holder, row, buttons = flow(look)
    show(holder, wide=300)
    QApplication.processEvents()
    tops = sorted({b.y() for b in buttons})
    assert len(tops) > 1 and tops[1] - tops[0] == look.px(32) + look.px(8)
    assert all(b.geometry().right() <= holder.width() for b in buttons)
    assert row.heightForWidth(10_000) == look.px(32)


def test_a_hidden_one_takes_no_room_and_clear_lets_all_go(look, show):
    holder, row, buttons = flow(look, 2)
    show(holder)
    wide = row.sizeHint().width()
    buttons[1].hide()
    assert row.sizeHint().width() < wide
    row.clear()
    assert row.count() == 0 and row.itemAt(0) is None and row.takeAt(0) is None


def test_things_of_different_height_stand_on_one_middle(look, show):
    holder = QWidget()
    row = FlowLayout(look, holder)
    big, small = Button(look, "x"), Button(look, "x", size="small")
    row.addWidget(big)
    row.addWidget(small)
    show(holder)
    QApplication.processEvents()
    assert abs(big.geometry().center().y() - small.geometry().center().y()) <= 1


def test_a_splitter_is_one_pixel_and_a_double_click_brings_the_first_sizes_back(look, show):
    splitter = Splitter(look)
    for _ in range(2):
        splitter.addWidget(QWidget())
    show(splitter, wide=601, high=200)
    splitter.setMinimumHeight(100)
    splitter.set_first_sizes([200, 380])
    before = splitter.sizes()
    splitter.setSizes([400, 180])
    assert splitter.sizes() != before
    QTest.mouseDClick(splitter.handle(1), Qt.MouseButton.LeftButton)
    assert splitter.sizes() == before and splitter.handleWidth() == 1
    assert splitter.handle(1).grab().toImage().pixelColor(0, 5) == look.theme.line


def test_a_pane_has_its_ground_and_its_edges(look, qapp):
    pane = Pane(look, "bg1", edges=("left", "top", "right", "bottom"))
    pane.resize(50, 40)
    image = pane.grab().toImage()
    for at in ((0, 20), (49, 20), (25, 0), (25, 39)):
        assert image.pixelColor(*at) == look.theme.line
    assert image.pixelColor(25, 20) == look.theme.bg1
    pane.set_ground("bg2")
    assert pane.grab().toImage().pixelColor(25, 20) == look.theme.bg2


def test_a_card_is_round_and_a_doubtful_one_is_dashed(look, qapp):
    for dashed in (False, True):
        card = Card(look, "bg2", edge="unk" if dashed else "line", dashed=dashed)
        card.resize(80, 40)
        image = card.grab().toImage()
        top = {image.pixelColor(x, 0).name() for x in range(12, 68)}
        assert (len(top) > 1) is dashed


def test_a_divider_is_one_pixel(look, show):
    line = Divider(look)
    show(line)
    assert line.height() == 1
    assert line.grab().toImage().pixelColor(10, 0) == look.theme.line
    assert Divider(look, upright=True).sizeHint().width() == 1


def test_a_caption_is_small_and_quiet(look):
    assert caption(look, "Why it is here").font().pixelSize() == 11
