"""In a rehearsal decisions are practised on a real community, and nothing leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from moderator.domain.action import ActionKind, ActionOrder, OutcomeKind, Scope, Target, Verdict
from moderator.domain.community import BadItem
from moderator.platforms.matrix.planner import MatrixPlanner
from moderator.platforms.rehearsal import Rehearsal
from tests.helpers.fake_platform import FakeConnector, FakePlatform
from tests.platforms.matrix.scripted import Scripted


def test_a_step_goes_through_without_a_request_and_a_second_time_it_stands_already() -> None:
    server = Scripted({})
    (step,) = MatrixPlanner().plan(ActionOrder(ActionKind.BAN, Scope.PLACE, Target("@bob:x", place="!r")), "k")

    async def inner() -> None:
        connector = Rehearsal(server.connector())
        assert connector.name == "matrix"
        first, second = await connector.execute(step), await connector.execute(step)
        assert (first.kind, second.kind) == (OutcomeKind.DONE, OutcomeKind.ALREADY)
        assert first.code == "rehearsed", "the record says that it was a rehearsal"
        assert (await connector.read_back(step)).verdict is Verdict.DONE
        await connector.close()

    asyncio.run(inner())
    assert server.requests == []


def test_a_kept_item_is_read_again_where_the_platform_can(tmp_path: Path) -> None:
    """Nothing leaves by that either; where the platform reads nothing again, the item stays what it was."""
    item = BadItem("post", "odd", b"{", "!r $1")

    class Reads(FakeConnector):
        def read_again(self, item: BadItem) -> tuple[BadItem, ...]:
            return (replace(item, reason="odder"),)

    assert Rehearsal(Reads(FakePlatform(tmp_path / "x"))).read_again(item) == (replace(item, reason="odder"),)
    assert Rehearsal(FakeConnector(FakePlatform(tmp_path / "x"))).read_again(item) == (item,)


def test_reading_passes_through() -> None:
    server = Scripted({"GET .*/sync": {"next_batch": "s1"}})

    async def inner() -> str:
        connector = Rehearsal(server.connector())
        page = await connector.list_posts(None, 0)
        await connector.close()
        return str(page.cursor["since"])

    assert asyncio.run(inner()) == "s1"
