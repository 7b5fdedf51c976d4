"""The colours can be read, the sizes follow the person, and a change is told once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont, QPalette

from ui.theme import DARK, GROUNDS, LIGHT, ROLES, TEXTS, TINTED, Look, apply, families, palette, stylesheet

THEMES = [LIGHT, DARK]


def luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_can_be_read_on_every_ground(theme, text):
    for ground in GROUNDS:
        assert contrast(theme.named(text), theme.named(ground)) >= 4.5, ground


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_its_tint(theme):
    for text, tint in TINTED:
        assert contrast(theme.named(text), theme.named(tint)) >= 4.5, (text, tint)
    for ground, letter in theme.avatars:
        assert contrast(letter, ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_edges_that_carry_a_control_and_the_focus_ring_stand_out(theme):
    for ground in ("bg0", "bg1", "bg2", "bg3"):
        assert contrast(theme.line3, theme.named(ground)) >= 3
        assert contrast(theme.ac, theme.named(ground)) >= 3
        assert contrast(theme.hitl, theme.named(ground)) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_only_the_unknown_is_violet(theme):
    hues = {t: theme.named(t).hslHue() for t in TEXTS if theme.named(t).hslSaturation() > 60}
    assert {t for t, hue in hues.items() if 255 <= hue <= 320} == {"unk"}


def test_sizes_follow_the_text_size_within_its_limits():
    look = Look(scheme="light", scale=150)
    assert look.font("base").pixelSize() == 20
    assert look.line("reading") == 36
    assert look.px(1) == 2 and look.px(0) == 0
    look.set(scale=500)
    assert look.scale == 200
    look.set(scale=10)
    assert look.scale == 90


def test_stress_is_heavier_in_japanese():
    look = Look(language="en")
    assert look.font("strong").weight() == QFont.Weight.DemiBold
    look.set(language="ja")
    assert look.font("strong").weight() == QFont.Weight.Bold
    assert look.font("page").letterSpacing() == 0


def test_counts_keep_their_columns():
    assert Look().font("time").featureValue(QFont.Tag("tnum")) == 1


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_every_system_has_a_japanese_family_right_behind_a_latin_one(system):
    japanese = {"Yu Gothic UI", "Meiryo", "BIZ UDPGothic", "Hiragino Sans", "Noto Sans CJK JP", "IPAexGothic"}
    assert families(platform=system)[0] not in japanese
    assert japanese & set(families(platform=system))


def test_a_change_is_told_once_and_the_same_again_is_none(qtbot):
    look, told = Look(scheme="light"), []
    look.changed.connect(lambda: told.append(look.theme.name))
    look.set(scheme="dark", scale=120)
    look.set(scheme="dark")
    assert told == ["dark"]


def test_the_look_dresses_the_application_again_on_every_change(qapp):
    look = Look(scheme="light")
    look.install(qapp)
    look.set(scheme="dark", scale=200, language="ja")
    assert qapp.palette().color(QPalette.ColorRole.Base) == DARK.bg2
    assert qapp.font().pixelSize() == 26
    assert DARK.line2.name() in qapp.styleSheet()
    assert QLocale().language() == QLocale.Language.Japanese
    look.set(language="en")
    assert QLocale().language() == QLocale.Language.English


def test_the_system_is_followed_only_while_nobody_chose(qapp):
    look = Look(scheme="system")
    look.install(qapp)
    assert look.theme is LIGHT
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert look.theme is DARK
    look.set(scheme="light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert look.theme is LIGHT


def test_reduced_motion_takes_no_time():
    assert Look(reduced_motion=True).msecs(120) == 0
    assert Look().msecs(120) == 120


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_off_is_pale_in_the_palette(theme):
    found = palette(theme)
    assert found.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == theme.t4
    assert found.color(QPalette.ColorRole.Highlight) == theme.sel


def test_the_stylesheet_is_filled_to_its_last_word(qapp):
    for scale in (90, 100, 200):
        look = Look(scheme="dark", scale=scale)
        assert "$" not in stylesheet(look)
        apply(qapp, look)


def test_a_font_is_a_copy_that_anyone_may_change():
    look = Look()
    look.font("base").setPixelSize(99)
    assert look.font("base").pixelSize() == ROLES["base"].px
