"""Words and times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from moderator.domain.action import Ability, ActionKind, EndsBy, Reversible, Scope
from moderator.domain.community import AuthorStatus
from moderator.domain.decision import Finding
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError, StaleError
from moderator.platforms.matrix import words
from tests.helpers import sample_cases as sample
from tests.helpers.fake_console import FakeConsole
from tests.ui.triage.test_orders import spam, view
from ui.triage import orders, wording

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000


@pytest.mark.parametrize("kind", list(ActionKind))
def test_each_action_has_words(kind: ActionKind) -> None:
    """To do, done, and in one word."""
    assert wording.to_do(kind) and wording.done(kind) and wording.short(kind)


@pytest.mark.parametrize("code", sorted(words.REASONS))
def test_each_reason_of_the_connector_has_words(code: str) -> None:
    """None is shown as a code."""
    assert wording.reason(code) != code


@pytest.mark.parametrize("code", sorted(words.FIXES))
def test_each_fix_of_the_connector_has_words(code: str) -> None:
    assert wording.fix(code) != code


def test_a_code_that_is_not_known_is_shown_as_it_is() -> None:
    assert wording.reason("moon_is_full") == "moon_is_full"


def test_why_not_and_what_helps_stand_together() -> None:
    ability = Ability(ActionKind.WARN, Scope.COMMUNITY, False, Reversible.NEVER, reason="no_notices", fix="set_server_notices")
    assert wording.explained(ability).startswith("the server does not send notices. Ask who runs the server")
    assert wording.why_not(None) == "this platform does not have it"
    assert wording.why_not(replace(ability, available=True)) == ""


@pytest.mark.parametrize(
    ("length", "words_"),
    [(5 * MINUTE, "5 minute(s)"), (3 * HOUR, "3 hour(s)"), (9 * DAY, "9 day(s)"), (240 * DAY, "8 month(s)"), (800 * DAY, "2 year(s)")],
)
def test_a_length_is_said_in_its_largest_unit(qapp: QApplication, length: int, words_: str) -> None:
    said = wording.span(length)
    assert said.split()[0] == words_.split()[0]
    assert said.split()[1][:3] == words_.split()[1][:3]


def test_a_day_is_said_as_people_say_it() -> None:
    noon = sample.NOW - sample.NOW % DAY + 12 * HOUR
    assert wording.day(noon, noon, "en").startswith("Today ")
    assert wording.day(noon - DAY, noon, "en").startswith("Yesterday ")
    assert "月" in wording.day(noon - 40 * DAY, noon, "ja")
    assert "2025" in wording.day(noon - 400 * DAY, noon, "en")


def test_a_language_is_named_as_its_speakers_name_it() -> None:
    assert [wording.language_name(code) for code in ("en", "ja", "", "und")] == ["English", "日本語", "", ""]


def test_each_state_of_a_step_has_its_line(tmp_path: Path) -> None:
    """When it happened, and what comes."""
    console = FakeConsole(tmp_path)
    choice = orders.Choice(spam(), (ActionKind.REMOVE,), None, "", "en")
    decided = console.decide(orders.breach(view(), choice, 1, sample.NOW)).result()
    step = console.made[decided.decision_id].enforcements[0]
    lines = {state: wording.state(replace(step, state=state, text="no right"), sample.NOW, "en") for state in EnforcementState}
    assert lines[EnforcementState.WAITING] == "goes out in 8 s"
    assert lines[EnforcementState.REFUSED].endswith("refused: no right")
    assert lines[EnforcementState.UNKNOWN].endswith("no answer")
    assert len(set(lines.values())) == len(EnforcementState)


def test_a_refused_decision_says_who_was_first() -> None:
    error = StaleError("Already decided", "Look.", code="already_decided", actor="Ren", finding="breach", guideline_id="spam")
    assert wording.refused(error, "Spam", "Today 21:00") == ("Ren decided this case first", "Spam · Today 21:00")
    edited = StaleError("Edited", "Read.", code="revision_changed", seen=1, now=2)
    assert wording.refused(edited, "", "")[0] == "The post was edited while you decided"
    full = KnownError("The disk is full", "Make room.", code="full")
    assert wording.refused(full, "", "") == ("The decision was not saved: The disk is full", "Make room.")


def test_small_words() -> None:
    assert wording.finding(Finding.NO_BREACH, "x") == "No breach"
    assert wording.finding(Finding.BREACH, "Spam") == "Spam"
    assert wording.status(AuthorStatus.ACTIVE) == ""
    assert wording.sanction("mute") == "Muted" and wording.sanction("shadow") == "shadow"
    assert wording.ends(EndsBy.NOBODY) == "" and wording.ends(EndsBy.WORKER)
    assert wording.duration(None) == "without end" and wording.duration(DAY) == "24 h"
    assert wording.category("spam") == "spam" and wording.category("?") == "other reason"


@pytest.mark.parametrize("code", ["post_changed", "sanction_changed", "not_shown", "another_stands"])
def test_what_we_stopped_ourselves_is_said_in_our_words(code: str, tmp_path: Path) -> None:
    console = FakeConsole(tmp_path)
    choice = orders.Choice(spam(), (ActionKind.REMOVE,), None, "", "en")
    made = console.decide(orders.breach(view(), choice, 1, sample.NOW)).result()
    (step,) = console.made[made.decision_id].enforcements
    stopped = replace(step, state=EnforcementState.REFUSED, code=code, text="words for the log")
    assert wording.why_refused(stopped) not in (code, "words for the log")
    assert wording.why_refused(replace(stopped, code="M_FORBIDDEN")) == "words for the log"
