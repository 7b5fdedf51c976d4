"""Rooms, removals, reports, notices: what takes effect, how often, and what is written down."""

from __future__ import annotations

import pytest

from moderator.demo import acts
from moderator.demo.errors import MatrixError
from tests.demo.inside import Inside


def test_a_second_removal_is_a_second_event_and_a_doubled_effect() -> None:
    """The post stays removed by the first."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    first = acts.redact(inside.world, room, inside.id("alice"), post.event_id, "spam")
    second = acts.redact(inside.world, room, inside.id("alice"), post.event_id, "spam")
    assert first.event_id != second.event_id
    assert post.redacted_by == first.event_id
    assert [row["count"] for row in inside.world.journal.view("redact", None, 0)["doubled"]] == [2]


def test_who_has_no_level_removes_only_their_own() -> None:
    """Others' posts and posts that are not there are refused; the room's first event stays in any case."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    carol = inside.id("carol")
    for event_id, code in ((post.event_id, "M_FORBIDDEN"), ("$none", "M_NOT_FOUND")):
        with pytest.raises(MatrixError, match=code):
            acts.redact(inside.world, room, carol, event_id, None)
    with pytest.raises(MatrixError, match="M_FORBIDDEN"):
        acts.redact(inside.world, room, inside.id("alice"), room.events[0].event_id, None)
    acts.redact(inside.world, room, inside.id("bob"), post.event_id, None)
    assert post.redacted_by is not None


def test_an_event_of_another_room_cannot_be_removed_from_here() -> None:
    """It is named as what it is."""
    inside = Inside()
    here, there = inside.room(), inside.room()
    post = inside.send(there, "bob")
    with pytest.raises(MatrixError, match="another room"):
        acts.redact(inside.world, here, inside.id("alice"), post.event_id, None)


def test_the_same_state_again_changes_nothing() -> None:
    """The old event is the answer, and the ledger has one effect."""
    inside = Inside()
    room = inside.room()
    name = ("m.room.name", "", {"name": "new"})
    first = acts.set_state(inside.world, room, inside.id("alice"), *name)
    assert acts.set_state(inside.world, room, inside.id("alice"), *name) is first
    assert inside.kinds().count("state") == 1


def test_every_report_is_a_row() -> None:
    """The same one again too; one of nobody is taken and kept nowhere."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    for _ in range(2):
        acts.report_event(inside.world, inside.id("carol"), room.room_id, post.event_id, "spam")
    acts.report_user(inside.world, inside.id("carol"), "@ghost:lab.localhost", "x")
    acts.report_user(inside.world, inside.id("carol"), inside.id("bob"), "rude")
    assert sorted(inside.world.event_reports) == [2, 3]
    assert sorted(inside.world.user_reports) == [2]


def test_the_first_notice_makes_a_room_and_the_second_uses_it() -> None:
    """The person is invited; each notice is an effect with its words."""
    inside = Inside()
    content = {"msgtype": "m.text", "body": "Please be kind."}
    made = [
        acts.send_notice(inside.world, inside.id("admin"), inside.id("bob"), "m.room.message", content)
        for _ in range(2)
    ]
    assert made[0].room_id == made[1].room_id
    assert inside.world.rooms[made[0].room_id].membership(inside.id("bob")) == "invite"
    notices = inside.world.journal.view("notice", None, 0)
    assert [row["count"] for row in notices["doubled"]] == [2]
    assert notices["entries"][0]["detail"] == "Please be kind."


def test_a_taken_alias_and_an_unknown_version_are_refused() -> None:
    """No half-made room is left behind."""
    inside = Inside()
    inside.room(room_alias_name="plaza")
    before = len(inside.world.rooms)
    for wish in ({"room_alias_name": "plaza"}, {"room_version": "99"}):
        with pytest.raises(MatrixError, match="400"):
            acts.create_room(inside.world, inside.id("bob"), wish)
    assert len(inside.world.rooms) == before


def test_the_oldest_rooms_name_their_creator_in_their_first_event() -> None:
    """Version 10 does, version 11 no more."""
    inside = Inside()
    old, newer = inside.room(room_version="10"), inside.room(room_version="11")
    assert old.content("m.room.create")["creator"] == inside.id("alice")
    assert "creator" not in newer.content("m.room.create")
    post = inside.send(old, "bob")
    assert "redacts" not in acts.redact(inside.world, old, inside.id("alice"), post.event_id, None).content
