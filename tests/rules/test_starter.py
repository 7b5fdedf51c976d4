"""The starter guidelines can be published today, in both languages, and find what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.domain.community import Severity
from moderator.rules.evaluate import compile_rules
from moderator.rules.files import PLACEHOLDERS, check, load_published
from moderator.rules.fold import fold

STARTER = Path(__file__).parents[2] / "resources" / "guidelines" / "starter.yaml"
FILE = load_published(STARTER.read_bytes())
GUIDELINES = FILE.guidelines


def test_it_has_no_faults_and_every_rule_passes_its_own_examples() -> None:
    assert check(STARTER.read_bytes()) == []


def test_the_nine_guidelines_stand_in_the_order_of_their_keys() -> None:
    assert [(each.title["ja"], each.severity) for each in GUIDELINES] == [
        ("敬意", Severity.MEDIUM),
        ("いやがらせ", Severity.HIGH),
        ("宣伝・スパム", Severity.HIGH),
        ("ネタバレ", Severity.MEDIUM),
        ("個人情報", Severity.HIGH),
        ("著作物・流出", Severity.MEDIUM),
        ("場違い", Severity.LOW),
        ("なりすまし", Severity.HIGH),
        ("安全の心配", Severity.CRITICAL),
    ]


@pytest.mark.parametrize("guideline", GUIDELINES, ids=lambda each: each.id)
def test_each_guideline_is_written_out_in_both_languages(guideline: object) -> None:
    assert 300 <= len(guideline.text["ja"]) <= 800
    assert len(guideline.text["en"]) >= 500
    assert set(guideline.title) == set(guideline.text) == set(guideline.notice) == {"en", "ja"}


@pytest.mark.parametrize("guideline", GUIDELINES, ids=lambda each: each.id)
def test_each_notice_names_what_it_is_about_and_how_to_appeal(guideline: object) -> None:
    for notice in guideline.notice.values():
        assert all(f"{{{name}}}" in notice for name in PLACEHOLDERS)
        assert "14" in notice
    assert "別の担当者" in guideline.notice["ja"]
    assert "omebody else on the team" in guideline.notice["en"]


def test_every_rule_carries_examples_of_both_kinds_in_both_languages() -> None:
    for guideline in GUIDELINES:
        for rule in guideline.rules:
            assert rule.must_hit, rule.id
            assert rule.must_not_hit, rule.id
        examples = [example for rule in guideline.rules for example in rule.must_hit]
        assert any(example.isascii() for example in examples)
        assert any(not example.isascii() for example in examples)


@pytest.mark.parametrize(
    ("text", "guidelines", "pieces"),
    [
        (
            "We are giving away FREE 10,000 spore coins! https://spore-coins.example/claim Only until midnight.",
            ["spam"],
            ["FREE 10,000 spore coins", "Only until midnight", "spore-coins.example"],
        ),
        ("は？お前は馬鹿か。攻略も読まずに書くな。もう来るな。", ["harassment"], ["お前は馬鹿", "もう来るな"]),
        ("この人の本名と職場わかったので、あとで貼ります", ["personal-data"], ["本名と職場わかった"]),
        ("最終章まで行った人へ。灯り守の正体、気づきました？", ["spoilers"], ["最終章まで行った人へ。灯り守の正体"]),
        (
            "This is official support. Send me your password",
            ["impersonation"],
            ["official support", "Send me your password"],
        ),
        ("screenshot from a build I should not have", ["copyright"], ["build I should not have"]),
        ("スレ違いですが、今日のきのこ鍋の写真です", ["off-topic"], ["スレ違いですが"]),
        ("もう消えてしまいたい", ["at-risk"], ["消えてしまいたい"]),
    ],
)
def test_it_finds_what_it_is_for_and_marks_it(text: str, guidelines: list[str], pieces: list[str]) -> None:
    hits = compile_rules(FILE).evaluate(text, fold(text))
    assert sorted({hit.guideline_id for hit in hits}) == guidelines
    assert [text[start:end] for hit in hits for start, end in hit.spans] == pieces
