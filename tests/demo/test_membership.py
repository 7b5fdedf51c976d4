"""Join, leave, kick, ban, unban: the moves between memberships."""

from __future__ import annotations

import pytest

from moderator.demo.errors import MatrixError
from moderator.demo.membership import change_membership
from tests.demo.inside import Inside


def test_a_ban_with_the_same_words_changes_nothing() -> None:
    """Other words make another event; both are one effect each in the ledger."""
    inside = Inside()
    room = inside.room()
    ban = ("ban", inside.id("alice"), inside.id("bob"))
    assert change_membership(inside.world, room, *ban, reason="spam") is not None
    assert change_membership(inside.world, room, *ban, reason="spam") is None
    assert change_membership(inside.world, room, *ban, reason="scam") is not None
    assert inside.kinds().count("ban") == 2


@pytest.mark.parametrize(
    ("act", "code"),
    [("kick", "M_BAD_STATE"), ("join", "M_BAD_STATE"), ("invite", "M_BAD_STATE")],
)
def test_who_is_banned_can_only_be_unbanned(act: str, code: str) -> None:
    """Everything else is refused."""
    inside = Inside()
    room = inside.room()
    alice, bob = inside.id("alice"), inside.id("bob")
    change_membership(inside.world, room, "ban", alice, bob)
    with pytest.raises(MatrixError, match=code):
        change_membership(inside.world, room, act, bob if act == "join" else alice, bob)
    change_membership(inside.world, room, "unban", alice, bob)
    assert room.membership(bob) == "leave"


def test_a_creator_cannot_be_banned_nor_an_equal() -> None:
    """Whatever the own level is."""
    inside = Inside()
    for room in (inside.room(), inside.room(room_version="11")):
        room.content("m.room.power_levels")["users"] = {inside.id("bob"): 100, inside.id("alice"): 100}
        with pytest.raises(MatrixError, match="M_FORBIDDEN"):
            change_membership(inside.world, room, "ban", inside.id("bob"), inside.id("alice"))


def test_a_private_room_needs_an_invitation_or_force() -> None:
    """The server admin's way in asks no rules."""
    inside = Inside()
    room = inside.room(members=(), preset="private_chat")
    bob = inside.id("bob")
    with pytest.raises(MatrixError, match="M_FORBIDDEN"):
        change_membership(inside.world, room, "join", bob, bob)
    change_membership(inside.world, room, "invite", inside.id("alice"), bob)
    change_membership(inside.world, room, "join", bob, bob)
    change_membership(inside.world, room, "join", inside.id("carol"), inside.id("carol"), forced=True)
    assert len(room.members()) == 3


def test_a_suspended_account_joins_nothing() -> None:
    """The refusal says why."""
    inside = Inside()
    room = inside.room(members=())
    inside.world.users[inside.id("bob")].suspended = True
    with pytest.raises(MatrixError, match="M_USER_SUSPENDED"):
        change_membership(inside.world, room, "join", inside.id("bob"), inside.id("bob"))
