"""What stands around the post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from moderator.domain.rows import ThreadRow
from tests.helpers import sample_cases as sample
from ui.theme import Look
from ui.triage.thread import Thread

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def row(number: int, *, parent: bool = False) -> ThreadRow:
    return ThreadRow(f"${number}", f"user {number}", "@u:x", sample.NOW + number, f"text {number}", parent, number % 2)


@pytest.fixture
def shown(qtbot, look: Look, frame: QWidget) -> Callable[..., Thread]:
    frame.show()

    def make(rows: list[ThreadRow], *, before: bool) -> Thread:
        made = Thread(look, before=before, parent=frame)
        made.show_rows(rows, sample.NOW)
        return made

    return make


def texts(thread: Thread) -> list[str]:
    return [post.text.text() for post in thread._posts.shown()]


def test_the_post_that_is_answered_is_in_sight_and_the_rest_is_folded(shown: Callable[..., Thread]) -> None:
    thread = shown([row(1), row(2, parent=True), row(3)], before=True)
    assert texts(thread) == ["text 2"]
    assert thread.fold.text().startswith("2 earlier post")
    thread.fold.click()
    assert texts(thread) == ["text 1", "text 2", "text 3"]
    thread.fold.click()
    assert texts(thread) == ["text 2"]


def test_where_nothing_is_answered_the_last_one_before_is_in_sight(shown: Callable[..., Thread]) -> None:
    assert texts(shown([row(1), row(2)], before=True)) == ["text 2"]


def test_three_later_ones_are_in_sight(shown: Callable[..., Thread]) -> None:
    thread = shown([row(n) for n in range(5)], before=False)
    assert texts(thread) == ["text 0", "text 1", "text 2"]
    assert thread.fold.text().startswith("5 later post") and thread.fold.isEnabled()
    few = shown([row(1)], before=False)
    assert not few.fold.isEnabled()


def test_the_same_rows_again_keep_what_was_opened(shown: Callable[..., Thread]) -> None:
    rows = [row(n) for n in range(5)]
    thread = shown(rows, before=False)
    thread.fold.click()
    thread.show_rows(rows, sample.NOW)
    assert len(texts(thread)) == 5
    thread.show_rows([], sample.NOW)
    assert thread.isHidden()
