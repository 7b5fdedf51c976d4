"""Leases: which worker holds what, until when. A worker that lost its lease is fenced off by the number.

On PostgreSQL the database's clock decides, so that workers on machines with different clocks agree.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case as when
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite

from moderator.store.repo import Repository
from moderator.store.tables import lease

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Lease:
    name: str
    holder: str
    fence: int  # grows with every change of holder
    until: int


class Leases(Repository):
    def acquire(self, name: str, holder: str, seconds: float) -> Lease | None:
        """Take a lease that is free, over or already ours; None while somebody else holds it."""
        now = self._time()
        until = now + int(seconds * MICROSECONDS)
        insert = postgresql.insert(lease) if self._is_postgres else sqlite.insert(lease)
        self._connection.execute(
            insert.values(name=name, holder="", fence=0, until=0).on_conflict_do_nothing(index_elements=["name"])
        )
        taken = self._connection.execute(
            lease.update()
            .where(lease.c.name == name, (lease.c.holder == holder) | (lease.c.until <= now))
            .values(holder=holder, until=until, fence=lease.c.fence + when((lease.c.holder == holder, 0), else_=1))
        ).rowcount
        return self.get(name) if taken else None

    def renew(self, name: str, holder: str, fence: int, seconds: float) -> bool:
        """Hold on longer; False when the lease went to somebody else."""
        until = self._time() + int(seconds * MICROSECONDS)
        return bool(
            self._connection.execute(
                lease.update()
                .where(lease.c.name == name, lease.c.holder == holder, lease.c.fence == fence)
                .values(until=until)
            ).rowcount
        )

    def release(self, name: str, holder: str) -> None:
        """Let go at once, so that the next worker need not wait for the end of the lease."""
        self._connection.execute(lease.update().where(lease.c.name == name, lease.c.holder == holder).values(until=0))

    def end_all(self) -> int:
        """Let go of every lease; returns how many stood. Only for who knows that no other worker lives.

        That is the worker of an encrypted file: it holds the profile's lock, so whoever held these has died.
        """
        return self._connection.execute(lease.update().where(lease.c.until > self._time()).values(until=0)).rowcount

    def is_free(self, name: str, holder: str) -> bool:
        """Whether `acquire` would succeed now, by the clock that decides there. Reads only."""
        found = self.get(name)
        return found is None or found.holder == holder or found.until <= self._time()

    def get(self, name: str) -> Lease | None:
        row = self._connection.execute(select(lease).where(lease.c.name == name)).one_or_none()
        return None if row is None else Lease(row.name, row.holder, row.fence, row.until)

    def _time(self) -> int:
        if not self._is_postgres:
            return self._now()
        return int(self._connection.scalar(text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")))
