"""The Matrix connector: one account on one homeserver, put together from the parts beside this file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from moderator.domain import caps
from moderator.domain.action import Ability, Outcome, OutcomeKind, ReadBack, Step, Target, Verdict
from moderator.domain.community import AuthorHistory, BadItem, Context, Item, Page, PlaceIn, PostIn, SessionInfo
from moderator.platforms.decode import TooLarge
from moderator.platforms.kit import Limited, Trouble
from moderator.platforms.matrix import power
from moderator.platforms.matrix.abilities import Abilities
from moderator.platforms.matrix.again import read_again
from moderator.platforms.matrix.effects import Effects, before_sending
from moderator.platforms.matrix.flags import Flags
from moderator.platforms.matrix.notices import Notices
from moderator.platforms.matrix.people import People
from moderator.platforms.matrix.posts import Posts
from moderator.platforms.matrix.reading import MESSAGE_TYPES, Names, is_user, media_ref, server_of
from moderator.platforms.matrix.rooms import Rooms
from moderator.platforms.matrix.server import ABSENT, Server
from moderator.platforms.matrix.wire import (
    ADMIN_1,
    ADMIN_2,
    CLIENT,
    CLIENT_1,
    IsAdmin,
    JoinedRooms,
    Messages,
    Profile,
    Reports,
    ServerVersion,
    UserDetail,
    Versions,
    WhoAmI,
    seg,
)
from moderator.platforms.secret import Secret
from moderator.ports import Clock, PlatformDown, PlatformError, PlatformGone

AROUND = 20  # messages around the one that is judged, both sides together
THREAD = 50
ROOMS_CHECKED = 20  # for power, when a connection is checked
THUMBNAIL = 800  # pixels, for a picture that is too large as it is

_MESSAGES = json.dumps({"types": list(MESSAGE_TYPES), "lazy_load_members": True}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that needs to know who we are; made when the server has told us."""

    names: Names
    rooms: Rooms
    flags: Flags
    posts: Posts
    people: People
    abilities: Abilities
    effects: Effects


