"""Client routes that read rooms: one event, history, surroundings, members, state, relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from moderator.demo.client_rooms import here
from moderator.demo.entities import Event, JsonDict, Room
from moderator.demo.errors import forbidden, invalid, not_found
from moderator.demo.router import Call, Router
from moderator.demo.views import (
    in_client_format,
    matches,
    page,
    position_of,
    room_token,
    shown_content,
    visible,
)
from moderator.demo.wire import Response, json_response

MAX_PAGE = 1000


def readable(call: Call) -> tuple[Room, Sequence[Event]]:
    """Return the room and what of it the caller may read, or refuse who was never in."""
    room = here(call)
    if room.membership(call.user.user_id) not in ("join", "leave"):
        raise forbidden("You are not in this room, and it has no previews")
    return room, visible(room, call.user.user_id)


def shown(call: Call, event: Event, *, membership: bool = True, bundle: bool = True) -> JsonDict:
    """Return an event in the client's shape."""
    return in_client_format(call.world, event, device=call.device, membership=membership, bundle=bundle)


async def one_event(call: Call) -> Response:
    """Return one event, as it stands now."""
    event = call.world.events.get(call.params["event"])
    if event is None or event.room_id != call.params["room"]:
        raise not_found("Event not found.")
    room = call.world.rooms[event.room_id]
    if event not in visible(room, call.user.user_id):
        raise not_found("Event not found.")
    return json_response(shown(call, event))


def history_page(call: Call, room: Room, events: Sequence[Event], *, as_member: bool = True) -> JsonDict:
    """Return one page of history with its tokens; no `end` means that nothing is left."""
    direction = call.choice("dir", "f", ("b", "f"))
    limit = min(call.number("limit", 10), MAX_PAGE)
    filter_ = call.json_filter()
    raw, raw_to = call.text("from"), call.text("to")
    latest = call.world.counters.stream
    start = position_of(raw) if raw else (latest if direction == "b" else 0)
    chosen, after = page(events, start, direction, limit, filter_, position_of(raw_to) if raw_to else None)
    answer: JsonDict = {
        "chunk": [in_client_format(call.world, event, device=call.device, membership=as_member) for event in chosen],
        "start": raw or room_token(start),
    }
    if chosen or limit == 0:  # a page of none does not move, as on the real server
        answer["end"] = room_token(after)
    if chosen and filter_.get("lazy_load_members"):
        senders = {event.sender for event in chosen}
        answer["state"] = [
            in_client_format(call.world, event, device=call.device, membership=as_member)
            for (kind, key), event in room.state.items()
            if kind == "m.room.member" and key in senders
        ]
    return answer


async def messages(call: Call) -> Response:
    """Return a page of a room's history."""
    room, events = readable(call)
    return json_response(history_page(call, room, events))


def surroundings(call: Call, room: Room, events: Sequence[Event], event: Event, *, as_member: bool) -> JsonDict:
    """Return what stands around an event: half of *limit* before, the rest after."""
    limit = call.number("limit", 10)
    filter_ = call.json_filter()
    before_count = limit // 2
    before = [one for one in events if one.stream < event.stream and matches(filter_, one)]
    after = [one for one in events if one.stream > event.stream and matches(filter_, one)][: limit - before_count]
    before = before[len(before) - before_count :] if before_count else []
    first, last = (before[0] if before else event), (after[-1] if after else event)

    def give(group: Iterable[Event], membership: bool) -> list[JsonDict]:
        return [in_client_format(call.world, one, device=call.device, membership=membership) for one in group]

    return {
        "events_before": give(reversed(before), as_member),
        "event": give([event], as_member)[0],
        "events_after": give(after, as_member),
        "state": give(room.state.values(), False),
        "start": room_token(first.stream - 1),
        "end": room_token(last.stream),
    }


async def context(call: Call) -> Response:
    """Return what stands around an event, for a member."""
    event = call.world.events.get(call.params["event"])
    if event is None or event.room_id != call.params["room"]:
        raise not_found("Event not found.")
    room = call.world.rooms[event.room_id]
    events = visible(room, call.user.user_id)
    if event not in events:
        raise forbidden("You cannot see this event")
    return json_response(surroundings(call, room, events, event, as_member=True))


