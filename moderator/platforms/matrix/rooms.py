"""Looking into rooms: as a member where we are one, by the admin API where we are not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec import Raw

from moderator.domain import caps
from moderator.domain.community import PlaceIn, PostGone, PostIn
from moderator.platforms.decode import NotUnderstood
from moderator.platforms.matrix.power import Levels, read_levels
from moderator.platforms.matrix.reading import Names, edits, post_of, read_event, room_url
from moderator.platforms.matrix.server import Server
from moderator.platforms.matrix.text import clean
from moderator.platforms.matrix.wire import (
    ADMIN_1,
    CLIENT,
    AdminState,
    ContextAnswer,
    Event,
    Memberships,
    Messages,
    Profile,
    pick,
    room_path,
    seg,
)
from moderator.ports import Clock

POWER, CREATE, MEMBER = "m.room.power_levels", "m.room.create", "m.room.member"


@dataclass(frozen=True, slots=True)
class Around:
    """Raw events around a message, oldest first; the message itself beside them."""

    before: Sequence[Raw]
    event: Raw
    after: Sequence[Raw]


class Rooms:
    """What we know and can find out about rooms. `admin` says whether the admin API answers us."""

    def __init__(self, server: Server, names: Names, clock: Clock, *, admin: bool) -> None:
        self._server = server
        self._names = names
        self._clock = clock
        self._admin = admin
        self._births: dict[str, tuple[str, frozenset[str]]] = {}

    # --- state -------------------------------------------------------------------------------------------------------

    async def _state(self, room: str, kind: str, *, inside: bool = True) -> Event | None:
        """One piece of state, whole; None where there is none. Falls back on the admin API for rooms we are not in.

        Not *inside* asks the admin API at once: who has left a room is shown it as it stood then.
        """
        if inside or not self._admin:
            path = room_path(room, f"state/{seg(kind)}")
            answer = await self._server.answer(path, {"format": "event"}, accept=(403, 404))
            if answer.status == 200:
                return _event_or_none(answer.body)
            if answer.status == 404 or not self._admin:
                return None
        found = await self._server.find(f"{ADMIN_1}/rooms/{seg(room)}/state", AdminState, {"type": kind})
        events = (_event_or_none(raw) for raw in (found.state if found else ()))
        return next((event for event in events if event and event.type == kind and event.state_key == ""), None)

    async def birth(self, room: str, *, inside: bool = True) -> tuple[str, frozenset[str]]:
        """A room's version and its creators; neither ever changes."""
        if room not in self._births:
            created = await self._state(room, CREATE, inside=inside)
            if created is None:
                return "1", frozenset()
            creators = {created.sender, *pick(created.content, "additional_creators", list[str], [])}
            self._births[room] = pick(created.content, "room_version", str, "1"), frozenset(creators)
        return self._births[room]

    async def levels(self, room: str, *, inside: bool = True) -> Levels:
        """The rules of a room as they stand now."""
        version, creators = await self.birth(room, inside=inside)
        event = await self._state(room, POWER, inside=inside)
        if event is None:
            return read_levels(None, version=version, creators=creators)
        return levels_of(event, version, creators)

    async def member(self, room: str, user: str) -> Event | None:
        """Somebody's membership; without a sender where only the admin API can tell."""
        answer = await self._server.answer(
            room_path(room, f"state/{MEMBER}/{seg(user)}"), {"format": "event"}, accept=(403, 404)
        )
        if answer.status == 200:
            return _event_or_none(answer.body)
        if answer.status == 404 or not self._admin:
            return None
        found = await self._server.find(f"{ADMIN_1}/users/{seg(user)}/memberships", Memberships, absent=(400, 403, 404))
        membership = found.memberships.get(room) if found else None
        if membership is None:
            return None
        return Event(type=MEMBER, sender="", content={"membership": Raw(f'"{clean(membership, 20)}"'.encode())})

    async def place(self, room: str) -> PlaceIn:
        """A room with its name; asked once, then kept up to date by what `/sync` brings."""
        if room not in self._names.places:
            name = await self._state(room, "m.room.name")
            alias = None if name else await self._state(room, "m.room.canonical_alias")
            shown = (
                pick(name.content, "name", str, "") if name else pick(alias.content, "alias", str, "") if alias else ""
            )
            encrypted = await self._state(room, "m.room.encryption") is not None
            self.learn_place(room, shown, encrypted=encrypted)
        return self._names.places[room]

    async def learn_names(self, users: Sequence[str]) -> None:
        """Ask for the display names that are not known yet; somebody without one stays without."""
        unknown = [user for user in dict.fromkeys(users) if user and user not in self._names.people]
        paths = [f"{CLIENT}/profile/{seg(user)}" for user in unknown]
        # a name is an ornament: whatever goes wrong here, the post is shown with the account's id
        asked = (self._server.find(path, Profile, absent=range(400, 600)) for path in paths)
        found = await asyncio.gather(*asked, return_exceptions=True)
        for user, profile in zip(unknown, found, strict=True):
            named = profile.displayname if isinstance(profile, Profile) else None
            self._names.learn(user, named or "")

    def learn_place(self, room: str, name: str, *, encrypted: bool | None = None) -> None:
        known = self._names.places.get(room)
        hidden = (known.encrypted if known else False) if encrypted is None else encrypted
        shown = clean(name, caps.NAME_CHARACTERS) or (known.name if known else room)
        self._names.places[room] = PlaceIn(room, shown, room_url(room), hidden)

    def learn_state(self, room: str, raws: Sequence[Raw]) -> None:
        """Take names of people and the room out of state events; what cannot be read is passed over."""
        for raw in raws:
            event = _event_or_none(raw)
            if event is None:
                continue
            if event.type == MEMBER and event.state_key:
                self._names.learn(event.state_key, pick(event.content, "displayname", str, ""))
            elif event.type == "m.room.name":
                self.learn_place(room, pick(event.content, "name", str, ""))
            elif event.type == "m.room.encryption":
                self.learn_place(room, "", encrypted=True)

    # --- events ------------------------------------------------------------------------------------------------------

    async def event(self, room: str, event_id: str) -> tuple[Event, bytes] | None:
        """One event as it stands now, with its bytes; None when there is none, or none for us to see."""
        answer = await self._server.answer(room_path(room, f"event/{seg(event_id)}"), accept=(403, 404))
        raw: bytes | None = answer.body if answer.status == 200 else None
        if raw is None and self._admin:
            around = await self._admin_around(room, event_id, 0)
            raw = bytes(around.event) if around else None
        if raw is None:
            return None
        try:
            return read_event(raw), raw
        except NotUnderstood:
            return None

    async def around(self, room: str, event_id: str, limit: int, kinds: str) -> Around | None:
        """What stands around a message; *kinds* is a filter. None when the message is not there for us."""
        params: dict[str, str | int] = {"limit": limit, "filter": kinds}
        found = await self._server.find(room_path(room, f"context/{seg(event_id)}"), ContextAnswer, params)
        if found is not None:
            return self._ordered(room, found)
        return await self._admin_around(room, event_id, limit, kinds) if self._admin else None

    async def _admin_around(self, room: str, event_id: str, limit: int, kinds: str = "") -> Around | None:
        params: dict[str, str | int] = {"limit": limit, **({"filter": kinds} if kinds else {})}
        path = f"{ADMIN_1}/rooms/{seg(room)}/context/{seg(event_id)}"
        found = await self._server.find(path, ContextAnswer, params)
        return self._ordered(room, found) if found is not None else None

    def _ordered(self, room: str, found: ContextAnswer) -> Around:
        self.learn_state(room, found.state)
        return Around(tuple(reversed(found.events_before)), found.event, tuple(found.events_after))

    async def messages(self, room: str, params: Mapping[str, str | int]) -> Messages | None:
        """A page of a room's history; None where it is not for us to see."""
        found = await self._server.find(room_path(room, "messages"), Messages, params)
        if found is None and self._admin:
            found = await self._server.find(f"{ADMIN_1}/rooms/{seg(room)}/messages", Messages, params)
        if found is not None:
            self.learn_state(room, found.state)
        return found

    def posts(self, room: PlaceIn, raws: Sequence[Raw]) -> list[PostIn]:
        """The messages among events, without what is gone, is no message, or cannot be read."""
        now = self._clock.now()
        found: list[PostIn] = []
        for raw in raws:
            try:
                event = read_event(raw)
            except NotUnderstood:
                continue
            if edits(event):  # the new words of another message, which carries them itself
                continue
            read = post_of(event, room, self._names, now, bytes(raw))
            if isinstance(read, PostIn):
                found.append(read)
        return found

    def post(self, room: PlaceIn, event: Event, raw: bytes) -> PostIn | PostGone:
        return post_of(event, room, self._names, self._clock.now(), raw)


def levels_of(event: Event, version: str, creators: frozenset[str]) -> Levels:
    """The rules out of one power-levels event."""
    return read_levels(
        event.content,
        version=version,
        creators=creators,
        event_id=event.event_id,
        sender=event.sender,
        replaces=event.unsigned.replaces_state or "",
    )


def _event_or_none(raw: Raw | bytes) -> Event | None:
    try:
        return read_event(raw)
    except NotUnderstood:
        return None
