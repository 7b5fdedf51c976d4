"""What holds for all rules: what they may import, the starter guidelines, the pages that explain them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import moderator.rules
from moderator.domain import caps
from moderator.domain.community import Severity
from moderator.rules.evaluate import RULE_SECONDS, compile_rules
from moderator.rules.files import PLACEHOLDERS, check, load_published
from moderator.rules.fold import fold
from moderator.rules.schema import SUGGESTIBLE, Category, Guideline, Rule

ROOT = Path(__file__).parents[2]

ALLOWED = {
    "__future__", "array", "collections", "dataclasses", "difflib", "enum", "functools", "hashlib", "io", "itertools",
    "msgspec", "publicsuffixlist", "random", "re2", "ruamel", "threading", "time", "typing", "unicodedata",
}  # fmt: skip


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_rules_import_only_what_was_agreed() -> None:
    files = sorted(Path(moderator.rules.__file__).parent.glob("*.py"))
    assert len(files) > 5
    for path in files:
        for name in imported(path):
            ours = name.startswith(("moderator.rules", "moderator.domain", "moderator.settings"))
            assert ours or name.partition(".")[0] in ALLOWED, f"{path.name} imports {name}"


def test_the_check_itself_sees_an_import_of_re(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f() -> None:\n    import re\n")
    assert imported(tmp_path / "bad.py") == {"re"}


STARTER = ROOT / "resources" / "guidelines" / "starter.yaml"
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


DOCS = ROOT / "docs"
PAGES = [DOCS / "guidelines.md", DOCS / "ja" / "guidelines.md"]

HEAD = """\
version: 1
guidelines:
  - id: spam
    title: {en: Spam}
    severity: high
    category: spam
    target_minutes: 60
    text: {en: No spam.}
"""


def blocks(page: Path) -> list[str]:
    return [block.partition("```")[0] for block in page.read_text("utf-8").split("```yaml\n")[1:]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_its_examples_have_no_faults(page: Path) -> None:
    whole, rule, *conditions = blocks(page)
    assert check(whole) == []
    assert check(HEAD + rule) == []
    for condition in conditions:
        fields = "\n        ".join(condition.splitlines())
        if condition.startswith("must_hit"):
            fields += "\n        words: [馬鹿]\n        except: [馬鹿正直]"
        assert check(f"{HEAD}    rules:\n      - id: one\n        {fields}\n") == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_field_value_and_limit_is_named(page: Path) -> None:
    text = page.read_text("utf-8")
    for name in (*Guideline.__struct_encode_fields__, *Rule.__struct_encode_fields__):
        assert f"{name}:" in text, name
    for value in (*Category, *SUGGESTIBLE):
        assert f"`{value}`" in text, value
    for name in PLACEHOLDERS:
        assert f"`{{{name}}}`" in text
    assert f"{caps.PATTERN_CHARACTERS:,}" in text
    assert f"{caps.GUIDELINE_FILE_BYTES // caps.MIB} MB" in text
    assert f"{caps.TEXT_ANALYSED // caps.KIB} Ki" in text
    assert f"{RULE_SECONDS * 1000:.0f}" in text


def test_both_languages_have_the_same_sections_and_conditions() -> None:
    english, japanese = (page.read_text("utf-8") for page in PAGES)
    levels = [
        [line.partition(" ")[0] for line in text.splitlines() if line.startswith("#")] for text in (english, japanese)
    ]
    assert levels[0] == levels[1]
    english_blocks, japanese_blocks = (
        [[line.partition("#")[0].rstrip() for line in block.splitlines()] for block in blocks(page)[1:]]
        for page in PAGES
    )
    assert english_blocks == japanese_blocks
