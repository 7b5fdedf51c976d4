"""The whole state of the demo server, and the one way in which an event comes to stand."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from moderator.demo.clock import DemoClock
from moderator.demo.entities import (
    Counters,
    Device,
    Event,
    EventReport,
    JsonDict,
    Media,
    Room,
    User,
    UserReport,
)
from moderator.demo.errors import not_found
from moderator.demo.journal import Journal
from moderator.demo.limits import RateLimits
from moderator.demo.wire import Response


@dataclass(slots=True)
class Settings:
    """What tests and the demo's control door may switch."""

    server_notices: bool = True


@dataclass(slots=True)
class World:
    """Accounts, rooms, events, reports. Everything runs in one event loop, so nothing here needs a lock."""

    server_name: str
    seed: int
    clock: DemoClock
    users: dict[str, User] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)  # by token
    rooms: dict[str, Room] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    event_reports: dict[int, EventReport] = field(default_factory=dict)
    user_reports: dict[int, UserReport] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    filters: dict[tuple[str, str], JsonDict] = field(default_factory=dict)
    redact_tasks: dict[str, JsonDict] = field(default_factory=dict)
    delete_tasks: dict[str, JsonDict] = field(default_factory=dict)
    notice_rooms: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[Event]] = field(default_factory=dict)  # event id -> events that relate to it
    event_txns: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (room, device token, txn) -> event id
    answers: dict[tuple[str, str], Response] = field(default_factory=dict)  # (device token, path) -> first answer
    settings: Settings = field(default_factory=Settings)
    limits: RateLimits = field(default_factory=RateLimits)
    counters: Counters = field(default_factory=Counters)
    journal: Journal = field(default_factory=Journal)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    # -- names ----------------------------------------------------------------------------------------------------

    def fresh_name(self, kind: str, length: int = 43) -> str:
        """Return the next opaque name; the same seed and the same order of acts give the same names."""
        self.counters.name += 1
        digest = hashlib.sha256(f"{self.seed}|{kind}|{self.counters.name}".encode()).digest()
        return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")[:length]

    def qualify(self, localpart: str) -> str:
        """Return the full id of a local account."""
        return localpart if localpart.startswith("@") else f"@{localpart}:{self.server_name}"

    def is_local(self, user_id: str) -> bool:
        """Whether the account lives here."""
        return user_id.partition(":")[2] == self.server_name

    # -- accounts -------------------------------------------------------------------------------------------------

    def add_user(
        self, localpart: str, displayname: str | None, *, admin: bool = False, created: int | None = None
    ) -> User:
        """Make an account; its password is random, nobody needs to know it but who asks for it here."""
        user = User(
            user_id=self.qualify(localpart),
            password=secrets.token_urlsafe(12),
            displayname=displayname,
            creation_ts=self.clock.now_ms() if created is None else created,
            admin=admin,
        )
        self.users[user.user_id] = user
        return user

    def log_in(self, user: User, device_id: str | None = None) -> Device:
        """Open a session. A device logged in again gets a new token, and its old one ends."""
        device_id = device_id or self.fresh_name("device", 10).upper()
        for token, device in list(self.devices.items()):
            if (device.user_id, device.device_id) == (user.user_id, device_id):
                del self.devices[token]
        device = Device("demo_" + secrets.token_urlsafe(24), user.user_id, device_id)
        self.devices[device.token] = device
        return device

    def forget_sessions(self, user: User) -> None:
        """End every session of an account."""
        for token, device in list(self.devices.items()):
            if device.user_id == user.user_id:
                del self.devices[token]

    # -- rooms and events -----------------------------------------------------------------------------------------

    def room(self, room_id: str) -> Room:
        """Return a room by its id, or refuse."""
        room = self.rooms.get(room_id)
        if room is None:
            raise not_found("No such room")
        return room

    def event_of(self, room_id: str, event_id: str) -> Event:
        """Return an event of this room, or refuse."""
        event = self.events.get(event_id)
        if event is None or event.room_id != room_id:
            raise not_found("Event not found")
        return event

    def append(
        self,
        room: Room,
        sender: str,
        kind: str,
        content: JsonDict,
        *,
        state_key: str | None = None,
        redacts: str | None = None,
        txn: tuple[str, str] | None = None,
        at: int | None = None,
        event_id: str | None = None,
    ) -> Event:
        """Let an event stand: no checks here. Wakes everybody who waits for news."""
        self.counters.stream += 1
        last = room.events[-1] if room.events else None
        event = Event(
            event_id=event_id or "$" + self.fresh_name("event"),
            room_id=room.room_id,
            type=kind,
            sender=sender,
            content=content,
            origin_server_ts=self.clock.now_ms() if at is None else at,
            stream=self.counters.stream,
            depth=(last.depth + 1) if last else 1,
            state_key=state_key,
            redacts=redacts,
            prev_event=last.event_id if last else None,
            txn=txn,
        )
        if state_key is not None:
            before = room.state.get((kind, state_key))
            event.replaces = before.event_id if before else None
            room.state[(kind, state_key)] = event
        self._relate(event)
        room.events.append(event)
        self.events[event.event_id] = event
        self.wake()
        return event

    def _relate(self, event: Event) -> None:
        relation = event.content.get("m.relates_to")
        if isinstance(relation, dict) and isinstance(relation.get("event_id"), str) and "rel_type" in relation:
            self.relations.setdefault(relation["event_id"], []).append(event)

    def wake(self) -> None:
        """Tell every waiting reader that something is new."""
        waiting, self.changed = self.changed, asyncio.Event()
        waiting.set()

    def joined_rooms(self, user_id: str, membership: str = "join") -> Iterator[Room]:
        """Yield the rooms in which the account has that membership."""
        for room in self.rooms.values():
            if room.membership(user_id) == membership:
                yield room

    def resolve_room(self, room_or_alias: str) -> str:
        """Return the id behind an alias, or the id itself."""
        if not room_or_alias.startswith("#"):
            return room_or_alias
        room_id = self.aliases.get(room_or_alias)
        if room_id is None:
            raise not_found("No such room alias")
        return room_id
