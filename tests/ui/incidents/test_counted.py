"""Counted phrases have their plural forms."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.incidents.counted import counted
from ui.translation import Translations


@pytest.mark.parametrize(("language", "one", "two"), [("en", "1 case", "2 cases"), ("ja", "案件 1 件", "案件 2 件")])
def test_one_and_several_are_said_differently(qapp: QApplication, language: str, one: str, two: str) -> None:
    translations = Translations(qapp)
    translations.use(language)
    try:
        assert (counted.cases(1), counted.cases(2)) == (one, two)
    finally:
        translations.use("en")
