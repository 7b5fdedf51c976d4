"""The timeline: kinds are left out and come back, and each row says itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.incident_rows import TimelineKind
from tests.helpers.sample_cases import NOW
from tests.helpers.sample_incidents import timeline
from ui.incidents.timeline_list import FILTERS, TimelineList
from ui.theme import Look


@pytest.fixture
def shown(look: Look, frame: QWidget) -> TimelineList:
    made = TimelineList(look, frame)
    made.resize(700, 800)
    made.show_rows(timeline(), {"accounts": "Accounts compared"}, NOW)
    return made


@pytest.mark.parametrize("kind", FILTERS)
def test_a_kind_is_left_out_and_comes_back(shown: TimelineList, kind: TimelineKind) -> None:
    whole = len(shown.shown())
    shown.toggles[kind].click()
    assert kind not in {row.kind for row in shown.shown()} and len(shown.shown()) < whole
    shown.toggles[kind].click()
    assert len(shown.shown()) == whole


def test_what_happened_to_the_incident_itself_always_stands(shown: TimelineList) -> None:
    for toggle in shown.toggles.values():
        toggle.setChecked(False)
    assert {row.kind for row in shown.shown()} == {TimelineKind.INCIDENT}


def test_each_row_is_said_with_its_time(shown: TimelineList) -> None:
    names = [entry.accessibleName() for entry in shown._entries if not entry.isHidden()]
    assert len(names) == 9 and "Ren removed 14 posts by 3 authors. Confirmed 14 of 14" in names[2]


def test_only_notes_can_be_corrected(shown: TimelineList) -> None:
    heard: list[object] = []
    shown.corrected.connect(heard.append)
    able = [entry for entry in shown._entries if not entry.correct.isHidden()]
    assert len(able) == 1
    able[0].correct.click()
    assert heard == [901]
    shown.grab()
