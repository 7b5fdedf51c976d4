"""The people of the team and when they are on duty."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select

from moderator.domain.actor import Actor, Role
from moderator.domain.rows import ShiftRow
from moderator.store.repo import Repository
from moderator.store.tables import actor, decision, shift


class People(Repository):
    def actors(self) -> list[Actor]:
        """Everybody who is not retired, by name."""
        rows = self._connection.execute(
            select(actor.c.id, actor.c.name, actor.c.role).where(actor.c.retired_at.is_(None)).order_by(actor.c.name)
        )
        return [Actor(row.id, row.name, Role(row.role)) for row in rows]

    def actor(self, actor_id: int) -> Actor | None:
        """One person, retired or not."""
        row = self._connection.execute(
            select(actor.c.id, actor.c.name, actor.c.role).where(actor.c.id == actor_id)
        ).one_or_none()
        return None if row is None else Actor(row.id, row.name, Role(row.role))

    def named(self, name: str) -> Actor | None:
        row = self._connection.execute(
            select(actor.c.id, actor.c.name, actor.c.role).where(actor.c.name == name, actor.c.retired_at.is_(None))
        ).first()
        return None if row is None else Actor(row.id, row.name, Role(row.role))

    def add(self, name: str, role: Role) -> Actor:
        actor_id = self._new_id()
        self._connection.execute(actor.insert().values(id=actor_id, name=name, role=role.value, created_at=self._now()))
        return Actor(actor_id, name, role)

    def retire(self, actor_id: int) -> bool:
        """Their name stays on what they decided; they can no longer sit down. False when they already had gone."""
        return bool(
            self._connection.execute(
                actor.update()
                .where(actor.c.id == actor_id, actor.c.retired_at.is_(None))
                .values(retired_at=self._now())
            ).rowcount
        )

    def shift(self, actor_id: int) -> ShiftRow | None:
        """The shift that this person is on now."""
        row = self._connection.execute(
            select(shift).where(shift.c.actor_id == actor_id, shift.c.ended_at.is_(None)).order_by(shift.c.started_at)
        ).first()
        return None if row is None else self._shift_row(row)

    def shifts(self, limit: int = 20) -> list[ShiftRow]:
        """The newest shifts of everybody, for the hand-over notes."""
        rows = self._connection.execute(select(shift).order_by(shift.c.started_at.desc()).limit(limit))
        return [self._shift_row(row) for row in rows]

    def start_shift(self, actor_id: int) -> ShiftRow:
        shift_id = self._new_id()
        now = self._now()
        self._connection.execute(
            shift.insert().values(id=shift_id, actor_id=actor_id, started_at=now, ended_at=None, note="")
        )
        return ShiftRow(shift_id, actor_id, now, None, 0, "")

    def end_shift(self, shift_id: int, note: str) -> bool:
        return bool(
            self._connection.execute(
                shift.update()
                .where(shift.c.id == shift_id, shift.c.ended_at.is_(None))
                .values(ended_at=self._now(), note=note)
            ).rowcount
        )

    def _shift_row(self, row: Row[Any]) -> ShiftRow:
        until = self._now() if row.ended_at is None else row.ended_at
        decided = self._connection.scalar(
            select(func.count())
            .select_from(decision)
            .where(
                decision.c.actor_id == row.actor_id,
                decision.c.at.between(row.started_at, until),
                decision.c.undoes_id.is_(None),
            )
        )
        return ShiftRow(row.id, row.actor_id, row.started_at, row.ended_at, decided or 0, row.note)
