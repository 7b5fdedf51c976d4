"""The people of the team: who they are, and their shifts with the hand-over note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.actor import Actor, Role
from moderator.domain.audit import Event
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import ShiftRow

if TYPE_CHECKING:
    from moderator.store.unit import Store


class People:
    def __init__(self, store: Store) -> None:
        self._store = store

    def actors(self) -> list[Actor]:
        """Everybody who can sit down at a window, by name."""
        with self._store.read() as reads:
            return reads.people.actors()

    def add(self, name: str, role: Role) -> Actor:
        """Add somebody to the team; KnownError when the name is empty or taken."""
        name = " ".join(name.split())[: caps.NAME_CHARACTERS]
        if not name:
            raise KnownError("The name is empty", "Write the name that colleagues know you by.", code="name_missing")
        with self._store.write() as tx:
            if tx.people.named(name) is not None:
                raise KnownError("The name is taken", "Choose it from the list, or write another.", code="name_taken")
            actor = tx.people.add(name, role)
            tx.record(Event("actor.added", f"actor:{actor.id}", facts={"role": role.value}, content={"name": name}))
            tx.touch(Topic.SHIFT)
        return actor

    def retire(self, actor_id: int, by: int) -> None:
        """Take somebody off the list. What they decided keeps their name."""
        with self._store.write(by) as tx:
            if tx.people.retire(actor_id):
                tx.record(Event("actor.retired", f"actor:{actor_id}", by))
                tx.touch(Topic.SHIFT)

    def start_shift(self, actor_id: int) -> ShiftRow:
        """Begin a shift; one that runs already is given back as it is."""
        with self._store.write(actor_id) as tx:
            running = tx.people.shift(actor_id)
            if running is not None:
                return running
            shift = tx.people.start_shift(actor_id)
            tx.record(Event("shift.started", f"shift:{shift.id}", actor_id))
            tx.touch(Topic.SHIFT)
        return shift

    def end_shift(self, actor_id: int, note: str = "") -> None:
        """End the running shift with a note for whoever comes next; nothing happens when none runs."""
        with self._store.write(actor_id) as tx:
            running = tx.people.shift(actor_id)
            if running is None or not tx.people.end_shift(running.id, note):
                return
            facts = {"decided": running.decided}
            tx.record(Event("shift.ended", f"shift:{running.id}", actor_id, facts=facts, content={"note": note}))
            tx.touch(Topic.SHIFT)

    def shift(self, actor_id: int) -> ShiftRow | None:
        with self._store.read() as reads:
            return reads.people.shift(actor_id)

    def shifts(self, limit: int = 20) -> list[ShiftRow]:
        """The newest shifts of everybody: their notes are what the next shift reads first."""
        with self._store.read() as reads:
            return reads.people.shifts(limit)
