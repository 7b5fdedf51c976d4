"""The whole way on the demo community, without a window: what `./run demo` shows, and what happens when a process dies."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator import bootstrap
from moderator.demo import DemoProcess, start_demo
from moderator.domain.action import ActionKind
from moderator.domain.case import CaseState
from moderator.domain.decision import DecisionOrder, Finding, UndoKind
from moderator.domain.errors import BusyError, StaleError
from moderator.domain.requests import RequestKind, Topic
from moderator.domain.rows import QueueFilter
from moderator.store import lock
from tests.helpers.team import Team
from tests.helpers.waiting import wait_for

K = ActionKind
ROOT = Path(__file__).resolve().parents[2]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[DemoProcess]:
    """A demo server with nobody but admin, alice, bob and carol."""
    with start_demo(empty=True) as running:
        yield running


@pytest.fixture(scope="module")
def team(server: DemoProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team that looks after it, and closes quietly."""
    team = Team(tmp_path_factory.mktemp("team"), server.base_url, server.token)
    try:
        team.wait(team.is_live, "the worker to reach the server")
        yield team
    finally:
        team.close()


class Room:
    """A room that the admin made, in which a new member misbehaves and bob reports."""

    def __init__(self, server: DemoProcess) -> None:
        self.server = server
        self.mole = f"mole{next(_numbers)}"
        wish = {"preset": "public_chat", "room_version": "11", "name": "tea"}
        status, made = server.call("POST", "/_matrix/client/v3/createRoom", wish)
        assert status == 200, made
        self.id = made["room_id"]
        for name in (self.mole, "bob"):
            server.control("POST", "member", {"user": name, "rooms": [self.id]})

    def reported(self, text: str = "buy my coins") -> str:
        event = self.server.control("POST", "say", {"user": self.mole, "room": self.id, "body": text})["event_id"]
        self.report(event)
        return str(event)

    def report(self, event: str, times: int = 1) -> None:
        self.server.control("POST", "report", {"user": "bob", "event": event, "reason": "spam", "times": times})

    def effects(self, kind: str) -> int:
        """How often *kind* took effect in this room."""
        found = self.server.control("GET", f"journal?kind={kind}")["entries"]
        return sum(entry["room"] == self.id for entry in found)


@pytest.fixture
def room(server: DemoProcess) -> Room:
    return Room(server)


def test_a_flagged_post_walks_from_report_to_confirmed_removal(team: Team, room: Room) -> None:
    """Report, case, decision, one removal on the server, read back, told in the chain."""
    room.reported()
    view = team.open(team.row_of(room.mole))
    receipt = team.decide(view, K.REMOVE)
    assert team.states(receipt.decision_id) == ["confirmed"]
    assert room.effects("redact") == 1
    with team.reading() as reads:
        assert reads.audit.verify() is None
        kinds = [link.kind for link in reads.audit.links()]
    assert kinds.index("case.decided") < len(kinds) - 1 and "enforcement.confirmed" in kinds


def test_a_ban_and_its_undo(team: Team, room: Room) -> None:
    """The ban stands on the server, then it does not; both are read back."""
    room.reported()
    view = team.open(team.row_of(room.mole))
    receipt = team.decide(view, K.BAN)
    assert team.states(receipt.decision_id) == ["confirmed"]
    undone = team.console.undo(receipt.decision_id).result()
    assert undone.kind is UndoKind.INVERSE and undone.inverse_decision_id is not None
    assert team.states(undone.inverse_decision_id) == ["confirmed"]
    assert room.effects("ban") == room.effects("unban") == 1


def test_undo_within_the_grace_sends_nothing(team: Team, room: Room) -> None:
    """What waits is cancelled by undo: the server never hears of it, and the case is open again."""
    room.reported()
    view = team.open(team.row_of(room.mole))
    receipt = team.decide(view, K.REMOVE, grace_seconds=60.0)
    assert team.console.waiting().result() == 1
    undone = team.console.undo(receipt.decision_id).result()
    assert (undone.kind, undone.cancelled) == (UndoKind.CANCELLED, 1)
    assert team.console.waiting().result() == 0
    assert room.effects("redact") == 0


def test_many_reports_while_it_is_decided_are_one_case_and_one_removal(team: Team, room: Room) -> None:
    """200 reports of one post: one case, one decision that nobody refuses, one removal, no second opening."""
    event = room.reported()
    view = team.open(team.row_of(room.mole))
    room.report(event, 100)
    receipt = team.decide(view, K.REMOVE)
    room.report(event, 99)
    assert team.states(receipt.decision_id) == ["confirmed"]
    team.wait(lambda: team.console.case(view.row.id).result().flag_count >= 200, "200 reports to arrive")
    assert [row.id for row in team.rows(QueueFilter(states=tuple(CaseState), author=room.mole))] == [view.row.id]
    assert team.console.case(view.row.id).result().row.state is CaseState.DECIDED
    assert room.effects("redact") == 1


