"""What changes the world besides membership: rooms, posts, state, removals, reports, notices."""

from __future__ import annotations

import json

from moderator.demo.entities import Device, Event, EventReport, JsonDict, Room, UserReport
from moderator.demo.errors import MatrixError, forbidden, invalid, not_found
from moderator.demo.membership import change_membership
from moderator.demo.power import check_new_levels, level_of, needed, require_joined, require_to_send
from moderator.demo.world import World

DEFAULT_LEVELS: JsonDict = {
    "users": {},
    "users_default": 0,
    "events": {
        "m.room.name": 50,
        "m.room.power_levels": 100,
        "m.room.history_visibility": 100,
        "m.room.canonical_alias": 50,
        "m.room.avatar": 50,
        "m.room.tombstone": 100,
        "m.room.server_acl": 100,
        "m.room.encryption": 100,
    },
    "events_default": 0,
    "state_default": 50,
    "ban": 50,
    "kick": 50,
    "redact": 50,
    "invite": 50,
    "historical": 100,
}


def create_room(world: World, creator: str, wish: JsonDict, at: int | None = None) -> Room:
    """Make a room as `createRoom` asks for it: preset, name, topic, alias, invitations, version."""
    version = str(wish.get("room_version", "12"))
    if version not in ("10", "11", "12"):
        raise MatrixError(400, "M_UNSUPPORTED_ROOM_VERSION", "This server does not support this room version")
    create_id = "$" + world.fresh_name("create")
    room_id = "!" + create_id[1:] if version == "12" else f"!{create_id[1:19]}:{world.server_name}"
    more = tuple(str(user) for user in wish.get("creation_content", {}).get("additional_creators", []))
    room = Room(room_id, version, creator, additional_creators=more if version == "12" else ())
    alias = f"#{wish['room_alias_name']}:{world.server_name}" if wish.get("room_alias_name") else None
    if alias in world.aliases:
        raise MatrixError(400, "M_ROOM_IN_USE", "Room alias already taken")
    world.rooms[room_id] = room
    content = {**wish.get("creation_content", {}), "room_version": version}
    if version == "10":
        content["creator"] = creator
    world.append(room, creator, "m.room.create", content, state_key="", at=at, event_id=create_id)
    change_membership(world, room, "join", creator, creator, forced=True, at=at)
    for kind, key, state in _first_state(room, creator, wish, alias):
        world.append(room, creator, kind, state, state_key=key, at=at)
    if alias:
        world.aliases[alias] = room_id
    room.published = wish.get("visibility") == "public"
    for invited in wish.get("invite", []):
        change_membership(world, room, "invite", creator, str(invited), at=at)
    return room


def _first_state(room: Room, creator: str, wish: JsonDict, alias: str | None) -> list[tuple[str, str, JsonDict]]:
    preset = wish.get("preset") or ("public_chat" if wish.get("visibility") == "public" else "private_chat")
    levels = {**DEFAULT_LEVELS, "users": {} if room.creators_rule else {creator: 100}}
    levels["events"] = {
        **DEFAULT_LEVELS["events"],
        **({"m.room.tombstone": 150} if room.creators_rule else {}),
    }
    if preset == "public_chat":
        levels["events"]["m.call.invite"] = 50
    else:
        levels["invite"] = 0
    levels.update(wish.get("power_level_content_override", {}))
    public = preset == "public_chat"
    found: list[tuple[str, str, JsonDict]] = [("m.room.power_levels", "", levels)]
    if alias:
        found.append(("m.room.canonical_alias", "", {"alias": alias}))
    found.append(("m.room.join_rules", "", {"join_rule": "public" if public else "invite"}))
    found.append(("m.room.history_visibility", "", {"history_visibility": "shared"}))
    if not public:
        found.append(("m.room.guest_access", "", {"guest_access": "can_join"}))
    for item in wish.get("initial_state", []):
        found.append((str(item["type"]), str(item.get("state_key", "")), dict(item["content"])))
    if "name" in wish:
        found.append(("m.room.name", "", {"name": wish["name"]}))
    if "topic" in wish:
        topic = wish["topic"]
        found.append(("m.room.topic", "", {"topic": topic, "m.topic": {"m.text": [{"body": topic}]}}))
    return found


def known_txn(world: World, room: Room, device: Device, txn: str | None) -> Event | None:
    """Return the event this session made in this room under this transaction id, whatever it was."""
    if txn is None:
        return None
    event_id = world.event_txns.get((room.room_id, device.token, txn))
    return world.events.get(event_id) if event_id else None


def post(
    world: World,
    room: Room,
    sender: str,
    kind: str,
    content: JsonDict,
    *,
    device: Device | None = None,
    txn: str | None = None,
    at: int | None = None,
) -> Event:
    """Let a message stand, edits and encrypted ones too."""
    require_to_send(room, sender, kind, None)
    event = world.append(room, sender, kind, content, at=at, txn=_shown(device, txn))
    _remember(world, room, device, txn, event)
    relation = content.get("m.relates_to")
    edits = isinstance(relation, dict) and relation.get("rel_type") == "m.replace"
    target = str(relation.get("event_id")) if edits and isinstance(relation, dict) else event.event_id
    world.journal.effect(
        event.origin_server_ts, "edit" if edits else "post", sender, room=room.room_id, target=target,
        made=event.event_id,
    )  # fmt: skip
    return event


