"""Three hundred timeouts are one strip that says three hundred."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.widgets.banner import Banners
from ui.widgets.buttons import Button, IconButton


def actions(strip) -> list[Button]:
    return [b for b in strip.findChildren(Button) if not b.isHidden()]


def test_the_same_key_counts_up_and_shows_the_newest_words(look, show):
    banners = Banners(look)
    show(banners)
    for second in range(300):
        banners.show_banner("plaza", "error", "Plaza does not answer", f"Tried {second} s", actions=[("again", "Try again")])
    banners.show_banner("disk", "warn", "The disk is nearly full")
    assert banners.keys() == ("plaza", "disk")
    strip = banners.banner("plaza")
    assert strip.times == 300 and "Tried 299 s" in strip.accessibleName()
    assert len(actions(strip)) == 1


def test_an_action_tells_which_strip_and_which_action(look, show, qtbot):
    banners = Banners(look)
    show(banners)
    banners.show_banner("plaza", "error", "x", actions=[("again", "Try again"), ("why", "See why")])
    with qtbot.waitSignal(banners.acted) as told:
        QTest.mouseClick(actions(banners.banner("plaza"))[1], Qt.MouseButton.LeftButton)
    assert told.args == ["plaza", "why"]


def test_a_strip_is_closed_by_hand_or_by_its_cause(look, show, qtbot):
    banners = Banners(look)
    show(banners)
    banners.show_banner("a", "info", "12 new cases")
    banners.show_banner("b", "unknown", "We do not know whether it arrived", closable=False)
    [cross] = banners.banner("a").findChildren(IconButton)
    with qtbot.waitSignal(banners.dismissed) as told:
        QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert told.args == ["a"] and banners.keys() == ("b",)
    assert banners.banner("b").findChildren(IconButton)[0].isHidden()
    banners.remove("b")
    banners.remove("b")
    assert banners.keys() == ()


def test_each_kind_has_its_ground_and_its_mark(look, show):
    banners = Banners(look)
    show(banners)
    seen = []
    for kind in ("info", "warn", "error", "unknown"):
        banners.show_banner(kind, kind, "title", "words")
        QApplication.processEvents()
        image = banners.banner(kind).grab().toImage()
        seen.append((image.pixelColor(2, 5).name(), banners.banner(kind)._sign.grab().toImage().bits().tobytes()))
    assert len({ground for ground, _ in seen}) == len({mark for _, mark in seen}) == 4
    look.set(scale=150, scheme="dark")
    banners.grab()