def test_nothing_leaves_in_a_rehearsal(server: DemoProcess, room: Room, tmp_path: Path) -> None:
    """Everything is read and decided as always; the server sees no effect."""
    team = Team(tmp_path / "profile", server.base_url, server.token, rehearsal=True)
    try:
        room.reported()
        receipt = team.decide(team.open(team.row_of(room.mole)), K.REMOVE, K.BAN)
        assert team.states(receipt.decision_id) == ["confirmed", "confirmed"]
        assert room.effects("redact") == room.effects("ban") == 0
    finally:
        team.close()


def test_the_demo_lives_and_can_be_moderated() -> None:
    """`moderator demo` without its window: cases come by themselves, one is decided, and everything is gone at the end."""
    with bootstrap.demo() as (opening, _):
        console = opening()
        try:
            console.start()
            console.sit_down(console.actors().result()[0])
            assert console.recovery_code == ""
            ids = wait_for(lambda: console.queue_ids(QueueFilter()).result().ids, "cases")
            view = console.open_case(ids[0]).result()
            order = DecisionOrder(
                view.row.id, console.new_id(), Finding.NO_BREACH, view.decisions_made, view.revision, view.flag_count
            )
            assert console.decide(order).result().number == 1
        finally:
            console.close()
        folder = opening.folder
    assert not folder.exists()


# --- processes that die -----------------------------------------------------------------------------------------------


def test_a_killed_worker_comes_back_and_nothing_is_lost_or_done_twice(team: Team, room: Room) -> None:
    """SIGKILL while decisions wait: the console says quietly that it is gone, starts it again, and they arrive once."""
    told: list[frozenset[Topic]] = []
    team.console.watch(told.append)
    room.reported()
    view = team.open(team.row_of(room.mole))
    receipt = team.decide(view, K.REMOVE, K.BAN, grace_seconds=0.5)
    pid = team.worker_pid
    os.kill(pid, signal.SIGKILL)
    down = team.wait(lambda: state if not (state := team.console.worker()).running else None, "the worker to be gone")
    assert "exit -9" in down.message
    up = team.wait(lambda: state if (state := team.console.worker()).running else None, "the worker to be back")
    assert up.restarts >= 1 and up.message == ""
    assert any(Topic.COMMUNITIES in topics for topics in told)
    assert team.states(receipt.decision_id) == ["confirmed", "confirmed"]
    assert team.worker_pid not in (0, pid)
    assert room.effects("redact") == room.effects("ban") == 1


def test_a_second_console_uses_the_worker_of_the_first_and_starts_its_own_when_that_is_gone(
    server: DemoProcess, room: Room, tmp_path: Path
) -> None:
    """Two consoles, one worker. The one who was second to decide hears who was first."""
    team = Team(tmp_path / "profile", server.base_url, server.token)
    team.wait(team.is_live, "the first console's worker to be the one")
    second = team.sit_down(team.ben)
    try:
        room.reported()
        view = team.open(team.row_of(room.mole))
        first_pid = team.worker_pid
        order = team.order(view, K.REMOVE)
        receipt = team.console.decide(order).result()
        with pytest.raises(StaleError) as refused:
            second.decide(team.order(view, K.BAN)).result()
        assert refused.value.code == "already_decided" and refused.value.details["actor"] == "Aoi"
        assert team.states(receipt.decision_id) == ["confirmed"]
        assert second.worker().running, "the profile has its worker, whoever started it"
        assert team.worker_pid == first_pid
        team.close()
        wait_for(lambda: team.worker_pid not in (0, first_pid), "the second console's own worker")
        assert second.ask(RequestKind.CHECK, team.community.id, {}, 30).result(30)["account"]
    finally:
        second.close()


def test_a_worker_ends_when_its_console_is_killed(server: DemoProcess, tmp_path: Path) -> None:
    """The life-line breaks with the console's process; the worker finishes its step and gives the profile free."""
    line = {"folder": str(tmp_path / "profile"), "address": server.base_url, "token": server.token}
    console = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.console_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert console.stdin is not None and console.stdout is not None
    with console:
        console.stdin.write(json.dumps(line).encode() + b"\n")
        console.stdin.flush()
        assert json.loads(console.stdout.readline())["worker"] > 0
        assert is_served(tmp_path / "profile")
        console.kill()
        console.wait()
    wait_for(lambda: not is_served(tmp_path / "profile"), "the worker to end", 15)
    log = (tmp_path / "profile" / "worker.log").read_text("utf-8")
    assert "Traceback" not in log


def is_served(folder: Path) -> bool:
    """Whether a worker holds the profile's lock; the system takes it from a process that has ended."""
    try:
        with lock.hold(folder):
            return False
    except BusyError:
        return True
