"""The whole way through the window, by keyboard: a member reports on a real Synapse, a moderator decides, the server obeys."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from moderator.domain.action import ActionKind
from moderator.domain.decision import DecisionOrder, Finding
from moderator.domain.enforcement import EnforcementState
from tests.helpers.window_team import WindowTeam
from tests.lab.server import Account, LabServer, lab_server

_numbers = itertools.count(1)
Scene = tuple[str, Account, str]


@pytest.fixture
def team(synapse: LabServer, qapp: QApplication, tmp_path: object) -> Iterator[WindowTeam]:
    made = WindowTeam(qapp, tmp_path, synapse.base_url, synapse.admin.token)  # type: ignore[arg-type]
    yield made
    made.close()


def reported(server: LabServer, text: str) -> Scene:
    """A new room in which a new member posts *text* and another reports it: room, member, event."""
    number = next(_numbers)
    mole, hare = server.new_member(f"winmole{number}"), server.new_member(f"winhare{number}")
    room = server.new_room(server.admin, mole, hare, room_version="11")
    event = server.send(room, mole, text)
    server.report(room, event, hare, "please look at this")
    return room, mole, event


@pytest.mark.synapse
def test_a_reported_post_is_removed_by_r_a_number_and_enter(synapse: LabServer, team: WindowTeam) -> None:
    """From a member's report to a removal that the server itself shows, with nothing but the keyboard."""
    room, mole, event = reported(synapse, "限定コイン売ります buy coins, only today")
    view = team.walk_to(mole.user_id)
    assert view.post is not None and view.post.native_id == event
    team.open_strip(Qt.Key.Key_R)
    team.press(Qt.Key.Key_3)
    guideline = team.room.strip.guideline()
    assert guideline is not None
    team.press(Qt.Key.Key_Return)
    decision = team.becomes(EnforcementState.CONFIRMED)
    assert decision.guideline_id == guideline.id and decision.case_id == view.row.id
    because = synapse.event(room, event, synapse.admin)["unsigned"]["redacted_because"]
    assert because["sender"] == synapse.admin.user_id
    assert "buy coins" not in str(synapse.event(room, event, synapse.admin)["content"])


@pytest.mark.synapse
def test_a_ban_is_set_by_keyboard_and_taken_back_by_z(synapse: LabServer, team: WindowTeam) -> None:
    """M, a number, Tab to the ban, Space, Enter: banned there. Z after the fact: not banned any more."""
    room, mole, _ = reported(synapse, "you absolute potato")
    team.walk_to(mole.user_id)
    team.open_strip(Qt.Key.Key_M)
    team.press(Qt.Key.Key_2)
    ban, others = team.room.strip.row_of(ActionKind.BAN), team.room.strip.chosen()
    assert ban is not None
    for ability in others:  # leave out what is ticked from the start
        row = team.room.strip.row_of(ability.kind)
        assert row is not None
        team.tab_to(row.check)
        team.press(Qt.Key.Key_Space)
    team.tab_to(ban.check)
    team.press(Qt.Key.Key_Space)
    assert [one.kind for one in team.room.strip.chosen()] == [ActionKind.BAN]
    team.tab_to(team.room.strip.button)
    team.press(Qt.Key.Key_Return)
    team.becomes(EnforcementState.CONFIRMED)
    assert synapse.membership(room, mole, synapse.admin) == "ban"
    team.press(Qt.Key.Key_Z)
    team.ask(lambda: synapse.membership(room, mole, synapse.admin) == "leave", "the ban to be gone on the server")
    team.becomes(EnforcementState.UNDONE)


# --- two at once, on the demo server -----------------------------------------------------------------------------------


@pytest.fixture
def demo_team(empty_demo: object, qapp: QApplication, tmp_path: object) -> Iterator[tuple[LabServer, WindowTeam]]:
    server = lab_server(empty_demo)  # type: ignore[arg-type]
    made = WindowTeam(qapp, tmp_path, server.base_url, server.admin.token)  # type: ignore[arg-type]
    yield server, made
    made.close()


def test_who_comes_second_sees_who_decided_and_why(demo_team: tuple[LabServer, WindowTeam]) -> None:
    """Ben decides while Aoi has the strip open: her Enter removes nothing, and she reads his name and his reason."""
    server, team = demo_team
    room, mole, event = reported(server, "buy coins, only today")
    view = team.walk_to(mole.user_id)
    ben = team.beside(team.ben)
    team.open_strip(Qt.Key.Key_R)
    team.press(Qt.Key.Key_3)
    seen = ben.case(view.row.id).result()
    ben.decide(
        DecisionOrder(
            case_id=view.row.id,
            key=ben.new_id(),
            finding=Finding.NO_BREACH,
            seen_decisions=seen.decisions_made,
            seen_revision=seen.revision,
            seen_flags=seen.flag_count,
            guideline_id="",
            reason="that was a joke among friends",
            actions=(),
            grace_seconds=0.0,
        )
    ).result()
    team.press(Qt.Key.Key_Return)
    team.ask(lambda: any("Ben" in n.title + n.text for n in team.window.notices.rows), "who was first to be said")
    (notice,) = team.window.notices.rows
    assert notice.title == "Ben decided this case first"
    assert "No breach" in notice.text and "that was a joke among friends" in notice.text
    assert team.newest() is None
    assert "redacted_because" not in server.event(room, event, server.admin).get("unsigned", {})
