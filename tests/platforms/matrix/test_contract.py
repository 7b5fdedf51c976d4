"""The Matrix connector keeps the contract of all connectors, on a small server that can misbehave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from moderator.domain.action import ActionKind
from moderator.platforms import contract, contract_acting
from moderator.platforms.contract import Bench, Fault
from tests.platforms.matrix.bench import MatrixBench, run

UNDER_FAULTS = [(check, fault) for check, faults in contract.READING_UNDER_FAULTS for fault in faults]


def _name(value: object) -> str:
    return str(getattr(value, "__name__", None) or getattr(value, "value", value)).replace(" ", "_")


@pytest.mark.parametrize("check", contract.READING, ids=_name)
def test_reading(check: Callable[[Bench], Awaitable[None]]) -> None:
    run(check)


@pytest.mark.parametrize(("check", "fault"), UNDER_FAULTS, ids=_name)
def test_reading_under_faults(check: Callable[[Bench, Fault], Awaitable[None]], fault: Fault) -> None:
    run(lambda bench: check(bench, fault))


@pytest.mark.parametrize("kind", sorted(MatrixBench.can), ids=_name)
@pytest.mark.parametrize("check", contract_acting.ACTING, ids=_name)
def test_acting(check: Callable[[Bench, ActionKind], Awaitable[None]], kind: ActionKind) -> None:
    run(lambda bench: check(bench, kind))
