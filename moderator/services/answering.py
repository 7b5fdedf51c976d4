"""The worker's side of a console's questions: each taken, answered before its deadline, or failed with the reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from moderator.domain import caps
from moderator.domain.errors import KnownError
from moderator.domain.requests import Request, RequestKind
from moderator.ports import Connector
from moderator.services.context import Fetcher
from moderator.services.outbox import Delivery

if TYPE_CHECKING:
    from moderator.services.serving import Parts
    from moderator.store.communities import Connection

log = logging.getLogger(__name__)

AT_ONCE = 4
SECOND = 1_000_000
LOOK_SECONDS = 0.5  # how soon a closed panel stops what was fetched for it

Answer = Mapping[str, object]


class Answering:
    """`found_well` is set when a live check with the present token succeeded."""

    def __init__(
        self,
        parts: Parts,
        connection: Connection,
        connector: Connector,
        delivery: Delivery,
        fetcher: Fetcher,
        holder: str,
        run: Callable[..., Awaitable[Any]],
    ) -> None:
        self._parts = parts
        self._connection = connection
        self._connector = connector
        self._delivery = delivery
        self._fetcher = fetcher
        self._holder = holder
        self._run = run
        self._tasks: dict[asyncio.Task[None], int] = {}  # with the question that each is about
        self.found_well = False
        self._kinds: dict[RequestKind, Callable[[Mapping[str, object]], Awaitable[Answer]]] = {
            RequestKind.CHECK: self._check,
            RequestKind.CONTEXT: self._context,
            RequestKind.PICTURE: self._picture,
            RequestKind.QUARANTINE_RETRY: self._retry,
            RequestKind.READ_BACK: self._read_back,
        }

    async def step(self) -> float:
        """Take a question if there is one and somebody is free for it."""
        if len(self._tasks) >= AT_ONCE:
            return self._parts.pace.requests
        request = await self._run(self._parts.requests.take, self._connection.id, self._holder)
        if request is None:
            return self._parts.pace.requests
        task = asyncio.ensure_future(self._serve(request))
        self._tasks[task] = request.id
        task.add_done_callback(lambda done: self._tasks.pop(done, None))
        return 0.0

    async def close(self) -> None:
        """Stop answering; whoever still waits is told so."""
        open_questions = dict(self._tasks)
        for task in open_questions:
            task.cancel()
        await asyncio.gather(*open_questions, return_exceptions=True)
        told = KnownError("The worker stopped", "Ask again in a moment.", code="worker_stopped")
        for request_id in open_questions.values():
            await self._run(self._parts.requests.failed, request_id, told)

    async def _serve(self, request: Request) -> None:
        seconds = max((request.expires_at - self._parts.clock.now()) / SECOND, 0.0)
        work = asyncio.ensure_future(self._kinds[request.kind](request.arguments))
        watch = asyncio.ensure_future(self._until_unwanted(request.id))
        try:
            await asyncio.wait({work, watch}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                await self._run(self._parts.requests.done, request.id, work.result())
                if request.kind is RequestKind.CHECK:  # only now: what it starts anew must not cut the answer off
                    self.found_well = True
        except KnownError as error:
            await self._run(self._parts.requests.failed, request.id, error)
        except Exception as error:
            log.exception("a question of kind %s broke", request.kind.value)
            told = KnownError(
                "This did not work", "The worker's log says more.", code="broke", kind=type(error).__name__
            )
            await self._run(self._parts.requests.failed, request.id, told)
        finally:
            for task in (work, watch):
                task.cancel()
            await asyncio.gather(work, watch, return_exceptions=True)

    async def _until_unwanted(self, request_id: int) -> None:
        while await self._run(self._parts.requests.is_wanted, request_id):
            await asyncio.sleep(LOOK_SECONDS)

    # --- the kinds ---------------------------------------------------------------------------------------------------

    async def _check(self, arguments: Mapping[str, object]) -> Answer:
        """With a connector of its own, so that a token given just now is the one that is tried."""
        connection = await self._run(self._parts.communities.connection, self._connection.id)
        fresh = self._parts.connector(connection)
        try:
            info = await fresh.connect()
        finally:
            await fresh.close()
        await self._run(self._parts.communities.connected, self._connection.id, info)
        return {
            "account": info.account,
            "account_name": info.account_name,
            "server": info.server,
            "server_version": info.server_version,
            "rights": dict(info.rights),
            "missing": list(info.missing),
        }

    async def _context(self, arguments: Mapping[str, object]) -> Answer:
        case_id = _number(arguments, "case")
        await self._fetcher.fetch(case_id)
        return {"case": case_id}

    async def _picture(self, arguments: Mapping[str, object]) -> Answer:
        """Bytes only, as the platform gave them: whoever shows them decodes them in a process of its own."""
        found = await self._connector.picture(str(arguments.get("ref", "")), caps.IMAGE_BYTES)
        if len(found) > caps.IMAGE_BYTES:
            raise KnownError("The picture is too large", "Open it on the platform.", code="picture_too_large")
        return {"bytes": found}

    async def _retry(self, arguments: Mapping[str, object]) -> Answer:
        item = _number(arguments, "item")
        came: Answer = await self._run(self._parts.communities.retry, item, self._connector)
        return came

    async def _read_back(self, arguments: Mapping[str, object]) -> Answer:
        verdict = await self._delivery.look_now(_number(arguments, "enforcement"))
        return {"verdict": verdict.value}


def _number(arguments: Mapping[str, object], name: str) -> int:
    found = arguments.get(name)
    if not isinstance(found, int):
        raise KnownError("The question is not whole", f"It names no {name}.", code="question_not_whole")
    return found
