"""How events look from outside."""

from __future__ import annotations

import pytest

from moderator.demo import acts
from moderator.demo.errors import MatrixError
from moderator.demo.views import (
    in_client_format,
    in_wire_format,
    matches,
    page,
    position_of,
    room_token,
    shown_content,
    token,
    visible,
)
from tests.demo.inside import Inside, at


def test_a_removed_post_is_empty_for_members_and_whole_for_admins() -> None:
    """The reason of the removal is shown instead."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob", "secret")
    acts.redact(inside.world, room, inside.id("alice"), post.event_id, "spam")
    shown = in_client_format(inside.world, post)
    assert shown["content"] == {}
    assert shown["unsigned"]["redacted_because"]["content"]["reason"] == "spam"
    assert in_client_format(inside.world, post, unredacted=True)["content"]["body"] == "secret"
    assert in_wire_format(inside.world, post)["content"]["body"] == "secret"


def test_a_removal_leaves_what_the_room_needs() -> None:
    """The membership of a member event stays, its reason goes."""
    inside = Inside()
    room = inside.room()
    member = inside.world.append(
        room, "@x:y", "m.room.member", {"membership": "join", "reason": "hi"}, state_key="@x:y"
    )
    acts.force_redact(inside.world, room, inside.id("alice"), member.event_id, None)
    assert shown_content(member) == {"membership": "join"}
    acts.force_redact(inside.world, room, inside.id("alice"), room.events[0].event_id, None)
    assert shown_content(room.events[0]) == {"room_version": "12"}


def test_only_the_last_edit_by_the_author_counts() -> None:
    """When it is removed the one before it counts again; somebody else's never does."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob", "one")

    def edit(by: str, body: str) -> str:
        relation = {"rel_type": "m.replace", "event_id": post.event_id}
        more = {"m.new_content": {"msgtype": "m.text", "body": body}, "m.relates_to": relation}
        return inside.send(room, by, f"* {body}", **more).event_id

    edit("bob", "two")
    third = edit("bob", "three")
    edit("carol", "mine")

    def replacement() -> str:
        shown = in_client_format(inside.world, post)["unsigned"]["m.relations"]["m.replace"]
        return str(shown["content"]["m.new_content"]["body"])

    assert replacement() == "three"
    acts.redact(inside.world, room, inside.id("bob"), third, None)
    assert replacement() == "two"


def test_a_thread_is_counted() -> None:
    """With its latest reply, and whether the reader took part."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    last = [
        inside.send(room, "carol", **{"m.relates_to": {"rel_type": "m.thread", "event_id": post.event_id}})
        for _ in "12"
    ][-1]
    thread = in_client_format(inside.world, post, device=inside.devices["alice"])["unsigned"]["m.relations"]["m.thread"]
    assert (thread["count"], thread["current_user_participated"]) == (2, False)
    assert thread["latest_event"]["event_id"] == last.event_id


def test_a_transaction_id_is_shown_to_its_own_session_only() -> None:
    """Another session of the same person does not see it."""
    inside = Inside()
    post = inside.send(inside.room(), "bob")
    other = inside.world.log_in(inside.world.users[inside.id("bob")])
    mine = in_client_format(inside.world, post, device=inside.devices["bob"])
    assert mine["unsigned"]["transaction_id"] == "t1"
    assert "transaction_id" not in in_client_format(inside.world, post, device=other)["unsigned"]


def test_filters() -> None:
    """Types with stars, senders, rooms, each also turned round, and pictures."""
    inside = Inside()
    room = inside.room()
    post = inside.send(room, "bob")
    good = (
        {},
        {"types": ["m.room.*"]},
        {"senders": [post.sender]},
        {"not_types": ["m.room.member"]},
        {"rooms": [room.room_id]},
    )
    bad = ({"types": ["m.room.member"]}, {"not_senders": [post.sender]}, {"rooms": []}, {"contains_url": True})
    assert [matches(one, post) for one in good] == [True] * 5
    assert [matches(one, post) for one in bad] == [False] * 4


def test_who_left_reads_up_to_their_leaving() -> None:
    """Who was never here reads nothing."""
    inside = Inside()
    room = inside.room()
    inside.done("POST", at(room) + "/leave", {}, by="bob")
    later = inside.send(room, "carol")
    assert later not in visible(room, inside.id("bob"))
    assert visible(room, inside.id("bob"))[-1].membership == "leave"
    assert later in visible(room, inside.id("carol"))
    assert visible(room, "@ghost:lab.localhost") == []


def test_pages_join_without_gap_or_overlap() -> None:
    """Walking back in pages of three gives every event once."""
    inside = Inside()
    room = inside.room()
    for number in range(10):
        inside.send(room, "bob", str(number))
    seen, start = [], inside.world.counters.stream
    while chunk := page(room.events, start, "b", 3, {})[0]:
        seen += chunk
        start = page(room.events, start, "b", 3, {})[1]
    assert seen == room.events[::-1]


@pytest.mark.parametrize("make", [token, room_token])
def test_tokens_are_read_back(make: object) -> None:
    """Both kinds; anything else is refused."""
    assert position_of(make(42)) == 42  # type: ignore[operator]
    with pytest.raises(MatrixError, match="400"):
        position_of("x42_0")
