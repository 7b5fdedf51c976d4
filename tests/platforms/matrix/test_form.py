"""What a person types as the address of a homeserver."""

from __future__ import annotations

import pytest

from moderator.domain.errors import KnownError
from moderator.platforms.matrix.form import FIELDS, origin_of


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("example.org", "https://example.org"),
        (" https://matrix.example.org/ ", "https://matrix.example.org"),
        ("matrix.example.org:8448", "https://matrix.example.org:8448"),
        ("http://127.0.0.1:8008", "http://127.0.0.1:8008"),
        ("http://[::1]:8008", "http://[::1]:8008"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_an_address_becomes_an_origin(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "", "https://", "ftp://x", "https://user:pass@x", "https://x/path", "https://x?access_token=1", "https://x#y",
        "https://x:99999", "two words", "javascript:alert(1)", "https://" + "x" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(KnownError) as refused:
        origin_of(typed)
    assert refused.value.code == "address_not_understood"
    assert "example" in refused.value.message


@pytest.mark.parametrize("typed", ["http://example.org", "http://192.168.1.5:8008", "http://127.0.0.1.evil.example"])
def test_a_token_never_travels_in_the_clear(typed: str) -> None:
    with pytest.raises(KnownError) as refused:
        origin_of(typed)
    assert refused.value.code == "address_not_encrypted"


def test_every_field_is_described_in_both_languages_and_the_token_is_secret() -> None:
    assert {field.key for field in FIELDS if field.secret} == {"token"}
    for field in FIELDS:
        for words in (field.title, field.help):
            assert words["en"] and words["ja"]
