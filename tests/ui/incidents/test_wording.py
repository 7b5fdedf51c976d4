"""Words for states, times and refusals."""

from __future__ import annotations

import pytest

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.errors import KnownError
from moderator.domain.incident import Burst, IncidentKind, IncidentState, Outcome
from moderator.domain.incident_rows import IncidentOrder
from tests.helpers.sample_cases import NOW
from tests.helpers.sample_incidents import rows
from ui.incidents import wording


def test_every_state_kind_outcome_order_and_burst_has_words(qapp: object) -> None:
    said = [wording.state(one) for one in IncidentState] + [wording.kind(one) for one in IncidentKind]
    said += [wording.outcome(one) for one in Outcome] + [wording.order(one) for one in IncidentOrder]
    said += [wording.burst(one, 3) for one in Burst]
    assert all(said) and len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("length", "words"), [(0, "0 min"), (59 * MINUTE, "59 min"), (102 * MINUTE, "1 h 42 min"), (49 * HOUR, "2 d 1 h")]
)
def test_a_length_of_time_in_two_units(length: int, words: str) -> None:
    assert wording.span(length) == words


@pytest.mark.parametrize(("length", "words"), [(5 * MINUTE, "5 min"), (5 * HOUR, "5 h"), (50 * HOUR, "2 d")])
def test_a_length_of_time_in_one_unit(length: int, words: str) -> None:
    assert wording.short_span(length) == words


def test_what_is_late_says_so() -> None:
    assert "overdue by 1 h" in wording.due(NOW - HOUR, NOW, "en")
    assert wording.due(NOW + 34 * MINUTE, NOW, "en").endswith("in 34 min")
    assert wording.moment(NOW + 24 * HOUR, NOW, "en").startswith("tomorrow")


def test_a_proposal_says_what_was_noticed_and_a_closed_one_how_it_ended() -> None:
    proposal, closed = rows()[0], rows()[6]
    assert wording.title(proposal).startswith("The same text in 7") and wording.number(proposal) == ""
    assert wording.says_next(closed) == "Guideline 2 changed"


@pytest.mark.parametrize("code", ["closing_needs_lead", "closing_needs_outcome", "closing_needs_lead_and_outcome"])
def test_a_refused_close_says_what_is_missing(code: str) -> None:
    title, text = wording.refusal(KnownError("a", "b", code=code))
    assert "closed" in title and text.endswith("first.")


def test_an_unknown_code_keeps_its_own_words() -> None:
    assert wording.refusal(KnownError("Title", "Words", code="else")) == ("Title", "Words")
