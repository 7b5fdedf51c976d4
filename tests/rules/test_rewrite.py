"""Writing a file changes what was changed and leaves the rest as its author left it."""

from __future__ import annotations

import difflib
from pathlib import Path

import msgspec
import pytest

from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.rules.files import dump, load_published
from moderator.rules.schema import Guideline, GuidelineFile, Rule

STARTER = Path(__file__).parents[2] / "resources" / "guidelines" / "starter.yaml"
TEXT = STARTER.read_text("utf-8")
FILE = load_published(TEXT)


def with_guideline(file: GuidelineFile, index: int, **fields: object) -> GuidelineFile:
    guidelines = list(file.guidelines)
    guidelines[index] = msgspec.structs.replace(guidelines[index], **fields)
    return msgspec.structs.replace(file, guidelines=tuple(guidelines))


def with_rule(file: GuidelineFile, rule_index: int, **fields: object) -> GuidelineFile:
    rules = list(file.guidelines[0].rules)
    rules[rule_index] = msgspec.structs.replace(rules[rule_index], **fields)
    return with_guideline(file, 0, rules=tuple(rules))


def lines_changed(after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.unified_diff(TEXT.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return [line[1:].strip() for line in lines if line[0] == "-"], [
        line[1:].strip() for line in lines if line[0] == "+"
    ]


def test_a_file_written_onto_itself_is_the_same_to_the_letter() -> None:
    assert dump(FILE, TEXT) == TEXT


def test_a_new_file_holds_everything() -> None:
    assert load_published(dump(FILE)) == FILE


@pytest.mark.parametrize(
    ("fields", "gone", "come"),
    [
        ({"severity": Severity.LOW}, ["severity: medium"], ["severity: low"]),
        ({"target_minutes": 77}, ["target_minutes: 240"], ["target_minutes: 77"]),
        ({"suggest": (ActionKind.MESSAGE, ActionKind.MUTE)}, ["suggest: [message]"], ["suggest: [message, mute]"]),
        ({"suggest": ()}, ["suggest: [message]"], []),
        (
            {"title": {"en": "Kindness", "ja": "敬意"}},
            [
                "en: Respect",
            ],
            ["en: Kindness"],
        ),
    ],
)
def test_one_change_changes_one_line(fields: dict[str, object], gone: list[str], come: list[str]) -> None:
    changed = with_guideline(FILE, 0, **fields)
    after = dump(changed, TEXT)
    assert load_published(after) == changed
    assert lines_changed(after) == (gone, come)


def test_words_come_and_go_and_comments_stay() -> None:
    changed = with_rule(FILE, 1, words=("老害", "クソゲー", "糞ゲー", "ゴミ運営"))
    after = dump(changed, TEXT)
    assert load_published(after) == changed
    assert after.count("#") == TEXT.count("#")


def test_a_rule_and_a_guideline_can_be_added_moved_and_removed() -> None:
    first = FILE.guidelines[0]
    extra = Rule(id="new-rule", words=("spore",), severity=Severity.LOW)
    with_extra = with_guideline(FILE, 0, rules=(*first.rules[:1], extra, *first.rules[1:]))
    assert load_published(dump(with_extra, TEXT)) == with_extra
    assert dump(FILE, dump(with_extra, TEXT)) == TEXT
    turned = msgspec.structs.replace(FILE, guidelines=FILE.guidelines[::-1])
    assert load_published(dump(turned, TEXT)) == turned
    shorter = msgspec.structs.replace(FILE, guidelines=FILE.guidelines[1:])
    assert load_published(dump(shorter, TEXT)) == shorter


def test_optional_fields_leave_the_file_when_they_are_cleared() -> None:
    file = with_rule(FILE, 0, severity=None, excepts=(), must_not_hit=())
    after = dump(file, TEXT)
    assert load_published(after) == file
    assert after.count("severity: low") == TEXT.count("severity: low") - 1


def test_texts_of_several_lines_are_written_as_blocks() -> None:
    guideline: Guideline = FILE.guidelines[0]
    file = GuidelineFile(guidelines=(msgspec.structs.replace(guideline, rules=(), text={"en": "One.\n\nTwo."}),))
    assert "    text:\n      en: |\n        One.\n\n        Two.\n" in dump(file)
