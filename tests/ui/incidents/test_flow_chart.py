"""The chart: it paints from nothing to a lot, and says in words what it shows."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.incident_rows import Flow
from tests.helpers.sample_incidents import view
from ui.incidents.flow_chart import FlowChart, Legend, _top
from ui.theme import Look


@pytest.mark.parametrize("bars", [True, False])
@pytest.mark.parametrize("flow", [Flow(), Flow(0, HOUR, (1,), (0,)), Flow(0, 6 * HOUR, (0, 900), (3, 0)), view(31).flow])
def test_it_paints_whatever_there_is(look: Look, frame: QWidget, flow: Flow, bars: bool) -> None:
    chart = FlowChart(look, bars=bars, parent=frame)
    chart.resize(400, 92)
    chart.show_flow(flow, ((flow.start, "opened"), (flow.start - 5, "before")))
    assert not chart.grab().isNull()
    assert chart.accessibleName() == f"Flags in {sum(flow.flags)}, decisions out {sum(flow.decisions)}"


@pytest.mark.parametrize(("width", "words"), [(10 * MINUTE, "every ten minutes"), (HOUR, "every hour"), (6 * HOUR, "every 6 h")])
def test_the_step_is_said(look: Look, frame: QWidget, width: int, words: str) -> None:
    chart = FlowChart(look, parent=frame)
    chart.show_flow(Flow(0, width, (1, 2), (0, 1)))
    assert chart.heading() == words


def test_the_scale_is_a_round_number_above_the_highest_point() -> None:
    assert [_top(n) for n in (1, 3, 15, 99, 101)] == [2, 4, 16, 100, 200]


def test_the_legend_paints(look: Look, frame: QWidget) -> None:
    legend = Legend(look, frame)
    legend.resize(legend.sizeHint())
    assert not legend.grab().isNull()
