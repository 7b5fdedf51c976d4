"""The queue model: pages on demand, and a list that keeps still."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from moderator.domain.case import CaseState
from moderator.domain.errors import KnownError
from moderator.domain.rows import QueueFilter, QueueOrder
from tests.helpers import sample_cases
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.triage.model import PAGE, ROW, QueueModel

Settle = Callable[[], None]


@pytest.fixture
def model(console: FakeConsole, bridge: Bridge, settle: Settle) -> QueueModel:
    made = QueueModel(console, bridge)
    made.show(QueueFilter(), QueueOrder.URGENCY)
    settle()
    return made


def ids(model: QueueModel) -> list[int]:
    return [model.id_at(place) for place in range(model.rowCount())]  # type: ignore[misc]


def test_a_row_is_grey_until_its_page_is_there(model: QueueModel, console: FakeConsole, settle: Settle) -> None:
    console.hold_answers = True
    assert model.index(0, 0).data(ROW) is None
    console.release_answers()
    settle()
    assert model.index(0, 0).data(ROW).id == model.id_at(0)


def test_a_page_is_asked_for_once(console: FakeConsole, bridge: Bridge, settle: Settle) -> None:
    many = [replace(sample_cases.SAMPLES[4], id=n) for n in range(1, 3 * PAGE)]
    console.samples = {s.id: s for s in many}
    console.states = {s.id: CaseState.OPEN for s in many}
    model = QueueModel(console, bridge)
    model.show(QueueFilter(), QueueOrder.OLDEST)
    settle()
    asked: list[int] = []
    read = console.queue_rows
    console.queue_rows = lambda wanted: (asked.append(len(wanted)), read(wanted))[1]  # type: ignore[method-assign]
    for place in range(PAGE // 2):
        model.row_at(place)
    settle()
    assert asked == [PAGE]


def test_new_cases_wait_until_they_are_asked_for(model: QueueModel, console: FakeConsole, settle: Settle) -> None:
    before = ids(model)
    console.samples[99] = replace(sample_cases.SAMPLES[1], id=99)
    console.states[99] = CaseState.OPEN
    model.look()
    settle()
    assert ids(model) == before
    assert model.new_count == 1
    model.take_new()
    assert 99 in ids(model)
    assert model.new_count == 0


def test_a_case_that_somebody_else_decided_leaves_the_list(model: QueueModel, console: FakeConsole, settle: Settle) -> None:
    gone = model.id_at(3)
    console.states[gone] = CaseState.DECIDED
    model.look()
    settle()
    assert gone not in ids(model)


def test_a_decided_case_stays_away_while_the_store_does_not_know_yet(
    model: QueueModel, console: FakeConsole, settle: Settle
) -> None:
    gone, total = model.id_at(0), model.total
    model.take_out(gone)
    model.look()
    settle()
    assert gone not in ids(model)
    assert (model.total, model.new_count) == (total - 1, 0)


def test_a_case_that_is_put_back_stands_at_the_front(model: QueueModel, settle: Settle) -> None:
    gone = model.id_at(5)
    model.take_out(gone)
    model.put_back(gone)
    settle()
    assert model.id_at(0) == gone


def test_an_empty_list_takes_new_cases_in_by_itself(console: FakeConsole, bridge: Bridge, settle: Settle) -> None:
    for one in console.states:
        console.states[one] = CaseState.DECIDED
    model = QueueModel(console, bridge)
    model.show(QueueFilter(), QueueOrder.URGENCY)
    settle()
    assert model.rowCount() == 0
    console.states[2] = CaseState.OPEN
    model.look()
    settle()
    assert ids(model) == [2]


def test_an_answer_for_the_view_before_is_dropped(model: QueueModel, console: FakeConsole, settle: Settle) -> None:
    console.hold_answers = True
    model.show(QueueFilter(words="馬鹿"), QueueOrder.URGENCY)
    model.show(QueueFilter(words="potato"), QueueOrder.URGENCY)
    console.release_answers()
    console.hold_answers = False
    settle()
    assert ids(model) == [5]


def test_a_failure_is_told_and_what_was_there_stays(model: QueueModel, console: FakeConsole, settle: Settle) -> None:
    told: list[object] = []
    model.failed.connect(told.append)
    before = ids(model)

    def fail(*_: object) -> object:
        return console._future(lambda: (_ for _ in ()).throw(KnownError("No", "Wait")))

    console.queue_ids = fail  # type: ignore[method-assign,assignment]
    model.look()
    settle()
    assert isinstance(told[0], KnownError)
    assert ids(model) == before


def test_a_reader_hears_the_author_and_a_veiled_text_is_not_read_out(model: QueueModel, settle: Settle) -> None:
    from PySide6.QtCore import Qt

    model.row_at(0)
    settle()
    place = model.place_of(1)
    assert place is not None
    spoken = str(model.index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "ほたるび七号" in spoken
    assert "疲れた" not in spoken
