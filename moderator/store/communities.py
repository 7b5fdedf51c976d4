"""Communities, where each of their streams has got to, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from moderator.domain.community import BadItem, PlatformState
from moderator.domain.rows import CommunityRow, PlaceRow, QuarantineRow
from moderator.store.repo import Repository, decode, encode
from moderator.store.tables import community, cursor, place, quarantine

_JSON = frozenset({"missing", "rights", "facts", "options"})


@dataclass(frozen=True, slots=True)
class Connection:
    """Everything that a worker needs to know of a community; its secret lies in the vault."""

    id: int
    platform: str
    name: str
    address: str
    admin_address: str
    account: str
    state: PlatformState
    state_since: int
    resumes_at: int | None
    paused: bool
    rehearsal: bool
    rights: Mapping[str, bool]
    facts: Mapping[str, object]
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One bad item with its bytes."""

    id: int
    community_id: int
    item: BadItem
    at: int
    settled: bool


class Communities(Repository):
    def add(
        self,
        *,
        id: int,
        platform: str,
        name: str,
        address: str,
        admin_address: str = "",
        options: Mapping[str, object] | None = None,
        rehearsal: bool = False,
    ) -> None:
        self._connection.execute(
            community.insert().values(
                id=id,
                platform=platform,
                name=name,
                address=address,
                admin_address=admin_address,
                options=encode(options or {}),
                rehearsal=rehearsal,
                state=PlatformState.NEW.value,
                state_since=self._now(),
                created_at=self._now(),
            )
        )

    def put(self, community_id: int, **columns: Any) -> bool:
        """Set columns of one community; mappings and sequences are kept as JSON. False when it is not known."""
        values = {name: encode(value) if name in _JSON else value for name, value in columns.items()}
        return bool(
            self._connection.execute(
                community.update().where(community.c.id == community_id, community.c.removed_at.is_(None)).values(values)
            ).rowcount
        )

    def connection(self, community_id: int) -> Connection | None:
        found = self._connections(community.c.id == community_id)
        return found[0] if found else None

    def connections(self) -> list[Connection]:
        """Every community that was not removed, oldest first."""
        return self._connections(community.c.removed_at.is_(None))

    def _connections(self, which: Any) -> list[Connection]:
        rows = self._connection.execute(select(community).where(which).order_by(community.c.created_at, community.c.id))
        return [
            Connection(
                id=row.id,
                platform=row.platform,
                name=row.name,
                address=row.address,
                admin_address=row.admin_address,
                account=row.account,
                state=PlatformState(row.state),
                state_since=row.state_since,
                resumes_at=row.resumes_at,
                paused=row.paused,
                rehearsal=row.rehearsal,
                rights=decode(row.rights, dict[str, bool]),
                facts=decode(row.facts, dict[str, object]),
                options=decode(row.options, dict[str, object]),
            )
            for row in rows
        ]

    def rows(self) -> list[CommunityRow]:
        """What the window shows, oldest first."""
        waiting = (
            select(func.count())
            .select_from(quarantine)
            .where(quarantine.c.community_id == community.c.id, quarantine.c.settled_at.is_(None))
            .correlate(community)
            .scalar_subquery()
        )
        rows = self._connection.execute(
            select(community, waiting.label("quarantined"))
            .where(community.c.removed_at.is_(None))
            .order_by(community.c.created_at, community.c.id)
        )
        return [
            CommunityRow(
                id=row.id,
                platform=row.platform,
                name=row.name,
                address=row.address,
                account=row.account_name or row.account,
                state=PlatformState.PAUSED if row.paused else PlatformState(row.state),
                paused=row.paused,
                rehearsal=row.rehearsal,
                state_since=row.state_since,
                last_contact_at=row.last_contact_at,
                resumes_at=row.resumes_at,
                error_title=row.error_title,
                error_message=row.error_message,
                missing=decode(row.missing, tuple[str, ...]),
                quarantined=row.quarantined,
                server_version=row.server_version,
            )
            for row in rows
        ]

    def places(self) -> list[PlaceRow]:
        rows = self._connection.execute(
            select(place.c.id, place.c.community_id, place.c.name)
            .join(community, community.c.id == place.c.community_id)
            .where(community.c.removed_at.is_(None))
            .order_by(place.c.community_id, place.c.name, place.c.id)
        )
        return [PlaceRow(row.id, row.community_id, row.name) for row in rows]

    # --- where a stream has got to -----------------------------------------------------------------------------------

    def cursor(self, community_id: int, name: str) -> Mapping[str, object] | None:
        """The connector's own cursor; None before the first page."""
        value = self._connection.scalar(
            select(cursor.c.value).where(cursor.c.community_id == community_id, cursor.c.name == name)
        )
        return None if value is None else decode(value, dict[str, object])

    def set_cursor(self, community_id: int, name: str, value: Mapping[str, object]) -> None:
        """Only in the transaction that holds the rows it covers."""
        values = {"value": encode(value), "at": self._now()}
        where = (cursor.c.community_id == community_id) & (cursor.c.name == name)
        if not self._connection.execute(cursor.update().where(where).values(values)).rowcount:
            self._connection.execute(cursor.insert().values(community_id=community_id, name=name, **values))

    # --- quarantine --------------------------------------------------------------------------------------------------

    def set_apart(self, community_id: int, items: Iterable[BadItem]) -> list[int]:
        """Keep bad items with their bytes. The same bytes count once, also after somebody settled them."""
        fresh = {_digest(item): item for item in items}
        if not fresh:
            return []
        there = self._connection.scalars(
            select(quarantine.c.digest).where(
                quarantine.c.community_id == community_id, quarantine.c.digest.in_(list(fresh))
            )
        )
        for digest in there:
            fresh.pop(bytes(digest))
        rows: list[dict[str, Any]] = [
            {
                "id": self._new_id(), "community_id": community_id, "kind": item.kind, "native_id": item.native_id,
                "reason": item.reason, "raw": item.raw, "digest": digest, "at": self._now(),
            }
            for digest, item in fresh.items()
        ]  # fmt: skip
        if rows:
            self._connection.execute(quarantine.insert(), rows)
        return [row["id"] for row in rows]

    def quarantine(self, community_id: int, limit: int = 500) -> list[QuarantineRow]:
        """What waits for a person, newest first."""
        rows = self._connection.execute(
            select(
                quarantine.c.id, quarantine.c.kind, quarantine.c.reason, quarantine.c.at,
                func.length(quarantine.c.raw).label("size"),
            )
            .where(quarantine.c.community_id == community_id, quarantine.c.settled_at.is_(None))
            .order_by(quarantine.c.at.desc(), quarantine.c.id.desc())
            .limit(limit)
        )  # fmt: skip
        return [QuarantineRow(row.id, community_id, row.kind, row.reason, row.at, row.size) for row in rows]

    def quarantined(self, quarantine_id: int) -> Quarantined | None:
        row = self._connection.execute(select(quarantine).where(quarantine.c.id == quarantine_id)).one_or_none()
        if row is None:
            return None
        item = BadItem(row.kind, row.reason, bytes(row.raw), row.native_id)
        return Quarantined(row.id, row.community_id, item, row.at, row.settled_at is not None)

    def settle(self, quarantine_ids: Sequence[int], how: str) -> int:
        """Close quarantined items: retried, discarded. Returns how many were still open."""
        return self._connection.execute(
            quarantine.update()
            .where(quarantine.c.id.in_(quarantine_ids), quarantine.c.settled_at.is_(None))
            .values(settled_at=self._now(), settled_how=how)
        ).rowcount


def _digest(item: BadItem) -> bytes:
    """What makes a bad item the same one: its bytes, or its name where it came without any."""
    return hashlib.sha256(item.raw or f"{item.kind}\0{item.native_id}\0{item.reason}".encode()).digest()
