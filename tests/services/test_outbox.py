"""Delivery sends once, believes what it reads back, and never repeats blindly what cannot be repeated."""

from __future__ import annotations

import ast
import asyncio
import inspect
from dataclasses import replace

import pytest

from moderator.domain import caps
from moderator.domain.action import ActionKind, ActionOrder, Outcome, OutcomeKind, ReadBack, Step, Verdict
from moderator.domain.enforcement import Settle
from moderator.ports import PlatformDown, PlatformLimited, PlatformRefused
from moderator.services import ledger, outbox
from moderator.services.decide import SECOND, Decide
from moderator.store import tables
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakeConnector, FakePlanner, FakePlatform
from tests.helpers.scene import Scene

K = ActionKind


def decided(scene: Scene, decide: Decide, *kinds: ActionKind, **changes) -> int:
    order = scene.order(scene.case(), *kinds, **{"grace_seconds": 0, **changes})
    return decide.decide(order, scene.actor_id).decision_id


def test_nothing_is_sent_before_its_grace_is_over(scene, decide, courier: Courier, platform: FakePlatform) -> None:
    decision = decided(scene, decide, K.REMOVE, grace_seconds=8)
    courier.run(7.9)
    assert platform.requests == 0
    courier.run(0.1)
    assert scene.states(decision) == ["confirmed"]


def test_a_confirmed_removal_shows_on_the_post_and_the_decision(scene: Scene, decide, courier: Courier) -> None:
    case = scene.case()
    decision = decide.decide(scene.order(case, K.REMOVE, grace_seconds=0), scene.actor_id).decision_id
    courier.run()
    assert scene.column(tables.post, scene.column(tables.case, case, "subject_id"), "state") == "removed"
    assert scene.column(tables.decision, decision, "effective_at") == scene.clock.now()
    assert scene.events("enforcement") == ["enforcement.sending", "enforcement.sent", "enforcement.confirmed"]
    assert scene.chain_holds()


def test_a_warning_notes_when_and_how_the_member_was_told(scene: Scene, decide, courier: Courier) -> None:
    decision = decided(scene, decide, K.WARN)
    courier.run()
    assert scene.states(decision) == ["sent"]  # a message cannot be read back
    assert scene.column(tables.decision, decision, "notice_sent_at") == scene.clock.now()
    assert scene.column(tables.decision, decision, "notice_channel") == "warn"
    for _ in range(ledger.LOOKS):
        courier.run(10)
    assert scene.states(decision) == ["sent"]
    assert courier.run(1000) == 0  # it is not looked for any more


def test_the_report_is_closed_only_when_everything_else_had_its_effect(
    store, clock, decide: Decide, connector: FakeConnector, platform: FakePlatform
) -> None:
    scene = Scene(store, clock).build(close_reports=True)
    courier = Courier(scene, connector)
    platform.behave("not_sent")
    decision = decided(scene, decide, K.REMOVE, K.WARN)
    courier.run()
    assert scene.states(decision) == ["waiting", "waiting", "waiting"]
    courier.run(10)
    assert scene.states(decision) == ["confirmed", "sent", "confirmed"]
    assert platform.effects[-1][0] == "report_close"


def test_several_reports_of_one_case_do_not_wait_for_each_other(
    store, clock, connector: FakeConnector, platform: FakePlatform
) -> None:
    class EachByItself(FakePlanner):
        def plan(self, order: ActionOrder, key: str) -> tuple[Step, ...]:
            (step,) = super().plan(order, key)
            about = order.target.flags if order.kind is K.REPORT_CLOSE else (step.request["about"],)
            return tuple(replace(step, key=f"{key}.{one}", request={**step.request, "about": one}) for one in about)

    scene = Scene(store, clock).build(close_reports=True)
    decide = Decide(store, clock, {"fake": EachByItself()})
    order = scene.order(scene.case(reports=3), K.REMOVE, grace_seconds=0)
    decision = decide.decide(order, scene.actor_id).decision_id
    Courier(scene, connector).run()
    assert scene.states(decision) == ["confirmed"] * 4
    assert [do for do, _ in platform.effects] == ["remove"] + ["report_close"] * 3


