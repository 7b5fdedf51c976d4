"""Published guideline versions. They are added and read; nothing here changes or removes one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from moderator.store.repo import Repository
from moderator.store.tables import actor, guideline_version


@dataclass(frozen=True, slots=True)
class Version:
    id: int
    community_id: int
    number: int
    body: str  # the file as published
    digest: bytes  # SHA-256 of body
    published_at: int
    by: str  # the actor's name
    note: str


class Guidelines(Repository):
    def newest_id(self, community_id: int) -> int | None:
        return self._connection.scalar(
            select(guideline_version.c.id)
            .where(guideline_version.c.community_id == community_id)
            .order_by(guideline_version.c.number.desc())
            .limit(1)
        )

    def version(self, version_id: int) -> Version:
        row = self._connection.execute(
            select(guideline_version, actor.c.name)
            .outerjoin(actor, actor.c.id == guideline_version.c.actor_id)
            .where(guideline_version.c.id == version_id)
        ).one()
        return Version(
            row.id, row.community_id, row.number, row.body, bytes(row.digest), row.published_at, row.name or "", row.note
        )

    def publish(self, community_id: int, body: str, digest: bytes, actor_id: int | None, note: str) -> Version:
        """Add the next version."""
        newest = self._connection.scalar(
            select(func.max(guideline_version.c.number)).where(guideline_version.c.community_id == community_id)
        )
        version_id = self._new_id()
        self._connection.execute(
            guideline_version.insert().values(
                id=version_id,
                community_id=community_id,
                number=(newest or 0) + 1,
                body=body,
                digest=digest,
                published_at=self._now(),
                actor_id=actor_id,
                note=note,
            )
        )
        return self.version(version_id)
