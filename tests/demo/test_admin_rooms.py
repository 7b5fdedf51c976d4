"""Rooms, from an admin's side."""

from __future__ import annotations

from moderator.demo.power import level_of
from tests.demo.inside import Inside, at, q

ROOMS = "/_synapse/admin/v1/rooms"


def test_an_admin_reads_rooms_without_being_there() -> None:
    """History, surroundings, members, state: of a private room as well."""
    inside = Inside()
    room = inside.room(members=(), preset="private_chat")
    post = inside.send(room, "alice", "quiet")
    base = f"{ROOMS}/{q(room.room_id)}"
    assert inside.done("GET", base + "/messages?dir=b&limit=1")["chunk"][0]["content"]["body"] == "quiet"
    assert inside.done("GET", f"{base}/context/{q(post.event_id)}")["event"]["event_id"] == post.event_id
    assert inside.done("GET", base + "/members") == {"members": [inside.id("alice")], "total": 1}
    assert len(inside.done("GET", base + "/state")["state"]) == len(room.state)
    assert (
        inside.done("GET", f"/_synapse/admin/v1/fetch_event/{q(post.event_id)}")["event"]["content"]["body"] == "quiet"
    )


def test_taking_over_gives_the_level_of_who_gives_it_and_invites_into_private_rooms() -> None:
    """100 where a creator gives it; doing it again changes nothing."""
    inside = Inside()
    room = inside.room(members=(), preset="private_chat")
    for _ in range(2):
        inside.done("POST", f"{ROOMS}/{q(room.room_id)}/make_room_admin", {})
    assert level_of(room, inside.id("admin")) == 100
    assert room.membership(inside.id("admin")) == "invite"
    assert inside.kinds().count("make_room_admin") == 1


def test_taking_over_needs_somebody_with_power() -> None:
    """A room whose creator left has nobody."""
    inside = Inside()
    room = inside.room()
    inside.done("POST", at(room) + "/leave", {}, by="alice")
    status, answer = inside.call("POST", f"{ROOMS}/{q(room.room_id)}/make_room_admin", {})
    assert (status, answer["errcode"]) == (400, "M_UNKNOWN")


def test_rooms_are_ordered_searched_and_paged() -> None:
    """By name, or the largest first."""
    inside = Inside()
    inside.room(name="b", members=())
    inside.room(name="a")
    assert [room["name"] for room in inside.done("GET", ROOMS)["rooms"]] == ["a", "b"]
    assert inside.done("GET", ROOMS + "?order_by=joined_members&limit=1")["rooms"][0]["name"] == "a"
    assert inside.done("GET", ROOMS + "?search_term=B")["total_rooms"] == 1
    page = inside.done("GET", ROOMS + "?limit=1&from=1")
    assert (page["rooms"][0]["name"], page["prev_batch"], page["offset"]) == ("b", 0, 1)


def test_forcing_somebody_in() -> None:
    """Into a public room always, into a private one only by somebody who may invite there."""
    inside = Inside()
    public, private = inside.room(members=()), inside.room(members=(), preset="private_chat")
    join = "/_synapse/admin/v1/join/"
    inside.done("POST", join + q(public.room_id), {"user_id": inside.id("bob")})
    assert public.membership(inside.id("bob")) == "join"
    assert inside.call("POST", join + q(private.room_id), {"user_id": inside.id("bob")})[0] == 403
    inside.done("POST", at(private) + "/invite", {"user_id": inside.id("admin")}, by="alice")
    inside.done("POST", join + q(private.room_id), {"user_id": inside.id("admin")})
    inside.done("POST", join + q(private.room_id), {"user_id": inside.id("bob")})
    assert private.membership(inside.id("bob")) == "join"


def test_a_blocked_room_lets_nobody_in() -> None:
    """Until it is unblocked."""
    inside = Inside()
    room = inside.room(members=())
    path = f"{ROOMS}/{q(room.room_id)}/block"
    inside.done("PUT", path, {"block": True})
    assert inside.done("GET", path) == {"block": True, "user_id": inside.id("admin")}
    assert inside.call("POST", f"/_matrix/client/v3/join/{q(room.room_id)}", {}, by="bob")[0] == 403
    inside.done("PUT", path, {"block": False})
    inside.done("POST", f"/_matrix/client/v3/join/{q(room.room_id)}", {}, by="bob")


def test_a_purged_room_takes_its_reports_with_it() -> None:
    """Everybody is sent out, the alias is free again, and the answer of the task says who was there."""
    inside = Inside()
    room = inside.room(room_alias_name="plaza")
    post = inside.send(room, "bob")
    inside.done("POST", f"{at(room)}/report/{q(post.event_id)}", {"reason": "x"}, by="carol")
    task = inside.done("DELETE", f"/_synapse/admin/v2/rooms/{q(room.room_id)}", {})["delete_id"]
    status = inside.done("GET", f"/_synapse/admin/v2/rooms/delete_status/{task}")
    assert len(status["shutdown_room"]["kicked_users"]) == 3
    assert inside.done("GET", "/_synapse/admin/v1/event_reports")["total"] == 0
    assert inside.call("GET", f"/_synapse/admin/v1/fetch_event/{q(post.event_id)}")[0] == 404
    inside.room(room_alias_name="plaza")


def test_a_closed_room_that_is_not_purged_is_empty_and_blocked() -> None:
    """Its history stays for admins."""
    inside = Inside()
    room = inside.room()
    inside.done("DELETE", f"/_synapse/admin/v2/rooms/{q(room.room_id)}", {"purge": False, "block": True})
    assert room.members() == []
    assert inside.call("POST", f"/_matrix/client/v3/join/{q(room.room_id)}", {}, by="bob")[0] == 403
    assert inside.done("GET", f"{ROOMS}/{q(room.room_id)}/messages?dir=b")["chunk"]


def test_an_encrypted_room_says_so() -> None:
    """With its algorithm."""
    inside = Inside()
    wish = [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    room = inside.room(initial_state=wish)
    assert inside.done("GET", f"{ROOMS}/{q(room.room_id)}")["encryption"] == "m.megolm.v1.aes-sha2"
