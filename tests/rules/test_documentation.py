"""What the documentation shows is true: its example is a good file, its tables are complete, both languages agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.domain import caps
from moderator.rules.evaluate import RULE_SECONDS
from moderator.rules.files import PLACEHOLDERS, check
from moderator.rules.schema import SUGGESTIBLE, Category, Guideline, Rule

DOCS = Path(__file__).parents[2] / "docs"
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
