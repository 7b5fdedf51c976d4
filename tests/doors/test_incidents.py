"""The room's door: every call gives a future, orders carry who gave them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from moderator.domain.community import Severity
from moderator.domain.incident import IncidentKind, IncidentState, Outcome
from moderator.domain.incident_rows import IncidentFilter, IncidentOrder, NewIncident
from moderator.doors.incidents import IncidentDoor
from moderator.services.bursts import CASES, Bursts
from moderator.services.incidents import Incidents
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene


@pytest.fixture
def scene(sqlcipher_store: Store, clock: FrozenClock) -> Scene:
    return Scene(sqlcipher_store, clock).build()


@pytest.fixture
def door(scene: Scene) -> IncidentDoor:
    def run(call: Callable[..., object], *arguments: object) -> Future[object]:
        done: Future[object] = Future()
        done.set_result(call(*arguments))
        return done

    return IncidentDoor(Incidents(scene.store), run, run, lambda: scene.actor_id)


def test_an_incident_goes_its_way_through_the_door(scene: Scene, door: IncidentDoor, tmp_path: Path) -> None:
    case_id = scene.case()
    made = door.open(NewIncident(scene.store.new_id(), "x", IncidentKind.QUARREL, Severity.LOW, None)).result()
    door.link(made, [case_id])
    door.set_lead(made, scene.other_actor_id)
    door.set_severity(made, Severity.HIGH)
    door.set_title(made, "Quarrel")
    door.set_next(made, "Talk to both", None)
    door.check(made, "talked", True)
    door.add_note(made, "calm now")
    door.set_outcome(made, Outcome.CALMED, "they made up")
    door.set_lesson(made, "say it sooner")
    door.set_state(made, IncidentState.CLOSED)
    view = door.view(made).result()
    assert (view.row.title, view.row.lead, view.row.state, view.lesson) == ("Quarrel", "Ben", IncidentState.CLOSED, "say it sooner")
    assert {row.actor for row in view.timeline if row.actor} == {"Aoi"}
    assert [row.id for row in door.rows(door.ids(IncidentFilter()).result().ids).result()] == [made]
    assert door.of_case(case_id).result()[0].id == made and door.counts().result().live == 0
    data = door.export(IncidentFilter(), IncidentOrder.NEWEST, "csv").result()
    assert Path(door.save(str(tmp_path / "log.csv"), data).result()).read_bytes() == data
    assert b"Quarrel" in door.export(IncidentFilter(), IncidentOrder.NEWEST, "json").result()


@pytest.mark.parametrize("how", ["accept", "dismiss"])
def test_a_proposal_is_taken_up_or_not(scene: Scene, door: IncidentDoor, how: str) -> None:
    author = scene.author()
    for number in range(CASES):
        scene.case(author, text=f"{number}")
    Bursts(scene.store).detect()
    (proposal,) = door.ids(IncidentFilter()).result().ids
    getattr(door, how)(proposal)
    states = [row.state for row in door.rows(door.ids(IncidentFilter()).result().ids).result()]
    assert states == ([IncidentState.OPEN] if how == "accept" else [])
