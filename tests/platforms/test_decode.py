"""Bytes that anybody may have written become typed values under caps, or are set aside with their reason."""

from __future__ import annotations

import gzip
import json
import time
import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain import caps
from moderator.platforms.decode import Inflater, NotUnderstood, TooLarge, item, mend, page


class Envelope(msgspec.Struct):
    items: list[msgspec.Raw]


class Row(msgspec.Struct):
    id: str
    number: int = 0


def test_a_gzip_bomb_is_stopped_at_the_cap_however_small_it_arrives() -> None:
    packed = gzip.compress(b"0" * 50_000_000, 9)
    inflater = Inflater("gzip", 1_000_000)
    with pytest.raises(TooLarge):
        inflater.feed(packed)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_compressed_bodies_come_out_whole_in_any_cut(pack: object) -> None:
    body = json.dumps({"text": "こんにちは" * 500}).encode()
    packed = pack(body)  # type: ignore[operator]
    inflater = Inflater("gzip" if pack is gzip.compress else "deflate", caps.RESPONSE_BYTES)
    out = b"".join(inflater.feed(packed[i : i + 7]) for i in range(0, len(packed), 7))
    inflater.finish()
    assert out == body


def test_a_compressed_body_that_breaks_off_is_no_answer() -> None:
    packed = gzip.compress(b"x" * 10_000)
    inflater = Inflater("gzip", caps.RESPONSE_BYTES)
    inflater.feed(packed[:-9])
    with pytest.raises(NotUnderstood):
        inflater.finish()


def test_an_unknown_encoding_is_refused_before_anything_is_read() -> None:
    with pytest.raises(NotUnderstood):
        Inflater("br", 100)


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        (rb'{"id":"\ud800"}', "half a surrogate pair"),
        (rb'{"id":"\udc00 \ud83d\ude00"}', "the other half before a good pair"),
        (b'{"id":"\xff\xfe"}', "bytes that are no UTF-8"),
        (b'{"id":"x","deep":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "nesting without end"),
    ],
)
def test_one_faulty_item_does_not_take_its_page_along(bad: bytes, name: str) -> None:
    body = b'{"items":[{"id":"before"},' + bad + b',{"id":"after \\ud83d\\ude00"}]}'
    rows = [item(raw, Row) for raw in page(body, Envelope).items]
    assert rows[0].id == "before", name
    assert rows[2].id == "after 😀", name
    assert len(rows) == 3, name


def test_a_number_of_ten_thousand_digits_spoils_its_own_item_only() -> None:
    body = (
        b'{"items":[{"id":"a"},{"id":"b","number":' + b"9" * 10_000 + b'},{"id":"c","other":' + b"9" * 10_000 + b"}]}"
    )
    raws = page(body, Envelope).items
    assert item(raws[0], Row).id == "a"
    with pytest.raises(NotUnderstood, match="out of range"):
        item(raws[1], Row)
    assert item(raws[2], Row).id == "c"


def test_an_item_over_its_size_is_refused_unread() -> None:
    raw = json.dumps({"id": "x" * caps.ITEM_BYTES}).encode()
    with pytest.raises(NotUnderstood, match="bytes"):
        item(raw, Row)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[", b'{"items":{}}', b'{"items":', b'{"a":"', b"\x00", b"nul"])
def test_what_is_no_page_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        page(body, Envelope)


def test_mending_eight_megabytes_of_brackets_takes_no_longer_than_a_few_seconds() -> None:
    began = time.perf_counter()
    mend(b"[" * (caps.RESPONSE_BYTES // 2) + b"]" * (caps.RESPONSE_BYTES // 2))
    assert time.perf_counter() - began < 10


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_mending_leaves_good_json_as_it_is(value: object) -> None:
    for ascii_only in (True, False):
        body = json.dumps(value, ensure_ascii=ascii_only)
        try:
            packed = body.encode("utf-8")
        except UnicodeEncodeError:  # a lone surrogate: json writes it, nobody may read it
            continue
        if "\\ud" not in body.lower():
            assert mend(packed) == packed


@given(st.text(st.sampled_from('{}[]"\\u dD800cfa,:1'), max_size=60))
def test_mending_never_raises(text: str) -> None:
    mend(text.encode())
