"""The moves of an incident, tried from every state in every order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.errors import KnownError, StaleError
from moderator.domain.incident import LIVE, LOG, IncidentState, check_closing, may_become, move

STATES = st.sampled_from(IncidentState)


@given(STATES, st.lists(STATES, max_size=12))
def test_whatever_is_ordered_only_allowed_moves_happen(start: IncidentState, wishes: list[IncidentState]) -> None:
    """A refused move leaves the state as it was, and nothing ever becomes a proposal again."""
    state = start
    for wish in wishes:
        if wish in may_become(state):
            state = move(state, wish)
            assert state is wish
        else:
            with pytest.raises(StaleError, match=state.value):
                move(state, wish)
    assert state is not IncidentState.PROPOSED or start is IncidentState.PROPOSED


@given(STATES)
def test_no_state_leads_to_itself(state: IncidentState) -> None:
    assert state not in may_become(state)


@pytest.mark.parametrize("state", LIVE)
def test_what_is_live_can_be_closed_and_what_is_closed_opened_again(state: IncidentState) -> None:
    assert IncidentState.CLOSED in may_become(state)
    assert IncidentState.OPEN in may_become(IncidentState.CLOSED)


def test_a_dismissed_proposal_is_at_rest_and_not_in_the_log() -> None:
    assert may_become(IncidentState.DISMISSED) == frozenset()
    assert set(LOG) == set(IncidentState) - {IncidentState.DISMISSED}


@pytest.mark.parametrize(
    ("lead", "outcome", "code"),
    [(None, "solved", "closing_needs_lead"), (7, "", "closing_needs_outcome"), (None, "", "closing_needs_lead_and_outcome")],
)
def test_closing_names_what_is_missing(lead: int | None, outcome: str, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        check_closing(lead, outcome)
    assert caught.value.code == code
    assert all(word in caught.value.message for word in code.removeprefix("closing_needs_").split("_and_"))


def test_with_lead_and_outcome_nothing_is_missing() -> None:
    check_closing(7, "solved")
