"""The worker: no window, all the talking to platforms. One process; each community it holds is served on its own.

It holds a lease for every community that it serves, also when it is alone. It ends when its life-line (stdin) does,
or at SIGTERM: the step that is on its way is finished, everything else is in the record already.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from moderator.domain import caps
from moderator.domain.errors import KnownError
from moderator.services.queue import Queue
from moderator.services.retention import Retention
from moderator.services.serving import Parts, Serving
from moderator.services.supervise import Stopping

if TYPE_CHECKING:
    from moderator.store.communities import Connection

log = logging.getLogger(__name__)

DAY_SECONDS = 86_400
LINE_BYTES = 64 * 1024  # of the first line on the life-line


@dataclass
class _Held:
    """A community that this worker serves. `renewed` is on the monotonic clock: a jump of the wall clock is nothing."""

    serving: Serving
    task: asyncio.Task[None]
    fence: int
    renewed: float


class Worker:
    """Serves every community whose lease it gets.

    `checkpoint` moves the write-ahead log into the file when idle; `look_out` proposes incidents from what came in.
    """

    def __init__(
        self,
        parts: Parts,
        queue: Queue,
        retention: Retention,
        *,
        checkpoint: Callable[[], object] | None = None,
        look_out: Callable[[], object] | None = None,
        holder: str = "",
        lease_seconds: float = caps.LEASE_SECONDS,
    ) -> None:
        self._parts = parts
        self._store = parts.store
        self._clock = parts.clock
        self._pace = parts.pace
        self._queue = queue
        self._retention = retention
        self._checkpoint = checkpoint
        self._look_out = look_out
        self.holder = holder or f"{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
        self._lease_seconds = lease_seconds
        self._held: dict[int, _Held] = {}
        self._refused: dict[int, float] = {}  # communities that cannot be served, until when (monotonic)
        self._tidied: float | None = None
        self._retained: float | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="worker-store")

    async def run(self, stopping: Stopping) -> None:
        """Serve until *stopping*, then let every community finish its step."""
        try:
            while not stopping:
                await self._round("leases", self._renew_all)
                await self._round("scan", self._scan)
                await self._round("tidy", self._tidy)
                if await stopping.wait(self._pace.scan):
                    break
        finally:
            await self._end_all()
            self._pool.shutdown()

    async def _in_store(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    async def _round(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """What goes wrong here is the store's doing, not a platform's; the next round tries again."""
        try:
            await step()
        except KnownError as error:
            log.info("%s: %s", name, error)

    # --- communities -------------------------------------------------------------------------------------------------

    async def _scan(self) -> None:
        """Serve what may be served, leave what may not."""
        wanted = {found.id: found for found in await self._in_store(self._connections) if not found.paused}
        for community_id, held in tuple(self._held.items()):
            found = wanted.get(community_id)
            if found is None or held.task.done() or held.serving.again or _differs(found, held.serving.connection):
                await self._leave(community_id)
        for community_id, found in wanted.items():
            if community_id not in self._held and self._clock.monotonic() >= self._refused.get(community_id, 0.0):
                await self._serve(found)

    def _connections(self) -> list[Connection]:
        with self._store.read() as reads:
            return reads.communities.connections()

    async def _serve(self, connection: Connection) -> None:
        asked = self._clock.monotonic()
        lease = await self._in_store(self._acquire, connection.id)
        if lease is None:
            return
        try:
            serving = Serving(self._parts, connection, self.holder, self._in_store)
        except KnownError as error:  # no secret in the vault, say
            await self._in_store(self._release, connection.id)
            await self._in_store(self._parts.communities.refuse, connection.id, error)
            self._refused[connection.id] = self._clock.monotonic() + self._pace.refused
            return
        task = asyncio.ensure_future(serving.serve())
        self._held[connection.id] = _Held(serving, task, lease.fence, asked)

    async def _renew_all(self) -> None:
        """Hold on to the leases; a community whose lease is gone is left before anything else is done."""
        for community_id in tuple(self._held):
            await self._renew(community_id)

    async def _renew(self, community_id: int) -> None:
        held = self._held[community_id]
        now = self._clock.monotonic()
        if now - held.renewed < self._lease_seconds / 3:
            return
        try:
            renewed = await self._in_store(self._renew_lease, community_id, held.fence)
        except KnownError as error:  # the record is out of reach: a while longer, but not beyond the lease
            log.info("a lease was not renewed: %s", error)
            if now - held.renewed < self._lease_seconds:
                return
            renewed = False
        if renewed:
            held.renewed = now
        else:
            log.info("the lease of community %d went to another worker", community_id)
            await self._leave(community_id, at_once=True)

    async def _leave(self, community_id: int, *, at_once: bool = False) -> None:
        """End serving a community. *at_once*: it is another worker's, so that no request may leave any more."""
        held = self._held.pop(community_id)
        held.serving.stop()
        if at_once:
            held.task.cancel()
        (result,) = await asyncio.gather(held.task, return_exceptions=True)
        if isinstance(result, Exception):
            log.error("serving community %d broke", community_id, exc_info=result)
        with contextlib.suppress(KnownError):  # a lease that cannot be given back ends by itself
            await self._in_store(self._release, community_id)

    async def _end_all(self) -> None:
        for held in self._held.values():
            held.serving.stop()
        await asyncio.gather(*(self._leave(community_id) for community_id in tuple(self._held)))

    def _acquire(self, community_id: int) -> Any:
        name = f"community:{community_id}"
        with self._store.read() as reads:
            if not reads.leases.is_free(name, self.holder):  # without the write lock, which others need
                return None
        with self._store.write() as tx:
            return tx.leases.acquire(name, self.holder, self._lease_seconds)

    def _renew_lease(self, community_id: int, fence: int) -> bool:
        with self._store.write() as tx:
            return tx.leases.renew(f"community:{community_id}", self.holder, fence, self._lease_seconds)

    def _release(self, community_id: int) -> None:
        with self._store.write() as tx:
            tx.leases.release(f"community:{community_id}", self.holder)

    # --- housekeeping ------------------------------------------------------------------------------------------------

    async def _tidy(self) -> None:
        now = self._clock.monotonic()
        if self._tidied is not None and now - self._tidied < self._pace.tidy:
            return
        self._tidied = now
        await self._in_store(self._queue.wake_due)
        await self._in_store(self._parts.requests.tidy)
        if self._look_out is not None:
            await self._in_store(self._look_out)
        if self._retained is None or now - self._retained >= DAY_SECONDS:
            went = await self._in_store(self._retention.run)
            self._retained = None if went.more else now
        if self._checkpoint is not None:
            await self._in_store(self._checkpoint)


