"""What a room knows of itself."""

from __future__ import annotations

from tests.demo.inside import Inside, at


def test_a_room_tells_its_members_in_the_order_of_their_coming() -> None:
    """Joined, banned, and those never here are told apart."""
    inside = Inside()
    room = inside.room(members=("carol", "bob"))
    inside.done("POST", at(room) + "/ban", {"user_id": inside.id("bob")}, by="alice")
    assert room.members() == [inside.id("alice"), inside.id("carol")]
    assert room.members("ban") == [inside.id("bob")]
    assert room.membership("@ghost:lab.localhost") is None


def test_names_and_aliases_are_state() -> None:
    """They are there when they were set, and nothing otherwise."""
    inside = Inside()
    named = inside.room(name="広場", room_alias_name="plaza")
    assert (named.name, named.alias) == ("広場", "#plaza:lab.localhost")
    bare = inside.world.rooms[inside.done("POST", "/_matrix/client/v3/createRoom", {}, by="bob")["room_id"]]
    assert (bare.name, bare.alias) == (None, None)
    assert bare.content("m.room.topic") == {}


def test_only_version_12_lifts_creators_above_all() -> None:
    """And its ids name no server."""
    inside = Inside()
    new, old = inside.room(), inside.room(room_version="11")
    assert (new.creators_rule, old.creators_rule) == (True, False)
    assert ":" not in new.room_id
    assert old.room_id.endswith(":lab.localhost")
