"""The room worked by keyboard: through the log, into an incident, to its end, and out as a file."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.domain.incident import IncidentState, Outcome
from moderator.domain.incident_rows import TimelineKind
from moderator.domain.requests import Topic
from tests.ui.incidents.conftest import Hands
from ui.actions import Actions
from ui.theme import Look
from ui.translation import Translations

CTRL = Qt.KeyboardModifier.ControlModifier


def test_j_and_k_walk_the_log_past_the_heads_of_states(hands: Hands) -> None:
    hands.choose(1)
    walked = []
    for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K):
        hands.press(key)
        walked.append(hands.room.log.current_id())
    assert walked == [31, 30, 29, 30]


def test_enter_opens_and_escape_goes_back(hands: Hands) -> None:
    hands.open(31)
    assert hands.room.detail._title.text() and hands.room.detail._number.text() == "INC-31"
    hands.press(Qt.Key.Key_Escape)
    assert not hands.room.is_one and hands.room.log.table.hasFocus()


def test_j_goes_on_to_the_next_incident_while_one_is_whole(hands: Hands) -> None:
    hands.open(31)
    hands.press(Qt.Key.Key_J)
    assert hands.room.detail.view is not None and hands.room.detail.view.row.id == 30


def test_slash_searches_and_enter_returns_to_the_list(hands: Hands, qtbot) -> None:
    hands.press(Qt.Key.Key_Slash)
    hands.type("quarrel")
    qtbot.waitUntil(lambda: hands.room.log.model.shown == 1)
    hands.press(Qt.Key.Key_Return)
    assert hands.room.log.current_id() == 29 and hands.room.log.table.hasFocus()


def test_n_writes_a_note_that_stays(hands: Hands) -> None:
    hands.open(31)
    hands.press(Qt.Key.Key_N)
    hands.type("it goes on")
    hands.press(Qt.Key.Key_Return)
    assert hands.given("note") == [(31, "it goes on", None)]
    assert hands.room.detail.note.text() == ""
    assert hands.room.detail.timeline.shown()[-1].text == "it goes on"


def test_a_correction_names_the_note_it_corrects(hands: Hands) -> None:
    hands.open(31)
    entry = next(e for e in hands.room.detail.timeline._entries if e.correct.isVisibleTo(e))
    entry.correct.click()
    hands.type("ten accounts")
    hands.press(Qt.Key.Key_Return)
    assert hands.given("note") == [(31, "ten accounts", 901)]


def test_c_sets_the_next_state_until_closing_asks_for_an_outcome(hands: Hands) -> None:
    hands.open(31)
    for _ in range(3):
        hands.press(Qt.Key.Key_C)
    assert [state for _, state in hands.given("state")] == [IncidentState.CONTAINED, IncidentState.WATCHING]
    assert hands.said() == ["This incident cannot be closed yet"]
    hands.room.resolution.outcome.buttons()["solved"].click()
    hands.settle()
    assert hands.given("outcome") == [(31, Outcome.SOLVED, "")]
    hands.press(Qt.Key.Key_C)
    assert hands.given("state")[-1] == (31, IncidentState.CLOSED)
    assert hands.said() == []


def test_a_step_can_be_pressed_and_a_closed_one_opened_again(hands: Hands) -> None:
    hands.open(31)
    hands.room.detail.steps.parts[IncidentState.WATCHING].click()
    hands.settle()
    assert hands.given("state") == [(31, IncidentState.WATCHING)]
    hands.room.back()
    hands.open(26)
    hands.room.resolution.close_button.click()
    hands.settle()
    assert hands.given("state")[-1] == (26, IncidentState.OPEN)


def test_t_sets_the_next_step_with_its_time(hands: Hands) -> None:
    hands.open(31)
    hands.press(Qt.Key.Key_T)
    hands.type("Tell the members")
    hands.press(Qt.Key.Key_Return)
    ((incident, words, at),) = hands.given("next")
    assert (incident, words) == (31, "Tell the members") and at == hands.console.now() + 3_600_000_000


def test_a_tick_is_an_order(hands: Hands) -> None:
    view = hands.open(31)
    _, box, _ = hands.room.resolution._checks[3]
    box.click()
    hands.settle()
    assert hands.given("check") == [(31, view.checks[3].item, True)]


def test_what_to_change_is_kept_when_the_field_is_left(hands: Hands) -> None:
    hands.open(31)
    hands.room.resolution.lesson.set_text("say it in both languages")
    hands.press(Qt.Key.Key_Escape)
    assert hands.given("lesson") == [(31, "say it in both languages")]


def test_a_new_incident_is_opened_from_cases(hands: Hands) -> None:
    hands.room.begin_new((5, 6))
    hands.settle()
    hands.type("Link wave")
    hands.room.new.severity.buttons()["4"].click()
    hands.room.new.kind.buttons()["spam_wave"].click()
    hands.press(Qt.Key.Key_Return)
    ((new,),) = hands.given("open")
    assert (new.title, new.severity, new.kind.value) == ("Link wave", Severity.CRITICAL, "spam_wave")
    assert (new.case_ids, new.lead_id) == ((5, 6), 7)
    assert not hands.room.new.isVisible() and hands.room.detail.view is not None
    assert hands.room.detail.view.row.title == "Link wave"


def test_without_a_title_nothing_is_opened(hands: Hands) -> None:
    hands.room.begin_new(())
    hands.settle()
    hands.press(Qt.Key.Key_Return)
    assert hands.given("open") == [] and hands.room.new.isVisible()
    assert hands.room.new._complaint.text()


def test_cases_can_join_an_open_incident(hands: Hands) -> None:
    hands.room.begin_new((5, 6))
    hands.settle()
    hands.room.new.target.buttons()["30"].click()
    hands.room.new.done_button.click()
    hands.settle()
    assert hands.given("link") == [(30, (5, 6))] and hands.said() == ["2 cases added to the incident"]


def test_ctrl_e_changes_title_severity_and_lead(hands: Hands) -> None:
    hands.open(31)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.room.new.title_field.setText("Coin wave, second day")
    hands.room.new.lead.buttons()["8"].click()
    hands.press(Qt.Key.Key_Return)
    assert hands.given("title") == [(31, "Coin wave, second day")] and hands.given("lead") == [(31, 8)]


def test_a_proposal_is_taken_up_or_dismissed(hands: Hands, actions: Actions) -> None:
    hands.choose(1)
    hands.press(Qt.Key.Key_C)
    assert hands.given("accept") == [(1,)]
    hands.console.incidents.views[2] = hands.console.incidents.views.pop(1)
    assert actions.why_not("dismiss-incident") == "This is no proposal"


def test_a_dismissed_proposal_leaves_the_log(hands: Hands) -> None:
    hands.choose(1)
    hands.press(Qt.Key.Key_Backspace, CTRL)
    assert hands.given("dismiss") == [(1,)] and hands.room.log.model.place_of(1) is None


def test_the_log_is_exported_as_a_table_and_never_over_another_file(hands: Hands) -> None:
    hands.press(Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)
    sheet = hands.room.export
    assert sheet.isVisible() and sheet.view.pages() == 1
    sheet.form.buttons()["csv"].click()
    sheet.path.setText("log.csv")
    hands.press(Qt.Key.Key_Return)
    assert hands.console.incidents.files == {"log.csv": b"csv: 10"} and not sheet.isVisible()
    hands.room._save("csv", "log.csv")
    hands.settle()
    assert "A file of this name is there already" in hands.said()


@pytest.mark.parametrize(("form", "start"), [("md", b"# INC\\-31 Coin"), ("pdf", b"%PDF-")])
def test_one_incident_is_exported_as_a_report(hands: Hands, form: str, start: bytes) -> None:
    hands.open(31)
    hands.room.detail.export.click()
    hands.settle()
    hands.room.export.form.buttons()[form].click()
    hands.room.export.path.setText("report")
    hands.press(Qt.Key.Key_Return)
    assert hands.console.incidents.files["report"].startswith(start)


def test_the_hand_stays_on_its_incident_when_others_come(hands: Hands) -> None:
    hands.choose(30)
    fake = hands.console.incidents
    fake.views[31], fake.views[99] = fake.views[31], fake.views[31]
    hands.console.tell(Topic.INCIDENTS)
    hands.settle()
    assert hands.room.log.current_id() == 30


def test_a_log_that_cannot_be_read_says_why_and_offers_another_try(hands: Hands) -> None:
    fake = hands.console.incidents
    fake.fail = KnownError("The record is busy", "Try again.", code="store_busy")
    hands.room.log.reload()
    hands.settle()
    pane = hands.room.log
    assert pane._stack.currentWidget() is pane._empty and pane._again.isVisible()
    fake.fail = None
    pane._again.click()
    hands.settle()
    assert pane._stack.currentWidget() is pane.table


def test_an_empty_log_offers_a_new_incident(hands: Hands) -> None:
    hands.console.incidents.views.clear()
    hands.room.log.reload()
    hands.settle()
    assert hands.room.log._way.isVisible() and not hands.room.preview._scroll.isVisible()


def test_the_rail_hears_how_many_are_open(hands: Hands) -> None:
    heard: list[int] = []
    hands.room.waiting.connect(heard.append)
    hands.console.tell(Topic.INCIDENTS)
    hands.settle()
    assert heard == [6]


def test_add_cases_says_which_key_adds_them(hands: Hands) -> None:
    heard: list[str] = []
    hands.room.cases_wanted.connect(heard.append)
    hands.open(31)
    hands.room.detail.add.click()
    assert heard == ["Ctrl+I"]


def test_f6_goes_round_the_panes(hands: Hands) -> None:
    hands.open(31)
    hands.room.detail.back.setFocus()
    seen = []
    for _ in range(3):
        hands.room.next_pane()
        seen.append(QApplication.focusWidget())
    assert seen == [hands.room.detail.note, hands.room.resolution.change, hands.room.detail.back]


def test_every_control_has_a_name(hands: Hands) -> None:
    hands.open(31)
    hands.room.begin_new((1,))
    hands.settle()
    unnamed = [
        widget
        for kind in (QAbstractButton, QLineEdit)
        for widget in hands.room.window().findChildren(kind)
        if widget.isVisible() and not widget.accessibleName()
    ]
    assert unnamed == []


def test_the_room_speaks_japanese_and_back(hands: Hands, look: Look, qapp: QApplication) -> None:
    hands.open(31)
    translations = Translations(qapp)
    look.set(language="ja")
    translations.use("ja")
    qapp.sendEvent(hands.room, QEvent(QEvent.Type.LanguageChange))
    hands.settle()
    said = hands.room.log._title.text(), hands.room.detail.timeline.toggles[TimelineKind.DECISIONS].text()
    translations.use("en")
    look.set(language="en")
    hands.settle()
    assert said == ("インシデント", "判断")
    assert hands.room.log._title.text() == "Incidents"


@pytest.mark.parametrize(("width", "shown"), [(1100, False), (1440, True)])
def test_the_side_pane_makes_room_in_a_narrow_window(hands: Hands, width: int, shown: bool) -> None:
    hands.room.window().resize(width, 700)
    hands.settle()
    assert hands.room.preview.isVisible() is shown
