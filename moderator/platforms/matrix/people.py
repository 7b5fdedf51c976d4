"""An author with what the platform shows of them: account, restrictions, recent messages, reports received."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

from moderator.domain.community import AuthorHistory, AuthorIn, AuthorStatus, PlaceIn, PostIn, SanctionIn
from moderator.platforms.matrix.power import Levels
from moderator.platforms.matrix.reading import MESSAGE_TYPES, Names, moment, server_of
from moderator.platforms.matrix.rooms import Rooms
from moderator.platforms.matrix.server import Server
from moderator.platforms.matrix.text import clean
from moderator.platforms.matrix.wire import ADMIN_1, ADMIN_2, Memberships, Reports, UserDetail, pick, seg
from moderator.ports import Clock

PLACES = 20  # that are looked at for restrictions
RECENT = 20  # messages
SECOND = 1_000_000  # µs
_MILLISECONDS_FROM = 100_000_000_000  # a creation time at or above this is no number of seconds (the year 5138)


class People:
    def __init__(self, server: Server, rooms: Rooms, names: Names, clock: Clock, *, admin: bool) -> None:
        self._server = server
        self._rooms = rooms
        self._names = names
        self._clock = clock
        self._admin = admin

    async def history(self, user: str, places: Sequence[str]) -> AuthorHistory:
        """Everything the platform shows of *user* in *places*."""
        rooms = list(dict.fromkeys(place for place in places if place))[:PLACES]
        detail, joined, reports = await asyncio.gather(self._detail(user), self._joined(user), self._reports(user))
        if user not in self._names.people:
            await self._rooms.learn_names([user])
        found = [await self._in_room(user, room) for room in rooms]
        sanctions = [sanction for one, _ in found for sanction in one]
        recent = sorted((post for _, posts in found for post in posts), key=lambda post: -post.created_at)[:RECENT]
        author = self._author(user, detail, sanctions)
        if joined is not None:
            author = replace(author, facts={**author.facts, "rooms": joined})
        if detail is not None and detail.suspended:
            sanctions.append(SanctionIn("suspend", "", None))
        return AuthorHistory(author, tuple(sanctions), tuple(recent), reports)

    async def _detail(self, user: str) -> UserDetail | None:
        if not self._admin or server_of(user) != self._names.server:
            return None
        found = await self._server.find(f"{ADMIN_2}/users/{seg(user)}", UserDetail, absent=(400, 403, 404))
        if found is not None:
            self._names.learn(user, found.displayname or "")
        return found

    async def _joined(self, user: str) -> int | None:
        if not self._admin:
            return None
        path = f"{ADMIN_1}/users/{seg(user)}/memberships"
        found = await self._server.find(path, Memberships, absent=(400, 403, 404))
        return None if found is None else sum(1 for membership in found.memberships.values() if membership == "join")

    async def _reports(self, user: str) -> int | None:
        if not self._admin:
            return None
        total = 0
        for queue, name in (("event_reports", "event_sender_user_id"), ("user_reports", "target_user_id")):
            params: dict[str, str | int] = {name: user, "limit": 1}
            page = await self._server.find(f"{ADMIN_1}/{queue}", Reports, params, absent=(403, 404))
            total += page.total if page else 0
        return total

    def _author(self, user: str, detail: UserDetail | None, sanctions: Sequence[SanctionIn]) -> AuthorIn:
        author = self._names.author(user)
        kinds = {sanction.kind for sanction in sanctions}
        status = (
            AuthorStatus.BANNED if "ban" in kinds else AuthorStatus.MUTED if "mute" in kinds else AuthorStatus.ACTIVE
        )
        if detail is None:
            return replace(author, status=status)
        if detail.suspended or detail.locked:
            status = AuthorStatus.SUSPENDED
        if detail.deactivated:
            status = AuthorStatus.DELETED
        facts = {name: True for name in ("locked", "shadow_banned") if getattr(detail, name)}
        return replace(
            author,
            created_at=_created(detail.creation_ts, self._clock.now()),
            is_bot=detail.appservice_id is not None or detail.user_type in ("bot", "support"),
            is_staff=author.is_staff or detail.admin,
            status=status,
            facts=facts,
        )

    async def _in_room(self, user: str, room: str) -> tuple[list[SanctionIn], list[PostIn]]:
        place, member, levels = await asyncio.gather(
            self._rooms.place(room), self._rooms.member(room, user), self._rooms.levels(room)
        )
        sanctions = []
        if member is not None and pick(member.content, "membership", str, "") == "ban":
            at = moment(member.origin_server_ts, self._clock.now()) if member.event_id else None
            reason = clean(pick(member.content, "reason", str, ""), 500)
            sanctions.append(SanctionIn("ban", room, at, member.sender, reason))
        if _is_muted(levels, user):
            sanctions.append(SanctionIn("mute", room, None))
        return sanctions, await self._recent(user, place)

    async def _recent(self, user: str, place: PlaceIn) -> list[PostIn]:
        wanted = json.dumps({"senders": [user], "types": list(MESSAGE_TYPES)}, separators=(",", ":"))
        page = await self._rooms.messages(place.native_id, {"dir": "b", "limit": RECENT, "filter": wanted})
        return self._rooms.posts(place, page.chunk) if page else []


def _is_muted(levels: Levels, user: str) -> bool:
    return user in levels.users and levels.muted(user)


def _created(value: int | None, now: int) -> int | None:
    """When an account was made: Synapse gives seconds here, and milliseconds in its list of accounts."""
    if value is None or value <= 0:
        return None
    return min(value * 1000 if value >= _MILLISECONDS_FROM else value * SECOND, now)
