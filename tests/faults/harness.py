"""The power goes at a named place of delivery, and again in recovery; what then stands on the platform is counted.

A case is a scenario (what was decided), a behaviour of the platform, and up to two places. Each life of the worker is
a process of its own, forked from one that has everything imported, and ended by SIGKILL at its place. The record and
the platform's file are all that one life leaves to the next.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import random
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from moderator import faults
from moderator.domain.action import ActionKind as K
from moderator.services import ledger, outbox
from moderator.services.decide import Decide
from moderator.store import opening, sqlcipher
from moderator.store.unit import Store
from tests.helpers.clock import SECOND, START, FrozenClock
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakeConnector, FakePlanner, FakePlatform
from tests.helpers.scene import KEY, Scene

BEHAVIOURS = ("well", "apply_then_drop", "drop_then_apply", "late")
"""`drop_then_apply` takes effect right after somebody looked and saw nothing; `late` when the client is gone."""

LIFE_SECONDS = 100_000  # between two lives, so that no lease or pause of the last one is left
KILLED = -9


@dataclass(frozen=True, slots=True)
class Scenario:
    """What was decided before the power goes. `effects` is what must stand in the end, once each."""

    name: str
    kinds: tuple[K, ...]
    effects: tuple[str, ...]
    additive: tuple[str, ...] = ()  # of them: may be missing when a person is asked instead
    until: float | None = None  # seconds; the sanction's end is part of the scenario
    undo: bool = False
    close_reports: bool = False


SCENARIOS = (
    Scenario("keyed", (K.REMOVE,), ("remove",)),
    Scenario("state", (K.BAN,), ("ban",)),
    Scenario("additive", (K.WARN,), ("warn",), additive=("warn",)),
    Scenario(
        "whole",
        (K.REMOVE, K.BAN, K.WARN),
        ("remove", "ban", "warn", "report_close"),
        additive=(
            "warn",
            "report_close",
        ),  # the report stays open while a person has not said what became of the warning
        close_reports=True,
    ),
    Scenario("undo", (K.BAN,), ("ban", "unban"), undo=True),
    Scenario("lift", (K.BAN,), ("ban", "unban"), until=3600.0),
)


@dataclass(frozen=True, slots=True)
class Case:
    scenario: str
    behaviour: str
    places: tuple[tuple[str, int], ...]  # (name, nth) for each life that ends by force


@dataclass(frozen=True, slots=True)
class Verdict:
    case: Case
    lost: bool
    doubled: bool
    asked: bool  # a person is asked
    killed: int  # how many lives were really ended by force
    told: str = ""


@dataclass
class Tally:
    cases: int = 0
    killed: int = 0
    asked: int = 0
    lost: list[Verdict] = field(default_factory=list)
    doubled: list[Verdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        self.cases += 1
        self.killed += verdict.killed
        self.asked += verdict.asked
        if verdict.lost:
            self.lost.append(verdict)
        if verdict.doubled:
            self.doubled.append(verdict)


class Harness:
    """Makes the template of each scenario once; every case works on a copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scenarios = {scenario.name: scenario for scenario in SCENARIOS}
        self._decisions: dict[str, tuple[int, int]] = {}  # community, decision
        self._numbers = 0
        for scenario in SCENARIOS:
            self._decisions[scenario.name] = self._make_template(scenario)

    def _make_template(self, scenario: Scenario) -> tuple[int, int]:
        folder = self._folder / f"template-{scenario.name}"
        folder.mkdir(parents=True)
        clock = FrozenClock()
        store = opening.open_record(folder, KEY, clock, owner=True)
        scene = Scene(store, clock).build(close_reports=scenario.close_reports)
        decide = Decide(store, clock, {"fake": FakePlanner()})
        until = None if scenario.until is None else START + int(scenario.until * SECOND)
        case = scene.case(scene.author("@ann"))
        order = scene.order(case, *scenario.kinds, until=until, grace_seconds=0)
        receipt = decide.decide(order, scene.actor_id)
        if scenario.undo or scenario.until is not None:  # the sanction itself stands already
            Courier(scene, FakeConnector(FakePlatform(folder / "platform.jsonl"))).run()
        if scenario.undo:
            decide.undo(receipt.decision_id, scene.actor_id)
        sqlcipher.checkpoint(store.engine, truncate=True)
        store.close()
        return scene.community_id, receipt.decision_id

    # --- one case ----------------------------------------------------------------------------------------------------

    def run(self, case: Case) -> Verdict:
        folder = self._copy(case.scenario)
        try:
            platform = FakePlatform(folder / "platform.jsonl")
            if case.behaviour != "well":
                platform.behave("drop_then_apply" if case.behaviour == "late" else case.behaviour)
            killed = 0
            for life, place in enumerate(case.places, 1):
                killed += in_child(lambda place=place, life=life: self._live(folder, case, life, place)) == KILLED
                platform.land()
            report = folder / "report.json"
            code = in_child(lambda: self._live(folder, case, len(case.places) + 1, ("", 0), report))
            if code != 0:
                return Verdict(case, True, False, False, killed, f"the last life ended with {code}")
            return self._judge(case, platform, json.loads(report.read_text("utf-8")), killed)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def places(self, scenario: str, behaviour: str, *, after: tuple[str, int] | None = None) -> list[tuple[str, int]]:
        """Every place that one life passes, with how often; with *after* the life that follows a kill there."""
        folder = self._copy(scenario)
        case = Case(scenario, behaviour, ())
        platform = FakePlatform(folder / "platform.jsonl")
        if behaviour != "well":
            platform.behave("drop_then_apply" if behaviour == "late" else behaviour)
        life = 1
        if after is not None:
            in_child(lambda: self._live(folder, case, life, after))
            platform.land()
            life = 2
        trace = folder / "trace.json"
        in_child(lambda: self._live(folder, case, life, ("", 0), folder / "report.json", trace))
        passed = Counter(json.loads(trace.read_text("utf-8")))
        shutil.rmtree(folder, ignore_errors=True)
        return [(name, nth) for name, times in passed.items() for nth in _first_and_last(times)]

    def _copy(self, scenario: str) -> Path:
        self._numbers += 1
        folder = self._folder / f"case-{self._numbers}"
        shutil.copytree(self._folder / f"template-{scenario}", folder)
        return folder

    def _live(
        self,
        folder: Path,
        case: Case,
        life: int,
        place: tuple[str, int],
        report: Path | None = None,
        trace: Path | None = None,
    ) -> None:
        """One life of a worker, in a process of its own: deliver until nothing more moves."""
        community_id, decision_id = self._decisions[case.scenario]
        passed: list[str] = []
        if trace is not None:
            faults.watch(passed.append)
        faults.arm(*place)
        clock = FrozenClock(START + life * LIFE_SECONDS * SECOND)
        store = opening.open_record(folder, KEY, clock, owner=False)
        scene = Scene(store, clock, community_id=community_id)
        connector = FakeConnector(
            FakePlatform(folder / "platform.jsonl"), lands_after_look=case.behaviour == "drop_then_apply"
        )
        courier = Courier(scene, connector, name=f"life-{life}")
        for _ in range(6):
            courier.run(400)
        faults.arm("")
        if trace is not None:
            faults.watch(None)
            trace.write_text(json.dumps(passed), "utf-8")
        if report is not None:
            report.write_text(json.dumps(report_of(store, scene, decision_id)), "utf-8")
        store.close()

    def _judge(self, case: Case, platform: FakePlatform, report: dict, killed: int) -> Verdict:
        scenario = self._scenarios[case.scenario]
        effects = Counter(do for do, _ in platform.effects)
        doubled = bool(platform.doubled) or any(times > 1 for times in effects.values())
        asked = any(state in ("unknown", "refused") for state in report["states"])
        missing = [do for do in scenario.effects if not effects[do]]
        # what is missing must be waiting for a person; what cannot be repeated is the only thing that may
        lost = any(do not in scenario.additive for do in missing) or (bool(missing) and not asked)
        unsettled = [state for state in report["states"] if state in ("sending", "waiting")]
        lost = lost or (bool(unsettled) and not asked) or not report["chain"]
        return Verdict(case, lost, doubled, asked, killed, f"{dict(effects)} {report}")


