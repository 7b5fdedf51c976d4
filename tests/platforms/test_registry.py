"""The platforms by name."""

from __future__ import annotations

import asyncio

import pytest

from moderator.domain.errors import KnownError
from moderator.platforms import registry
from moderator.platforms.matrix.connector import MatrixConnector
from moderator.platforms.rehearsal import Rehearsal
from tests.helpers.clock import FrozenClock


def test_every_platform_has_a_form_a_planner_and_words_in_both_languages() -> None:
    for name, one in registry.PLATFORMS.items():
        assert one.planner.name == name
        assert {field.key for field in one.fields} >= {"address"}
        assert one.title["en"] and one.title["ja"]
        assert registry.planners()[name] is one.planner


def test_an_unknown_platform_is_named_with_those_there_are() -> None:
    with pytest.raises(KnownError) as refused:
        registry.fields("myspace")
    assert "matrix" in refused.value.message


def test_a_connector_is_made_without_speaking_to_anybody() -> None:
    async def make() -> None:
        for rehearsal in (False, True):
            one = registry.connector("matrix", "example.org", {}, {"token": "x"}, FrozenClock(), rehearsal=rehearsal)
            assert isinstance(one, Rehearsal if rehearsal else MatrixConnector)
            assert one.name == "matrix"
            await one.close()

    asyncio.run(make())


def test_codes_become_sentences_and_unknown_ones_stay() -> None:
    assert registry.sentence("matrix", "creator").startswith("The creator")
    assert registry.sentence("matrix", "creator", "ja") != registry.sentence("matrix", "creator")
    assert registry.sentence("matrix", "???") == registry.sentence("nowhere", "???") == "???"


def test_a_lost_token_is_said_before_anything_is_asked() -> None:
    with pytest.raises(KnownError) as refused:
        registry.connector("matrix", "example.org", {}, {}, FrozenClock())
    assert refused.value.code == "token_missing"
