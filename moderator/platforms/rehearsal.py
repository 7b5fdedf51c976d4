"""Any connector, with the same code path, and nothing leaves: decisions are practised on a real community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderator.domain.action import Ability, Outcome, OutcomeKind, ReadBack, Step, Target, Verdict
from moderator.domain.community import AuthorHistory, BadItem, Context, Item, Page, SessionInfo
from moderator.ports import Connector, ReadsAgain

REHEARSED = "rehearsed"


class Rehearsal:
    """Reads pass through; a step is taken as done without being sent, and read back as done."""

    rehearses = True

    def __init__(self, inner: Connector) -> None:
        self._inner = inner
        self.name = inner.name
        self._done: set[str] = set()

    async def connect(self) -> SessionInfo:
        return await self._inner.connect()

    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        return await self._inner.list_flags(cursor)

    async def list_posts(self, cursor: Mapping[str, object] | None, wait: float) -> Page:
        return await self._inner.list_posts(cursor, wait)

    async def context(self, place: str, post: str) -> Context:
        return await self._inner.context(place, post)

    async def author(self, author: str, places: Sequence[str]) -> AuthorHistory:
        return await self._inner.author(author, places)

    async def abilities(self, target: Target) -> tuple[Ability, ...]:
        return await self._inner.abilities(target)

    async def execute(self, step: Step) -> Outcome:
        kind = OutcomeKind.ALREADY if step.key in self._done else OutcomeKind.DONE
        self._done.add(step.key)
        return Outcome(kind, REHEARSED, result={REHEARSED: True})

    async def read_back(self, step: Step) -> ReadBack:
        """What was rehearsed counts as done, also after a restart: asking the platform would show that nothing left."""
        return ReadBack(Verdict.DONE, result={REHEARSED: True})

    async def picture(self, native_ref: str, limit: int) -> bytes:
        return await self._inner.picture(native_ref, limit)

    def read_again(self, item: BadItem) -> tuple[Item, ...]:
        """Reading is no effect; where the platform reads nothing again, the item stays what it was."""
        return self._inner.read_again(item) if isinstance(self._inner, ReadsAgain) else (item,)

    async def close(self) -> None:
        await self._inner.close()
