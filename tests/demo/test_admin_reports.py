"""The two queues of reports."""

from __future__ import annotations

from tests.demo.inside import Inside, at, q

EVENTS = "/_synapse/admin/v1/event_reports"
USERS = "/_synapse/admin/v1/user_reports"


def with_reports(count: int = 5) -> Inside:
    inside = Inside()
    room = inside.room(name="広場")
    for number in range(count):
        post = inside.send(room, "bob", str(number))
        inside.done("POST", f"{at(room)}/report/{q(post.event_id)}", {"reason": f"r{number}"}, by="carol")
    return inside


def test_pages_are_offsets_so_a_deletion_shifts_them() -> None:
    """What is deleted between two pages makes one report slip through: a client has to begin again."""
    inside = with_reports()
    first = inside.done("GET", EVENTS + "?dir=f&limit=2")
    assert [row["id"] for row in first["event_reports"]] == [2, 3]
    inside.done("DELETE", EVENTS + "/2")
    second = inside.done("GET", EVENTS + f"?dir=f&limit=2&from={first['next_token']}")
    assert [row["id"] for row in second["event_reports"]] == [5, 6]
    assert "next_token" not in second


def test_newest_first_unless_asked() -> None:
    """And counted as a whole."""
    inside = with_reports()
    answer = inside.done("GET", EVENTS + "?limit=1")
    assert (answer["event_reports"][0]["id"], answer["total"]) == (6, 5)


def test_a_report_shows_the_event_as_it_was_sent_also_after_its_removal() -> None:
    """The list has no words, the detail has them."""
    inside = with_reports(1)
    (room,) = inside.world.rooms.values()
    event = inside.world.event_reports[2].event_id
    inside.done("PUT", f"{at(room)}/redact/{q(event)}/1", {}, by="alice")
    (row,) = inside.done("GET", EVENTS)["event_reports"]
    assert "event_json" not in row
    assert inside.done("GET", EVENTS + "/2")["event_json"]["content"]["body"] == "0"


def test_reports_are_chosen_by_who_and_where() -> None:
    """Reporter, room and sender, alone or together."""
    inside = with_reports(2)
    (room,) = inside.world.rooms
    for query, total in (
        (f"user_id={q(inside.id('carol'))}", 2),
        (f"user_id={q(inside.id('alice'))}", 0),
        (f"room_id={q(room)}&event_sender_user_id={q(inside.id('bob'))}", 2),
    ):
        assert inside.done("GET", f"{EVENTS}?{query}")["total"] == total


def test_a_deletion_is_once() -> None:
    """And is an effect in the ledger."""
    inside = with_reports(1)
    assert [inside.call("DELETE", EVENTS + "/2")[0] for _ in range(2)] == [200, 404]
    assert inside.kinds().count("report_delete") == 1


def test_reports_of_accounts_have_a_queue_of_their_own() -> None:
    """With the same ways of asking."""
    inside = Inside()
    for target in ("bob", "alice"):
        inside.done("POST", f"/_matrix/client/v3/users/{q(inside.id(target))}/report", {"reason": "rude"}, by="carol")
    assert inside.done("GET", f"{USERS}?target_user_id={q(inside.id('bob'))}")["total"] == 1
    assert inside.done("GET", USERS + "?limit=1&dir=f")["next_token"] == 1
    assert inside.done("GET", USERS + "/3")["target_user_id"] == inside.id("alice")
    assert [inside.call("DELETE", USERS + "/3")[0] for _ in range(2)] == [200, 404]
