"""The transactions of delivery, one by one."""

from __future__ import annotations

import asyncio

import pytest

from moderator.domain import caps
from moderator.domain.action import ActionKind as K
from moderator.domain.action import Outcome, OutcomeKind, ReadBack, Verdict
from moderator.domain.audit import Event
from moderator.domain.errors import KnownError
from moderator.platforms.rehearsal import Rehearsal
from moderator.services.decide import Decide
from moderator.services.ledger import FRESH_SECONDS, KEPT_SECONDS, LONGEST_PAUSE_SECONDS, SECOND, Ledger, Phase, pause
from moderator.store import tables
from tests.helpers.courier import Courier
from tests.helpers.scene import Scene


@pytest.fixture
def ledger(scene: Scene) -> Ledger:
    made = Ledger(scene.store, scene.community_id, "w", began=scene.clock.now())
    made.posts_are_fresh = True
    return made


def decided(scene: Scene, decide: Decide, kind: K) -> int:
    return decide.decide(scene.order(scene.case(), kind, grace_seconds=0), scene.actor_id).enforcement_ids[0]


def test_pauses_double_up_to_five_minutes() -> None:
    assert [pause(times) // SECOND for times in (-1, 0, 1, 3)] == [1, 1, 2, 8]
    assert pause(99) == LONGEST_PAUSE_SECONDS * SECOND


def test_a_claimed_row_is_ours_with_a_number_and_durable(scene: Scene, decide: Decide, ledger: Ledger) -> None:
    enforcement = decided(scene, decide, K.BAN)
    phase, job = ledger.claim()
    assert (phase, job.id, job.attempt, job.holder, job.state) == (Phase.SEND, enforcement, 1, "w", "sending")
    assert scene.column(tables.enforcement, enforcement, "state") == "sending"
    assert ledger.claim() is None


def test_an_idle_outbox_writes_nothing(scene: Scene, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*about: object) -> None:
        raise AssertionError("a write door was opened")

    monkeypatch.setattr(scene.store, "write", refuse)
    assert ledger.claim() is None


@pytest.mark.parametrize(
    ("kind", "after", "phase"),
    [
        (OutcomeKind.DONE, "sent", Phase.LOOK),
        (OutcomeKind.ALREADY, "sent", Phase.LOOK),
        (OutcomeKind.UNKNOWN, "sending", Phase.RECOVER),
        (OutcomeKind.REFUSED, "sending", Phase.REFUSED),
        (OutcomeKind.GONE, "refused", None),
        (OutcomeKind.LIMITED, "waiting", None),
        (OutcomeKind.UNAUTHORISED, "waiting", None),
        (OutcomeKind.NOT_SENT, "waiting", None),
    ],
)
def test_what_the_platform_said_is_written_down(
    scene: Scene, decide: Decide, ledger: Ledger, kind: OutcomeKind, after: str, phase: Phase | None
) -> None:
    enforcement = decided(scene, decide, K.BAN)
    _, job = ledger.claim()
    following = ledger.record(job, Outcome(kind, code="C", text="words"))
    assert (following[0] if following else None) is phase
    assert scene.column(tables.enforcement, enforcement, "state") == after
    assert scene.column(tables.enforcement, enforcement, "code") == ("C" if after != "sending" else "")


@pytest.mark.parametrize(
    ("kind", "verdict", "after"),
    [
        (K.BAN, Verdict.DONE, "confirmed"),
        (K.BAN, Verdict.DONE_BY_OTHER, "confirmed"),
        (K.BAN, Verdict.NOT_DONE, "waiting"),
        (K.BAN, Verdict.CANNOT_TELL, "sending"),
        (K.WARN, Verdict.DONE, "confirmed"),
        (K.WARN, Verdict.NOT_DONE, "unknown"),
        (K.WARN, Verdict.CANNOT_TELL, "unknown"),
    ],
)
def test_what_is_read_back_decides_whether_it_may_leave_again(
    scene: Scene, decide: Decide, ledger: Ledger, kind: K, verdict: Verdict, after: str
) -> None:
    enforcement = decided(scene, decide, kind)
    _, job = ledger.claim()
    ledger.seen(Phase.RECOVER, job, ReadBack(verdict, by="@colleague"), None)
    assert scene.column(tables.enforcement, enforcement, "state") == after
    assert scene.column(tables.enforcement, enforcement, "by_other") is (verdict is Verdict.DONE_BY_OTHER)


def test_a_person_finds_what_stands(scene: Scene, decide: Decide, ledger: Ledger) -> None:
    enforcement = decided(scene, decide, K.WARN)
    _, job = ledger.claim()
    ledger.seen(Phase.RECOVER, job, ReadBack(Verdict.CANNOT_TELL), None)
    ledger.found(ledger.find(enforcement), ReadBack(Verdict.DONE))
    assert scene.column(tables.enforcement, enforcement, "state") == "confirmed"
    ledger.found(ledger.find(enforcement), ReadBack(Verdict.DONE))  # twice is no error
    with pytest.raises(KnownError, match="not known"):
        ledger.find(1)


# --- a rehearsal ------------------------------------------------------------------------------------------------------


def taken(scene: Scene, decide: Decide, *kinds: K, author: int | None = None, **changes) -> int:
    """A decision with these actions."""
    order = scene.order(scene.case(author), *kinds, **{"grace_seconds": 0, **changes})
    return decide.decide(order, scene.actor_id).decision_id


def banned(scene: Scene, decide: Decide, courier: Courier) -> tuple[int, str]:
    """A ban of one hour that *courier* delivered, and who is banned."""
    until = scene.clock.now() + 3600 * SECOND
    decision = taken(scene, decide, K.BAN, author=scene.author("@ann"), until=until)
    courier.run()
    return decision, "@ann"


def test_a_rehearsal_leaves_the_end_of_a_real_ban_to_the_time_after_it(
    scene, decide, courier, platform, connector
) -> None:
    decision, who = banned(scene, decide, courier)
    Courier(scene, Rehearsal(connector), "rehearsal").run(3600)
    assert (scene.states(decision), platform.stands("ban", who)) == (["confirmed", "waiting"], True)
    courier.restart()
    courier.run()
    assert (scene.states(decision), platform.stands("ban", who)) == (["confirmed", "confirmed"], False)


def test_a_rehearsal_swallows_neither_what_was_decided_before_it_nor_what_may_have_left(
    scene, decide, courier, platform, connector
) -> None:
    platform.behave("drop_then_apply")
    flying, before = taken(scene, decide, K.BAN), taken(scene, decide, K.REMOVE, grace_seconds=8)
    connector.readable = False
    courier.step()
    connector.readable = True
    scene.clock.pass_time(60)
    with scene.store.write() as tx:
        tx.record(Event("community.rehearsal_set", f"community:{scene.community_id}"))
    rehearsal = Courier(scene, Rehearsal(connector), "rehearsal")
    rehearsed = taken(scene, decide, K.REMOVE)
    rehearsal.run(600)
    states = [scene.states(decision) for decision in (flying, before, rehearsed)]
    assert (states, platform.effects) == ([["sending"], ["waiting"], ["confirmed"]], [])
    with scene.store.read() as reads:
        (row,) = reads.decisions.rows_of_decision(flying)
    assert asyncio.run(rehearsal.delivery.look_now(row.id)) is Verdict.CANNOT_TELL
    courier.restart()
    courier.run()
    courier.run(300)
    assert (scene.states(flying), scene.states(before)) == (["confirmed"], ["confirmed"])
    assert sorted(do for do, _ in platform.effects) == ["ban", "remove"]


def test_the_end_of_a_rehearsed_ban_is_rehearsed(scene, decide, courier, platform, connector) -> None:
    rehearsal = Courier(scene, Rehearsal(connector), "rehearsal")
    decision, _ = banned(scene, decide, rehearsal)
    rehearsal.run(3600)
    assert (scene.states(decision), platform.requests) == (["confirmed", "confirmed"], 0)


# --- what may not wait for ever, and who may not send ---


@pytest.mark.parametrize("why", ["its keeper is back", "half a day"])
def test_a_worker_that_is_not_started_again_sends_what_was_kept_all_the_same(
    scene, decide, courier, platform, why
) -> None:
    case = scene.case()
    edited = decide.decide(scene.order(case, K.REMOVE, grace_seconds=5), scene.actor_id).decision_id
    decision = taken(scene, decide, K.REMOVE, grace_seconds=5)
    decide.keep_waiting(scene.actor_id)
    courier.run(3600)
    asyncio.run(courier.delivery.begin(first=False))
    courier.run(3600)
    assert scene.states(decision) == ["waiting"]
    scene.edit_post(case)
    if why == "half a day":
        scene.clock.pass_time(KEPT_SECONDS)
    else:
        with scene.store.write() as tx:
            tx.people.start_shift(scene.actor_id)
    asyncio.run(courier.delivery.begin(first=False))
    courier.run()
    assert platform.requests == 0  # a moderator can take it back still
    courier.run(caps.GRACE_SECONDS)
    assert (scene.states(decision), scene.states(edited)) == (["confirmed"], ["refused"])


def test_what_waited_over_a_start_does_not_wait_for_ever_for_posts_that_cannot_be_read(
    scene, decide, courier, platform
) -> None:
    case = scene.case()
    edited = decide.decide(scene.order(case, K.REMOVE, grace_seconds=0), scene.actor_id).decision_id
    decision = taken(scene, decide, K.REMOVE)
    scene.edit_post(case)
    scene.clock.pass_time(60)
    courier.restart(fresh=False)
    courier.run(FRESH_SECONDS - 1)
    assert platform.requests == 0
    courier.run(1)
    assert (scene.states(decision), scene.states(edited)) == (["confirmed"], ["refused"])


@pytest.mark.parametrize("behaviour", ["apply_then_drop", "well"])
def test_what_the_platform_never_shows_asks_a_person_after_an_hour_and_frees_the_member(
    scene, decide, courier, platform, connector, behaviour
) -> None:
    connector.readable = False
    platform.behave(behaviour)
    author = scene.author()
    ban = taken(scene, decide, K.BAN, author=author)
    courier.run()
    for _ in range(14):  # more than an hour in which it answers nothing at all: it may be away
        courier.run(300)
    assert scene.states(ban) == ["sending" if behaviour == "apply_then_drop" else "sent"]
    for _ in range(24):
        courier.delivery.platform_answers()
        courier.run(300)
    assert scene.states(ban) == ["unknown"]
    connector.readable = True
    later = taken(scene, decide, K.REMOVE, author=author)
    courier.run()
    assert scene.states(later) == ["confirmed"]


def test_a_worker_whose_lease_went_to_another_sends_nothing(scene, decide, courier, platform) -> None:
    decision, who = banned(scene, decide, courier)
    name = f"community:{scene.community_id}"
    with scene.store.write() as tx:
        tx.leases.acquire(name, "worker-1.1", 30)
    warned = taken(scene, decide, K.WARN)
    scene.clock.pass_time(3600)  # it stood still all the while
    with scene.store.write() as tx:
        tx.leases.release(name, "worker-1.1")
        tx.leases.acquire(name, "worker-2.1", 30)
    assert courier.run() == 0
    assert (scene.states(warned), platform.requests) == (["waiting"], 1)
    with scene.store.write() as tx:
        tx.leases.release(name, "worker-2.1")
        tx.leases.acquire(name, "worker-1.1", 30)
    courier.run()
    assert (scene.states(warned), platform.stands("ban", who)) == (["sent"], False)
