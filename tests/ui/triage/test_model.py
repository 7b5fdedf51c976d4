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
from ui.triage.model import LOOK, PAGE, ROW, QueueModel

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


# --- a long list --------------------------------------------------------------------------------------------------------


def long_model(console: FakeConsole, bridge: Bridge, settle: Settle) -> tuple[QueueModel, list[int | None]]:
    """A list longer than what is looked at again, and the limits with which its ids were asked for."""
    many = [replace(sample_cases.SAMPLES[4], id=n) for n in range(1, LOOK + 200)]
    console.samples = {s.id: s for s in many}
    console.states = {s.id: CaseState.OPEN for s in many}
    model = QueueModel(console, bridge)
    model.show(QueueFilter(), QueueOrder.OLDEST)
    settle()
    for place in (0, 5, PAGE):
        model.row_at(place)
        settle()
        model.row_at(place)
    asked: list[int | None] = []
    read = console.queue_ids

    def queue_ids(which: QueueFilter, order: QueueOrder, limit: int | None = None) -> object:
        asked.append(limit)
        return read(which, order, limit)

    console.queue_ids = queue_ids  # type: ignore[method-assign, assignment]
    return model, asked


def test_of_a_long_list_only_the_first_part_is_read_again(console: FakeConsole, bridge: Bridge, settle: Settle) -> None:
    """What a colleague decided leaves where it is in sight; what is new is counted, and read when somebody asks."""
    model, asked = long_model(console, bridge, settle)
    total, gone = model.total, model.id_at(5)
    console.states[gone] = CaseState.DECIDED
    for new in (90_001, 90_002, 90_003):
        console.samples[new] = replace(sample_cases.SAMPLES[4], id=new)
        console.states[new] = CaseState.OPEN
    model.look()
    settle()
    assert asked == [LOOK]
    assert model.place_of(gone) is None
    assert (model.total, model.new_count, model.rowCount()) == (total + 2, 3, total - 1)
    model.take_new()
    settle()
    assert asked == [LOOK, None]
    assert (model.rowCount(), model.new_count) == (total + 2, 0)


def test_a_decision_of_ours_is_counted_once_in_a_long_list(console: FakeConsole, bridge: Bridge, settle: Settle) -> None:
    """Before the store knows of it and after."""
    model, _ = long_model(console, bridge, settle)
    total, gone = model.total, model.id_at(0)
    model.take_out(gone)
    model.look()
    settle()
    assert model.total == total - 1
    console.states[gone] = CaseState.DECIDED
    model.look()
    settle()
    assert (model.total, model.new_count) == (total - 1, 0)


def test_a_dear_look_is_followed_by_a_pause(console: FakeConsole, bridge: Bridge, settle: Settle, qtbot: object) -> None:
    """However often the store changes, whoever works in the list is not kept waiting; nothing is overlooked either."""
    model, asked = long_model(console, bridge, settle)
    model.look()
    model._began -= 0.1  # as if it had taken so long
    settle()
    for _ in range(50):
        model.look()
    settle()
    assert len(asked) == 1
    qtbot.waitUntil(lambda: len(asked) == 2)  # type: ignore[attr-defined]


def test_rows_out_of_sight_are_read_again_when_they_come_into_it(
    console: FakeConsole, bridge: Bridge, settle: Settle
) -> None:
    """A change does not make us read every page again; each is, once, when somebody looks at it."""
    model, _ = long_model(console, bridge, settle)
    for place in range(PAGE + 60, PAGE, -1):  # the first page is out of sight now
        model.row_at(place)
    far = model.id_at(2)
    console.claims[far] = (8, "Ren")
    model.look()
    settle()
    assert model.row_at(2).claimed_by == ""  # type: ignore[union-attr]
    settle()
    assert model.row_at(2).claimed_by == "Ren"  # type: ignore[union-attr]


def test_many_that_leave_leave_together(console: FakeConsole, bridge: Bridge, settle: Settle) -> None:
    model, _ = long_model(console, bridge, settle)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    for case_id in list(console.states)[:-5]:
        console.states[case_id] = CaseState.DECIDED
    model.look()
    settle()
    assert model.rowCount() == 5 and len(resets) == 1


def test_rows_are_found_where_they_moved_to(console: FakeConsole, bridge: Bridge, settle: Settle) -> None:
    """Places are remembered from when a row was read; those that moved are looked for beside it, then everywhere."""
    model, _ = long_model(console, bridge, settle)
    first, far = model.id_at(10), model.id_at(PAGE + 20)
    for _ in range(8):
        model.take_out(model.id_at(0))
    assert model.place_of(first) == 2
    assert model.place_of(far) == PAGE + 12
    assert model.place_of(model.id_at(model.rowCount() - 1)) == model.rowCount() - 1
    assert model.place_of(-1) is None
