"""An effect that two decisions want ends with the last of them."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind as K
from moderator.services.decide import DAY, Decide
from moderator.services.standing import ANOTHER_STANDS
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakePlatform
from tests.helpers.scene import Scene

WHO = "@mole"


@pytest.fixture
def mole(scene: Scene) -> int:
    return scene.author(WHO)


def banned(scene: Scene, decide: Decide, courier: Courier, author: int, days: int | None = None) -> int:
    """A ban of so many days, or for ever, in force; returns the decision."""
    until = None if days is None else scene.clock.now() + days * DAY
    order = scene.order(scene.case(author), K.BAN, until=until, grace_seconds=0)
    decision = decide.decide(order, scene.actor_id).decision_id
    courier.run()
    return decision


def codes(scene: Scene, decision: int) -> list[str]:
    with scene.store.read() as reads:
        return [row.code for row in reads.decisions.rows_of_decision(decision)]


@pytest.mark.parametrize("days", [None, 30])
def test_the_planned_end_of_one_ban_leaves_a_longer_one_in_force(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform, mole: int, days: int | None
) -> None:
    one = banned(scene, decide, courier, mole, 1)
    scene.clock.pass_time(3600)
    banned(scene, decide, courier, mole, days)
    courier.run(86_400)
    assert platform.stands("ban", WHO)
    assert (scene.states(one), codes(scene, one)) == (["confirmed", "cancelled"], ["", ANOTHER_STANDS])
    courier.run(30 * 86_400)
    assert platform.stands("ban", WHO) is (days is None)


def test_two_bans_with_the_same_end_end_once(scene, decide, courier, platform, mole) -> None:
    one, two = (banned(scene, decide, courier, mole, 1) for _ in range(2))
    courier.run(86_400)
    assert not platform.stands("ban", WHO)
    assert (scene.states(one)[1], scene.states(two)[1]) == ("cancelled", "confirmed")


def test_undoing_one_ban_leaves_the_other_in_force_and_says_so(scene, decide, courier, platform, mole) -> None:
    one, two = banned(scene, decide, courier, mole), banned(scene, decide, courier, mole)
    undone = decide.undo(one, scene.actor_id)
    assert (undone.kind, undone.inverse_decision_id, undone.cannot) == ("cancelled", None, (K.BAN,))
    courier.run(10)
    assert platform.stands("ban", WHO)
    assert (scene.states(one), codes(scene, one)) == (["undone"], [ANOTHER_STANDS])
    assert decide.undo(two, scene.actor_id).cannot == ()
    courier.run(10)
    assert not platform.stands("ban", WHO)


def test_a_ban_that_is_sent_after_the_undo_of_another_was_ordered_stays(scene, decide, courier, platform, mole) -> None:
    one = banned(scene, decide, courier, mole)
    decide.decide(scene.order(scene.case(mole), K.BAN, grace_seconds=0), scene.actor_id)  # it waits still
    undone = decide.undo(one, scene.actor_id)
    courier.run(10)
    assert platform.stands("ban", WHO)
    assert codes(scene, undone.inverse_decision_id) == [ANOTHER_STANDS]
    assert scene.states(one) == ["undone"]


def test_a_ban_that_was_ended_by_hand_keeps_nothing_in_force(scene, decide, courier, platform, mole) -> None:
    banned(scene, decide, courier, mole)
    scene.clock.pass_time(60)
    decide.decide(scene.order(scene.case(mole), K.UNBAN, grace_seconds=0), scene.actor_id)
    courier.run()
    scene.clock.pass_time(60)
    banned(scene, decide, courier, mole, 1)
    courier.run(86_400)
    assert not platform.stands("ban", WHO)


def test_a_ban_of_somebody_else_or_of_an_earlier_end_keeps_nothing_in_force(
    scene, decide, courier, platform, mole
) -> None:
    banned(scene, decide, courier, scene.author("@other"))
    one = banned(scene, decide, courier, mole, 1)
    two = banned(scene, decide, courier, mole, 2)
    courier.run(86_400)
    decide.undo(two, scene.actor_id)
    courier.run(10)
    assert not platform.stands("ban", WHO)
    assert scene.states(one)[1] == "cancelled"
