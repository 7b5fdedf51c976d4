"""Reading over the wire."""

from __future__ import annotations

from tests.demo.inside import Inside, at, q


def test_history_is_walked_to_its_beginning() -> None:
    """Page after page until no `end` is told; every event once."""
    inside = Inside()
    room = inside.room()
    for number in range(7):
        inside.send(room, "bob", str(number))
    seen: list[str] = []
    path = at(room) + "/messages?dir=b&limit=4"
    answer = inside.done("GET", path, by="bob")
    while "end" in answer:
        seen += [event["event_id"] for event in answer["chunk"]]
        answer = inside.done("GET", f"{path}&from={answer['end']}", by="bob")
    assert answer["chunk"] == []
    assert seen == [event.event_id for event in reversed(room.events)]


def test_a_page_of_none_does_not_move() -> None:
    """`limit=0` names an end that is the start: who follows it never comes anywhere."""
    inside = Inside()
    room = inside.room()
    answer = inside.done("GET", at(room) + "/messages?dir=b&limit=0", by="bob")
    assert answer["end"] == answer["start"]


def test_context_has_half_before_and_the_rest_after() -> None:
    """Of five: two before, nearest first, and three after."""
    inside = Inside()
    room = inside.room()
    posts = [inside.send(room, "bob", str(number)) for number in range(9)]
    answer = inside.done("GET", f"{at(room)}/context/{q(posts[4].event_id)}?limit=5", by="bob")
    assert [event["content"]["body"] for event in answer["events_before"]] == ["3", "2"]
    assert [event["content"]["body"] for event in answer["events_after"]] == ["5", "6", "7"]


def test_a_banned_member_reads_no_history() -> None:
    """One single old event they may still see."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "carol")
    inside.done("POST", at(room) + "/ban", {"user_id": inside.id("bob")}, by="alice")
    assert inside.call("GET", at(room) + "/messages?dir=b", by="bob")[0] == 403
    assert inside.call("GET", f"{at(room)}/event/{q(post.event_id)}", by="bob")[0] == 200


def test_lazy_members_come_with_history() -> None:
    """Of those who speak on the page, and no others."""
    inside = Inside()
    room = inside.room()
    inside.send(room, "bob")
    lazy = q('{"lazy_load_members": true}')
    answer = inside.done("GET", at(room) + f"/messages?dir=b&limit=1&filter={lazy}", by="carol")
    assert [event["state_key"] for event in answer["state"]] == [inside.id("bob")]


def test_relations_are_paged_and_chosen() -> None:
    """Newest first; by kind of relation; removed ones are gone."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    edits = [
        inside.send(room, "bob", body, **{"m.relates_to": {"rel_type": "m.replace", "event_id": post.event_id}})
        for body in ("1", "2", "3")
    ]
    base = f"/_matrix/client/v1/rooms/{q(room.room_id)}/relations/{q(post.event_id)}"
    first = inside.done("GET", base + "/m.replace?limit=2", by="bob")
    rest = inside.done("GET", f"{base}/m.replace?limit=2&from={first['next_batch']}", by="bob")
    found = [event["event_id"] for event in first["chunk"] + rest["chunk"]]
    assert found == [edit.event_id for edit in reversed(edits)]
    assert inside.done("GET", base + "/m.thread", by="bob")["chunk"] == []
    inside.done("PUT", f"{at(room)}/redact/{q(post.event_id)}/1", {}, by="bob")
    assert inside.done("GET", base, by="bob")["chunk"] == []
    assert "next_batch" not in rest


def test_state_as_content_or_as_event() -> None:
    """`format=event` gives the whole."""
    inside = Inside()
    room = inside.room(name="広場")
    assert inside.done("GET", at(room) + "/state/m.room.name", by="bob") == {"name": "広場"}
    assert inside.done("GET", at(room) + "/state/m.room.name?format=event", by="bob")["content"] == {"name": "広場"}