def test_an_unknown_warning_keeps_the_report_open(
    store, clock, decide: Decide, connector: FakeConnector, platform: FakePlatform
) -> None:
    scene = Scene(store, clock).build(close_reports=True)
    courier = Courier(scene, connector)
    platform.behave("apply_then_drop")
    decision = decided(scene, decide, K.WARN)
    courier.run(10_000)
    assert scene.states(decision) == ["unknown", "waiting"]
    with scene.store.read() as reads:
        warning = reads.decisions.rows_of_decision(decision)[0].id
    decide.settle(warning, Settle.ARRIVED, scene.actor_id)
    courier.run()
    assert scene.states(decision) == ["confirmed", "confirmed"]
    assert platform.doubled == []


# --- what the platform says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [K.REMOVE, K.BAN])
@pytest.mark.parametrize("how", ["apply_then_drop", "drop_then_apply"])
def test_a_lost_answer_ends_in_exactly_one_effect(
    scene, decide, courier: Courier, platform: FakePlatform, connector: FakeConnector, kind: ActionKind, how: str
) -> None:
    connector._lands_after_look = True
    platform.behave(how)
    decision = decided(scene, decide, kind)
    courier.run()
    courier.run(600)
    assert scene.states(decision) == ["confirmed"]
    assert [do for do, _ in platform.effects] == [kind.value]


def test_a_lost_answer_of_a_warning_waits_for_a_person_and_is_not_repeated(
    scene, decide, courier: Courier, platform: FakePlatform
) -> None:
    platform.behave("apply_then_drop")
    decision = decided(scene, decide, K.WARN)
    courier.run()
    courier.restart()
    courier.run(100_000)
    assert scene.states(decision) == ["unknown"]
    assert platform.requests == 1


def test_a_limit_is_kept_to_the_second_and_said(scene, decide, courier: Courier, platform: FakePlatform) -> None:
    retry_at = scene.clock.now() + 40 * SECOND
    platform.behave("limited", retry_at=str(retry_at))
    decision = decided(scene, decide, K.REMOVE)
    courier.run()
    assert isinstance(courier.troubles[0], PlatformLimited)
    assert courier.troubles[0].retry_at == retry_at
    courier.run(39.9)
    assert platform.requests == 1
    courier.run(0.1)
    assert scene.states(decision) == ["confirmed"]


def test_a_limit_of_days_is_clamped(scene, decide, courier: Courier, platform: FakePlatform) -> None:
    platform.behave("limited", retry_at=str(scene.clock.now() + 10**6 * SECOND))
    decision = decided(scene, decide, K.REMOVE)
    courier.run()
    courier.run(caps.RETRY_AFTER_SECONDS)
    assert scene.states(decision) == ["confirmed"]


def test_a_refused_token_stops_sending_and_loses_nothing(scene, decide, courier, platform: FakePlatform) -> None:
    platform.behave("unauthorised", code="M_UNKNOWN_TOKEN")
    decision = decided(scene, decide, K.REMOVE)
    courier.run()
    assert isinstance(courier.troubles[0], PlatformRefused)
    assert scene.states(decision) == ["waiting"]
    courier.run()
    assert scene.states(decision) == ["confirmed"]


def test_no_connection_means_not_sent_and_is_tried_again_later(scene, decide, courier, platform) -> None:
    platform.behave("not_sent", times=3)
    decision = decided(scene, decide, K.WARN)
    courier.run()
    assert isinstance(courier.troubles[0], PlatformDown)
    for _ in range(4):
        courier.run(20)
    assert scene.states(decision) == ["sent"]
    assert [do for do, _ in platform.effects] == ["warn"]


