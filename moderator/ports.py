"""What the services speak to: a clock, a vault, a connector. The store's two doors are described in `store/__init__`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from moderator.domain.action import Ability, ActionOrder, Outcome, ReadBack, Step, Target
from moderator.domain.community import AuthorHistory, BadItem, Context, Item, Page, SessionInfo
from moderator.domain.errors import KnownError


class PlatformError(KnownError):
    """What a connector's reads raise: the platform, not this program, is why nothing came."""


class PlatformDown(PlatformError):
    """Not reached, no answer in time, or an answer that makes no sense; it mends itself, so it is tried again."""


class PlatformLimited(PlatformError):
    """Asked too often. Not before `retry_at` (µs UTC), which the connector has clamped to the house's cap."""

    def __init__(self, title: str, message: str, *, retry_at: int, code: str = "", **details: object) -> None:
        super().__init__(title, message, code=code, **details)
        self.retry_at = retry_at


class PlatformRefused(PlatformError):
    """The token is not valid any more or may not do this; only a person can mend it."""


class PlatformGone(PlatformError):
    """What was asked about is not there (any more); the connection itself is well."""


class Clock(Protocol):
    """Wall time for the record; a monotonic clock for waits, so that a jump of the wall clock hurts nothing."""

    def now(self) -> int:
        """Return µs since 1970, UTC."""

    def monotonic(self) -> float:
        """Return seconds from some fixed moment."""


class Vault(Protocol):
    """Secrets in the system keyring, or wrapped by a passphrase. Never in a database, a log or an argument."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, secret: str) -> None: ...

    def delete(self, name: str) -> None: ...


class Planner(Protocol):
    """The pure half of a platform: no request, no HTTP client, so that the console can plan what it saves."""

    name: str  # "matrix"

    def plan(self, order: ActionOrder, key: str) -> tuple[Step, ...]:
        """Turn one action into complete steps; *key* (of the decision and action) makes their idempotency keys.

        Raises `KnownError` for an action that this platform does not have.
        """

    def usual_abilities(self, rights: Mapping[str, bool], options: Mapping[str, object]) -> tuple[Ability, ...]:
        """Say what is usually possible with these rights, until the worker has asked about one subject."""


class Connector(Protocol):
    """One platform. It never decides, never retries a write by itself and never invents an ability.

    Reads raise a `PlatformError` (one of its four kinds) when the platform cannot be reached or refuses.
    """

    name: str  # "matrix"

    async def connect(self) -> SessionInfo:
        """Check the connection and say who we are there and what that account may do."""

    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        """Return new flags since *cursor*, and flags gone; may repeat earlier ones."""

    async def list_posts(self, cursor: Mapping[str, object] | None, wait: float) -> Page:
        """Return new and changed posts since *cursor*; may wait up to *wait* seconds for the first."""

    async def context(self, place: str, post: str) -> Context:
        """Return what stands around a post."""

    async def author(self, author: str, places: Sequence[str]) -> AuthorHistory:
        """Return an author with the sanctions the platform shows in *places* and recent posts."""

    async def abilities(self, target: Target) -> tuple[Ability, ...]:
        """Ask the platform, where it can be asked, what this account can do about *target* right now."""

    async def execute(self, step: Step) -> Outcome:
        """Send one request once. Never raises for what the platform or the network does: that is an Outcome."""

    async def read_back(self, step: Step) -> ReadBack:
        """Look whether the effect of *step* stands. Never raises for the network: that is CANNOT_TELL."""

    async def picture(self, native_ref: str, limit: int) -> bytes:
        """Fetch one attachment from the platform's own media store, at most *limit* bytes."""

    async def close(self) -> None: ...


@runtime_checkable
class Rehearses(Protocol):
    """A connector of which nothing leaves. What was done for real before is not its business."""

    rehearses: bool


@runtime_checkable
class ReadsAgain(Protocol):
    """A connector that can read a kept item once more, with the reader it has today. Pure: no request is made."""

    def read_again(self, item: BadItem) -> tuple[Item, ...]:
        """Return what *item* says, a BadItem again for what still cannot be read."""
