"""Taking back what can be taken back, in the opposite order, and naming the rest."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind as K
from moderator.domain.errors import KnownError
from moderator.services.decide import Decide
from moderator.store import tables
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakePlatform
from tests.helpers.scene import Scene


def test_inverses_go_in_the_opposite_order(scene: Scene, decide: Decide, courier: Courier, platform) -> None:
    receipt = decide.decide(scene.order(scene.case(), K.MUTE, K.BAN, grace_seconds=0), scene.actor_id)
    courier.run()
    decide.undo(receipt.decision_id, scene.actor_id)
    courier.run()
    assert [do for do, _ in platform.effects] == ["mute", "ban", "unban", "unmute"]


def test_what_still_waits_is_cancelled_and_what_was_sent_is_taken_back(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform
) -> None:
    receipt = decide.decide(scene.order(scene.case(), K.BAN, K.WARN, grace_seconds=0), scene.actor_id)
    courier.step()
    undone = decide.undo(receipt.decision_id, scene.other_actor_id)
    assert (undone.kind, undone.cancelled, undone.cannot) == ("inverse", 1, ())
    courier.run()
    assert [do for do, _ in platform.effects] == ["ban", "unban"]
    assert scene.states(receipt.decision_id) == ["undone", "cancelled"]
    assert scene.column(tables.decision, undone.inverse_decision_id, "undoes_id") == receipt.decision_id
    assert scene.column(tables.decision, undone.inverse_decision_id, "actor_id") == scene.other_actor_id


def test_an_unknown_effect_is_settled_by_its_inverse(
    scene: Scene, decide: Decide, courier, connector, platform
) -> None:
    case = scene.case()
    receipt = decide.decide(scene.order(case, K.BAN, grace_seconds=0), scene.actor_id)
    courier.step()
    with scene.store.write() as tx:
        tx.connection.execute(tables.enforcement.update().values(state="unknown"))
    decide.undo(receipt.decision_id, scene.actor_id)
    courier.run()
    assert scene.states(receipt.decision_id) == ["cancelled"]
    assert scene.case_state(case) == "open"


def test_an_undo_that_the_platform_refuses_asks_a_person(scene: Scene, decide: Decide, courier, platform) -> None:
    case = scene.case()
    receipt = decide.decide(scene.order(case, K.BAN, grace_seconds=0), scene.actor_id)
    courier.run()
    undone = decide.undo(receipt.decision_id, scene.actor_id)
    platform.behave("refused", code="M_FORBIDDEN")
    courier.run()
    assert scene.states(undone.inverse_decision_id) == ["refused"]
    assert scene.states(receipt.decision_id) == ["confirmed"]
    assert scene.case_state(case) == "decided"


def test_a_decision_that_is_not_known_is_said(decide: Decide, scene: Scene) -> None:
    with pytest.raises(KnownError, match="not known"):
        decide.undo(1, scene.actor_id)
