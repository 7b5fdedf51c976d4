"""From Matrix events to the house's words: posts, what became of them, and who wrote them."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Raw

from moderator.domain import caps
from moderator.domain.community import Attachment, AuthorIn, BadItem, PlaceIn, PostGone, PostIn, PostState
from moderator.platforms import decode
from moderator.platforms.decode import NotUnderstood
from moderator.platforms.matrix.text import body_text, clean
from moderator.platforms.matrix.wire import Event, inner, pick, seg

MILLI = 1000  # µs
DAY = 86_400_000_000

MESSAGE_TYPES = (
    "m.room.message",
    "m.room.encrypted",
    "m.sticker",
    "m.poll.start",
    "org.matrix.msc3381.poll.start",
)
REDACTION = "m.room.redaction"
_KINDS = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "file"}
_MEDIA_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~")


@dataclass(slots=True)
class Names:
    """Who we are, and the names seen so far. Bounded: the oldest are forgotten first."""

    me: str
    server: str
    people: dict[str, str] = field(default_factory=dict)
    places: dict[str, PlaceIn] = field(default_factory=dict)

    def author(self, user: str) -> AuthorIn:
        return AuthorIn(
            native_id=user,
            handle=user,
            display_name=self.people.get(user, ""),
            url=f"https://matrix.to/#/{seg(user)}",
            is_local=server_of(user) == self.server,
            is_staff=user == self.me,
        )

    def learn(self, user: str, name: str) -> None:
        self.people.pop(user, None)
        self.people[user] = clean(name, caps.NAME_CHARACTERS)
        while len(self.people) > 50_000:
            del self.people[next(iter(self.people))]

    def place(self, room: str) -> PlaceIn:
        return self.places.get(room) or PlaceIn(room, room, room_url(room))


def server_of(user: str) -> str:
    """The server part of a user id. Room ids must not be read like that: from version 12 on they have none."""
    return user.partition(":")[2]


def room_url(room: str) -> str:
    return f"https://matrix.to/#/{seg(room)}"


def moment(milliseconds: int, now: int) -> int:
    """A time of the platform in µs; other servers write what they like, so the future and nonsense become now."""
    value = milliseconds * MILLI
    return value if 0 < value <= now + DAY else now


def check_ids(event: Event) -> None:
    """Refuse an event that nobody could be asked about again."""
    if not event.event_id.startswith("$") or len(event.event_id) > 255:
        raise NotUnderstood("no event id")
    if not is_user(event.sender):
        raise NotUnderstood("no sender")


def is_user(value: object) -> bool:
    return isinstance(value, str) and value.startswith("@") and ":" in value and len(value) <= 255


def read_event(raw: Raw | bytes) -> Event:
    """Decode one event; raises NotUnderstood with the reason."""
    event = decode.item(raw, Event)
    check_ids(event)
    return event


def bad(kind: str, error: Exception, raw: Raw | bytes, native_id: str = "") -> BadItem:
    """What could not be read, kept for a person."""
    return BadItem(kind, str(error) or type(error).__name__, bytes(raw)[: caps.ITEM_BYTES], native_id)


def standing(room: str, event_id: str) -> str:
    """The name of a message that is set apart: neither part has a space in it, and either may be unknown."""
    return f"{room} {event_id}"


def stood(native_id: str) -> tuple[str, str]:
    """The room and the event of such a name."""
    room, _, event_id = native_id.rpartition(" ")
    return room, event_id


def relation(event: Event) -> tuple[str, str, bool]:
    """What a message relates to: the type of relation, the other event, and whether it stands in a thread by itself."""
    related = inner(event.content, "m.relates_to")
    kind = pick(related, "rel_type", str, "")
    falling_back = pick(related, "is_falling_back", bool, False)
    return kind, pick(related, "event_id", str, ""), falling_back


def edits(event: Event) -> str:
    """The id of the message that this event replaces; empty for any other."""
    kind, other, _ = relation(event)
    return other if kind == "m.replace" and other.startswith("$") else ""


def redacted_id(event: Event) -> str:
    """What a redaction removes: from room version 11 on it stands in the content."""
    return event.redacts or pick(event.content, "redacts", str, "")


def gone(native_id: str, author: str, redaction: Event, now: int) -> PostGone:
    """A message was removed: by its author, or by somebody else."""
    own = author != "" and redaction.sender == author
    return PostGone(
        native_id,
        PostState.DELETED_BY_AUTHOR if own else PostState.REMOVED,
        moment(redaction.origin_server_ts, now),
        redaction.sender,
    )


def post_of(event: Event, place: PlaceIn, names: Names, now: int, raw: bytes) -> PostIn | PostGone:
    """Read a message as it stands now, with its latest edit if the server bundled that."""
    redaction = event.unsigned.redacted_because
    if redaction is not None:
        return gone(event.event_id, event.sender, redaction, now)
    edit = _latest_edit(event)
    content, version, edited_at = event.content, event.event_id, None
    if edit is not None:
        content = inner(edit.content, "m.new_content") or edit.content
        version, edited_at = edit.event_id, moment(edit.origin_server_ts, now)
    kind, other, falling_back = relation(event)
    answers = pick(inner(inner(event.content, "m.relates_to"), "m.in_reply_to"), "event_id", str, "")
    return PostIn(
        native_id=event.event_id,
        place=place,
        author=names.author(event.sender),
        created_at=moment(event.origin_server_ts, now),
        text=clean(_text(event, content, is_reply=bool(answers))),
        version=version,
        edited_at=edited_at,
        reply_to="" if falling_back else answers[:255],
        thread=other[:255] if kind == "m.thread" else "",
        attachments=_attachments(event.type, content),
        encrypted=event.type == "m.room.encrypted",
        url=f"{room_url(place.native_id)}/{seg(event.event_id)}",
        raw=raw[: caps.ITEM_BYTES],
    )


def _latest_edit(event: Event) -> Event | None:
    raw = pick({"relations": event.unsigned.relations}, "relations", dict[str, Raw], {}).get("m.replace")
    if raw is None:
        return None
    try:
        edit = read_event(raw)
    except NotUnderstood:
        return None
    good = edit.sender == event.sender and bool(edit.content) and edit.unsigned.redacted_because is None
    return edit if good else None


def _text(event: Event, content: dict[str, Raw], *, is_reply: bool) -> str:
    if event.type == "m.room.encrypted":
        return ""
    if event.type.endswith("poll.start"):
        return _poll_text(content)
    body = pick(content, "body", str, "")
    formatted = pick(content, "formatted_body", str, "")
    kind = pick(content, "msgtype", str, "")
    if kind in _KINDS and not _caption(content):
        return ""
    text = body_text(body, formatted, is_reply=is_reply)
    return f"* {text}" if kind == "m.emote" else text


def _caption(content: dict[str, Raw]) -> bool:
    """Whether the body of a file is words of its own: it is when the file's name is given beside it."""
    name = pick(content, "filename", str, "")
    return bool(name) and name != pick(content, "body", str, "")


