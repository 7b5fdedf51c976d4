"""What other people wrote never hides anything, and ordinary writing is left as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.caps import TEXT_SHOWN
from ui.widgets.hostile import FSI, MARKS_PER_BASE, PDI, defanged, inline, mixed_scripts, prepare

ORDINARY = {
    "Thai": "ที่นี่ประเทศไทย น้ำใจ",
    "Hindi": "क्षत्रिय हिन्दी श्री कृष्ण",
    "Hindi with a joiner": "क्\u200dष र्\u200cय",
    "Arabic with vowels": "السَّلَامُ عَلَيْكُمْ",
    "Persian": "می\u200cخواهم",
    "Hebrew with points": "שָׁלוֹם עֲלֵיכֶם",
    "Malayalam": "അവന\u0d4d\u200d",
    "Sinhala": "ශ්\u200dරී ලංකා",
    "Tibetan": "བོད་སྐད་ བསྒྲུབས",
    "Vietnamese, parted": unicodedata.normalize("NFD", "Tiếng Việt ngữ"),
    "Japanese": "は?お前は馬鹿か。ﾊﾝｶｸ が\u3099 葛\U000e0100城",
    "Korean": "안녕하세요",
    "family": "👨‍👩‍👧‍👦 👩🏽‍❤️‍💋‍👨🏿 🧑🏻‍🤝‍🧑🏿",
    "flags": "🏳️‍🌈 🏴‍☠️ 🇯🇵 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "keycaps and hearts": "1️⃣ #️⃣ ❤️‍🔥 ☕︎ ©️",
    "numbers in Arabic": "\u0600١٢٣",
    "lines": "one\n\ttwo\nthree",
}
CONTROLS = [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]
NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from([*CONTROLS, "\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\ufe0f", "\U000e0100", "\U000e0041"]),
        st.sampled_from(["\u0301", "\u0e49", "\u0941", "\u20dd", "\u3164", "\ud800", "\x00", "\x1b", "\r", "\n", "\u2028"]),
        st.sampled_from(["a", "字", "ع", "क", "👩", "🏴", "🏽", " "]),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_writing_is_shown_as_it_was_written(text):
    assert prepare(text).text == text


def test_an_address_turned_round_is_seen():
    assert prepare("pay\u202emoc.elppa").text == "pay‹RLO›moc.elppa"


@given(NASTY)
def test_nothing_invisible_reaches_the_screen(text):
    shown = prepare(text).text
    assert not any(c in shown for c in CONTROLS)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in shown.replace("\n", "").replace("\t", ""))
    stray = [c for c in shown if unicodedata.category(c) == "Cf" and ord(c) not in (0x200C, 0x200D) and not 0x600 <= ord(c) <= 0x8E2]
    assert all(0xE0020 <= ord(c) <= 0xE007F or ord(c) in (0x110BD, 0x110CD) for c in stray)
    assert "\u200d\u200d" not in shown and "\u200c\u200c" not in shown


@given(NASTY)
def test_marks_never_pile_up(text):
    pile = 0
    for char in prepare(text).text:
        selector = 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
        pile = pile + 1 if unicodedata.category(char)[0] == "M" and not selector else pile if selector else 0
        assert pile <= MARKS_PER_BASE


@given(NASTY, st.data())
def test_every_original_character_knows_where_it_is_shown(text, data):
    shown = prepare(text)
    units = len(shown.text.encode("utf-16-le")) // 2
    assert (shown.start, shown.end) == (0, len(text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = shown.span(start, end)
    assert (span is None) == (start == end)
    if span is not None:
        assert 0 <= span[0] < span[1] <= units
        assert shown.original(span[0]) <= start
    if text:
        assert shown.span(0, len(text)) == (0, units)


@given(st.text(alphabet="ab字👩🏽\n", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_hit_lands_on_the_same_letters(text, start, length):
    shown, end = prepare(text), min(len(text), start + length)
    span = shown.span(start, end)
    if span is not None:
        assert shown.text.encode("utf-16-le")[2 * span[0] : 2 * span[1]].decode("utf-16-le") == text[start:end]


def test_a_hit_over_a_hidden_character_covers_its_tag():
    text = "fr\u200b\u200bee"
    shown = prepare(text)
    assert shown.text == "fr‹ZWSP ×2›ee"
    assert shown.span(0, 6) == (0, len(shown.text))
    assert shown.span(3, 4) == (2, 11)


def test_a_pile_of_marks_is_cut_with_a_count():
    assert prepare("a" + "\u0301" * 100 + "b").text == "a" + "\u0301" * 4 + "‹+96›b"


def test_a_smuggled_message_of_selectors_and_tags_is_seen():
    assert prepare("😀" + "\U000e0102" * 40).text == "😀‹VS ×40›"
    assert prepare("hi" + "".join(chr(0xE0000 + ord(c)) for c in "kill")).text == "hi‹TAG ×4›"


def test_line_breaks_of_every_kind_are_one_break():
    assert prepare("a\r\nb\rc\u2028d\x85e").text == "a\nb\nc\nd\ne"


def test_a_long_text_comes_in_pages_that_part_no_letter_from_its_marks():
    text = ("x" * (TEXT_SHOWN - 1)) + "e\u0301" * 10
    first = prepare(text)
    assert first.end == TEXT_SHOWN - 1 and first.more == 20
    assert prepare(text, first.end).text == "e\u0301" * 10


def test_tags_do_not_blow_a_page_up():
    shown = prepare("\u202e\u202d" * TEXT_SHOWN)
    assert len(shown.text) <= TEXT_SHOWN + 16
    assert shown.end == len(shown.text) // 5 and shown.more == 2 * TEXT_SHOWN - shown.end


def test_a_sequence_of_joined_pictures_ends_somewhere():
    text = "👩" + "\u200d👩" * 30
    assert "‹ZWJ›" in prepare(text).text


def test_a_name_is_one_isolated_line():
    assert inline("  Mossy\nDave\u202e ") == f"{FSI}Mossy Dave‹RLO›{PDI}"
    assert inline("x" * 300) == f"{FSI}{'x' * 256}…{PDI}"


def test_letters_of_scripts_that_look_alike_are_named():
    assert mixed_scripts("p\u0430ypal") == ("LATIN", "CYRILLIC")
    assert mixed_scripts("Ωmega") == ("LATIN", "GREEK")
    assert mixed_scripts("くろいろ茶碗 Tea") == ()


def test_an_address_that_was_copied_safely_is_no_link():
    assert defanged("see https://spore-coins.example/claim?a=1.5 now") == "see hxxps://spore-coins[.]example/claim?a=1.5 now"
