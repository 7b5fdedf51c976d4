"""Admin routes about accounts: look, make, change, suspend, silence, remove everything, close."""

from __future__ import annotations

from moderator.demo import acts
from moderator.demo.client_rooms import once
from moderator.demo.entities import JsonDict, User
from moderator.demo.errors import MatrixError, bad_json, forbidden, invalid, not_found
from moderator.demo.router import Call, Router
from moderator.demo.wire import Response, json_response

BASE = "/_synapse/admin/v1"


def target_of(call: Call, what: str = "look up") -> User:
    """Return the account of the path: a malformed id, a foreign one and an unknown one are refused differently."""
    user_id = call.params["user"]
    if not user_id.startswith("@") or ":" not in user_id:
        raise invalid("This is not a user id")
    if not call.world.is_local(user_id):
        raise MatrixError(400, "M_UNKNOWN", f"Can only {what} local users")
    user = call.world.users.get(user_id)
    if user is None:
        raise not_found("User not found")
    return user


def _journal(call: Call, kind: str, target: str, detail: str = "") -> None:
    call.world.journal.effect(call.world.clock.now_ms(), kind, call.user.user_id, target=target, detail=detail)


def _detail(user: User) -> JsonDict:
    return {
        "name": user.user_id,
        "admin": user.admin,
        "deactivated": user.deactivated,
        "locked": user.locked,
        "shadow_banned": user.shadow_banned,
        "creation_ts": user.creation_ts // 1000,  # seconds here, milliseconds in the list
        "appservice_id": None,
        "consent_server_notice_sent": None,
        "consent_version": None,
        "consent_ts": None,
        "user_type": None,
        "is_guest": False,
        "suspended": user.suspended,
        "displayname": user.displayname,
        "avatar_url": user.avatar_url,
        "threepids": [],
        "external_ids": [],
        "erased": user.erased,
        "last_seen_ts": user.last_seen_ts,
    }


async def user_detail(call: Call) -> Response:
    """Return one account."""
    return json_response(_detail(target_of(call)))


async def put_user(call: Call) -> Response:
    """Make an account (201) or change one (200)."""
    user_id, body, world = call.params["user"], call.body(), call.world
    if not user_id.startswith("@") or not world.is_local(user_id):
        raise MatrixError(400, "M_UNKNOWN", "This endpoint can only be used with local users")
    user = world.users.get(user_id)
    status = 200
    if user is None:
        status = 201
        user = world.add_user(user_id, user_id[1:].partition(":")[0])
        _journal(call, "make_user", user_id)
    if body.get("deactivated") is False and user.deactivated and "password" not in body:
        raise MatrixError(400, "M_UNKNOWN", "A password is needed to open a closed account again")
    for name in ("displayname", "avatar_url", "password"):
        if name in body:
            if not isinstance(body[name], str):
                raise bad_json(f"{name} has to be text")
            setattr(user, name, body[name])
    for name in ("admin", "locked", "deactivated"):
        if name in body:
            if not isinstance(body[name], bool):
                raise bad_json(f"{name} has to be true or false")
            if getattr(user, name) != body[name]:
                setattr(user, name, body[name])
                _journal(call, name if body[name] else f"un{name}", user_id)
    if user.deactivated:
        world.forget_sessions(user)
    return json_response(_detail(user), status)


async def list_users(call: Call) -> Response:
    """List accounts by name; `suspended` is not told here."""
    start, limit = call.number("from", 0), call.number("limit", 100)
    users = sorted(call.world.users.values(), key=lambda user: user.user_id)
    wanted = call.text("user_id") or call.text("name")
    if wanted:
        users = [user for user in users if wanted.lower() in (user.user_id + "\n" + (user.displayname or "")).lower()]
    if call.text("deactivated", "false") == "false":
        users = [user for user in users if not user.deactivated]
    if call.text("locked", "false") == "false":
        users = [user for user in users if not user.locked]
    rows = [
        {
            "name": user.user_id,
            "user_type": None,
            "is_guest": False,
            "admin": user.admin,
            "deactivated": user.deactivated,
            "shadow_banned": user.shadow_banned,
            "displayname": user.displayname,
            "avatar_url": user.avatar_url,
            "creation_ts": user.creation_ts // 1000 * 1000,
            "erased": user.erased,
            "last_seen_ts": user.last_seen_ts,
            "locked": user.locked,
        }
        for user in users[start : start + limit]
    ]
    answer: JsonDict = {"users": rows, "total": len(users)}
    if start + limit < len(users):
        answer["next_token"] = str(start + len(rows))
    return json_response(answer)


