"""A text is set in lines that know which of its characters they show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.caps import TEXT_SHOWN
from ui.theme import LIGHT, Look
from ui.widgets.post_text import BREAKS_SHOWN, FOLD_FROM, PostText, Run, page


def text_of(text: str, runs=(), start: int = 0) -> PostText:
    look = Look(scheme="light")
    return PostText(page(text, start), runs, look.font("reading"), 24, 36, LIGHT)


def test_a_page_ends_at_the_cap_or_after_many_breaks():
    assert page("x" * 30_000, 0).end == TEXT_SHOWN
    first = page("a\n" * 1_000, 0)
    assert first.end == 2 * BREAKS_SHOWN
    assert page("a\n" * 1_000, first.end).start == first.end


@given(st.text(alphabet="ab 字👩\n\u202e", max_size=80))
def test_the_lines_hold_every_unit_once_and_in_order(qapp, text):
    made = text_of(text)
    setting = made.at_width(120)
    shown = sum(line.end - line.start for line in setting.lines)
    assert shown == made.length() - made.shown.text.count("\n")
    starts = [line.start for line in setting.lines]
    assert starts == sorted(starts)
    assert setting.height == 24 * len([line for line in setting.lines if line.shown]) + 36 * len(setting.folds)


def test_a_run_that_is_not_on_this_page_is_not_placed(qapp):
    text = "x" * 30_000
    runs = [Run(5, 9), Run(25_000, 25_004), Run(20_470, 20_490)]
    assert [placed.number for placed in text_of(text, runs).placed] == [0, 2]
    assert [placed.number for placed in text_of(text, runs, TEXT_SHOWN).placed] == [1, 2]


def test_a_point_finds_its_unit_and_its_run(qapp):
    made = text_of("one two\nthree", [Run(4, 7)])
    setting = made.at_width(400)
    [(left, right)] = made.stretches(setting.lines[0], 4, 7)
    assert 0 < left < right
    assert made.run_at(setting, (left + right) / 2, 12).number == 0
    assert made.run_at(setting, (left + right) / 2, 30) is None
    assert made.run_at(setting, 1, 12) is None
    assert made.unit_at(setting, 0, 12) == 0
    assert made.unit_at(setting, 9_999, 12) == 7
    assert made.unit_at(setting, 0, 30) == 8
    assert made.unit_at(setting, 9_999, 9_999) == 13
    assert made.piece(4, 7) == "two"


def test_the_last_two_widths_are_kept(qapp):
    made = text_of("words " * 100)
    narrow, wide = made.at_width(200), made.at_width(400)
    assert made.at_width(200) is narrow and made.at_width(400) is wide
    made.at_width(300)
    assert made.at_width(400) is wide


@pytest.mark.parametrize("hit", [0, 50, 99])
def test_folding_keeps_the_head_and_the_lines_around_a_hit(qapp, hit):
    text = "\n".join(f"{n:03}" for n in range(100))
    made = text_of(text, [Run(4 * hit, 4 * hit + 3)])
    setting = made.at_width(400)
    shown = [made.piece(line.start, line.end) for line in setting.lines if line.shown]
    assert shown[:10] == [f"{n:03}" for n in range(10)]
    assert f"{hit:03}" in shown
    assert len(shown) + sum(fold.lines for fold in setting.folds) == 100
    made.unfold()
    assert all(line.shown for line in made.at_width(400).lines)


def test_only_long_texts_fold(qapp):
    assert not text_of("x\n" * (FOLD_FROM - 1)).at_width(400).folds
    assert text_of("x\n" * 60).at_width(400).folds


def test_writing_from_the_right_begins_at_the_right(qapp):
    made = text_of("שלום abc")
    [(left, right)] = made.stretches(made.at_width(400).lines[0], 0, 4)
    assert right > 390 and left > 300
