"""New and changed messages by `/sync`, under the caps; gaps in it filled from the rooms' history."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import Raw

from moderator.domain import caps
from moderator.domain.community import BadItem, Item, Page, PlaceIn, PostGone, PostState
from moderator.platforms import decode
from moderator.platforms.decode import NotUnderstood, TooLarge
from moderator.platforms.governor import Lane
from moderator.platforms.kit import not_understood, too_large
from moderator.platforms.matrix.reading import (
    MESSAGE_TYPES,
    REDACTION,
    Names,
    bad,
    edits,
    gone,
    moment,
    read_event,
    redacted_id,
    standing,
)
from moderator.platforms.matrix.rooms import Rooms
from moderator.platforms.matrix.server import Server
from moderator.platforms.matrix.wire import CLIENT, Event, Messages, Sync, SyncRoom, pick, room_path
from moderator.ports import Clock

log = logging.getLogger(__name__)

LIMIT = 50  # messages of a room in one answer; halved when the answer is too large
HISTORY_LIMIT = 100
GAP_PAGES = 5  # pages of history in one call
GAPS_KEPT = 500
LONGEST_WAIT_SECONDS = 30.0
SLACK_SECONDS = 20.0  # that a long poll may take beyond its wait
TIMELINE = (*MESSAGE_TYPES, REDACTION, "m.room.name", "m.room.encryption")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a room's history that `/sync` left out: from the newer token back to the older one."""

    room: str
    start: str
    end: str
    pages: int = 0  # that were read of it so far: a history without an end is left at `caps.PAGES_PER_LOOP`


@dataclass(slots=True)
class Found:
    """One event that matters, with where it was and its bytes."""

    room: str
    event: Event
    raw: Raw


