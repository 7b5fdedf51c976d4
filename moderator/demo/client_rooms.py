"""Client routes that change rooms: make, enter, leave, speak, set state, remove, kick, ban, report."""

from __future__ import annotations

from copy import copy

from moderator.demo import acts
from moderator.demo.entities import JsonDict, Room
from moderator.demo.errors import MatrixError, bad_json, forbidden, invalid, not_found
from moderator.demo.membership import change_membership
from moderator.demo.router import Call, RouteHandler, Router
from moderator.demo.wire import Response, json_response

MAX_EVENT_BYTES = 65_536


def once(handler: RouteHandler) -> RouteHandler:
    """Make a handler answer a repeated transaction (same session, same path) with its first good answer."""

    async def wrapped(call: Call) -> Response:
        assert call.device is not None
        key = (call.device.token, call.request.path)
        known = call.world.answers.get(key)
        if known is None:
            known = await handler(call)
            call.world.answers[key] = known
        return copy(known)

    return wrapped


def here(call: Call) -> Room:
    """Return the room of the path. An unknown one is refused as a room one is not in."""
    room = call.world.rooms.get(call.params["room"])
    if room is None:
        raise forbidden(f"{call.user.user_id} is not in room {call.params['room']}")
    return room


def reason_of(call: Call) -> str | None:
    """Return the reason of the body, if there is one."""
    reason = call.body(empty_ok=True).get("reason")
    if reason is not None and not isinstance(reason, str):
        raise bad_json("reason has to be text")
    return reason


def check_size(content: JsonDict, call: Call) -> None:
    """Refuse an event beyond the size all servers agree on."""
    if len(call.request.body) > MAX_EVENT_BYTES - 1024:
        raise MatrixError(413, "M_TOO_LARGE", "The event is too large")


async def create_room(call: Call) -> Response:
    """Make a room."""
    if call.user.suspended:
        raise MatrixError(403, "M_USER_SUSPENDED", "A suspended account cannot do this")
    room = acts.create_room(call.world, call.user.user_id, call.body())
    return json_response({"room_id": room.room_id})


async def join(call: Call) -> Response:
    """Enter a room, by id or alias."""
    if call.user.suspended:
        raise MatrixError(403, "M_USER_SUSPENDED", "A suspended account cannot do this")
    room_id = call.world.resolve_room(call.params["room"])
    room = call.world.rooms.get(room_id)
    if room is None:
        raise MatrixError(404, "M_UNKNOWN", "This server knows no way into that room")
    me = call.user.user_id
    if room.membership(me) != "join":
        call.world.limits.check("message", me)
        change_membership(call.world, room, "join", me, me, reason=reason_of(call))
    return json_response({"room_id": room.room_id})


async def leave(call: Call) -> Response:
    """Leave a room."""
    me = call.user.user_id
    room = call.world.rooms.get(call.params["room"])
    if room is None or room.membership(me) is None:
        raise MatrixError(404, "M_UNKNOWN", "Not a known room")
    if room.membership(me) != "leave":
        call.world.limits.check("message", me)
        change_membership(call.world, room, "leave", me, me, reason=reason_of(call))
    return json_response({})


def _on_somebody(act: str) -> RouteHandler:
    async def handler(call: Call) -> Response:
        target = call.text_of("user_id")
        if not target.startswith("@") or ":" not in target:
            raise invalid("user_id is not a user id")
        reason = reason_of(call)
        room = here(call)
        call.world.limits.check("message", call.user.user_id)
        change_membership(call.world, room, act, call.user.user_id, target, reason=reason)
        return json_response({})

    handler.__doc__ = f"{act} somebody."
    return handler


