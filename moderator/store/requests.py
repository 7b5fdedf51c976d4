"""What a console asked of a worker: rows that live until their answer was read, and no longer than their deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select

from moderator.domain.requests import Request, RequestKind, RequestState
from moderator.store.repo import Repository, decode, encode
from moderator.store.tables import request

OPEN = (RequestState.ASKED.value, RequestState.TAKEN.value)


class Requests(Repository):
    def ask(self, kind: RequestKind, community_id: int, arguments: Mapping[str, object], expires_at: int) -> int:
        request_id = self._new_id()
        self._connection.execute(
            request.insert().values(
                id=request_id,
                kind=kind.value,
                community_id=community_id,
                arguments=encode(arguments),
                asked_at=self._now(),
                expires_at=expires_at,
                state=RequestState.ASKED.value,
                holder="",
                progress="",
                answer=None,
            )
        )
        return request_id

    def take(self, community_id: int, holder: str, kinds: Sequence[RequestKind] = tuple(RequestKind)) -> Request | None:
        """The oldest request that nobody has taken, now ours; None when there is none."""
        row = self._connection.execute(
            select(request)
            .where(
                request.c.state == RequestState.ASKED.value,
                request.c.community_id == community_id,
                request.c.kind.in_([kind.value for kind in kinds]),
                request.c.expires_at > self._now(),
            )
            .order_by(request.c.asked_at, request.c.id)
            .limit(1)
        ).first()
        if row is None or not self._move(row.id, (RequestState.ASKED,), RequestState.TAKEN, holder=holder):
            return None
        return _request(row, RequestState.TAKEN)

    def any_open(self, community_id: int) -> bool:
        """Whether somebody asks anything about this community: a look that writes nothing."""
        return (
            self._connection.execute(
                select(request.c.id)
                .where(request.c.state == RequestState.ASKED.value, request.c.community_id == community_id)
                .limit(1)
            ).first()
            is not None
        )

    def get(self, request_id: int) -> Request | None:
        row = self._connection.execute(select(request).where(request.c.id == request_id)).one_or_none()
        return None if row is None else _request(row, RequestState(row.state))

    def answer(self, request_id: int, answer: Mapping[str, object]) -> bool:
        """False when it was cancelled or its time ran out meanwhile; the answer is then not kept."""
        return self._move(request_id, (RequestState.TAKEN,), RequestState.DONE, answer=msgspec.msgpack.encode(answer))

    def fail(self, request_id: int, why: Mapping[str, object]) -> bool:
        """*why* holds title, message and code of a known error."""
        return self._move(
            request_id,
            (RequestState.ASKED, RequestState.TAKEN),
            RequestState.FAILED,
            answer=msgspec.msgpack.encode(why),
        )

    def cancel(self, request_id: int) -> bool:
        return self._move(
            request_id,
            (RequestState.ASKED, RequestState.TAKEN, RequestState.DONE, RequestState.FAILED),
            RequestState.CANCELLED,
            answer=None,
        )

    def erase(self, request_id: int) -> None:
        """Take the row away with its answer, which may hold what a member wrote."""
        self._connection.execute(request.delete().where(request.c.id == request_id))

    def over(self) -> list[int]:
        """Requests whose time ran out before anybody answered."""
        return list(
            self._connection.scalars(
                select(request.c.id).where(request.c.state.in_(OPEN), request.c.expires_at <= self._now())
            )
        )

    def erase_settled(self, before: int) -> int:
        """Take away what nobody came back for; returns how many."""
        return self._connection.execute(
            request.delete().where(request.c.state.not_in(OPEN), request.c.expires_at < before)
        ).rowcount

    def _move(self, request_id: int, before: Sequence[RequestState], after: RequestState, **values: object) -> bool:
        return bool(
            self._connection.execute(
                request.update()
                .where(request.c.id == request_id, request.c.state.in_([state.value for state in before]))
                .values(state=after.value, **values)
            ).rowcount
        )


def _request(row: Row[Any], state: RequestState) -> Request:
    return Request(
        row.id,
        RequestKind(row.kind),
        row.community_id,
        decode(row.arguments, dict[str, object]),
        row.asked_at,
        row.expires_at,
        state,
        None if row.answer is None else msgspec.msgpack.decode(row.answer, type=dict[str, object]),
    )
