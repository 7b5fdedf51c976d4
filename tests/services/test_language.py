"""A language is guessed by the scripts that a text is written in."""

from __future__ import annotations

import pytest

from moderator.services.language import guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("good morning", "en"),
        ("¿Dónde está?", "en"),
        ("おはようございます", "ja"),
        ("設定画面", "ja"),
        ("ﾊﾝｶｸ", "ja"),
        ("この patch で save が壊れた", "ja"),
        ("look at this cat 猫", "en"),
        ("안녕하세요", "ko"),
        ("Доброе утро", "ru"),
        ("صباح الخير", "ar"),
        ("123 !? 🍄", ""),
        ("", ""),
        ("🍄🍄 。。", ""),
    ],
)
def test_a_text_is_said_to_be_in_the_language_of_most_of_its_script(text: str, language: str) -> None:
    assert guess(text) == language


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert guess("a" * 400 + "あ" * 10_000) == "en"
