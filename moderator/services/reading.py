"""Make ready what came in, before anything is written: caps, clean text, hashes, language. What does not fit says why.

Nothing here waits or writes. A text is folded once, here; rules and search use what is kept.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from moderator.domain import caps
from moderator.domain.community import Attachment, AuthorIn, BadItem, FlagGone, FlagIn, Item, PlaceIn, PostGone, PostIn
from moderator.domain.intake import ReadyText
from moderator.rules.fold import fold
from moderator.services import language

_ID_CHARACTERS = 1_024
_ATTACHMENTS = 100
_LATEST = 1 << 62
_COMMENT_CHARACTERS = 20 * caps.KIB
_REPLACED = "\ufffd"

_AUTHOR_CAPS = {"handle": caps.NAME_CHARACTERS, "display_name": caps.NAME_CHARACTERS, "url": caps.URL_CHARACTERS}
_PLACE_CAPS = {"name": caps.NAME_CHARACTERS, "url": caps.URL_CHARACTERS}
_POST_CAPS = {
    "text": 1 << 40,  # the whole of it is hashed before it is cut
    "version": _ID_CHARACTERS,
    "reply_to": _ID_CHARACTERS,
    "thread": _ID_CHARACTERS,
    "url": caps.URL_CHARACTERS,
}
_FLAG_CAPS = {"category": caps.NAME_CHARACTERS, "comment": _COMMENT_CHARACTERS, "native_state": caps.NAME_CHARACTERS}
_ATTACHMENT_CAPS = {
    "kind": caps.NAME_CHARACTERS,
    "name": caps.NAME_CHARACTERS,
    "native_ref": caps.URL_CHARACTERS,
    "media_type": caps.NAME_CHARACTERS,
    "alt": caps.URL_CHARACTERS,
}

_T = TypeVar("_T")


class Unfit(ValueError):
    """An item cannot be stored as it is; its bytes are kept for a person."""


def fit(item: Item) -> Item:
    """Return the item within every cap and free of what no database takes. Raises Unfit."""
    try:
        match item:
            case PostIn():
                return _post(item)
            case FlagIn():
                return _flag(item)
            case PostGone():
                _time(item.at)
                return _named(item)
            case FlagGone():
                return _named(item)
            case BadItem():
                return _within(item, {"reason": caps.REASON_CHARACTERS, "native_id": _ID_CHARACTERS, "kind": 40})
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        raise error if isinstance(error, Unfit) else Unfit(f"it cannot be stored: {type(error).__name__}") from error


def fit_author(item: AuthorIn) -> AuthorIn:
    """The same for an author by themselves. Raises Unfit."""
    try:
        return _author(item)
    except (TypeError, ValueError, OverflowError) as error:
        raise error if isinstance(error, Unfit) else Unfit("it cannot be stored") from error


def bad_of(item: Item, why: Unfit) -> BadItem:
    """What goes to quarantine instead of an unfit item."""
    kind = "flag" if isinstance(item, FlagIn | FlagGone) else "post"
    raw = getattr(item, "raw", b"") or repr(item).encode("utf-8", "backslashreplace")
    native_id = plain(item.native_id, _ID_CHARACTERS) if isinstance(item.native_id, str) else ""
    return BadItem(kind, str(why), raw[: caps.RESPONSE_BYTES], native_id)


def ready_text(text: str) -> ReadyText:
    """Hash the whole of a text, keep what may be kept of it, fold what may be analysed."""
    whole = text.encode("utf-8", "surrogatepass")
    kept = text if len(text) <= caps.TEXT_STORED else text[: caps.TEXT_STORED]
    folded = fold(kept[: caps.TEXT_ANALYSED])
    same = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).digest()[:8]
    return ReadyText(
        text=kept,
        folded=folded,
        cut=len(kept) < len(text),
        digest=hashlib.sha256(whole).digest(),
        folded_digest=int.from_bytes(same, "big", signed=True),
        language=language.guess(kept),
    )


def posts_of(items: Iterable[Item]) -> Iterable[PostIn]:
    """Every post that came, by itself or with its flag, in order."""
    for item in items:
        if isinstance(item, PostIn):
            yield item
        elif isinstance(item, FlagIn) and item.post is not None:
            yield item.post


def authors_of(items: Iterable[Item]) -> list[AuthorIn]:
    """Everybody who is named as author or reporter, in order."""
    found: list[AuthorIn] = []
    for item in items:
        if isinstance(item, PostIn):
            found.append(item.author)
        elif isinstance(item, FlagIn):
            found += [each for each in (item.author, item.post and item.post.author, item.reporter) if each]
    return found


def plain(text: str, cap: int) -> str:
    """Cut to *cap* characters and replace what no database stores: NUL, half a surrogate pair."""
    if len(text) > cap:
        text = text[:cap]
    if "\0" in text:
        text = text.replace("\0", _REPLACED)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text


def _post(item: PostIn) -> PostIn:
    _identity(item.native_id)
    _time(item.created_at)
    if item.edited_at is not None:
        _time(item.edited_at)
    changes: dict[str, Any] = {}
    if (place := _place(item.place)) is not item.place:
        changes["place"] = place
    if (author := _author(item.author)) is not item.author:
        changes["author"] = author
    if item.attachments:
        changes["attachments"] = tuple(_attachment(each) for each in item.attachments[:_ATTACHMENTS])
    if len(item.raw) > caps.RESPONSE_BYTES:
        changes["raw"] = item.raw[: caps.RESPONSE_BYTES]
    return _within(item, _POST_CAPS, changes)


def _flag(item: FlagIn) -> FlagIn:
    _identity(item.native_id)
    _time(item.created_at)
    if item.subject == "post" and item.post is None:
        raise Unfit("a flag on a post came without its post")
    changes: dict[str, Any] = {}
    for name, make in (("author", _author), ("reporter", _author), ("post", _post)):
        before = getattr(item, name)
        after = None if before is None else make(before)
        if after is not before:
            changes[name] = after
    return _within(item, _FLAG_CAPS, changes)


def _place(item: PlaceIn) -> PlaceIn:
    _identity(item.native_id)
    _facts(item.facts)
    return _within(item, _PLACE_CAPS)


def _author(item: AuthorIn) -> AuthorIn:
    _identity(item.native_id)
    _facts(item.facts)
    if item.created_at is not None:
        _time(item.created_at)
    return _within(item, _AUTHOR_CAPS)


def _attachment(item: Attachment) -> Attachment:
    changes = {
        name: None for name in ("size", "width", "height") if not 0 <= (getattr(item, name) or 0) < _LATEST
    }
    return _within(item, _ATTACHMENT_CAPS, changes)


def _named(item: _T) -> _T:
    _identity(item.native_id)  # type: ignore[attr-defined]
    return item


def _identity(native_id: str) -> None:
    """Two things must never become one: an id is taken as it is, or not at all."""
    if not native_id:
        raise Unfit("it has no id")
    if len(native_id) > _ID_CHARACTERS or plain(native_id, _ID_CHARACTERS) != native_id:
        raise Unfit("its id is too long or not text")


def _time(moment: int) -> None:
    if not 0 <= moment < _LATEST:
        raise Unfit("its time is out of range")


def _facts(facts: Mapping[str, object]) -> None:
    if facts:
        if len(msgspec.json.encode(facts)) > caps.ITEM_BYTES:
            raise Unfit("its details are too large")


def _within(item: _T, limits: Mapping[str, int], changes: dict[str, Any] | None = None) -> _T:
    changed = dict(changes or {})
    for name, cap in limits.items():
        before = getattr(item, name)
        after = plain(before, cap)
        if after is not before:
            changed[name] = after
    return dataclasses.replace(item, **changed) if changed else item  # type: ignore[type-var]
