"""The guidelines of a community: publishing a version, and the one in force as the window shows it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.audit import Event
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import GuidelineRow, GuidelinesRow
from moderator.rules import files
from moderator.services.reading import plain

if TYPE_CHECKING:
    from moderator.store.unit import Store, Tx


def put_in_force(tx: Tx, community_id: int, body_text: str, actor_id: int | None, note: str = "") -> int:
    """Publish a file that was checked (`files.load`), within a transaction that does more; returns its number."""
    digest = hashlib.sha256(body_text.encode()).digest()
    newest = tx.guidelines.newest_id(community_id)
    if newest is not None and tx.guidelines.version(newest).digest == digest:
        raise KnownError("Nothing has changed", "This text is already in force.", code="guidelines_same")
    said = plain(note.strip(), caps.REASON_CHARACTERS)
    version = tx.guidelines.publish(community_id, body_text, digest, actor_id, said)
    tx.record(
        Event(
            "guidelines.published",
            f"community:{community_id}",
            facts={"version": version.id, "number": version.number, "digest": digest.hex()},
            content={"note": said} if said else {},
        )
    )
    tx.touch(Topic.GUIDELINES)
    return version.number


class Guidelines:
    """A published version never changes; a new one takes its place."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shown: dict[int, tuple[int, GuidelinesRow]] = {}  # community → version id, row

    def publish(self, community_id: int, body_text: str, actor_id: int | None, note: str = "") -> int:
        """Check a guidelines file and make it the version in force; returns its number.

        Raises `rules.files.FileFaults` with every fault of the file. The same text as the version in force is
        refused: it would be a version without a change.
        """
        files.load(body_text)
        with self._store.write(actor_id) as tx:
            return put_in_force(tx, community_id, body_text, actor_id, note)

    def current(self, community_id: int) -> GuidelinesRow | None:
        """The version in force; None until one is published."""
        with self._store.read() as reads:
            newest = reads.guidelines.newest_id(community_id)
            if newest is None:
                return None
            known = self._shown.get(community_id)
            if known is not None and known[0] == newest:
                return known[1]
            version = reads.guidelines.version(newest)
        file = files.load_published(version.body)
        row = GuidelinesRow(
            community_id=community_id,
            version=version.number,
            published_at=version.published_at,
            by=version.by,
            note=version.note,
            guidelines=tuple(
                GuidelineRow(
                    id=each.id,
                    number=number,
                    title=each.title,
                    text=each.text,
                    notice=each.notice,
                    severity=each.severity,
                    category=each.category.value,
                    suggest=each.suggest,
                )
                for number, each in enumerate(file.guidelines, start=1)
            ),
        )
        self._shown[community_id] = newest, row
        return row

    def body(self, community_id: int) -> str | None:
        """The file in force, as it was published."""
        with self._store.read() as reads:
            newest = reads.guidelines.newest_id(community_id)
            return None if newest is None else reads.guidelines.version(newest).body
