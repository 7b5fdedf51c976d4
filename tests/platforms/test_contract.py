"""The reading half of the contract: Matrix keeps it on a server that misbehaves, and whoever breaks it is caught."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from moderator.platforms import contract
from moderator.platforms.contract import Bench, Broken, Fault
from tests.platforms import liars
from tests.platforms.matrix.bench import run

UNDER_FAULTS = [(check, fault) for check, faults in contract.READING_UNDER_FAULTS for fault in faults]


def _name(value: object) -> str:
    return str(getattr(value, "__name__", None) or getattr(value, "value", value)).replace(" ", "_")


@pytest.mark.parametrize("check", contract.READING, ids=_name)
def test_reading(check: Callable[[Bench], Awaitable[None]]) -> None:
    """Matrix is read as the contract asks."""
    run(check)


@pytest.mark.parametrize(("check", "fault"), UNDER_FAULTS, ids=_name)
def test_reading_under_faults(check: Callable[[Bench, Fault], Awaitable[None]], fault: Fault) -> None:
    """Whatever the server sends, reading is bounded and nothing is lost for ever."""
    run(lambda bench: check(bench, fault))


@pytest.mark.parametrize(
    ("liar", "check"),
    [
        (liars.LosesEveryOtherFlag, contract.flags_arrive_with_everything),
        (liars.LosesEveryOtherFlag, contract.flags_survive_a_moving_list),
        (liars.TellsGoneAtOnce, contract.a_vanished_flag_needs_two_looks),
        (liars.ForgetsWhoReported, contract.flags_arrive_with_everything),
        (liars.ForgetsWhereItWas, contract.flags_arrive_with_everything),
        (liars.ShowsTheFirstWordsOnly, contract.posts_arrive_whole),
    ],
    ids=_name,
)
def test_a_connector_that_breaks_the_contract_is_caught(
    liar: type[liars.Liar], check: Callable[[Bench], Awaitable[None]]
) -> None:
    """The suite can fail, and says with a sentence why."""
    with pytest.raises(Broken):
        run(lambda bench: check(liars.lying(bench, liar)))
