"""How events look from outside: to a client, to an admin, in a sync; what a redaction leaves; filters; tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fnmatch import fnmatchcase

from moderator.demo.entities import Device, Event, JsonDict, Room
from moderator.demo.errors import MatrixError
from moderator.demo.world import World

# What a redaction leaves of the content (rooms of version 11 and later).
_KEPT: dict[str, tuple[str, ...] | None] = {
    "m.room.create": None,  # all of it
    "m.room.member": ("membership", "join_authorised_via_users_server"),
    "m.room.join_rules": ("join_rule", "allow"),
    "m.room.history_visibility": ("history_visibility",),
    "m.room.power_levels": (
        "ban", "events", "events_default", "invite", "kick", "redact", "state_default", "users", "users_default",
    ),
    "m.room.redaction": ("redacts",),
}  # fmt: skip


def shown_content(event: Event) -> JsonDict:
    """Return the content as a client may see it now."""
    if event.redacted_by is None:
        return event.content
    kept = _KEPT.get(event.type, ())
    return event.content if kept is None else {key: event.content[key] for key in kept if key in event.content}


def in_client_format(
    world: World,
    event: Event,
    *,
    device: Device | None = None,
    membership: bool = True,
    room_id: bool = True,
    old_style: bool = True,
    bundle: bool = True,
    unredacted: bool = False,
) -> JsonDict:
    """Return the event as a client gets it. *old_style* adds the doubled top-level members of the older shape."""
    age = max(world.clock.now_ms() - event.origin_server_ts, 0)
    unsigned: JsonDict = {"age": age}
    if membership and device is not None:
        unsigned["membership"] = _membership_at(world, event, device.user_id)
    if device is not None and event.txn is not None and event.sender == device.user_id:
        if event.txn[0] == device.device_id:
            unsigned["transaction_id"] = event.txn[1]
    if event.replaces is not None:
        before = world.events[event.replaces]
        unsigned["replaces_state"] = event.replaces
        unsigned["prev_content"] = before.content
        unsigned["prev_sender"] = before.sender
    if event.redacted_by is not None and not unredacted:
        because = world.events[event.redacted_by]
        unsigned["redacted_by"] = event.redacted_by
        unsigned["redacted_because"] = in_client_format(
            world,
            because,
            device=device,
            membership=False,
            room_id=room_id,
            old_style=old_style,
            bundle=False,
        )
    if bundle and event.state_key is None and event.redacted_by is None:
        found = _bundle(world, event, device, room_id=room_id, old_style=old_style)
        if found:
            unsigned["m.relations"] = found
    shown: JsonDict = {
        "type": event.type,
        "sender": event.sender,
        "content": event.content if unredacted else shown_content(event),
        "event_id": event.event_id,
        "origin_server_ts": event.origin_server_ts,
        "unsigned": unsigned,
    }
    if event.state_key is not None:
        shown["state_key"] = event.state_key
    if event.redacts is not None:
        shown["redacts"] = event.redacts
    if room_id:
        shown["room_id"] = event.room_id
    if old_style:
        shown["user_id"] = event.sender
        for key in ("age", "replaces_state", "prev_content", "redacted_because"):
            if key in unsigned:
                shown[key] = unsigned[key]
    return shown


def _membership_at(world: World, event: Event, user_id: str) -> str:
    """Return the reader's membership when this event came (their own member event counts as already through)."""
    room = world.rooms[event.room_id]
    current = room.state.get(("m.room.member", user_id))
    while current is not None and current.stream > event.stream:
        current = world.events[current.replaces] if current.replaces else None
    return (current.membership if current else None) or "leave"


def _bundle(world: World, event: Event, device: Device | None, *, room_id: bool, old_style: bool) -> JsonDict:
    related = [one for one in world.relations.get(event.event_id, ()) if one.redacted_by is None]
    found: JsonDict = {}
    edits = [one for one in related if _rel_type(one) == "m.replace" and one.sender == event.sender]
    if edits:
        found["m.replace"] = in_client_format(
            world,
            edits[-1],
            device=device,
            membership=False,
            room_id=room_id,
            old_style=old_style,
            bundle=False,
        )
    thread = [one for one in related if _rel_type(one) == "m.thread"]
    if thread:
        found["m.thread"] = {
            "latest_event": in_client_format(
                world,
                thread[-1],
                device=device,
                membership=False,
                room_id=room_id,
                old_style=old_style,
                bundle=False,
            ),
            "count": len(thread),
            "current_user_participated": device is not None
            and any(one.sender == device.user_id for one in (event, *thread)),
        }
    references = [one for one in related if _rel_type(one) == "m.reference"]
    if references:
        found["m.reference"] = {"chunk": [{"event_id": one.event_id} for one in references]}
    return found