def test_a_refusal_is_believed_only_after_a_look(scene, decide, courier, platform: FakePlatform, connector) -> None:
    platform.behave("refused", code="M_FORBIDDEN")
    refused = decided(scene, decide, K.BAN)
    courier.run()
    assert scene.states(refused) == ["refused"]
    case = scene.case()
    order = scene.order(case, K.REMOVE, grace_seconds=0)
    platform.behave("refused", code="M_UNKNOWN")
    post = scene.column(tables.post, scene.column(tables.case, case, "subject_id"), "native_id")
    platform.write("effect", do="remove", about=post, key="a colleague")
    faster = decide.decide(order, scene.actor_id).decision_id
    courier.run()
    assert scene.states(faster) == ["confirmed"]


def test_removing_what_is_gone_is_done_by_somebody_else(scene, decide, courier, platform: FakePlatform) -> None:
    platform.behave("gone", times=2, code="M_NOT_FOUND")
    decision = decided(scene, decide, K.REMOVE, K.BAN)
    courier.run()
    with scene.store.read() as reads:
        removal, ban = reads.decisions.rows_of_decision(decision)
    assert (removal.state, removal.by_other, removal.code) == ("confirmed", True, "M_NOT_FOUND")
    assert ban.state == "refused"


def test_an_accepted_effect_that_never_shows_asks_a_person(scene, decide, courier, connector) -> None:
    class Forgets(FakeConnector):
        async def execute(self, step):
            return Outcome(OutcomeKind.DONE)

    courier.connector = Forgets(connector.platform)
    courier.restart()
    decision = decided(scene, decide, K.BAN)
    for _ in range(ledger.LOOKS + 1):
        courier.run(20)
    assert scene.states(decision) == ["unknown"]
    assert courier.run(1000) == 0


@pytest.mark.expect_log("moderator.services.outbox", "broke while sending")
@pytest.mark.expect_log("moderator.services.outbox", "broke while reading back")
def test_a_connector_that_breaks_counts_as_not_known(scene, decide, courier, connector) -> None:
    class Breaks(FakeConnector):
        async def execute(self, step):
            await super().execute(step)
            raise ValueError("nonsense in the answer")

        async def read_back(self, step):
            if self.platform.requests == 1 and not self.contexts:
                self.contexts.append("broke once")
                raise ValueError("nonsense again")
            return await super().read_back(step)

    courier.connector = Breaks(connector.platform)
    courier.restart()
    decision = decided(scene, decide, K.BAN)
    courier.run()
    courier.run(10)
    assert scene.states(decision) == ["confirmed"]


# --- after a crash, beside another worker -----------------------------------------------------------------------------


def left_sending(scene: Scene, decide: Decide, courier: Courier, kind: ActionKind) -> int:
    """A row marked as being sent by a run that is gone."""
    decision = decided(scene, decide, kind)
    assert courier.delivery._ledger.claim() is not None
    return decision


@pytest.mark.parametrize(("kind", "after"), [(K.REMOVE, "confirmed"), (K.BAN, "confirmed"), (K.WARN, "unknown")])
def test_what_an_earlier_run_left_in_sending_is_looked_at_first(
    scene, decide, courier: Courier, platform, kind: ActionKind, after: str
) -> None:
    decision = left_sending(scene, decide, courier, kind)
    courier.restart()
    courier.run()
    assert scene.states(decision) == [after]
    assert platform.requests == (0 if kind is K.WARN else 1)


def test_what_cannot_be_read_now_is_read_later_and_not_sent_meanwhile(
    scene, decide, courier: Courier, platform, connector: FakeConnector
) -> None:
    decision = left_sending(scene, decide, courier, K.BAN)
    connector.readable = False
    courier.restart()
    for _ in range(5):
        courier.run(400)
    assert (scene.states(decision), platform.requests) == (["sending"], 0)
    connector.readable = True
    courier.run(400)
    assert scene.states(decision) == ["confirmed"]


def test_the_result_of_a_worker_that_was_fenced_off_changes_nothing(scene, decide, courier: Courier, connector) -> None:
    decision = decided(scene, decide, K.WARN)
    old = courier.delivery._ledger
    _, job = old.claim()
    courier.restart()
    courier.run()
    assert scene.states(decision) == ["unknown"]
    before = scene.events()
    assert old.record(job, Outcome(OutcomeKind.DONE)) is None
    old.seen(ledger.Phase.LOOK, job, ReadBack(Verdict.DONE), None)
    assert scene.states(decision) == ["unknown"]
    assert scene.events() == before


