"""Reading once more what was set apart, with the reader of today: no request is made, so only what was kept speaks.

The bytes of a message do not say in which room it stood, so a message that is set apart is named by both.
"""

from __future__ import annotations

from msgspec import Raw

from moderator.domain.community import BadItem, Item
from moderator.platforms import decode
from moderator.platforms.decode import NotUnderstood
from moderator.platforms.matrix.flags import as_reported, event_flag, read_report, read_user_report, user_flag
from moderator.platforms.matrix.reading import MESSAGE_TYPES, Names, bad, edits, post_of, read_event, standing, stood
from moderator.platforms.matrix.wire import SyncRoom
from moderator.platforms.matrix.words import EVENT_REPORT, USER_REPORT

CHANGES_ANOTHER = "it changes another message, which has to be looked at on the server"
ONLY_A_LINE = "only its line in the list was kept; the report comes by itself when the server can list it"
NO_ROOM = "nobody wrote down in which room it stood"


def read_again(item: BadItem, names: Names, now: int) -> tuple[Item, ...]:
    """What *item* says, with the names known today; a BadItem again, with today's reason, for what cannot be read."""
    if item.kind == "page" and not item.raw:  # a gap that was given up: nothing of it was kept
        return (item,)
    try:
        if item.kind == "flag":
            return (_flag(item, names, now),)
        if item.kind == "page":
            return _page(item, names, now)
        room, _ = stood(item.native_id)
        return (_message(room, item.raw, names, now),)
    except NotUnderstood as error:
        return (bad(item.kind, error, item.raw, item.native_id),)


def _flag(item: BadItem, names: Names, now: int) -> Item:
    if item.native_id.startswith(USER_REPORT):
        return user_flag(read_user_report(item.raw), names, now, item.raw)
    if not item.native_id.startswith(EVENT_REPORT):
        raise NotUnderstood(ONLY_A_LINE)
    report, sent, author = read_report(item.raw)
    post = as_reported(report, sent, names.place(report.room_id), names, now) if sent else None
    return event_flag(report, author, post, names, now, item.raw)


def _page(item: BadItem, names: Names, now: int) -> tuple[Item, ...]:
    """A room's part of one answer: each of its messages by itself, those that still cannot be read set apart anew."""
    shown = decode.item(item.raw, SyncRoom)
    return tuple(found for raw in shown.timeline.events for found in _of_timeline(item.native_id, raw, names, now))


def _of_timeline(room: str, raw: Raw, names: Names, now: int) -> tuple[Item, ...]:
    try:
        return (_message(room, bytes(raw), names, now),) if read_event(raw).type in MESSAGE_TYPES else ()
    except NotUnderstood as error:
        return (bad("post", error, raw, standing(room, "")),)


def _message(room: str, raw: bytes, names: Names, now: int) -> Item:
    event = read_event(raw)
    if event.type not in MESSAGE_TYPES or edits(event):
        raise NotUnderstood(CHANGES_ANOTHER)
    if not room:
        raise NotUnderstood(NO_ROOM)
    return post_of(event, names.place(room), names, now, raw)
