"""The two queues of reports: new ones with their details, and which have vanished.

A list of reports is cut by offset while it moves: a deletion shifts it. So a sweep goes oldest first, each page overlapping
the one before; when the overlap does not fit, the sweep begins again. A report counts as gone when two complete sweeps
running did not show it and its own page says that it is not there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from zlib import crc32

from msgspec import Raw

from moderator.domain.community import (
    BadItem,
    FlagGone,
    FlagIn,
    FlagSource,
    Item,
    Page,
    PlaceIn,
    PostGone,
    PostIn,
    SubjectKind,
)
from moderator.platforms import decode
from moderator.platforms.decode import NotUnderstood, TooLarge
from moderator.platforms.governor import Lane
from moderator.platforms.kit import too_large
from moderator.platforms.matrix.reading import Names, bad, edits, is_user, moment, post_of
from moderator.platforms.matrix.rooms import Rooms
from moderator.platforms.matrix.server import Server
from moderator.platforms.matrix.text import clean
from moderator.platforms.matrix.wire import ADMIN_1, Event, EventReport, ReportRow, Reports, UserReport
from moderator.platforms.matrix.words import EVENT_REPORT, USER_REPORT
from moderator.ports import Clock

PAGE = 500  # rows of a sweep's page; never 0: the server would answer the same page for ever
NEWEST = 50  # rows looked at first: most often what is new stands there, and nothing vanished
OVERLAP = 5
PAGES = 200
RESTARTS = 3
FAULTY = 500  # unreadable rows that are remembered
DETAILS = 50  # reports fetched one by one in one call

EVENT_QUEUE, USER_QUEUE = "event_reports", "user_reports"
_PREFIX = {EVENT_QUEUE: EVENT_REPORT, USER_QUEUE: USER_REPORT}


@dataclass(frozen=True, slots=True)
class QueueState:
    """What is remembered of one queue between two calls, as it stands in the cursor."""

    known: frozenset[int] = frozenset()  # delivered, and there when last seen
    missing: frozenset[int] = frozenset()  # known, and not shown by the last complete sweep
    faulty: frozenset[int] = frozenset()  # checksums of rows that could not be read, told once


@dataclass(slots=True)
class Sweep:
    ids: list[int] = field(default_factory=list)
    bad: list[tuple[Raw, str]] = field(default_factory=list)
    complete: bool = False

    @classmethod
    def of(cls, rows: Iterable[Raw]) -> Sweep:
        sweep = cls()
        sweep.add(rows)
        return sweep

    def add(self, rows: Iterable[Raw]) -> list[int]:
        """Take a page's rows; returns their ids, also those seen before."""
        ids: list[int] = []
        for raw in rows:
            try:
                ids.append(decode.item(raw, ReportRow).id)
            except NotUnderstood as error:
                if crc32(raw) not in self.checksums():
                    self.bad.append((raw, str(error)))
        self.ids = list(dict.fromkeys([*self.ids, *ids]))
        return ids

    def checksums(self) -> frozenset[int]:
        return frozenset(crc32(raw) for raw, _ in self.bad)


