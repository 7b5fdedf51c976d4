"""The real connector, the demo's real server, and a worker that is killed: its ledger shows each effect once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from moderator.demo import start_demo
from tests.faults.harness import Case, run_all, temporary_folder
from tests.faults.server import IN_FLIGHT, SCENARIOS, ServerHarness, some_places

SEED = 20_261_124


@pytest.fixture(scope="module")
def harness() -> Iterator[ServerHarness]:
    folder = temporary_folder()
    with start_demo(empty=True) as server:
        yield ServerHarness(folder, server)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_worker_is_killed_at_places_of_every_kind(harness: ServerHarness) -> None:
    tally = run_all(some_places(harness, 2, SEED), harness)
    assert (tally.lost, tally.doubled) == ([], [])
    assert tally.cases == tally.killed == len(SCENARIOS) * 7
    assert tally.asked < tally.cases / 4


def test_a_warning_killed_in_flight_arrives_late_and_is_not_repeated(harness: ServerHarness) -> None:
    verdict = harness.run(Case("warn", IN_FLIGHT, ((IN_FLIGHT, 1),)))
    assert (verdict.lost, verdict.doubled, verdict.asked, verdict.killed) == (False, False, True, 1)


def test_the_ledger_shows_a_delivery_that_forgets(harness: ServerHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderator.store.outbox.Outbox.stuck", lambda *about: None)
    assert harness.run(Case("redact", "well", (("outbox.execute.before", 1),))).lost
