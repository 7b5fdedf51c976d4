"""Misbehaving on purpose: every kind, before and after the effect."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import pytest

from moderator.demo.errors import MatrixError
from moderator.demo.faults import AFTER, BEFORE, Faults
from moderator.demo.wire import Request, Response, json_response

GOOD = {"chunk": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], "total": 2, "end": "t1"}


class Door:
    """Something to be bent: it counts its effects."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.effects = 0

    async def handle(self) -> Response:
        self.effects += 1
        return json_response(GOOD)

    def ask(self, route: str = "redact", path: str = "/x", method: str = "PUT") -> Response:
        return asyncio.run(self.faults.serve(route, Request(method, path, {}, {}, b""), self.handle))

    def body(self) -> Any:
        return json.loads(self.ask().body)


@pytest.mark.parametrize("kind", ["drop", "error_before", "limit"])
def test_before_the_effect_nothing_happens(kind: str) -> None:
    """And the next request is served."""
    door = Door()
    door.faults.add({"kind": kind, "route": "redact"})
    bent = door.ask()
    assert door.effects == 0
    assert bent.drop or bent.status >= 400
    assert (door.ask().status, door.effects) == (200, 1)


@pytest.mark.parametrize("kind", [kind for kind in AFTER if kind not in ("hold", "late")] + ["late_before"])
def test_after_the_effect_it_has_happened_once(kind: str) -> None:
    """Whatever the answer looks like."""
    door = Door()
    door.faults.add({"kind": kind, "ms": 1, "bytes": 100, "levels": 10})
    answer = door.ask()
    assert door.effects == 1
    if kind not in ("late_before", "repeat"):
        same = (answer.status, answer.body, answer.drop, answer.cut_at, answer.drip, answer.headers)
        assert same != (200, json_response(GOOD).body, False, None, None, {})


def test_every_kind_is_known_and_nothing_else() -> None:
    """A misspelt one is refused."""
    faults = Faults()
    for kind in BEFORE + AFTER:
        faults.add({"kind": kind})
    assert [rule["kind"] for rule in faults.view()] == [*BEFORE, *AFTER]
    with pytest.raises(MatrixError, match="kind has to be one of"):
        faults.add({"kind": "explode"})


def test_a_rule_is_for_a_route_a_path_or_a_method() -> None:
    """Patterns are those of a shell, over the decoded path."""
    door = Door()
    door.faults.add({"kind": "drop", "path": "*/redact/$abc*", "method": "PUT"})
    assert not door.ask(path="/rooms/%21r/redact/%24other/1").drop
    assert not door.ask(path="/rooms/%21r/redact/%24abc/1", method="GET").drop
    assert door.ask(path="/rooms/%21r/redact/%24abc/1").drop
    door.faults.add({"kind": "drop", "route": "ban"})
    assert not door.ask("redact").drop
    assert door.ask("ban").drop


def test_rules_are_counted_and_can_begin_later() -> None:
    """Two are let pass, two are bent, then no more; -1 is for ever."""
    door = Door()
    door.faults.add({"kind": "drop", "count": 2, "skip": 2})
    assert [door.ask().drop for _ in range(6)] == [False, False, True, True, False, False]
    assert door.faults.view()[0]["hits"] == 2
    door.faults.add({"kind": "drop", "count": -1})
    assert all(door.ask().drop for _ in range(5))
    door.faults.clear()
    assert not door.ask().drop


@pytest.mark.parametrize(("kind", "effects_while_held"), [("hold_before", 0), ("hold", 1)])
def test_what_is_held_waits_for_its_release(kind: str, effects_while_held: int) -> None:
    """The effect is before or after the waiting, as the kind says."""
    door = Door()
    door.faults.add({"kind": kind})

    async def play() -> None:
        asked = asyncio.create_task(door.faults.serve("x", Request("PUT", "/", {}, {}, b""), door.handle))
        for _ in range(5):
            await asyncio.sleep(0)
        assert (asked.done(), door.effects) == (False, effects_while_held)
        door.faults.release()
        assert (await asked).status == 200

    asyncio.run(play())
    assert door.effects == 1


def test_how_answers_are_bent() -> None:
    """Each in its own way, and always an answer that a client may really get."""
    door = Door()
    door.faults.add({"kind": "wrong_types"})
    bent = door.body()
    assert (bent["total"], bent["end"], bent["chunk"][0]["a"]) == ("2", 2, "1")
    door.faults.add({"kind": "missing_fields"})
    assert door.body()["chunk"] == [{"b": "x"}, {"b": "y"}]
    door.faults.add({"kind": "extra_fields"})
    assert {**GOOD, "chunk": []}.items() <= {**door.body(), "chunk": []}.items()
    door.faults.add({"kind": "reverse"})
    assert door.body()["chunk"] == GOOD["chunk"][::-1]  # type: ignore[index]
    door.faults.add({"kind": "truncate"})
    assert door.ask().cut_at == len(json_response(GOOD).body) // 2
    door.faults.add({"kind": "drip", "bytes": 5, "ms": 20})
    assert door.ask().drip == (5, 0.02)
    door.faults.add({"kind": "redirect", "to": "http://127.0.0.1:1/"})
    assert door.ask().headers["Location"] == "http://127.0.0.1:1/"
    door.faults.add({"kind": "replace", "status": 418, "body": {"x": 1}})
    assert (replaced := door.ask()).status == 418
    assert json.loads(replaced.body) == {"x": 1}


def test_answers_without_measure() -> None:
    """Too big, too deep, packed into nothing."""
    door = Door()
    door.faults.add({"kind": "huge", "bytes": 1_000_000})
    assert len(door.ask().body) > 1_000_000
    door.faults.add({"kind": "gzip_bomb", "bytes": 1_000_000})
    bomb = door.ask()
    assert (bomb.headers["Content-Encoding"], len(gzip.decompress(bomb.body))) == ("gzip", 1_000_000)
    assert len(bomb.body) < 10_000
    door.faults.add({"kind": "deep", "levels": 200_000})
    with pytest.raises(RecursionError):
        json.loads(door.ask().body)
    door.faults.add({"kind": "malformed"})
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(door.ask().body)


def test_the_page_before_can_come_again() -> None:
    """`repeat` answers with what the route answered last."""
    door = Door()
    before = door.ask("messages", method="GET").body
    door.faults.add({"kind": "repeat", "route": "messages"})
    assert door.ask("messages", method="GET").body == before


def test_a_limit_says_how_long() -> None:
    """In both ways."""
    door = Door()
    door.faults.add({"kind": "limit", "retry_after_ms": 1500})
    answer = door.ask()
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")
    assert json.loads(answer.body)["retry_after_ms"] == 1500
