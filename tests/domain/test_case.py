"""A case moves as the words say, and its order in the queue never depends on when one looks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.case import HOUR, CaseMove, CaseState, move, rank, urgency_parts
from moderator.domain.community import Severity
from moderator.domain.errors import StaleError

NOW = 1_795_000_000_000_000
severities = st.sampled_from(list(Severity))
cases = st.tuples(severities, st.integers(0, 9), st.integers(NOW - 200 * HOUR, NOW + 2 * HOUR))


def test_a_decided_case_opens_only_by_being_reopened() -> None:
    for how in CaseMove:
        if how is CaseMove.REOPEN:
            assert move(CaseState.DECIDED, how) is CaseState.OPEN
        else:
            with pytest.raises(StaleError):
                move(CaseState.DECIDED, how)


@given(st.sampled_from(list(CaseState)), st.sampled_from(list(CaseMove)))
def test_every_move_ends_in_a_state_or_says_why_not(state: CaseState, how: CaseMove) -> None:
    try:
        assert isinstance(move(state, how), CaseState)
    except StaleError as error:
        assert state.value in error.message


@given(cases, cases, st.integers(0, 1000))
def test_the_order_of_two_cases_is_the_same_at_every_moment(
    one: tuple[Severity, int, int], other: tuple[Severity, int, int], hours: int
) -> None:
    def points(case: tuple[Severity, int, int], now: int) -> float:
        severity, reporters, due = case
        heavy, many, _ = urgency_parts(severity, reporters, due, now)
        return heavy + many + 20 * (now - due) / HOUR

    first, second = rank(*one), rank(*other)
    at = NOW + hours * HOUR
    if first + 1 < second:
        assert points(one, at) > points(other, at)


def test_age_counts_twenty_at_the_target_and_never_below_nothing() -> None:
    assert urgency_parts(Severity.HIGH, 3, NOW, NOW) == (40, 22, 20)
    assert urgency_parts(Severity.LOW, 0, NOW + 9 * HOUR, NOW)[2] == 0
    assert urgency_parts(Severity.LOW, 0, NOW - 900 * HOUR, NOW)[2] == 30


def test_more_than_five_reporters_weigh_no_more() -> None:
    assert urgency_parts(Severity.LOW, 5, NOW, NOW) == urgency_parts(Severity.LOW, 500, NOW, NOW)