async def members(call: Call) -> Response:
    """Return the member events of a room, of one membership if asked."""
    room, _ = readable(call)
    wanted, unwanted = call.text("membership"), call.text("not_membership")
    chunk = [
        shown(call, event, membership=False)
        for (kind, _), event in room.state.items()
        if kind == "m.room.member" and wanted in (None, event.membership) and unwanted != event.membership
    ]
    return json_response({"chunk": chunk})


async def joined_members(call: Call) -> Response:
    """Return who is in a room, with names."""
    room = here(call)
    if room.membership(call.user.user_id) != "join":
        raise forbidden("You are not in this room")
    joined: JsonDict = {}
    for user_id in room.members():
        user = call.world.users.get(user_id)
        joined[user_id] = {
            "display_name": user.displayname if user else None,
            "avatar_url": user.avatar_url if user else None,
        }
    return json_response({"joined": joined})


async def joined_rooms(call: Call) -> Response:
    """Return the rooms one is in."""
    return json_response({"joined_rooms": [room.room_id for room in call.world.joined_rooms(call.user.user_id)]})


async def all_state(call: Call) -> Response:
    """Return the whole state of a room."""
    room, _ = readable(call)
    return json_response([shown(call, event, membership=False) for event in room.state.values()])


async def one_state(call: Call) -> Response:
    """Return the content of one piece of state (or the whole event with `format=event`)."""
    room, _ = readable(call)
    format_ = call.choice("format", "content", ("content", "event"))
    event = room.state.get((call.params["type"], call.params.get("key", "")))
    if event is None:
        raise not_found("No such state here")
    return json_response(shown(call, event, membership=False) if format_ == "event" else shown_content(event))


async def relations(call: Call) -> Response:
    """Return what relates to an event (edits, replies in a thread, reactions), newest first unless asked."""
    room, events = readable(call)
    target = call.world.event_of(room.room_id, call.params["event"])
    direction = call.choice("dir", "b", ("b", "f"))
    limit = min(call.number("limit", 5), MAX_PAGE)
    if limit == 0:
        raise invalid("limit has to be above 0")
    found = [
        event
        for event in call.world.relations.get(target.event_id, ())
        if target.redacted_by is None
        and event in events
        and event.redacted_by is None
        and call.params.get("rel", event.content["m.relates_to"]["rel_type"])
        == event.content["m.relates_to"]["rel_type"]
        and call.params.get("type", event.type) == event.type
    ]
    raw = call.text("from")
    start = position_of(raw) if raw else (call.world.counters.stream if direction == "b" else 0)
    chosen, after = page(found, start, direction, limit, {})
    answer: JsonDict = {"chunk": [shown(call, event) for event in chosen]}
    if len(chosen) == limit and page(found, after, direction, 1, {})[0]:
        answer["next_batch"] = room_token(after)
    if raw:
        answer["prev_batch"] = raw
    return json_response(answer)


async def resolve_alias(call: Call) -> Response:
    """Return the room behind an alias."""
    room_id = call.world.aliases.get(call.params["alias"])
    if room_id is None:
        raise not_found("No such room alias")
    return json_response({"room_id": room_id, "servers": [call.world.server_name]})


def routes(router: Router) -> None:
    """Register this file's routes."""
    add, base = router.add, "/_matrix/client/v3/rooms/{room}"
    add("event", "GET", base + "/event/{event}", "user", one_event)
    add("messages", "GET", base + "/messages", "user", messages)
    add("context", "GET", base + "/context/{event}", "user", context)
    add("members", "GET", base + "/members", "user", members)
    add("joined_members", "GET", base + "/joined_members", "user", joined_members)
    add("joined_rooms", "GET", "/_matrix/client/v3/joined_rooms", "user", joined_rooms)
    add("state", "GET", base + "/state", "user", all_state)
    add("one_state", "GET", base + "/state/{type}", "user", one_state)
    add("one_state", "GET", base + "/state/{type}/{key}", "user", one_state)
    for tail in ("", "/{rel}", "/{rel}/{type}"):
        add("relations", "GET", "/_matrix/client/v1/rooms/{room}/relations/{event}" + tail, "user", relations)
    add("resolve_alias", "GET", "/_matrix/client/v3/directory/room/{alias}", "open", resolve_alias)
