"""Accounts, from an admin's side."""

from __future__ import annotations

from tests.demo.inside import Inside, at, q

A, V2 = "/_synapse/admin/v1", "/_synapse/admin/v2"


def test_the_age_of_an_account_is_seconds_here_and_milliseconds_there() -> None:
    """A trap of the real server, kept."""
    inside = Inside()
    detail = inside.done("GET", f"{V2}/users/{q(inside.id('bob'))}")
    (row,) = inside.done("GET", f"{V2}/users?name=bob")["users"]
    assert row["creation_ts"] == detail["creation_ts"] * 1000
    assert "suspended" in detail
    assert "suspended" not in row


def test_accounts_come_in_pages() -> None:
    """By name; the token is text here."""
    inside = Inside()
    first = inside.done("GET", V2 + "/users?limit=3")
    assert first["next_token"] == "3"
    rest = inside.done("GET", V2 + "/users?limit=3&from=3")
    assert [user["name"] for user in first["users"] + rest["users"]] == sorted(inside.world.users)
    assert "next_token" not in rest


def test_suspending_twice_is_one_effect() -> None:
    """And lifting it is another."""
    inside = Inside()
    path = f"{A}/suspend/{q(inside.id('bob'))}"
    for wanted in (True, True, False):
        assert inside.done("PUT", path, {"suspend": wanted}) == {f"user_{inside.id('bob')}_suspended": wanted}
    assert inside.kinds() == ["suspend", "unsuspend"]


def test_an_account_can_be_made_and_spoken_as() -> None:
    """201 at first, 200 for a change; the token works."""
    inside = Inside()
    path = f"{V2}/users/{q(inside.id('dora'))}"
    assert inside.call("PUT", path, {"password": "x", "displayname": "Dora"})[0] == 201
    assert inside.call("PUT", path, {"displayname": "D."})[0] == 200
    token = inside.done("POST", f"{A}/users/{q(inside.id('dora'))}/login", {})["access_token"]
    assert inside.world.devices[token].user_id == inside.id("dora")
    assert inside.world.users[inside.id("dora")].displayname == "D."


def test_removing_everything_of_somebody_needs_no_level() -> None:
    """It is done in their own name, in every room they are in or banned from, once for each post."""
    inside = Inside()
    room, other = inside.room(), inside.room()
    posts = [inside.send(where, "bob") for where in (room, room, other)]
    kept = inside.send(room, "carol")
    inside.done("POST", at(other) + "/ban", {"user_id": inside.id("bob")}, by="alice")
    task = inside.done("POST", f"{A}/user/{q(inside.id('bob'))}/redact", {"rooms": [], "reason": "clean"})["redact_id"]
    assert inside.done("GET", f"{A}/user/redact_status/{task}") == {"status": "complete", "failed_redactions": {}}
    assert all(post.redacted_by for post in posts)
    assert kept.redacted_by is None
    inside.done("POST", f"{A}/user/{q(inside.id('bob'))}/redact", {"rooms": []})
    assert inside.world.journal.view("redact", None, 0)["doubled"] == []


def test_removing_everything_as_the_admin_needs_a_level() -> None:
    """What could not be removed is named."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    task = inside.done("POST", f"{A}/user/{q(inside.id('bob'))}/redact", {"rooms": [], "use_admin": True})["redact_id"]
    assert post.event_id in inside.done("GET", f"{A}/user/redact_status/{task}")["failed_redactions"]
    assert inside.call("POST", f"{A}/user/{q(inside.id('bob'))}/redact", {"rooms": [], "limit": 0})[0] == 400


def test_a_closed_account_leaves_and_can_be_opened_again_with_a_password() -> None:
    """Without one it stays closed."""
    inside = Inside()
    room = inside.room()
    path = f"{V2}/users/{q(inside.id('bob'))}"
    inside.done("POST", f"{A}/deactivate/{q(inside.id('bob'))}", {"erase": True})
    assert room.membership(inside.id("bob")) == "leave"
    assert inside.world.users[inside.id("bob")].erased
    assert inside.call("PUT", path, {"deactivated": False})[0] == 400
    assert inside.call("PUT", path, {"deactivated": False, "password": "new"})[1]["deactivated"] is False


def test_a_notice_is_sent_once_in_a_transaction() -> None:
    """Without an id each request is a notice."""
    inside = Inside()
    body = {"user_id": inside.id("bob"), "content": {"msgtype": "m.text", "body": "Please be kind."}}
    for method, path in (("PUT", "/n1"), ("PUT", "/n1"), ("POST", ""), ("POST", "")):
        inside.done(method, A + "/send_server_notice" + path, body)
    assert inside.kinds().count("notice") == 3
    inside.world.settings.server_notices = False
    assert inside.call("PUT", A + "/send_server_notice/n2", body) == (
        400,
        {"errcode": "M_UNKNOWN", "error": "This server is not set up for server notices"},
    )


def test_rate_limits_can_be_lifted_for_one() -> None:
    """Set, read, deleted."""
    inside = Inside()
    path = f"{A}/users/{q(inside.id('bob'))}/override_ratelimit"
    wanted = {"messages_per_second": 5, "burst_count": 9}
    assert [inside.done("GET", path), inside.done("POST", path, wanted), inside.done("GET", path)] == [
        {},
        wanted,
        wanted,
    ]
    inside.done("DELETE", path)
    assert inside.done("GET", path) == {}


def test_memberships_and_uploads_are_listed() -> None:
    """Also of rooms that were left."""
    inside = Inside()
    room, left = inside.room(), inside.room()
    inside.done("POST", at(left) + "/leave", {}, by="bob")
    inside.answer("POST", "/_matrix/media/v3/upload", raw=b"x", by="bob")
    user = q(inside.id("bob"))
    assert inside.done("GET", f"{A}/users/{user}/memberships")["memberships"] == {
        room.room_id: "join", left.room_id: "leave"
    }  # fmt: skip
    assert inside.done("GET", f"{A}/users/{user}/joined_rooms")["joined_rooms"] == [room.room_id]
    assert inside.done("GET", f"{A}/users/{user}/media")["total"] == 1
