"""The window as a whole, over a console that answers from an invented queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from moderator.console import WorkerState
from moderator.domain.actor import Actor, Role
from moderator.domain.community import PlatformState
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from tests.helpers import sample_cases as sample
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.errors import Crash
from ui.shell.notices import Level
from ui.shell.window import Window
from ui.theme import Look
from ui.widgets.hostile import inline

Settle = Callable[[], None]


@pytest.fixture
def window(look: Look, bridge: Bridge, console: FakeConsole, settle: Settle, qtbot: object) -> Iterator[Window]:
    """Open on the demo: nobody is asked who they are."""
    made = Window(look, bridge, is_demo=True)
    console.settings.set("first_run_done", True)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.enter(console)  # type: ignore[arg-type]
    settle()
    yield made
    made._leaving = True
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete.value)


def press(window: Window, key: Qt.Key, settle: Settle, qtbot: object, how: Qt.KeyboardModifier | None = None) -> None:
    to = QApplication.focusWidget() or window
    qtbot.keyClick(to, key, how or Qt.KeyboardModifier.NoModifier)  # type: ignore[attr-defined]
    settle()


def keys_of(window: Window) -> set[str]:
    return {notice.key for notice in window.notices.rows}


# --- opening ------------------------------------------------------------------------------------------------------------


def test_before_the_record_is_open_there_are_no_rooms(look: Look, bridge: Bridge, qtbot: object) -> None:
    """Rail and status bar come with the rooms; a key pressed too early does nothing."""
    made = Window(look, bridge, is_demo=True)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.show()
    for command in ("triage", "next-pane", "shift", "person", "theme", "theme"):
        made.actions_[command].trigger()
    assert made.rail.isHidden() and made.status.isHidden() and made.triage is None


def test_an_open_record_shows_the_triage_room_with_the_most_urgent_case(window: Window) -> None:
    assert window.triage is not None and window.triage.isVisible()
    assert window.rail.isVisible() and window.status.isVisible()
    assert window.triage.session.case_id == 1
    assert window.rail._items["triage"].isChecked()
    assert window.rail._items["triage"].spoken().endswith("12 waiting")


def test_a_record_that_does_not_open_says_why(look: Look, bridge: Bridge, qtbot: object) -> None:
    made = Window(look, bridge, is_demo=True)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.could_not_open(KnownError("This profile is in use", "Close it first.", code="profile_busy"))
    page = made._entrance.page()
    assert page is not None and page._title.text() == "This profile is in use"


def test_a_passphrase_typed_at_the_entrance_is_passed_on(look: Look, bridge: Bridge, qtbot: object) -> None:
    made = Window(look, bridge, is_demo=True)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.could_not_open(KnownError("A passphrase is needed", "…", code="passphrase_needed"))
    page = made._entrance.page()
    page.field.setText("open sesame")  # type: ignore[union-attr]
    with qtbot.waitSignal(made.passphrase_given) as told:  # type: ignore[attr-defined]
        page.finish()  # type: ignore[union-attr]
    assert told.args == ["open sesame"]


def test_ctrl_1_gives_the_list_the_keyboard(window: Window, settle: Settle, qtbot: object) -> None:
    window.triage.pane.card.text.setFocus()  # type: ignore[union-attr]
    press(window, Qt.Key.Key_1, settle, qtbot, Qt.KeyboardModifier.ControlModifier)
    assert window.triage.queue.table.hasFocus()  # type: ignore[union-attr]


def test_f6_walks_the_panes_and_comes_round(window: Window, settle: Settle, qtbot: object) -> None:
    window.triage.take_focus()  # type: ignore[union-attr]
    seen = []
    for _ in range(6):
        press(window, Qt.Key.Key_F6, settle, qtbot)
        seen.append(window.focusWidget())
    assert window.triage.queue.table in seen and len(set(seen)) >= 3  # type: ignore[union-attr]


# --- what changed -------------------------------------------------------------------------------------------------------


def test_the_outbox_count_follows_the_store(
    window: Window, console: FakeConsole, settle: Settle, qtbot: object
) -> None:
    """A decision that waits is counted; when it is confirmed it is not; an unknown one is told apart."""
    assert window.status.outbox_item.text().startswith("0")
    press(window, Qt.Key.Key_R, settle, qtbot)
    press(window, Qt.Key.Key_Return, settle, qtbot)
    (decision_id,) = console.made
    console.tell(Topic.OUTBOX)
    settle()
    assert not window.status.outbox_item.text().startswith("0")
    console.advance(decision_id, EnforcementState.UNKNOWN)
    settle()
    assert "unknown" in window.status.outbox_item.text()
    console.advance(decision_id, EnforcementState.CONFIRMED)
    settle()
    assert window.status.outbox_item.text().startswith("0")


def connected(console: FakeConsole, window: Window, settle: Settle, **changes: object) -> None:
    """Let the only community become another."""
    row = replace(sample.community(), **changes)  # type: ignore[arg-type]
    console.communities = lambda: console._future(lambda: [row])  # type: ignore[method-assign]
    console.tell(Topic.COMMUNITIES)
    settle()


DOWN = {"state": PlatformState.DOWN, "error_title": "The server does not answer", "error_message": "It is tried again."}


def test_trouble_with_a_community_is_one_strip_that_goes_with_its_cause(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    connected(console, window, settle, **DOWN)
    (notice,) = window.notices.rows
    assert notice.key == "community-1" and notice.level is Level.WARN
    assert "The server does not answer" in notice.title and "きのこ灯りの森" in notice.title
    connected(console, window, settle)
    assert not window.notices.rows


def test_the_same_trouble_is_not_counted_each_time_the_row_is_read(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    """A strip that somebody closed stays closed until something else is wrong."""
    for _ in range(3):
        connected(console, window, settle, **DOWN)
    assert window.notices.rows[0].count == 1
    window.notices.withdraw("community-1")
    connected(console, window, settle, **DOWN)
    assert not window.notices.rows
    connected(console, window, settle, **{**DOWN, "error_title": "The token is not taken any more"})
    assert "token" in window.notices.rows[0].title


def test_a_refused_community_is_an_error_and_a_paused_one_is_none(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    connected(console, window, settle, **{**DOWN, "state": PlatformState.REFUSED})
    assert window.notices.rows[0].level is Level.ERROR
    connected(console, window, settle, **{**DOWN, "paused": True})
    assert not window.notices.rows


def test_a_community_that_calls_itself_something_hostile_is_shown_as_text(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    """Its name comes from outside: controls in it become visible."""
    connected(console, window, settle, **{**DOWN, "name": "left\u202eright"})
    assert "\u202e" not in window.notices.rows[0].title


def test_a_worker_that_is_gone_is_said_quietly(window: Window, console: FakeConsole) -> None:
    """In the status bar, not in a strip; nothing is said while it runs."""
    assert window.status._worker.isHidden()
    console.worker = lambda: WorkerState(False, 1, "The worker ended: exit 9")  # type: ignore[method-assign]
    window._tick()
    assert window.status._worker.isVisible() and "again" in window.status._worker.text()
    assert not window.notices.rows
    console.worker = lambda: WorkerState(True, 1)  # type: ignore[method-assign]
    window._tick()
    assert window.status._worker.isHidden()


def test_a_status_that_cannot_be_read_is_said_once_per_cause(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    def fail() -> object:
        raise KnownError("The record is busy", "It is tried again.", code="store_busy")

    console.outbox_counts = lambda: console._future(fail)  # type: ignore[method-assign, assignment]
    console.tell(Topic.OUTBOX)
    settle()
    console.tell(Topic.OUTBOX)
    settle()
    assert [(n.key, n.count) for n in window.notices.rows] == [("store_busy", 2)]


# --- what went wrong ----------------------------------------------------------------------------------------------------


def test_what_a_person_can_mend_is_a_strip(window: Window, settle: Settle) -> None:
    window.show_problem(KnownError("The disk is full", "Make room and try again.", code="disk_full"))
    settle()
    assert keys_of(window) == {"disk_full"}
    assert window._strips.banner("disk_full").isVisible()
    window.show_problem("not an error")
    assert len(window.notices.rows) == 1


def test_a_crash_says_that_nothing_is_lost_and_can_be_copied(window: Window, qapp: object, tmp_path: Path) -> None:
    window.show_crash(Crash("ZeroDivisionError", "what happened where", tmp_path / "crash-1.txt"))
    (notice,) = window.notices.rows
    assert "Nothing saved is lost" in notice.text and "crash-1.txt" in notice.text
    window._strips.acted.emit("crash", "copy")
    assert qapp.clipboard().text() == "what happened where"  # type: ignore[attr-defined]
    assert window.notices.rows, "copying does not close it"


# --- who, when, how it looks --------------------------------------------------------------------------------------------


def test_somebody_else_takes_the_seat(window: Window, console: FakeConsole, settle: Settle, qtbot: object) -> None:
    """Ctrl+P asks who; the rail, the shift and the case in hand are theirs from then on."""
    press(window, Qt.Key.Key_P, settle, qtbot, Qt.KeyboardModifier.ControlModifier)
    assert window.people.isVisible()
    window.people.chosen.emit(Actor(8, "Ren", Role.LEAD))
    settle()
    assert console.actor.name == "Ren"
    assert window.rail._person.text() == f"At this window: {inline('Ren')}"


def test_ctrl_d_ends_the_shift_and_begins_another(
    window: Window, console: FakeConsole, settle: Settle, qtbot: object
) -> None:
    assert "On shift 2 h" in window.status._shift.text()
    press(window, Qt.Key.Key_D, settle, qtbot, Qt.KeyboardModifier.ControlModifier)
    assert console.started_shift is None and window.status._shift.text() == "Off duty"
    press(window, Qt.Key.Key_D, settle, qtbot, Qt.KeyboardModifier.ControlModifier)
    assert console.started_shift is not None and window.status._shift.text() == "On shift 0 min"


def test_theme_language_and_text_size_change_at_once_and_are_kept(
    window: Window, look: Look, console: FakeConsole, settle: Settle
) -> None:
    for command in ("theme", "language", "larger"):
        window.actions_[command].trigger()
    settle()
    assert (look.theme.dark, look.japanese, look.scale) == (True, True, 110)
    kept = console.settings
    assert (kept.text("theme"), kept.text("language"), kept.number("text_scale")) == ("dark", "ja", 110)
    for command in ("theme", "language", "smaller"):
        window.actions_[command].trigger()
    settle()
    assert (kept.text("theme"), kept.text("language"), kept.number("text_scale")) == ("light", "en", 100)


def test_settings_that_cannot_be_kept_are_said(window: Window, console: FakeConsole, settle: Settle) -> None:
    def fail() -> object:
        raise KnownError("The settings cannot be written", "The disk is full.", code="settings_unwritable")

    console.keep_settings = lambda values: console._future(fail)  # type: ignore[method-assign, assignment]
    window.actions_["theme"].trigger()
    settle()
    assert keys_of(window) == {"settings_unwritable"}
    window.actions_["theme"].trigger()
    settle()


# --- leaving ------------------------------------------------------------------------------------------------------------


def waiting(console: FakeConsole, count: int) -> list[str]:
    """Let *count* decisions wait; returns what is asked of them, as it is asked."""
    asked: list[str] = []

    def answer(how: str) -> Callable[[], object]:
        return lambda: console._future(lambda: asked.append(how) or count)

    console.waiting = lambda: console._future(lambda: count)  # type: ignore[method-assign]
    console.send_now = answer("send")  # type: ignore[method-assign, assignment]
    console.cancel_waiting = answer("undo")  # type: ignore[method-assign, assignment]
    console.keep_waiting = answer("keep")  # type: ignore[method-assign, assignment]
    return asked


def test_with_nothing_waiting_the_window_closes_without_a_question(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    waiting(console, 0)
    window.close()
    settle()
    assert window.isHidden() and window.leaving.isHidden()


@pytest.mark.parametrize("how", ["send", "keep", "undo"])
def test_with_three_waiting_it_asks_and_does_as_told(
    window: Window, console: FakeConsole, settle: Settle, how: str
) -> None:
    asked = waiting(console, 3)
    window.close()
    settle()
    assert window.isVisible() and window.leaving.isVisible() and not asked
    assert window.leaving.accessibleName().startswith("3 decision")
    getattr(window.leaving, f"_{how}").click()
    settle()
    assert asked == [how] and window.isHidden()


def test_escape_stays_in_the_window(window: Window, console: FakeConsole, settle: Settle, qtbot: object) -> None:
    asked = waiting(console, 3)
    window.close()
    settle()
    qtbot.keyClick(window.leaving, Qt.Key.Key_Escape)  # type: ignore[attr-defined]
    settle()
    assert window.isVisible() and window.leaving.isHidden() and not asked


def test_an_undo_that_fails_keeps_the_window_and_says_so_but_locks_nobody_in(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    """Whoever asked to take back must not be told by silence that it was done."""
    waiting(console, 3)

    def fail() -> object:
        raise KnownError("The record is busy", "Try again.", code="store_busy")

    console.cancel_waiting = lambda: console._future(fail)  # type: ignore[method-assign, assignment]
    window.close()
    settle()
    window.leaving._undo.click()
    settle()
    assert window.isVisible() and keys_of(window) == {"store_busy"}
    window.close()
    assert window.isHidden()


def test_when_not_even_the_waiting_can_be_counted_the_window_closes(
    window: Window, console: FakeConsole, settle: Settle
) -> None:
    def fail() -> object:
        raise KnownError("The record cannot be read", "…", code="store_gone")

    console.waiting = lambda: console._future(fail)  # type: ignore[method-assign, assignment]
    window.close()
    settle()
    assert window.isHidden()


# --- the frame ----------------------------------------------------------------------------------------------------------


def test_a_second_start_raises_the_window_even_from_the_dock(window: Window) -> None:
    window.showMinimized()
    window.come_to_front()
    assert window.isVisible() and not window.isMinimized()


def test_a_real_profile_comes_back_where_it_stood_and_the_demo_does_not(
    look: Look, bridge: Bridge, qtbot: object, home: Path
) -> None:
    """The geometry is kept per person, and only of real profiles."""
    for is_demo in (True, False):
        made = Window(look, bridge, is_demo=is_demo)
        qtbot.addWidget(made)  # type: ignore[attr-defined]
        made.resize(1200, 720)
        made._write_geometry()
        again = Window(look, bridge, is_demo=is_demo)
        qtbot.addWidget(again)  # type: ignore[attr-defined]
        again._read_geometry()
        assert again.height() == (900 if is_demo else 720)


