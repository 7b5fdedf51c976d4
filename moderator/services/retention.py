"""Letting go of what has been kept long enough, a little at a time, so that nobody's decision waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.audit import Event
from moderator.domain.keeping import FIRST, Aged, Mark
from moderator.domain.requests import Topic
from moderator.ports import Clock

if TYPE_CHECKING:
    from moderator.store.unit import Store

DAY = 86_400 * 1_000_000  # µs
_GONE_DAYS = 30  # how long an early "it is gone" waits for the post it is about
_POSTS_AT_ONCE = 50  # each with its revisions, its case and its place in the search
_RUN_SECONDS = 1.0  # then the rest waits for the next run: posts and reports want to be written too


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days each kind is kept; 0 keeps it for ever."""

    posts: int = 90  # without a decision
    raw: int = 30  # what platforms sent, byte by byte
    reporters: int = 90  # who reported, after the case was decided
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
        self._marks: dict[Aged, Mark] = {}  # how far a look has come that a run had no time to end

    def run(self) -> Went:
        """Let go of what is due, for about a second. The next run goes on where this one stopped."""
        keep = self._keep()
        now = self._clock.now()
        until = self._clock.monotonic() + _RUN_SECONDS
        more = False
        done: dict[str, int] = {}
        for name, days, kinds in (
            ("posts", keep.posts, (Aged.POSTS,)),
            ("raw", keep.raw, (Aged.RAW, Aged.REPORTS, Aged.SET_APART)),
            ("reporters", keep.reporters, (Aged.REPORTERS,)),
            ("answers", keep.answers, (Aged.ANSWERS,)),
        ):
            if days > 0:
                done[name] = 0
                for kind in kinds:
                    went, left = self._all(kind, now - days * DAY, until)
                    done[name] += went
                    more = more or left
        done["gone"] = self._drop_gone(now - _GONE_DAYS * DAY)
        return Went(done, more)

    def _all(self, kind: Aged, before: int, until: float) -> tuple[int, bool]:
        """Let go of one kind; returns how much went, and whether some may be left."""
        count = 0
        while True:
            with self._store.read() as reads:
                due = reads.erasure.due(kind, before, self._marks.get(kind, FIRST))
            size = _POSTS_AT_ONCE if kind is Aged.POSTS else caps.BATCH_ROWS
            for start in range(0, len(due.ids), size):
                count += self._forget(kind, due.ids[start : start + size], before)
                if self._clock.monotonic() >= until:
                    return count, True
            if due.after is None:
                self._marks.pop(kind, None)
                return count, False
            self._marks[kind] = due.after
            if self._clock.monotonic() >= until:
                return count, True

    def _forget(self, kind: Aged, ids: Sequence[int], before: int) -> int:
        with self._store.write() as tx:
            went = tx.erasure.forget(kind, ids, before)
            if went:
                tx.record(
                    Event("retention.ran", "retention", facts={"what": kind.value, "before": before, "count": went})
                )
                if kind is Aged.POSTS:
                    tx.touch(Topic.QUEUE, Topic.CASE)
        return went

    def _drop_gone(self, before: int) -> int:
        with self._store.read() as reads:
            if not reads.intake.any_gone(before):
                return 0
        with self._store.write() as tx:
            went = tx.intake.drop_gone(before)
            tx.record(Event("retention.ran", "retention", facts={"what": "gone", "before": before, "count": went}))
        return went
