"""What became of a decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from moderator.domain.action import ActionKind
from moderator.domain.decision import UndoKind, UndoResult
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError, StaleError
from tests.helpers.fake_console import FakeConsole
from tests.ui.triage.conftest import Hands
from tests.ui.triage.test_orders import view
from ui.bridge import Bridge
from ui.triage import orders
from ui.triage.receipts import Entry, Receipts, cannot, phase_of

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_undo_while_it_is_being_saved_waits_for_the_saving(hands: Hands) -> None:
    hands.open(2)
    hands.console.hold_answers = True
    hands.press(K.Key_A)
    hands.press(K.Key_Z, CTRL)
    hands.console.hold_answers = False
    hands.console.release_answers()
    hands.settle()
    assert next(iter(hands.console.made.values())).undone
    assert hands.view.row.id == 2


S = EnforcementState


@pytest.mark.parametrize(
    ("states", "phase"),
    [
        ((S.CONFIRMED, S.UNKNOWN), "unknown"),
        ((S.REFUSED, S.WAITING), "refused"),
        ((S.WAITING, S.CONFIRMED), "saved"),
        ((S.SENT, S.CONFIRMED), "sent"),
        ((S.CONFIRMED,), "confirmed"),
        ((S.CANCELLED, S.UNDONE), "undone"),
        ((), "confirmed"),
    ],
)
def test_one_word_stands_for_several_steps(states: tuple[S, ...], phase: str) -> None:
    """What needs a person comes first, then what is furthest behind."""
    assert phase_of(states) == phase


@pytest.fixture
def receipts(bridge: Bridge, console: FakeConsole) -> Receipts:
    return Receipts(bridge, console)  # type: ignore[arg-type]


def test_what_was_refused_comes_back_order_by_order(
    receipts: Receipts, console: FakeConsole, settle: Callable[[], None]
) -> None:
    back: list[int] = []
    receipts.returned.connect(lambda order, error: back.append(order.case_id))
    console.refuse_next = StaleError("Edited", "Read.", code="revision_changed")
    entry = receipts.decide([orders.no_breach(view(n), n) for n in (2, 3, 4)], "No breach", "")
    settle()
    assert back == [2] and entry.case_ids == (3, 4) and entry.phase == "confirmed"


def test_an_entry_of_which_nothing_was_saved_is_gone(
    receipts: Receipts, console: FakeConsole, settle: Callable[[], None]
) -> None:
    console.refuse_next = KnownError("Full", "Make room.", code="full")
    entry = receipts.decide([orders.no_breach(view(2), 1)], "No breach", "")
    settle()
    assert receipts.entries == [] and entry.phase == "failed" and receipts.last() is None


def test_a_row_of_an_earlier_sitting_can_be_taken_back(
    receipts: Receipts, console: FakeConsole, settle: Callable[[], None]
) -> None:
    made = console.made[console.decide(orders.no_breach(view(2), 1)).result().decision_id]
    receipts.undo_row(made, made.author)
    settle()
    assert console.made[made.id].undone
    assert receipts.entries[-1].case_ids == (2,)


def test_undo_twice_asks_once(receipts: Receipts, console: FakeConsole, settle: Callable[[], None]) -> None:
    entry = receipts.decide([orders.no_breach(view(2), 1)], "No breach", "")
    settle()
    told: list[object] = []
    receipts.undone.connect(told.append)
    receipts.undo(entry)
    receipts.undo(entry)
    settle()
    receipts.undo(entry)
    settle()
    assert len(told) == 1 and receipts.last() is None


def test_a_way_back_that_is_refused_is_said(
    receipts: Receipts, console: FakeConsole, settle: Callable[[], None]
) -> None:
    entry = receipts.decide([orders.no_breach(view(2), 1)], "No breach", "")
    settle()
    told: list[KnownError] = []
    receipts.failed.connect(told.append)

    def refuse(case_id: int, state: object) -> None:
        raise StaleError("Already undone", "Somebody did.", code="already_undone")

    console._set = refuse  # type: ignore[method-assign]
    receipts.undo(entry)
    settle()
    assert [error.code for error in told] == ["already_undone"] and entry.phase != "undone"


def test_what_stays_is_named_once() -> None:
    results = [UndoResult(UndoKind.INVERSE, n, cannot=(ActionKind.WARN,)) for n in (1, 2)]
    assert cannot(Entry("", "", (), results=results)) == (ActionKind.WARN,)
