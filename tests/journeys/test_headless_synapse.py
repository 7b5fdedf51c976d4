"""The whole way on a real Synapse, without a window: a member reports, the worker brings it, a moderator decides, the
worker carries it out and reads it back. The console is the one that the window uses, the worker a process of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from moderator.domain.action import ActionKind, EndsBy, Reversible
from moderator.domain.case import CaseState
from moderator.domain.community import SubjectKind
from moderator.domain.decision import Finding, UndoKind
from moderator.domain.errors import StaleError
from moderator.domain.rows import CaseView
from moderator.store import tables
from tests.helpers.team import Team, choose
from tests.helpers.waiting import wait_for
from tests.lab.server import Account, LabServer, q

pytestmark = pytest.mark.synapse
K = ActionKind
SECOND = 1_000_000
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def team(synapse: LabServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team with the careful settings that a new connection has."""
    yield from at_work(tmp_path_factory.mktemp("team"), synapse)


@pytest.fixture(scope="module")
def bold_team(synapse: LabServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team that takes power in rooms where it has none, and deletes reports that it has handled."""
    yield from at_work(tmp_path_factory.mktemp("bold"), synapse, take_power=True, close_reports=True)


@pytest.fixture(scope="module")
def quiet_team(strict_synapse: LabServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team on a server that sends no notices."""
    yield from at_work(tmp_path_factory.mktemp("quiet"), strict_synapse)


def at_work(folder: Path, server: LabServer, **switches: bool) -> Iterator[Team]:
    team = Team(folder, server.base_url, server.admin.token, **switches)
    try:
        team.wait(team.is_live, "the worker to reach the server")
        yield team
    finally:
        team.close()


@dataclass(slots=True)
class Scene:
    """A room with a member who misbehaves and one who reports it."""

    server: LabServer
    room: str
    creator: Account
    mole: Account
    hare: Account

    def post(self, text: str = "buy my coins") -> str:
        return self.server.send(self.room, self.mole, text)

    def reported(self, text: str = "buy my coins") -> str:
        event = self.post(text)
        self.server.report(self.room, event, self.hare)
        return event

    def membership(self) -> str:
        return self.server.membership(self.room, self.mole, self.creator)

    def becomes(self, wanted: str) -> None:
        wait_for(lambda: self.membership() == wanted, f"{self.mole.user_id} to be {wanted}")

    def can_speak(self) -> bool:
        path = f"/_matrix/client/v3/rooms/{q(self.room)}/send/m.room.message/try{self.server.number()}"
        body = {"msgtype": "m.text", "body": "may I"}
        return self.server.call("PUT", path, body, by=self.mole).status == 200


def scene(server: LabServer, *, creator: Account | None = None, version: str = "11", **wish: object) -> Scene:
    """A new room (of the admin, unless somebody else made it) and two new members."""
    number = next(_numbers)
    mole, hare = server.new_member(f"mole{number}"), server.new_member(f"hare{number}")
    made_by = creator or server.admin
    room = server.new_room(made_by, *(one for one in (mole, hare) if one != made_by), room_version=version, **wish)
    return Scene(server, room, made_by, mole, hare)


def opened(team: Team, about: Scene) -> CaseView:
    return team.open(team.row_of(about.mole.user_id))


def redaction_of(server: LabServer, room: str, event: str) -> dict:
    return server.event(room, event, server.admin)["unsigned"].get("redacted_because") or {}


# --- the main way -----------------------------------------------------------------------------------------------------


def test_a_flagged_post_walks_from_report_to_confirmed_removal(synapse: LabServer, team: Team) -> None:
    """Report, case with thread and author, decision, redaction on the server, read back, all of it in the chain."""
    about = scene(synapse)
    about.server.send(about.room, about.hare, "lovely evening")
    event = about.reported("限定コイン売ります buy coins")
    view = opened(team, about)
    assert view.post is not None and view.post.native_id == event
    assert view.row.reporters == 1 and view.thread_at is not None
    assert "lovely evening" in [row.text for row in view.thread]
    assert team.ability(view, K.REMOVE).reversible is Reversible.NEVER

    receipt = team.decide(view, K.REMOVE)

    (step,) = team.settled(receipt.decision_id)
    assert (step.state.value, step.by_other, step.attempt) == ("confirmed", False, 1)
    because = redaction_of(synapse, about.room, event)
    assert because["sender"] == synapse.admin.user_id
    assert because["content"]["reason"] == "advertising"
    assert team.console.case(view.row.id).result().row.state is CaseState.DECIDED
    assert team.console.outbox_counts().result().need_person == 0


def test_the_chain_tells_the_walk_and_holds(synapse: LabServer, team: Team) -> None:
    """Every stretch of the way left its event, in order, and nothing was changed."""
    about = scene(synapse)
    about.reported()
    view = opened(team, about)
    team.settled(team.decide(view, K.REMOVE).decision_id)
    with team.reading() as reads:
        kinds = [link.kind for link in reads.audit.about(f"case:{view.row.id}")]
        assert reads.audit.verify() is None
    assert kinds.index("case.decided") < kinds.index("case.claimed"), "the newest first"


def test_an_edited_post_is_not_decided_unread(synapse: LabServer, team: Team) -> None:
    """The author changes the text while the moderator reads: the decision is refused, and nothing is sent."""
    about = scene(synapse)
    event = about.reported("buy my coins, cheap")
    view = opened(team, about)
    synapse.edit(about.room, about.mole, event, "sorry, wrong room")
    team.wait(lambda: team.console.case(view.row.id).result().revision > view.revision, "the edit to arrive")
    with pytest.raises(StaleError) as refused:
        team.decide(view, K.REMOVE)
    assert refused.value.code == "revision_changed"
    again = team.console.case(view.row.id).result()
    assert again.post is not None and again.post.text == "sorry, wrong room"
    assert redaction_of(synapse, about.room, event) == {}
    assert team.decide(again, finding=Finding.NO_BREACH, guideline_id="").number == 1


def test_a_report_of_a_member_is_a_case_about_them(synapse: LabServer, team: Team) -> None:
    """Not a post is reported but a person: the case has no post, and can end in a suspension."""
    about = scene(synapse)
    synapse.report_user(about.mole, about.hare, "keeps writing to me")
    view = opened(team, about)
    assert view.row.subject is SubjectKind.AUTHOR and view.post is None
    assert [flag.comment for flag in view.flags] == ["keeps writing to me"]
    assert team.ability(view, K.REMOVE).available is False
    assert team.ability(view, K.SUSPEND).available


def test_an_encrypted_message_says_so(synapse: LabServer, team: Team) -> None:
    """Nobody but the members can read it: the case says that, shows no text, and the message can be removed."""
    state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    about = scene(synapse, initial_state=state)
    path = f"/_matrix/client/v3/rooms/{q(about.room)}/send/m.room.encrypted/secret{synapse.number()}"
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "gibberish", "session_id": "s", "device_id": "d"}
    event = synapse.done("PUT", path, content, by=about.mole)["event_id"]
    synapse.report(about.room, event, about.hare, "look at this")
    view = opened(team, about)
    assert view.post is not None and view.post.encrypted and "gibberish" not in view.post.text
    assert team.states(team.decide(view, K.REMOVE).decision_id) == ["confirmed"]