class Flags:
    """Reads both queues. Needs a server administrator's token."""

    def __init__(self, server: Server, rooms: Rooms, names: Names, clock: Clock) -> None:
        self._server = server
        self._rooms = rooms
        self._names = names
        self._clock = clock

    async def take(self, cursor: Mapping[str, object] | None) -> Page:
        """Return new reports since *cursor* and those gone; `more` while details are left to fetch."""
        states = {queue: read_state(cursor, queue) for queue in _PREFIX}
        items: list[Item] = []
        more = False
        for queue, state in states.items():
            found, states[queue], left = await self._take_queue(queue, state, DETAILS - len(items))
            items += found
            more = more or left
        return Page(tuple(items), {"v": 1, **{queue: write_state(state) for queue, state in states.items()}}, more)

    async def _take_queue(self, queue: str, state: QueueState, room_for: int) -> tuple[list[Item], QueueState, bool]:
        newest = await self._page(queue, {"dir": "b", "limit": NEWEST})
        if newest is None:  # an older server without this queue
            return [], state, False
        sweep = Sweep.of(newest.rows)
        sweep.ids.reverse()
        new = [number for number in sweep.ids if number not in state.known]
        expected = len(state.known) + len(new) + len(state.faulty | sweep.checksums())
        if state.missing or newest.total != expected or len(new) >= NEWEST:
            sweep = await self._sweep(queue)
            new = [number for number in sweep.ids if number not in state.known]
        items: list[Item] = [
            BadItem("flag", reason, bytes(raw)) for raw, reason in sweep.bad if crc32(raw) not in state.faulty
        ]
        taken, delivered = await self._details(queue, new[: max(room_for, 1)])
        left = len(new) > max(room_for, 1)
        known, missing, gone = state.known | delivered, state.missing, frozenset[int]()
        faulty = state.faulty | sweep.checksums()
        if sweep.complete:
            absent = state.known - frozenset(sweep.ids)
            twice = sorted(absent & state.missing)[:DETAILS]
            gone = frozenset([number for number in twice if await self._is_gone(queue, number)])
            known, missing, faulty = known - gone, absent - gone, sweep.checksums()
        items += [*taken, *(FlagGone(f"{_PREFIX[queue]}{number}") for number in sorted(gone))]
        return items, QueueState(known, missing, faulty), left

    async def _page(self, queue: str, params: Mapping[str, str | int]) -> Reports | None:
        return await self._server.find(f"{ADMIN_1}/{queue}", Reports, params, absent=(404,), lane=Lane.POLL)

    async def _sweep(self, queue: str) -> Sweep:
        """Go through the whole queue, oldest first. Not complete when it moved too much, or is too long."""
        sweep = Sweep()
        for _ in range(RESTARTS):
            sweep = Sweep()
            if await self._sweep_once(queue, sweep):
                break
        return sweep

    async def _sweep_once(self, queue: str, sweep: Sweep) -> bool:
        """Fill *sweep*; False when a deletion shifted the pages under it."""
        start, last = 0, None
        for _ in range(PAGES):
            page = await self._page(queue, {"dir": "f", "limit": PAGE, "from": start})
            if page is None:
                return True
            ids = sweep.add(page.rows)
            if last is not None and last not in ids[: OVERLAP + 1]:
                return False
            if page.next_token is None or not ids:
                sweep.complete = page.next_token is None
                return True
            last = ids[-1]
            start = max(start + len(page.rows) - OVERLAP, start + 1)
        return True

    async def _is_gone(self, queue: str, number: int) -> bool:
        return await self._server.find(f"{ADMIN_1}/{queue}/{number}", Raw, absent=(404,), lane=Lane.POLL) is None

    # --- details -----------------------------------------------------------------------------------------------------

    async def _details(self, queue: str, numbers: Iterable[int]) -> tuple[list[Item], frozenset[int]]:
        """Fetch reports one by one; one that vanished meanwhile is left out, one that cannot be read is set aside."""
        read: Callable[[bytes], Awaitable[FlagIn]] = self._event_flag if queue == EVENT_QUEUE else self._user_flag
        found = await asyncio.gather(*(self._detail(queue, number, read) for number in numbers), return_exceptions=True)
        items: list[Item] = []
        delivered: set[int] = set()
        for one in found:
            if isinstance(one, BaseException):
                raise one
            number, item = one
            if item is not None:
                items.append(item)
                delivered.add(number)
        return items, frozenset(delivered)

    async def _detail(
        self, queue: str, number: int, read: Callable[[bytes], Awaitable[FlagIn]]
    ) -> tuple[int, Item | None]:
        native_id = f"{_PREFIX[queue]}{number}"
        try:
            answer = await self._server.answer(f"{ADMIN_1}/{queue}/{number}", accept=(404,), lane=Lane.POLL)
        except TooLarge:
            return number, BadItem("flag", str(too_large()), b"", native_id)
        if answer.status == 404:  # it vanished meanwhile, or what it is about was purged
            return number, None
        try:
            return number, await read(answer.body)
        except NotUnderstood as error:
            return number, bad("flag", error, answer.body, native_id)

    async def _event_flag(self, body: bytes) -> FlagIn:
        report, sent, author = read_report(body)
        if report.name and report.room_id not in self._names.places:
            self._rooms.learn_place(report.room_id, report.name)
        await self._rooms.place(report.room_id)
        await self._rooms.learn_names([author, report.user_id or ""])
        post = await self._as_it_stands(report, sent)
        return event_flag(report, author, post, self._names, self._clock.now(), body)

    async def _as_it_stands(self, report: EventReport, sent: Event | None) -> PostIn | None:
        """The message as it stands now, with its latest edit; the words of a removed one as they were reported."""
        place = self._names.place(report.room_id)
        # a report of an edit is a report of the message that it edits
        event_id = (edits(sent) if sent else "") or report.event_id
        found = await self._rooms.event(report.room_id, event_id)
        current = self._rooms.post(place, *found) if found else None
        if isinstance(current, PostIn):
            return current
        if sent is None:
            return None
        original = as_reported(report, sent, place, self._names, self._clock.now())
        if original is None:
            return None
        return replace(original, state=current.state) if isinstance(current, PostGone) else original

    async def _user_flag(self, body: bytes) -> FlagIn:
        report = read_user_report(body)
        await self._rooms.learn_names([report.target_user_id, report.user_id or ""])
        return user_flag(report, self._names, self._clock.now(), body)


