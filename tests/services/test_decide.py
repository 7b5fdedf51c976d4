"""Decisions are saved whole, once, and only on what the moderator saw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moderator.domain import caps
from moderator.domain.action import ActionKind
from moderator.domain.decision import Finding
from moderator.domain.enforcement import Settle
from moderator.domain.errors import KnownError, StaleError
from moderator.services.decide import DAY, SECOND, Decide
from moderator.store import tables
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakePlanner, FakePlatform
from tests.helpers.scene import Scene

K = ActionKind


def test_a_decision_closes_the_case_and_waits_for_its_grace(scene: Scene, decide: Decide) -> None:
    case = scene.case()
    receipt = decide.decide(scene.order(case, K.REMOVE), scene.actor_id)
    assert scene.case_state(case) == "decided"
    assert receipt.number == 1
    assert receipt.due_at == scene.clock.now() + caps.GRACE_SECONDS * SECOND
    assert scene.states(receipt.decision_id) == ["waiting"]
    assert scene.events() == ["case.decided"]
    assert scene.chain_holds()


def test_the_same_key_again_gives_the_same_receipt_and_nothing_twice(scene: Scene, decide: Decide) -> None:
    case = scene.case()
    order = scene.order(case, K.REMOVE, K.BAN)
    first = decide.decide(order, scene.actor_id)
    scene.clock.pass_time(3)
    assert decide.decide(order, scene.actor_id) == first
    assert scene.events() == ["case.decided"]


def test_the_second_moderator_hears_who_decided_and_why(scene: Scene, decide: Decide) -> None:
    case = scene.case()
    mine, theirs = scene.order(case, K.REMOVE), scene.order(case, K.BAN)
    decide.decide(mine, scene.actor_id)
    with pytest.raises(StaleError) as refused:
        decide.decide(theirs, scene.other_actor_id)
    assert refused.value.code == "already_decided"
    assert refused.value.details["actor"] == "Aoi"
    assert refused.value.details["reason"] == "spam in the tea room"
    assert refused.value.details["guideline_id"] == "spam"


def test_an_edited_post_refuses_the_decision_about_the_old_text(scene: Scene, decide: Decide) -> None:
    case = scene.case()
    order = scene.order(case, K.REMOVE)
    scene.edit_post(case)
    with pytest.raises(StaleError) as refused:
        decide.decide(order, scene.actor_id)
    assert (refused.value.code, refused.value.details) == ("revision_changed", {"seen": 1, "now": 2})
    assert scene.case_state(case) == "open"
    assert decide.decide(scene.order(case, K.REMOVE), scene.actor_id).number == 1


def test_further_reports_do_not_refuse_and_are_counted_on_the_receipt(scene: Scene, decide: Decide) -> None:
    case = scene.case()
    order = scene.order(case, K.REMOVE)
    scene.report_again(case)
    scene.report_again(case)
    assert decide.decide(order, scene.actor_id).flags_since == 2
    assert decide.decide(order, scene.actor_id).flags_since == 2


@pytest.mark.parametrize(
    ("changes", "kinds", "code"),
    [
        ({"guideline_id": ""}, (K.REMOVE,), "guideline_missing"),
        ({"finding": Finding.NO_BREACH}, (K.REMOVE,), "action_without_breach"),
        ({}, (K.EDIT,), "no_action"),
    ],
)
def test_an_order_that_is_not_whole_is_refused_and_writes_nothing(
    scene: Scene, decide: Decide, changes: dict, kinds: tuple[ActionKind, ...], code: str
) -> None:
    case = scene.case()
    with pytest.raises(KnownError) as refused:
        decide.decide(scene.order(case, *kinds, **changes), scene.actor_id)
    assert refused.value.code == code
    assert (scene.case_state(case), scene.events()) == ("open", [])


def test_an_end_in_the_past_and_an_empty_message_are_refused(scene: Scene, decide: Decide) -> None:
    case = scene.case()
    with pytest.raises(KnownError, match="past"):
        decide.decide(scene.order(case, K.BAN, until=scene.clock.now()), scene.actor_id)
    order = scene.order(case, K.WARN)
    with pytest.raises(KnownError, match="empty"):
        decide.decide(replace(order, actions=(replace(order.actions[0], message=" "),)), scene.actor_id)


def test_no_breach_needs_no_platform_and_is_in_force_at_once(scene: Scene, decide: Decide) -> None:
    case = scene.case()
    order = scene.order(case, K.DISMISS, finding=Finding.NO_BREACH, guideline_id="")
    receipt = decide.decide(order, scene.actor_id)
    assert receipt.enforcement_ids == ()
    assert scene.column(tables.decision, receipt.decision_id, "effective_at") == scene.clock.now()


def test_each_of_many_is_decided_by_itself(scene: Scene, decide: Decide) -> None:
    good, stale, also_good = scene.case(), scene.case(), scene.case()
    orders = [scene.order(case, K.REMOVE) for case in (good, stale, also_good)]
    decide.decide(scene.order(stale, K.BAN), scene.other_actor_id)
    results = decide.decide_many(orders, scene.actor_id)
    assert [type(result).__name__ for result in results] == ["Receipt", "StaleError", "Receipt"]


def test_what_is_derived_is_derived_from_the_flags(scene: Scene, decide: Decide) -> None:
    def saved(source: str) -> tuple[object, ...]:
        receipt = decide.decide(scene.order(scene.case(source=source), K.REMOVE), scene.actor_id)
        names = ("source", "detection_automated", "decision_automated", "rule_id", "category", "language")
        return tuple(scene.column(tables.decision, receipt.decision_id, name) for name in names)

    assert saved("member") == ("notice", False, "none", "", "spam", "en")
    assert saved("rule") == ("own_initiative", True, "none", "rule-1", "spam", "en")
    assert saved("platform") == ("other_notification", True, "none", "", "spam", "en")
    assert saved("moderator") == ("own_initiative", False, "none", "", "spam", "en")


def test_a_decision_keeps_the_digest_of_what_was_judged(scene: Scene, decide: Decide) -> None:
    case = scene.case(text="お茶を買ってください")
    receipt = decide.decide(scene.order(case, K.REMOVE), scene.actor_id)
    digest = bytes(scene.column(tables.decision, receipt.decision_id, "content_digest"))
    with scene.store.read() as reads:
        stored = reads.connection.scalar(tables.revision.select().with_only_columns(tables.revision.c.digest))
    assert digest == bytes(stored)
    assert len(scene.column(tables.decision, receipt.decision_id, "public_id")) == 16


def test_a_breach_counts_against_the_person_for_a_while(scene: Scene, decide: Decide) -> None:
    author = scene.author()
    decide.decide(scene.order(scene.case(author), K.REMOVE), scene.actor_id)
    with scene.store.read() as reads:
        (strike,) = reads.decisions.strikes_of(author)
    assert (strike.guideline_id, strike.until - strike.at, strike.lifted) == ("spam", 90 * DAY, False)


def test_a_guideline_that_does_not_count_gives_no_strike(scene: Scene) -> None:
    author = scene.author()
    lenient = Decide(scene.store, scene.clock, {"fake": FakePlanner()}, strike_days=lambda *about: 0)
    lenient.decide(scene.order(scene.case(author), K.REMOVE), scene.actor_id)
    with scene.store.read() as reads:
        assert reads.decisions.strikes_of(author) == ()


def test_content_comes_first_and_the_reports_are_closed_last(store, clock, decide: Decide) -> None:
    scene = Scene(store, clock)
    scene.build(close_reports=True)
    case = scene.case(reports=2)
    until = clock.now() + 60 * SECOND
    receipt = decide.decide(scene.order(case, K.WARN, K.BAN, K.REMOVE, until=until), scene.actor_id)
    with store.read() as reads:
        rows = reads.decisions.rows_of_decision(receipt.decision_id)
    assert [(row.kind, row.lift) for row in rows] == [
        (K.REMOVE, False),
        (K.BAN, False),
        (K.WARN, False),
        (K.REPORT_CLOSE, False),
        (K.UNBAN, True),
    ]
    assert rows[-1].due_at == until
    assert rows[-1].inverse_of == rows[1].id
    assert receipt.enforcement_ids == tuple(row.id for row in rows[:-1])


def test_a_grace_of_the_order_goes_before_the_setting_and_has_a_ceiling(scene: Scene, decide: Decide) -> None:
    at_once = decide.decide(scene.order(scene.case(), K.REMOVE, grace_seconds=0), scene.actor_id)
    assert at_once.due_at == scene.clock.now()
    long = decide.decide(scene.order(scene.case(), K.REMOVE, grace_seconds=3600), scene.actor_id)
    assert long.due_at == scene.clock.now() + caps.GRACE_MAX_SECONDS * SECOND


# --- taking back ------------------------------------------------------------------------------------------------------


def test_undo_in_the_grace_sends_nothing_and_opens_the_case_again(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform
) -> None:
    author = scene.author()
    case = scene.case(author)
    receipt = decide.decide(scene.order(case, K.REMOVE, K.BAN), scene.actor_id)
    undone = decide.undo(receipt.decision_id, scene.actor_id)
    assert (undone.kind, undone.cancelled, undone.cannot) == ("cancelled", 2, ())
    courier.run(60)
    assert platform.requests == 0
    assert scene.case_state(case) == "open"
    with scene.store.read() as reads:
        assert [strike.lifted for strike in reads.decisions.strikes_of(author)] == [True]
    assert decide.decide(scene.order(case, K.REMOVE), scene.actor_id).number == 2


def test_undo_after_sending_orders_the_inverse_and_opens_the_case_when_it_stands(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform
) -> None:
    case = scene.case()
    receipt = decide.decide(scene.order(case, K.BAN), scene.actor_id)
    courier.run(caps.GRACE_SECONDS)
    undone = decide.undo(receipt.decision_id, scene.actor_id)
    assert undone.kind == "inverse"
    assert scene.case_state(case) == "decided"
    courier.run()
    assert [do for do, _ in platform.effects] == ["ban", "unban"]
    assert scene.states(receipt.decision_id) == ["undone"]
    assert scene.case_state(case) == "open"
    assert scene.column(tables.decision, receipt.decision_id, "reinstated_at") == scene.clock.now()
    assert scene.chain_holds()


def test_undo_names_what_cannot_be_taken_back(scene: Scene, decide: Decide, courier: Courier) -> None:
    case = scene.case()
    receipt = decide.decide(scene.order(case, K.REMOVE, K.BAN), scene.actor_id)
    courier.run(caps.GRACE_SECONDS)
    undone = decide.undo(receipt.decision_id, scene.actor_id)
    assert (undone.kind, undone.cannot) == ("inverse", (K.REMOVE,))
    courier.run()
    assert scene.states(receipt.decision_id) == ["confirmed", "undone"]
    assert scene.case_state(case) == "open"  # what stands has no way back; the rest may be decided anew


def test_undo_of_what_has_no_way_back_changes_nothing(scene: Scene, decide: Decide, courier: Courier) -> None:
    receipt = decide.decide(scene.order(scene.case(), K.REMOVE), scene.actor_id)
    courier.run(caps.GRACE_SECONDS)
    before = scene.events()
    assert decide.undo(receipt.decision_id, scene.actor_id).kind == "nothing"
    assert scene.events() == before


def test_a_decision_is_undone_once_and_an_undoing_never(scene: Scene, decide: Decide, courier: Courier) -> None:
    receipt = decide.decide(scene.order(scene.case(), K.BAN), scene.actor_id)
    courier.run(caps.GRACE_SECONDS)
    undone = decide.undo(receipt.decision_id, scene.actor_id)
    with pytest.raises(StaleError) as twice:
        decide.undo(receipt.decision_id, scene.actor_id)
    assert twice.value.code == "already_undone"
    with pytest.raises(KnownError) as back:
        decide.undo(undone.inverse_decision_id, scene.actor_id)
    assert back.value.code == "undo_of_undo"


def test_undo_of_a_timed_ban_takes_its_planned_end_along(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform
) -> None:
    receipt = decide.decide(scene.order(scene.case(), K.BAN, until=scene.clock.now() + 3600 * SECOND), scene.actor_id)
    courier.run(caps.GRACE_SECONDS)
    decide.undo(receipt.decision_id, scene.actor_id)
    courier.run(7200)
    assert [do for do, _ in platform.effects] == ["ban", "unban"]
    assert scene.states(receipt.decision_id) == ["undone", "cancelled"]


# --- waiting, settling ------------------------------------------------------------------------------------------------


def test_holding_waits_longer_but_never_over_a_minute(scene: Scene, decide: Decide) -> None:
    receipt = decide.decide(scene.order(scene.case(), K.REMOVE), scene.actor_id)
    began = scene.clock.now()
    scene.clock.pass_time(5)
    assert decide.hold(receipt.decision_id) == began + 13 * SECOND
    scene.clock.pass_time(53)
    assert decide.hold(receipt.decision_id) == began + 60 * SECOND
    scene.clock.pass_time(30)
    assert decide.hold(receipt.decision_id) == began + 60 * SECOND


def test_send_now_keep_and_cancel_are_about_my_own_waiting_decisions(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform
) -> None:
    mine = decide.decide(scene.order(scene.case(), K.REMOVE, K.BAN), scene.actor_id)
    theirs = decide.decide(scene.order(scene.case(), K.REMOVE), scene.other_actor_id)
    assert (decide.waiting(scene.actor_id), decide.waiting(scene.other_actor_id)) == (1, 1)
    assert decide.send_now(scene.actor_id) == 2
    courier.run()
    assert scene.states(mine.decision_id) == ["confirmed", "confirmed"]
    assert scene.states(theirs.decision_id) == ["waiting"]
    assert decide.cancel_waiting(scene.other_actor_id) == 1
    assert scene.states(theirs.decision_id) == ["cancelled"]
    assert decide.cancel_waiting(scene.actor_id) == 0


def test_a_person_settles_an_unknown_effect(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform
) -> None:
    def unknown() -> tuple[int, int]:
        platform.behave("apply_then_drop")
        receipt = decide.decide(scene.order(scene.case(), K.WARN, grace_seconds=0), scene.actor_id)
        courier.run()
        assert scene.states(receipt.decision_id) == ["unknown"]
        return receipt.decision_id, receipt.enforcement_ids[0]

    for how, after in ((Settle.ARRIVED, "confirmed"), (Settle.AGAIN, "waiting"), (Settle.LEAVE, "cancelled")):
        decision, enforcement = unknown()
        decide.settle(enforcement, how, scene.actor_id)
        assert scene.states(decision) == [after]
        with pytest.raises(StaleError):
            decide.settle(enforcement, how, scene.actor_id)
        courier.run()
    assert scene.chain_holds()


def test_a_refused_effect_that_somebody_brought_about_by_hand_is_settled(
    scene: Scene, decide: Decide, courier: Courier, platform: FakePlatform
) -> None:
    platform.behave("refused", code="M_FORBIDDEN")
    receipt = decide.decide(scene.order(scene.case(), K.BAN, grace_seconds=0), scene.actor_id)
    courier.run()
    decide.settle(receipt.enforcement_ids[0], Settle.ARRIVED, scene.actor_id)
    assert scene.states(receipt.decision_id) == ["confirmed"]
    assert scene.chain_holds()


def test_leaving_a_refused_step_leaves_the_report_open(store, clock, decide: Decide, connector, platform) -> None:
    scene = Scene(store, clock).build(close_reports=True)
    courier = Courier(scene, connector)
    platform.behave("refused", code="M_FORBIDDEN")
    receipt = decide.decide(scene.order(scene.case(), K.REMOVE, grace_seconds=0), scene.actor_id)
    courier.run()
    assert scene.states(receipt.decision_id) == ["refused", "waiting"]
    decide.settle(receipt.enforcement_ids[0], Settle.LEAVE, scene.actor_id)
    assert scene.states(receipt.decision_id) == ["cancelled", "cancelled"]


def test_the_views_of_what_was_decided(scene: Scene, decide: Decide) -> None:
    since = scene.clock.now()
    first = decide.decide(scene.order(scene.case(text="あ" * 500), K.REMOVE), scene.actor_id)
    scene.clock.pass_time(1)
    second = decide.decide(scene.order(scene.case(), K.BAN), scene.actor_id)
    rows = decide.decided_by(scene.actor_id, since)
    assert [row.id for row in rows] == [second.decision_id, first.decision_id]
    assert (rows[1].actor, rows[1].excerpt, rows[1].undone) == ("Aoi", "あ" * 200, False)
    assert decide.decided_by(scene.other_actor_id, since) == []
    assert (decide.counts().waiting, decide.counts().need_person) == (2, 0)
    assert [row.kind for row in decide.open_enforcements(1)] == [K.REMOVE]
