"""Bursts: what is proposed, what is not, and that a person has the last word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.domain.incident import Burst, IncidentKind, IncidentState, LinkKind
from moderator.domain.incident_rows import IncidentFilter, IncidentRow, NewIncident
from moderator.services.bursts import CASES, MEMBERS, Bursts
from moderator.services.incidents import Incidents
from moderator.store import tables
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene


@pytest.fixture
def incidents(scene: Scene) -> Incidents:
    return Incidents(scene.store)


@pytest.fixture
def look(scene: Scene, clock: FrozenClock) -> Callable[[], int]:
    """One round of the worker's look-out, a little later."""
    bursts = Bursts(scene.store)

    def run() -> int:
        clock.pass_time(61)
        return bursts.detect()

    return run


def listed(incidents: Incidents) -> list[IncidentRow]:
    return incidents.rows(incidents.ids(IncidentFilter()).ids)


def same_text(scene: Scene, count: int = CASES, digest: int = 77) -> list[int]:
    cases = [scene.case(text=f"Free coins {digest}") for _ in range(count)]
    with scene.store.write() as tx:
        posts = tables.case.select().with_only_columns(tables.case.c.subject_id).where(tables.case.c.id.in_(cases))
        here = tables.revision.c.post_id.in_(posts)
        tx.connection.execute(tables.revision.update().where(here).values(folded_digest=digest))
    return cases


def test_the_same_text_is_proposed_once_with_everything_gathered(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    cases = same_text(scene)
    assert [look(), look()] == [1, 0]
    (row,) = listed(incidents)
    assert (row.state, row.burst, row.number, row.cases) == (IncidentState.PROPOSED, Burst.TEXT, None, CASES)
    assert row.title == "Free coins 77" and row.kind is IncidentKind.SPAM_WAVE
    view = incidents.view(row.id)
    assert [link.target_id for link in view.linked(LinkKind.CASE)] == cases
    assert len(view.linked(LinkKind.AUTHOR)) == CASES and scene.events("incident") == ["incident.proposed"]


def test_links_to_one_domain_are_proposed(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    for number in range(CASES):
        scene.case(text=f"look {number} https://{number}.spore-coins.example/x")
    assert look() == 1
    (row,) = listed(incidents)
    assert (row.burst, row.title) == (Burst.LINK, "spore-coins.example")


def test_one_author_is_proposed(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    author = scene.author("@busy")
    for number in range(CASES):
        scene.case(author, text=f"other words {number}")
    assert look() == 1
    assert [(row.burst, row.title) for row in listed(incidents)] == [(Burst.AUTHOR, "@busy")]


def test_many_members_who_report_one_post_are_proposed(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    """One case is enough when a whole room reports it."""
    people = [scene.author() for _ in range(MEMBERS)]
    scene.case(reports=MEMBERS)
    with scene.store.write() as tx:
        flags = list(tx.connection.scalars(tables.flag.select().with_only_columns(tables.flag.c.id)))
        for flag_id, person in zip(flags, people, strict=True):
            tx.connection.execute(tables.flag.update().where(tables.flag.c.id == flag_id).values(reporter_id=person))
    assert look() == 1
    assert [(row.burst, row.title) for row in listed(incidents)] == [(Burst.MEMBERS, "tea")]


def test_a_little_of_anything_is_no_burst(scene: Scene, incidents: Incidents, look: Callable[[], int], clock: FrozenClock) -> None:
    """Neither few cases nor many over hours."""
    same_text(scene, CASES - 1)
    assert look() == 0
    clock.pass_time(3600)
    same_text(scene, 1)
    assert look() == 0 and listed(incidents) == []


def test_a_quiet_round_writes_nothing(scene: Scene, look: Callable[[], int]) -> None:
    scene.case()
    before = scene.events()
    assert look() == 0 and scene.events() == before


def test_it_looks_at_most_once_a_minute(scene: Scene, clock: FrozenClock) -> None:
    bursts = Bursts(scene.store)
    assert bursts.detect() == 0
    same_text(scene)
    assert bursts.detect() == 0
    clock.pass_time(61)
    assert bursts.detect() == 1


def test_what_comes_later_joins_the_proposal(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    same_text(scene)
    look()
    same_text(scene, 2)
    assert look() == 0
    assert [row.cases for row in listed(incidents)] == [CASES + 2]


def test_a_proposal_that_is_taken_up_gets_number_lead_and_checklist(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    same_text(scene)
    look()
    (proposal,) = listed(incidents)
    with pytest.raises(KnownError):
        incidents.set_state(proposal.id, IncidentState.OPEN, scene.actor_id)
    incidents.accept(proposal.id, scene.actor_id)
    (row,) = listed(incidents)
    assert (row.state, row.number, row.lead) == (IncidentState.OPEN, 1, "Aoi") and incidents.view(row.id).checks


def test_a_dismissed_burst_is_not_proposed_again_for_a_day(
    scene: Scene, incidents: Incidents, look: Callable[[], int], clock: FrozenClock
) -> None:
    same_text(scene)
    look()
    (proposal,) = listed(incidents)
    incidents.dismiss(proposal.id, scene.actor_id)
    assert look() == 0 and listed(incidents) == []
    clock.pass_time(25 * 3600)
    same_text(scene)
    assert look() == 1


def test_cases_of_an_open_incident_propose_nothing(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    cases = same_text(scene)
    incidents.open(NewIncident(scene.store.new_id(), "by hand", IncidentKind.OTHER, Severity.LOW, None, tuple(cases)), scene.actor_id)
    assert look() == 0


def test_someone_at_risk_is_named_as_such(scene: Scene, incidents: Incidents, look: Callable[[], int]) -> None:
    same_text(scene)
    with scene.store.write() as tx:
        tx.connection.execute(tables.case.update().values(category="self_harm"))
    look()
    assert [row.kind for row in listed(incidents)] == [IncidentKind.RISK]
