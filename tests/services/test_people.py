"""Who is on the team, and when."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind as K
from moderator.domain.actor import Role
from moderator.domain.errors import KnownError
from moderator.services.decide import Decide
from moderator.services.people import People
from tests.helpers.scene import Scene


@pytest.fixture
def people(scene: Scene) -> People:
    return People(scene.store)


def test_a_name_is_tidied_and_taken_once(people: People, scene: Scene) -> None:
    added = people.add("  桜  井 ", Role.MANAGER)
    assert added in people.actors()
    assert (added.name, added.role) == ("桜 井", Role.MANAGER)
    for name in ("桜 井", "   "):
        with pytest.raises(KnownError):
            people.add(name, Role.MODERATOR)
    assert scene.events("actor") == ["actor.added"]


def test_somebody_who_retired_cannot_sit_down_but_their_name_is_free(people: People, scene: Scene) -> None:
    people.retire(scene.actor_id, by=scene.other_actor_id)
    people.retire(scene.actor_id, by=scene.other_actor_id)
    assert [actor.name for actor in people.actors()] == ["Ben"]
    assert people.add("Aoi", Role.MODERATOR).id != scene.actor_id
    assert scene.events("actor") == ["actor.retired", "actor.added"]


def test_a_shift_counts_what_was_decided_in_it(people: People, scene: Scene, decide: Decide) -> None:
    assert people.shift(scene.actor_id) is None
    begun = people.start_shift(scene.actor_id)
    assert people.start_shift(scene.actor_id).id == begun.id
    undone = decide.decide(scene.order(scene.case(), K.BAN), scene.actor_id)
    decide.decide(scene.order(scene.case(), K.BAN), scene.actor_id)
    decide.decide(scene.order(scene.case(), K.BAN), scene.other_actor_id)
    decide.undo(undone.decision_id, scene.actor_id)
    assert people.shift(scene.actor_id).decided == 2
    scene.clock.pass_time(60)
    people.end_shift(scene.actor_id, "待機 2")
    people.end_shift(scene.actor_id)
    assert people.shift(scene.actor_id) is None
    (row,) = people.shifts()
    assert (row.note, row.decided) == ("待機 2", 2)
    assert scene.events("shift") == ["shift.started", "shift.ended"]