def _differs(one: Connection, other: Connection) -> bool:
    """Whether a connection was changed so that it has to be made anew."""

    def made_of(found: Connection) -> tuple[object, ...]:
        return found.address, found.admin_address, found.rehearsal, found.options

    return made_of(one) != made_of(other)


# --- the process ------------------------------------------------------------------------------------------------------


def run_worker(
    life_line: BinaryIO, out: BinaryIO, build: Callable[[Mapping[str, object]], tuple[Worker, Callable[[], None]]]
) -> int:
    """The whole life of a worker process; returns its exit code.

    The first line of *life_line* is JSON for *build* (profile, key), which returns the worker and what closes it.
    One JSON line on *out* says that it is ready. End of file on the life-line, or SIGTERM, ends it.
    """
    line = _first_line(life_line)
    worker, close = build(json.loads(line))
    try:
        asyncio.run(_live(worker, life_line, out))
    finally:
        close()
    return 0


async def _live(worker: Worker, life_line: BinaryIO, out: BinaryIO) -> None:
    stopping = Stopping()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_watch, args=(life_line, loop, stopping), name="life-line", daemon=True).start()
    for name in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":  # the loop cannot hear signals there
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(stopping.set))
        else:
            loop.add_signal_handler(name, stopping.set)
    out.write(json.dumps({"ready": True, "pid": os.getpid(), "holder": worker.holder}).encode() + b"\n")
    out.flush()
    await worker.run(stopping)


def _first_line(life_line: BinaryIO) -> bytes:
    """Byte by byte, so that nothing behind the line is swallowed and the watch sees the end of the file."""
    found = bytearray()
    while (byte := os.read(life_line.fileno(), 1)) not in (b"\n", b""):
        found += byte
        if len(found) > LINE_BYTES:
            raise KnownError(
                "The worker's first line is too long",
                f"It may have {LINE_BYTES // 1024} KiB: the profile, its key and the platforms' secrets. "
                "One of the secrets is far longer than a token is: connect that community again.",
                code="line_too_long",
            )
    return bytes(found)


def _watch(life_line: BinaryIO, loop: asyncio.AbstractEventLoop, stopping: Stopping) -> None:
    with contextlib.suppress(OSError):
        while os.read(life_line.fileno(), 4096):
            pass
    with contextlib.suppress(RuntimeError):  # the loop ended by itself meanwhile
        loop.call_soon_threadsafe(stopping.set)
