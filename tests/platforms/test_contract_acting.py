"""The acting half of the contract: Matrix keeps it for each of its actions, and whoever breaks it is caught."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from moderator.domain.action import ActionKind
from moderator.platforms import contract_acting
from moderator.platforms.contract import Bench, Broken
from tests.platforms import liars
from tests.platforms.matrix.bench import MatrixBench, run

Check = Callable[[Bench, ActionKind], Awaitable[None]]


def _name(value: object) -> str:
    return str(getattr(value, "__name__", None) or getattr(value, "value", value))


@pytest.mark.parametrize("kind", sorted(MatrixBench.can), ids=_name)
@pytest.mark.parametrize("check", contract_acting.ACTING, ids=_name)
def test_acting(check: Check, kind: ActionKind) -> None:
    """Each action has its effect once, whatever becomes of its answer."""
    run(lambda bench: check(bench, kind))


@pytest.mark.parametrize(
    ("liar", "check", "kind", "caught"),
    [
        (liars.SaysDoneAndDoesNothing, contract_acting.done_once, ActionKind.BAN, Broken),
        (liars.SaysDoneAndDoesNothing, contract_acting.not_done_is_said, ActionKind.REMOVE, Broken),
        (liars.TriesAgainByItself, contract_acting.unknown_is_found_out, ActionKind.WARN, Broken),
        (liars.TakesSilenceForSuccess, contract_acting.unknown_is_found_out, ActionKind.REMOVE, Broken),
        (liars.AlwaysReadsBackDone, contract_acting.done_once, ActionKind.SUSPEND, Broken),
        (liars.AlwaysReadsBackDone, contract_acting.unknown_is_found_out, ActionKind.KICK, Broken),
        (liars.NeverReadsBack, contract_acting.done_once, ActionKind.BAN, Broken),
        (liars.RaisesWhenRefused, contract_acting.nothing_makes_it_raise, ActionKind.MUTE, RuntimeError),
        (liars.SaysDoneAndDoesNothing, contract_acting.already_done_by_another, ActionKind.UNBAN, Broken),
    ],
    ids=_name,
)
def test_a_connector_that_breaks_the_contract_is_caught(
    liar: type[liars.Liar], check: Check, kind: ActionKind, caught: type[Exception]
) -> None:
    """The suite can fail, and says with a sentence why."""
    with pytest.raises(caught):
        run(lambda bench: check(liars.lying(bench, liar), kind))
