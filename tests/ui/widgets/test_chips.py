"""Small things to read say what they mean to eyes and to readers alike."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from moderator.domain.enforcement import EnforcementState
from ui.widgets.chips import Avatar, Badge, Chip, KeyCap, MarkWord, PlatformTile, Strikes, Tag, initial, tint_of
from ui.widgets.hostile import FSI, PDI


def test_a_chip_shows_what_somebody_wrote_on_one_line(look, show):
    chip = Chip(look, "a\u202eb\nc", tone="s2", user=True)
    show(chip)
    assert chip.accessibleName() == f"{FSI}a‹RLO›b c{PDI}"
    assert chip.grab().toImage().pixelColor(3, 10) == look.theme.s2t
    chip.set_tone("conf")
    assert chip.grab().toImage().pixelColor(3, 10) == look.theme.conft


def test_a_tag_is_taken_out_by_key_and_by_press(look, show, qtbot):
    tag = Tag(look, "nullspore")
    show(tag)
    assert "remove" in tag.accessibleName()
    for press in (
        lambda: QTest.keyClick(tag, Qt.Key.Key_Backspace),
        lambda: QTest.keyClick(tag, Qt.Key.Key_Delete),
        lambda: QTest.mouseClick(tag, Qt.MouseButton.LeftButton),
    ):
        with qtbot.waitSignal(tag.removed):
            press()


def test_a_badge_with_nothing_to_count_is_not_there(look, show):
    badge = Badge(look, "3")
    show(badge)
    badge.show_count("")
    assert badge.isHidden()
    badge.show_count("99+", "unk")
    assert badge.isVisible() and badge.accessibleName() == "99+"


def test_an_initial_is_a_letter_or_a_question_mark():
    assert initial("nullspore") == "n"
    assert initial("  «茶碗»") == "茶"
    assert initial("@ren") == "r"
    assert initial("!!…") == "?"
    assert initial("") == "?"


def test_the_tint_is_the_same_for_the_same_account_everywhere():
    assert tint_of("@ren:example.org") == 3
    assert {tint_of(str(n)) for n in range(50)} == set(range(6))
    assert tint_of("\ud800") in range(6)


def test_an_avatar_is_a_tint_and_no_picture(look, show):
    avatar = Avatar(look, "nullspore", "key", side=36)
    show(avatar)
    ground, _ = look.theme.avatars[tint_of("key")]
    assert avatar.grab().toImage().pixelColor(18, 3) == ground


def test_a_mark_and_its_word_change_together(look, show):
    state = MarkWord(look, EnforcementState.WAITING)
    show(state)
    before = state.grab().toImage()
    state.show_value(EnforcementState.UNKNOWN)
    assert state.accessibleName() == "Outcome unknown"
    assert state.grab().toImage() != before
    state.show_value(EnforcementState.CONFIRMED, "Removed")
    assert state.accessibleName() == "Removed"


def test_a_word_is_told_anew_in_another_language(look, show):
    state = MarkWord(look, EnforcementState.SENT)
    state.setAccessibleName("")
    QApplication.sendEvent(state, QEvent(QEvent.Type.LanguageChange))
    assert state.accessibleName() == "Sent"


def test_strikes_are_counted_aloud(look, show):
    strikes = Strikes(look)
    show(strikes)
    strikes.show_levels((3, 2))
    assert strikes.accessibleName().startswith("2 strike")
    assert strikes.sizeHint().width() == 60
    strikes.show_levels((1,) * 6)
    assert strikes.sizeHint().width() == 92


def test_caps_and_tiles_are_painted(look, show):
    for thing in (KeyCap(look, "Ctrl K"), KeyCap(look, "R", big=True), PlatformTile(look, "M", "Matrix")):
        show(thing)
        image = thing.grab().toImage()
        assert image.pixelColor(image.width() // 2, 0) == look.theme.line2
