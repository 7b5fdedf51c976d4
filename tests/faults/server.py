"""The same, with the real connector against the demo's real server: its ledger says what took effect, how often.

Besides the places of delivery there is one more: the request is in flight. The server holds it, the worker is killed,
the next worker recovers, and only then does the server let it take effect.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderator import faults
from moderator.demo import DemoProcess
from moderator.demo.journal import ENFORCED
from moderator.domain.action import ActionKind as K
from moderator.platforms import registry
from moderator.services.decide import Decide
from moderator.services.outbox import Delivery
from moderator.store import opening
from tests.faults.harness import KILLED, LIFE_SECONDS, Case, Verdict, end_of, in_child, report_of, start_child
from tests.helpers.clock import SECOND, START, FrozenClock
from tests.helpers.scene import KEY, Scene

IN_FLIGHT = "in flight"
BEHAVIOURS = ("well", "apply_drop", "drop")


@dataclass(frozen=True, slots=True)
class Scenario:
    kind: K
    path: str  # a shell pattern of the request that it ends in
    effect: str  # as the server's ledger calls it
    method: str = "PUT"
    additive: bool = False


SCENARIOS = {
    "redact": Scenario(K.REMOVE, "*/redact/*", "redact"),
    "ban": Scenario(K.BAN, "*/ban", "ban", method="POST"),
    "mute": Scenario(K.MUTE, "*/state/m.room.power_levels*", "levels"),
    "suspend": Scenario(K.SUSPEND, "*/suspend/*", "suspend"),
    "warn": Scenario(K.WARN, "*/send_server_notice/[0-9a-f]*", "notice", additive=True),
}


class _RealClock:
    """For the connector, whose waits are real."""

    def now(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()


class ServerHarness:
    """One room on a running demo server; each case has a member, a message and a record of its own."""

    def __init__(self, folder: Path, server: DemoProcess) -> None:
        self._folder = folder
        self._server = server
        self._numbers = itertools.count(1)
        wish = {"preset": "public_chat", "room_version": "11", "name": "tea"}
        status, made = server.call("POST", "/_matrix/client/v3/createRoom", wish)
        if status != 200:
            raise ValueError(f"no room: {status} {made}")
        self._room = made["room_id"]
        opening.open_record(folder / "template", KEY, FrozenClock(), owner=True).close()

    def run(self, case: Case) -> Verdict:
        scenario = SCENARIOS[case.scenario]
        folder, ids = self._prepare(scenario)
        try:
            since = self._server.control("GET", "journal")["last"]
            self._misbehave(scenario, case)
            killed = 0
            for life, place in enumerate(case.places, 1):
                killed += self._end_by_force(folder, ids, life, place) == KILLED
            report = folder / "report.json"
            code = in_child(lambda: self._live(folder, ids, len(case.places) + 1, ("", 0), report))
            self._server.control("DELETE", "faults")  # whatever is held takes effect only now
            if case.behaviour == IN_FLIGHT:
                in_child(lambda: self._live(folder, ids, len(case.places) + 2, ("", 0), report))
            if code != 0:
                return Verdict(case, True, False, False, killed, f"the last life ended with {code}")
            return self._judge(case, scenario, since, json.loads(report.read_text("utf-8")), killed)
        finally:
            self._server.control("DELETE", "faults")
            shutil.rmtree(folder, ignore_errors=True)

    def places(self, name: str, behaviour: str) -> list[tuple[str, int]]:
        """Every place that an undisturbed life passes, with how often."""
        scenario = SCENARIOS[name]
        folder, ids = self._prepare(scenario)
        self._misbehave(scenario, Case(name, behaviour, ()))
        in_child(lambda: self._live(folder, ids, 1, ("", 0), folder / "report.json", folder / "trace.json"))
        passed = Counter(json.loads((folder / "trace.json").read_text("utf-8")))
        shutil.rmtree(folder)
        return [(place, nth) for place, times in passed.items() for nth in sorted({1, times})]

    # --- a case ------------------------------------------------------------------------------------------------------

    def _prepare(self, scenario: Scenario) -> tuple[Path, tuple[int, int]]:
        """A member, a message and a decision about it, saved in a record of its own."""
        number = next(self._numbers)
        folder = self._folder / f"server-case-{number}"
        shutil.copytree(self._folder / "template", folder)
        self._server.control("POST", "member", {"user": f"mole{number}", "rooms": [self._room]})
        say = {"user": f"mole{number}", "room": self._room, "body": f"buy now {number}"}
        event = self._server.control("POST", "say", say)["event_id"]
        user = f"@mole{number}:{self._server.server_name}"
        code = in_child(lambda: self._decide(folder, scenario, user, str(event)))
        if code != 0:
            raise ValueError("the decision was not saved")
        community, decision = json.loads((folder / "ids.json").read_text("utf-8"))
        return folder, (community, decision)

    def _decide(self, folder: Path, scenario: Scenario, user: str, event: str) -> None:
        clock = FrozenClock()
        store = opening.open_record(folder, KEY, clock, owner=False)
        scene = Scene(store, clock).build("matrix", self._room)
        case = scene.case(scene.author(user), native_id=event)
        order = scene.order(case, scenario.kind, grace_seconds=0)
        receipt = Decide(store, clock, registry.planners()).decide(order, scene.actor_id)
        (folder / "ids.json").write_text(json.dumps([scene.community_id, receipt.decision_id]), "utf-8")
        store.close()

    def _misbehave(self, scenario: Scenario, case: Case) -> None:
        kind = "hold_before" if case.behaviour == IN_FLIGHT else case.behaviour
        if kind != "well":
            self._server.control("POST", "faults", {"kind": kind, "path": scenario.path, "method": scenario.method})

    def _end_by_force(self, folder: Path, ids: tuple[int, int], life: int, place: tuple[str, int]) -> int:
        child = start_child(lambda: self._live(folder, ids, life, place))
        if place[0] == IN_FLIGHT:
            self._server.control("GET", "held?wait=1")
            os.kill(child, signal.SIGKILL)
        return end_of(child)

    def _live(
        self,
        folder: Path,
        ids: tuple[int, int],
        life: int,
        place: tuple[str, int],
        report: Path | None = None,
        trace: Path | None = None,
    ) -> None:
        passed: list[str] = []
        faults.watch(passed.append if trace else None)
        faults.arm("" if place[0] == IN_FLIGHT else place[0], place[1])
        clock = FrozenClock(START + life * LIFE_SECONDS * SECOND)
        store = opening.open_record(folder, KEY, clock, owner=False)
        asyncio.run(self._deliver(Scene(store, clock, community_id=ids[0]), f"life-{life}"))
        faults.arm("")
        if trace is not None:
            trace.write_text(json.dumps(passed), "utf-8")
        if report is not None:
            report.write_text(json.dumps(report_of(store, Scene(store, clock), ids[1])), "utf-8")
        store.close()

    async def _deliver(self, scene: Scene, holder: str) -> None:
        server = self._server
        connector = registry.connector("matrix", server.base_url, {}, {"token": server.token}, _RealClock())
        try:
            await connector.connect()
            delivery = Delivery(scene.store, scene.clock, connector, scene.community_id, holder)
            delivery.posts_are_fresh()
            for _ in range(6):
                while await delivery.step_once():
                    pass
                scene.clock.pass_time(400)
        finally:
            await connector.close()

    def _judge(self, case: Case, scenario: Scenario, since: int, report: dict[str, object], killed: int) -> Verdict:
        entries = self._server.control("GET", f"journal?since={since}")["entries"]
        effects = Counter(entry["kind"] for entry in entries if entry["kind"] in ENFORCED)
        states = report["states"]
        assert isinstance(states, list)
        asked = "unknown" in states or "refused" in states
        times = effects[scenario.effect]
        done = bool(times) and states[0] in (("confirmed", "sent") if scenario.additive else ("confirmed",))
        lost = not done and not (scenario.additive and asked)
        return Verdict(case, lost or not report["chain"], times > 1, asked, killed, f"{dict(effects)} {report}")


def every_place(harness: ServerHarness) -> Iterator[Case]:
    """Each place in each scenario and behaviour, and the request killed in flight."""
    for scenario in SCENARIOS:
        yield Case(scenario, IN_FLIGHT, ((IN_FLIGHT, 1),))
        for behaviour in BEHAVIOURS:
            for place in harness.places(scenario, behaviour):
                yield Case(scenario, behaviour, (place,))


def some_places(harness: ServerHarness, each: int, seed: int) -> Iterator[Case]:
    """In flight, and *each* places drawn for every scenario and behaviour; the same for the same seed."""
    drawn = random.Random(seed)
    for scenario in SCENARIOS:
        yield Case(scenario, IN_FLIGHT, ((IN_FLIGHT, 1),))
        for behaviour in BEHAVIOURS:
            places: Sequence[tuple[str, int]] = harness.places(scenario, behaviour)
            for place in drawn.sample(places, each):
                yield Case(scenario, behaviour, (place,))
