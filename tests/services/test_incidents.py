"""Incidents from opening to closing: each change with its event in the chain, notes that stay, a close that asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError, StaleError
from moderator.domain.incident import IncidentKind, IncidentState, LinkKind, Outcome
from moderator.domain.incident_rows import IncidentFilter, NewIncident, TimelineKind
from moderator.domain.keeping import Aged
from moderator.services.decide import Decide
from moderator.services.incidents import Incidents
from moderator.store import tables
from moderator.store.erasure import erase_author
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene

Begin = Callable[..., int]


@pytest.fixture
def incidents(scene: Scene) -> Incidents:
    return Incidents(scene.store)


@pytest.fixture
def begin(scene: Scene, incidents: Incidents) -> Begin:
    def run(*cases: int, title: str = "Coin wave", lead: bool = True) -> int:
        new = NewIncident(
            scene.store.new_id(), title, IncidentKind.SPAM_WAVE, Severity.HIGH, scene.actor_id if lead else None, cases
        )
        return incidents.open(new, scene.actor_id)

    return run


def code_of(call: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(KnownError) as caught:
        call(*arguments)
    return caught.value.code


def test_an_incident_is_opened_from_cases_with_all_that_belongs_to_them(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    made = begin(scene.case(), scene.case(source="rule"))
    view = incidents.view(made)
    assert (view.row.number, view.row.title, view.row.lead, view.row.state) == (1, "Coin wave", "Aoi", IncidentState.OPEN)
    assert [len(view.linked(kind)) for kind in LinkKind] == [2, 2, 2, 1, 1]
    assert [check.item for check in view.checks][:2] == ["removed", "accounts"] and view.checks[0].words["ja"]
    assert scene.events("incident") == ["incident.opened"] and scene.chain_holds()


def test_the_same_order_again_opens_nothing_new(scene: Scene, incidents: Incidents) -> None:
    new = NewIncident(scene.store.new_id(), "Once", IncidentKind.OTHER, Severity.LOW, None)
    assert incidents.open(new, scene.actor_id) == incidents.open(new, scene.actor_id)
    assert len(incidents.ids(IncidentFilter()).ids) == 1


def test_a_title_is_asked_for_and_a_lead_must_be_known(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    assert code_of(lambda: begin(title="  \n ")) == "title_missing"
    new = NewIncident(scene.store.new_id(), "x", IncidentKind.OTHER, Severity.LOW, 99)
    assert code_of(incidents.open, new, scene.actor_id) == "no_actor"
    assert len(incidents.ids(IncidentFilter()).ids) == 0


def test_it_cannot_be_closed_without_lead_and_outcome(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    made, actor = begin(lead=False), scene.actor_id
    close = (incidents.set_state, made, IncidentState.CLOSED, actor)
    assert code_of(*close) == "closing_needs_lead_and_outcome"
    incidents.set_lead(made, scene.other_actor_id, actor)
    assert code_of(*close) == "closing_needs_outcome"
    incidents.set_outcome(made, Outcome.SOLVED, "Rule added", actor)
    incidents.set_state(made, IncidentState.CLOSED, actor)
    row = incidents.view(made).row
    assert (row.state, row.closed_at, row.outcome_text) == (IncidentState.CLOSED, scene.clock.now(), "Rule added")


def test_a_closed_incident_rests_but_takes_notes_and_lessons(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    made, actor = begin(), scene.actor_id
    incidents.set_outcome(made, Outcome.CALMED, "", actor)
    incidents.set_state(made, IncidentState.CLOSED, actor)
    for call in (
        lambda: incidents.set_title(made, "other", actor),
        lambda: incidents.set_severity(made, Severity.LOW, actor),
        lambda: incidents.set_lead(made, scene.other_actor_id, actor),
        lambda: incidents.check(made, "removed", True, actor),
        lambda: incidents.link(made, [scene.case()], actor),
    ):
        assert code_of(call) == "incident_closed"
    incidents.add_note(made, "afterwards", actor)
    incidents.set_lesson(made, "say it in both languages", actor)
    incidents.set_state(made, IncidentState.OPEN, actor)
    view = incidents.view(made)
    assert view.lesson == "say it in both languages" and view.row.closed_at is None


def test_a_note_is_appended_and_a_correction_leaves_it_standing(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    made = begin()
    first = incidents.add_note(made, "nine accounts", scene.actor_id)
    incidents.add_note(made, "ten accounts", scene.other_actor_id, first)
    notes = [row for row in incidents.view(made).timeline if row.kind is TimelineKind.NOTES]
    assert [(note.actor, note.text, note.corrects) for note in notes] == [
        ("Aoi", "nine accounts", None), ("Ben", "ten accounts", first),
    ]  # fmt: skip
    assert code_of(incidents.add_note, made, " ", scene.actor_id) == "note_empty"
    assert code_of(incidents.add_note, made, "x", scene.actor_id, first + 99) == "no_note"
    assert code_of(incidents.add_note, begin(), "x", scene.actor_id, first) == "no_note"


def test_every_change_has_its_event_and_doing_it_again_has_none(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    made, actor, later = begin(), scene.actor_id, scene.clock.now() + 60_000_000
    for _ in range(2):
        incidents.set_state(made, IncidentState.CONTAINED, actor)
        incidents.set_lead(made, scene.other_actor_id, actor)
        incidents.set_severity(made, Severity.LOW, actor)
        incidents.set_title(made, "Coins again", actor)
        incidents.set_next(made, "Publish the rule", later, actor)
        incidents.set_outcome(made, Outcome.SOLVED, "done", actor)
        incidents.set_lesson(made, "a line", actor)
        incidents.check(made, "removed", True, actor)
    assert [kind.removeprefix("incident.") for kind in scene.events("incident")] == [
        "opened", "moved", "led", "weighed", "renamed", "next_set", "outcome_set", "lesson_set", "checked",
    ]  # fmt: skip
    assert scene.chain_holds()
    assert [row.event for row in incidents.view(made).timeline] == [
        "opened", "state", "lead", "severity", "title", "next", "outcome", "lesson", "check",
    ]  # fmt: skip


def test_no_word_of_a_note_stands_in_the_facts_of_the_chain(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    incidents.add_note(begin(title="Secretish"), "Secretish too", scene.actor_id)
    with scene.store.read() as reads:
        assert not [link for link in reads.audit.links() if "Secretish" in link.facts]


def test_a_next_step_lies_ahead(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    made = begin()
    assert code_of(incidents.set_next, made, "x", scene.clock.now(), scene.actor_id) == "until_past"
    incidents.set_next(made, "x", None, scene.actor_id)
    assert incidents.view(made).next_by == "Aoi"
    incidents.set_next(made, "", 5, scene.actor_id)
    assert incidents.view(made).row.next_action == ""


def test_containing_is_timed_once(scene: Scene, incidents: Incidents, begin: Begin, clock: FrozenClock) -> None:
    made = begin()
    clock.pass_time(600)
    incidents.set_state(made, IncidentState.CONTAINED, scene.actor_id)
    first = clock.now()
    clock.pass_time(600)
    incidents.set_state(made, IncidentState.OPEN, scene.actor_id)
    incidents.set_state(made, IncidentState.CONTAINED, scene.actor_id)
    assert incidents.view(made).contained_at == first
    assert incidents.counts().median == 600_000_000


def test_cases_are_added_once(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    case_id = scene.case()
    made = begin(case_id)
    assert incidents.link(made, [case_id, scene.case()], scene.actor_id) == 1
    assert incidents.of_case(case_id)[0].number == 1


def test_decisions_about_its_cases_are_in_the_timeline(scene: Scene, incidents: Incidents, begin: Begin, decide: Decide) -> None:
    """Those that one person made alike within minutes are told at once."""
    cases = [scene.case(), scene.case()]
    made = begin(*cases)
    for case_id in cases:
        decide.decide(scene.order(case_id, ActionKind.REMOVE), scene.actor_id)
    view = incidents.view(made)
    (told,) = [row for row in view.timeline if row.kind is TimelineKind.DECISIONS]
    assert (told.facts["cases"], told.facts["authors"], told.facts["undone"]) == (2, 2, False)
    assert view.decided == 2 and sum(view.flow.flags) == 2 and sum(view.flow.decisions) == 2


def test_what_is_not_there_is_said(incidents: Incidents, scene: Scene) -> None:
    assert code_of(incidents.view, 5) == "no_incident"
    assert code_of(incidents.set_title, 5, "x", scene.actor_id) == "no_incident"


def test_a_move_that_is_not_there_changes_nothing(scene: Scene, incidents: Incidents, begin: Begin) -> None:
    made = begin()
    with pytest.raises(StaleError):
        incidents.set_state(made, IncidentState.PROPOSED, scene.actor_id)
    assert incidents.view(made).row.state is IncidentState.OPEN
    with pytest.raises(StaleError):
        incidents.accept(made, scene.actor_id)


def test_an_erased_person_goes_from_the_log_and_the_evidence_keeps_its_place(
    scene: Scene, incidents: Incidents, begin: Begin
) -> None:
    """Their words and the hash of them go, and what moderators wrote with their name; links, numbers and the chain stay."""
    author = scene.author("@null.spore")
    made = begin(scene.case(author, text="buy"), scene.case(text="kept"), title="@null.spore again")
    incidents.add_note(made, "it is @null.spore", scene.actor_id)
    incidents.add_note(made, "no name here", scene.actor_id)
    erase_author(scene.store, author, None)
    view = incidents.view(made)
    assert [(bool(link.digest), link.excerpt) for link in view.linked(LinkKind.CASE)] == [(False, ""), (True, "kept")]
    assert view.row.title == "" and [row.text for row in view.timeline if row.event == "note"] == ["", "no name here"]
    assert scene.chain_holds()


def test_retention_leaves_the_evidence_of_an_incident(scene: Scene, begin: Begin, clock: FrozenClock) -> None:
    begin(scene.case())
    other = scene.case()
    clock.pass_time(60)
    with scene.store.write() as tx:
        due = tx.erasure.due(Aged.POSTS, clock.now())
        assert len(due.ids) == 1 and tx.erasure.forget(Aged.POSTS, due.ids, clock.now()) == 1
        assert tx.connection.execute(tables.case.select().where(tables.case.c.id == other)).first() is None
