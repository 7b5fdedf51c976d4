"""Who is asking: log-in, tokens, locked and closed accounts."""

from __future__ import annotations

import pytest

from tests.demo.inside import Inside, q

WHOAMI = "/_matrix/client/v3/account/whoami"


def login(inside: Inside, name: str, password: str) -> tuple[int, dict[str, object]]:
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": name}, "password": password}
    return inside.call("POST", "/_matrix/client/v3/login", body, by=None)


def test_a_password_opens_a_session() -> None:
    """A wrong one does not, and says nothing more."""
    inside = Inside()
    user = inside.world.users[inside.id("bob")]
    status, answer = login(inside, "bob", user.password)
    assert (status, answer["user_id"]) == (200, user.user_id)
    assert str(answer["access_token"]) in inside.world.devices
    assert login(inside, "bob", "wrong")[0] == 403
    assert login(inside, "ghost", "wrong")[0] == 403


def test_a_closed_account_does_not_open() -> None:
    """Its code is its own."""
    inside = Inside()
    user = inside.world.users[inside.id("bob")]
    user.deactivated = True
    assert login(inside, "bob", user.password)[1]["errcode"] == "M_USER_DEACTIVATED"


def test_logging_out_ends_the_token() -> None:
    """It is unknown afterwards, and not softly."""
    inside = Inside()
    inside.done("POST", "/_matrix/client/v3/logout", {}, by="bob")
    status, answer = inside.call("GET", WHOAMI, by="bob")
    assert (status, answer["errcode"], answer["soft_logout"]) == (401, "M_UNKNOWN_TOKEN", False)


def test_a_locked_account_is_told_so_softly() -> None:
    """The token is not to be thrown away."""
    inside = Inside()
    inside.world.users[inside.id("bob")].locked = True
    status, answer = inside.call("GET", WHOAMI, by="bob")
    assert (status, answer["errcode"], answer["soft_logout"]) == (401, "M_USER_LOCKED", True)


def test_a_kept_filter_is_used_by_its_number() -> None:
    """It is the caller's own."""
    inside = Inside()
    room = inside.room()
    inside.send(room, "bob")
    base = f"/_matrix/client/v3/user/{q(inside.id('bob'))}/filter"
    wanted = {"room": {"timeline": {"types": ["m.room.message"]}}}
    number = inside.done("POST", base, wanted, by="bob")["filter_id"]
    assert inside.done("GET", f"{base}/{number}", by="bob") == wanted
    timeline = inside.done("GET", f"/_matrix/client/v3/sync?filter={number}", by="bob")["rooms"]["join"][room.room_id]
    assert [event["type"] for event in timeline["timeline"]["events"]] == ["m.room.message"]
    assert inside.call("POST", base, wanted, by="carol")[0] == 403


@pytest.mark.parametrize("path", ["/_matrix/client/versions", "/_synapse/admin/v1/server_version"])
def test_some_things_are_told_to_anybody(path: str) -> None:
    """So they prove nothing about a token."""
    assert Inside().call("GET", path, by=None)[0] == 200
