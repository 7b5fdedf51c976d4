"""Paths to handlers, and parameters that are refused as the dialect refuses them."""

from __future__ import annotations

import pytest

from moderator.demo.errors import MatrixError
from moderator.demo.router import Call, Router
from moderator.demo.wire import Request, Response
from tests.demo.inside import Inside


async def nothing(call: Call) -> Response:
    return Response(200, b"")


def call(query: dict[str, list[str]] | None = None, body: bytes = b"{}") -> Call:
    return Call(Inside().world, Request("GET", "/", query or {}, {}, body), {})


def test_a_segment_is_decoded_after_the_split() -> None:
    """An encoded slash stays inside its segment."""
    router = Router()
    router.add("one", "GET", "/_matrix/client/v3/rooms/{room}/event/{event}", "user", nothing)
    route, params = router.find("GET", "/_matrix/client/v3/rooms/%21a%2Fb%3Ac/event/%24x")
    assert (route.name, params) == ("one", {"room": "!a/b:c", "event": "$x"})


@pytest.mark.parametrize("version", ["r0", "v1", "v3", "unstable"])
def test_the_client_api_has_several_names(version: str) -> None:
    """Old clients and new ones reach the same handler."""
    router = Router()
    router.add("sync", "GET", "/_matrix/client/v3/sync", "user", nothing)
    assert router.find("GET", f"/_matrix/client/{version}/sync")[0].name == "sync"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/b", 404), ("PUT", "/a", 405), ("GET", "/a/b", 404)])
def test_no_route_is_unrecognized(method: str, path: str, status: int) -> None:
    """An unknown path is 404, a known one with another method 405."""
    router = Router()
    router.add("a", "GET", "/a", "open", nothing)
    with pytest.raises(MatrixError) as refused:
        router.find(method, path)
    assert (refused.value.status, refused.value.errcode) == (status, "M_UNRECOGNIZED")


def test_numbers_are_numbers() -> None:
    """A word and a negative number are refused; nothing gives the default."""
    assert call({"limit": ["7"]}).number("limit", 1) == 7
    assert call().number("limit", 1) == 1
    for raw in ("many", "-1"):
        with pytest.raises(MatrixError, match="M_INVALID_PARAM"):
            call({"limit": [raw]}).number("limit", 1)


def test_a_choice_is_one_of_few() -> None:
    """Anything else is refused."""
    assert call().choice("dir", "b", ("b", "f")) == "b"
    with pytest.raises(MatrixError, match="M_INVALID_PARAM"):
        call({"dir": ["x"]}).choice("dir", "b", ("b", "f"))


@pytest.mark.parametrize(("body", "code"), [(b"{no", "M_NOT_JSON"), (b"[]", "M_BAD_JSON"), (b"", "M_NOT_JSON")])
def test_a_body_is_an_object(body: bytes, code: str) -> None:
    """Neither broken JSON nor a list will do; an empty body only where that is allowed."""
    with pytest.raises(MatrixError, match=code):
        call(body=body).body()


def test_an_empty_body_can_be_allowed() -> None:
    """It is an empty object then."""
    assert call(body=b"").body(empty_ok=True) == {}


def test_required_members() -> None:
    """A missing one is named; text has to be text."""
    with pytest.raises(MatrixError, match="Missing: b"):
        call(body=b'{"a": 1}').required("a", "b")
    with pytest.raises(MatrixError, match="M_BAD_JSON"):
        call(body=b'{"a": 1}').text_of("a")


def test_a_filter_in_the_address_is_json() -> None:
    """Nothing is no filter; nonsense is refused."""
    assert call({"filter": ['{"types": ["x"]}']}).json_filter() == {"types": ["x"]}
    assert call().json_filter() == {}
    with pytest.raises(MatrixError, match="M_NOT_JSON"):
        call({"filter": ["{"]}).json_filter()
