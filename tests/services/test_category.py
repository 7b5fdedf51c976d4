"""What a report is about is read from the platform's category, else from the member's own words."""

from __future__ import annotations

import pytest

from moderator.domain.community import Severity
from moderator.rules.schema import Category
from moderator.services.category import SEVERITY, category_of, severity_of


@pytest.mark.parametrize(
    ("said", "comment", "category"),
    [
        ("spam", "", "spam"),
        ("Self-Harm", "", "self_harm"),
        ("other", "これスパムです", "spam"),
        ("none", "ｽﾊﾟﾑ", "spam"),
        ("", "This is HARASSMENT", "harassment"),
        ("", "荒らし", "harassment"),
        ("", "spam, and now death threats", "violence"),
        ("", "もう死にたいと書いています", "self_harm"),
        ("m.report.harassing", "", "harassment"),
        ("other", "please look", "other"),
        ("", "", "other"),
        ("something else entirely", "", "other"),
    ],
)
def test_a_report_gets_the_category_that_it_names_or_describes(said: str, comment: str, category: str) -> None:
    assert category_of(said, comment) == category


def test_a_comment_without_end_is_read_only_at_its_beginning() -> None:
    assert category_of("", "x" * 100_000 + "spam") == "other"


def test_every_category_has_a_severity_and_risk_of_life_is_the_heaviest() -> None:
    assert set(SEVERITY) == {category.value for category in Category}
    assert severity_of("self_harm") is Severity.CRITICAL
    assert severity_of("never heard of") is Severity.LOW
