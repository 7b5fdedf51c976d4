"""Names, sessions, events: how things come to stand."""

from __future__ import annotations

import pytest

from moderator.demo.errors import MatrixError
from tests.demo.inside import Inside


def test_the_same_seed_gives_the_same_names() -> None:
    """Event ids are repeatable; another seed gives others. Tokens never repeat."""
    rooms = [Inside(seed=seed).room() for seed in (1, 1, 2)]
    assert rooms[0].room_id == rooms[1].room_id != rooms[2].room_id
    assert Inside(seed=1).devices["bob"].token != Inside(seed=1).devices["bob"].token


def test_a_device_that_logs_in_again_loses_its_old_token() -> None:
    """As on the real server."""
    world = Inside().world
    user = world.users[world.qualify("bob")]
    old, new = world.log_in(user, "PHONE"), world.log_in(user, "PHONE")
    assert old.token not in world.devices
    assert new.token in world.devices


def test_sessions_can_be_forgotten_all_at_once() -> None:
    """Only those of that account."""
    inside = Inside()
    inside.world.forget_sessions(inside.world.users[inside.id("bob")])
    assert {device.user_id for device in inside.world.devices.values()} == {
        inside.id(name) for name in ("admin", "alice", "carol")
    }


def test_new_state_remembers_what_it_replaces() -> None:
    """Each event knows the one before it in the room, and the state it takes the place of."""
    inside = Inside()
    room = inside.room()
    old = room.state[("m.room.name", "")]
    new = inside.world.append(room, inside.id("alice"), "m.room.name", {"name": "b"}, state_key="")
    assert (new.replaces, room.name) == (old.event_id, "b")
    assert new.prev_event == room.events[-2].event_id


def test_news_wake_who_waits() -> None:
    """The event that is waited on is set, and the next wait is for the next news."""
    inside = Inside()
    room = inside.room()
    waiting = inside.world.changed
    inside.send(room, "bob")
    assert waiting.is_set()
    assert not inside.world.changed.is_set()


def test_what_is_not_there_is_refused() -> None:
    """Rooms, events and aliases alike; an event of another room as well."""
    inside = Inside()
    first, second = inside.room(), inside.room()
    event = inside.send(first, "bob")
    for find in (
        lambda: inside.world.room("!none"),
        lambda: inside.world.event_of(second.room_id, event.event_id),
        lambda: inside.world.resolve_room("#none:lab.localhost"),
    ):
        with pytest.raises(MatrixError, match="404"):
            find()
    assert inside.world.event_of(first.room_id, event.event_id) is event
    assert inside.world.resolve_room(first.room_id) == first.room_id
