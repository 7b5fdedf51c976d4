"""What follows when a request reached its end."""

from __future__ import annotations

from moderator.domain import caps
from moderator.domain.action import ActionKind as K
from moderator.domain.action import Outcome, OutcomeKind, ReadBack, Verdict
from moderator.services.decide import Decide
from moderator.store import tables
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakeConnector
from tests.helpers.scene import Scene


def test_a_rehearsed_removal_is_confirmed_but_the_post_still_stands(scene: Scene, decide: Decide, connector) -> None:
    class Rehearses(FakeConnector):
        async def execute(self, step):
            return Outcome(OutcomeKind.DONE, "rehearsed", result={"rehearsed": True})

        async def read_back(self, step):
            return ReadBack(Verdict.DONE, result={"rehearsed": True})

    case = scene.case()
    receipt = decide.decide(scene.order(case, K.REMOVE, grace_seconds=0), scene.actor_id)
    Courier(scene, Rehearses(connector.platform)).run()
    assert scene.states(receipt.decision_id) == ["confirmed"]
    assert scene.column(tables.post, scene.column(tables.case, case, "subject_id"), "state") == "visible"


def test_a_case_decided_anew_is_not_opened_by_an_old_undo(
    scene: Scene, decide: Decide, courier: Courier, platform
) -> None:
    case = scene.case()
    first = decide.decide(scene.order(case, K.BAN, grace_seconds=0), scene.actor_id)
    courier.run()
    with scene.store.write() as tx:  # a new revision had opened it
        tx.decisions.reopen_case(case)
    decide.decide(scene.order(case, K.REMOVE, grace_seconds=0), scene.other_actor_id)
    courier.run()
    decide.undo(first.decision_id, scene.actor_id)
    courier.run()
    assert [do for do, _ in platform.effects] == ["ban", "remove", "unban"]
    assert scene.case_state(case) == "decided"


def test_each_move_of_an_enforcement_is_told_with_its_attempt(scene: Scene, decide: Decide, courier, platform) -> None:
    platform.behave("not_sent")
    decide.decide(scene.order(scene.case(), K.BAN), scene.actor_id)
    courier.run(caps.GRACE_SECONDS)
    courier.run(10)
    assert scene.events("enforcement") == [
        "enforcement.sending",
        "enforcement.waiting",
        "enforcement.sending",
        "enforcement.sent",
        "enforcement.confirmed",
    ]
