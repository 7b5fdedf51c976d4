"""The demo server and the real one answer alike: status, errcode and shape, request by request."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest

from moderator.demo import start_demo
from tests.lab.compare import differences, run_table, shape
from tests.lab.dialect import ROWS, C, Row, text
from tests.lab.dialect_acts import ACT_ROWS
from tests.lab.server import Answer, LabServer, lab_server, q

TABLE = [*ROWS, *ACT_ROWS]
NOTICE = "/_synapse/admin/v1/send_server_notice/strict"


@dataclass(frozen=True, slots=True)
class Run:
    """The whole table on one server."""

    answers: dict[str, Answer]
    known: dict[str, str]


@pytest.fixture(scope="module")
def real(fresh_synapse: LabServer) -> Run:
    return Run(*run_table(fresh_synapse, TABLE))


@pytest.fixture(scope="module")
def ours() -> Run:
    with start_demo(empty=True) as running:
        server = lab_server(running)
        carol = server.members["carol"]
        password = {"password": "carol-test-only"}
        server.done("PUT", f"/_synapse/admin/v2/users/{q(carol.user_id)}", password)
        server.members["carol"] = replace(carol, **password)
        return Run(*run_table(server, TABLE))


@pytest.mark.synapse
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_both_servers_answer_alike(row: Row, real: Run, ours: Run) -> None:
    """The status is the one the table says, on both; so is the errcode; a good answer has the same shape."""
    theirs, mine = real.answers[row.name], ours.answers[row.name]
    assert (theirs.status, mine.status) == (row.expect, row.expect), (theirs, mine)
    assert mine.errcode == theirs.errcode
    if theirs.status < 300:
        assert differences(shape(theirs.body, row.loose), shape(mine.body, row.loose)) == []


@pytest.mark.synapse
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("spam", "spam_again", True),
        ("removal", "removal_again", True),
        ("removal", "removal_other", True),  # one transaction, one room, another target: the first answer, no effect
        ("removal", "removal_twice", False),
        ("notice", "notice_again", True),
        ("notice", "notice_other", False),
        ("mute", "mute_again", True),
    ],
)
def test_both_servers_know_a_repeated_transaction(first: str, second: str, same: bool, real: Run, ours: Run) -> None:
    """What is sent twice under one transaction id happens once, and its answer names the first event."""
    assert (real.known[first] == real.known[second], ours.known[first] == ours.known[second]) == (same, same)


@pytest.mark.synapse
def test_both_servers_limit_alike(strict_synapse: LabServer) -> None:
    """Joining counts as posting; the fourth act is refused with the wait in the body and, rounded up, in the header."""
    limits = {"message": {"per_second": 0.02, "burst_count": 3}, "reports": {"per_second": 0.02, "burst_count": 2}}
    with start_demo(empty=True, server_notices=False) as running:
        running.control("POST", "settings", {"rate_limits": limits})
        told = [_limited(strict_synapse), _limited(lab_server(running))]
    good, refused = (200, None), (429, "M_LIMIT_EXCEEDED")
    assert told == [[good, good, refused, good, good, refused]] * 2


def _limited(server: LabServer) -> list[tuple[int, str | None]]:
    alice, bob = server.members["alice"], server.members["bob"]
    room = server.new_room(alice, bob)
    told = []
    for number in range(3):
        path = f"{C}/rooms/{q(room)}/send/m.room.message/limited{number}"
        told.append(server.call("PUT", path, text("x"), by=bob))
    for _ in range(3):
        told.append(server.call("POST", f"{C}/users/{q(alice.user_id)}/report", {"reason": "x"}, by=bob))
    refused = [answer for answer in told if answer.status == 429]
    for answer in refused:
        wait = answer.body["retry_after_ms"]
        assert 0 < wait <= 50_000
        assert int(answer.headers["Retry-After"]) == math.ceil(wait / 1000)
    return [(answer.status, answer.errcode) for answer in told]


@pytest.mark.synapse
def test_both_servers_refuse_notices_alike_when_they_are_not_set_up(strict_synapse: LabServer) -> None:
    """400 M_UNKNOWN, whoever the notice is for."""
    body = {"user_id": "@nobody:lab.localhost", "content": text("x")}
    with start_demo(empty=True, server_notices=False) as running:
        told = [server.call("PUT", NOTICE, body, by=server.admin) for server in (strict_synapse, lab_server(running))]
    assert [(answer.status, answer.errcode) for answer in told] == [(400, "M_UNKNOWN")] * 2


def test_a_difference_is_seen() -> None:
    """The comparison finds a missing key, another type and a difference deep inside; ids as keys are no difference."""
    real_one = {"a": 1, "b": [{"c": "x", "d": None}], "!one:x": {"e": True}}
    assert differences(shape(real_one), shape({**real_one})) == []
    assert differences(shape(real_one), shape({"a": 1, "b": [{"c": "x", "d": None}], "!two": {"e": False}})) == []
    assert differences(shape(real_one), shape({"a": "1", "b": [{"c": "x"}], "!one:x": {"e": True}})) == [
        ".a: int on the real server, str on the demo server",
        ".b[].d: only on the real server",
    ]
