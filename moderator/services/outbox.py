"""Delivery: takes what was decided to the platform, once, and believes only what it reads back.

Each request is marked `sending` durably before it leaves. Whoever finds such a mark from an earlier run never sends
first: it reads the effect back, and sends again only what can be repeated without harm. A request that can be neither
keyed nor read back, and whose outcome is not known, waits for a person.

Every boundary at which a power cut could fall is a named place (`moderator.faults`); a test holds this file to that.
The transactions themselves are in `ledger`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from moderator import faults
from moderator.domain.action import Outcome, OutcomeKind, ReadBack, Step, Verdict
from moderator.ports import Clock, Connector, PlatformDown, PlatformLimited, PlatformRefused, Rehearses
from moderator.services.ledger import Ledger, Phase

if TYPE_CHECKING:
    from moderator.store.outbox import Job
    from moderator.store.unit import Store

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_STANDS = (Verdict.DONE, Verdict.DONE_BY_OTHER)


async def inline(function: Callable[..., _T], *arguments: object) -> _T:
    """Run a step of the store right here; the worker gives its store thread instead."""
    return function(*arguments)


class Delivery:
    """The outbox of one community, served by one holder. Not to be stepped twice at once."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        connector: Connector,
        community_id: int,
        holder: str,
        *,
        run: Callable[..., Awaitable[Any]] = inline,
    ) -> None:
        rehearsing = isinstance(connector, Rehearses) and connector.rehearses
        self._ledger = Ledger(store, community_id, holder, began=clock.now(), rehearsing=rehearsing)
        self._connector = connector
        self._run = run

    def posts_are_fresh(self) -> None:
        """This run has seen the community's posts: what waited since an earlier run can be compared and sent."""
        self._ledger.posts_are_fresh = True

    def platform_answers(self) -> None:
        """The platform is there: what it does not show in spite of that is not merely out of reach."""
        self._ledger.answers += 1

    async def _at(self, name: str, boundary: Awaitable[_T]) -> _T:
        faults.point(f"{name}.before")
        result = await boundary
        faults.point(f"{name}.after")
        return result

    async def begin(self, *, first: bool = True) -> None:
        """Give what was kept until this start a new grace, so that a moderator can still take it back.

        Later (not *first*) again and again, for a worker that outlives the windows: what has been kept long enough.
        """
        await self._at("outbox.begin", self._run(self._ledger.release_kept, first))

    async def step_once(self) -> bool:
        """Take the next request one step further; False when there is nothing to do now.

        Raises PlatformLimited, PlatformDown or PlatformRefused when the platform takes nothing for now. All is
        recorded before; call again when the platform is well.
        """
        claimed = await self._at("outbox.claim", self._run(self._ledger.claim))
        if claimed is None:
            return False
        phase, job = claimed
        if phase is Phase.LIFT:
            await self._lift(job)
        elif phase is Phase.SEND:
            await self._send(job)
        else:
            await self._look(phase, job)
        return True

    async def look_now(self, enforcement_id: int) -> Verdict:
        """Read one effect back because a person asked; what stands is confirmed, nothing is sent."""
        job = await self._at("outbox.find", self._run(self._ledger.find, enforcement_id))
        if self._ledger.is_real_in_rehearsal(job):
            return Verdict.CANNOT_TELL
        seen = await self._read_back(job.step)
        if seen.verdict in _STANDS:
            await self._at("outbox.found", self._run(self._ledger.found, job, seen))
        return seen.verdict

    async def _lift(self, job: Job) -> None:
        """The planned end of a sanction is sent only while the sanction stands as we set it."""
        sanction = await self._at("outbox.sanction", self._run(self._ledger.sanction, job))
        seen = await self._read_back(sanction)
        marked = await self._at("outbox.lift", self._run(self._ledger.lift, job, seen))
        if marked is not None:
            await self._send(marked)

    async def _send(self, job: Job) -> None:
        outcome = await self._execute(job.step)
        following = await self._at("outbox.record", self._run(self._ledger.record, job, outcome))
        if following is not None:
            phase, job = following
            await self._look(phase, job, outcome)
        _raise_trouble(outcome)

    async def _look(self, phase: Phase, job: Job, outcome: Outcome | None = None) -> None:
        seen = await self._read_back(job.step)
        await self._at("outbox.seen", self._run(self._ledger.seen, phase, job, seen, outcome))

    async def _execute(self, step: Step) -> Outcome:
        try:
            return await self._at("outbox.execute", self._connector.execute(step))
        except Exception:  # a connector that breaks on an answer may have sent the request: find out
            log.exception("connector %s broke while sending", self._connector.name)
            return Outcome(OutcomeKind.UNKNOWN, code="connector_error")

    async def _read_back(self, step: Step) -> ReadBack:
        try:
            return await self._at("outbox.read_back", self._connector.read_back(step))
        except Exception:
            log.exception("connector %s broke while reading back", self._connector.name)
            return ReadBack(Verdict.CANNOT_TELL)


def _raise_trouble(outcome: Outcome) -> None:
    """Tell the caller that the platform takes nothing for now. All is recorded by then."""
    if outcome.kind is OutcomeKind.LIMITED:
        title, message = "The platform asks to wait", "Sending goes on by itself when it allows."
        raise PlatformLimited(title, message, retry_at=outcome.retry_at or 0, code="limited")
    if outcome.kind is OutcomeKind.UNAUTHORISED:
        title, message = "The platform refuses our account", "Connect this community again with a valid token."
        raise PlatformRefused(title, message, code=outcome.code or "unauthorised")
    if outcome.kind is OutcomeKind.NOT_SENT:
        raise PlatformDown("The platform was not reached", "Sending goes on by itself.", code="not_sent")
