"""Asking a worker, and what happens to an answer."""

from __future__ import annotations

import pytest

from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from moderator.services.requests import Requests
from moderator.store import tables
from tests.helpers.scene import Scene


@pytest.fixture
def requests(scene: Scene) -> Requests:
    return Requests(scene.store)


def rows(scene: Scene) -> int:
    with scene.store.read() as reads:
        return len(reads.connection.execute(tables.request.select()).all())


def test_an_answer_is_read_once_and_gone(requests: Requests, scene: Scene) -> None:
    number = requests.ask(RequestKind.PICTURE, scene.community_id, {"ref": "x"})
    assert requests.answer(number) is None
    taken = requests.take(scene.community_id, "w")
    assert (taken.id, requests.is_wanted(number)) == (number, True)
    assert requests.take(scene.community_id, "w") is None
    assert requests.done(number, {"bytes": b"x"})
    assert not requests.is_wanted(number)
    assert requests.answer(number) == {"bytes": b"x"}
    assert rows(scene) == 0
    with pytest.raises(KnownError) as gone:
        requests.answer(number)
    assert gone.value.code == "request_gone"


def test_a_failure_says_why(requests: Requests, scene: Scene) -> None:
    number = requests.ask(RequestKind.CHECK, scene.community_id, {})
    requests.take(scene.community_id, "w")
    assert requests.failed(number, KnownError("No answer", "Wait.", code="down"))
    with pytest.raises(KnownError) as told:
        requests.answer(number)
    assert (told.value.title, told.value.message, told.value.code) == ("No answer", "Wait.", "down")


def test_cancelling_stops_the_answer(requests: Requests, scene: Scene) -> None:
    number = requests.ask(RequestKind.CHECK, scene.community_id, {})
    requests.take(scene.community_id, "w")
    requests.cancel(number)
    assert not requests.is_wanted(number)
    assert not requests.done(number, {})
    with pytest.raises(KnownError):
        requests.answer(number)


def test_what_nobody_answers_fails_in_time_and_is_swept_away(requests: Requests, scene: Scene) -> None:
    number = requests.ask(RequestKind.CHECK, scene.community_id, {}, seconds=5)
    assert requests.tidy() == 0
    scene.clock.pass_time(6)
    assert requests.tidy() == 1
    with pytest.raises(KnownError) as late:
        requests.answer(number)
    assert late.value.code == "no_answer"
    requests.ask(RequestKind.CHECK, scene.community_id, {}, seconds=5)
    scene.clock.pass_time(6)
    requests.tidy()
    scene.clock.pass_time(1000)
    assert (requests.tidy(), rows(scene)) == (1, 0)