def test_one_subject_is_served_in_the_order_of_the_decisions(scene, decide, courier, platform) -> None:
    author = scene.author()
    platform.behave("not_sent")
    for kind in (K.BAN, K.REMOVE):
        decide.decide(scene.order(scene.case(author), kind, grace_seconds=0), scene.actor_id)
        scene.clock.pass_time(1)
    other = decided(scene, decide, K.REMOVE)
    courier.run()
    courier.run(0)
    assert scene.states(other) == ["confirmed"]
    assert [do for do, _ in platform.effects] == ["remove"]
    courier.run(10)
    assert [do for do, _ in platform.effects] == ["remove", "ban", "remove"]


def test_undo_while_it_is_on_its_way_takes_back_whatever_arrived(scene, decide, courier, platform) -> None:
    case = scene.case()
    decision = decide.decide(scene.order(case, K.BAN, grace_seconds=0), scene.actor_id).decision_id
    _, job = courier.delivery._ledger.claim()
    assert decide.undo(decision, scene.actor_id).kind == "inverse"
    courier.delivery._ledger.record(job, platform.take(job.step))
    courier.run()
    assert [do for do, _ in platform.effects] == ["ban", "unban"]
    assert (scene.states(decision), scene.case_state(case)) == (["undone"], "open")


def test_undo_while_it_is_on_its_way_and_never_arrived_sends_nothing_more(scene, decide, courier, platform) -> None:
    case = scene.case()
    decision = decide.decide(scene.order(case, K.BAN, grace_seconds=0), scene.actor_id).decision_id
    courier.delivery._ledger.claim()
    undone = decide.undo(decision, scene.actor_id)
    courier.restart()
    courier.run(60)
    assert platform.effects == []
    assert (scene.states(decision), scene.states(undone.inverse_decision_id)) == (["cancelled"], ["cancelled"])
    assert scene.case_state(case) == "open"


# --- kept over a start ------------------------------------------------------------------------------------------------


def test_a_kept_decision_waits_for_the_next_start_and_a_new_grace(scene, decide, courier, platform) -> None:
    decision = decided(scene, decide, K.REMOVE)
    assert decide.keep_waiting(scene.actor_id) == 1
    courier.run(3600)
    assert scene.states(decision) == ["waiting"]
    delivery = courier.restart()
    asyncio.run(delivery.begin())
    courier.run()
    assert platform.requests == 0
    courier.run(caps.GRACE_SECONDS)
    assert scene.states(decision) == ["confirmed"]


def test_what_waited_over_a_start_is_sent_only_when_the_posts_are_fresh(scene, decide, courier, platform) -> None:
    decision = decided(scene, decide, K.REMOVE)
    scene.clock.pass_time(60)
    delivery = courier.restart(fresh=False)
    courier.run()
    assert platform.requests == 0
    delivery.posts_are_fresh()
    courier.run()
    assert scene.states(decision) == ["confirmed"]


def test_a_post_edited_over_the_start_asks_a_person_who_may_send_it_all_the_same(
    scene, decide, courier, platform
) -> None:
    case = scene.case()
    receipt = decide.decide(scene.order(case, K.REMOVE, grace_seconds=0), scene.actor_id)
    scene.edit_post(case)
    scene.clock.pass_time(60)
    courier.restart()
    courier.run()
    with scene.store.read() as reads:
        (row,) = reads.decisions.rows_of_decision(receipt.decision_id)
    assert (row.state, row.code, platform.requests) == ("refused", "post_changed", 0)
    decide.settle(row.id, Settle.AGAIN, scene.actor_id)
    courier.run()
    assert scene.states(receipt.decision_id) == ["confirmed"]


# --- the end of a sanction --------------------------------------------------------------------------------------------


