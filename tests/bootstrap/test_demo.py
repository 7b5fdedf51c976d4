"""The demo's profile: connected, with people and a shift, and gone when it is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator import bootstrap
from moderator.bootstrap import houses, keys
from moderator.bootstrap.demo import COLLEAGUE, PERSON, prepare
from moderator.bootstrap.profile import Profile
from moderator.demo import DemoProcess
from tests.helpers.keyrings import MemoryKeyring


def test_the_demos_profile_is_ready_to_sit_down_at(demo: DemoProcess, tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    """One community at the demo's address, two people, a running shift, no first steps; nothing in the keyring."""
    opening = prepare(tmp_path / "team", demo)
    assert opening.is_demo and opening.settings.switch("first_run_done")
    unlocked = keys.unlock(Profile(tmp_path / "team"), vault=opening._vault)
    opened = houses.open_house(Profile(tmp_path / "team"), unlocked, owner=False)
    with opened.store.read() as reads:
        assert sorted(actor.name for actor in reads.people.actors()) == [PERSON, COLLEAGUE]
        assert [(c.platform, c.address) for c in reads.communities.connections()] == [("matrix", demo.base_url)]
        aki = next(actor for actor in reads.people.actors() if actor.name == PERSON)
        assert reads.people.shift(aki.id) is not None
    assert houses.platform_secrets(opened) == {
        houses.token_name(_only_community(opened), "token"): demo.token,
    }
    opened.close()
    assert memory_keyring.entries == {}


def _only_community(opened: houses.House) -> int:
    with opened.store.read() as reads:
        return reads.communities.connections()[0].id


def test_nothing_is_left_when_the_demo_is_over() -> None:
    """Server, profile and folder end together, also when what ran in it broke."""
    with pytest.raises(ZeroDivisionError), bootstrap.demo(speed=0) as (opening, server):
        assert opening.folder.exists() and server.running
        raise ZeroDivisionError
    assert not opening.folder.exists()
    assert not server.running
