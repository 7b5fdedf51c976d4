"""Words, phrases and patterns: what they hit, what they refuse, and that nothing can make them slow."""

from __future__ import annotations

import time
import unicodedata

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from moderator.rules import patterns
from moderator.rules.fold import fold
from moderator.rules.patterns import Condition, Overrun, PatternFault, Prefilter, Text, fold_pattern
from moderator.rules.schema import View

SECONDS = 60.0


def hits(condition: Condition, text: str) -> list[str]:
    """What the condition hits in a folded text, after the prefilter has let it through."""
    folded = fold(text)
    found = [folded[start:end] for start, end in condition.spans(Text.of(folded, SECONDS))]
    if found:
        assert Prefilter([condition.source]).candidates(folded) == [0]
    return found


@pytest.mark.parametrize(
    ("word", "text", "times"),
    [
        ("idiot", "you IDIOT, what an idiot!", 2),
        ("idiot", "idiots and idiotic", 0),
        ("idiot", "_idiot_ (idiot)", 2),
        ("idiot", "これはidiotです", 1),
        ("idiot", "éidiot idiotё", 0),
        ("idiot", "ＩＤＩＯＴ i\u200bdiot", 2),
        ("café", "cafe\u0301 CAFÉ cafes", 2),
        ("馬鹿", "お前は馬鹿だ馬鹿", 2),
        ("クソ", "くそ ｸｿ クソ", 3),
        ("や", "ゃ", 0),
        ("привет", "Привет, приветы", 1),
        ("바보", "바보야", 1),
        ("c++", "I like c++ and C++.", 2),
        ("ab", "abab ab", 1),
        ("네코cat", "네코cats 네코cat", 1),
    ],
)
def test_words_are_whole_where_scripts_have_spaces_and_anywhere_else(word: str, text: str, times: int) -> None:
    assert len(hits(patterns.word(word, View.FOLDED), text)) == times


@pytest.mark.parametrize(
    ("phrase", "text", "times"),
    [
        ("free coins", "Free \n\t COINS", 1),
        ("free coins", "freecoins xfree coins free coinsy", 0),
        ("free coins", "free coins free coins", 2),
        ("もう 来るな", "もう来るな もう　来るな", 2),
        ("もう来るな", "もう来るなよ", 1),
        ("b b", "xb b b", 1),
        ("DM ください", "dmください dm ください", 1),
    ],
)
def test_phrases_allow_any_white_space_between_words(phrase: str, text: str, times: int) -> None:
    assert len(hits(patterns.phrase(phrase, View.FOLDED), text)) == times


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        (r"FREE\s+[\d,]+", "free 10,000 coins", ["free 10,000"]),
        (r"(?:無料|タダ)コイン", "ﾀﾀﾞコイン 無料こいん", ["ただこいん", "無料こいん"]),
        ("[ァ-ヶ]+", "カフェ", ["かふぇ"]),
        ("[^ア]", "アイ", ["い"]),
        (r"\p{Han}{2}", "漢字かな", ["漢字"]),
        (r"\Qカ.\E", "か. かx", ["か."]),
        ("ガ+", "ｶﾞｶﾞ が", ["がが", "が"]),
        ("㍿?です", "株式会社です です", ["株式会社です", "です"]),
        ("[А-Я]{3}", "абв", ["aбb"]),
        ("É{2}", "éÉ", ["ee"]),
        (r"(?P<Name>x)[[:digit:]]", "x5", ["x5"]),
        (r"[]a-]", "a-]", ["a", "-", "]"]),
        (r"\x41b", "ab", ["ab"]),
        (r"\pL\pN", "é5", ["e5"]),
        ("（笑）", "(笑)", ["(笑)"]),
        (r"x|", "", None),
    ],
)
def test_patterns_are_folded_like_the_text_they_read(source: str, text: str, found: list[str] | None) -> None:
    if found is None:
        with pytest.raises(PatternFault, match="empty text"):
            patterns.pattern(source, View.FOLDED)
    else:
        assert hits(patterns.pattern(source, View.FOLDED), text) == found


