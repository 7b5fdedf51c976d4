"""Admin routes about rooms: look in without being there, take over, force a join, close."""

from __future__ import annotations

from moderator.demo.client_read import history_page, surroundings
from moderator.demo.entities import JsonDict, Room
from moderator.demo.errors import MatrixError, bad_json, not_found
from moderator.demo.membership import change_membership
from moderator.demo.power import creators, level_of, needed_to_send
from moderator.demo.router import Call, Router
from moderator.demo.views import in_client_format, in_wire_format
from moderator.demo.wire import Response, json_response

_ORDERS = (
    "name", "canonical_alias", "joined_members", "joined_local_members", "version", "creator", "encryption",
    "federatable", "public", "join_rules", "guest_access", "history_visibility", "state_events", "alphabetical", "size",
)  # fmt: skip


def _row(call: Call, room: Room) -> JsonDict:
    local = [user for user in room.members() if call.world.is_local(user)]
    return {
        "room_id": room.room_id,
        "name": room.name,
        "canonical_alias": room.alias,
        "joined_members": len(room.members()),
        "joined_local_members": len(local),
        "version": room.version,
        "creator": room.creator,
        "encryption": room.content("m.room.encryption").get("algorithm"),
        "federatable": room.content("m.room.create").get("m.federate", True),
        "public": room.published,
        "join_rules": room.content("m.room.join_rules").get("join_rule"),
        "guest_access": room.content("m.room.guest_access").get("guest_access"),
        "history_visibility": room.content("m.room.history_visibility").get("history_visibility"),
        "state_events": len(room.state),
        "room_type": room.content("m.room.create").get("type"),
    }


async def list_rooms(call: Call) -> Response:
    """List rooms by name unless another order is asked for."""
    start, limit = call.number("from", 0), call.number("limit", 100)
    order = call.choice("order_by", "name", _ORDERS)
    direction = call.choice("dir", "f", ("b", "f"))
    term = (call.text("search_term") or "").lower()
    rows = [_row(call, room) for room in call.world.rooms.values()]
    if term:
        rows = [row for row in rows if term in f"{row['name']}\n{row['canonical_alias']}\n{row['room_id']}".lower()]
    key = {"alphabetical": "name", "size": "joined_members"}.get(order, order)
    largest_first = key in ("joined_members", "joined_local_members", "version", "state_events")
    rows.sort(key=lambda row: (row[key] is None, row[key]), reverse=largest_first != (direction == "b"))
    answer: JsonDict = {"offset": start, "rooms": rows[start : start + limit], "total_rooms": len(rows)}
    if start + limit < len(rows):
        answer["next_batch"] = start + limit
    if start > 0:
        answer["prev_batch"] = max(start - limit, 0)
    return json_response(answer)


async def room_detail(call: Call) -> Response:
    """Return one room."""
    room = call.world.room(call.params["room"])
    tombstone = room.content("m.room.tombstone")
    return json_response(
        {
            **_row(call, room),
            "avatar": room.content("m.room.avatar").get("url"),
            "topic": room.content("m.room.topic").get("topic"),
            "joined_local_devices": len(
                {device for device in call.world.devices.values() if room.membership(device.user_id) == "join"}
            ),
            "forgotten": False,
            "tombstoned": bool(tombstone),
            "replacement_room": tombstone.get("replacement_room"),
        }
    )


async def room_members(call: Call) -> Response:
    """Return who is in a room."""
    members = call.world.room(call.params["room"]).members()
    return json_response({"members": members, "total": len(members)})


async def room_state(call: Call) -> Response:
    """Return the state of a room."""
    room = call.world.room(call.params["room"])
    state = [in_client_format(call.world, event, device=call.device, membership=False) for event in room.state.values()]
    return json_response({"state": state})


async def room_messages(call: Call) -> Response:
    """Return a page of history without being in the room."""
    room = call.world.room(call.params["room"])
    return json_response(history_page(call, room, room.events, as_member=False))


async def room_context(call: Call) -> Response:
    """Return what stands around an event without being in the room."""
    event = call.world.events.get(call.params["event"])
    if event is None:
        raise not_found("Event not found.")
    if event.room_id != call.params["room"]:
        raise MatrixError(404, "M_UNKNOWN", "This event stands in another room")
    room = call.world.rooms[event.room_id]
    return json_response(surroundings(call, room, room.events, event, as_member=False))


async def fetch_event(call: Call) -> Response:
    """Return one event as it was sent, also after a removal."""
    event = call.world.events.get(call.params["event"])
    if event is None:
        raise not_found("Event not found")
    shown = in_wire_format(call.world, event)
    shown["event_id"] = event.event_id
    shown["unsigned"] = {"age": max(call.world.clock.now_ms() - event.origin_server_ts, 0)}
    return json_response({"event": shown})


