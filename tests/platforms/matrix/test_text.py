"""What members see is what a moderator reads, whatever a sender put into which field."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.platforms.matrix.text import body_text, clean, html_text, without_fallback


def test_a_harmless_body_does_not_hide_what_the_formatted_one_shows() -> None:
    assert body_text("hello", "<b>死ね</b>", is_reply=False) == "hello\n\n死ね"
    assert body_text("", "<p>only here</p>", is_reply=False) == "only here"


@pytest.mark.parametrize(
    ("body", "formatted"),
    [
        ("**bold** and _em_", "<strong>bold</strong> and <em>em</em>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("Alice: hi", '<a href="https://matrix.to/#/@alice:x">Alice</a>: hi'),
        ("[site](https://example.org/x)", '<a href="https://example.org/x">site</a>'),
        ("a & b < c", "a &amp; b &lt; c"),
        ("見て\n改行", "見て<br>改行"),
        ("plain", ""),
    ],
)
def test_the_same_words_in_another_dress_are_not_said_twice(body: str, formatted: str) -> None:
    assert body_text(body, formatted, is_reply=False) == body


def test_a_link_whose_text_names_another_place_shows_where_it_leads() -> None:
    shown = body_text(
        "https://bank.example", '<a href="https://evil.example/login">https://bank.example</a>', is_reply=False
    )
    assert "https://evil.example/login" in shown


def test_the_quotation_of_a_reply_is_taken_off_and_nothing_else() -> None:
    quoted = "> <@alice:x> first\n> second\n\nmy answer\n> and a quote of mine"
    assert without_fallback(quoted) == "my answer\n> and a quote of mine"
    assert without_fallback("> a quote without a name\n\nx") == "> a quote without a name\n\nx"
    assert without_fallback("> <@alice:x> nothing but this") == "> <@alice:x> nothing but this"
    assert (
        body_text(quoted, "<mx-reply><blockquote>alice first</blockquote></mx-reply>my answer", is_reply=False)
        != "my answer"
    )


def test_the_quotation_in_a_formatted_reply_is_left_out() -> None:
    formatted = "<mx-reply><blockquote>In reply to <b>alice</b> first</blockquote></mx-reply>my <i>answer</i>"
    assert body_text("> <@alice:x> first\n\nmy answer", formatted, is_reply=True) == "my answer"


def test_html_without_end_is_shown_as_it_stands() -> None:
    assert html_text("a <b") == "a <b"
    assert html_text("<mx-reply>hidden") == ""
    assert html_text("</mx-reply>shown") == "shown"


@pytest.mark.parametrize("part", ["<div>", "<mx-reply>", "<", "<a href='", "&lt;", "<a href=x>"])
def test_hostile_html_costs_no_more_than_its_length(part: str) -> None:
    began = time.perf_counter()
    html_text(part * 60_000)
    assert time.perf_counter() - began < 1.0


@given(st.text())
def test_any_text_goes_through_html_without_an_error(text: str) -> None:
    html_text(text)
    body_text(text, text, is_reply=True)


def test_nul_is_replaced_since_databases_refuse_it() -> None:
    assert clean("a\x00b") == "a\ufffdb"
