"""Take a platform's page into the record: small transactions, the cursor with the last of them, bad items set apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.audit import Event
from moderator.domain.community import Item, Page, PostIn
from moderator.domain.intake import ReadyText, RuleHit
from moderator.domain.requests import Topic
from moderator.ports import Clock
from moderator.services import reading
from moderator.services.merge import Batch, Changes
from moderator.services.rulebook import CompiledVersion, RuleBook

if TYPE_CHECKING:
    from moderator.store.unit import Store, Tx

_FEWEST = 100  # items in a transaction, however slow the disk is: fewer would cost more than they free
Judged = tuple[ReadyText, tuple[RuleHit, ...]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a page came to. `opened` cases want their context; `set_aside` rules are not in force, with the reason."""

    posts: int = 0
    revisions: int = 0
    flags: int = 0
    opened: tuple[int, ...] = ()
    reopened: tuple[int, ...] = ()
    gone: int = 0
    quarantined: int = 0
    set_aside: Mapping[str, str] | None = None

    def __bool__(self) -> bool:
        """Whether anything was new."""
        return bool(self.posts or self.revisions or self.flags or self.gone or self.quarantined)

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.posts + other.posts,
            self.revisions + other.revisions,
            self.flags + other.flags,
            self.opened + other.opened,
            self.reopened + other.reopened,
            self.gone + other.gone,
            self.quarantined + other.quarantined,
            other.set_aside or self.set_aside,
        )


class Ingest:
    """Safe to repeat: a page that was taken, wholly or in part, changes nothing when it comes again."""

    def __init__(self, store: Store, clock: Clock, rulebook: RuleBook) -> None:
        self._store = store
        self._clock = clock
        self._rulebook = rulebook
        self._size = caps.BATCH_ROWS

    def take(self, community_id: int, cursor_name: str, page: Page) -> Taken:
        """Write a page. Its cursor stands in the same transaction as the last of its rows."""
        version = self._rulebook.current(community_id)
        aside_before = dict(version.set_aside) if version else {}
        items = [_fitting(item) for item in page.items]
        taken, start = Taken(), 0
        while start < len(items) or start == 0:
            some = items[start : start + self._size]
            start += max(len(some), 1)
            cursor = page.cursor if start >= len(items) else None
            taken += self._take(community_id, cursor_name, cursor, some, version)
        if version is not None and dict(version.set_aside) != aside_before:
            taken += Taken(set_aside=dict(version.set_aside))
        return taken

    def take_items(self, community_id: int, items: Sequence[Item]) -> Taken:
        """Take a few items that no stream delivered just now: what was quarantined and can be read after all."""
        version = self._rulebook.current(community_id)
        fitting = [_fitting(item) for item in items]
        taken = Taken()
        for start in range(0, len(fitting), self._size):
            taken += self._take(community_id, "kept", None, fitting[start : start + self._size], version)
        return taken

    def _take(
        self,
        community_id: int,
        cursor_name: str,
        cursor: Mapping[str, object] | None,
        items: Sequence[Item],
        version: CompiledVersion | None,
    ) -> Taken:
        judge = _Judge(version)
        with self._store.read() as reads:
            known = reads.intake.posts(community_id, {post.native_id for post in reading.posts_of(items)})
            if not items and cursor == reads.communities.cursor(community_id, cursor_name):
                return Taken()
        for post in reading.posts_of(items):
            before = known.get(post.native_id)
            if before is None or before.version != post.version or not post.version:
                judge(post)
        with self._store.write() as tx:
            began = self._clock.monotonic()
            changes = Batch(tx, community_id, version, judge).apply(items)
            if cursor is not None:
                tx.communities.set_cursor(community_id, cursor_name, cursor)
            _tell(tx, community_id, cursor_name, changes)
            took = self._clock.monotonic() - began
        if len(items) >= min(self._size, caps.BATCH_ROWS):
            self._pace(took)
        return Taken(
            posts=len(changes.posts),
            revisions=changes.revisions,
            flags=len(changes.flags),
            opened=tuple(changes.opened),
            reopened=tuple(changes.reopened),
            gone=changes.gone,
            quarantined=len(changes.quarantined),
        )

    def _pace(self, took: float) -> None:
        """Keep a transaction near its time, so that nobody's decision waits long behind it."""
        ratio = caps.BATCH_SECONDS / max(took, 0.001)
        self._size = max(_FEWEST, min(caps.BATCH_ROWS, int(self._size * min(max(ratio, 0.5), 1.5))))


class _Judge:
    """Folds and judges each text of a batch once, before the transaction."""

    def __init__(self, version: CompiledVersion | None) -> None:
        self._version = version
        self._done: dict[str, Judged] = {}

    def __call__(self, post: PostIn) -> Judged:
        found = self._done.get(post.text)
        if found is None:
            text = reading.ready_text(post.text)
            hits = () if self._version is None or not text.folded else self._version.hits(text)
            found = self._done[post.text] = text, hits
        return found


def _fitting(item: Item) -> Item:
    try:
        return reading.fit(item)
    except reading.Unfit as why:
        return reading.fit(reading.bad_of(item, why))


def _tell(tx: Tx, community_id: int, cursor_name: str, changes: Changes) -> None:
    """One event for the whole batch: counts and ids for the chain, a commitment over what was written."""
    if not changes.any:
        return
    digest = hashlib.sha256(b"".join(sorted(changes.digests))).hexdigest()
    tx.record(
        Event(
            "intake.taken",
            f"community:{community_id}",
            facts={
                "stream": cursor_name,
                "posts": _range(changes.posts),
                "revisions": changes.revisions,
                "flags": _range(changes.flags),
                "opened": changes.opened,
                "reopened": changes.reopened,
                "weighed": len(changes.weighed),
                "gone": changes.gone,
                "quarantined": changes.quarantined,
            },
            content={"texts": digest},
        )
    )
    if changes.opened or changes.reopened or changes.weighed:
        tx.touch(Topic.QUEUE, Topic.CASE)
    elif changes.gone or changes.revisions:
        tx.touch(Topic.CASE)
    if changes.quarantined:
        tx.touch(Topic.COMMUNITIES)


def _range(ids: Sequence[int]) -> list[int]:
    """How many, the first and the last: ids are made in order."""
    return [len(ids), ids[0], ids[-1]] if ids else [0]
