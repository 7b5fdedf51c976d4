"""A guidelines file is taken whole or refused with every fault, its line and its reason."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.rules.evaluate import RuleSet
from moderator.rules.files import FileFaults, check, load, load_published
from moderator.rules.schema import Category, View

GOOD = """\
version: 1
guidelines:
  - id: spam  # what we remove at once
    title:
      en: Spam
      ja: 宣伝・スパム
    severity: high
    category: spam
    target_minutes: 60
    strikes: true
    suggest: [remove, ban]
    text:
      en: |
        No spam.

        - None.
    notice:
      ja: "{author} さん、「{guideline}」です。"
    rules:
      - id: coins
        severity: critical
        words: [gem, no, 123]
        phrases: [free coins]
        domains: [spore.example]
        patterns: ['coin\\s+\\d+']
        except: [free coins of honour]
        must_hit: [FREE coins, a gem]
        must_not_hit: [free coins of honour]
      - id: shouting
        view: raw
        patterns: ['[A-Z]{9}']
"""


def faults(text: str | bytes) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in check(text)]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_good_file_is_read_whole() -> None:
    (guideline,) = load(GOOD).guidelines
    assert guideline.title == {"en": "Spam", "ja": "宣伝・スパム"}
    assert guideline.text == {"en": "No spam.\n\n- None."}
    assert guideline.severity is Severity.HIGH
    assert guideline.category is Category.SPAM
    assert guideline.target_minutes == 60
    assert guideline.strikes is True
    assert guideline.suggest == (ActionKind.REMOVE, ActionKind.BAN)
    coins, shouting = guideline.rules
    assert coins.words == ("gem", "no", "123")
    assert coins.excepts == ("free coins of honour",)
    assert coins.severity is Severity.CRITICAL
    assert shouting.view is View.RAW
    assert check(GOOD) == []


def test_bytes_with_a_mark_in_front_are_the_same_file() -> None:
    assert load(b"\xef\xbb\xbf" + GOOD.encode()) == load(GOOD)


def test_nothing_in_a_file_can_be_changed() -> None:
    with pytest.raises(AttributeError):
        load(GOOD).guidelines[0].id = "other"  # type: ignore[misc]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "a", "colour": "red"}, type(load(GOOD).guidelines[0].rules[0]))


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("version: 1", "version: 2", 1, "reads version 1"),
        ("version: 1\n", "", 1, "version is missing"),
        ("  - id: spam", "  - name: spam", 3, "unknown field name"),
        ("id: spam ", "id: Spam! ", 3, "an id has"),
        ("severity: high", "severity: severe", 7, "not one of critical, high, medium, low"),
        ("    severity: high\n", "", 3, "severity is missing"),
        ("severity: high", "severity:", 7, "is empty"),
        ("category: spam", "category: scam", 8, "not one of spam, harassment"),
        ("target_minutes: 60", "target_minutes: soon", 9, "number of minutes"),
        ("target_minutes: 60", "target_minutes: 0", 9, "number of minutes"),
        ("target_minutes: 60", "target_minutes: 99999999999", 9, "number of minutes"),
        ("target_minutes: 60", "target_minutes: [60]", 9, "number of minutes"),
        ("strikes: true", "strikes: 'true'", 10, "true or false"),
        ("strikes: true", "strikes: yes", 10, "true or false"),
        ("suggest: [remove, ban]", "suggest: [remove, banish]", 11, "banish: not one of dismiss"),
        ("suggest: [remove, ban]", "suggest: remove", 11, "is not a list"),
        ("suggest: [remove, ban]", "suggest: [unban]", 11, "unban: not one of"),
        ("      en: Spam", "      english: Spam", 5, "not a language code"),
        ("      en: Spam", "      en: ''", 5, "is empty"),
        ("{author} さん", "{name} さん", 18, "nothing fills this in"),
        ("words: [gem,", "words: [gem, free coins,", 22, "under phrases"),
        ("words: [gem,", "words: [gem, gem,", 22, "stands here twice"),
        ("words: [gem,", "words: [gem, {a: 1},", 22, "is not text"),
        ("words: [gem,", 'words: [gem, "\\ud800",', 22, "lone surrogate"),
        ("words: [gem,", f"words: [gem, {'x' * 201},", 22, "at most 200"),
        ("domains: [spore.example]", "domains: [co.jp]", 24, "would hit strangers"),
        ("domains: [spore.example]", "domains: ['https://spore.example']", 24, "the host alone"),
        ("domains: [spore.example]", "domains: ['*.spore.example']", 24, "leave the \\* out"),
        ("'coin\\s+\\d+'", "'(?=coin)'", 25, "look-ahead"),
        ("'coin\\s+\\d+'", "'(coin)\\1'", 25, "back-reference"),
        ("'coin\\s+\\d+'", "'(coin'", 25, "missing"),
        ("'coin\\s+\\d+'", "'c*'", 25, "empty text"),
        ("'coin\\s+\\d+'", "'a[ab]{1000}c'", 25, "too slow"),
        ("'coin\\s+\\d+'", f"'{'x' * 1_001}'", 25, "at most 1,000"),
        ("except: [free", 'except: ["\\u200b", free', 26, "nothing is left"),
        ("except:", "exept:", 26, "did you mean except"),
        ("must_hit: [FREE coins,", "must_hit: [bound coins,", 27, "does not hit"),
        ("must_not_hit: [free", "must_not_hit: [free coins, free", 28, "the rule hits it: free coins"),
        ("id: shouting", "id: coins", 29, "another rule has this id, in line 20"),
        ("view: raw", "view: cooked", 30, "not one of folded, raw"),
        ("        patterns: ['[A-Z]{9}']\n", "", 29, "looks for nothing"),
        ("      - id: shouting\n        view: raw\n        patterns: ['[A-Z]{9}']", "      - shouting", 29, "is a map"),
    ],
)
def test_each_fault_has_its_line_and_its_reason(old: str, new: str, line: int, reason: str) -> None:
    found = check(changed(old, new))
    with pytest.raises(FileFaults, match=reason):
        load(changed(old, new))
    assert found[0].line == line


@pytest.mark.parametrize(
    "text", ["", "- a", "version: 1", "version: 1\nguidelines: []", "version: 1\nguidelines: 5", "x", "- - -"]
)
def test_a_file_that_is_something_else_is_refused(text: str) -> None:
    assert check(text) != []


def test_all_faults_are_reported_at_once_in_the_order_of_the_lines() -> None:
    text = (
        changed("severity: high", "severity: severe")
        .replace("'coin\\s+\\d+'", "'(x'")
        .replace("[FREE coins", "[silver")
    )
    assert [line for line, _ in faults(text)] == [7, 25, 27]
    with pytest.raises(FileFaults) as caught:
        load(text)
    assert isinstance(caught.value, KnownError)
    assert caught.value.title == "The guidelines file has 3 faults"
    assert "line 25: spam / coins / patterns 1: (x: not a valid pattern" in caught.value.message
    assert len(caught.value.faults) == 3


def test_a_long_list_of_faults_is_cut_in_the_message_only() -> None:
    text = changed("words: [gem,", "words: [" + "a b, " * 20)
    with pytest.raises(FileFaults) as caught:
        load(text)
    assert len(caught.value.faults) == 21
    assert caught.value.message.endswith("and 16 more")


def test_two_guidelines_with_one_id_are_refused() -> None:
    text = GOOD + GOOD.partition("guidelines:\n")[2].replace("id: coins", "id: a").replace("id: shouting", "id: b")
    assert faults(text) == [(32, "spam: another guideline has this id, in line 3")]


def test_a_published_version_is_read_without_trying_its_examples_again() -> None:
    text = changed("must_hit: [FREE coins,", "must_hit: [bound coins,")
    assert load_published(text).guidelines[0].id == "spam"
    with pytest.raises(FileFaults):
        load_published("version: 9")


def test_a_published_version_with_a_pattern_that_is_no_longer_taken_keeps_its_other_rules() -> None:
    rules = RuleSet(load_published(changed("'coin\\s+\\d+'", "'(?=coin)'")))
    assert "look-ahead" in rules.set_aside["coins"]
    assert [hit.rule_id for hit in rules.evaluate("a gem LOUDSHOUT", "a gem loudshout")] == ["coins", "shouting"]


@given(st.text(alphabet="ab:- \n[]{}'\"|>&*!%#?,\t1", max_size=60))
def test_no_text_makes_the_check_fall_over(text: str) -> None:
    check(text)


@given(st.integers(0, len(GOOD)), st.text(max_size=3))
def test_a_good_file_with_a_slip_is_taken_or_refused_but_never_falls_over(at: int, slip: str) -> None:
    check(GOOD[:at] + slip + GOOD[at + 1 :])
