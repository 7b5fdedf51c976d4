"""A report that could not be read is kept with its bytes; read again by a person's wish, it walks on as any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moderator.bootstrap import houses
from moderator.demo import DemoProcess, start_demo
from moderator.domain.community import BadItem
from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from moderator.domain.rows import QuarantineRow
from tests.helpers.team import Team

REPORTS = "/_synapse/admin/v1/event_reports"


def kept(team: Team) -> list[QuarantineRow]:
    return team.console.quarantine(team.community.id).result()


def read_again(team: Team, row: QuarantineRow) -> object:
    return team.console.ask(RequestKind.QUARANTINE_RETRY, team.community.id, {"item": row.id}, 30).result(30)


def reported(server: DemoProcess, text: str) -> str:
    """A message of bob's that alice reports; the report's id."""
    _, room = server.call("POST", "/_matrix/client/v3/createRoom", {"preset": "public_chat", "name": "tea"})
    for name in ("alice", "bob"):
        server.control("POST", "member", {"user": name, "rooms": [room["room_id"]]})
    event = server.control("POST", "say", {"user": "bob", "room": room["room_id"], "body": text})["event_id"]
    server.control("POST", "report", {"user": "alice", "event": event, "reason": "spam"})
    return str(server.call("GET", REPORTS + "?dir=b&limit=1")[1]["event_reports"][0]["id"])


@pytest.mark.parametrize("rehearsal", [False, True], ids=["live", "rehearsal"])
def test_a_kept_report_is_read_again(tmp_path: Path, rehearsal: bool) -> None:
    """The same faulty bytes give the same fault; bytes that today's reader understands become a case."""
    with start_demo(empty=True) as server:
        server.control("POST", "faults", {"kind": "wrong_types", "route": "event_report"})
        number = reported(server, "buy my coins")
        team = Team(tmp_path / "profile", server.base_url, server.token, rehearsal=rehearsal)
        try:
            (faulty,) = team.wait(lambda: kept(team), "the report to be set apart")
            assert faulty.kind == "flag" and faulty.size > 0
            with pytest.raises(KnownError) as refused:
                read_again(team, faulty)
            assert refused.value.code == "still_unreadable"
            assert [row.id for row in kept(team)] == [faulty.id]

            # what a reader that knew less would have kept: the report as the server has it
            raw = json.dumps(server.call("GET", f"{REPORTS}/{number}")[1]).encode()
            older = BadItem("flag", "a field that nobody knew", raw, f"event_report:{number}")
            assert houses.ingest(team._beside).take_items(team.community.id, [older]).quarantined == 1
            (good,) = [row for row in kept(team) if row.id != faulty.id]
            assert isinstance(came := read_again(team, good), dict) and came["flags"] == 1
            row = team.row_of("bob")
            assert team.open(row).post is not None
            assert [row.id for row in kept(team)] == [faulty.id]
            with pytest.raises(KnownError) as settled:
                read_again(team, good)
            assert settled.value.code == "item_settled"
            with team.reading() as reads:
                assert reads.audit.verify() is None
                assert "quarantine.retried" in [link.kind for link in reads.audit.links()]
        finally:
            team.close()
