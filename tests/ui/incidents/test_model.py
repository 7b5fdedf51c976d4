"""The log as a table: heads between the states, pages on demand, a quick first part."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from moderator.domain.errors import KnownError
from moderator.domain.incident import IncidentState
from moderator.domain.incident_rows import IncidentFilter, IncidentIds, IncidentOrder, IncidentRow
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.incidents.model import ROW, Group, LogModel

S = IncidentState


@pytest.fixture
def model(console: FakeConsole, bridge: Bridge, settle: Callable[[], None]) -> LogModel:
    made = LogModel(console, bridge)  # type: ignore[arg-type]
    made.show(IncidentFilter(), IncidentOrder.NEWEST)
    settle()
    return made


def test_each_state_has_its_head_before_its_incidents(model: LogModel) -> None:
    heads = [(place, model.group_at(place)) for place in model.heads()]
    assert heads == [
        (0, Group(S.PROPOSED, 1)), (2, Group(S.OPEN, 2)), (5, Group(S.CONTAINED, 1)), (7, Group(S.WATCHING, 2)),
        (10, Group(S.CLOSED, 4)),
    ]  # fmt: skip
    assert model.rowCount() == 15


def test_a_place_and_its_incident_find_each_other(model: LogModel) -> None:
    for place in range(model.rowCount()):
        incident_id = model.id_at(place)
        if incident_id is not None:
            assert model.place_of(incident_id) == place
    assert [model.position(place) for place in (0, 1, 2, 3, 14)] == [0, 1, 0, 2, 10]
    assert model.place_of(777) is None and model.id_at(-1) is None and model.id_at(15) is None


def test_a_row_is_grey_until_its_page_is_there(model: LogModel, settle: Callable[[], None]) -> None:
    index = model.index(3, 0)
    assert model.data(index, ROW) is None
    settle()
    assert isinstance(model.data(index, ROW), IncidentRow)
    assert "Coin giveaway" in str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))


def test_a_head_cannot_be_selected_and_says_its_state(model: LogModel) -> None:
    index = model.index(2, 0)
    assert not model.flags(index) & Qt.ItemFlag.ItemIsSelectable
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Open, 2"


def test_of_the_quick_first_part_only_the_heads_in_it_are_shown(model: LogModel) -> None:
    model._take(IncidentIds(array("q", [1, 2, 3]), {S.OPEN: 2, S.WATCHING: 1, S.CLOSED: 90}, 93, False))
    assert list(model.heads()) == [0, 3] and model.shown == 93


def test_the_same_again_does_not_reset(model: LogModel, settle: Callable[[], None], qtbot) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        model.look()
        settle()


def test_a_failure_is_told(model: LogModel, console: FakeConsole, settle: Callable[[], None], qtbot) -> None:
    console.incidents.fail = KnownError("Busy", "Try again.")
    with qtbot.waitSignal(model.failed):
        model.look()
        settle()
