"""Who may do what in a room, from its power levels: the rules of the room versions in one place, without any request.

Source: the Matrix specification, m.room.power_levels and the authorization rules of room versions 1 to 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Raw

from moderator.platforms.matrix.wire import pick

CREATOR = 1 << 62
"""The level of a creator from room version 12 on: above everything that a level can be."""

_V12_NAMES = frozenset({"org.matrix.hydra.11"})


@dataclass(frozen=True, slots=True)
class Levels:
    """A room's rules as they stand. `event_id` and `sender` are those of the power levels, empty without any."""

    version: str = "1"
    creators: frozenset[str] = frozenset()
    content: Mapping[str, Raw] | None = None
    event_id: str = ""
    sender: str = ""
    replaces: str = ""
    users: Mapping[str, int] = field(default_factory=dict)
    events: Mapping[str, int] = field(default_factory=dict)

    @property
    def creators_are_above(self) -> bool:
        return self.version in _V12_NAMES or (
            self.version.isascii() and self.version.isdigit() and int(self.version) >= 12
        )

    def of(self, user: str) -> int:
        """The level of a member."""
        if user in self.creators and (self.creators_are_above or self.content is None):
            return CREATOR if self.creators_are_above else 100
        return self.users.get(user, self._number("users_default", 0))

    def needed(self, act: str) -> int:
        """What `ban`, `kick` or `redact` needs."""
        return self._number(act, 50)

    def needed_to_send(self, kind: str, *, state: bool = False) -> int:
        """What sending an event of this type needs."""
        if state:
            return self.events.get(kind, self._number("state_default", 0 if self.content is None else 50))
        return self.events.get(kind, self._number("events_default", 0))

    @property
    def to_speak(self) -> int:
        """The level from which some way of posting is open: a muted member is below."""
        kinds = ("m.room.message", "m.room.encrypted", "m.sticker", "m.reaction")
        return min(self.needed_to_send(kind) for kind in kinds)

    def muted(self, user: str) -> bool:
        return self.of(user) < self.to_speak

    def _number(self, name: str, default: int) -> int:
        return default if self.content is None else level_in(self.content, name, default)


def level_in(content: Mapping[str, Raw], name: str, default: int) -> int:
    """A level as rooms write it: a whole number, in old rooms sometimes as text."""
    number: object = pick(dict(content), name, float, None) if name in content else default
    return _whole(pick(dict(content), name, str, default) if number is None else number, default)


def levels_in(content: Mapping[str, Raw], name: str) -> dict[str, int]:
    """A table of levels, without what is no level."""
    table = pick(dict(content), name, dict[str, int | float | str | None], {})
    return {key: _whole(value, 0) for key, value in table.items() if value is not None}


def _whole(value: object, default: int) -> int:
    try:
        return int(value) if isinstance(value, int | float) else int(str(value)[:20].strip())
    except (ValueError, OverflowError):
        return default


def read_levels(
    content: Mapping[str, Raw] | None,
    *,
    version: str = "1",
    creators: frozenset[str] = frozenset(),
    event_id: str = "",
    sender: str = "",
    replaces: str = "",
) -> Levels:
    """Put a room's rules together from the content of its power levels (None: it has none)."""
    if content is None:
        return Levels(version, creators)
    return Levels(
        version,
        creators,
        content,
        event_id,
        sender,
        replaces,
        levels_in(content, "users"),
        levels_in(content, "events"),
    )


def why_not(levels: Levels, act: str, me: str, other: str) -> str:
    """Why *me* cannot `ban` or `kick` *other*; empty when nothing is in the way."""
    mine, theirs = levels.of(me), levels.of(other)
    if theirs >= CREATOR:
        return "creator"
    if mine < levels.needed(act):
        return "no_power"
    return "outranked" if theirs >= mine else ""


def why_not_mute(levels: Levels, me: str, other: str) -> str:
    """Why *me* cannot change the level of *other*; empty when nothing is in the way."""
    mine, theirs = levels.of(me), levels.of(other)
    if theirs >= CREATOR:
        return "creator"
    if mine < levels.needed_to_send("m.room.power_levels", state=True):
        return "no_power"
    return "outranked" if theirs >= mine else ""


def why_not_redact(levels: Levels, me: str) -> str:
    """Why *me* cannot remove others' messages; empty when nothing is in the way."""
    needed = max(levels.needed("redact"), levels.needed_to_send("m.room.redaction"))
    return "no_power" if levels.of(me) < needed else ""
