"""The shapes of Synapse's answers, as strict as they can be: what the server writes is typed, what members write is not.

Sources: the Matrix client-server API v1.15 and Synapse's admin API documentation; recorded on Synapse 1.163.
"""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Raw, Struct, field

from moderator.platforms.kit import Answer, Said

CLIENT = "/_matrix/client/v3"
CLIENT_1 = "/_matrix/client/v1"
ADMIN_1 = "/_synapse/admin/v1"
ADMIN_2 = "/_synapse/admin/v2"

_EMPTY = Raw(b"{}")
_T = TypeVar("_T")
_D = TypeVar("_D")


def seg(value: object) -> str:
    """One segment of a path: ids carry `!`, `$`, `:`, `#` and whatever a server thinks of."""
    return quote(str(value), safe="")


def room_path(room: str, tail: str) -> str:
    return f"{CLIENT}/rooms/{seg(room)}/{tail}"


class ErrorBody(Struct):
    errcode: str = ""
    error: str = ""
    retry_after_ms: float | None = None
    soft_logout: bool = False


def explain(answer: Answer) -> Said:
    """Read an error body; the wait in milliseconds is finer than the header's whole seconds."""
    try:
        found = msgspec.json.decode(answer.body, type=ErrorBody)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return Said()
    pause = None if found.retry_after_ms is None else found.retry_after_ms / 1000
    return Said(found.errcode[:64], found.error[:500], pause)


class Unsigned(Struct):
    redacted_because: Event | None = None
    relations: Raw = field(name="m.relations", default=_EMPTY)
    replaces_state: str | None = None
    transaction_id: str | None = None


class Event(Struct):
    type: str
    sender: str
    event_id: str = ""
    origin_server_ts: int = 0
    content: dict[str, Raw] = {}
    state_key: str | None = None
    redacts: str | None = None
    room_id: str = ""
    unsigned: Unsigned = field(default_factory=Unsigned)


def pick(content: dict[str, Raw], name: str, kind: type[_T], default: _D) -> _T | _D:
    """One member of what somebody wrote, if it has the type it should have, else *default*."""
    raw = content.get(name)
    if raw is None:
        return default
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return default


def inner(content: dict[str, Raw], name: str) -> dict[str, Raw]:
    """A member that is an object itself; empty when it is not."""
    return pick(content, name, dict[str, Raw], {})


class WhoAmI(Struct):
    user_id: str
    device_id: str = ""


class Versions(Struct):
    versions: list[str] = []


class ServerVersion(Struct):
    server_version: str = ""


class IsAdmin(Struct):
    admin: bool = False


class JoinedRooms(Struct):
    joined_rooms: list[str] = []


class Memberships(Struct):
    memberships: dict[str, str] = {}


class Reports(Struct):
    """A page of either queue; the list has another name in each."""

    event_reports: list[Raw] = []
    user_reports: list[Raw] = []
    total: int = 0
    next_token: int | None = None

    @property
    def rows(self) -> list[Raw]:
        return self.event_reports or self.user_reports


class ReportRow(Struct):
    id: int


class EventReport(Struct):
    """One report of a message, as its own page has it. `event_json` is the event as it was sent."""

    id: int
    received_ts: int
    room_id: str
    event_id: str
    user_id: str | None = None  # who reported
    sender: str | None = None
    reason: str | None = None
    name: str | None = None
    canonical_alias: str | None = None
    event_json: Raw = Raw(b"null")


class UserReport(Struct):
    id: int
    received_ts: int
    target_user_id: str
    user_id: str | None = None
    reason: str | None = None


class Sync(Struct):
    next_batch: str
    rooms: dict[str, Raw] = {}


class Timeline(Struct):
    events: list[Raw] = []
    limited: bool = False
    prev_batch: str | None = None


class StateList(Struct):
    events: list[Raw] = []


class SyncRoom(Struct):
    timeline: Timeline = field(default_factory=Timeline)
    state: StateList = field(default_factory=StateList)


class Messages(Struct):
    chunk: list[Raw] = []
    end: str | None = None
    state: list[Raw] = []


class ContextAnswer(Struct):
    events_before: list[Raw] = []
    events_after: list[Raw] = []
    event: Raw = _EMPTY
    state: list[Raw] = []


class AdminState(Struct):
    state: list[Raw] = []


class UserDetail(Struct):
    """`v2/users/{id}`: here `creation_ts` is in seconds, while the list of users has milliseconds."""

    name: str = ""
    displayname: str | None = None
    admin: bool = False
    deactivated: bool = False
    locked: bool | None = False
    suspended: bool | None = None
    shadow_banned: bool | None = False
    creation_ts: int | None = None
    appservice_id: str | None = None
    user_type: str | None = None
    is_guest: bool | None = False


class Profile(Struct):
    displayname: str | None = None


class AccountData(Struct):
    rooms: dict[str, Raw] = {}


class AccountDataAnswer(Struct):
    account_data: AccountData = field(default_factory=AccountData)


class WellKnownServer(Struct):
    base_url: str = ""


class WellKnown(Struct):
    homeserver: WellKnownServer = field(name="m.homeserver", default_factory=WellKnownServer)
