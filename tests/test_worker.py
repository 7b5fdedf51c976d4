"""The worker serves each community on its own, under a lease, and ends with its life-line."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from moderator.domain.requests import RequestKind
from moderator.ports import PlatformRefused
from moderator.services.queue import Queue
from moderator.services.supervise import Stopping
from moderator.store.unit import Store
from tests.helpers.clock import SECOND, FrozenClock
from tests.helpers.scene import KEY
from tests.helpers.workhouse import House, lease_of, until


@pytest.fixture
def house(sqlcipher_store: Store, clock: FrozenClock, tmp_path: Path) -> House:
    return House(sqlcipher_store, clock, tmp_path)


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


def test_a_worker_whose_clock_runs_behind_follows_a_lease_that_is_over(
    postgres_store: Store, clock: FrozenClock, tmp_path: Path
) -> None:
    """On a shared database its clock says what is over, not that of the machine that asks."""
    clock.jump(-10 * 365 * 86_400)
    house = House(postgres_store, clock, tmp_path)
    with house.store.write() as tx:
        tx.leases.acquire(f"community:{house.scene.community_id}", "ended", 0)
    house.live(lambda: house.made == 1)


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
from moderator.store.unit import Store
from moderator.worker import run_worker
from tests.helpers.clock import FrozenClock
from tests.helpers.workhouse import House
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
