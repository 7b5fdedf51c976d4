"""The worker answers what a console asks, says why it cannot, and stops when nobody waits any more."""

from __future__ import annotations

import asyncio

import pytest

from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from moderator.store import tables
from tests.helpers.fake_platform import FakeConnector, FakePlatform
from tests.helpers.workhouse import House


def test_questions_are_answered_failed_and_erased(house: House) -> None:
    community, case = house.scene.community_id, house.scene.case()
    answers: dict[RequestKind, object] = {}
    asked: dict[int, RequestKind] = {}

    def ask() -> bool:
        for kind, arguments in (
            (RequestKind.CONTEXT, {"case": case}),
            (RequestKind.PICTURE, {"ref": "mxc://fake/1"}),
            (RequestKind.QUARANTINE_RETRY, {"item": 1}),
            (RequestKind.READ_BACK, {}),
        ):
            asked[house.requests.ask(kind, community, arguments)] = kind
        return True

    def answered() -> bool:
        for number, kind in tuple(asked.items()):
            try:
                found = house.requests.answer(number)
            except KnownError as error:
                found = error.code
            if found is not None:
                answers[kind] = found
                del asked[number]
        return not asked

    house.live(ask, answered)
    assert answers == {
        RequestKind.CONTEXT: {"case": case},
        RequestKind.PICTURE: {"bytes": b"picture"},
        RequestKind.QUARANTINE_RETRY: "item_settled",
        RequestKind.READ_BACK: "question_not_whole",
    }
    with house.store.read() as reads:
        assert reads.connection.execute(tables.request.select()).all() == []


def test_closing_the_panel_ends_the_work_for_it(house: House) -> None:
    ended: list[str] = []

    class Slow(FakeConnector):
        async def picture(self, native_ref: str, limit: int) -> bytes:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(native_ref)
            return b""

    community = house.scene.community_id
    house.connectors[community] = Slow(FakePlatform(house.folder / "platform.jsonl"))
    number = house.requests.ask(RequestKind.PICTURE, community, {"ref": "huge"})
    house.live(
        lambda: house.requests.is_wanted(number),
        lambda: house.requests.cancel(number) is None,
        lambda: ended == ["huge"],
    )


def test_a_question_that_the_end_cuts_off_says_so(house: House) -> None:
    class Slow(FakeConnector):
        async def picture(self, native_ref: str, limit: int) -> bytes:
            await asyncio.Event().wait()
            return b""

    community = house.scene.community_id
    house.connectors[community] = Slow(FakePlatform(house.folder / "platform.jsonl"))
    number = house.requests.ask(RequestKind.PICTURE, community, {"ref": "huge"})
    house.live(lambda: house.requests.is_wanted(number))
    with pytest.raises(KnownError) as told:
        house.requests.answer(number)
    assert told.value.code == "worker_stopped"
