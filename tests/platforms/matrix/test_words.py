"""Every code that the connector can say has a sentence in both languages, and every sentence has its use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import moderator.platforms.matrix as package
from moderator.platforms.matrix.words import FIXES, MISSING, OFFERED, REASONS, SHAPE, sentence

SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(package.__file__).parent.glob("*.py") if path.name != "words.py"
)


@pytest.mark.parametrize("table", [REASONS, FIXES, MISSING])
def test_every_sentence_is_there_in_both_languages(table: dict[str, dict[str, str]]) -> None:
    for code, words in table.items():
        assert words["en"].endswith(".") and words["ja"].endswith("。"), code
        assert sentence(code) and sentence(code, "ja")


def test_every_reason_and_fix_in_the_code_has_its_sentence() -> None:
    for name, table in (("reason", REASONS), ("fix", FIXES)):
        for code in re.findall(rf'{name}="([a-z_]+)"', SOURCES):
            assert code in table, code


@pytest.mark.parametrize("table", [REASONS, FIXES, MISSING])
def test_no_sentence_is_left_over(table: dict[str, dict[str, str]]) -> None:
    for code in table:
        assert f'"{code}"' in SOURCES or code == "make_room_admin", code


def test_what_takes_back_is_offered_only_where_there_is_something_to_take_back() -> None:
    assert set(OFFERED) < set(SHAPE)
