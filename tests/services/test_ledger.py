"""The transactions of delivery, one by one."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind as K
from moderator.domain.action import Outcome, OutcomeKind, ReadBack, Verdict
from moderator.domain.errors import KnownError
from moderator.services.decide import Decide
from moderator.services.ledger import LONGEST_PAUSE_SECONDS, SECOND, Ledger, Phase, pause
from moderator.store import tables
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
