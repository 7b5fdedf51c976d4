"""The parts together: who may, what a bug looks like, what is written down."""

from __future__ import annotations

import asyncio

import pytest

from moderator.demo.router import Call
from moderator.demo.wire import Request, Response
from tests.demo.inside import Inside


def test_a_member_is_no_admin() -> None:
    """Whatever the route is."""
    inside = Inside()
    status, answer = inside.call("GET", "/_synapse/admin/v1/rooms", by="bob")
    assert (status, answer["errcode"]) == (403, "M_FORBIDDEN")


def test_a_bug_is_an_answer_and_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    """The server lives on."""
    inside = Inside()

    async def broken(call: Call) -> Response:
        raise ZeroDivisionError("a bug")

    inside.server.router.add("broken", "GET", "/broken", "open", broken)
    assert inside.call("GET", "/broken", by=None) == (500, {"errcode": "M_UNKNOWN", "error": "Internal server error"})
    assert "ZeroDivisionError: a bug" in capsys.readouterr().err
    assert inside.call("GET", "/_matrix/client/versions", by=None)[0] == 200


def test_only_a_bearer_is_heard() -> None:
    """Another kind of authorization is none."""
    inside = Inside()
    headers = {"authorization": "Basic " + inside.devices["bob"].token}
    request = Request("GET", "/_matrix/client/v3/account/whoami", {}, headers, b"")
    assert asyncio.run(inside.server.answer(request)).status == 401


def test_asking_is_being_seen() -> None:
    """The account's last sign of life is the last request."""
    inside = Inside()
    inside.done("GET", "/_matrix/client/v3/account/whoami", by="bob")
    assert inside.world.users[inside.id("bob")].last_seen_ts == inside.world.clock.now_ms()


def test_every_request_is_noted_with_its_route_and_status() -> None:
    """Refused and unknown ones too."""
    inside = Inside()
    inside.call("GET", "/nowhere")
    inside.call("GET", "/_matrix/client/v3/account/whoami", by=None)
    notes = [(note["route"], note["status"]) for note in inside.world.journal.requests]
    assert notes == [("", 404), ("whoami", 401)]
