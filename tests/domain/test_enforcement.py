"""An enforcement's life has no way round: what can follow what."""

import pytest

from moderator.domain.enforcement import NEEDS_PERSON, NEXT, ON_THE_WAY, SETTLED, EnforcementState, check
from moderator.domain.errors import StaleError

S = EnforcementState


def test_only_what_waits_can_be_cancelled_or_was_given_up_by_a_person() -> None:
    assert {state for state, after in NEXT.items() if S.CANCELLED in after} == {S.WAITING, S.REFUSED, S.UNKNOWN}


def test_nothing_is_sent_that_did_not_wait() -> None:
    assert {state for state, after in NEXT.items() if S.SENDING in after} == {S.WAITING}


def test_what_is_undone_or_cancelled_stays_so() -> None:
    assert NEXT[S.UNDONE] == NEXT[S.CANCELLED] == frozenset()


def test_every_state_is_settled_on_the_way_or_a_persons() -> None:
    assert set(S) == SETTLED | ON_THE_WAY | NEEDS_PERSON
    assert not SETTLED & ON_THE_WAY and not SETTLED & NEEDS_PERSON and not ON_THE_WAY & NEEDS_PERSON


@pytest.mark.parametrize("before", list(S))
def test_a_step_that_is_not_allowed_says_where_it_stands(before: EnforcementState) -> None:
    for after in S:
        if after in NEXT[before]:
            check(before, after)
        else:
            with pytest.raises(StaleError, match=before.value):
                check(before, after)
