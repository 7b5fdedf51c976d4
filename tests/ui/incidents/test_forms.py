"""Choices and filter chips: by mouse and keyboard, and never an order that nobody gave."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.incidents.forms import Choices, FilterChip
from ui.theme import Look

OPTIONS = [("a", "One"), ("b", "Two"), ("c", "Three")]


def test_one_word_is_chosen_and_only_a_person_is_told_of(look: Look, frame: QWidget) -> None:
    heard: list[str] = []
    choices = Choices(look, "kind", frame)
    choices.chosen.connect(heard.append)
    choices.set_options(OPTIONS, "b")
    assert choices.current() == "b" and heard == []
    choices.buttons()["c"].click()
    assert choices.current() == "c" and heard == ["c"]
    choices.choose("")
    assert choices.current() == "" and heard == ["c"]


def test_the_same_keys_again_keep_the_choice(look: Look, frame: QWidget) -> None:
    choices = Choices(look, "kind", frame)
    choices.set_options(OPTIONS, "b")
    choices.set_options([(key, words.upper()) for key, words in OPTIONS])
    assert choices.current() == "b" and choices.buttons()["b"].text() == "TWO"


def test_a_chip_goes_on_with_each_press_and_backspace_clears_it(look: Look, frame: QWidget) -> None:
    heard: list[str] = []
    chip = FilterChip(look, frame)

    def told() -> None:
        heard.append(chip.key())

    chip.changed.connect(told)
    chip.set_options("Kind", "any", OPTIONS)
    assert chip.text() == "Kind: any"
    chip.click()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    QTest.keyClick(chip, Qt.Key.Key_Backspace)
    QTest.keyClick(chip, Qt.Key.Key_Backspace)
    assert heard == ["a", "b", ""]


def test_a_chosen_key_outlives_new_options(look: Look, frame: QWidget) -> None:
    chip = FilterChip(look, frame)
    chip.set_options("Kind", "any", OPTIONS)
    chip.click()
    chip.set_options("種類", "すべて", [("x", "X"), ("a", "Eins")])
    assert chip.text() == "種類: Eins"
    chip.set_options("Kind", "any", [("x", "X")])
    assert chip.key() == ""
