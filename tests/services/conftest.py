"""What the services are tried on: a small community, and a platform that outlives whoever talks to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.services.decide import Decide
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakeConnector, FakePlanner, FakePlatform
from tests.helpers.scene import Scene
from tests.helpers.workhouse import House


@pytest.fixture
def scene(store: Store, clock: FrozenClock) -> Scene:
    return Scene(store, clock).build()


@pytest.fixture
def decide(scene: Scene) -> Decide:
    return Decide(scene.store, scene.clock, {"fake": FakePlanner()})


@pytest.fixture
def platform(tmp_path: Path) -> FakePlatform:
    return FakePlatform(tmp_path / "platform.jsonl")


@pytest.fixture
def connector(platform: FakePlatform) -> FakeConnector:
    return FakeConnector(platform, lands_after_look=False)


@pytest.fixture
def courier(scene: Scene, connector: FakeConnector) -> Courier:
    return Courier(scene, connector)


@pytest.fixture
def house(sqlcipher_store: Store, clock: FrozenClock, tmp_path: Path) -> House:
    return House(sqlcipher_store, clock, tmp_path)
