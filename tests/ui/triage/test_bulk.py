"""Several cases at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from moderator.domain.decision import Receipt
from moderator.domain.errors import KnownError, StaleError
from tests.helpers.fake_console import FakeConsole
from tests.ui.triage.conftest import Hands
from tests.ui.triage.test_orders import view
from ui.bridge import Bridge
from ui.triage import orders
from ui.triage.bulk import Bulk, one_community, refusal_words
from ui.triage.receipts import Entry

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_several_are_counted_before_anything_is_offered(hands: Hands) -> None:
    hands.open(2)
    for _ in range(3):
        hands.press(K.Key_X)
    hands.press(K.Key_R)
    strip = hands.room.strip
    assert strip._title.text().startswith("Remove 3 post")
    hands.press(K.Key_3)
    hands.press(K.Key_Return)
    assert len(hands.console.orders) == 3
    assert {order.guideline_id for order in hands.console.orders} == {"spam"}
    messages = {action.message.split("\n")[0] for order in hands.console.orders for action in order.actions if action.message}
    assert len(messages) == 3, "each author is addressed by name"
    hands.press(K.Key_Z)
    assert all(row.undone for row in hands.console.made.values())


def test_one_refused_of_several_is_named(hands: Hands) -> None:
    hands.open(2)
    for _ in range(2):
        hands.press(K.Key_X)
    hands.console.refuse_next = StaleError("Edited meanwhile", "Read it.", code="revision_changed")
    hands.press(K.Key_A)
    assert len(hands.console.orders) == 1
    (notice,) = [row for row in hands.notices.rows if row.key == "triage-bulk"]
    assert notice.title.startswith("1 case") and "Edited meanwhile" in notice.text


def test_cases_of_two_communities_are_not_decided_together() -> None:
    """Each community has guidelines of its own."""
    assert one_community([view(2), view(3)])
    assert not one_community([view(2), replace(view(3), community_id=2)])


def test_the_views_come_in_the_order_in_which_they_were_picked(
    bridge: Bridge, console: FakeConsole, settle: Callable[[], None]
) -> None:
    bulk, told = Bulk(bridge, console), []  # type: ignore[arg-type]
    bulk.ready.connect(lambda verb, views: told.append((verb, [one.row.id for one in views])))
    bulk.begin("remove", [5, 3, 9, 2, 7, 4])
    settle()
    assert told == [("remove", [5, 3, 9, 2, 7, 4])]
    assert not bulk.is_reading


def test_one_that_cannot_be_read_stops_all(
    bridge: Bridge, console: FakeConsole, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is offered about cases that were not read."""
    bulk, told, ready = Bulk(bridge, console), [], []  # type: ignore[arg-type]
    bulk.failed.connect(told.append)
    bulk.ready.connect(lambda *found: ready.append(found))
    real = console._view

    def broken(case_id: int) -> object:
        if case_id == 3:
            raise KnownError("Gone", "Look at the queue.", code="no_case")
        return real(case_id)

    monkeypatch.setattr(console, "_view", broken)
    bulk.begin("remove", [2, 3, 4])
    settle()
    assert [error.code for error in told] == ["no_case"] and ready == []


def test_refusals_are_counted_by_their_cause() -> None:
    entry = Entry("", "", ())
    order = orders.no_breach(view(), 1)
    entry.receipts = [Receipt(1, 2, 1, 0)]
    entry.refusals = [(order, StaleError("Edited", "", code="x")), (order, StaleError("Edited", "", code="x"))]
    title, text = refusal_words(entry)
    assert title.startswith("2 case") and text.startswith("Edited ×2")
