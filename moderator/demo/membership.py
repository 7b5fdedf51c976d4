"""Join, leave, invite, kick, ban, unban: who may, and what comes of it."""

from __future__ import annotations

from moderator.demo.entities import Event, JsonDict, Room
from moderator.demo.errors import MatrixError, forbidden
from moderator.demo.power import level_of, needed, require_joined
from moderator.demo.world import World

_RESULT = {
    "join": "join",
    "leave": "leave",
    "invite": "invite",
    "kick": "leave",
    "ban": "ban",
    "unban": "leave",
}


def change_membership(
    world: World,
    room: Room,
    act: str,
    sender: str,
    target: str,
    *,
    reason: str | None = None,
    forced: bool = False,
    at: int | None = None,
) -> Event | None:
    """Carry out one act, or refuse it. Return the new event, or None when nothing would change.

    *forced* is the server admin's way in: it joins somebody without asking the rules of the room.
    """
    if sender in world.users and world.users[sender].suspended and act in ("join", "invite"):
        raise MatrixError(403, "M_USER_SUSPENDED", "A suspended account cannot do this")
    before = room.membership(target)
    _check_old_state(act, before)
    if not forced:
        _CHECKS[act](room, sender, target, before)
    content: JsonDict = {"membership": _RESULT[act]}
    if act in ("join", "invite") and target in world.users:
        content["displayname"] = world.users[target].displayname
        if world.users[target].avatar_url:
            content["avatar_url"] = world.users[target].avatar_url
    if reason is not None:
        content["reason"] = reason
    old = room.state.get(("m.room.member", target))
    if old is not None and old.content == content and old.sender == sender:
        return None
    event = world.append(room, sender, "m.room.member", content, state_key=target, at=at)
    world.journal.effect(
        event.origin_server_ts,
        act,
        sender,
        room=room.room_id,
        target=target,
        made=event.event_id,
        detail=reason or "",
    )
    return event


def _check_old_state(act: str, before: str | None) -> None:
    if act == "unban" and before not in ("ban", None):
        raise MatrixError(403, "M_BAD_STATE", f"Only who is banned can be unbanned (membership={before})")
    if before == "ban" and act not in ("ban", "unban", "leave"):
        raise MatrixError(403, "M_BAD_STATE", f"Cannot {act} an account that is banned")
    if act == "kick" and before in (None, "leave"):
        raise forbidden("The target is not in the room")


def _check_join(room: Room, sender: str, target: str, before: str | None) -> None:
    if room.blocked_by is not None:
        raise MatrixError(403, "M_UNKNOWN", "This room is blocked on this server")
    rule = room.content("m.room.join_rules").get("join_rule", "invite")
    if rule != "public" and before not in ("join", "invite"):
        raise forbidden("Nobody invited you to this room")


def _check_leave(room: Room, sender: str, target: str, before: str | None) -> None:
    if before not in ("join", "invite"):
        raise forbidden(f"{sender} is not in room {room.room_id}")


def _check_invite(room: Room, sender: str, target: str, before: str | None) -> None:
    require_joined(room, sender)
    if before == "join":
        raise forbidden(f"{target} is in the room already")
    if level_of(room, sender) < needed(room, "invite"):
        raise forbidden("Your level does not allow inviting")


def _check_kick(room: Room, sender: str, target: str, before: str | None) -> None:
    require_joined(room, sender)
    mine = level_of(room, sender)
    if mine < needed(room, "kick") or mine <= level_of(room, target):
        raise forbidden(f"You cannot kick {target}")


def _check_ban(room: Room, sender: str, target: str, before: str | None) -> None:
    require_joined(room, sender)
    mine = level_of(room, sender)
    if mine < needed(room, "ban"):
        raise forbidden("Your level does not allow banning")
    if mine <= level_of(room, target):
        raise forbidden("Your level does not allow banning this account")


def _check_unban(room: Room, sender: str, target: str, before: str | None) -> None:
    require_joined(room, sender)
    mine = level_of(room, sender)
    if mine < needed(room, "ban"):
        raise forbidden(f"You cannot unban {target}")
    if sender != target and (mine < needed(room, "kick") or mine <= level_of(room, target)):
        raise forbidden(f"You cannot unban {target}")


_CHECKS = {
    "join": _check_join,
    "leave": _check_leave,
    "invite": _check_invite,
    "kick": _check_kick,
    "ban": _check_ban,
    "unban": _check_unban,
}