def _rel_type(event: Event) -> str | None:
    relation = event.content.get("m.relates_to")
    return relation.get("rel_type") if isinstance(relation, dict) else None


def in_wire_format(world: World, event: Event) -> JsonDict:
    """Return the event as servers exchange it: what admins get of a reported or fetched event, never redacted."""
    room = world.rooms[event.room_id]
    auth = [
        room.state[key].event_id
        for key in (("m.room.power_levels", ""), ("m.room.member", event.sender))
        if key in room.state
    ]
    digest = hashlib.sha256(event.event_id.encode()).hexdigest()
    shown: JsonDict = {
        "auth_events": auth,
        "content": event.content,
        "depth": event.depth,
        "hashes": {"sha256": digest[:43]},
        "origin_server_ts": event.origin_server_ts,
        "prev_events": [event.prev_event] if event.prev_event else [],
        "room_id": event.room_id,
        "sender": event.sender,
        "signatures": {world.server_name: {"ed25519:a_lab": digest * 2}},
        "type": event.type,
    }
    if event.state_key is not None:
        shown["state_key"] = event.state_key
    return shown


def matches(filter_: JsonDict, event: Event) -> bool:
    """Whether one event passes an event filter (types, senders, rooms, each also with `not_`; `*` in types)."""
    for key, value in (("types", event.type), ("senders", event.sender), ("rooms", event.room_id)):
        wanted = filter_.get(key)
        if wanted is not None and not any(_like(value, one, key) for one in wanted):
            return False
        if any(_like(value, one, key) for one in filter_.get("not_" + key, ())):
            return False
    if "contains_url" in filter_ and isinstance(filter_["contains_url"], bool):
        return isinstance(event.content.get("url"), str) == filter_["contains_url"]
    return True


def _like(value: str, wanted: object, key: str) -> bool:
    return fnmatchcase(value, str(wanted)) if key == "types" else value == wanted


def visible(room: Room, user_id: str) -> list[Event]:
    """Return what the account may read: everything while in the room, up to its own leaving afterwards."""
    member = room.state.get(("m.room.member", user_id))
    if member is None or member.membership not in ("join", "leave", "ban"):
        return []
    if member.membership == "join":
        return room.events
    return [event for event in room.events if event.stream <= member.stream]


def token(position: int) -> str:
    """Return the paging token for "after the event at this place of the stream"."""
    return f"s{position}_0_0_0_0_0_0_0_0_0_0_0_0_0"


def room_token(position: int) -> str:
    """Return a paging token of a room's history."""
    return f"t{position}-{position}_0_0_0_0_0_0_0_0_0_0_0_0_0"


def position_of(raw: str) -> int:
    """Read a token of either kind, or refuse it."""
    head = raw.split("_", 1)[0]
    number = head[1:].partition("-")[0] if head[:1] in ("s", "t") else ""
    if not (number.isascii() and number.isdigit()):
        raise MatrixError(400, "M_UNKNOWN", "This is no token of this server")
    return int(number)


def page(
    events: Iterable[Event], start: int, direction: str, limit: int, filter_: JsonDict, end: int | None = None
) -> tuple[list[Event], int]:
    """Return a page from *start* and the place where the next one begins."""
    chosen: list[Event] = []
    ordered = list(events)
    if direction == "b":
        ordered = [event for event in reversed(ordered) if event.stream <= start]
        ordered = ordered if end is None else [event for event in ordered if event.stream > end]
    else:
        ordered = [event for event in ordered if event.stream > start]
        ordered = ordered if end is None else [event for event in ordered if event.stream <= end]
    for event in ordered:
        if len(chosen) == limit:
            break
        if matches(filter_, event):
            chosen.append(event)
    if not chosen:
        return [], start
    last = chosen[-1].stream
    return chosen, last - 1 if direction == "b" else last
