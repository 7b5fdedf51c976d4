"""The real server as the tests start and end it."""

from __future__ import annotations

import os

import pytest

from tests.lab.server import LabServer, q
from tests.lab.synapse import Synapse, synapse_python


@pytest.mark.parametrize("value", ["", "nowhere/python"])
def test_without_its_environment_a_test_fails_and_says_what_to_do(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never left out silently."""
    monkeypatch.setenv("MODERATOR_SYNAPSE_PYTHON", value)
    with pytest.raises(AssertionError, match=r"\./run test"):
        synapse_python()


@pytest.mark.synapse
def test_it_ends_with_its_life_line() -> None:
    """The process is gone, and its folder with it."""
    running = Synapse(server_notices=False)
    folder = running._folder
    told = running.server.call("GET", "/_synapse/admin/v1/server_version").body["server_version"]
    assert told.split()[0] == "1.163.2"  # it adds the commit of the checkout that it happens to lie in
    running.stop()
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(running.pid, 0)


@pytest.mark.synapse
def test_the_helpers_set_a_scene(synapse: LabServer) -> None:
    """Member, room, post, edit, report, removal, level: as the tests of the connector need them."""
    alice = synapse.members["alice"]
    dora = synapse.new_member(f"dora{synapse.number()}", "Dora")
    room = synapse.new_room(alice, dora, synapse.admin, name="場面")
    post = synapse.send(room, dora, "one")
    synapse.edit(room, dora, post, "two")
    synapse.report(room, post, alice, "spam")
    synapse.report_user(dora, alice)
    synapse.give_power(room, alice, {synapse.admin.user_id: 100})
    synapse.redact(room, post, synapse.admin)
    assert synapse.event(room, post, alice)["content"] == {}
    assert synapse.membership(room, dora) == "join"
    reports = synapse.done("GET", f"/_synapse/admin/v1/event_reports?room_id={q(room)}")
    assert reports["total"] == 1