async def make_room_admin(call: Call) -> Response:
    """Give somebody (the caller unless named) the highest level that a local member can give; invite if need be."""
    world = call.world
    room = world.rooms.get(world.resolve_room(call.params["room"]))
    if room is None:
        raise MatrixError(400, "M_UNKNOWN", "This server is not in that room")
    user_id = call.body(empty_ok=True).get("user_id", call.user.user_id)
    if not isinstance(user_id, str) or not user_id.startswith("@"):
        raise bad_json("user_id has to be a user id")
    levels = room.content("m.room.power_levels")
    helpers = sorted(levels.get("users", {}), key=lambda user: int(levels["users"][user])) + list(creators(room))
    able = [user for user in helpers if world.is_local(user) and room.membership(user) == "join"]
    if not able:
        raise MatrixError(400, "M_UNKNOWN", "No local member with power in the room")
    giver = able[-1]
    if level_of(room, giver) < needed_to_send(room, "m.room.power_levels", state=True):
        raise MatrixError(400, "M_UNKNOWN", "No local member may change the levels")
    if user_id in creators(room):
        raise MatrixError(400, "M_UNKNOWN", "A creator cannot stand in the list of levels")
    new = {**levels, "users": {**levels.get("users", {}), user_id: levels.get("users", {}).get(giver, 100)}}
    if new != levels:
        event = world.append(room, giver, "m.room.power_levels", new, state_key="")
        world.journal.effect(
            event.origin_server_ts, "make_room_admin", call.user.user_id, room=room.room_id, target=user_id,
            made=event.event_id,
        )  # fmt: skip
    public = room.content("m.room.join_rules").get("join_rule") == "public"
    if room.membership(user_id) not in ("join", "invite") and not public:
        change_membership(world, room, "invite", giver, user_id)
    return json_response({})


async def force_join(call: Call) -> Response:
    """Let somebody local join; a private room needs the admin to be in it and able to invite."""
    world = call.world
    user_id = call.text_of("user_id")
    if not world.is_local(user_id):
        raise MatrixError(400, "M_UNKNOWN", "This endpoint can only be used with local users")
    if user_id not in world.users:
        raise not_found("User not found")
    room_id = world.resolve_room(call.params["room"])
    room = world.rooms.get(room_id)
    if room is None:
        raise MatrixError(404, "M_UNKNOWN", "This server knows no way into that room")
    rule = room.content("m.room.join_rules").get("join_rule")
    if rule != "public" and room.membership(user_id) not in ("join", "invite"):
        change_membership(world, room, "invite", call.user.user_id, user_id)
    if room.membership(user_id) != "join":
        change_membership(world, room, "join", user_id, user_id)
    return json_response({"room_id": room.room_id})


async def block(call: Call) -> Response:
    """Say whether a room is blocked, or block it."""
    world, room_id = call.world, call.params["room"]
    room = world.room(room_id)
    if call.request.method == "PUT":
        (wanted,) = call.required("block")
        if not isinstance(wanted, bool):
            raise bad_json("block has to be true or false")
        room.blocked_by = call.user.user_id if wanted else None
        world.journal.effect(
            world.clock.now_ms(),
            "block" if wanted else "unblock",
            call.user.user_id,
            room=room_id,
            target=room_id,
        )
        return json_response({"block": wanted})
    answer: JsonDict = {"block": room.blocked_by is not None}
    if room.blocked_by is not None:
        answer["user_id"] = room.blocked_by
    return json_response(answer)


async def delete_room(call: Call) -> Response:
    """Send everybody out of a room, and forget it with its reports unless `purge` is false."""
    world, body, room_id = call.world, call.body(empty_ok=True), call.params["room"]
    for name in ("block", "purge"):
        if not isinstance(body.get(name, False), bool):
            raise bad_json(f"{name} has to be true or false")
    room = world.room(room_id)
    kicked = room.members()
    for user_id in kicked:
        change_membership(world, room, "leave", user_id, user_id)
    if body.get("block", False):
        room.blocked_by = call.user.user_id
    aliases = [alias for alias, target in world.aliases.items() if target == room_id]
    for alias in aliases:
        del world.aliases[alias]
    if body.get("purge", True):
        world.rooms.pop(room_id)
        for event in room.events:
            world.events.pop(event.event_id, None)
        for number in [one.id for one in world.event_reports.values() if one.room_id == room_id]:
            del world.event_reports[number]
    delete_id = world.fresh_name("task", 16)
    world.delete_tasks[delete_id] = {
        "delete_id": delete_id,
        "room_id": room_id,
        "status": "complete",
        "shutdown_room": {
            "kicked_users": kicked,
            "failed_to_kick_users": [],
            "local_aliases": aliases,
            "new_room_id": None,
        },
    }
    world.journal.effect(world.clock.now_ms(), "delete_room", call.user.user_id, room=room_id, target=room_id)
    return json_response({"delete_id": delete_id})


async def delete_status(call: Call) -> Response:
    """Say how far the closing of a room is."""
    found = call.world.delete_tasks.get(call.params["task"])
    if found is None:
        raise not_found("No such task")
    return json_response(found)


def routes(router: Router) -> None:
    """Register this file's routes."""
    add, base = router.add, "/_synapse/admin/v1/rooms"
    add("rooms", "GET", base, "admin", list_rooms)
    add("room", "GET", base + "/{room}", "admin", room_detail)
    add("room_members", "GET", base + "/{room}/members", "admin", room_members)
    add("room_state", "GET", base + "/{room}/state", "admin", room_state)
    add("room_messages", "GET", base + "/{room}/messages", "admin", room_messages)
    add("room_context", "GET", base + "/{room}/context/{event}", "admin", room_context)
    add("fetch_event", "GET", "/_synapse/admin/v1/fetch_event/{event}", "admin", fetch_event)
    add("make_room_admin", "POST", base + "/{room}/make_room_admin", "admin", make_room_admin)
    add("force_join", "POST", "/_synapse/admin/v1/join/{room}", "admin", force_join)
    add("delete_room", "DELETE", "/_synapse/admin/v2/rooms/{room}", "admin", delete_room)
    add("delete_status", "GET", "/_synapse/admin/v2/rooms/delete_status/{task}", "admin", delete_status)
    for method in ("GET", "PUT"):
        add("block", method, base + "/{room}/block", "admin", block)
