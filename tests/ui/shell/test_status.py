"""The status bar says in words how everything does."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from moderator.console import WorkerState
from moderator.domain.community import PlatformState
from moderator.domain.rows import OutboxCounts, ShiftRow
from tests.helpers.sample_cases import NOW, community
from ui.actions import Actions
from ui.shell.status import StatusBar, StatusItem
from ui.theme import Look
from ui.translation import Translations


@pytest.fixture
def bar(look: Look, actions: Actions, frame: QWidget) -> StatusBar:
    made = StatusBar(look, actions, frame)
    frame.show()
    return made


def words(bar: StatusBar) -> list[str]:
    return [item.accessibleName() for item in bar.findChildren(StatusItem) if not item.isHidden()]


def test_a_limited_platform_says_when_it_resumes(bar: StatusBar) -> None:
    row = replace(community(), state=PlatformState.LIMITED, resumes_at=NOW + 42_000_000)
    bar.show_communities([row], NOW)
    assert any("limited, resumes in 0:42" in text for text in words(bar))


def test_a_paused_platform_is_paused_whatever_its_state(bar: StatusBar) -> None:
    bar.show_communities([replace(community(), paused=True)], NOW)
    assert any(text.endswith("paused") for text in words(bar))


def test_a_rehearsal_is_never_mistaken_for_the_real_thing(bar: StatusBar) -> None:
    bar.show_communities([replace(community(), rehearsal=True)], NOW)
    assert any("nothing is sent" in text for text in words(bar))


def test_a_community_that_is_gone_leaves_the_bar(bar: StatusBar) -> None:
    bar.show_communities([community(), replace(community(), id=2, name="Mori notes")], NOW)
    assert any("Mori notes" in text for text in words(bar))
    bar.show_communities([community()], NOW)
    assert not any("Mori notes" in text for text in words(bar))


def test_unknown_effects_come_before_everything_else_in_the_outbox(bar: StatusBar) -> None:
    bar.show_outbox(OutboxCounts(waiting=2, sending=0, sent=0, refused=1, unknown=1))
    assert "2 on the way, 1 unknown" in words(bar)
    bar.show_outbox(OutboxCounts(waiting=0, sending=0, sent=0, refused=1, unknown=0))
    assert "0 on the way, 1 refused" in words(bar)


def test_another_language_says_everything_anew(bar: StatusBar, qapp: QApplication) -> None:
    bar.show_outbox(OutboxCounts(waiting=2, sending=0, sent=0, refused=0, unknown=0))
    spoken = Translations(qapp)
    spoken.use("ja")
    qapp.processEvents()
    said = words(bar)
    spoken.use("en")
    assert "送信箱 2 件" in said


def test_the_shift_clock_counts_hours_and_minutes(bar: StatusBar) -> None:
    bar.show_shift(ShiftRow(1, 1, NOW - 8_040_000_000, None, 0, ""), NOW)
    assert "On shift 2 h 14 min" in words(bar)
    bar.show_shift(None, NOW)
    assert "Off duty" in words(bar)


def test_a_worker_that_went_is_said_quietly_and_only_then(bar: StatusBar) -> None:
    bar.show_worker(WorkerState(running=False, restarts=2, message="exit 1"))
    assert any("starting again" in text for text in words(bar))
    bar.show_worker(WorkerState(running=True))
    assert not any("starting again" in text for text in words(bar))
