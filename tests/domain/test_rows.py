"""Rows only show; the few sums they know are right."""

import dataclasses

import pytest

from moderator.domain import rows
from moderator.domain.rows import OutboxCounts


def test_the_outbox_counts_what_travels_and_what_needs_a_person() -> None:
    counts = OutboxCounts(waiting=3, sending=1, sent=2, refused=4, unknown=5)
    assert (counts.on_the_way, counts.need_person) == (6, 9)


def test_no_row_can_be_changed() -> None:
    kinds = [one for one in vars(rows).values() if dataclasses.is_dataclass(one) and isinstance(one, type)]
    assert kinds
    for kind in kinds:
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]


def test_a_frozen_row_refuses() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        OutboxCounts(0, 0, 0, 0, 0).waiting = 1  # type: ignore[misc]
