"""What a console asks of a worker, as rows: asked, taken, answered before a deadline, erased after use.

They are questions, not changes of state: nothing of them stands in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.errors import KnownError
from moderator.domain.requests import Request, RequestKind, RequestState, Topic

if TYPE_CHECKING:
    from moderator.store.unit import Store

SECOND = 1_000_000
KEEP_SECONDS = 600  # an answer that nobody came back for


class Requests:
    def __init__(self, store: Store) -> None:
        self._store = store

    # --- the console's side ------------------------------------------------------------------------------------------

    def ask(
        self,
        kind: RequestKind,
        community_id: int,
        arguments: Mapping[str, object],
        seconds: float = caps.REQUEST_DEADLINE_SECONDS,
    ) -> int:
        """Put a question to whichever worker serves the community; returns its id."""
        with self._store.write() as tx:
            request_id = tx.requests.ask(kind, community_id, arguments, tx.now + int(seconds * SECOND))
            tx.touch(Topic.REQUESTS)
        return request_id

    def answer(self, request_id: int) -> Mapping[str, object] | None:
        """The answer, erased by this reading; None while there is none. KnownError says why there will be none."""
        with self._store.read() as reads:
            request = reads.requests.get(request_id)
        if request is None or request.state is RequestState.CANCELLED:
            raise KnownError("The question is gone", "Ask again.", code="request_gone")
        if request.state not in (RequestState.DONE, RequestState.FAILED):
            return None
        with self._store.write() as tx:
            tx.requests.erase(request_id)
        told = request.answer or {}
        if request.state is RequestState.FAILED:
            raise KnownError(str(told.get("title")), str(told.get("message")), code=str(told.get("code", "")))
        return told

    def cancel(self, request_id: int) -> None:
        """Nobody waits for it any more: the panel was closed."""
        with self._store.write() as tx:
            if tx.requests.cancel(request_id):
                tx.touch(Topic.REQUESTS)

    # --- the worker's side -------------------------------------------------------------------------------------------

    def take(self, community_id: int, holder: str, kinds: Sequence[RequestKind] = tuple(RequestKind)) -> Request | None:
        """The oldest open question of a community, now *holder*'s."""
        with self._store.read() as reads:
            if not reads.requests.any_open(community_id):
                return None
        with self._store.write() as tx:
            return tx.requests.take(community_id, holder, kinds)

    def is_wanted(self, request_id: int) -> bool:
        """Whether somebody still waits for the answer."""
        with self._store.read() as reads:
            request = reads.requests.get(request_id)
        return request is not None and request.state is RequestState.TAKEN

    def done(self, request_id: int, answer: Mapping[str, object]) -> bool:
        """Give the answer; False (and nothing kept) when it was cancelled or too late."""
        with self._store.write() as tx:
            given = tx.requests.answer(request_id, answer)
            if given:
                tx.touch(Topic.REQUESTS)
        return given

    def failed(self, request_id: int, error: KnownError) -> bool:
        """Say why there is no answer."""
        with self._store.write() as tx:
            given = tx.requests.fail(request_id, _why(error))
            if given:
                tx.touch(Topic.REQUESTS)
        return given

    def tidy(self) -> int:
        """Fail what ran out of time, erase what nobody came back for; returns how many rows changed."""
        late = KnownError("No answer in time", "The worker did not answer. Try again in a moment.", code="no_answer")
        with self._store.write() as tx:
            over = tx.requests.over()
            for request_id in over:
                tx.requests.fail(request_id, _why(late))
            erased = tx.requests.erase_settled(tx.now - KEEP_SECONDS * SECOND)
            if over:
                tx.touch(Topic.REQUESTS)
        return len(over) + erased


def _why(error: KnownError) -> dict[str, object]:
    return {"title": error.title, "message": error.message, "code": error.code}