def _poll_text(content: dict[str, Raw]) -> str:
    poll = inner(content, "m.poll") or inner(content, "org.matrix.msc3381.poll.start") or content
    lines = [_extensible(inner(poll, "question"))]
    for answer in pick(poll, "answers", list[dict[str, Raw]], [])[:50]:
        lines.append("- " + _extensible(answer))
    return "\n".join(line for line in lines if line.strip("- "))


def _extensible(part: dict[str, Raw]) -> str:
    plain = pick(part, "org.matrix.msc1767.text", str, "") or pick(part, "body", str, "")
    if plain:
        return plain
    blocks = pick(part, "m.text", list[dict[str, Raw]], [])
    return next((pick(block, "body", str, "") for block in blocks[:5]), "")


def _attachments(event_type: str, content: dict[str, Raw]) -> tuple[Attachment, ...]:
    kind = "image" if event_type == "m.sticker" else _KINDS.get(pick(content, "msgtype", str, ""), "")
    if not kind or event_type == "m.room.encrypted":
        return ()
    info = inner(content, "info")
    body = pick(content, "body", str, "")
    name = pick(content, "filename", str, "") or body
    return (
        Attachment(
            kind=kind,
            name=clean(name, caps.NAME_CHARACTERS),
            native_ref=media_ref(pick(content, "url", str, "")),
            media_type=clean(pick(info, "mimetype", str, ""), 100),
            size=_size(info, "size"),
            alt=clean(body, caps.REASON_CHARACTERS) if event_type == "m.sticker" else "",
            width=_size(info, "w"),
            height=_size(info, "h"),
        ),
    )


def _size(info: dict[str, Raw], name: str) -> int | None:
    value = pick(info, name, int, -1)
    return value if 0 <= value < 1 << 53 else None


def media_ref(address: str) -> str:
    """A media address as it came, if it is one; empty for web addresses, traversals and anything else."""
    server, _, media = address.removeprefix("mxc://").partition("/")
    if not address.startswith("mxc://") or not server or not media or len(address) > 512:
        return ""
    host_is_good = all(c in _MEDIA_CHARACTERS or c in ":[]" for c in server)
    return address if host_is_good and set(media) <= _MEDIA_CHARACTERS and media not in (".", "..") else ""
