"""Guidelines are published as versions that never change."""

from __future__ import annotations

import hashlib
import json

import pytest

from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.rules.files import FileFaults
from moderator.services.guidelines import Guidelines
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import GUIDELINES, Intake


@pytest.fixture
def intake(store: Store, clock: FrozenClock) -> Intake:
    return Intake(store, clock, guidelines="")


def test_the_version_in_force_is_shown_in_the_files_order(intake: Intake) -> None:
    service = Guidelines(intake.store)
    assert service.current(intake.community_id) is None
    assert service.body(intake.community_id) is None
    assert service.publish(intake.community_id, GUIDELINES, intake.actor_id, " first ") == 1
    shown = service.current(intake.community_id)
    assert shown is not None
    assert (shown.version, shown.by, shown.note, shown.published_at) == (1, "Aoi", "first", START)
    assert [(each.number, each.id) for each in shown.guidelines] == [(1, "spam"), (2, "kindness"), (3, "at-risk")]
    spam = shown.guidelines[0]
    assert (spam.title["ja"], spam.severity) == ("宣伝の禁止", Severity.MEDIUM)
    assert spam.suggest == (ActionKind.REMOVE, ActionKind.WARN)
    assert service.current(intake.community_id) is shown
    assert service.body(intake.community_id) == GUIDELINES


def test_a_new_version_takes_the_place_of_the_old_one_which_stays_as_it_was(intake: Intake) -> None:
    service = Guidelines(intake.store)
    service.publish(intake.community_id, GUIDELINES, intake.actor_id)
    changed = GUIDELINES.replace("Be kind", "Be gentle")
    assert service.publish(intake.community_id, changed, intake.actor_id) == 2
    shown = service.current(intake.community_id)
    assert shown is not None and shown.guidelines[1].title["en"] == "Be gentle"
    assert [row.body for row in intake.rows(tables.guideline_version)] == [GUIDELINES, changed]


def test_a_publication_is_in_the_chain_with_the_hash_of_its_text(intake: Intake) -> None:
    Guidelines(intake.store).publish(intake.community_id, GUIDELINES, intake.actor_id, "why")
    with intake.store.read() as reads:
        (link,) = reads.audit.links()
    assert (link.kind, link.actor) == ("guidelines.published", intake.actor_id)
    assert json.loads(link.facts)["digest"] == hashlib.sha256(GUIDELINES.encode()).hexdigest()


def test_a_file_with_faults_is_refused_with_their_lines_and_nothing_is_written(intake: Intake) -> None:
    with pytest.raises(FileFaults) as caught:
        Guidelines(intake.store).publish(
            intake.community_id, GUIDELINES.replace("severity: medium", "severity: odd"), intake.actor_id
        )
    assert caught.value.faults[0].line == 6
    assert intake.rows(tables.guideline_version) == []


def test_the_same_text_again_is_no_version(intake: Intake) -> None:
    service = Guidelines(intake.store)
    service.publish(intake.community_id, GUIDELINES, intake.actor_id)
    with pytest.raises(KnownError, match="Nothing has changed"):
        service.publish(intake.community_id, GUIDELINES, intake.actor_id)
