"""Client routes about the server, the session and profiles."""

from __future__ import annotations

from moderator.demo import acts
from moderator.demo.entities import JsonDict
from moderator.demo.errors import MatrixError, bad_json, forbidden, missing, not_found
from moderator.demo.router import Call, Router
from moderator.demo.wire import Response, json_response

VERSIONS = [
    "r0.6.1", "v1.1", "v1.2", "v1.3", "v1.4", "v1.5", "v1.6", "v1.7", "v1.8", "v1.9", "v1.10", "v1.11", "v1.12",
    "v1.13", "v1.14", "v1.15",
]  # fmt: skip
SERVER_VERSION = "1.163.2"


async def versions(call: Call) -> Response:
    """Which versions of the client API are spoken."""
    return json_response({"versions": VERSIONS, "unstable_features": {"fi.mau.msc2815": False}})


async def server_version(call: Call) -> Response:
    """The version of the server whose dialect this is; answers without a token, so it proves no rights."""
    return json_response({"server_version": SERVER_VERSION})


async def well_known(call: Call) -> Response:
    """Where the server of this name is reached."""
    return json_response({"m.homeserver": {"base_url": f"http://{call.request.headers.get('host', '127.0.0.1')}/"}})


async def login_flows(call: Call) -> Response:
    """How one may log in."""
    return json_response({"flows": [{"type": "m.login.password"}, {"type": "m.login.application_service"}]})


async def login(call: Call) -> Response:
    """Log in with a password."""
    body = call.body()
    if "type" not in body:
        raise MatrixError(400, "M_UNKNOWN", "Missing JSON keys")
    if body["type"] != "m.login.password":
        raise MatrixError(400, "M_UNKNOWN", "Unknown way to log in")
    identifier = body.get("identifier")
    name = identifier.get("user") if isinstance(identifier, dict) else body.get("user")
    if "password" not in body or not isinstance(name, str):
        raise missing("A user and a password are needed")
    user = call.world.users.get(call.world.qualify(name))
    if user is None or user.password != body["password"]:
        raise forbidden("Wrong user or password")
    if user.deactivated:
        raise MatrixError(403, "M_USER_DEACTIVATED", "This account was closed")
    device_id = body.get("device_id")
    device = call.world.log_in(user, device_id if isinstance(device_id, str) else None)
    return json_response(
        {
            "user_id": user.user_id,
            "access_token": device.token,
            "home_server": call.world.server_name,
            "device_id": device.device_id,
            "well_known": {"m.homeserver": {"base_url": f"http://{call.request.headers.get('host', '127.0.0.1')}/"}},
        }
    )


async def logout(call: Call) -> Response:
    """End this session."""
    assert call.device is not None
    call.world.devices.pop(call.device.token, None)
    return json_response({})


async def whoami(call: Call) -> Response:
    """Who this token belongs to."""
    assert call.device is not None
    return json_response({"user_id": call.user.user_id, "is_guest": False, "device_id": call.device.device_id})


async def capabilities(call: Call) -> Response:
    """What an account may change about itself, and which room versions there are."""
    return json_response(
        {
            "capabilities": {
                "m.room_versions": {
                    "default": "12",
                    "available": {"10": "stable", "11": "stable", "12": "stable"},
                },
                "m.change_password": {"enabled": True},
                "m.set_displayname": {"enabled": True},
                "m.set_avatar_url": {"enabled": True},
                "m.3pid_changes": {"enabled": True},
                "m.get_login_token": {"enabled": False},
            }
        }
    )


async def profile(call: Call) -> Response:
    """Somebody's name and picture."""
    user = call.world.users.get(call.params["user"])
    if user is None:
        raise MatrixError(404, "M_UNKNOWN", "No profile for this account")
    shown: JsonDict = {}
    if user.displayname is not None:
        shown["displayname"] = user.displayname
    if user.avatar_url is not None:
        shown["avatar_url"] = user.avatar_url
    return json_response(shown)


async def make_filter(call: Call) -> Response:
    """Keep a filter and give it a number."""
    if call.params["user"] != call.user.user_id:
        raise forbidden("Filters can only be made for oneself")
    number = str(sum(1 for user, _ in call.world.filters if user == call.user.user_id))
    call.world.filters[(call.user.user_id, number)] = call.body()
    return json_response({"filter_id": number})


async def read_filter(call: Call) -> Response:
    """Return a kept filter."""
    found = call.world.filters.get((call.params["user"], call.params["filter"]))
    if found is None:
        raise not_found("No such filter")
    return json_response(found)


async def report_user(call: Call) -> Response:
    """A member reports an account; the answer does not tell whether it exists."""
    reason = call.text_of("reason")
    call.world.limits.check("reports", call.user.user_id)
    if len(reason) > 1000:
        raise bad_json("The reason is too long")
    acts.report_user(call.world, call.user.user_id, call.params["user"], reason)
    return json_response({})


def routes(router: Router) -> None:
    """Register this file's routes."""
    add = router.add
    add("versions", "GET", "/_matrix/client/versions", "open", versions)
    add("well_known", "GET", "/.well-known/matrix/client", "open", well_known)
    add("server_version", "GET", "/_synapse/admin/v1/server_version", "open", server_version)
    add("login_flows", "GET", "/_matrix/client/v3/login", "open", login_flows)
    add("login", "POST", "/_matrix/client/v3/login", "open", login)
    add("logout", "POST", "/_matrix/client/v3/logout", "user", logout)
    add("whoami", "GET", "/_matrix/client/v3/account/whoami", "user", whoami)
    add("capabilities", "GET", "/_matrix/client/v3/capabilities", "user", capabilities)
    add("profile", "GET", "/_matrix/client/v3/profile/{user}", "open", profile)
    add("make_filter", "POST", "/_matrix/client/v3/user/{user}/filter", "user", make_filter)
    add("read_filter", "GET", "/_matrix/client/v3/user/{user}/filter/{filter}", "user", read_filter)
    add("report_user", "POST", "/_matrix/client/v3/users/{user}/report", "user", report_user)