def banned_for_an_hour(scene: Scene, decide: Decide, courier: Courier) -> tuple[int, str]:
    author = scene.author("@ann")
    order = scene.order(scene.case(author), K.BAN, until=scene.clock.now() + 3600 * SECOND, grace_seconds=0)
    decision = decide.decide(order, scene.actor_id).decision_id
    courier.run()
    return decision, "@ann"


def test_a_timed_ban_is_ended_by_whichever_worker_runs_then(scene, decide, courier, platform) -> None:
    decision, who = banned_for_an_hour(scene, decide, courier)
    assert decide.counts().waiting == 0  # its planned end is not on its way
    courier.run(3599)
    assert platform.stands("ban", who)
    courier.restart()
    courier.run(1)
    assert not platform.stands("ban", who)
    assert scene.states(decision) == ["confirmed", "confirmed"]
    assert decide.undo(decision, scene.actor_id).kind == "cancelled"  # nothing of it stands any more


def test_a_ban_that_somebody_else_ended_is_not_touched_and_a_person_is_asked(scene, decide, courier, platform) -> None:
    decision, who = banned_for_an_hour(scene, decide, courier)
    platform.write("effect", do="unban", about=who, key="a colleague")
    courier.run(3600)
    with scene.store.read() as reads:
        end = reads.decisions.rows_of_decision(decision)[-1]
    assert (end.state, end.code) == ("refused", "sanction_changed")
    assert platform.requests == 1


def test_the_end_of_a_refused_ban_is_not_sent(scene, decide, courier, platform) -> None:
    platform.behave("refused")
    decision, _ = banned_for_an_hour(scene, decide, courier)
    courier.run(3600)
    assert scene.states(decision) == ["refused", "cancelled"]


def test_an_end_waits_while_the_platform_cannot_be_read(scene, decide, courier, platform, connector) -> None:
    decision, who = banned_for_an_hour(scene, decide, courier)
    connector.readable = False
    courier.run(3600)
    assert scene.states(decision) == ["confirmed", "waiting"]
    connector.readable = True
    courier.run(60)
    assert not platform.stands("ban", who)


def test_looking_now_confirms_what_stands_and_sends_nothing(scene, decide, courier, platform, connector) -> None:
    connector.readable = False
    decision = decided(scene, decide, K.BAN)
    courier.run()
    with scene.store.read() as reads:
        (row,) = reads.decisions.rows_of_decision(decision)
    assert row.state == "sent"
    connector.readable = True
    assert asyncio.run(courier.delivery.look_now(row.id)) is Verdict.DONE
    assert (scene.states(decision), platform.requests) == (["confirmed"], 1)


# --- the places where the power may go --------------------------------------------------------------------------------


def test_every_await_of_delivery_is_a_named_place() -> None:
    """An await goes through `_at` with a name of its own, or to a method of Delivery where the same holds."""
    names: list[str] = []
    for call in awaited(ast.parse(inspect.getsource(outbox.Delivery))):
        assert isinstance(call.func, ast.Attribute)
        assert isinstance(call.func.value, ast.Name)
        assert call.func.value.id == "self"
        assert hasattr(outbox.Delivery, call.func.attr)
        if call.func.attr == "_at":
            names.append(ast.literal_eval(call.args[0]))
    assert len(names) == len(set(names)) >= 10


def awaited(tree: ast.AST) -> list[ast.Call]:
    calls = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Await):
            if isinstance(node.value, ast.Name):
                assert node.value.id == "boundary"  # the one inside `_at`, between its two places
                continue
            assert isinstance(node.value, ast.Call)
            calls.append(node.value)
    return calls


def test_every_transaction_of_delivery_passes_a_named_place_before_it_commits() -> None:
    names: list[str] = []
    for node in ast.walk(ast.parse(inspect.getsource(ledger))):
        if isinstance(node, ast.With) and "store.write" in ast.unparse(node.items[0]):
            last = ast.unparse(node.body[-1])
            assert last.startswith("faults.point('ledger.")
            names.append(last)
    assert len(names) == len(set(names)) >= 6
