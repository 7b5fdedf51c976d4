"""Levels: who may do what."""

from __future__ import annotations

import pytest

from moderator.demo.errors import MatrixError
from moderator.demo.power import CREATOR_LEVEL, check_new_levels, creators, level_of, needed, needed_to_send
from tests.demo.inside import Inside


def test_a_creator_stands_above_every_level_in_version_12_only() -> None:
    """In version 11 it is 100, as written."""
    inside = Inside()
    new, old = inside.room(), inside.room(room_version="11")
    assert level_of(new, inside.id("alice")) == CREATOR_LEVEL
    assert level_of(old, inside.id("alice")) == 100
    assert creators(old) == ()
    assert level_of(new, inside.id("bob")) == 0


def test_further_creators_count() -> None:
    """They are named when the room is made."""
    inside = Inside()
    room = inside.room(creation_content={"additional_creators": [inside.id("bob")]})
    assert level_of(room, inside.id("bob")) == CREATOR_LEVEL


def test_levels_have_defaults() -> None:
    """Ban, kick and redact need 50; posting 0; state 50 or what is said of it."""
    room = Inside().room()
    assert [needed(room, act) for act in ("ban", "kick", "redact")] == [50, 50, 50]
    assert needed_to_send(room, "m.room.message", state=False) == 0
    assert needed_to_send(room, "org.example", state=True) == 50
    assert needed_to_send(room, "m.room.tombstone", state=True) == 150


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ban": "50"}, "M_BAD_JSON"),
        ({"users": {"@x:y": "5"}}, "M_BAD_JSON"),
        ({"users": {"@alice:lab.localhost": 100}}, "M_UNKNOWN"),
        ({"ban": 101}, "M_FORBIDDEN"),
        ({"events": {}}, "M_FORBIDDEN"),  # takes away the 150 of the tombstone
        ({"users": {"@bob:lab.localhost": 100}}, "M_FORBIDDEN"),  # takes carol's equal level away
    ],
)
def test_a_change_beyond_ones_own_level_is_refused(change: dict[str, object], code: str) -> None:
    """So is one that is not well formed, and one that names a creator."""
    inside = Inside()
    room = inside.room()
    bob, carol = inside.id("bob"), inside.id("carol")
    content = room.content("m.room.power_levels")
    content["users"] = {bob: 100, carol: 100}
    with pytest.raises(MatrixError, match=code):
        check_new_levels(room, bob, {**content, **change})


def test_a_change_below_ones_own_level_is_fine() -> None:
    """Muting somebody is one."""
    inside = Inside()
    room = inside.room()
    content = room.content("m.room.power_levels")
    content["users"] = {inside.id("bob"): 100}
    check_new_levels(room, inside.id("bob"), {**content, "users": {**content["users"], inside.id("carol"): -1}})
