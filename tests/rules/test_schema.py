"""What a guideline may say is closed: unknown names are refused wherever a value is made from data."""

from __future__ import annotations

import msgspec
import pytest

from moderator.domain.action import INVERSE
from moderator.rules.schema import SUGGESTIBLE, GuidelineFile, Rule, View


def test_a_rule_reads_its_exceptions_under_the_name_that_files_use() -> None:
    assert msgspec.convert({"id": "a", "except": ["x"]}, Rule).excepts == ("x",)


def test_a_rule_reads_the_folded_text_unless_it_says_otherwise() -> None:
    assert Rule(id="a").view is View.FOLDED


def test_an_action_that_takes_another_back_cannot_be_suggested() -> None:
    assert not set(INVERSE.values()) & set(SUGGESTIBLE)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({"guidelines": [], "colour": "red"}, GuidelineFile)
