"""The long poll: what is new since a token, room by room, under a filter."""

from __future__ import annotations

import asyncio
import json
import time
from bisect import bisect_right

from moderator.demo.entities import Device, Event, JsonDict, Room
from moderator.demo.errors import MatrixError, invalid
from moderator.demo.router import Call, Router
from moderator.demo.views import in_client_format, matches, position_of, room_token, token
from moderator.demo.wire import Response, json_response
from moderator.demo.world import World

MAX_WAIT_MS = 60_000


async def sync(call: Call) -> Response:
    """Answer at once when there is news (or no token yet); otherwise wait for it up to *timeout* ms."""
    assert call.device is not None
    raw = call.text("since")
    since = position_of(raw) if raw else None
    if since is not None and since > call.world.counters.stream:
        raise invalid("This token is from the future")
    wanted = _filter(call)
    deadline = time.monotonic() + min(call.number("timeout", 0), MAX_WAIT_MS) / 1000
    full = call.choice("full_state", "false", ("true", "false")) == "true"
    while True:
        changed = call.world.changed
        rooms = _rooms(call.world, call.device, since, wanted, full)
        left = deadline - time.monotonic()
        if rooms or since is None or left <= 0:
            return json_response(_answer(call, rooms, since))
        try:
            async with asyncio.timeout(left):
                await changed.wait()
        except TimeoutError:
            continue


def _filter(call: Call) -> JsonDict:
    raw = call.text("filter")
    if not raw:
        return {}
    if raw.startswith("{"):
        try:
            value = json.loads(raw)
        except ValueError as error:
            raise MatrixError(400, "M_UNKNOWN", "filter is not JSON") from error
        return value if isinstance(value, dict) else {}
    found = call.world.filters.get((call.user.user_id, raw))
    if found is None:
        raise MatrixError(400, "M_INVALID_PARAM", "No such filter")
    return found


def _answer(call: Call, rooms: JsonDict, since: int | None) -> JsonDict:
    answer: JsonDict = {"next_batch": token(call.world.counters.stream)}
    if since is None:
        answer["account_data"] = {"events": [{"type": "m.push_rules", "content": {"global": {}}}]}
        answer["presence"] = {"events": []}
    if rooms:
        answer["rooms"] = rooms
    answer["device_one_time_keys_count"] = {"signed_curve25519": 0}
    answer["device_unused_fallback_key_types"] = []
    return answer


def _rooms(world: World, device: Device, since: int | None, wanted: JsonDict, full: bool) -> JsonDict:
    room_filter = wanted.get("room", {})
    found: dict[str, JsonDict] = {"join": {}, "invite": {}, "leave": {}}
    for room in world.rooms.values():
        if room.room_id in room_filter.get("not_rooms", ()):
            continue
        if "rooms" in room_filter and room.room_id not in room_filter["rooms"]:
            continue
        member = room.state.get(("m.room.member", device.user_id))
        if member is None:
            continue
        fresh = since is None or member.stream > since
        if member.membership == "join":
            shown = _joined(
                world,
                device,
                room,
                None if fresh and not _was_in(world, member) else since,
                room_filter,
                full,
            )
            if shown is not None:
                found["join"][room.room_id] = shown
        elif member.membership == "invite" and fresh:
            found["invite"][room.room_id] = {"invite_state": {"events": _stripped(room)}}
        elif member.membership in ("leave", "ban") and _tells_leaving(member, since, room_filter):
            shown = _joined(world, device, room, since, room_filter, full, until=member.stream)
            if shown is not None:
                found["leave"][room.room_id] = {key: shown[key] for key in ("timeline", "state", "account_data")}
    return {kind: rooms for kind, rooms in found.items() if rooms}


def _tells_leaving(member: Event, since: int | None, room_filter: JsonDict) -> bool:
    """At first a ban is told, and a leaving only where the filter asks; later each is told once."""
    if since is not None:
        return member.stream > since
    return member.membership == "ban" or room_filter.get("include_leave") is True


def _was_in(world: World, member: Event) -> bool:
    before = world.events[member.replaces] if member.replaces else None
    return before is not None and before.membership == "join"


def _joined(
    world: World,
    device: Device,
    room: Room,
    since: int | None,
    room_filter: JsonDict,
    full: bool,
    until: int | None = None,
) -> JsonDict | None:
    timeline_filter, state_filter = room_filter.get("timeline", {}), room_filter.get("state", {})
    limit = max(int(timeline_filter.get("limit", 10)), 0)
    start = since or 0
    new = [event for event in _after(room, start) if until is None or event.stream <= until]
    passing = [event for event in new if matches(timeline_filter, event)]
    if since is not None and not passing and not full:
        return None
    timeline = passing[len(passing) - limit :] if limit < len(passing) else passing
    limited = len(passing) > limit
    state = _state_before(room, timeline, start, full or since is None)
    state = [event for event in state if matches(state_filter, event)]
    if state_filter.get("lazy_load_members"):
        senders = {event.sender for event in timeline} | {device.user_id}
        state = [event for event in state if event.type != "m.room.member" or event.state_key in senders]
    prev = timeline[0].stream - 1 if timeline else world.counters.stream

    def give(event: Event, membership: bool) -> JsonDict:
        return in_client_format(world, event, device=device, membership=membership, room_id=False, old_style=False)

    return {
        "timeline": {
            "events": [give(event, True) for event in timeline],
            "prev_batch": room_token(prev),
            "limited": limited,
        },
        "state": {"events": [give(event, False) for event in state]},
        "account_data": {"events": []},
        "ephemeral": {"events": []},
        "unread_notifications": {"notification_count": 0, "highlight_count": 0},
        "summary": {},
    }


def _after(room: Room, start: int) -> list[Event]:
    """Return the events after a place in the stream, without walking through all that came before."""
    return room.events[bisect_right(room.events, start, key=lambda event: event.stream) :]


def _state_before(room: Room, timeline: list[Event], start: int, whole: bool) -> list[Event]:
    """Return the state that a reader of the timeline lacks: all of it at first, later what a gap or the filter hides.

    What changed after the first event shown, and is filtered out itself, is never told: so it is on the real server.
    """
    inside = {event.event_id for event in timeline}
    first = timeline[0].stream if timeline else room.events[-1].stream + 1
    standing: dict[tuple[str, str], Event] = {}
    for event in room.events if whole else _after(room, start):
        if event.stream >= first:
            break
        if event.state_key is not None:
            standing[(event.type, event.state_key)] = event
    return [event for event in standing.values() if event.event_id not in inside]


def _stripped(room: Room) -> list[JsonDict]:
    kinds = ("m.room.create", "m.room.name", "m.room.join_rules", "m.room.canonical_alias", "m.room.member")
    return [
        {"type": event.type, "state_key": event.state_key, "content": event.content, "sender": event.sender}
        for (kind, _), event in room.state.items()
        if kind in kinds
    ]


def routes(router: Router) -> None:
    """Register this file's routes."""
    router.add("sync", "GET", "/_matrix/client/v3/sync", "user", sync)