# --- members ----------------------------------------------------------------------------------------------------------


def test_a_ban_with_an_end_is_lifted_by_the_worker(synapse: LabServer, team: Team) -> None:
    """Matrix knows no end of a ban; the worker lifts it when it is due, and the button says who does."""
    about = scene(synapse)
    about.reported()
    view = opened(team, about)
    assert team.ability(view, K.BAN).ends_by is EndsBy.WORKER
    until = team.console.now() + 2 * SECOND
    receipt = team.decide(view, choose(K.BAN, until))
    assert team.states(receipt.decision_id) == ["confirmed"]
    about.becomes("leave")
    lifts = team.wait(
        lambda: [e for e in team.decision(receipt.decision_id).enforcements if e.lift and e.state.value == "confirmed"],
        "the lift to be confirmed",
    )
    assert [step.kind for step in lifts] == [K.UNBAN]
    assert lifts[0].at >= until


@pytest.mark.parametrize(
    ("kind", "back", "stands"),
    [
        (K.BAN, K.UNBAN, lambda about: about.membership() == "ban"),
        (K.MUTE, K.UNMUTE, lambda about: not about.can_speak()),
        (K.SUSPEND, K.UNSUSPEND, lambda about: is_suspended(about)),
    ],
    ids=["ban", "mute", "suspend"],
)
def test_what_restricts_a_member_can_be_taken_back(
    synapse: LabServer, team: Team, kind: ActionKind, back: ActionKind, stands: Callable[[Scene], bool]
) -> None:
    """It takes effect on the server; undo orders the inverse, which takes effect there too; the case is open again."""
    about = scene(synapse)
    about.reported()
    view = opened(team, about)
    assert team.ability(view, kind).available
    receipt = team.decide(view, kind)
    assert team.states(receipt.decision_id) == ["confirmed"]
    assert stands(about)

    undone = team.console.undo(receipt.decision_id).result()

    assert undone.kind is UndoKind.INVERSE and undone.inverse_decision_id is not None
    (step,) = team.settled(undone.inverse_decision_id)
    assert (step.kind, step.state.value) == (back, "confirmed")
    assert not stands(about)
    assert [e.state.value for e in team.decision(receipt.decision_id).enforcements] == ["undone"]
    team.wait(lambda: team.console.case(view.row.id).result().row.state is CaseState.OPEN, "the case to be open again")


