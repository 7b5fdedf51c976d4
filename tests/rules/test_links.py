"""Links are found as people and browsers would read them, and their spans cover the host as it was written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.rules.links import (
    Link,
    canonical_host,
    covers,
    find_links,
    is_public_suffix,
    registrable_domain,
)

KINOKO = "xn--" + "きのこ".encode("punycode").decode()


@pytest.mark.parametrize(
    ("text", "written", "host"),
    [
        ("see https://spore.example/claim?ref=1 now", "spore.example", "spore.example"),
        ("くわしくはspore.exampleです。", "spore.example", "spore.example"),
        ("https://spore.exampleを見て", "spore.example", "spore.example"),
        ("https://spore.example。次に", "spore.example", "spore.example"),
        ("「https://spore.example」", "spore.example", "spore.example"),
        ("(http://spore.example)", "spore.example", "spore.example"),
        ("WWW．Spore．Example!", "WWW．Spore．Example", "www.spore.example"),
        ("ｓｐｏｒｅ．ｅｘａｍｐｌｅ", "ｓｐｏｒｅ．ｅｘａｍｐｌｅ", "spore.example"),
        ("spore。example", "spore。example", "spore.example"),
        ("spore.example。OKです", "spore.example", "spore.example"),
        ("visit spore.example.Then go", "spore.example", "spore.example"),
        ("spore.example.", "spore.example", "spore.example"),
        ("spore.example, and", "spore.example", "spore.example"),
        ("です。spore.example", "spore.example", "spore.example"),
        ("mail ren@spore.example", "spore.example", "spore.example"),
        ("mail ren.name@spore.example", "spore.example", "spore.example"),
        ("https://good.example@spore.example:8080/x", "spore.example", "spore.example"),
        ("http://192.0.2.1/x", "192.0.2.1", "192.0.2.1"),
        ("http://server.corp/x", "server.corp", "server.corp"),
        (f"https://{KINOKO}.example/", f"{KINOKO}.example", "きのこ.example"),
        ("https://きのこ.example/", "きのこ.example", "きのこ.example"),
        ("spоre.example with Cyrillic о", "spоre.example", "spore.example"),
        ("spo\u200bre.example", "spo\u200bre.example", "spore.example"),
        ("https://a.co.jp/b", "a.co.jp", "a.co.jp"),
        ("https://例え.みんな/", "例え.みんな", "例え.みんな"),
    ],
)
def test_a_host_is_found_where_it_stands(text: str, written: str, host: str) -> None:
    assert [(text[link.start : link.end], link.host) for link in find_links(text)] == [(written, host)]


@pytest.mark.parametrize(
    "text",
    ["", "no link", "file.txt", "e.g. this", "v1.2.3", "a.b", "https://", "https://[::1]/", "...", "です。はい。"],
)
def test_what_is_no_link_is_not_found(text: str) -> None:
    assert find_links(text) == []


def test_two_links_glued_by_japanese_are_two() -> None:
    hosts = [link.host for link in find_links("a.exampleはb.example。c.example。")]
    assert hosts == ["a.example", "b.example", "c.example"]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.co.jp", "b.co.jp"),
        ("x.y.example", "y.example"),
        ("example", "example"),
        ("192.0.2.1", "192.0.2.1"),
        ("shop.spore.com", "spore.com"),
    ],
)
def test_the_registrable_domain_is_what_somebody_bought(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_a_suffix_that_anybody_can_use_is_known() -> None:
    assert is_public_suffix("co.jp")
    assert is_public_suffix("example")
    assert not is_public_suffix("spore.example")


@pytest.mark.parametrize(
    ("domain", "text", "hit"),
    [
        ("spore.example", "https://spore.example", True),
        ("spore.example", "https://login.spore.example", True),
        ("spore.example", "https://my-spore.example", False),
        ("spore.example", "https://spore.example.com", False),
        ("login.spore.example", "https://spore.example", False),
        ("きのこ.example", "詳しくはきのこ.example", True),
        ("きのこ.example", "https://毒きのこ.example", False),
        ("spore.example", "サイトはspore.example", True),
    ],
)
def test_a_domain_covers_itself_and_what_is_below_it(domain: str, text: str, hit: bool) -> None:
    assert any(covers(domain, link) for link in find_links(text)) is hit


def test_broken_punycode_is_left_as_it_is() -> None:
    assert canonical_host("xn--\u2028.example".replace("\u2028", "99999")).startswith("xn--")
    assert canonical_host("XN--" + "a" * 70 + ".example") == "xn--" + "a" * 70 + ".example"


@given(st.text(alphabet="ab./:@-。．xn0あｶﾞ\u0301 hts", max_size=60))
def test_spans_are_real_and_do_not_overlap(text: str) -> None:
    end = 0
    for link in find_links(text):
        assert end <= link.start < link.end <= len(text)
        assert isinstance(link, Link)
        end = link.end


@pytest.mark.parametrize("piece", ["a.", "あ", "あ.", "https://", "-.", "a.example。", "a.example.", "@a.b", "://a"])
def test_a_hostile_text_takes_time_by_its_length_alone(piece: str) -> None:
    text = (piece * 65_536)[:65_536]
    before = time.thread_time()
    find_links(text)
    assert time.thread_time() - before < 1.5
