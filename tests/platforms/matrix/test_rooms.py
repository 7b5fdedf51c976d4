"""What cannot be seen is not taken for done: a gate's own 404 while the server restarts, a room that we are not in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from moderator.domain.action import ActionKind, ActionOrder, Outcome, OutcomeKind, ReadBack, Step, Target, Verdict
from moderator.platforms.matrix.connector import MatrixConnector
from moderator.platforms.matrix.planner import MatrixPlanner
from moderator.platforms.matrix.words import SHAPE
from tests.helpers.clock import FrozenClock

K = ActionKind
NOT_FOUND = (404, b'{"errcode": "M_NOT_FOUND", "error": "not there"}')
FORBIDDEN = (403, b'{"errcode": "M_FORBIDDEN", "error": "not in the room"}')
GATE = (404, b"404 page not found\n")  # Traefik, while no server stands behind it


def step(kind: ActionKind) -> Step:
    target = Target("@bob:x", "$e", "!r", flags=("event_report:7",))
    return MatrixPlanner().plan(ActionOrder(kind, SHAPE[kind][0], target), "k")[0]


def tried(kind: ActionKind, answers: Mapping[str, tuple[int, bytes]], *, admin: bool) -> tuple[Outcome, ReadBack]:
    """Carry out and look, on a server that answers by the first part that a path has."""
    who = (200, b'{"user_id": "@me:x"}')
    mine = (200, b'{"admin": true}') if admin else FORBIDDEN
    all_answers = {"whoami": who, "/admin/v1/users/%40me%3Ax/admin": mine, "m.direct": NOT_FOUND, **answers}

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        status, body = next(reply for part, reply in all_answers.items() if part in path)
        return httpx.Response(status, stream=httpx.ByteStream(body))

    async def both() -> tuple[Outcome, ReadBack]:
        connector = MatrixConnector(
            "https://x.example", "syt_secret", FrozenClock(), options={"close_reports": True},
            transport=httpx.MockTransport(answer), first_pause=0.001,
        )  # fmt: skip
        try:
            return await connector.execute(step(kind)), await connector.read_back(step(kind))
        finally:
            await connector.close()

    return asyncio.run(both())


@pytest.mark.parametrize("kind", [K.REMOVE, K.KICK, K.BAN, K.UNBAN, K.MUTE, K.UNMUTE, K.REPORT_CLOSE])
def test_a_gate_that_answers_for_the_server_did_nothing_and_saw_nothing(kind: ActionKind) -> None:
    outcome, seen = tried(kind, {"": GATE}, admin=True)
    assert (outcome.kind, seen.verdict) == (OutcomeKind.NOT_SENT, Verdict.CANNOT_TELL)


def test_a_gate_that_answers_the_request_itself_leaves_its_outcome_open() -> None:
    there = (200, b'{"type": "m.room.message", "sender": "@bob:x", "event_id": "$e", "content": {"body": "x"}}')
    outcome, _ = tried(K.REMOVE, {"/event/": there, "": GATE}, admin=True)
    assert outcome.kind is OutcomeKind.UNKNOWN


@pytest.mark.parametrize("kind", [K.REMOVE, K.KICK, K.UNBAN])
def test_nothing_is_confirmed_in_a_room_that_we_cannot_see(kind: ActionKind) -> None:
    hidden = {"/event/": NOT_FOUND, "/state/": FORBIDDEN, "": FORBIDDEN}
    outcome, seen = tried(kind, hidden, admin=False)
    assert (outcome.kind, seen.verdict) == (OutcomeKind.REFUSED, Verdict.CANNOT_TELL)


def test_a_message_that_an_administrator_does_not_find_is_gone() -> None:
    outcome, seen = tried(K.REMOVE, {"": NOT_FOUND}, admin=True)
    assert (outcome.kind, seen.verdict) == (OutcomeKind.GONE, Verdict.DONE_BY_OTHER)
