"""The worker serves each community on its own, under a lease, and ends with its life-line."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from moderator.domain.action import ActionKind as K
from moderator.domain.community import AuthorIn, FlagIn, FlagSource, Page, PlaceIn, PostIn, SubjectKind
from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from moderator.ports import PlatformDown, PlatformLimited, PlatformRefused
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
from tests.helpers.clock import SECOND, FrozenClock
from tests.helpers.fake_platform import FakeConnector, FakePlanner, FakePlatform
from tests.helpers.scene import KEY, Scene

QUICK = Pace(
    flags=0.01, flags_idle=0.01, posts_wait=0.01, posts=0.01, outbox=0.01, requests=0.01, context=0.01, scan=0.01,
    tidy=0.0, first_pause=0.01, longest_pause=0.02, refused_pause=0.05, refused=0.0,
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


@pytest.fixture
def house(sqlcipher_store: Store, clock: FrozenClock, tmp_path: Path) -> House:
    return House(sqlcipher_store, clock, tmp_path)


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


def test_a_report_becomes_a_case_with_its_context_and_the_decision_is_carried_out(house: House) -> None:
    connector = house.connector(house.scene.community_id)
    connector.flag_pages.append(Page((a_report(),), {"from": 1}))
    decided: list[int] = []

    def decide() -> bool:
        order = house.scene.order(cases(house)[0], K.REMOVE, grace_seconds=0)
        decided.append(house.decide.decide(order, house.scene.actor_id).decision_id)
        return True

    house.live(
        lambda: len(cases(house)) == 1,
        lambda: house.scene.column(tables.case, cases(house)[0], "context_at"),
        decide,
        lambda: house.scene.states(decided[0]) == ["confirmed"],
    )
    assert house.state() == "live"
    assert connector.platform.effects == [("remove", "$1")]
    assert connector.contexts == ["$1"]
    assert connector.closed
    assert house.scene.chain_holds()
    with house.store.read() as reads:
        assert reads.communities.cursor(house.scene.community_id, "flags") == {"from": 1}


def test_a_case_that_opened_while_no_worker_ran_gets_its_context(house: House) -> None:
    case = house.scene.case()
    house.live(lambda: house.scene.column(tables.case, case, "context_at"))


def test_one_platform_in_trouble_stops_only_itself(house: House) -> None:
    sick, well = house.scene.community_id, house.communities.add("fake", "Other", "https://other.example")
    house.connector(sick).connects = [PlatformDown("No answer", "It is tried again.", code="down")] * 3
    house.connector(well).flag_pages.append(Page((a_report(),), {}))
    seen: set[str] = set()

    def states() -> bool:
        seen.add(house.state(sick))
        return house.state(well) == "live" and len(cases(house)) == 1

    house.live(states, lambda: house.state(sick) == "live")
    assert "community.state" in house.scene.events("community.state")


def test_a_limit_shows_when_it_ends_and_heals_by_itself(house: House) -> None:
    community = house.scene.community_id
    retry_at = house.clock.now() + 50_000
    house.connector(community).flag_pages.append(PlatformLimited("Slowly", "Wait.", retry_at=retry_at, code="limited"))
    states: list[tuple[str, object]] = []

    def healed() -> bool:
        now = house.state(), house.scene.column(tables.community, community, "resumes_at")
        if not states or states[-1] != now:
            states.append(now)
        return states[-1][0] == "live" and any(state == "limited" for state, _ in states)

    house.live(healed)
    assert ("limited", retry_at) in states
    assert states[-1] == ("live", None)


@pytest.mark.expect_log("moderator.services.supervise", "the loop flags broke")
def test_nonsense_from_a_platform_is_down_and_goes_on(house: House) -> None:
    class Nonsense(FakeConnector):
        async def list_flags(self, cursor):
            if self.flag_pages:
                self.flag_pages.pop(0)
                raise ValueError("what is this?")
            return await super().list_flags(cursor)

    community = house.scene.community_id
    made = house.connectors[community] = Nonsense(FakePlatform(house.folder / "platform.jsonl"))
    made.flag_pages.append(Page((), {}))
    house.live(lambda: "down" in states_told(house), lambda: house.state() == "live")


def states_told(house: House) -> list[str]:
    with house.store.read() as reads:
        return [json.loads(link.facts)["state"] for link in reads.audit.links() if link.kind == "community.state"]


def test_a_refused_token_needs_a_person_and_a_check_with_a_new_one_starts_anew(house: House) -> None:
    community = house.scene.community_id
    house.connector(community).connects = [PlatformRefused("The token is not valid", "Connect again.", code="token")]
    asked: list[int] = []

    def ask() -> bool:
        asked.append(house.requests.ask(RequestKind.CHECK, community, {}))
        return True

    house.live(
        lambda: house.state() == "refused",
        ask,
        lambda: (house.requests.answer(asked[0]) or {}).get("account") == "@mod:fake",
        lambda: house.made >= 3,  # the first, the one of the check, and the new start
        lambda: house.state() == "live",
    )


def test_a_missing_secret_is_said_and_looked_for_again(house: House) -> None:
    community = house.scene.community_id
    house.missing.add(community)
    house.live(
        lambda: house.state() == "refused",
        lambda: not house.missing.discard(community),
        lambda: house.state() == "live",
    )


def test_a_paused_community_is_left_and_served_again_later(house: House) -> None:
    community, actor = house.scene.community_id, house.scene.actor_id
    connector = house.connector(community)
    house.live(
        lambda: house.made == 1,
        lambda: house.communities.pause(community, True, actor) is None,
        lambda: connector.closed,
        lambda: house.communities.pause(community, False, actor) is None,
        lambda: house.made == 2,
    )


def lease_of(house: House) -> tuple[str, bool]:
    with house.store.read() as reads:
        lease = reads.leases.get(f"community:{house.scene.community_id}")
    return (lease.holder, lease.until > house.clock.now()) if lease else ("", False)


def test_two_workers_share_nothing_and_the_second_follows_when_the_first_ends(house: House) -> None:
    first, second = house.worker("first"), house.worker("second")

    async def story() -> None:
        ends = Stopping(), Stopping()
        tasks = [asyncio.ensure_future(first.run(ends[0]))]
        await until(lambda: lease_of(house) == ("first", True), tasks)
        tasks.append(asyncio.ensure_future(second.run(ends[1])))
        await until(lambda: second._tidied is not None, tasks)  # it has been round once
        assert lease_of(house)[0] == "first"
        ends[0].set()
        await tasks[0]
        await until(lambda: lease_of(house) == ("second", True), tasks[1:])
        ends[1].set()
        await tasks[1]

    asyncio.run(story())
    assert lease_of(house) == ("second", False)


def test_a_worker_whose_lease_went_to_another_stops_serving(house: House) -> None:
    worker = house.worker("slow")

    def overtaken() -> bool:
        house.clock.pass_time(31)
        with house.store.write() as tx:
            return tx.leases.acquire(f"community:{house.scene.community_id}", "quick", 1000) is not None

    house.live(
        lambda: lease_of(house)[0] == "slow" and house.made == 1,
        overtaken,
        lambda: house.connector(house.scene.community_id).closed,
        workers=(worker,),
    )
    assert lease_of(house) == ("quick", True)


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


def test_the_last_step_is_finished_when_the_end_comes_meanwhile(house: House) -> None:
    inside: list[bool] = []

    class Takes(FakeConnector):
        async def execute(self, step):
            inside.append(True)
            await house.ending.wait()
            return await super().execute(step)

    community = house.scene.community_id
    house.connectors[community] = Takes(FakePlatform(house.folder / "platform.jsonl"))
    order = house.scene.order(house.scene.case(), K.BAN, grace_seconds=0)
    decision = house.decide.decide(order, house.scene.actor_id).decision_id
    house.live(lambda: inside)
    assert house.scene.states(decision) == ["confirmed"]


def test_snoozed_cases_wake_and_old_requests_go(house: House) -> None:
    case = house.scene.case()
    Queue(house.store, house.clock).snooze(case, house.scene.actor_id, house.clock.now() + SECOND)
    house.requests.ask(RequestKind.PICTURE, house.scene.community_id, {"ref": "x"}, seconds=-1)
    house.clock.pass_time(2)
    house.live(lambda: house.scene.case_state(case) == "open")


# --- the process ------------------------------------------------------------------------------------------------------

CHILD = """
import sys
from moderator.store import opening
from moderator.worker import run_worker
from tests.helpers.clock import FrozenClock
from tests.test_worker import House
from pathlib import Path

def build(line):
    store = opening.open_record(Path(line["profile"]), bytes.fromhex(line["key"]), FrozenClock(), owner=False)
    return House(store, FrozenClock(), Path(line["profile"])).worker("child"), store.close

raise SystemExit(run_worker(sys.stdin.buffer, sys.stdout.buffer, build))
"""


@pytest.mark.parametrize("ending", ["life-line"] if sys.platform == "win32" else ["life-line", "signal"])
def test_the_process_says_that_it_is_ready_and_ends_with_its_life_line(record_folder: Path, ending: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    with child:
        child.stdin.write(json.dumps({"profile": str(record_folder), "key": KEY.hex()}).encode() + b"\n")
        child.stdin.flush()
        ready = json.loads(child.stdout.readline())
        assert (ready["ready"], ready["pid"], ready["holder"]) == (True, child.pid, "child")
        if ending == "life-line":
            child.stdin.close()
        else:
            child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0
