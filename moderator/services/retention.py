"""Letting go of what has been kept long enough, a little at a time, so that nobody's decision waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderator.domain.audit import Event
from moderator.domain.requests import Topic
from moderator.ports import Clock

if TYPE_CHECKING:
    from moderator.store.unit import Store, Tx

DAY = 86_400 * 1_000_000  # µs
_GONE_DAYS = 30  # how long an early "it is gone" waits for the post it is about
_RUN_SECONDS = 1.0  # then the rest waits for the next run: posts and reports want to be written too


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days each kind is kept; 0 keeps it for ever."""

    posts: int = 90  # without a decision
    raw: int = 30  # what platforms sent, byte by byte
    reporters: int = 365  # who reported, after the case was decided
    answers: int = 1  # requests that were answered


@dataclass(frozen=True, slots=True)
class Went:
    """What a run let go of, by kind; `more`: its time was over before it was done, so run again soon."""

    counts: Mapping[str, int]
    more: bool


class Retention:
    """*keep* is asked at each run, so that a changed setting holds from then on."""

    def __init__(self, store: Store, clock: Clock, keep: Callable[[], Keep] = Keep) -> None:
        self._store = store
        self._clock = clock
        self._keep = keep

    def run(self) -> Went:
        """Let go of what is due, for about a second."""
        keep = self._keep()
        until = self._clock.monotonic() + _RUN_SECONDS
        more = False
        done: dict[str, int] = {}
        for name, days, forget in (
            ("posts", keep.posts, lambda tx, before: tx.erasure.forget_posts(before)),
            ("raw", keep.raw, lambda tx, before: tx.erasure.forget_raw(before)),
            ("reporters", keep.reporters, lambda tx, before: tx.erasure.forget_reporters(before)),
            ("answers", keep.answers, lambda tx, before: tx.erasure.forget_answers(before)),
            ("gone", _GONE_DAYS, lambda tx, before: tx.intake.drop_gone(before)),
        ):
            if days > 0:
                done[name], left = self._all(name, self._clock.now() - days * DAY, forget, until)
                more = more or left
        return Went(done, more)

    def _all(self, name: str, before: int, forget: Callable[[Tx, int], int], until: float) -> tuple[int, bool]:
        """Let go of one kind; returns how much went, and whether some may be left."""
        count = 0
        while True:
            with self._store.write() as tx:
                went = forget(tx, before)
                if went:
                    tx.record(Event("retention.ran", "retention", facts={"what": name, "before": before, "count": went}))
                    if name == "posts":
                        tx.touch(Topic.QUEUE, Topic.CASE)
            count += went
            if not went:
                return count, False
            if self._clock.monotonic() >= until:
                return count, True
