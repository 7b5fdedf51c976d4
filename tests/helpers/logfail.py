"""A WARNING in the log fails the test that caused it, unless the test said that it would come.

Say so with a marker, once for each message:

    @pytest.mark.expect_log("moderator.worker", "lease is held")

or, where only the body of the test knows, with the fixture of the same name:

    expect_log("moderator.worker", "lease is held")

An expected message that does not come fails the test too: else the expectation would outlive its reason.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import pytest


@dataclass(slots=True)
class Expected:
    """One message that a test announced: its logger (or a parent of it) and a piece of its text."""

    logger: str
    containing: str
    seen: int = 0

    def matches(self, record: logging.LogRecord) -> bool:
        below = record.name == self.logger or record.name.startswith(self.logger + ".")
        return below and self.containing in record.getMessage()


@dataclass(slots=True)
class Watch:
    """What one test logged at WARNING or above, and what it had announced."""

    records: list[logging.LogRecord] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)

    def complaint(self) -> str:
        """Return the unannounced messages, one a line; empty when there are none. Each is told once."""
        records, self.records = self.records, []
        return "\n".join(self._describe(record) for record in records if not self._was_expected(record))

    def missing(self) -> str:
        """Return the announced messages that never came, one a line."""
        return "\n".join(f"{e.logger}: …{e.containing}…" for e in self.expected if not e.seen)

    def _was_expected(self, record: logging.LogRecord) -> bool:
        hits = [e for e in self.expected if e.matches(record)]
        for hit in hits:
            hit.seen += 1
        return bool(hits)

    @staticmethod
    def _describe(record: logging.LogRecord) -> str:
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        return text


class LogFail(logging.Handler):
    """Collects on any thread; the test's own thread judges when a phase of the test has ended."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.watch = Watch()

    def emit(self, record: logging.LogRecord) -> None:
        self.watch.records.append(record)


_handler = LogFail()


def pytest_configure() -> None:
    logging.getLogger().addHandler(_handler)


def pytest_unconfigure() -> None:
    logging.getLogger().removeHandler(_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    _handler.watch = Watch()
    for mark in item.iter_markers("expect_log"):
        _handler.watch.expected.append(Expected(*mark.args, **mark.kwargs))
    yield
    _judge("while the test was set up")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    yield
    _judge("in the test")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    yield
    _judge("while the test was torn down")
    if missing := _handler.watch.missing():
        pytest.fail(f"announced by expect_log, but never logged:\n{missing}", pytrace=False)


def _judge(when: str) -> None:
    if complaint := _handler.watch.complaint():
        pytest.fail(f"logged {when}, and not announced by expect_log:\n{complaint}", pytrace=False)


@pytest.fixture
def expect_log() -> Callable[[str, str], None]:
    """Announce that the test logs a WARNING (or worse) on this logger with this piece of text."""

    def expect(logger: str, containing: str = "") -> None:
        _handler.watch.expected.append(Expected(logger, containing))

    return expect
