"""Who may do what in a room: the power levels, as rooms of version 11 and 12 reckon them."""

from __future__ import annotations

from moderator.demo.entities import JsonDict, Room
from moderator.demo.errors import MatrixError, forbidden

CREATOR_LEVEL = 2**53  # above every level that can be written down

_PLAIN_LEVELS = ("users_default", "events_default", "state_default", "ban", "redact", "kick", "invite")


def creators(room: Room) -> tuple[str, ...]:
    """Return who stands above every level (version 12 and later), else nobody."""
    return (room.creator, *room.additional_creators) if room.creators_rule else ()


def level_of(room: Room, user_id: str) -> int:
    """Return an account's level in a room."""
    if user_id in creators(room):
        return CREATOR_LEVEL
    content = room.content("m.room.power_levels")
    if not content:
        return 100 if user_id == room.creator else 0
    users = content.get("users", {})
    return int(users.get(user_id, content.get("users_default", 0)))


def needed(room: Room, act: str) -> int:
    """Return the level for ban, kick, redact or invite."""
    return int(room.content("m.room.power_levels").get(act, 0 if act == "invite" else 50))


def needed_to_send(room: Room, kind: str, *, state: bool) -> int:
    """Return the level for sending an event of this type."""
    content = room.content("m.room.power_levels")
    level = content.get("events", {}).get(kind)
    if level is None:
        level = content.get("state_default", 50) if state else content.get("events_default", 0)
    return int(level)


def require_joined(room: Room, user_id: str) -> None:
    """Refuse who is not in the room."""
    if room.membership(user_id) != "join":
        raise forbidden(f"{user_id} is not in room {room.room_id}")


def require_to_send(room: Room, user_id: str, kind: str, state_key: str | None) -> None:
    """Refuse who may not send this."""
    require_joined(room, user_id)
    if level_of(room, user_id) < needed_to_send(room, kind, state=state_key is not None):
        raise forbidden("Your level does not allow posting this here")
    if state_key is not None and state_key.startswith("@") and state_key != user_id:
        raise forbidden("State of somebody else cannot be set")


def check_new_levels(room: Room, user_id: str, new: JsonDict) -> None:
    """Refuse a change of levels beyond one's own, or one that is not well formed."""
    _check_shape(room, new)
    old = room.content("m.room.power_levels")
    if not old:
        return
    mine = level_of(room, user_id)
    for group, key in _all_levels(old, new):
        before = (old.get(group, {}) if group else old).get(key)
        after = (new.get(group, {}) if group else new).get(key)
        if before is not None and before == after:
            continue
        if group == "users" and key != user_id and before == mine:
            raise forbidden("Somebody of your own level cannot be changed")
        if (before is not None and before > mine) or (after is not None and after > mine):
            raise forbidden("A level above your own cannot be set or changed")


def _check_shape(room: Room, new: JsonDict) -> None:
    for key in _PLAIN_LEVELS:
        if key in new and type(new[key]) is not int:
            raise MatrixError(400, "M_BAD_JSON", f"{key} has to be a whole number")
    for group in ("users", "events", "notifications"):
        levels = new.get(group, {})
        if not isinstance(levels, dict) or not all(type(level) is int for level in levels.values()):
            raise MatrixError(400, "M_BAD_JSON", f"{group} has to map names to whole numbers")
    if set(new.get("users", {})) & set(creators(room)):
        raise MatrixError(400, "M_UNKNOWN", "A creator cannot stand in the list of levels")


def _all_levels(old: JsonDict, new: JsonDict) -> list[tuple[str, str]]:
    found = [("", key) for key in _PLAIN_LEVELS]
    for group in ("users", "events", "notifications"):
        found += [(group, key) for key in {**old.get(group, {}), **new.get(group, {})}]
    return found
