"""The demo's own door."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs

from moderator.demo import script_folder
from moderator.demo.control import edited
from moderator.demo.script import load_script
from moderator.demo.wire import Request, Response
from tests.demo.inside import Inside, at


def test_only_the_demos_admin_may_open_it() -> None:
    """Members and strangers are refused."""
    inside = Inside()
    assert inside.call("GET", "/_demo/journal", by="bob")[0] == 403
    assert inside.call("GET", "/_demo/journal", by=None)[0] == 401


def test_a_dropped_removal_has_happened_once_and_its_repetition_changes_nothing() -> None:
    """The whole of why there are faults and a ledger: effect, lost answer, the same transaction again."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    path = f"/_matrix/client/v3/rooms/{room.room_id}/redact/{post.event_id}/key"
    inside.done("POST", "/_demo/faults", {"kind": "apply_drop", "route": "redact"})
    assert inside.answer("PUT", path, {"reason": "spam"}, by="alice").drop
    inside.done("PUT", path, {"reason": "spam"}, by="alice")
    journal = inside.done("GET", "/_demo/journal?kind=redact")
    assert [row["count"] for row in journal["counts"]] == [1]
    assert journal["doubled"] == []
    requests = inside.done("GET", "/_demo/requests?route=redact")
    assert [(note["status"]) for note in requests["requests"]] == [0, 200]
    assert requests["counts"] == {"redact": 2}


def test_faults_are_added_listed_and_cleared() -> None:
    """One, or several at once; the door itself is never bent."""
    inside = Inside()
    wishes = {"faults": [{"kind": "drop", "count": -1}, {"kind": "late", "ms": 5}]}
    assert inside.done("POST", "/_demo/faults", wishes)["ids"] == [1, 2]
    assert [rule["kind"] for rule in inside.done("GET", "/_demo/faults")["faults"]] == ["drop", "late"]
    inside.done("POST", "/_demo/release", {})
    inside.done("DELETE", "/_demo/faults")
    assert inside.done("GET", "/_demo/faults") == {"faults": []}
    assert inside.call("POST", "/_demo/faults", {"faults": "all"})[0] == 400


def test_one_can_wait_for_what_is_to_happen() -> None:
    """For an effect, a request, a held request: at once when it is there, and no longer than asked when it never is."""
    inside = Inside()
    room = inside.room()
    assert len(inside.done("GET", "/_demo/journal?kind=join&wait=3")["entries"]) == 3
    assert inside.done("GET", "/_demo/journal?kind=ban&wait=1&timeout=1")["entries"] == []
    assert inside.done("GET", "/_demo/requests?route=ban&wait=1&timeout=1")["requests"] == []
    inside.done("POST", "/_demo/faults", {"kind": "hold", "route": "ban"})

    async def play() -> None:
        def ask(method: str, path: str, by: str, body: bytes = b"") -> asyncio.Task[Response]:
            where, _, query = path.partition("?")
            headers = {"authorization": "Bearer " + inside.devices[by].token}
            return asyncio.create_task(inside.server.answer(Request(method, where, parse_qs(query), headers, body)))

        waiting = [
            ask("GET", "/_demo/held?wait=1", "admin"),
            ask("GET", "/_demo/journal?kind=ban&wait=1", "admin"),
            ask("GET", "/_demo/requests?route=ban&wait=1", "admin"),
        ]
        await asyncio.sleep(0)
        ban = ask("POST", at(room) + "/ban", "alice", json.dumps({"user_id": inside.id("bob")}).encode())
        held, effects, requests = [json.loads((await one).body) for one in waiting]
        assert (held["held"], len(effects["entries"]), len(requests["requests"])) == (1, 1, 1)
        assert not ban.done()
        await ask("POST", "/_demo/release", "admin", b"{}")
        assert (await ban).status == 200

    asyncio.run(play())
    assert inside.done("GET", "/_demo/held") == {"held": 0}


