"""The rules in force are those of the newest published version, compiled once."""

from __future__ import annotations

from moderator.domain.community import Severity
from moderator.services.guidelines import Guidelines
from moderator.services.reading import ready_text
from moderator.services.rulebook import RuleBook, guideline_for, target_minutes
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.deliveries import GUIDELINES, Intake


def test_there_is_no_rule_before_a_version_is_published(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock, guidelines="")
    assert intake.rulebook.current(intake.community_id) is None
    assert guideline_for(None, "spam") == ""
    assert target_minutes(None, "", Severity.CRITICAL) == 15


def test_a_version_is_compiled_once_and_a_newer_one_takes_its_place(
    sqlcipher_store: Store, clock: FrozenClock
) -> None:
    intake = Intake(sqlcipher_store, clock)
    book = RuleBook(sqlcipher_store)
    first = book.current(intake.community_id)
    assert first is not None and first.number == 1
    assert book.current(intake.community_id) is first
    Guidelines(sqlcipher_store).publish(intake.community_id, GUIDELINES.replace("coins", "gems"), intake.actor_id)
    second = book.current(intake.community_id)
    assert second is not None and second.number == 2
    assert not second.hits(ready_text("free coins")) and second.hits(ready_text("free gems"))


def test_a_hit_names_rule_guideline_category_severity_and_place(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    version = intake.rulebook.current(intake.community_id)
    assert version is not None
    (hit,) = version.hits(ready_text("see https://spore-mart.example now"))
    assert (hit.rule_id, hit.guideline_id, hit.category, hit.severity) == ("shops", "spam", "spam", Severity.HIGH)
    assert hit.spans == ((12, 30),)


def test_a_guideline_is_found_by_category_and_gives_its_target(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    version = intake.rulebook.current(intake.community_id)
    assert guideline_for(version, "harassment") == "kindness"
    assert guideline_for(version, "copyright") == ""
    assert target_minutes(version, "kindness", Severity.LOW) == 20
    assert target_minutes(version, "", Severity.LOW) == 120


def test_only_guidelines_that_count_strikes_do(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    assert intake.rulebook.strike_days(intake.community_id, "spam", 90) == 90
    assert intake.rulebook.strike_days(intake.community_id, "kindness", 90) == 0
    assert intake.rulebook.strike_days(intake.community_id, "gone", 90) == 0
