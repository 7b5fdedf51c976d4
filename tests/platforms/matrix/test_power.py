"""Who may do what in a room, by the rules of its version."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Raw

from moderator.platforms.matrix.power import CREATOR, Levels, read_levels, why_not, why_not_mute, why_not_redact

ME, BOB, ALICE = "@me:x", "@bob:x", "@alice:x"


def levels(
    content: dict[str, object] | None, version: str = "11", creators: frozenset[str] = frozenset({ALICE})
) -> Levels:
    raw = None if content is None else {key: Raw(msgspec.json.encode(value)) for key, value in content.items()}
    return read_levels(raw, version=version, creators=creators)


def test_without_a_levels_event_the_creator_has_a_hundred_and_everybody_may_set_state() -> None:
    room = levels(None)
    assert (room.of(ALICE), room.of(BOB)) == (100, 0)
    assert room.needed_to_send("m.room.name", state=True) == 0
    assert room.needed("ban") == 50


def test_defaults_stand_where_the_event_says_nothing() -> None:
    room = levels({})
    assert (room.of(ALICE), room.needed("kick"), room.needed_to_send("m.room.name", state=True)) == (0, 50, 50)
    assert room.needed_to_send("m.room.message") == 0


def test_from_version_twelve_on_creators_stand_above_every_level() -> None:
    content = {"users": {ME: 9_007_199_254_740_991}}
    assert levels(content, "12").of(ALICE) == CREATOR
    assert levels(content, "org.matrix.hydra.11").of(ALICE) == CREATOR
    assert levels(content, "11").of(ALICE) == 0
    for act in ("ban", "kick"):
        assert why_not(levels(content, "12"), act, ME, ALICE) == "creator"
    assert why_not_mute(levels(content, "12"), ME, ALICE) == "creator"


@pytest.mark.parametrize(
    ("users", "reason"),
    [
        ({}, "no_power"),
        ({ME: 49}, "no_power"),
        ({ME: 50}, ""),
        ({ME: 50, BOB: 50}, "outranked"),
        ({ME: 60, BOB: 50}, ""),
    ],
)
def test_keeping_somebody_out_needs_the_level_and_more_than_theirs(users: dict[str, int], reason: str) -> None:
    assert why_not(levels({"users": users}), "ban", ME, BOB) == reason


def test_changing_levels_needs_what_the_event_itself_needs() -> None:
    content = {"users": {ME: 90, BOB: 10}, "events": {"m.room.power_levels": 100}}
    assert why_not_mute(levels(content), ME, BOB) == "no_power"
    content["events"] = {"m.room.power_levels": 90}
    assert why_not_mute(levels(content), ME, BOB) == ""


def test_removing_needs_both_the_redact_level_and_the_right_to_send_a_redaction() -> None:
    assert why_not_redact(levels({"users": {ME: 50}}), ME) == ""
    assert why_not_redact(levels({"users": {ME: 50}, "events": {"m.room.redaction": 60}}), ME) == "no_power"
    assert why_not_redact(levels({"users": {ME: 0}, "redact": 0}), ME) == ""


def test_levels_of_old_rooms_are_sometimes_text_and_nonsense_counts_as_nothing() -> None:
    room = levels({"users": {ME: "60", BOB: " 5 ", ALICE: "x"}, "ban": "55", "kick": None})
    assert (room.of(ME), room.of(BOB), room.of(ALICE), room.needed("ban"), room.needed("kick")) == (60, 5, 0, 55, 50)
    assert levels({"users": [1, 2], "events": 7}).of(ME) == 0


def test_muted_is_below_every_way_of_posting() -> None:
    room = levels({"users": {BOB: -1}, "events": {"m.reaction": 0}, "events_default": 5})
    assert room.to_speak == 0
    assert room.muted(BOB)
    assert not room.muted(ME)