def test_the_ledger_can_be_emptied() -> None:
    """Numbers go on, so that `since` stays true."""
    inside = Inside()
    inside.room()
    before = inside.done("GET", "/_demo/journal")["last"]
    inside.done("DELETE", "/_demo/journal")
    inside.room(members=())
    assert inside.done("GET", f"/_demo/journal?since={before}")["entries"][0]["seq"] == before + 1


def test_members_can_be_made_to_speak_edit_answer_and_report() -> None:
    """For tests and tours; rooms by id or by their key in the script."""
    inside = Inside()
    room = inside.room()
    said = inside.done("POST", "/_demo/say", {"user": "bob", "room": room.room_id, "body": "one"})
    inside.done("POST", "/_demo/say", {"user": "bob", "room": room.room_id, "body": "two", "edit": said["event_id"]})
    inside.done("POST", "/_demo/say", {"user": "carol", "room": room.room_id, "body": "?", "reply": said["event_id"]})
    inside.done("POST", "/_demo/report", {"user": "carol", "event": said["event_id"], "reason": "spam", "times": 3})
    inside.done("POST", "/_demo/report", {"user": "carol", "target": "bob", "reason": "rude"})
    assert len(inside.world.event_reports) == 3
    assert len(inside.world.user_reports) == 1
    assert inside.kinds()[-6:] == ["edit", "post", "report", "report", "report", "user_report"]
    assert inside.call("POST", "/_demo/say", {"user": "ghost", "room": room.room_id})[0] == 404
    assert inside.call("POST", "/_demo/report", {"user": "carol", "event": "$none"})[0] == 404


def test_a_member_can_be_made_with_rooms_and_a_token() -> None:
    """An existing one is found instead."""
    inside = Inside()
    room = inside.room()
    made = inside.done("POST", "/_demo/member", {"user": "dora", "displayname": "Dora", "rooms": [room.room_id]})
    assert inside.world.devices[made["token"]].user_id == inside.id("dora")
    assert room.membership(inside.id("dora")) == "join"
    assert inside.done("POST", "/_demo/member", {"user": "bob"})["user_id"] == inside.id("bob")


def test_settings_switch_the_server() -> None:
    """Notices off, limits on, and back."""
    inside = Inside()
    limits = {"message": {"per_second": 1, "burst_count": 2}}
    inside.done("POST", "/_demo/settings", {"server_notices": False, "rate_limits": limits})
    assert inside.done("GET", "/_demo/state")["settings"] == {
        "server_notices": False, "rate_limits": {"message": [1.0, 2]}
    }  # fmt: skip
    inside.done("POST", "/_demo/settings", {"rate_limits": None})
    assert inside.world.limits.rules == {}


def test_time_can_be_stepped_and_scenes_called() -> None:
    """By seconds, by posts, by name."""
    inside = Inside(load_script(script_folder()))
    began = inside.done("GET", "/_demo/state")
    assert inside.done("POST", "/_demo/advance", {"seconds": 60})["now"] == began["now"] + 60_000
    posts = inside.done("GET", "/_demo/state")["script"]["posts"]
    inside.done("POST", "/_demo/advance", {"posts": 10})
    assert inside.done("GET", "/_demo/state")["script"]["posts"] == posts + 10
    reports = len(inside.world.event_reports)
    assert inside.done("POST", "/_demo/scene", {"name": "spam_wave"})["played"] == 9
    assert len(inside.world.event_reports) == reports + 4
    assert inside.call("POST", "/_demo/scene", {"name": "apocalypse"})[0] == 404


def test_an_edit_names_what_it_replaces() -> None:
    """With the new text whole, and marked for clients that know no edits."""
    assert edited({"msgtype": "m.text", "body": "new"}, "$old") == {
        "msgtype": "m.text",
        "body": "* new",
        "m.new_content": {"msgtype": "m.text", "body": "new"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$old"},
    }
