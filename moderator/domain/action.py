"""What may follow a decision, what it touches, and how far it can be taken back."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class ActionKind(enum.StrEnum):
    DISMISS = "dismiss"
    REMOVE = "remove"
    RESTORE = "restore"
    EDIT = "edit"
    LABEL = "label"
    WARN = "warn"
    MESSAGE = "message"
    MUTE = "mute"
    UNMUTE = "unmute"
    KICK = "kick"
    BAN = "ban"
    UNBAN = "unban"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    LOCK = "lock"
    UNLOCK = "unlock"
    REPORT_CLOSE = "report_close"
    FORWARD = "forward"


INVERSE = {
    ActionKind.REMOVE: ActionKind.RESTORE,
    ActionKind.MUTE: ActionKind.UNMUTE,
    ActionKind.BAN: ActionKind.UNBAN,
    ActionKind.SUSPEND: ActionKind.UNSUSPEND,
    ActionKind.LOCK: ActionKind.UNLOCK,
}
"""The action that takes another one back, where the platform can."""


class Scope(enum.StrEnum):
    POST = "post"
    THREAD = "thread"
    PLACE = "place"
    COMMUNITY = "community"


class Reversible(enum.StrEnum):
    YES = "reversible"
    PARTLY = "partly"
    NEVER = "never"


class EndsBy(enum.StrEnum):
    """Who ends a timed sanction."""

    NOBODY = "nobody"  # no end can be given
    PLATFORM = "platform"
    WORKER = "worker"  # only while Moderator runs


class ResendClass(enum.StrEnum):
    """When a request whose outcome is not known may be sent again."""

    KEYED = "keyed"  # the platform knows our key: same key, same effect
    STATE = "state"  # sets a state: read it back first, then repeating is harmless
    ADDITIVE = "additive"  # cannot be keyed: never again without a person


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing that can, or cannot, be done about one subject: what the button says before the click.

    `reason` and `fix` are message codes of the connector (translated by the interface), empty when available.
    """

    kind: ActionKind
    scope: Scope
    available: bool
    reversible: Reversible
    ends_by: EndsBy = EndsBy.NOBODY
    reason: str = ""
    fix: str = ""
    link: str = ""  # a page of the platform where a person can do it by hand


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is about, in the platform's own ids."""

    author: str
    post: str = ""
    place: str = ""
    thread: str = ""
    flags: tuple[str, ...] = ()  # the flags that a report_close closes
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionOrder:
    """One action as a moderator chose it, before a connector turns it into steps."""

    kind: ActionKind
    scope: Scope
    target: Target
    reason: str = ""  # shown on the platform where it shows one
    message: str = ""  # for warn and message
    until: int | None = None  # µs UTC; None: no end


@dataclass(frozen=True, slots=True)
class Step:
    """One request to the platform, complete before anything is sent, so that a crash cannot change it.

    `request` is the connector's own (method, path, body; never a secret). `key` is the idempotency key.
    `inverse` is the request that takes it back, where there is one.
    """

    kind: ActionKind
    scope: Scope
    resend: ResendClass
    reversible: Reversible
    key: str
    request: Mapping[str, object]
    ends_by: EndsBy = EndsBy.NOBODY
    until: int | None = None
    inverse: Mapping[str, object] | None = None


class OutcomeKind(enum.StrEnum):
    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"
    GONE = "gone"  # what it was about is no longer there
    LIMITED = "limited"  # not done; again at `retry_at`
    UNAUTHORISED = "unauthorised"
    NOT_SENT = "not_sent"  # the request never left: no connection
    UNKNOWN = "unknown"  # it may or may not have had its effect


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: OutcomeKind
    code: str = ""  # the platform's own code
    text: str = ""  # the platform's own words, capped
    retry_at: int | None = None
    result: Mapping[str, object] = field(default_factory=dict)


class Verdict(enum.StrEnum):
    """What reading the effect back showed."""

    DONE = "done"
    DONE_BY_OTHER = "done_by_other"
    NOT_DONE = "not_done"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class ReadBack:
    verdict: Verdict
    by: str = ""
    result: Mapping[str, object] = field(default_factory=dict)
