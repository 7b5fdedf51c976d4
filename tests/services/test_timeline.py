"""The axis of an incident: in order of time, with what happened around it, and a chart that stays small."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind
from moderator.domain.audit import Event
from moderator.domain.community import Severity
from moderator.domain.incident import IncidentKind, IncidentState
from moderator.domain.incident_rows import NewIncident, TimelineKind
from moderator.services import timeline
from moderator.services.decide import Decide
from moderator.services.incidents import Incidents
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene


@pytest.fixture
def case_id(scene: Scene) -> int:
    return scene.case(reports=3)


@pytest.fixture
def made(scene: Scene, clock: FrozenClock, case_id: int) -> int:
    clock.pass_time(300)
    new = NewIncident(scene.store.new_id(), "x", IncidentKind.OTHER, Severity.LOW, scene.actor_id, (case_id,))
    return Incidents(scene.store).open(new, scene.actor_id)


def test_everything_is_on_one_axis(scene: Scene, clock: FrozenClock, made: int, case_id: int, decide: Decide) -> None:
    clock.pass_time(60)
    decide.decide(scene.order(case_id, ActionKind.REMOVE), scene.actor_id)
    clock.pass_time(60)
    with scene.store.write(scene.actor_id) as tx:
        tx.guidelines.publish(scene.community_id, "body", b"x" * 32, scene.actor_id, "sharper")
    clock.pass_time(60)
    with scene.store.write() as tx:
        tx.record(Event("community.state", f"community:{scene.community_id}", facts={"state": "limited"}))
    clock.pass_time(60)
    with scene.store.write(scene.actor_id) as tx:
        tx.people.end_shift(tx.people.start_shift(scene.actor_id).id, "over to you")
    rows = Incidents(scene.store).view(made).timeline
    assert [row.event for row in rows] == ["first_flags", "opened", "decided", "published", "platform", "handover"]
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert {row.kind for row in rows} == set(TimelineKind) - {TimelineKind.NOTES}
    assert rows[0].facts == {"flags": 3, "places": ["Fake"]} and rows[4].facts["community"] == "Fake"


def test_decisions_of_two_people_or_far_apart_are_told_apart(scene: Scene, clock: FrozenClock, made: int, decide: Decide) -> None:
    cases = [scene.case() for _ in range(3)]
    Incidents(scene.store).link(made, cases, scene.actor_id)
    decide.decide(scene.order(cases[0], ActionKind.REMOVE), scene.actor_id)
    decide.decide(scene.order(cases[1], ActionKind.REMOVE), scene.other_actor_id)
    clock.pass_time(3600)
    decide.decide(scene.order(cases[2], ActionKind.REMOVE), scene.actor_id)
    told = [row for row in Incidents(scene.store).view(made).timeline if row.event == "decided"]
    assert [(row.actor, row.facts["cases"]) for row in told] == [("Aoi", 1), ("Ben", 1), ("Aoi", 1)]


def test_an_incident_without_cases_has_no_chart(scene: Scene) -> None:
    incidents = Incidents(scene.store)
    made = incidents.open(NewIncident(scene.store.new_id(), "x", IncidentKind.OTHER, Severity.LOW, None), scene.actor_id)
    assert incidents.view(made).flow.flags == ()


@pytest.mark.parametrize("days", [0, 1, 30, 3000])
def test_the_chart_stays_small_however_long_it_lasts(scene: Scene, clock: FrozenClock, made: int, days: int) -> None:
    clock.pass_time(days * 86_400)
    scene.report_again(next(link.target_id for link in Incidents(scene.store).view(made).links))
    flow = Incidents(scene.store).view(made).flow
    assert 0 < len(flow.flags) <= timeline.BUCKETS and len(flow.flags) == len(flow.decisions)
    assert flow.flags[-1] >= 1 or days == 0


def test_what_happened_after_closing_is_not_in_it(scene: Scene, clock: FrozenClock, made: int) -> None:
    from moderator.domain.incident import Outcome

    incidents = Incidents(scene.store)
    incidents.set_outcome(made, Outcome.CALMED, "", scene.actor_id)
    incidents.set_state(made, IncidentState.CLOSED, scene.actor_id)
    clock.pass_time(60)
    with scene.store.write() as tx:
        tx.record(Event("community.state", f"community:{scene.community_id}", facts={"state": "down"}))
    assert "platform" not in [row.event for row in incidents.view(made).timeline]


def test_the_most_frequent_domain_stands_first() -> None:
    texts = ["see a.example", "https://b.example/1 and https://b.example/2", "b.example a.example b.example"]
    assert timeline.domains(["x", "https://b.example", *texts]) == ("b.example", "a.example")
