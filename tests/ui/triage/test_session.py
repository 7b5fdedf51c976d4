"""The case in hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderator.domain.case import CaseState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.triage.session import Session


@pytest.fixture
def session(bridge: Bridge, console: FakeConsole) -> Session:
    return Session(bridge, console)  # type: ignore[arg-type]


def test_the_same_case_again_is_nothing_new(session: Session, settle: Callable[[], None]) -> None:
    told: list[object] = []
    session.shown.connect(told.append)
    session.open(2)
    settle()
    session.open(2)
    settle()
    assert len(told) == 1


def test_a_claim_is_renewed_while_somebody_reads(
    session: Session, console: FakeConsole, settle: Callable[[], None]
) -> None:
    session.open(2)
    settle()
    console.claims.clear()
    session.renew()
    settle()
    assert 2 in console.claims
    assert session._renewal.isActive()
    session.open(None)
    assert not session._renewal.isActive()


def test_what_was_decided_here_is_not_given_back(
    session: Session, console: FakeConsole, settle: Callable[[], None]
) -> None:
    """A release after the decision would take the case from whoever reopened it."""
    session.open(2)
    settle()
    console.states[2] = CaseState.DECIDED
    session.settle(2)
    session.open(3)
    settle()
    assert console.states[2] is CaseState.DECIDED


def test_a_claim_that_a_colleague_wins_later_shows_the_lock(
    session: Session, console: FakeConsole, settle: Callable[[], None]
) -> None:
    session.open(2)
    settle()
    names: list[str] = []
    session.held_by.connect(names.append)
    console.claims[2] = (8, "Ren")
    session.renew()
    settle()
    assert names == ["Ren"]


def test_changes_that_come_while_reading_are_read_once_more(
    session: Session, console: FakeConsole, settle: Callable[[], None]
) -> None:
    session.open(2)
    settle()
    console.hold_answers = True
    session.topics_changed(frozenset({Topic.CASE}))
    console.release_answers()
    console.add_note(2, "late")
    session.topics_changed(frozenset({Topic.CASE}))
    session.topics_changed(frozenset({Topic.CASE}))
    console.hold_answers = False
    console.release_answers()
    settle()
    assert session.view is not None and session.view.notes[0].text == "late"


def test_what_has_not_changed_is_not_shown_again(session: Session, settle: Callable[[], None]) -> None:
    session.open(2)
    settle()
    told: list[object] = []
    session.refreshed.connect(told.append)
    session.read_again()
    settle()
    assert told == []


def test_guidelines_are_read_once_and_again_when_published(
    session: Session, console: FakeConsole, settle: Callable[[], None]
) -> None:
    told: list[object] = []
    session.guidelines_read.connect(told.append)
    for case_id in (2, 3, 4):
        session.open(case_id)
        settle()
    assert len(told) == 1 and session.guidelines is not None
    session.topics_changed(frozenset({Topic.GUIDELINES}))
    settle()
    assert len(told) == 2


def test_a_failed_claim_of_an_open_case_is_said(
    session: Session, console: FakeConsole, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[KnownError] = []
    session.failed.connect(told.append)

    def full(case_id: int) -> None:
        raise KnownError("The disk is full", "Make room.", code="full")

    monkeypatch.setattr(console, "_claim", full)
    session.open(2)
    settle()
    assert [error.code for error in told] == ["full"]


def test_a_dear_reading_is_not_repeated_at_once(
    session: Session, console: FakeConsole, settle: Callable[[], None], qtbot: object
) -> None:
    """Our own claim is a change like any other; whoever walks through the list does not read each case twice."""
    read, asked = console.case, []

    def case(case_id: int) -> object:
        asked.append(case_id)
        return read(case_id)

    console.case = case  # type: ignore[method-assign, assignment]
    session.open(2)
    session._took = 1.0
    settle()
    for _ in range(5):
        session.topics_changed(frozenset({Topic.CASE}))
    settle()
    assert asked == [2]
    qtbot.waitUntil(lambda: asked == [2, 2])  # type: ignore[attr-defined]
