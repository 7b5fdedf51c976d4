"""Fixtures with real servers: a real Synapse for the whole run, a demo server for one test.

Without an environment for Synapse the tests that ask for it fail and say what to do; nothing is left out silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from moderator.demo import DemoProcess, start_demo
from tests.lab.server import LabServer
from tests.lab.synapse import Synapse


@pytest.fixture(scope="session")
def synapse() -> Iterator[LabServer]:
    """A real Synapse with server notices and without rate limits, shared by the whole run."""
    with Synapse() as running:
        yield running.server


@pytest.fixture(scope="module")
def fresh_synapse() -> Iterator[LabServer]:
    """A real Synapse of its own for one file of tests, with nothing in it but admin, alice, bob and carol."""
    with Synapse() as running:
        yield running.server


@pytest.fixture(scope="session")
def strict_synapse() -> Iterator[LabServer]:
    """A real Synapse without server notices, with narrow rate limits: 3 messages (joining is one) and 2 reports,
    then one each 50 s, so that a slow machine sees the same."""
    with Synapse(server_notices=False, rate_limits={"message": (0.02, 3), "reports": (0.02, 2)}) as running:
        yield running.server


@pytest.fixture
def demo() -> Iterator[DemoProcess]:
    """The demo community, standing still until it is told to go on."""
    with start_demo(speed=0) as running:
        yield running


@pytest.fixture
def empty_demo() -> Iterator[DemoProcess]:
    """A demo server with admin, alice, bob and carol and no room."""
    with start_demo(empty=True) as running:
        yield running


@pytest.fixture
def make_demo() -> Iterator[Callable[..., DemoProcess]]:
    """Start demo servers with any options; all are ended with the test."""
    started: list[DemoProcess] = []

    def make(**options: object) -> DemoProcess:
        started.append(start_demo(**options))  # type: ignore[arg-type]
        return started[-1]

    yield make
    for one in started:
        one.stop()
