"""What stands around a case is fetched and kept, and what could not be fetched is said on the case."""

from __future__ import annotations

import pytest

from moderator.domain.errors import KnownError
from moderator.ports import PlatformDown, PlatformGone
from moderator.services.casefile import Casefile
from moderator.services.context import Fetcher
from moderator.services.outbox import inline
from moderator.store import tables
from tests.helpers.courier import at_once
from tests.helpers.fake_platform import FakeConnector, FakePlanner
from tests.helpers.scene import Scene


def fetcher(scene: Scene, connector: FakeConnector) -> Fetcher:
    return Fetcher(scene.store, Casefile(scene.store, scene.clock, {"fake": FakePlanner()}), connector, inline)


def test_thread_author_and_abilities_are_kept_with_the_case(scene: Scene, connector: FakeConnector) -> None:
    case = scene.case(scene.author("@ann"))
    at_once(fetcher(scene, connector).fetch(case))
    assert scene.column(tables.case, case, "context_at") == scene.clock.now()
    assert scene.column(tables.case, case, "context_error") == ""
    assert connector.contexts == [scene.column(tables.post, scene.column(tables.case, case, "subject_id"), "native_id")]


def test_a_post_that_is_gone_leaves_its_author_to_look_at(scene: Scene, connector: FakeConnector) -> None:
    class Gone(FakeConnector):
        async def context(self, place, post):
            raise PlatformGone("Gone", "It was deleted.", code="gone")

    case = scene.case()
    at_once(fetcher(scene, Gone(connector.platform)).fetch(case))
    assert scene.column(tables.case, case, "context_at") == scene.clock.now()


def test_a_platform_that_does_not_answer_is_said_on_the_case(scene: Scene, connector: FakeConnector) -> None:
    class Down(FakeConnector):
        async def author(self, author, places):
            raise PlatformDown("No answer", "It is tried again.", code="down")

    case = scene.case()
    with pytest.raises(PlatformDown):
        at_once(fetcher(scene, Down(connector.platform)).fetch(case))
    assert scene.column(tables.case, case, "context_error") == "No answer: It is tried again."
    assert scene.column(tables.case, case, "context_at") is None


def test_a_case_that_is_gone_is_said(scene: Scene, connector: FakeConnector) -> None:
    with pytest.raises(KnownError) as gone:
        at_once(fetcher(scene, connector).fetch(1))
    assert gone.value.code == "no_case"
