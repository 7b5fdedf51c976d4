"""Where posts stand and who writes them, as a platform tells it: the shapes that come in, before anything is stored."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Severity(enum.IntEnum):
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class AuthorStatus(enum.StrEnum):
    ACTIVE = "active"
    MUTED = "muted"
    SUSPENDED = "suspended"
    BANNED = "banned"
    DELETED = "deleted"
    UNKNOWN = "unknown"


class PostState(enum.StrEnum):
    VISIBLE = "visible"
    HELD = "held"
    REMOVED = "removed"
    DELETED_BY_AUTHOR = "deleted_by_author"


class FlagSource(enum.StrEnum):
    MEMBER = "member"
    RULE = "rule"
    PLATFORM = "platform"
    MODERATOR = "moderator"


class SubjectKind(enum.StrEnum):
    POST = "post"
    AUTHOR = "author"


class PlatformState(enum.StrEnum):
    """How a community's connection is doing; LIMITED and DOWN mend themselves, REFUSED needs a person."""

    NEW = "new"
    LIVE = "live"
    LIMITED = "limited"
    DOWN = "down"
    REFUSED = "refused"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class PlaceIn:
    native_id: str
    name: str
    url: str = ""
    encrypted: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)  # the connector's own: what we may do there


@dataclass(frozen=True, slots=True)
class AuthorIn:
    native_id: str
    handle: str
    display_name: str = ""
    url: str = ""
    created_at: int | None = None  # µs UTC
    is_local: bool | None = None
    is_bot: bool = False
    is_staff: bool = False
    status: AuthorStatus = AuthorStatus.UNKNOWN
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a post. Nothing of it is fetched until somebody asks; `native_ref` is the platform's own address."""

    kind: str  # image, video, audio, file
    name: str
    native_ref: str
    media_type: str = ""
    size: int | None = None  # bytes
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class PostIn:
    """One post as it stood at one moment. `version` changes whenever the text does: an edit counter, an id, a hash."""

    native_id: str
    place: PlaceIn
    author: AuthorIn
    created_at: int
    text: str
    version: str
    edited_at: int | None = None
    reply_to: str = ""  # native id
    thread: str = ""  # native id
    state: PostState = PostState.VISIBLE
    attachments: tuple[Attachment, ...] = ()
    encrypted: bool = False
    url: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class PostGone:
    """The platform says that a post is no longer shown: by its author or by somebody's removal."""

    native_id: str
    state: PostState
    at: int
    by: str = ""  # native id of whoever did it


@dataclass(frozen=True, slots=True)
class FlagIn:
    """One reason to look that the platform reports. `native_id` makes it count once, however often delivered."""

    native_id: str
    source: FlagSource
    subject: SubjectKind
    author: AuthorIn  # the one who is flagged
    created_at: int
    post: PostIn | None = None  # the flagged post as it stands now; None for a flag on an author
    reporter: AuthorIn | None = None
    category: str = "other"
    comment: str = ""
    native_state: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class FlagGone:
    """A flag vanished on the platform without us."""

    native_id: str


@dataclass(frozen=True, slots=True)
class BadItem:
    """Something the connector could not read: kept whole for a person, the rest goes on."""

    kind: str  # post, flag, author, page
    reason: str
    raw: bytes
    native_id: str = ""


Item = PostIn | PostGone | FlagIn | FlagGone | BadItem


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a platform. `cursor` is the connector's own and is stored with the rows it covers."""

    items: tuple[Item, ...]
    cursor: Mapping[str, object]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a post: oldest first, the post itself left out."""

    before: tuple[PostIn, ...]
    after: tuple[PostIn, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class SanctionIn:
    """A restriction that the platform shows on an author."""

    kind: str  # an ActionKind value
    place: str  # native id, empty for the whole community
    at: int | None
    by: str = ""
    reason: str = ""
    until: int | None = None


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    author: AuthorIn
    sanctions: tuple[SanctionIn, ...] = ()
    recent: tuple[PostIn, ...] = ()
    reports_received: int | None = None


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What a live check of a connection found: who we are there and what that account may do."""

    account: str
    account_name: str
    server: str
    server_version: str
    rights: Mapping[str, bool]  # right -> held; each connector names its own, docs explain each
    missing: tuple[str, ...] = ()  # sentences: what a missing right costs
    facts: Mapping[str, object] = field(default_factory=dict)