@once
async def send(call: Call) -> Response:
    """Post a message, an edit, an encrypted one."""
    assert call.device is not None
    content = call.body()
    me = call.user.user_id
    room, txn = here(call), call.params["txn"]
    known = acts.known_txn(call.world, room, call.device, txn)
    if known is not None:
        return json_response({"event_id": known.event_id})
    if call.user.suspended:
        raise MatrixError(403, "M_USER_SUSPENDED", "A suspended account cannot do this")
    if call.user.shadow_banned:
        return json_response({"event_id": "$" + call.world.fresh_name("nowhere")})
    call.world.limits.check("message", me)
    check_size(content, call)
    if call.params["type"] == "m.room.redaction":
        raise MatrixError(400, "M_UNKNOWN", "Removals have a request of their own")
    event = acts.post(call.world, room, me, call.params["type"], content, device=call.device, txn=txn)
    return json_response({"event_id": event.event_id})


@once
async def redact(call: Call) -> Response:
    """Remove an event."""
    assert call.device is not None
    given = call.body(empty_ok=True).get("reason")
    reason = None if given is None else str(given)  # not looked at, as on the real server
    me = call.user.user_id
    room = call.world.rooms.get(call.params["room"])
    if room is None:
        raise not_found("No such room")
    txn = call.params["txn"]
    known = acts.known_txn(call.world, room, call.device, txn)
    if known is not None:
        return json_response({"event_id": known.event_id})
    target = call.world.events.get(call.params["event"])
    own = target is not None and target.sender == me
    if call.user.suspended and not own:
        raise MatrixError(403, "M_USER_SUSPENDED", "A suspended account removes its own posts only")
    call.world.limits.check("message" if own else "admin_redaction", me)
    event = acts.redact(call.world, room, me, call.params["event"], reason, device=call.device, txn=txn)
    return json_response({"event_id": event.event_id})


async def set_state(call: Call) -> Response:
    """Set a piece of state; a member event goes the way of invitations, kicks and bans."""
    content, me = call.body(), call.user.user_id
    kind, key = call.params["type"], call.params.get("key", "")
    room = here(call)
    call.world.limits.check("message", me)
    if kind != "m.room.member":
        event = acts.set_state(call.world, room, me, kind, key, content)
        return json_response({"event_id": event.event_id})
    wanted = content.get("membership")
    act = {"join": "join", "invite": "invite", "ban": "ban", "leave": "leave" if key == me else "kick"}.get(str(wanted))
    if act is None:
        raise MatrixError(400, "M_UNKNOWN", "No such membership")
    if act == "kick" and room.membership(key) == "ban":
        act = "unban"
    made = change_membership(call.world, room, act, me, key, reason=content.get("reason"))
    event_id = made.event_id if made else room.state[(kind, key)].event_id
    return json_response({"event_id": event_id})


async def report_event(call: Call) -> Response:
    """A member reports an event."""
    reason, score = reason_of(call), call.body().get("score")
    if score is not None and type(score) is not int:
        raise bad_json("score has to be a whole number")
    me = call.user.user_id
    call.world.limits.check("reports", me)
    acts.report_event(call.world, me, call.params["room"], call.params["event"], reason, score)
    return json_response({})


async def report_room(call: Call) -> Response:
    """A member reports a room: taken, and never shown to an admin, as on the real server."""
    call.text_of("reason")
    call.world.limits.check("reports", call.user.user_id)
    if call.params["room"] not in call.world.rooms:
        raise not_found("No such room")
    return json_response({})


def routes(router: Router) -> None:
    """Register this file's routes."""
    add, base = router.add, "/_matrix/client/v3/rooms/{room}"
    add("create_room", "POST", "/_matrix/client/v3/createRoom", "user", create_room)
    add("join", "POST", "/_matrix/client/v3/join/{room}", "user", join)
    add("join", "POST", f"{base}/join", "user", join)
    add("leave", "POST", f"{base}/leave", "user", leave)
    for act in ("invite", "kick", "ban", "unban"):
        add(act, "POST", f"{base}/{act}", "user", _on_somebody(act))
    add("send", "PUT", base + "/send/{type}/{txn}", "user", send)
    add("redact", "PUT", base + "/redact/{event}/{txn}", "user", redact)
    add("set_state", "PUT", base + "/state/{type}", "user", set_state)
    add("set_state", "PUT", base + "/state/{type}/{key}", "user", set_state)
    add("report_event", "POST", base + "/report/{event}", "user", report_event)
    add("report_room", "POST", base + "/report", "user", report_room)