def report_of(store: Store, scene: Scene, decision_id: int) -> dict[str, object]:
    with store.read() as reads:
        saved = reads.decisions.of_case(reads.decisions.saved(decision_id).case_id)
    states = [row.state.value for decision in saved for row in decision.enforcements]
    return {"states": states, "decisions": len(saved), "chain": scene.chain_holds()}


def _first_and_last(times: int) -> Sequence[int]:
    return (1,) if times == 1 else (1, times)


def start_child(work: Callable[[], None]) -> int:
    """Fork and begin *work*; returns the id of that process."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def end_of(child: int) -> int:
    """Wait for a process; returns 0, or minus the signal that ended it."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def in_child(work: Callable[[], None]) -> int:
    """Fork, do *work*, and return how that process ended."""
    return end_of(start_child(work))


def places_in_code() -> set[str]:
    """Every place that delivery names, read from its source."""
    names: set[str] = set()
    for module in (outbox, ledger):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            first = node.args[0]
            if node.func.attr == "_at" and isinstance(first, ast.Constant):
                names |= {f"{first.value}.before", f"{first.value}.after"}
            elif node.func.attr == "point" and isinstance(first, ast.Constant):
                names.add(first.value)
    return names


# --- which cases ------------------------------------------------------------------------------------------------------


def every_place(harness: Harness, scenarios: Sequence[Scenario] = SCENARIOS) -> Iterator[Case]:
    """Each place that a life passes, in each scenario and behaviour: one kill."""
    for scenario in scenarios:
        for behaviour in BEHAVIOURS:
            for place in harness.places(scenario.name, behaviour):
                yield Case(scenario.name, behaviour, (place,))


def every_pair(harness: Harness) -> Iterator[Case]:
    """Each place, and then each place that the recovery from it passes."""
    for single in every_place(harness):
        for place in harness.places(single.scenario, single.behaviour, after=single.places[0]):
            yield Case(single.scenario, single.behaviour, (*single.places, place))


def seeded_pairs(harness: Harness, number: int, seed: int) -> Iterator[Case]:
    """*number* pairs, drawn evenly over scenarios and behaviours; the same for the same seed."""
    drawn = random.Random(seed)
    for _ in range(number):
        scenario, behaviour = drawn.choice(SCENARIOS).name, drawn.choice(BEHAVIOURS)
        first = drawn.choice(harness.places(scenario, behaviour))
        following = harness.places(scenario, behaviour, after=first)
        yield Case(scenario, behaviour, (first, drawn.choice(following)) if following else (first,))


class Runs(Protocol):
    def run(self, case: Case) -> Verdict: ...


def run_all(cases: Iterator[Case], runs: Runs, seconds: float | None = None, tally: Tally | None = None) -> Tally:
    """Run cases until there are none, or *seconds* have passed; adds to *tally*."""
    tally = tally or Tally()
    began = time.monotonic()
    for case in cases:
        tally.add(runs.run(case))
        if seconds is not None and time.monotonic() - began > seconds:
            break
    return tally


def temporary_folder() -> Path:
    """On a disk in memory where there is one: only processes die here, not the disk."""
    fast = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="moderator-faults-", dir=fast if os.access(fast, os.W_OK) else None))
