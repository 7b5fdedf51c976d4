"""Phrases with a number keep their plural forms."""

import inspect

import pytest
from PySide6.QtWidgets import QApplication

from ui.translation import Translations
from ui.triage.counted import Counted, counted

PHRASES = [name for name, _ in inspect.getmembers(Counted, inspect.isfunction) if name in vars(Counted)]


@pytest.mark.parametrize("name", PHRASES)
def test_one_and_many_are_said_as_people_say_them(name: str, qapp: QApplication) -> None:
    Translations(qapp).use("en")
    one, many = getattr(counted, name)(1), getattr(counted, name)(3)
    assert "(s)" not in one + many
    assert "1" in one and "3" in many
