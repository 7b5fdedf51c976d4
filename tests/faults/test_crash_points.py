"""However often and wherever the power goes: no saved decision is lost, no effect happens twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator import faults
from moderator.services.decide import Decide
from moderator.services.ledger import Ledger
from moderator.store import opening
from tests.faults import __main__ as command
from tests.faults import harness as the_harness
from tests.faults.harness import BEHAVIOURS, SCENARIOS, Case, Harness, Scenario, every_place, run_all, seeded_pairs
from tests.helpers.clock import FrozenClock
from tests.helpers.fake_platform import FakePlanner
from tests.helpers.scene import KEY, Scene

SEED = 20_261_124
pytestmark = pytest.mark.timeout(400)  # each plays dozens of lives; a busy machine needs its time


@pytest.fixture(scope="module")
def harness() -> Iterator[Harness]:
    folder = the_harness.temporary_folder()
    yield Harness(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_power_goes_once_at_every_place(harness: Harness, scenario: Scenario) -> None:
    tally = run_all(every_place(harness, [scenario]), harness)
    assert (tally.lost, tally.doubled) == ([], [])
    assert tally.cases == tally.killed > 50  # every life that should end by force did
    assert tally.asked == 0 or scenario.additive  # of all others the outcome is found out


@pytest.mark.parametrize("part", range(3))
def test_the_power_goes_again_during_recovery(harness: Harness, part: int) -> None:
    tally = run_all(seeded_pairs(harness, 20, SEED + part), harness)
    assert (tally.lost, tally.doubled) == ([], [])
    assert tally.cases == 20
    assert tally.killed > 30


def test_the_places_cover_all_of_delivery(harness: Harness) -> None:
    """Each place that is written in the code is passed by some scenario, or by a person's question."""
    passed = {
        name
        for scenario in SCENARIOS
        for behaviour in BEHAVIOURS
        for name, _ in harness.places(scenario.name, behaviour)
    }
    written = the_harness.places_in_code()
    only_asked = {name for name in written if name.split(".")[1] in ("begin", "release_kept", "find", "found")}
    assert passed == written - only_asked
    assert len(passed) >= 18


def blind(self, tx, job, seen) -> None:
    """What delivery must never do: send again without knowing."""
    self._wait(tx, job, tx.now, {})


def test_the_harness_sees_a_delivery_that_repeats_blindly(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "_not_known", blind)
    tally = run_all(iter([Case("additive", "well", (("outbox.execute.after", 1),))]), harness)
    assert len(tally.doubled) == 1


def test_the_harness_sees_a_delivery_that_forgets(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderator.store.outbox.Outbox.stuck", lambda *about: None)
    tally = run_all(iter([Case("keyed", "well", (("outbox.execute.before", 1),))]), harness)
    assert len(tally.lost) == 1


@pytest.mark.parametrize(("place", "stands"), [("decide.commit", False), ("decide.saved", True)])
def test_a_decision_is_whole_or_not_there_and_its_key_saves_it_once(
    record_folder: Path, place: str, stands: bool
) -> None:
    clock = FrozenClock()
    store = opening.open_record(record_folder, KEY, clock, owner=False)
    scene = Scene(store, clock).build()
    case = scene.case()
    order = scene.order(case, *SCENARIOS[3].kinds)
    store.close()

    def decide() -> int:
        opened = opening.open_record(record_folder, KEY, clock, owner=False)
        receipt = Decide(opened, clock, {"fake": FakePlanner()}).decide(order, scene.actor_id)
        opened.close()
        return receipt.decision_id

    def life() -> None:
        faults.arm(place)
        decide()

    assert the_harness.in_child(life) == the_harness.KILLED
    scene.store = opening.open_record(record_folder, KEY, clock, owner=False)
    assert scene.case_state(case) == ("decided" if stands else "open")
    decision = decide()
    assert (decide(), scene.states(decision), scene.events()) == (decision, ["waiting"] * 3, ["case.decided"])
    assert scene.chain_holds()
    scene.store.close()


def test_the_command_prints_and_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--seconds", "1", "--json", str(tmp_path / "faults.json")]) == 0
    figures = json.loads((tmp_path / "faults.json").read_text("utf-8"))
    assert figures["cases"] >= 1
    assert (figures["lost"], figures["doubled"]) == (0, 0)
    assert "lost 0, doubled 0" in capsys.readouterr().out
