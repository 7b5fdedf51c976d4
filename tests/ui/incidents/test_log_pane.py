"""The log's filter, order and words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.actor import Actor, Role
from moderator.domain.community import Severity
from moderator.domain.incident import LIVE, IncidentKind
from moderator.domain.incident_rows import IncidentCounts, IncidentOrder
from tests.helpers.fake_console import FakeConsole
from ui.actions import Actions
from ui.bridge import Bridge
from ui.incidents.log_pane import LogPane
from ui.theme import Look


@pytest.fixture
def pane(
    look: Look, bridge: Bridge, console: FakeConsole, actions: Actions, frame: QWidget, settle: Callable[[], None]
) -> LogPane:
    made = LogPane(look, bridge, console, actions, frame)  # type: ignore[arg-type]
    made.show_people([Actor(8, "Ren", Role.LEAD), Actor(7, "Aki", Role.MODERATOR)])
    made.reload()
    settle()
    return made


def test_chips_and_words_make_a_filter(pane: LogPane, settle: Callable[[], None]) -> None:
    for name in ("state", "severity", "lead", "kind"):
        pane.chips[name].click()
    pane.search.setText(" coin ")
    which = pane.filter()
    assert (which.words, which.states, which.severity, which.kind) == ("coin", LIVE, Severity.CRITICAL, IncidentKind.SPAM_WAVE)
    assert which.lead_id == 7, "whoever sits here comes first"
    pane.clear_filter()
    settle()
    assert not pane.is_filtered and pane.model.shown == 10


def test_opened_narrows_by_days(pane: LogPane, settle: Callable[[], None]) -> None:
    pane.chips["opened"].click()
    settle()
    assert pane.model.shown == 4 and pane._count.text() == "4 of 10"


def test_the_order_goes_round(pane: LogPane, settle: Callable[[], None]) -> None:
    seen = []
    for _ in IncidentOrder:
        pane.next_order()
        settle()
        seen.append(pane.model.order)
    assert set(seen) == set(IncidentOrder)


def test_the_foot_says_how_long_containing_takes(pane: LogPane) -> None:
    pane.show_counts(IncidentCounts(1, 0, 11_400_000_000, 48_211))
    assert pane._median.text() == "Median time to contained 3 h 10 min" and "48,211" in pane._record.text()
    pane.show_counts(IncidentCounts(0, 0))
    assert pane._median.text() == "" and pane._record.text() == ""


def test_nothing_that_matches_is_said_so(pane: LogPane, settle: Callable[[], None]) -> None:
    pane.search.setText("mushroom")
    pane.reload()
    settle()
    assert pane._empty.accessibleName() == "Nothing matches"
