"""A worker over a real store, with connectors that a test holds in its hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from moderator.domain.community import AuthorIn, FlagIn, FlagSource, PlaceIn, PostIn, SubjectKind
from moderator.ports import PlatformRefused
from moderator.services.casefile import Casefile
from moderator.services.communities import Communities
from moderator.services.decide import Decide
from moderator.services.ingest import Ingest
from moderator.services.queue import Queue
from moderator.services.requests import Requests
from moderator.services.retention import Retention
from moderator.services.rulebook import RuleBook
from moderator.services.serving import Parts
from moderator.services.supervise import Pace, Stopping
from moderator.store import tables
from moderator.store.unit import Store
from moderator.worker import Worker
from tests.helpers.clock import FrozenClock
from tests.helpers.fake_platform import FakeConnector, FakePlanner, FakePlatform
from tests.helpers.scene import Scene

QUICK = Pace(
    flags=0.01, posts_wait=0.01, posts=0.01, outbox=0.01, requests=0.01, context=0.01, scan=0.01,
    tidy=0.0, first_pause=0.01, longest_pause=0.02, refused_pause=300, refused=0.0,
)  # fmt: skip


class House:
    """A worker over a real store, with a connector for each community that the test can reach."""

    def __init__(self, store: Store, clock: FrozenClock, folder: Path) -> None:
        self.store, self.clock, self.folder = store, clock, folder
        self.scene = Scene(store, clock).build()
        self.connectors: dict[int, FakeConnector] = {}
        self.missing: set[int] = set()
        self.ending = Stopping()  # of the last run
        self.made = 0
        self.requests = Requests(store)
        rulebook = RuleBook(store)
        ingest = Ingest(store, clock, rulebook)
        self.communities = Communities(store, clock, ingest)
        self.decide = Decide(store, clock, {"fake": FakePlanner()})
        self.parts = Parts(
            store=store,
            clock=clock,
            ingest=ingest,
            casefile=Casefile(store, clock, {"fake": FakePlanner()}),
            communities=self.communities,
            requests=self.requests,
            connector=self._make,
            pace=QUICK,
        )

    def _make(self, connection) -> FakeConnector:
        if connection.id in self.missing:
            raise PlatformRefused("The token is not here", "Connect again.", code="secret_missing")
        self.made += 1
        return self.connector(connection.id)

    def connector(self, community_id: int) -> FakeConnector:
        if community_id not in self.connectors:
            platform = FakePlatform(self.folder / f"platform-{community_id}.jsonl")
            self.connectors[community_id] = FakeConnector(platform)
        return self.connectors[community_id]

    def worker(self, name: str = "w1", **changes) -> Worker:
        return Worker(
            self.parts, Queue(self.store, self.clock), Retention(self.store, self.clock), holder=name, **changes
        )

    def state(self, community_id: int | None = None) -> str:
        return self.scene.column(tables.community, community_id or self.scene.community_id, "state")

    def live(self, *steps: Callable[[], object], workers: tuple[Worker, ...] = ()) -> None:
        """Run workers until each step, tried again and again, is true in its turn."""
        asyncio.run(self._live(steps, workers or (self.worker(),)))

    async def _live(self, steps: tuple[Callable[[], object], ...], workers: tuple[Worker, ...]) -> None:
        stopping = self.ending = Stopping()
        tasks = [asyncio.ensure_future(worker.run(stopping)) for worker in workers]
        try:
            for step in steps:
                await until(step, tasks)
        finally:
            stopping.set()
            await asyncio.gather(*tasks)


async def until(step: Callable[[], object], tasks: list[asyncio.Future], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not step():
            assert not any(task.done() for task in tasks)
            await asyncio.sleep(0.005)  # sleep: between two looks, not in place of one


def a_post(name: str = "$1", text: str = "buy now") -> PostIn:
    return PostIn(name, PlaceIn("#tea", "tea"), AuthorIn("@ann", "@ann"), 1_700_000_000_000_000, text, version=text)


def a_report(number: int = 1, post: PostIn | None = None) -> FlagIn:
    return FlagIn(
        f"report:{number}",
        FlagSource.MEMBER,
        SubjectKind.POST,
        AuthorIn("@ann", "@ann"),
        1_700_000_000_000_000,
        post=post or a_post(),
        reporter=AuthorIn(f"@reporter{number}", f"@reporter{number}"),
    )


def cases(house: House) -> list[int]:
    with house.store.read() as reads:
        return list(reads.connection.scalars(tables.case.select().with_only_columns(tables.case.c.id)))


def states_told(house: House) -> list[str]:
    with house.store.read() as reads:
        return [json.loads(link.facts)["state"] for link in reads.audit.links() if link.kind == "community.state"]


def lease_of(house: House) -> tuple[str, bool]:
    with house.store.read() as reads:
        lease = reads.leases.get(f"community:{house.scene.community_id}")
    return (lease.holder, lease.until > house.clock.now()) if lease else ("", False)