def is_suspended(about: Scene) -> bool:
    path = f"/_synapse/admin/v2/users/{q(about.mole.user_id)}"
    return bool(about.server.done("GET", path)["suspended"])


def test_a_kick_takes_a_member_out_and_cannot_be_undone_alone(synapse: LabServer, team: Team) -> None:
    """They may come back by themselves: partly reversible, and undo says that there is nothing to take back."""
    about = scene(synapse)
    about.reported()
    view = opened(team, about)
    assert team.ability(view, K.KICK).reversible is Reversible.PARTLY
    receipt = team.decide(view, K.KICK)
    assert team.states(receipt.decision_id) == ["confirmed"]
    assert about.membership() == "leave"
    undone = team.console.undo(receipt.decision_id).result()
    assert (undone.kind, undone.cannot) == (UndoKind.NOTHING, (K.KICK,))


def test_a_warning_arrives_as_a_notice_of_the_server(synapse: LabServer, team: Team) -> None:
    """The member finds it in a room of the server's, in their language and with our words, once."""
    about = scene(synapse)
    about.reported()
    view = opened(team, about)
    receipt = team.decide(view, choose(K.WARN, message="宣伝はご遠慮ください。Please do not advertise."))
    assert team.states(receipt.decision_id) == ["confirmed"]
    assert notices_of(about) == ["宣伝はご遠慮ください。Please do not advertise."]


def notices_of(about: Scene) -> list[str]:
    """What the server told the member, read as the member reads it."""
    invited = about.server.done("GET", "/_matrix/client/v3/sync?timeout=0", by=about.mole)["rooms"].get("invite", {})
    found = []
    for room in invited:
        about.server.join(room, about.mole)
        page = about.server.done("GET", f"/_matrix/client/v3/rooms/{q(room)}/messages?dir=b&limit=50", by=about.mole)
        found += [event["content"]["body"] for event in page["chunk"] if event["type"] == "m.room.message"]
    return found


def test_a_server_without_notices_says_so_before_the_click(strict_synapse: LabServer, quiet_team: Team) -> None:
    """The button is off with its reason and what would help; who presses it anyway is refused, and nothing is lost."""
    about = scene(strict_synapse)
    strict_synapse.report_user(about.mole, about.hare)
    view = opened(quiet_team, about)
    warn = quiet_team.ability(view, K.WARN)
    assert (warn.available, warn.reason, warn.fix) == (False, "no_notices", "set_server_notices")
    receipt = quiet_team.decide(view, choose(K.WARN, message="Please stop."))
    (step,) = quiet_team.settled(receipt.decision_id)
    assert (step.state.value, step.code) == ("refused", "no_notices")


# --- power ------------------------------------------------------------------------------------------------------------


