"""The table of requests that go to the demo server and to the real one, and how their answers are compared.

The rows run in order against a scene that is set up alike on both; what an answer gives (ids, tokens) is kept by name
for later rows. Compared are status, errcode and shape: the keys and the types, not the words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.lab.server import q

C = "/_matrix/client/v3"
A = "/_synapse/admin/v1"
R = C + "/rooms/{room}"


@dataclass(frozen=True, slots=True)
class Row:
    """One request. `{names}` in path and body are filled from what is known; `keep` names what the answer gives."""

    name: str
    by: str  # admin, alice, bob, carol, nobody, stranger (a token that is none)
    method: str
    path: str
    body: Any = None
    keep: Mapping[str, str] = field(default_factory=dict)  # name -> key of the answer
    loose: tuple[str, ...] = ()  # keys whose inside is not compared
    raw: bytes | None = None
    expect: int = 200  # said here so that a table which agrees on the wrong thing is seen


def text(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


def edit_of(name: str, body: str) -> dict[str, Any]:
    relation = {"rel_type": "m.replace", "event_id": "{" + name + "}"}
    return text(f"* {body}", **{"m.new_content": text(body), "m.relates_to": relation})


def a_filter(value: Any) -> str:
    return q(json.dumps(value))


SMALL = a_filter({"room": {"timeline": {"limit": 2}}})
ONLY_TEXT = a_filter({"types": ["m.room.message"]})

ROWS: list[Row] = [
    # Who is there, and who asks.
    Row("versions", "nobody", "GET", "/_matrix/client/versions", loose=("versions", "unstable_features")),
    Row("server version needs no token", "nobody", "GET", A + "/server_version"),
    Row("well-known", "nobody", "GET", "/.well-known/matrix/client"),
    Row("login flows", "nobody", "GET", C + "/login"),
    Row(
        "login",
        "nobody",
        "POST",
        C + "/login",
        {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": "carol"},
            "password": "{carol_pw}",
            "device_id": "SECOND",
        },
    ),
    Row(
        "login with a wrong password",
        "nobody",
        "POST",
        C + "/login",
        {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "carol"}, "password": "no"},
        expect=403,
    ),
    Row("login without a type", "nobody", "POST", C + "/login", {}, expect=400),
    Row("whoami", "admin", "GET", C + "/account/whoami"),
    Row("whoami without a token", "nobody", "GET", C + "/account/whoami", expect=401),
    Row("whoami with an unknown token", "stranger", "GET", C + "/account/whoami", expect=401),
    Row("capabilities", "admin", "GET", C + "/capabilities", loose=("capabilities",)),
    Row("am I an admin", "admin", "GET", A + "/users/{admin_id}/admin"),
    Row("am I an admin, asked by a member", "bob", "GET", A + "/users/{bob_id}/admin", expect=403),
    Row("profile", "alice", "GET", C + "/profile/{bob_id}"),
    Row("profile of nobody", "alice", "GET", C + "/profile/%40ghost%3Alab.localhost", expect=404),
    Row("an unknown request", "admin", "GET", A + "/room_reports", expect=404),
    Row("a known request with the wrong method", "admin", "DELETE", C + "/account/whoami", expect=405),
    # Rooms.
    Row(
        "make a room",
        "alice",
        "POST",
        C + "/createRoom",
        {"preset": "public_chat", "name": "雑談", "topic": "Free talk", "room_alias_name": "lounge"},
        keep={"room": "room_id"},
    ),
    Row(
        "make a room with a taken alias", "alice", "POST", C + "/createRoom", {"room_alias_name": "lounge"}, expect=400
    ),
    Row(
        "make a room of version 11",
        "alice",
        "POST",
        C + "/createRoom",
        {"preset": "public_chat", "room_version": "11"},
        keep={"room11": "room_id"},
    ),
    Row(
        "make a private room",
        "carol",
        "POST",
        C + "/createRoom",
        {"preset": "private_chat"},
        keep={"private": "room_id"},
    ),
    Row("make a room of no version", "alice", "POST", C + "/createRoom", {"room_version": "99"}, expect=400),
    Row("join", "bob", "POST", C + "/join/{room}", {}),
    Row("join again", "bob", "POST", C + "/join/{room}", {}),
    Row("join by alias", "carol", "POST", C + "/join/%23lounge%3Alab.localhost", {}),
    Row("join the room of version 11", "bob", "POST", C + "/join/{room11}", {}),
    Row("join a private room", "bob", "POST", C + "/join/{private}", {}, expect=403),
    Row("join no room", "bob", "POST", C + "/join/%21none%3Alab.localhost", {}, expect=404),
    Row("force somebody into a room", "admin", "POST", A + "/join/{room}", {"user_id": "{admin_raw}"}),
    Row(
        "force somebody into a private room",
        "admin",
        "POST",
        A + "/join/{private}",
        {"user_id": "{bob_raw}"},
        expect=403,
    ),
    Row("resolve an alias", "bob", "GET", C + "/directory/room/%23lounge%3Alab.localhost"),
    Row("resolve no alias", "bob", "GET", C + "/directory/room/%23none%3Alab.localhost", expect=404),
    # Posts.
    Row(
        "post",
        "bob",
        "PUT",
        R + "/send/m.room.message/t1",
        text("無料で副業！ http://spam.example/"),
        keep={"spam": "event_id"},
    ),
    Row(
        "post again in the same transaction",
        "bob",
        "PUT",
        R + "/send/m.room.message/t1",
        text("無料で副業！"),
        keep={"spam_again": "event_id"},
    ),
    Row(
        "post an insult",
        "bob",
        "PUT",
        R + "/send/m.room.message/t2",
        text("You are all potatoes"),
        keep={"rude": "event_id"},
    ),
    Row(
        "edit it",
        "bob",
        "PUT",
        R + "/send/m.room.message/t3",
        edit_of("rude", "You are lovely"),
        keep={"edit": "event_id"},
    ),
    Row(
        "reply",
        "carol",
        "PUT",
        R + "/send/m.room.message/t4",
        text("Please stop.", **{"m.relates_to": {"m.in_reply_to": {"event_id": "{rude}"}}}),
        keep={"reply": "event_id"},
    ),
    Row(
        "reply in a thread",
        "carol",
        "PUT",
        R + "/send/m.room.message/t5",
        text("Stop.", **{"m.relates_to": {"rel_type": "m.thread", "event_id": "{spam}"}}),
        keep={"threaded": "event_id"},
    ),
    Row(
        "post an encrypted message",
        "carol",
        "PUT",
        R + "/send/m.room.encrypted/t6",
        {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEnACgAkLmt6qF84IK", "session_id": "x"},
    ),
    Row("post where one is not", "carol", "PUT", C + "/rooms/{room11}/send/m.room.message/t1", text("x"), expect=403),
    Row(
        "post in no room",
        "carol",
        "PUT",
        C + "/rooms/%21none%3Alab.localhost/send/m.room.message/t1",
        text("x"),
        expect=403,
    ),
    Row("post no JSON", "bob", "PUT", R + "/send/m.room.message/t9", raw=b"{no", expect=400),
    Row("post a list", "bob", "PUT", R + "/send/m.room.message/t9", raw=b"[]", expect=400),
    Row("post something huge", "bob", "PUT", R + "/send/m.room.message/t9", text("x" * 70_000), expect=413),
    Row(
        "post in version 11",
        "bob",
        "PUT",
        C + "/rooms/{room11}/send/m.room.message/t1",
        text("old"),
        keep={"old": "event_id"},
    ),
    # Reading.
    Row("one event", "alice", "GET", R + "/event/{spam}"),
    Row("one edited event", "alice", "GET", R + "/event/{rude}"),
    Row("an event that is not", "alice", "GET", R + "/event/%24none", expect=404),
    Row("an event of a room one is not in", "carol", "GET", C + "/rooms/{room11}/event/{old}", expect=404),
    Row("history backwards", "alice", "GET", R + "/messages?dir=b&limit=3", keep={"older": "end"}),
    Row("history further back", "alice", "GET", R + "/messages?dir=b&limit=3&from={older}"),
    Row("history of texts only", "alice", "GET", R + "/messages?dir=b&limit=50&filter=" + ONLY_TEXT),
    Row("history from the beginning", "alice", "GET", R + "/messages?dir=f&limit=2"),
    Row("history with a wrong direction", "alice", "GET", R + "/messages?dir=x", expect=400),
    Row("history with a wrong limit", "alice", "GET", R + "/messages?dir=b&limit=many", expect=400),
    Row("history from a token that is none", "alice", "GET", R + "/messages?dir=b&from=zz", expect=400),
    Row("history of nothing", "alice", "GET", R + "/messages?dir=b&limit=0"),
    Row("history with a negative limit", "alice", "GET", R + "/messages?dir=b&limit=-1", expect=400),
    Row("history of a room one is not in", "carol", "GET", C + "/rooms/{room11}/messages?dir=b", expect=403),
    Row("context", "alice", "GET", R + "/context/{rude}?limit=4"),
    Row("context with a negative limit", "alice", "GET", R + "/context/{rude}?limit=-1", expect=400),
    Row("context of nothing", "alice", "GET", R + "/context/%24none", expect=404),
    Row("members", "alice", "GET", R + "/members"),
    Row("members by membership", "alice", "GET", R + "/members?membership=ban"),
    Row("members of a room one is not in", "carol", "GET", C + "/rooms/{room11}/members", expect=403),
    Row("joined members", "alice", "GET", R + "/joined_members"),
    Row("my rooms", "carol", "GET", C + "/joined_rooms"),
    Row("state", "alice", "GET", R + "/state"),
    Row("one piece of state", "alice", "GET", R + "/state/m.room.power_levels"),
    Row("a member's state", "alice", "GET", R + "/state/m.room.member/{bob_id}"),
    Row("state that is not", "alice", "GET", R + "/state/m.room.tombstone", expect=404),
    Row("relations", "alice", "GET", "/_matrix/client/v1/rooms/{room}/relations/{rude}/m.replace"),
    Row(
        "first sync",
        "carol",
        "GET",
        C + "/sync?timeout=0&filter=" + SMALL,
        keep={"since": "next_batch"},
        loose=("account_data", "presence", "device_one_time_keys_count", "summary"),
    ),
    Row("nothing new", "carol", "GET", C + "/sync?timeout=0&since={since}"),
    Row("something is posted", "bob", "PUT", R + "/send/m.room.message/t20", text("news")),
    Row(
        "something new",
        "carol",
        "GET",
        C + "/sync?timeout=0&since={since}",
        loose=("ephemeral", "presence", "account_data"),
    ),
    Row("sync with a wrong token", "carol", "GET", C + "/sync?timeout=0&since=nonsense", expect=400),
    # Reports by members.
    Row("report", "carol", "POST", R + "/report/{spam}", {"reason": "スパムです", "score": -100}),
    Row("report without a reason", "alice", "POST", R + "/report/{rude}", {}),
    Row("report again", "alice", "POST", R + "/report/{rude}", {"reason": "insult"}),
    Row("report what is not there", "alice", "POST", R + "/report/%24none", {"reason": "x"}, expect=404),
    Row("report with a wrong score", "alice", "POST", R + "/report/{rude}", {"reason": "x", "score": "5"}, expect=400),
    Row("report with a number as reason", "alice", "POST", R + "/report/{rude}", {"reason": 5}, expect=400),
    Row("report from outside", "carol", "POST", C + "/rooms/{room11}/report/{old}", {"reason": "x"}, expect=404),
    Row("report an account", "carol", "POST", C + "/users/{bob_id}/report", {"reason": "嫌がらせ"}),
    Row("report nobody", "carol", "POST", C + "/users/%40ghost%3Alab.localhost/report", {"reason": "x"}),
    Row("report an account without a reason", "carol", "POST", C + "/users/{bob_id}/report", {}, expect=400),
    Row("report a room", "carol", "POST", R + "/report", {"reason": "spam everywhere"}),
    # The queues.
    Row("event reports", "admin", "GET", A + "/event_reports"),
    Row("event reports asked by a member", "bob", "GET", A + "/event_reports", expect=403),
    Row("event reports without a token", "nobody", "GET", A + "/event_reports", expect=401),
    Row("a page of event reports", "admin", "GET", A + "/event_reports?limit=2&dir=f"),
    Row("the last page", "admin", "GET", A + "/event_reports?limit=2&from=2&dir=f"),
    Row("no page", "admin", "GET", A + "/event_reports?limit=0"),
    Row("a negative page", "admin", "GET", A + "/event_reports?limit=-1", expect=400),
    Row("a wrong direction", "admin", "GET", A + "/event_reports?dir=x", expect=400),
    Row("reports of one sender", "admin", "GET", A + "/event_reports?event_sender_user_id={bob_id}&room_id={room}"),
    Row("one event report", "admin", "GET", A + "/event_reports/2"),
    Row("an event report that is not", "admin", "GET", A + "/event_reports/999", expect=404),
    Row("an event report by a word", "admin", "GET", A + "/event_reports/abc", expect=400),
    Row("delete an event report", "admin", "DELETE", A + "/event_reports/3"),
    Row("delete it again", "admin", "DELETE", A + "/event_reports/3", expect=404),
    Row("user reports", "admin", "GET", A + "/user_reports"),
    Row("user reports about one", "admin", "GET", A + "/user_reports?target_user_id={bob_id}&limit=1"),
    Row("one user report", "admin", "GET", A + "/user_reports/2"),
    Row("a user report that is not", "admin", "GET", A + "/user_reports/999", expect=404),
    Row("delete a user report", "admin", "DELETE", A + "/user_reports/2"),
    Row("delete it once more", "admin", "DELETE", A + "/user_reports/2", expect=404),
]
