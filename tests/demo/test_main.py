"""The command: its options, and the one line it prints."""

from __future__ import annotations

import argparse
import json

from moderator.demo.__main__ import _arguments, build


def options(*words: str) -> argparse.Namespace:
    return _arguments(words)


def test_the_line_says_where_to_begin() -> None:
    """Server name, process, admin with token, members with tokens, rooms with ids: all of it JSON."""
    server, about = build(options("--speed", "0", "--frozen-at", "1790000000000"))
    about = json.loads(json.dumps(about))
    assert set(about) == {"server_name", "pid", "seed", "admin", "users", "rooms"}
    assert server.world.devices[about["admin"]["token"]].user_id == about["admin"]["user_id"]
    assert server.world.users[about["admin"]["user_id"]].password == about["admin"]["password"]
    assert server.world.devices[about["users"]["wet_leaf"]["token"]].user_id == "@wet_leaf:hyphae.example"
    assert about["rooms"]["plaza"]["room_id"] in server.world.rooms


def test_rooms_are_named_in_the_language_asked_for() -> None:
    """--language ja names the rooms in Japanese."""
    names = [build(options("--language", language))[1]["rooms"]["plaza"]["name"] for language in ("en", "ja")]
    assert names == ["Plaza", "広場"]


def test_an_empty_server_has_members_and_no_rooms() -> None:
    """--empty is a fresh laboratory server."""
    server, about = build(options("--empty"))
    assert sorted(about["users"]) == ["alice", "bob", "carol"]
    assert server.world.rooms == {}
    assert about["server_name"] == "lab.localhost"


def test_notices_can_be_left_out() -> None:
    """--no-server-notices is a server that was not set up for them."""
    assert not build(options("--empty", "--no-server-notices"))[0].world.settings.server_notices
    assert build(options("--empty"))[0].world.settings.server_notices
