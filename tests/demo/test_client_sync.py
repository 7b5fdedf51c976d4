"""The long poll: gaps, filters, coming and going."""

from __future__ import annotations

import json
from typing import Any

from moderator.demo.entities import Room
from tests.demo.inside import Inside, at, q


def sync(inside: Inside, by: str, since: str | None = None, wanted: Any = None) -> tuple[str, dict[str, Any]]:
    """Return the next token and the rooms."""
    path = "/_matrix/client/v3/sync?timeout=0" + (f"&since={since}" if since else "")
    path += "&filter=" + q(json.dumps(wanted)) if wanted else ""
    answer = inside.done("GET", path, by=by)
    return answer["next_batch"], answer.get("rooms", {})


def bodies(rooms: dict[str, Any], room: Room) -> list[str]:
    return [event["content"].get("body", event["type"]) for event in rooms["join"][room.room_id]["timeline"]["events"]]


def test_news_are_told_once() -> None:
    """After them there is nothing."""
    inside = Inside()
    room = inside.room()
    since, _ = sync(inside, "bob")
    inside.send(room, "carol", "news")
    since, rooms = sync(inside, "bob", since)
    assert bodies(rooms, room) == ["news"]
    assert sync(inside, "bob", since)[1] == {}


def test_a_gap_is_said_and_can_be_filled() -> None:
    """`limited` with a token from which history goes on without overlap."""
    inside = Inside()
    room = inside.room()
    since, _ = sync(inside, "bob")
    for number in range(5):
        inside.send(room, "carol", str(number))
    _, rooms = sync(inside, "bob", since, {"room": {"timeline": {"limit": 2}}})
    timeline = rooms["join"][room.room_id]["timeline"]
    assert (bodies(rooms, room), timeline["limited"]) == (["3", "4"], True)
    older = inside.done("GET", f"{at(room)}/messages?dir=b&limit=3&from={timeline['prev_batch']}", by="bob")
    assert [event["content"]["body"] for event in older["chunk"]] == ["2", "1", "0"]


def test_state_hidden_by_the_filter_comes_before_what_passes_or_never() -> None:
    """A change with no passing post after it is lost for good once the token has moved on."""
    inside = Inside()
    room = inside.room()
    texts = {"room": {"timeline": {"types": ["m.room.message"]}}}
    since, _ = sync(inside, "bob", None, texts)
    inside.done("PUT", at(room) + "/state/m.room.topic", {"topic": "one"}, by="alice")
    since, rooms = sync(inside, "bob", since, texts)
    assert rooms == {}
    inside.done("PUT", at(room) + "/state/m.room.name", {"name": "two"}, by="alice")
    inside.send(room, "carol", "after")
    _, rooms = sync(inside, "bob", since, texts)
    assert [event["type"] for event in rooms["join"][room.room_id]["state"]["events"]] == ["m.room.name"]


def test_a_room_that_was_joined_meanwhile_comes_whole() -> None:
    """With its state, as at first."""
    inside = Inside()
    since, _ = sync(inside, "bob")
    room = inside.room()
    _, rooms = sync(inside, "bob", since)
    kinds = {event["type"] for event in rooms["join"][room.room_id]["state"]["events"]}
    timeline = rooms["join"][room.room_id]["timeline"]
    assert "m.room.create" in kinds | {event["type"] for event in timeline["events"]}


def test_an_invitation_comes_with_a_little_state() -> None:
    """Enough to show what it is for."""
    inside = Inside()
    room = inside.room(members=(), preset="private_chat", name="quiet")
    since, _ = sync(inside, "bob")
    inside.done("POST", at(room) + "/invite", {"user_id": inside.id("bob")}, by="alice")
    _, rooms = sync(inside, "bob", since)
    shown = rooms["invite"][room.room_id]["invite_state"]["events"]
    assert {"m.room.name", "m.room.member"} <= {event["type"] for event in shown}


def test_leaving_is_told_once_and_a_ban_also_at_first() -> None:
    """A fresh sync leaves out rooms one left, unless asked; not those one is banned from."""
    inside = Inside()
    room, other = inside.room(), inside.room()
    since, _ = sync(inside, "bob")
    inside.done("POST", at(room) + "/kick", {"user_id": inside.id("bob")}, by="alice")
    inside.done("POST", at(other) + "/ban", {"user_id": inside.id("bob")}, by="alice")
    since, rooms = sync(inside, "bob", since)
    assert set(rooms["leave"]) == {room.room_id, other.room_id}
    assert sync(inside, "bob", since)[1] == {}
    assert set(sync(inside, "bob")[1]["leave"]) == {other.room_id}
    assert set(sync(inside, "bob", None, {"room": {"include_leave": True}})[1]["leave"]) == {
        room.room_id,
        other.room_id,
    }


def test_a_sync_can_be_narrowed_to_rooms() -> None:
    """By naming them, or by leaving some out."""
    inside = Inside()
    first, second = inside.room(), inside.room()
    assert set(sync(inside, "bob", None, {"room": {"rooms": [first.room_id]}})[1]["join"]) == {first.room_id}
    assert set(sync(inside, "bob", None, {"room": {"not_rooms": [first.room_id]}})[1]["join"]) == {second.room_id}


def test_a_token_from_the_future_is_refused() -> None:
    """So is a filter that is none."""
    inside = Inside()
    assert inside.call("GET", "/_matrix/client/v3/sync?since=s999_0")[0] == 400
    assert inside.call("GET", "/_matrix/client/v3/sync?filter=77")[0] == 400
    assert inside.call("GET", "/_matrix/client/v3/sync?filter=%7Bno")[0] == 400
