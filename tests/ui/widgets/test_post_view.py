"""A post is shown whole, at once, with its hits where they are; nothing it holds can hold up the window."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.widgets.post_text import Run
from ui.widgets.post_view import PostView

NESTED = "<table><tr><td>" * 30 + "x" + "</td></tr></table>" * 30
SIZES = {
    "one line of 1 MB": "x" * 1_000_000,
    "words of 10 MB": "word " * 2_000_000,
    "nested tables": NESTED,
    "5,000 nested div": "<div>" * 5_000 + "x" + "</div>" * 5_000,
    "2,000 nested lists": "<ul><li>" * 2_000 + "x",
    "100k combining marks": "a" + "\u0301" * 100_000,
    "marks on every letter": "a\u0301\u0302\u0303\u0304\u0305" * 20_000,
    "100k family emoji": "👨‍👩‍👧‍👦" * 100_000,
    "nested use": "<svg><g id='a'>" + "<use href='#a'/>" * 1_000 + "</g></svg>",
    "line breaks": "\n" * 300_000,
    "short lines": "a\n" * 150_000,
    "controls": "\u202e\u202d" * 100_000,
    "right to left": "שלום עולם " * 50_000,
    "Arabic without a space": "ﷺمحمد" * 50_000,
    "Japanese": "攻略も読まずに書くな。" * 20_000,
    "tabs": "\t" * 100_000,
}


@pytest.fixture
def view(look, qtbot):
    window = QWidget()
    column = QVBoxLayout(window)
    made = PostView(look)
    column.addWidget(made)
    column.addStretch()
    window.resize(640, 700)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made


@pytest.mark.parametrize("text", SIZES.values(), ids=SIZES.keys())
def test_no_size_or_shape_of_text_holds_the_window(view, text):
    view.show_post("warm up 字 👩 ش")
    QApplication.processEvents()
    begin = time.thread_time()
    view.show_post(text, [Run(n * 40, n * 40 + 5) for n in range(100)])
    QApplication.processEvents()
    view.grab(QRect(0, 0, 620, 700))  # as much as a window shows
    assert time.thread_time() - begin < 0.25


def test_a_hit_stands_on_its_ground_with_a_line_below(view, look):
    view.show_post("nothing here\nFREE coins", [Run(13, 17)])
    QApplication.processEvents()
    image = view.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(60) for y in range(look.line("reading"), 2 * look.line("reading"))}
    assert look.theme.hitb.name() in colours and look.theme.hitl.name() in colours
    first = {image.pixelColor(x, y).name() for x in range(200) for y in range(look.line("reading"))}
    assert look.theme.hitb.name() not in first


@pytest.mark.parametrize("kind", ["added", "removed"])
def test_a_difference_has_its_own_grounds(view, look, kind):
    view.show_post("one two", [Run(0, 3, kind)])
    image = view.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(40) for y in range(image.height())}
    assert (look.theme.addb if kind == "added" else look.theme.delb).name() in colours


def test_its_name_for_a_screen_reader_is_what_is_shown(view):
    view.show_post("pay\u202emoc")
    assert view.accessibleName() == "pay‹RLO›moc"
    view.show_post("")
    assert view.accessibleName() == "No text"


def test_long_texts_come_in_parts(view, qtbot):
    view.show_post("a" * 30_000)
    assert len(view.shown_text()) == 20_480
    assert view._more.isVisible() and "9520" in view._more.text()
    QTest.mouseClick(view._more, Qt.MouseButton.LeftButton)
    assert len(view.shown_text()) == 9_520
    assert not view._more.isVisible()
    QTest.mouseClick(view._back, Qt.MouseButton.LeftButton)
    assert len(view.shown_text()) == 20_480


def test_long_stretches_without_a_hit_fold_and_unfold(view, look):
    text = "\n".join(f"line {n}" for n in range(100))
    at = text.index("line 60")
    view.show_post(text, [Run(at, at + 7)])
    folded = view.heightForWidth(600)
    assert folded < 30 * look.line("reading")
    buttons = [b for b in view._folds if b.isVisible()]
    assert [b.text().split(" ")[0] for b in buttons] == ["48", "37"]
    QTest.keyClick(buttons[0], Qt.Key.Key_Return)
    assert view.heightForWidth(600) == 100 * look.line("reading")
    assert not any(b.isVisible() for b in view._folds)


def test_a_short_text_does_not_fold(view, look):
    view.show_post("\n".join("x" * 20))
    assert view.heightForWidth(600) == 20 * look.line("reading")


def test_words_are_selected_with_the_mouse_and_copied_as_plain_text(view):
    view.show_post("see https://a.example/x <b>now</b>")
    middle = view._look.line("reading") // 2
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(0, middle))
    QTest.mouseMove(view, QPoint(560, middle))
    view.mouseMoveEvent(_drag(QPoint(560, middle)))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(560, middle))
    assert view.selected_text() == "see https://a.example/x <b>now</b>"
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    board = QGuiApplication.clipboard().mimeData()
    assert board.text() == "see https://a.example/x <b>now</b>" and not board.hasHtml()
    view.copy_safely()
    assert QGuiApplication.clipboard().text() == "see hxxps://a[.]example/x <b>now</b>"


def middle_of(view: PostView, start: int, end: int) -> QPoint:
    """The middle of units [start, end) on the first line."""
    [(left, right)] = view._set.stretches(view._setting().lines[0], start, end)
    return QPoint(round((left + right) / 2), view._look.line("reading") // 2)


def _drag(at: QPoint):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(at), QPointF(at), left, left, Qt.KeyboardModifier.NoModifier)


def test_the_keyboard_selects_too(view):
    view.show_post("a👩b\nsecond")
    view.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Right, shift)
    assert view.selected_text() == "a👩"
    QTest.keyClick(view, Qt.Key.Key_Left, shift)
    assert view.selected_text() == "a"
    QTest.keyClick(view, Qt.Key.Key_Down, shift)
    QTest.keyClick(view, Qt.Key.Key_End, shift)
    assert view.selected_text() == "a👩b\nsecond"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_text() == ""
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_text() == "a👩b\nsecond"


def test_a_double_click_takes_a_word(view):
    view.show_post("one two three")
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle_of(view, 4, 7))
    assert view.selected_text() == "two"


def test_a_press_on_a_hit_tells_which(view, qtbot):
    view.show_post("one two", [Run(0, 3), Run(4, 7)])
    with qtbot.waitSignal(view.hit_pressed) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle_of(view, 4, 7))
    assert told.args == [1]


def test_a_text_from_right_to_left_has_its_hit_at_the_right(view, look):
    view.show_post("שלום עולם", [Run(0, 4)])
    image = view.grab().toImage()
    xs = [x for x in range(image.width()) for y in range(24) if image.pixelColor(x, y) == look.theme.hitl]
    assert xs and min(xs) > 400


def test_a_new_look_sets_the_text_anew(view, look):
    view.show_post("x " * 200)
    before = view.heightForWidth(500)
    look.set(scale=200, scheme="dark")
    assert view.heightForWidth(500) > 2 * before


def test_focus_by_keyboard_is_seen(view):
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view._ring is not None
    view.clearFocus()
    assert view._ring is None
