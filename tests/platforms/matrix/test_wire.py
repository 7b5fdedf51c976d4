"""The small tools with which answers are taken apart."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Raw

from moderator.platforms.kit import Answer, Said
from moderator.platforms.matrix.wire import explain, inner, pick, room_path, seg


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b'{"errcode":"M_LIMIT_EXCEEDED","error":"slow","retry_after_ms":1777}',
            Said("M_LIMIT_EXCEEDED", "slow", 1.777),
        ),
        (b'{"errcode":"M_FORBIDDEN","error":"no"}', Said("M_FORBIDDEN", "no")),
        (b'{"errcode":5}', Said()),
        (b'{"retry_after_ms":' + b"9" * 5000 + b"}", Said()),
        (b"<html>", Said()),
        (b"", Said()),
        (b"[" * 100_000, Said()),
    ],
)
def test_an_error_body_is_read_if_it_is_one(body: bytes, said: Said) -> None:
    assert explain(Answer(400, {}, body)) == said


def test_long_words_of_a_server_are_cut() -> None:
    said = explain(Answer(400, {}, msgspec.json.encode({"errcode": "M" * 900, "error": "x" * 9000})))
    assert (len(said.code), len(said.text)) == (64, 500)


def test_a_member_of_the_wrong_type_is_as_good_as_none() -> None:
    content = {"body": Raw(b"5"), "m.relates_to": Raw(b"[]"), "good": Raw(b'"x"')}
    assert pick(content, "body", str, "") == ""
    assert pick(content, "absent", str, "d") == "d"
    assert pick(content, "good", str, "") == "x"
    assert inner(content, "m.relates_to") == {}


def test_ids_stay_one_segment() -> None:
    assert seg("!a/../b?c#d e") == "%21a%2F..%2Fb%3Fc%23d%20e"
    assert room_path("!r:x", "kick") == "/_matrix/client/v3/rooms/%21r%3Ax/kick"
