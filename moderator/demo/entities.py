"""What the demo server remembers: accounts, devices, rooms, events, reports, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

JsonDict = dict[str, Any]


@dataclass(slots=True)
class User:
    """An account. Times in ms."""

    user_id: str
    password: str
    displayname: str | None
    creation_ts: int
    admin: bool = False
    avatar_url: str | None = None
    last_seen_ts: int | None = None
    deactivated: bool = False
    erased: bool = False
    locked: bool = False
    suspended: bool = False
    shadow_banned: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """One log-in; transaction ids belong to it."""

    token: str
    user_id: str
    device_id: str


@dataclass(slots=True)
class Event:
    """One event of a room. `content` stays as sent; what a redaction hides is decided when it is shown."""

    event_id: str
    room_id: str
    type: str
    sender: str
    content: JsonDict
    origin_server_ts: int
    stream: int
    depth: int
    state_key: str | None = None
    redacts: str | None = None
    redacted_by: str | None = None
    replaces: str | None = None  # the state event that stood here before
    prev_event: str | None = None
    txn: tuple[str, str] | None = None  # (device id, transaction id): shown to that device only

    @property
    def membership(self) -> str | None:
        """The membership of a member event."""
        value = self.content.get("membership")
        return value if isinstance(value, str) else None


@dataclass(slots=True)
class Room:
    """A room: its events in order, and which of them is the state now."""

    room_id: str
    version: str
    creator: str
    events: list[Event] = field(default_factory=list)
    state: dict[tuple[str, str], Event] = field(default_factory=dict)
    published: bool = False
    blocked_by: str | None = None
    additional_creators: tuple[str, ...] = ()

    @property
    def creators_rule(self) -> bool:
        """From version 12 on creators stand above every level, and the id names no server."""
        return self.version == "12"

    def content(self, kind: str, key: str = "") -> JsonDict:
        """Return the content of one piece of state, empty when there is none."""
        event = self.state.get((kind, key))
        return event.content if event else {}

    def membership(self, user_id: str) -> str | None:
        """Return join, invite, leave, ban, or None for somebody never here."""
        event = self.state.get(("m.room.member", user_id))
        return event.membership if event else None

    def members(self, membership: str = "join") -> list[str]:
        """Return who has that membership, in the order in which it came about."""
        found = [event for (kind, _), event in self.state.items() if kind == "m.room.member"]
        found = [event for event in found if event.membership == membership]
        return [str(event.state_key) for event in sorted(found, key=lambda event: event.stream)]

    @property
    def alias(self) -> str | None:
        """The main alias, if one was set."""
        value = self.content("m.room.canonical_alias").get("alias")
        return value if isinstance(value, str) else None

    @property
    def name(self) -> str | None:
        """The name, if one was set."""
        value = self.content("m.room.name").get("name")
        return value if isinstance(value, str) else None


@dataclass(slots=True)
class EventReport:
    """A member's report of an event."""

    id: int
    received_ts: int
    room_id: str
    event_id: str
    user_id: str
    reason: str | None
    score: int | None


@dataclass(slots=True)
class UserReport:
    """A member's report of an account."""

    id: int
    received_ts: int
    target_user_id: str
    user_id: str
    reason: str


@dataclass(slots=True)
class Media:
    """One uploaded or drawn file."""

    media_id: str
    content_type: str
    data: bytes
    user_id: str
    created_ts: int
    upload_name: str | None = None
    quarantined_by: str | None = None


@dataclass(slots=True)
class Counters:
    """The next numbers; reports begin at 2, as on a fresh real server."""

    stream: int = 0
    event_report: int = 2
    user_report: int = 2
    name: int = 0
