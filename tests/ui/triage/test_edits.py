"""What changed between two revisions."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.triage.edits import changed, tokens


def parts(old: str, new: str) -> list[tuple[str, str]]:
    text, runs = changed(old, new)
    return [(run.kind, text[run.start : run.end]) for run in runs]


def test_words_are_compared_whole() -> None:
    """A changed word is one that went and one that came."""
    assert parts("you absolute potato", "you absolute gem") == [("removed", "potato"), ("added", "gem")]


def test_japanese_is_compared_letter_by_letter() -> None:
    """There are no blanks to part words."""
    assert parts("攻略も読まずに書くな。", "攻略を読んでね。") == [
        ("removed", "も"),
        ("added", "を"),
        ("removed", "まずに書くな"),
        ("added", "んでね"),
    ]


def test_what_is_the_same_is_not_marked() -> None:
    assert changed("same", "same") == ("same", ())
    assert changed("", "") == ("", ())


def test_a_text_that_grew_keeps_its_old_words_unmarked() -> None:
    assert parts("Hello", "Hello, come here") == [("added", ", come here")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_out_of_the_one(old: str, new: str) -> None:
    """Without what was added it is the old text, without what was removed the new one."""
    text, runs = changed(old, new)
    for kind, wanted in (("added", old), ("removed", new)):
        left, at = "", 0
        for run in runs:
            if run.kind == kind:
                left += text[at : run.start]
                at = run.end
        assert left + text[at:] == wanted


@pytest.mark.parametrize(("old", "new"), [("あ" * 20_000, "い" * 20_000), ("a b " * 9_000, "b a " * 9_000)])
def test_a_hostile_pair_costs_little(old: str, new: str) -> None:
    """The comparison is bounded, whatever two texts a stranger writes."""
    began = time.perf_counter()
    changed(old, new)
    assert time.perf_counter() - began < 1


def test_a_word_grows_and_a_mark_stands_alone() -> None:
    assert tokens("ab 12, 日本") == ["ab", " ", "12", ",", " ", "日", "本"]