def set_state(world: World, room: Room, sender: str, kind: str, key: str, content: JsonDict) -> Event:
    """Set one piece of state; the same content by the same sender changes nothing and gives the old event."""
    require_to_send(room, sender, kind, key)
    if kind == "m.room.power_levels":
        check_new_levels(room, sender, content)
    old = room.state.get((kind, key))
    if old is not None and old.content == content and old.sender == sender:
        return old
    event = world.append(room, sender, kind, content, state_key=key)
    what = "levels" if kind == "m.room.power_levels" else "state"
    world.journal.effect(
        event.origin_server_ts, what, sender, room=room.room_id, target=f"{kind}|{key}", made=event.event_id,
        detail=json.dumps(content, sort_keys=True),
    )  # fmt: skip
    return event


def redact(
    world: World,
    room: Room,
    sender: str,
    event_id: str,
    reason: str | None,
    *,
    device: Device | None = None,
    txn: str | None = None,
    at: int | None = None,
) -> Event:
    """Remove an event's content. Doing it again makes a second redaction event, as on the real server."""
    require_to_send(room, sender, "m.room.redaction", None)
    event = world.events.get(event_id)
    if event is not None and event.type == "m.room.create":
        raise forbidden("The event that made the room stays")
    if event is not None and event.room_id != room.room_id:
        raise MatrixError(400, "M_UNKNOWN", "This event stands in another room")
    if level_of(room, sender) < needed(room, "redact"):
        if event is None:
            raise not_found("No such event")
        if event.sender != sender:
            raise forbidden("Your level does not allow removing this")
    return force_redact(world, room, sender, event_id, reason, device=device, txn=txn, at=at)


def force_redact(
    world: World,
    room: Room,
    sender: str,
    event_id: str,
    reason: str | None,
    *,
    device: Device | None = None,
    txn: str | None = None,
    at: int | None = None,
) -> Event:
    """Remove without asking the room's levels (the server admin's bulk removal acts as the author)."""
    content: JsonDict = {} if reason is None else {"reason": reason}
    if room.version != "10":
        content["redacts"] = event_id
    redaction = world.append(
        room, sender, "m.room.redaction", content, redacts=event_id, at=at, txn=_shown(device, txn)
    )
    _remember(world, room, device, txn, redaction)
    event = world.events.get(event_id)
    if event is not None and event.redacted_by is None:
        event.redacted_by = redaction.event_id
    world.journal.effect(
        redaction.origin_server_ts, "redact", sender, room=room.room_id, target=event_id, made=redaction.event_id,
        detail=reason or "",
    )  # fmt: skip
    return redaction


def _shown(device: Device | None, txn: str | None) -> tuple[str, str] | None:
    return (device.device_id, txn) if device is not None and txn is not None else None


def _remember(world: World, room: Room, device: Device | None, txn: str | None, event: Event) -> None:
    if device is not None and txn is not None:
        world.event_txns[(room.room_id, device.token, txn)] = event.event_id


def report_event(
    world: World, reporter: str, room_id: str, event_id: str, reason: str | None, score: int | None = None,
    at: int | None = None,
) -> None:  # fmt: skip
    """Take a member's report; every report is a row of its own, even the same one again."""
    room = world.rooms.get(room_id)
    event = world.events.get(event_id)
    if room is None or event is None or event.room_id != room_id or room.membership(reporter) != "join":
        raise not_found("This event does not exist, or you cannot see it")
    number = world.counters.event_report
    world.counters.event_report += 1
    stamp = world.clock.now_ms() if at is None else at
    world.event_reports[number] = EventReport(number, stamp, room_id, event_id, reporter, reason, score)
    world.journal.effect(stamp, "report", reporter, room=room_id, target=event_id, detail=reason or "")


def report_user(world: World, reporter: str, target: str, reason: str, at: int | None = None) -> None:
    """Take a member's report of an account; nothing is kept when there is no such account, and nobody is told."""
    if target not in world.users:
        return
    number = world.counters.user_report
    world.counters.user_report += 1
    stamp = world.clock.now_ms() if at is None else at
    world.user_reports[number] = UserReport(number, stamp, target, reporter, reason)
    world.journal.effect(stamp, "user_report", reporter, target=target, detail=reason)


def send_notice(world: World, actor: str, target: str, kind: str, content: JsonDict) -> Event:
    """Send a server notice; the first to somebody makes a room of its own and invites them."""
    if not world.settings.server_notices:
        raise MatrixError(400, "M_UNKNOWN", "This server is not set up for server notices")
    if not target.startswith("@") or ":" not in target:
        raise invalid("user_id is not a user id")
    if not world.is_local(target):
        raise MatrixError(400, "M_UNKNOWN", "Server notices go to accounts of this server only")
    if target not in world.users:
        raise not_found("User not found")
    notices = world.qualify("notices")
    if notices not in world.users:
        world.add_user("notices", "Server notices")
    room_id = world.notice_rooms.get(target)
    if room_id not in world.rooms:
        room = create_room(
            world,
            notices,
            {
                "preset": "private_chat",
                "name": "Server notices",
                "power_level_content_override": {"users_default": -10},
            },
        )
        room_id = world.notice_rooms[target] = room.room_id
    room = world.rooms[room_id]
    if room.membership(target) not in ("join", "invite"):
        change_membership(world, room, "invite", notices, target)
    require_joined(room, notices)
    event = world.append(room, notices, kind, content)
    body = content.get("body")
    world.journal.effect(
        event.origin_server_ts, "notice", actor, room=room_id, target=target, made=event.event_id,
        detail=body if isinstance(body, str) else "",
    )  # fmt: skip
    return event
