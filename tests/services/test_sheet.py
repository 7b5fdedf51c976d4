"""A spreadsheet takes nothing that somebody wrote for a formula, and reads back what was written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.services.sheet import cell, write

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠x", " =1", "\u3000=1", "\ufeff=1")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_may_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert str(cell(text)).startswith("'")


@pytest.mark.parametrize("text", ["", "Coin wave", "荒らし", "a=b", "'quoted"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert [cell(value) for value in (-5, None, True, False)] == [-5, "", "true", "false"]


@given(st.lists(st.text(max_size=20), min_size=2, max_size=4))
def test_whatever_is_written_reads_back_as_one_row(cells: list[str]) -> None:
    """Quotes, commas and line breaks stay inside their cell; lines end as RFC 4180 says."""
    data = write(["a"] * len(cells), [cells])
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 2 and rows[1] == [str(cell(text)).encode("utf-8", "replace").decode() for text in cells]