async def is_admin(call: Call) -> Response:
    """Whether an account is a server admin."""
    return json_response({"admin": target_of(call).admin})


async def suspend(call: Call) -> Response:
    """Suspend an account, or lift it; setting what is set changes nothing."""
    user = target_of(call, "suspend")
    (wanted,) = call.required("suspend")
    if not isinstance(wanted, bool):
        raise bad_json("suspend has to be true or false")
    if user.suspended != wanted:
        user.suspended = wanted
        _journal(call, "suspend" if wanted else "unsuspend", user.user_id)
    return json_response({f"user_{user.user_id}_suspended": wanted})


async def shadow_ban(call: Call) -> Response:
    """Let an account speak into nothing."""
    return _shadow(call, True)


async def unshadow_ban(call: Call) -> Response:
    """Let an account be heard again."""
    return _shadow(call, False)


def _shadow(call: Call, wanted: bool) -> Response:
    user = target_of(call, "shadow-ban")
    if user.shadow_banned != wanted:
        user.shadow_banned = wanted
        _journal(call, "shadow_ban" if wanted else "unshadow_ban", user.user_id)
    return json_response({})


async def memberships(call: Call) -> Response:
    """Return every room an account has a membership in."""
    found = {room.room_id: room.membership(call.params["user"]) for room in call.world.rooms.values()}
    return json_response({"memberships": {room: membership for room, membership in found.items() if membership}})


async def joined_rooms(call: Call) -> Response:
    """Return the rooms an account is in."""
    rooms = [room.room_id for room in call.world.joined_rooms(call.params["user"])]
    return json_response({"joined_rooms": rooms, "total": len(rooms)})


async def login_as(call: Call) -> Response:
    """Give a token of somebody (tests and the script speak as members with it)."""
    user = target_of(call)
    if user is call.user:
        raise MatrixError(400, "M_UNKNOWN", "Cannot use admin API to login as self")
    return json_response({"access_token": call.world.log_in(user).token})


async def redact_user(call: Call) -> Response:
    """Remove all posts of an account in its rooms; the answer names a task to ask after."""
    user_id, body, world = call.params["user"], call.body(), call.world
    (rooms,) = call.required("rooms")
    if not isinstance(rooms, list):
        raise invalid("rooms has to be a list")
    limit = body.get("limit")
    if limit is not None and (type(limit) is not int or limit <= 0):
        raise MatrixError(400, "M_UNKNOWN", "limit has to be above 0")
    if not rooms:
        rooms = [room.room_id for room in world.rooms.values() if room.membership(user_id) in ("join", "ban")]
    actor = call.user.user_id if body.get("use_admin") or not world.is_local(user_id) else user_id
    before, after = body.get("before_ts"), body.get("after_ts")
    failed: JsonDict = {}
    for room_id in rooms:
        events = [
            event
            for event in world.room(room_id).events
            if event.sender == user_id
            and event.redacted_by is None
            and (event.type in ("m.room.message", "m.room.encrypted") or event.membership == "join")
            and (before is None or event.origin_server_ts < before)
            and (after is None or event.origin_server_ts > after)
        ]
        for event in events[-(limit or 1000) :]:
            try:
                act = acts.redact if actor != user_id else acts.force_redact
                act(world, world.room(room_id), actor, event.event_id, body.get("reason"))
            except MatrixError as error:
                failed[event.event_id] = error.error
    redact_id = world.fresh_name("task", 16)
    world.redact_tasks[redact_id] = {"status": "complete", "failed_redactions": failed}
    _journal(call, "redact_all", user_id)
    return json_response({"redact_id": redact_id})


async def redact_status(call: Call) -> Response:
    """Say how far a bulk removal is."""
    found = call.world.redact_tasks.get(call.params["task"])
    if found is None:
        raise not_found("No such task")
    return json_response(found)


async def deactivate(call: Call) -> Response:
    """Close an account: its sessions end and it leaves its rooms."""
    user, erase = target_of(call, "deactivate"), call.body(empty_ok=True).get("erase", False)
    if not isinstance(erase, bool):
        raise bad_json("erase has to be true or false")
    user.deactivated, user.erased = True, user.erased or erase
    call.world.forget_sessions(user)
    for room in list(call.world.joined_rooms(user.user_id)):
        call.world.append(room, user.user_id, "m.room.member", {"membership": "leave"}, state_key=user.user_id)
    _journal(call, "deactivate", user.user_id)
    return json_response({"id_server_unbind_result": "success"})


