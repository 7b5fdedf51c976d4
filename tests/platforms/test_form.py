"""The answers of a connect form, sorted into what is stored and what goes to the vault."""

from __future__ import annotations

import pytest

from moderator.domain.errors import KnownError
from moderator.platforms import registry
from moderator.platforms.form import sort_answers
from moderator.platforms.matrix.form import FIELDS

GOOD = {"address": " https://matrix.example.org ", "token": "syt_x", "take_power": "yes", "close_reports": ""}


def test_answers_are_sorted_and_secrets_are_not_shown() -> None:
    found = sort_answers(FIELDS, GOOD)
    assert found.address == "https://matrix.example.org"
    assert found.options == {"take_power": True, "close_reports": False}
    assert found.secrets == {"token": "syt_x"}
    assert "syt_x" not in repr(found)


@pytest.mark.parametrize("missing", ["address", "token"])
def test_a_missing_answer_is_named(missing: str) -> None:
    with pytest.raises(KnownError) as refused:
        sort_answers(FIELDS, {**GOOD, missing: " "})
    assert refused.value.details["field"] == missing


def test_an_endless_answer_is_refused() -> None:
    with pytest.raises(KnownError) as refused:
        sort_answers(FIELDS, {**GOOD, "token": "x" * 10_000})
    assert refused.value.code == "field_too_long"


def test_both_addresses_are_checked() -> None:
    with pytest.raises(KnownError):
        registry.read_answers("matrix", {**GOOD, "admin_address": "http://10.0.0.1"})
    assert registry.read_answers("matrix", {**GOOD, "admin_address": "https://admin.example.org"}).options[
        "admin_address"
    ]
