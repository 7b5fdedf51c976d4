"""Where a decision came from is derived from the flags, and exports say what the events show."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.community import FlagSource
from moderator.domain.decision import Source
from moderator.services.record import detected_automatically, heaviest_rule, new_public_id, source_of
from moderator.store.subject import FlagFact

FLAGS = st.lists(
    st.builds(
        FlagFact,
        source=st.sampled_from(FlagSource),
        key=st.just("k"),
        received_at=st.integers(0, 9),
        severity=st.integers(1, 4),
        rule_id=st.just(""),
        gone=st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda flag: flag.received_at,
)


@given(FLAGS)
def test_the_derived_columns_equal_what_the_flags_show(flags: list[FlagFact]) -> None:
    first = sorted(flags, key=lambda flag: flag.received_at)[0]
    assert detected_automatically(flags) is (first.source in ("rule", "platform"))
    assert (source_of(flags) is Source.NOTICE) is any(flag.source == "member" for flag in flags)
    if source_of(flags) is Source.OWN_INITIATIVE:
        assert {flag.source for flag in flags} <= {FlagSource.RULE, FlagSource.MODERATOR}


def test_without_flags_it_was_our_own_initiative_and_no_machine() -> None:
    assert (source_of([]), detected_automatically([]), heaviest_rule([])) == (Source.OWN_INITIATIVE, False, "")


def test_the_heaviest_rule_is_named() -> None:
    flags = [FlagFact(FlagSource.RULE, "k", 1, severity, f"rule-{severity}", False) for severity in (2, 4, 3)]
    assert heaviest_rule(flags) == "rule-4"


def test_public_ids_are_url_safe_and_never_the_same() -> None:
    made = {new_public_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch("[A-Za-z0-9_-]{16}", one) for one in made)
