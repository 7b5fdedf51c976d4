"""Our ids."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.ids import make_id

YEAR_2300 = 10_413_792_000_000_000
moments = st.integers(0, YEAR_2300)


@given(moments, st.integers(0, 2**64))
def test_an_id_fits_into_63_bits(now: int, entropy: int) -> None:
    """Before the first moment as well, and for as long as anybody will run this."""
    assert 0 <= make_id(now, entropy) < 2**63


@given(moments, moments, st.integers(0, 2**20 - 1), st.integers(0, 2**20 - 1))
def test_a_later_millisecond_makes_a_larger_id(first: int, second: int, one: int, two: int) -> None:
    """Whatever the random part."""
    first, second = sorted((max(first, 1_704_067_200_000_000), max(second, 1_704_067_200_000_000)))
    if second // 1000 > first // 1000:
        assert make_id(first, one) < make_id(second, two)
