"""Where the homeserver is, and where the token goes."""

from __future__ import annotations

import asyncio

import httpx

from moderator.platforms.matrix.server import Server
from moderator.platforms.matrix.wire import WhoAmI
from moderator.platforms.secret import Secret
from tests.helpers.clock import FrozenClock
from tests.platforms.matrix.scripted import Scripted


def asked(
    address: str, well_known: object, admin_address: str = "", path: str = "/_matrix/client/v3/account/whoami"
) -> list[httpx.Request]:
    server = Scripted({"GET /.well-known/matrix/client": well_known, "GET /_synapse/.*": {"user_id": "@me:x"}})

    async def inner() -> None:
        one = Server(
            address,
            Secret("syt_secret"),
            FrozenClock(),
            admin_address=admin_address,
            transport=httpx.MockTransport(server.answer),
        )
        await one.discover()
        await one.get(path, WhoAmI)
        await one.close()

    asyncio.run(inner())
    return server.requests


def test_a_server_s_name_leads_to_its_homeserver_and_the_name_never_sees_the_token() -> None:
    first, second = asked("example.org", {"m.homeserver": {"base_url": "https://matrix.example.org/"}})
    assert str(first.url) == "https://example.org/.well-known/matrix/client"
    assert "authorization" not in first.headers
    assert second.url.host == "matrix.example.org"
    assert second.headers["authorization"] == "Bearer syt_secret"


def test_a_name_without_a_pointer_or_with_a_bad_one_is_the_homeserver_itself() -> None:
    for answer in (
        (404, {}),
        (302, {}),
        (200, []),
        {"m.homeserver": {"base_url": "http://evil.example"}},
        {"m.homeserver": {"base_url": 5}},
    ):
        assert asked("example.org", answer)[-1].url.host == "example.org"


def test_a_whole_address_is_taken_as_it_is() -> None:
    (only,) = asked("https://example.org", {"m.homeserver": {"base_url": "https://other.example"}})
    assert only.url.host == "example.org"


def test_the_admin_api_may_stand_elsewhere_and_only_it_is_asked_there() -> None:
    inside = asked("https://a.example", {}, "https://admin.example:8443", "/_synapse/admin/v1/x")
    assert (inside[0].url.host, inside[0].url.port) == ("admin.example", 8443)
    assert inside[0].headers["authorization"] == "Bearer syt_secret"
    assert asked("https://a.example", {}, "https://admin.example:8443")[0].url.host == "a.example"
