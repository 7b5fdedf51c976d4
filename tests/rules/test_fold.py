"""Folded text is what rules read; every hit in it must lead back to the characters that people see."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.rules.fold import fold, fold_with_offsets, original_span

ODD = (
    "ｶﾞﾊﾟガか゛゜\u3099\u309aヷヴㇰ㍿ﬁﷺée\u0301İßςΣА\u200b\u202e\ufeff\u00ad\ufe0f"
    "각ᄀ\u1161\u11a8\u115fक़ि\U0001f170😀\ud800\x00\n "
)
texts = st.one_of(st.text(), st.text(alphabet=ODD), st.text(alphabet="ab \té"))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("FREE Coins", "free coins"),
        ("ＦＲＥＥ　ｃｏｉｎｓ", "free coins"),
        ("コイン", "こいん"),
        ("ｺｲﾝ", "こいん"),
        ("ｶﾞｷﾞﾊﾟ", "がぎぱ"),
        ("か\u3099", "が"),
        ("か゛", "が"),
        ("あ゛", "あ"),
        ("ヴァ", "ゔぁ"),
        ("ヷ", "わ"),
        ("㍿", "株式会社"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Ｐａyｐаl", "paypal"),
        ("FRЕЕ ϹΟΙN", "free coin"),
        ("v\u200bi\u200dr\u2060us", "virus"),
        ("\u202eabc\u2069", "abc"),
        ("so\u00adft", "soft"),
        ("b\x08ad\x7f", "bad"),
        ("you’re “it” – ok", 'you\'re "it" - ok'),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("🅵🆁🅴🅴 ⓒⓞⓘⓝ", "free coin"),
        ("𝓯𝓻𝓮𝓮", "free"),
        ("각", "각"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("", ""),
    ],
)
def test_different_spellings_of_one_thing_fold_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    ["ロ口", "ー一", "やゃ", "つっ", "かが", "はぱ", "ニ二", "カ力", "へべ", "ト卜", "ハ八", "タ夕", "工エ"],
)
def test_japanese_that_only_looks_alike_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_kanji_and_hiragana_are_not_changed() -> None:
    text = "森の灯りは、夜になると少しずつ増えていきます。ゃゅょっー"
    assert fold(text) == text


@given(texts)
def test_both_ways_of_folding_give_the_same_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == 2 * len(folded)


@given(texts)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_to_something_that_stays() -> None:
    for code in (*range(0x3400), *range(0xA000, 0xABFF), *range(0xF900, 0x10800), *range(0x1D400, 0x1F300)):
        once = fold(chr(code))
        assert fold(once) == once, hex(code)


@given(texts, st.data())
def test_every_folded_span_leads_to_a_real_piece_of_the_original(text: str, data: st.DataObject) -> None:
    folded, offsets = fold_with_offsets(text)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    first, last = original_span(offsets, start, end)
    assert 0 <= first < last <= len(text)
    if end < len(folded):
        longer = original_span(offsets, start, end + 1)
        assert longer[0] == first
        assert longer[1] >= last


@given(texts)
def test_edges_never_run_backwards(text: str) -> None:
    _, offsets = fold_with_offsets(text)
    assert list(offsets[::2]) == sorted(offsets[::2])
    assert list(offsets[1::2]) == sorted(offsets[1::2])


@given(st.text(alphabet="aあ漢\u200b\u0301ｶﾞ", min_size=1))
def test_a_span_over_everything_covers_every_visible_character(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    if not folded:
        return
    start, end = original_span(offsets, 0, len(folded))
    outside = text[:start] + text[end:]
    assert all(unicodedata.category(char) in ("Cf", "Mn", "Lm") for char in outside)


@pytest.mark.parametrize(
    ("text", "needle", "piece"),
    [
        ("x ｶﾞﾁｬ y", "がちゃ", "ｶﾞﾁｬ"),
        ("我が㍿です", "株式会社", "㍿"),
        ("我が㍿です", "式", "㍿"),
        ("the ﬁrst", "irst", "ﬁrst"),
        ("un cafe\u0301 noir", "cafe", "cafe\u0301"),
        ("a v\u200bi\u200br\u200bus\u200b b", "virus", "v\u200bi\u200br\u200bus"),
        ("ＦＲＥＥ！", "free", "ＦＲＥＥ"),
        ("😀😀馬鹿😀", "馬鹿", "馬鹿"),
    ],
)
def test_a_hit_marks_what_people_see(text: str, needle: str, piece: str) -> None:
    folded, offsets = fold_with_offsets(text)
    at = folded.index(needle)
    start, end = original_span(offsets, at, at + len(needle))
    assert text[start:end] == piece


@pytest.mark.parametrize("span", [(0, 0), (2, 1), (-1, 1), (0, 4)])
def test_an_impossible_span_is_a_bug_and_says_so(span: tuple[int, int]) -> None:
    _, offsets = fold_with_offsets("abc")
    with pytest.raises(ValueError, match="no such span"):
        original_span(offsets, *span)