# --- the shapes, read: no request is made --------------------------------------------------------------------------


def read_report(body: bytes) -> tuple[EventReport, Event | None, str]:
    """A report, the message as it was sent, and who is reported. Raises NotUnderstood."""
    report = decode.item(body, EventReport)
    sent = None
    if bytes(report.event_json) != b"null":
        sent = decode.item(report.event_json, Event)
        sent.event_id = report.event_id  # newer room versions leave it out: it is the hash of the rest
        sent = sent if is_user(sent.sender) else None
    author = sent.sender if sent else report.sender
    if author is None or not is_user(author):
        raise NotUnderstood("nobody is reported")
    return report, sent, author


def as_reported(report: EventReport, sent: Event, place: PlaceIn, names: Names, now: int) -> PostIn | None:
    """The words of a message as they were reported, whatever became of it."""
    sent.unsigned.redacted_because = None
    post = post_of(sent, place, names, now, bytes(report.event_json))
    return post if isinstance(post, PostIn) else None


def event_flag(report: EventReport, author: str, post: PostIn | None, names: Names, now: int, raw: bytes) -> FlagIn:
    return FlagIn(
        native_id=f"{EVENT_REPORT}{report.id}",
        source=FlagSource.MEMBER,
        subject=SubjectKind.POST if post else SubjectKind.AUTHOR,
        author=names.author(author),
        created_at=moment(report.received_ts, now),
        post=post,
        reporter=names.author(report.user_id) if report.user_id and is_user(report.user_id) else None,
        comment=clean(report.reason or "", 4000),
        raw=raw,
    )


def read_user_report(body: bytes) -> UserReport:
    """A report of an account. Raises NotUnderstood."""
    report = decode.item(body, UserReport)
    if not is_user(report.target_user_id):
        raise NotUnderstood("nobody is reported")
    return report


def user_flag(report: UserReport, names: Names, now: int, raw: bytes) -> FlagIn:
    return FlagIn(
        native_id=f"{USER_REPORT}{report.id}",
        source=FlagSource.MEMBER,
        subject=SubjectKind.AUTHOR,
        author=names.author(report.target_user_id),
        created_at=moment(report.received_ts, now),
        reporter=names.author(report.user_id) if report.user_id and is_user(report.user_id) else None,
        comment=clean(report.reason or "", 4000),
        raw=raw,
    )


# --- the cursor -------------------------------------------------------------------------------------------------------


def write_state(state: QueueState) -> dict[str, object]:
    """As plain JSON; ids as ranges, since they are nearly without gaps."""
    return {
        "known": to_ranges(state.known),
        "missing": to_ranges(state.missing),
        "faulty": sorted(state.faulty)[-FAULTY:],
    }


def read_state(cursor: Mapping[str, object] | None, queue: str) -> QueueState:
    saved = cursor.get(queue) if cursor else None
    if not isinstance(saved, Mapping):
        return QueueState()
    faulty = frozenset(int(number) for number in saved.get("faulty", ()))
    return QueueState(from_ranges(saved.get("known")), from_ranges(saved.get("missing")), faulty)


def to_ranges(ids: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for number in sorted(ids):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def from_ranges(ranges: object) -> frozenset[int]:
    if not isinstance(ranges, list):
        return frozenset()
    return frozenset(number for first, last in ranges for number in range(first, last + 1))