class Posts:
    """Reads what is said in the rooms that our account has joined; never its direct conversations."""

    def __init__(self, server: Server, rooms: Rooms, names: Names, clock: Clock, *, left_out: Sequence[str]) -> None:
        self._server = server
        self._rooms = rooms
        self._names = names
        self._clock = clock
        self._left_out = tuple(left_out)
        self._limit = LIMIT

    async def take(self, cursor: Mapping[str, object] | None, wait: float) -> Page:
        """Return what is new since *cursor*; waits up to *wait* seconds for the first. Gaps are filled before news."""
        since = str(cursor.get("since") or "") if cursor else ""
        gaps = _read_gaps(cursor)
        if gaps:
            items, gaps = await self._fill(gaps)
            return Page(tuple(items), _cursor(since, gaps), more=True)
        answer = await self._sync(since, wait)
        if answer.next_batch == since and not answer.rooms:
            return Page((), _cursor(since, ()))
        items, gaps = await self._read(answer, since)
        return Page(tuple(items), _cursor(answer.next_batch, gaps), more=bool(gaps))

    # --- sync --------------------------------------------------------------------------------------------------------

    def _filter(self, limit: int) -> str:
        nothing: dict[str, object] = {"types": []}
        return json.dumps(
            {
                "presence": nothing,
                "account_data": nothing,
                "room": {
                    "not_rooms": self._left_out,
                    "ephemeral": nothing,
                    "account_data": nothing,
                    # with lazy loading: the members that stand in the timeline, for their names
                    "state": {
                        "types": ["m.room.member", "m.room.name", "m.room.encryption"],
                        "lazy_load_members": True,
                        "include_redundant_members": True,
                    },
                    "timeline": {"limit": limit, "types": TIMELINE, "lazy_load_members": True},
                },
            },
            separators=(",", ":"),
        )

    async def _sync(self, since: str, wait: float) -> Sync:
        wait = max(0.0, min(wait, LONGEST_WAIT_SECONDS)) if since else 0.0
        while True:
            params: dict[str, str | int] = {
                "filter": self._filter(self._limit),
                "timeout": int(wait * 1000),
                "set_presence": "offline",
                **({"since": since} if since else {}),
            }
            try:
                accept = (400,) if since else ()
                answer = await self._server.answer(
                    f"{CLIENT}/sync", params, accept=accept, lane=Lane.POLL, wait=wait + SLACK_SECONDS if wait else None
                )
            except TooLarge:
                if self._limit <= 1:
                    raise too_large() from None
                self._limit //= 2
                continue
            if answer.status == 400:  # the server does not know this place any more: begin with what it shows now
                since, wait = "", 0.0
                continue
            self._limit = min(self._limit * 2, LIMIT)
            try:
                return decode.page(answer.body, Sync)
            except NotUnderstood:
                raise not_understood() from None

    async def _read(self, answer: Sync, since: str) -> tuple[list[Item], tuple[Gap, ...]]:
        items: list[Item] = []
        found: list[Found] = []
        gaps: list[Gap] = []
        for part in ("join", "leave"):
            for room, raw in pick(answer.rooms, part, dict[str, Raw], {}).items():
                if not room.startswith("!"):  # a member that nobody knows, not a room
                    continue
                try:
                    shown = decode.page(bytes(raw), SyncRoom)
                except NotUnderstood as error:
                    items.append(bad("page", error, raw, room))
                    continue
                self._rooms.learn_state(room, shown.state.events)
                if shown.timeline.limited and since and shown.timeline.prev_batch:
                    gaps.append(Gap(room, shown.timeline.prev_batch, since))
                found += self._sort(room, shown.timeline.events, items)
        items += await self._finish(found)
        items += [_given_up(gap, "too many rooms had one at a time") for gap in gaps[GAPS_KEPT:]]
        return items, tuple(gaps[:GAPS_KEPT])

    # --- gaps --------------------------------------------------------------------------------------------------------

    async def _fill(self, gaps: Sequence[Gap]) -> tuple[list[Item], tuple[Gap, ...]]:
        """Read some pages of what is missing; the cursor keeps what is left of the gaps."""
        items: list[Item] = []
        waiting = list(gaps)
        for _ in range(GAP_PAGES):
            if not waiting:
                break
            gap = waiting.pop(0)
            page = await self._history(gap)
            if page is None:
                items.append(_given_up(gap, "the server does not show it to us (any more)"))
                continue
            found = self._sort(gap.room, tuple(reversed(page.chunk)), items)
            items += await self._finish(found)
            # an empty page is the end of a gap: with `to` there is nothing beyond it but the other side
            if page.end and page.end != gap.start and page.chunk:
                left = replace(gap, start=page.end, pages=gap.pages + 1)
                if left.pages < caps.PAGES_PER_LOOP:
                    waiting.insert(0, left)
                else:
                    items.append(_given_up(left, f"it goes on after {left.pages} pages"))
        return items, tuple(waiting)

    async def _history(self, gap: Gap) -> Messages | None:
        limit = HISTORY_LIMIT
        while True:
            params: dict[str, str | int] = {
                "dir": "b",
                "from": gap.start,
                "to": gap.end,
                "limit": limit,
                "filter": json.dumps({"types": TIMELINE, "lazy_load_members": True}, separators=(",", ":")),
            }
            path = room_path(gap.room, "messages")
            try:
                answer = await self._server.answer(path, params, accept=(400, 403, 404), lane=Lane.POLL)
            except TooLarge:
                if limit <= 1:
                    raise too_large() from None
                limit //= 2
                continue
            if answer.status != 200:
                return None
            try:
                page = decode.page(answer.body, Messages)
            except NotUnderstood:
                raise not_understood() from None
            self._rooms.learn_state(gap.room, page.state)
            return page

    # --- events to items ---------------------------------------------------------------------------------------------

    def _sort(self, room: str, raws: Iterable[Raw], items: list[Item]) -> list[Found]:
        """Read a timeline: what cannot be read goes to *items* as it is, names are learned, the rest is returned."""
        found: list[Found] = []
        for raw in raws:
            try:
                event = read_event(raw)
            except NotUnderstood as error:
                items.append(bad("post", error, raw, standing(room, _id_of(raw))))
                continue
            if event.type in ("m.room.name", "m.room.encryption"):
                self._rooms.learn_state(room, [raw])
            elif event.type in TIMELINE:
                found.append(Found(room, event, raw))
        return found

    async def _finish(self, found: Sequence[Found]) -> list[Item]:
        """Turn events into items. What changes another message asks for that message: it comes with its latest edit."""
        places = {one.room: await self._rooms.place(one.room) for one in found}
        await self._rooms.learn_names([one.event.sender for one in found])
        results = await asyncio.gather(*(self._item(one, places[one.room]) for one in found), return_exceptions=True)
        items: dict[tuple[str, str], Item] = {}
        for number, result in enumerate(results):
            if isinstance(result, BaseException):
                raise result
            if result is not None:
                key = result.native_id or str(number)
                items.pop((type(result).__name__, key), None)  # the last word about one message is enough
                items[(type(result).__name__, key)] = result
        return list(items.values())

    async def _item(self, one: Found, place: PlaceIn) -> Item | None:
        event = one.event
        try:
            if event.type == REDACTION:
                return await self._removed(one)
            original = edits(event)
            if event.unsigned.redacted_because is None and original:
                current = await self._rooms.event(one.room, original)
                return self._rooms.post(place, *current) if current and current[0].type in MESSAGE_TYPES else None
            return self._rooms.post(place, event, bytes(one.raw))
        except NotUnderstood as error:
            return bad("post", error, one.raw, standing(one.room, event.event_id))

    async def _removed(self, one: Found) -> PostGone | None:
        """A removal: by the author or by somebody else is told by the message that is left. Redacted edits change it back."""
        target = redacted_id(one.event)
        if not target.startswith("$"):
            return None
        now = self._clock.now()
        left = await self._rooms.event(one.room, target)
        if left is None:
            return PostGone(target, PostState.REMOVED, moment(one.event.origin_server_ts, now), one.event.sender)
        event, _ = left
        if event.type not in MESSAGE_TYPES:
            return None
        return gone(target, event.sender, one.event, now)


def _given_up(gap: Gap, why: str) -> BadItem:
    """A part of a room that nobody will have read: a person is told, for what stands there is judged by no rule."""
    log.info("a gap in %s is left: %s", gap.room, why)
    return BadItem("page", f"messages between two looks were not read: {why} ({gap.end} to {gap.start})", b"", gap.room)


def _id_of(raw: Raw) -> str:
    """The id of an event that cannot be read whole, if at least that can."""
    try:
        parts = decode.item(raw, dict[str, Raw])
    except NotUnderstood:
        return ""
    return pick(parts, "event_id", str, "")[:255]


def _cursor(since: str, gaps: Sequence[Gap]) -> dict[str, object]:
    return {"v": 1, "since": since, "gaps": [[gap.room, gap.start, gap.end, gap.pages] for gap in gaps]}


def _read_gaps(cursor: Mapping[str, object] | None) -> tuple[Gap, ...]:
    saved = cursor.get("gaps") if cursor else None
    return tuple(Gap(room, start, end, *pages) for room, start, end, *pages in saved) if isinstance(saved, list) else ()
