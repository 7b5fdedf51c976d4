"""What stands around a case: fetched when it opens, so that the moderator seldom waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from moderator.domain.community import Context
from moderator.domain.errors import KnownError
from moderator.ports import Connector, PlatformGone
from moderator.services.casefile import Casefile
from moderator.services.plan import target_of

if TYPE_CHECKING:
    from moderator.domain.action import Target
    from moderator.store.subject import Subject
    from moderator.store.unit import Store


class Fetcher:
    def __init__(
        self, store: Store, casefile: Casefile, connector: Connector, run: Callable[..., Awaitable[Any]]
    ) -> None:
        self._store = store
        self._casefile = casefile
        self._connector = connector
        self._run = run

    async def fetch(self, case_id: int) -> None:
        """Ask for the thread, the author and what can be done about them, and keep it with the case.

        A platform that does not answer is said on the case and raised, so that whoever called waits as long as the
        platform wants.
        """
        subject, target = await self._run(self._about, case_id)
        try:
            context = await self._thread(subject)
            history = await self._connector.author(subject.author, (subject.place,) if subject.place else ())
            abilities = await self._connector.abilities(target)
        except KnownError as error:
            await self._run(self._casefile.context_failed, case_id, error)
            raise
        await self._run(self._casefile.keep_context, case_id, context, history, abilities)

    async def _thread(self, subject: Subject) -> Context:
        if not subject.post:
            return Context((), ())
        try:
            return await self._connector.context(subject.place, subject.post)
        except PlatformGone:  # the post is gone already; its author is not
            return Context((), ())

    def _about(self, case_id: int) -> tuple[Subject, Target]:
        with self._store.read() as reads:
            subject = reads.decisions.subject(case_id)
            if subject is None:
                raise KnownError("This case is not known", "It may have been erased.", code="no_case")
            return subject, target_of(subject, reads.decisions.flags_of(case_id))
