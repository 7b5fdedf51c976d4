"""One community, served: what comes in is judged, what was decided goes out, and trouble stays where it is."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind as K
from moderator.domain.community import Page
from moderator.ports import PlatformDown, PlatformLimited
from moderator.store import tables
from tests.helpers.fake_platform import FakeConnector, FakePlatform
from tests.helpers.workhouse import House, a_report, cases, states_told


def test_a_report_becomes_a_case_with_its_context_and_the_decision_is_carried_out(house: House) -> None:
    connector = house.connector(house.scene.community_id)
    connector.flag_pages.append(Page((a_report(),), {"from": 1}))
    decided: list[int] = []

    def decide() -> bool:
        order = house.scene.order(cases(house)[0], K.REMOVE, grace_seconds=0)
        decided.append(house.decide.decide(order, house.scene.actor_id).decision_id)
        return True

    house.live(
        lambda: len(cases(house)) == 1,
        lambda: house.scene.column(tables.case, cases(house)[0], "context_at"),
        decide,
        lambda: house.scene.states(decided[0]) == ["confirmed"],
    )
    assert house.state() == "live"
    assert connector.platform.effects == [("remove", "$1")]
    assert connector.contexts == ["$1"]
    assert connector.closed
    assert house.scene.chain_holds()
    with house.store.read() as reads:
        assert reads.communities.cursor(house.scene.community_id, "flags") == {"from": 1}


def test_a_case_that_opened_while_no_worker_ran_gets_its_context(house: House) -> None:
    case = house.scene.case()
    house.live(lambda: house.scene.column(tables.case, case, "context_at"))


def test_one_platform_in_trouble_stops_only_itself(house: House) -> None:
    sick, well = house.scene.community_id, house.communities.add("fake", "Other", "https://other.example")
    house.connector(sick).connects = [PlatformDown("No answer", "It is tried again.", code="down")] * 3
    house.connector(well).flag_pages.append(Page((a_report(),), {}))
    seen: set[str] = set()

    def states() -> bool:
        seen.add(house.state(sick))
        return house.state(well) == "live" and len(cases(house)) == 1

    house.live(states, lambda: house.state(sick) == "live")
    assert "community.state" in house.scene.events("community.state")


def test_a_limit_shows_when_it_ends_and_heals_by_itself(house: House) -> None:
    community = house.scene.community_id
    retry_at = house.clock.now() + 50_000
    house.connector(community).flag_pages.append(PlatformLimited("Slowly", "Wait.", retry_at=retry_at, code="limited"))
    states: list[tuple[str, object]] = []

    def healed() -> bool:
        now = house.state(), house.scene.column(tables.community, community, "resumes_at")
        if not states or states[-1] != now:
            states.append(now)
        return states[-1][0] == "live" and any(state == "limited" for state, _ in states)

    house.live(healed)
    assert ("limited", retry_at) in states
    assert states[-1] == ("live", None)


@pytest.mark.expect_log("moderator.services.supervise", "the loop flags broke")
def test_nonsense_from_a_platform_is_down_and_goes_on(house: House) -> None:
    class Nonsense(FakeConnector):
        async def list_flags(self, cursor):
            if self.flag_pages:
                self.flag_pages.pop(0)
                raise ValueError("what is this?")
            return await super().list_flags(cursor)

    community = house.scene.community_id
    made = house.connectors[community] = Nonsense(FakePlatform(house.folder / "platform.jsonl"))
    made.flag_pages.append(Page((), {}))
    house.live(lambda: "down" in states_told(house), lambda: house.state() == "live")


def test_the_last_step_is_finished_when_the_end_comes_meanwhile(house: House) -> None:
    inside: list[bool] = []

    class Takes(FakeConnector):
        async def execute(self, step):
            inside.append(True)
            await house.ending.wait()
            return await super().execute(step)

    community = house.scene.community_id
    house.connectors[community] = Takes(FakePlatform(house.folder / "platform.jsonl"))
    order = house.scene.order(house.scene.case(), K.BAN, grace_seconds=0)
    decision = house.decide.decide(order, house.scene.actor_id).decision_id
    house.live(lambda: inside)
    assert house.scene.states(decision) == ["confirmed"]