def test_the_raw_view_reads_the_text_exactly() -> None:
    condition = patterns.pattern("[A-Z]{3}", View.RAW)
    assert list(condition.spans(Text.of("why WHY カ", SECONDS))) == [(4, 7)]
    assert list(patterns.word("カ", View.RAW).spans(Text.of("か カ", SECONDS))) == [(2, 3)]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("(?=a)b", "look-ahead"),
        ("(?<!a)b", "look-behind"),
        (r"(a)\1", "back-reference"),
        ("(a", "missing"),
        ("a{2000}", "repetition"),
        (r"(?:\pL{1,300}\s){3}x", "too large"),
        ("a*", "empty text"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(source: str, reason: str) -> None:
    with pytest.raises(PatternFault, match=reason):
        patterns.pattern(source, View.FOLDED)


@pytest.mark.parametrize("source", ["a[ab]{1000}c", "(?:[ab]{1,500}a){1,2}c"])
def test_a_pattern_that_would_crawl_is_refused(source: str) -> None:
    with pytest.raises(PatternFault, match="too slow"):
        patterns.try_speed(patterns.pattern(source, View.FOLDED))


@pytest.mark.parametrize(
    "source", ["(a+)+$", r"(\w+\s?)*x", "最終章.{0,40}正体", r"free\s+[\d,]+", r"\p{Han}{1,20}さん"]
)
def test_patterns_that_hang_other_engines_are_fast_here(source: str) -> None:
    condition = patterns.pattern(source + "!", View.FOLDED)
    patterns.try_speed(condition)
    text = Text.of("a" * 65_536, SECONDS)
    before = time.thread_time()
    assert list(condition.spans(text)) == []
    assert time.thread_time() - before < 1


@pytest.mark.parametrize(
    ("condition", "piece"),
    [
        (patterns.word("a", View.FOLDED), "a "),
        (patterns.word("aa", View.FOLDED), "a"),
        (patterns.word("あ", View.FOLDED), "あ"),
        (patterns.phrase("b b", View.FOLDED), "xb b "),
        (patterns.phrase("a b", View.FOLDED), "a  "),
        (patterns.pattern("a", View.FOLDED), "a"),
    ],
)
def test_a_text_that_repeats_itself_takes_time_by_its_length_alone(condition: Condition, piece: str) -> None:
    text = Text.of((piece * 16_384)[:16_384], SECONDS)
    before = time.thread_time()
    for _ in zip(condition.spans(text), range(1_000), strict=False):
        pass
    assert time.thread_time() - before < 1


def test_a_condition_that_takes_too_long_stops_itself() -> None:
    text = Text.of("a(" * 30_000, -1.0)
    with pytest.raises(Overrun):
        list(patterns.pattern("a.*b|a", View.FOLDED).spans(text))
    with pytest.raises(Overrun):
        list(patterns.word("a", View.FOLDED).spans(text))


def test_one_word_of_several_is_refused_under_words() -> None:
    with pytest.raises(PatternFault, match="under phrases"):
        patterns.word("free coins", View.FOLDED)


@pytest.mark.parametrize("written", ["\u200b", " ", "\u0301"])
def test_what_folds_to_nothing_cannot_be_looked_for(written: str) -> None:
    with pytest.raises(PatternFault, match="nothing is left"):
        patterns.word(written, View.FOLDED)


def test_the_prefilter_names_what_may_hit_and_nothing_else() -> None:
    prefilter = Prefilter([patterns.word(each, View.FOLDED).source for each in ("free", "coin", "馬鹿")])
    assert prefilter.candidates("nothing here") == []
    assert sorted(prefilter.candidates("馬鹿 free_coinage")) == [0, 2]
    assert prefilter.candidates("") == []
    assert prefilter.candidates("free \ud800") == [0]


def test_an_empty_prefilter_finds_nothing() -> None:
    assert Prefilter([]).candidates("anything") == []


class ForgetfulSet:
    """Answers as RE2 does when its automaton has no room left: nothing matched."""

    def Match(self, data: bytes) -> list[int] | None:
        return None


def test_a_set_that_ran_out_of_memory_lets_everything_through_instead_of_nothing() -> None:
    prefilter = Prefilter(["free", "coin"])
    prefilter._sets = [(ForgetfulSet(), 0, 2)]
    assert prefilter.candidates("nothing here") == [0, 1]


def test_too_many_sources_for_one_set_are_spread_over_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_SET_MEMORY", 200_000)
    sources = [re2.escape(f"spore number {number}") for number in range(2_000)]
    prefilter = Prefilter(sources)
    assert len(prefilter._sets) > 1
    assert sorted(prefilter.candidates("spore number 1777, spore number 3!")) == [1, 3, 17, 177, 1777]


words = st.text(alphabet="abéカｶﾞ馬_ -ー\u0301", min_size=1, max_size=4)


@given(words, st.lists(st.text(alphabet="abéカｶﾞ馬_ -ー\u0301.", max_size=6), max_size=6))
def test_the_prefilter_never_misses_what_the_confirmation_finds(written: str, pieces: list[str]) -> None:
    for make in (patterns.word, patterns.phrase):
        try:
            condition = make(written, View.FOLDED)
        except PatternFault:
            continue
        folded = fold(written.join(pieces))
        if list(condition.spans(Text.of(folded, SECONDS))):
            assert Prefilter([condition.source]).candidates(folded) == [0]


@given(st.text(alphabet="abÉカｶﾞア馬㍿", min_size=1, max_size=8))
def test_a_pattern_of_letters_alone_hits_its_own_text(letters: str) -> None:
    letters = unicodedata.normalize("NFC", letters)
    assert re2.fullmatch(f"(?i:{fold_pattern(letters)})", fold(letters)) is not None


@given(st.text(alphabet=r"ab\[]^-()?*+{}|.カÉQE:px1,", max_size=12))
def test_folding_a_pattern_does_not_make_a_good_one_bad(source: str) -> None:
    try:
        patterns._compile(source)
    except PatternFault:
        return
    patterns._compile(f"(?i:{fold_pattern(source)})")
