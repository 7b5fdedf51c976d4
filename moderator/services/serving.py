"""One community, served: its flags and posts come in, its outbox goes out, its questions are answered.

Each stream is a loop of its own under one supervisor; whatever the platform does ends none of them and touches no
other community. The store is reached on the worker's store thread, never on the loop that waits for the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from moderator.domain.community import PlatformState
from moderator.ports import Clock, Connector, PlatformRefused
from moderator.services.answering import Answering
from moderator.services.casefile import Casefile
from moderator.services.communities import Communities
from moderator.services.context import Fetcher
from moderator.services.ingest import Ingest
from moderator.services.outbox import Delivery
from moderator.services.requests import Requests
from moderator.services.supervise import Pace, Stopping, Supervisor, Trouble

if TYPE_CHECKING:
    from moderator.store.communities import Connection
    from moderator.store.unit import Store

log = logging.getLogger(__name__)

_T = TypeVar("_T")
CONTEXTS_AHEAD = 200  # cases that opened in one burst and whose context is fetched before anybody looks
CONNECT_AGAIN_SECONDS = 3600.0
KEPT_LOOK_SECONDS = 15.0
LAST_STEP_SECONDS = 10.0  # how long the end waits for a request that is on its way


@dataclass(frozen=True, slots=True)
class Parts:
    """What every community is served with."""

    store: Store
    clock: Clock
    ingest: Ingest
    casefile: Casefile
    communities: Communities
    requests: Requests
    connector: Callable[[Connection], Connector]
    pace: Pace = field(default_factory=Pace)


class Serving:
    """*run* takes a function to the store thread; *holder* is this worker's name on rows and leases."""

    def __init__(
        self,
        parts: Parts,
        connection: Connection,
        holder: str,
        run: Callable[..., Awaitable[Any]],
    ) -> None:
        self._parts = parts
        self._pace = parts.pace
        self.connection = connection
        self._id = connection.id
        self._run = run
        self._connector = parts.connector(connection)
        self._delivery = Delivery(parts.store, parts.clock, self._connector, self._id, holder, run=run)
        self._fetcher = Fetcher(parts.store, parts.casefile, self._connector, run)
        self._answering = Answering(parts, connection, self._connector, self._delivery, self._fetcher, holder, run)
        self._stopping = Stopping()
        self._supervisor = Supervisor(parts.clock, parts.pace, self._stopping, self._tell)
        self._opened: deque[int] = deque(maxlen=CONTEXTS_AHEAD)
        self._fresh = False  # whether we have caught up with the posts since this began
        self.connected = asyncio.Event()

    @property
    def again(self) -> bool:
        """Whether a live check found the platform well while the loops think otherwise: a new token, say."""
        refused = self._supervisor.state is PlatformState.REFUSED
        return self._answering.found_well and (refused or not self.connected.is_set())

    def stop(self) -> None:
        """Finish the step that is on its way, and end."""
        self._stopping.set()

    async def serve(self) -> None:
        """Serve until `stop`."""
        loops = {
            "requests": self._answering.step,
            "connect": self._connect,
            "outbox": self._deliver,
            "flags": self._flags,
            "posts": self._posts,
            "context": self._context,
            "kept": self._kept,
        }
        try:
            async with asyncio.TaskGroup() as group:
                for name, step in loops.items():
                    group.create_task(self._keep(name, step), name=f"{name} of {self._id}")
        finally:
            await self._answering.close()
            with contextlib.suppress(Exception):  # the connection may be broken: that is why it ends
                await self._connector.close()

    async def _keep(self, name: str, step: Callable[[], Awaitable[float]]) -> None:
        if name not in ("connect", "requests"):  # nothing is sent or read before we know who we are there
            await self._stopping.or_end(self.connected.wait())
        await self._supervisor.loop(name, step)

    async def _tell(self, trouble: Trouble) -> None:
        error = trouble.error
        await self._run(self._parts.communities.set_state, self._id, trouble.state, error, trouble.resumes_at)
        if trouble.state is PlatformState.LIVE:
            log.info("community %d is live", self._id)

    # --- the steps ---------------------------------------------------------------------------------------------------

    async def _connect(self) -> float:
        """Who we are and what we may do, now and then again. The first time the outbox begins: what was kept over the
        start gets its new grace, and what stood open without its context is fetched."""
        info = await self._ending(self._connector.connect())
        if info is None:
            return 0.0
        await self._run(self._parts.communities.connected, self._id, info)
        if not self.connected.is_set():
            await self._delivery.begin()
            self._opened.extend(reversed(await self._run(self._without_context)))
            self.connected.set()
        return CONNECT_AGAIN_SECONDS

    async def _deliver(self) -> float:
        step = asyncio.ensure_future(self._delivery.step_once())
        end = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({step, end}, return_when=asyncio.FIRST_COMPLETED)
            if not step.done():  # the end came: a request on its way may arrive; its mark in the store says the rest
                await asyncio.wait({step}, timeout=LAST_STEP_SECONDS)
            return 0.0 if step.done() and step.result() else self._pace.outbox
        finally:
            for task in (step, end):
                task.cancel()
            await asyncio.gather(step, end, return_exceptions=True)

    async def _flags(self) -> float:
        cursor = await self._run(self._cursor, "flags")
        page = await self._ending(self._connector.list_flags(cursor))
        if page is None:
            return 0.0
        self._delivery.platform_answers()
        taken = await self._run(self._parts.ingest.take, self._id, "flags", page)
        self._opened.extend(taken.opened)
        self._opened.extend(taken.reopened)
        return 0.0 if page.more else self._pace.flags

    async def _posts(self) -> float:
        cursor = await self._run(self._cursor, "posts")
        # what waits for fresh posts (a decision kept over a restart) shall not wait for the platform's patience as well
        wait = self._pace.posts_wait if self._fresh else 0.0
        page = await self._ending(self._connector.list_posts(cursor, wait))
        if page is None:
            return 0.0
        self._delivery.platform_answers()
        taken = await self._run(self._parts.ingest.take, self._id, "posts", page)
        self._opened.extend(taken.opened)
        self._opened.extend(taken.reopened)
        if page.more:
            return 0.0
        self._fresh = True
        self._delivery.posts_are_fresh()
        return self._pace.posts

    async def _kept(self) -> float:
        await self._delivery.begin(first=False)
        return KEPT_LOOK_SECONDS

    async def _context(self) -> float:
        """Fetch ahead what a moderator will want to see, the newest case first."""
        if not self._opened:
            return self._pace.context
        with contextlib.suppress(PlatformRefused):  # one room that we may not read; a bad token shows elsewhere
            await self._ending(self._fetcher.fetch(self._opened.pop()))
        return 0.0

    def _without_context(self) -> list[int]:
        with self._parts.store.read() as reads:
            return reads.decisions.without_context(self._id, CONTEXTS_AHEAD)

    def _cursor(self, name: str) -> Any:
        with self._parts.store.read() as reads:
            return reads.communities.cursor(self._id, name)

    async def _ending(self, work: Any) -> Any:
        return await self._stopping.or_end(work)