class MatrixConnector:
    """Implements `ports.Connector`. *options* are those of the connect form; *transport*, *seconds* and *first_pause* are for tests."""

    name = "matrix"

    def __init__(
        self,
        address: str,
        token: str,
        clock: Clock,
        *,
        options: Mapping[str, object] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = caps.REQUEST_SECONDS,
        first_pause: float = 0.2,
    ) -> None:
        self._options = dict(options or {})
        self._clock = clock
        self._server = Server(
            address,
            Secret(token),
            clock,
            admin_address=str(self._options.get("admin_address") or ""),
            transport=transport,
            seconds=seconds,
            first_pause=first_pause,
        )
        self._parts: Parts | None = None
        self._rights: dict[str, bool] = {}
        self._lock = asyncio.Lock()

    async def close(self) -> None:
        await self._server.close()

    # --- who we are --------------------------------------------------------------------------------------------------

    async def connect(self) -> SessionInfo:
        """Ask who we are, which version answers, and which of our rights are held; needed rights that miss are named."""
        parts = await self._introduce(again=True)
        me, server = parts.names.me, parts.names.server
        versions = await self._server.get("/_matrix/client/versions", Versions)
        version = await self._server.find(f"{ADMIN_1}/server_version", ServerVersion, absent=range(400, 500))
        joined = (await self._server.get(f"{CLIENT}/joined_rooms", JoinedRooms)).joined_rooms
        await self._check_admin(parts)
        powerful = await self._check_power(parts, joined[:ROOMS_CHECKED])
        self._rights["rooms"] = bool(joined)
        profile = await self._server.find(f"{CLIENT}/profile/{seg(me)}", Profile, absent=range(400, 500))
        return SessionInfo(
            account=me,
            account_name=(profile.displayname if profile else None) or me,
            server=server,
            server_version=(version.server_version if version else "") or ", ".join(versions.versions[-1:]),
            rights=dict(self._rights),
            missing=self._missing(len(joined[:ROOMS_CHECKED]), powerful),
            facts={"rooms": len(joined), "rooms_with_power": powerful},
        )

    async def _introduce(self, *, again: bool = False) -> Parts:
        """Ask once who we are, and make the parts that need to know."""
        async with self._lock:
            if self._parts is not None and not again:
                return self._parts
            if self._parts is None:
                await self._server.discover()
            who = await self._server.get(f"{CLIENT}/account/whoami", WhoAmI)
            if not is_user(who.user_id):
                raise PlatformDown("This is no Matrix homeserver", "Check the address.", code="not_understood")
            path = f"{ADMIN_1}/users/{seg(who.user_id)}/admin"
            found = await self._server.find(path, IsAdmin, absent=(400, 403, 404))
            admin = found is not None and found.admin
            changed = (
                self._parts is None or self._parts.names.me != who.user_id or self._rights.get("server_admin") != admin
            )
            self._rights["server_admin"] = admin
            if changed:
                self._parts = await self._make(who.user_id, admin)
            assert self._parts is not None
            return self._parts

    async def _make(self, me: str, admin: bool) -> Parts:
        names = Names(me, server_of(me))
        rooms = Rooms(self._server, names, self._clock, admin=admin)
        rights, options = self._rights, self._options
        return Parts(
            names=names,
            rooms=rooms,
            flags=Flags(self._server, rooms, names, self._clock),
            posts=Posts(self._server, rooms, names, self._clock, left_out=await self._direct(me)),
            people=People(self._server, rooms, names, self._clock, admin=admin),
            abilities=Abilities(self._server, rooms, names, admin=admin, options=options, rights=rights),
            effects=Effects(self._server, rooms, names, self._clock, admin=admin, options=options, rights=rights),
        )

    async def _direct(self, me: str) -> list[str]:
        """Our account's direct conversations: they are nobody's business but theirs."""
        path = f"{CLIENT}/user/{seg(me)}/account_data/m.direct"
        found = await self._server.find(path, dict[str, list[str]], absent=range(400, 500))
        return sorted({room for rooms in (found or {}).values() for room in rooms})

    async def _check_admin(self, parts: Parts) -> None:
        """Which of the admin API's parts answer us."""
        admin = self._rights["server_admin"]
        for right, queue in (("reports", "event_reports"), ("user_reports", "user_reports")):
            params: dict[str, str | int] = {"limit": 1}
            page = await self._server.find(f"{ADMIN_1}/{queue}", Reports, params) if admin else None
            self._rights[right] = page is not None
        detail = None
        if admin:
            detail = await self._server.find(
                f"{ADMIN_2}/users/{seg(parts.names.me)}", UserDetail, absent=(400, 403, 404)
            )
        self._rights["suspend"] = detail is not None and detail.suspended is not None
        self._rights.pop("server_notices", None)
        try:
            notices = await Notices(self._server, parts.names).configured() if admin else False
        except (Trouble, Limited):
            notices = None
        if notices is not None:
            self._rights["server_notices"] = notices

    async def _check_power(self, parts: Parts, rooms: Sequence[str]) -> int:
        """In how many of these rooms we may remove messages and keep members out by our own power."""
        levels = await asyncio.gather(*(parts.rooms.levels(room) for room in rooms))
        me = parts.names.me
        powerful = sum(
            1
            for one in levels
            if not power.why_not_redact(one, me) and one.of(me) >= max(one.needed("ban"), one.needed("kick"))
        )
        self._rights["room_power"] = bool(rooms) and powerful == len(rooms)
        return powerful

    def _missing(self, rooms: int, powerful: int) -> tuple[str, ...]:
        rights = self._rights
        codes = [] if rights["server_admin"] else ["no_admin"]
        if rights["server_admin"]:
            codes += [] if rights["reports"] else ["no_reports_api"]
            codes += [] if rights["user_reports"] else ["no_user_reports_api"]
            codes += [] if rights["suspend"] else ["no_suspend_api"]
            codes += ["no_notices"] if rights.get("server_notices") is False else []
        codes += [] if rooms else ["no_rooms"]
        codes += ["some_rooms_no_power"] if powerful < rooms else []
        return tuple(codes)

    # --- reading -----------------------------------------------------------------------------------------------------

    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        """New reports and vanished ones; nothing where the account is no server administrator (a right that misses)."""
        parts = await self._introduce()
        if not self._rights["server_admin"]:
            return Page((), dict(cursor or {}))
        return await parts.flags.take(cursor)

    async def list_posts(self, cursor: Mapping[str, object] | None, wait: float) -> Page:
        return await (await self._introduce()).posts.take(cursor, wait)

    async def context(self, place: str, post: str) -> Context:
        """What stands around a message: its thread if it is in one, else its neighbours, with the message it answers."""
        rooms = (await self._introduce()).rooms
        room = await rooms.place(place)
        around = await rooms.around(place, post, AROUND, _MESSAGES)
        if around is None:
            raise PlatformGone("The message is not there any more", "It was deleted on the server.", code="gone")
        before, after = rooms.posts(room, around.before), rooms.posts(room, around.after)
        truncated = len(around.before) >= AROUND // 2 or len(around.after) >= AROUND // 2
        target = next(iter(rooms.posts(room, [around.event])), None)
        if target is not None and target.thread:
            before, after, truncated = await self._thread(room, target, before, after)
        elif target is not None and target.reply_to:
            before = await self._with_parent(room, target.reply_to, before)
        return Context(tuple(before), tuple(after), truncated)

    async def _with_parent(self, room: PlaceIn, parent: str, before: list[PostIn]) -> list[PostIn]:
        if any(post.native_id == parent for post in before):
            return before
        rooms = (await self._introduce()).rooms
        found = await rooms.event(room.native_id, parent)
        read = rooms.post(room, *found) if found else None
        return [read, *before] if isinstance(read, PostIn) else before

    async def _thread(
        self, room: PlaceIn, target: PostIn, before: list[PostIn], after: list[PostIn]
    ) -> tuple[list[PostIn], list[PostIn], bool]:
        """The thread around *target*, oldest first with its root; the neighbours stay where the server has no threads."""
        rooms = (await self._introduce()).rooms
        path = f"{CLIENT_1}/rooms/{seg(room.native_id)}/relations/{seg(target.thread)}/m.thread"
        page = await self._server.find(path, Messages, {"dir": "b", "limit": THREAD}, absent=ABSENT)
        if page is None:
            return await self._with_parent(room, target.thread, before), after, True
        posts = sorted(rooms.posts(room, page.chunk), key=lambda post: post.created_at)
        earlier = [
            post for post in posts if post.native_id != target.native_id and post.created_at <= target.created_at
        ]
        later = [post for post in posts if post.created_at > target.created_at]
        return await self._with_parent(room, target.thread, earlier), later, page.end is not None

    async def author(self, author: str, places: Sequence[str]) -> AuthorHistory:
        return await (await self._introduce()).people.history(author, places)

    async def abilities(self, target: Target) -> tuple[Ability, ...]:
        return await (await self._introduce()).abilities.of(target)

    async def picture(self, native_ref: str, limit: int) -> bytes:
        """Fetch a file from our own homeserver's media store; a smaller drawing of it when it is over *limit* bytes."""
        reference = media_ref(native_ref)
        if not reference:
            raise PlatformGone("There is no such file", "The message names no file of the server.", code="no_file")
        host, _, media = reference.removeprefix("mxc://").partition("/")
        tail = f"{seg(host)}/{seg(media)}"
        try:
            return (await self._server.answer(f"{CLIENT_1}/media/download/{tail}", cap=limit)).body
        except TooLarge:
            pass
        params: dict[str, str | int] = {"width": THUMBNAIL, "height": THUMBNAIL, "method": "scale"}
        try:
            return (await self._server.answer(f"{CLIENT_1}/media/thumbnail/{tail}", params, cap=limit)).body
        except TooLarge:
            raise PlatformDown(
                "The file is too large", "Open it on the platform if it matters.", code="file_too_large"
            ) from None

    def read_again(self, item: BadItem) -> tuple[Item, ...]:
        """Implements `ports.ReadsAgain`. Raises PlatformDown before the server has told us who we are: names depend on it."""
        if self._parts is None:
            raise PlatformDown(
                "The server has not answered yet", "Try again when the community is connected.", code="not_connected"
            )
        return read_again(item, self._parts.names, self._clock.now())

    # --- writing -----------------------------------------------------------------------------------------------------

    async def execute(self, step: Step) -> Outcome:
        try:
            parts = await self._introduce()
        except PlatformError as error:
            return before_sending(error)
        outcome = await parts.effects.execute(step)
        if outcome.kind is OutcomeKind.UNAUTHORISED:
            self._parts = None  # ask again who we are before anything else
        return outcome

    async def read_back(self, step: Step) -> ReadBack:
        try:
            parts = await self._introduce()
        except PlatformError:
            return ReadBack(Verdict.CANNOT_TELL)
        return await parts.effects.read_back(step)