async def ratelimit(call: Call) -> Response:
    """Read, set or lift an account's own rate limit."""
    user, limits = target_of(call), call.world.limits
    if call.request.method == "DELETE":
        limits.exempt.pop(user.user_id, None)
        return json_response({})
    if call.request.method == "POST":
        body = call.body()
        rate, burst = body.get("messages_per_second", 0), body.get("burst_count", 0)
        if type(rate) is not int or type(burst) is not int or rate < 0 or burst < 0:
            raise invalid("Both have to be whole numbers, not negative")
        limits.exempt[user.user_id] = (float(rate), burst)
    if user.user_id not in limits.exempt:
        return json_response({})
    rate_now, burst_now = limits.exempt[user.user_id]
    return json_response({"messages_per_second": int(rate_now), "burst_count": burst_now})


async def send_notice(call: Call) -> Response:
    """Send a server notice; with a transaction id in the path only once."""
    user_id, content = call.required("user_id", "content")
    if not isinstance(user_id, str) or not isinstance(content, dict):
        raise bad_json("user_id has to be text and content an object")
    kind = call.body().get("type", "m.room.message")
    event = acts.send_notice(call.world, call.user.user_id, user_id, str(kind), content)
    return json_response({"event_id": event.event_id})


async def whois(call: Call) -> Response:
    """Return an account's sessions; the demo has no addresses to tell."""
    user = target_of(call)
    return json_response({"user_id": user.user_id, "devices": {"": {"sessions": [{"connections": []}]}}})


async def user_media(call: Call) -> Response:
    """List what an account uploaded, newest first."""
    user = target_of(call)
    rows = [
        {
            "media_id": media.media_id,
            "media_type": media.content_type,
            "media_length": len(media.data),
            "upload_name": media.upload_name,
            "created_ts": media.created_ts,
            "url_cache": None,
            "last_access_ts": None,
            "quarantined_by": media.quarantined_by,
            "safe_from_quarantine": False,
            "user_id": media.user_id,
            "authenticated": 1,
            "sha256": None,
        }
        for media in call.world.media.values()
        if media.user_id == user.user_id
    ]
    start, limit = call.number("from", 0), call.number("limit", 100)
    answer: JsonDict = {"media": rows[::-1][start : start + limit], "total": len(rows)}
    if start + limit < len(rows):
        answer["next_token"] = start + limit
    return json_response(answer)


async def register_refused(call: Call) -> Response:
    """Open registration does not exist here."""
    raise forbidden("Registration has been disabled")


def routes(router: Router) -> None:
    """Register this file's routes."""
    add = router.add
    add("user", "GET", "/_synapse/admin/v2/users/{user}", "admin", user_detail)
    add("put_user", "PUT", "/_synapse/admin/v2/users/{user}", "admin", put_user)
    for version in ("v2", "v3"):
        add("users", "GET", f"/_synapse/admin/{version}/users", "admin", list_users)
    add("is_admin", "GET", BASE + "/users/{user}/admin", "admin", is_admin)
    add("suspend", "PUT", BASE + "/suspend/{user}", "admin", suspend)
    add("shadow_ban", "POST", BASE + "/users/{user}/shadow_ban", "admin", shadow_ban)
    add("unshadow_ban", "DELETE", BASE + "/users/{user}/shadow_ban", "admin", unshadow_ban)
    add("memberships", "GET", BASE + "/users/{user}/memberships", "admin", memberships)
    add("user_joined_rooms", "GET", BASE + "/users/{user}/joined_rooms", "admin", joined_rooms)
    add("user_media", "GET", BASE + "/users/{user}/media", "admin", user_media)
    add("login_as", "POST", BASE + "/users/{user}/login", "admin", login_as)
    add("whois", "GET", BASE + "/whois/{user}", "admin", whois)
    add("redact_user", "POST", BASE + "/user/{user}/redact", "admin", redact_user)
    add("redact_status", "GET", BASE + "/user/redact_status/{task}", "admin", redact_status)
    add("deactivate", "POST", BASE + "/deactivate/{user}", "admin", deactivate)
    for method in ("GET", "POST", "DELETE"):
        add("ratelimit", method, BASE + "/users/{user}/override_ratelimit", "admin", ratelimit)
    add("send_notice", "POST", BASE + "/send_server_notice", "admin", send_notice)
    add("send_notice", "PUT", BASE + "/send_server_notice/{txn}", "admin", once(send_notice))
    add("register", "POST", "/_matrix/client/v3/register", "open", register_refused)
