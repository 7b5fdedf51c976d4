"""An incident log of 100,000: the first rows, a page anywhere, one whole. Alone: `python -m tests.bench.incidents`."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from moderator.domain.actor import Role
from moderator.domain.case import HOUR
from moderator.domain.community import Severity
from moderator.domain.incident import IncidentKind
from moderator.domain.incident_rows import IncidentFilter, IncidentOrder
from moderator.services.bursts import Bursts
from moderator.services.incidents import Incidents
from moderator.store import opening
from moderator.store.incident_tables import incident, incident_entry, incident_link
from moderator.store.repo import insert_rows
from moderator.store.unit import Store
from tests.bench.queue import _KEY, _Clock, milliseconds
from tests.bench.queue import fill as fill_queue

Figure = Mapping[str, object]
INCIDENTS = 100_000
CASES = 50_000
GOAL = 150  # ms until the first rows
GOAL_PAGE = 50
GOAL_ALL = 2_000  # the whole order, behind the first rows; and a search through every note
GOAL_ROUND = 100  # of the worker's look-out
_STATES = ("open",) * 2 + ("contained",) * 2 + ("watching",) * 3 + ("closed",) * 93


def fill(store: Store, incidents: int, seed: int = 5) -> None:
    """Put *incidents* into a store that holds cases, each with a note and three linked cases."""
    chance = random.Random(seed)
    with store.write() as tx:
        now = tx.now
        people = [tx.people.add(f"Person {n}", Role.MODERATOR).id for n in range(8)]
    for start in range(0, incidents, 20_000):
        numbers = range(start + 1, min(start + 20_000, incidents) + 1)
        with store.write() as tx:
            insert_rows(tx.connection, incident, [_incident(n, chance, now, people) for n in numbers])
            insert_rows(tx.connection, incident_entry, [_note(n, now, people) for n in numbers])
            links = [_link(n, kind, chance, now) for n in numbers for kind in ("case", "case", "author", "community")]
            unique = {(one["incident_id"], one["kind"], one["target_id"]): one for one in links}
            insert_rows(tx.connection, incident_link, list(unique.values()))


def _incident(n: int, chance: random.Random, now: int, people: list[int]) -> dict[str, object]:
    state = chance.choice(_STATES)
    at = now - n * HOUR
    return {
        "id": n, "number": n, "title": f"Wave {n} of {chance.choice(('coins', '限定', 'leaks', 'quarrels'))}",
        "kind": chance.choice([kind.value for kind in IncidentKind]), "severity": chance.randint(1, 4), "state": state,
        "state_at": at, "lead_id": chance.choice(people), "opened_at": at, "opened_by": people[0],
        "contained_at": at + HOUR, "closed_at": at + 2 * HOUR if state == "closed" else None, "next_action": "look again",
        "next_at": None, "next_by": None, "outcome": "solved" if state == "closed" else "", "outcome_text": "",
        "lesson": "", "cause": "", "saved_at": at,
    }  # fmt: skip


def _note(n: int, now: int, people: list[int]) -> dict[str, object]:
    return {
        "id": n, "incident_id": n, "at": now, "kind": "note", "actor_id": people[n % 8], "text": f"note about wave {n}",
        "facts": "{}", "corrects_id": None,
    }  # fmt: skip


def _link(n: int, kind: str, chance: random.Random, now: int) -> dict[str, object]:
    target = 1 if kind == "community" else chance.randint(1, CASES if kind == "case" else 2000)
    return {
        "id": chance.getrandbits(62), "incident_id": n, "kind": kind, "target_id": target, "name": "", "at": now,
        "by_id": None, "revision": 1, "digest": None,
    }  # fmt: skip


def figures(store: Store, incidents: int) -> dict[str, Figure]:
    service = Incidents(store)

    def figure(value: float, goal: float = GOAL) -> Figure:
        size = f"{incidents:,} incidents"
        return {"value": value, "unit": "ms", "size": size, "baseline": f"{goal} ms", "ratio": round(value / goal, 2)}

    def first(which: IncidentFilter, order: IncidentOrder = IncidentOrder.NEWEST) -> None:
        """What stands between the key and the first rows: their ids, and the page in sight."""
        service.rows(service.ids(which, order, 200).ids[:32])

    began = time.perf_counter()
    first(IncidentFilter())
    found = {"first_rows_cold": figure(round((time.perf_counter() - began) * 1000, 2))}
    for name, which, order in (
        ("first_rows", IncidentFilter(), IncidentOrder.NEWEST),
        ("first_rows_oldest", IncidentFilter(), IncidentOrder.OLDEST),
        ("first_rows_severity", IncidentFilter(), IncidentOrder.SEVERITY),
        ("first_rows_critical", IncidentFilter(severity=Severity.CRITICAL), IncidentOrder.NEWEST),
    ):
        found[name] = figure(milliseconds(lambda which=which, order=order: first(which, order), 5))
    found["search"] = figure(milliseconds(lambda: first(IncidentFilter(words="限定")), 3), GOAL_ALL)
    found["all_ids"] = figure(milliseconds(lambda: service.ids(IncidentFilter()), 3), GOAL_ALL)
    ids = service.ids(IncidentFilter()).ids
    middle = len(ids) // 2
    found["page_of_128"] = figure(milliseconds(lambda: service.rows(ids[middle : middle + 128])), GOAL_PAGE)
    found["one_whole"] = figure(milliseconds(lambda: service.view(ids[0])))
    found["look_out"] = figure(milliseconds(lambda: Bursts(store).detect(), 3), GOAL_ROUND)
    return found


def bench_incidents(incidents: int = INCIDENTS, cases: int = CASES) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as folder:
        store = opening.open_record(Path(folder), _KEY, _Clock(), owner=True)
        try:
            fill_queue(store, cases)
            fill(store, incidents)
        finally:
            store.close()
        store = opening.open_record(Path(folder), _KEY, _Clock(), owner=False)
        try:
            return figures(store, incidents)
        finally:
            store.close()


if __name__ == "__main__":
    for name, shown in bench_incidents().items():
        print(f"{name:28} {shown['value']:>12} {shown['unit']}   {shown['ratio']} x {shown['baseline']}")