def test_the_creator_of_a_room_cannot_be_banned_and_the_button_says_so(synapse: LabServer, bold_team: Team) -> None:
    """From room version 12 on creators stand above everybody, also above an account that the server gives power."""
    number = next(_numbers)
    mole, hare = synapse.new_member(f"mole{number}"), synapse.new_member(f"hare{number}")
    room = synapse.new_room(mole, hare, synapse.admin, room_version="12")
    about = Scene(synapse, room, mole, mole, hare)
    about.reported()
    view = opened(bold_team, about)
    for kind in (K.BAN, K.MUTE, K.KICK):
        found = bold_team.ability(view, kind)
        assert (found.available, found.reason) == (False, "creator"), kind
    step = bold_team.first_settled(bold_team.decide(view, K.BAN).decision_id)
    assert step.state.value == "refused"
    assert about.membership() == "join"


def test_without_power_the_button_says_what_would_help(synapse: LabServer, team: Team) -> None:
    """Careful settings: in somebody else's room nothing is done, and the switch that would allow it is named."""
    owner = synapse.new_member(f"owner{next(_numbers)}")
    about = scene(synapse, creator=owner)
    event = about.reported()
    view = opened(team, about)
    for kind in (K.REMOVE, K.BAN):
        found = team.ability(view, kind)
        assert (found.available, found.fix) == (False, "allow_take_power"), kind
    (step,) = team.settled(team.decide(view, K.REMOVE).decision_id)
    assert step.state.value == "refused"
    assert "redacted_because" not in synapse.event(about.room, event, owner)["unsigned"]


def test_power_is_taken_where_it_is_needed_and_allowed(synapse: LabServer, bold_team: Team) -> None:
    """With the switch on, the server makes our account administrator of the room first; the button says so."""
    owner = synapse.new_member(f"owner{next(_numbers)}")
    about = scene(synapse, creator=owner)
    event = about.reported()
    view = opened(bold_team, about)
    assert (bold_team.ability(view, K.REMOVE).available, bold_team.ability(view, K.REMOVE).fix) == (
        True,
        "make_room_admin",
    )
    states = bold_team.states(bold_team.decide(view, K.REMOVE, K.BAN).decision_id)
    assert states == ["confirmed", "confirmed", "confirmed"]  # the report is closed last
    assert synapse.event(about.room, event, owner)["unsigned"]["redacted_because"]["sender"] == synapse.admin.user_id
    assert about.membership() == "ban"


# --- reports ----------------------------------------------------------------------------------------------------------


def reports_of(server: LabServer, about: Scene) -> list[dict]:
    found = server.done("GET", f"/_synapse/admin/v1/event_reports?limit=100&dir=b&user_id={q(about.hare.user_id)}")
    return list(found["event_reports"])


def test_a_report_stays_on_the_server_unless_deleting_was_switched_on(synapse: LabServer, team: Team) -> None:
    """Synapse can only delete a report, for good: off by default, said before the click, and nothing is deleted."""
    about = scene(synapse)
    about.reported()
    view = opened(team, about)
    closing = team.ability(view, K.REPORT_CLOSE)
    assert (closing.available, closing.reason, closing.reversible) == (False, "closing_is_off", Reversible.NEVER)
    assert team.states(team.decide(view, K.REMOVE).decision_id) == ["confirmed"]
    assert len(reports_of(synapse, about)) == 1


def test_a_handled_report_is_deleted_last_and_kept_here(synapse: LabServer, bold_team: Team) -> None:
    """With the switch on: removal first, then the report goes on the server; its JSON stays in our record."""
    about = scene(synapse)
    about.reported("buy my coins and more")
    (report,) = reports_of(synapse, about)
    view = opened(bold_team, about)
    assert bold_team.ability(view, K.REPORT_CLOSE).available
    steps = bold_team.settled(bold_team.decide(view, K.REMOVE).decision_id)
    assert [(step.kind, step.state.value) for step in steps] == [(K.REMOVE, "confirmed"), (K.REPORT_CLOSE, "confirmed")]
    assert reports_of(synapse, about) == []
    with bold_team.reading() as reads:
        kept = reads.connection.scalars(
            tables.flag.select().with_only_columns(tables.flag.c.raw).where(tables.flag.c.case_id == view.row.id)
        ).all()
    assert any(raw and f'"id":{report["id"]}' in bytes(raw).decode().replace(" ", "") for raw in kept)
