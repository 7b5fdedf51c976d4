"""Moderators hold, set aside, hand over and annotate cases; nobody holds what a colleague holds."""

from __future__ import annotations

import pytest

from moderator.domain import caps
from moderator.domain.case import CaseState
from moderator.domain.errors import BusyError, KnownError, StaleError
from moderator.domain.rows import QueueFilter, QueueRow
from moderator.services.queue import Queue
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.deliveries import Intake, post, report
from tests.services.test_weighing import decided

HOUR = 3_600_000_000


@pytest.fixture
def intake(store: Store, clock: FrozenClock) -> Intake:
    made = Intake(store, clock)
    made.take(report("r1", post("$1", "free coins")))
    return made


@pytest.fixture
def queue(store: Store, clock: FrozenClock) -> Queue:
    return Queue(store, clock)


def row(queue: Queue, case_id: int) -> QueueRow:
    return queue.rows([case_id])[0]


def kinds(intake: Intake) -> list[str]:
    with intake.store.read() as reads:
        assert reads.audit.verify() is None
        return [link.kind for link in reads.audit.links() if link.kind.split(".")[0] in ("case", "queue")]


def test_a_claimed_case_is_refused_to_a_colleague_by_name_until_the_claim_lapses(
    intake: Intake, queue: Queue, clock: FrozenClock
) -> None:
    case_id = intake.only_case()
    queue.claim(case_id, intake.actor_id)
    assert (row(queue, case_id).state, row(queue, case_id).claimed_by) == (CaseState.CLAIMED, "Aoi")
    for move in (
        lambda: queue.claim(case_id, intake.other_actor_id),
        lambda: queue.snooze(case_id, intake.other_actor_id, clock.now() + HOUR),
        lambda: queue.escalate(case_id, intake.other_actor_id),
    ):
        with pytest.raises(BusyError, match="Aoi") as caught:
            move()
        assert caught.value.code == "claimed"
        assert caught.value.details["holder"] == "Aoi"
    clock.pass_time(caps.CLAIM_SECONDS)
    assert (row(queue, case_id).state, row(queue, case_id).claimed_by) == (CaseState.OPEN, "")
    queue.claim(case_id, intake.other_actor_id)
    assert row(queue, case_id).claimed_by == "Ben"
    assert kinds(intake) == ["case.claimed", "case.claimed"]


def test_a_claim_is_renewed_only_when_half_of_it_is_over(intake: Intake, queue: Queue, clock: FrozenClock) -> None:
    case_id = intake.only_case()
    queue.claim(case_id, intake.actor_id)
    queue.claim(case_id, intake.actor_id)
    assert kinds(intake) == ["case.claimed"]
    clock.pass_time(caps.CLAIM_SECONDS * 0.6)
    queue.claim(case_id, intake.actor_id)
    assert kinds(intake) == ["case.claimed", "case.claimed"]
    clock.pass_time(caps.CLAIM_SECONDS * 0.6)
    assert row(queue, case_id).claimed_by == "Aoi"


def test_releasing_gives_a_case_back_and_does_nothing_to_somebody_elses(intake: Intake, queue: Queue) -> None:
    case_id = intake.only_case()
    queue.claim(case_id, intake.actor_id)
    queue.release(case_id, intake.other_actor_id)
    assert row(queue, case_id).claimed_by == "Aoi"
    queue.release(case_id, intake.actor_id)
    assert (row(queue, case_id).state, row(queue, case_id).claimed_by_id) == (CaseState.OPEN, None)
    assert kinds(intake) == ["case.claimed", "case.released"]


def test_a_snoozed_case_leaves_the_queue_and_comes_back_when_its_time_comes(
    intake: Intake, queue: Queue, clock: FrozenClock
) -> None:
    case_id = intake.only_case()
    queue.snooze(case_id, intake.actor_id, clock.now() + HOUR)
    assert queue.ids(QueueFilter()).total == 0
    assert queue.wake_due() == 0
    clock.pass_time(3_600)
    assert queue.wake_due() == 1
    assert list(queue.ids(QueueFilter()).ids) == [case_id]
    assert kinds(intake) == ["case.snoozed", "queue.woken"]
    with pytest.raises(KnownError, match="passed"):
        queue.snooze(case_id, intake.actor_id, clock.now())


def test_a_lapsed_claim_is_tidied_away(intake: Intake, queue: Queue, clock: FrozenClock) -> None:
    queue.claim(intake.only_case(), intake.actor_id)
    assert queue.wake_due() == 0
    clock.pass_time(caps.CLAIM_SECONDS)
    assert queue.wake_due() == 1
    (case,) = intake.rows(tables.case)
    assert (case.state, case.claimed_by) == ("open", None)


def test_an_escalated_case_keeps_its_note_and_is_held_while_it_stays_escalated(intake: Intake, queue: Queue) -> None:
    case_id = intake.only_case()
    queue.claim(case_id, intake.actor_id)
    queue.escalate(case_id, intake.actor_id, " needs a lead ")
    assert [note.text for note in intake.rows(tables.note)] == ["needs a lead"]
    queue.claim(case_id, intake.other_actor_id)
    assert (row(queue, case_id).state, row(queue, case_id).claimed_by) == (CaseState.ESCALATED, "Ben")
    with pytest.raises(BusyError):
        queue.claim(case_id, intake.actor_id)
    queue.release(case_id, intake.other_actor_id)
    assert row(queue, case_id).state is CaseState.ESCALATED


def test_a_decided_case_needs_no_holding_and_cannot_be_set_aside(
    intake: Intake, queue: Queue, clock: FrozenClock
) -> None:
    case_id = decided(intake)
    queue.claim(case_id, intake.actor_id)
    assert row(queue, case_id).state is CaseState.DECIDED
    for move in (
        lambda: queue.snooze(case_id, intake.actor_id, clock.now() + HOUR),
        lambda: queue.escalate(case_id, intake.actor_id),
    ):
        with pytest.raises(StaleError):
            move()


def test_a_note_is_kept_with_its_words_outside_the_chain(intake: Intake, queue: Queue) -> None:
    case_id = intake.only_case()
    queue.add_note(case_id, intake.actor_id, "seen \0 before")
    assert intake.rows(tables.note)[0].text == "seen \ufffd before"
    with intake.store.read() as reads:
        (link,) = [link for link in reads.audit.links() if link.kind == "case.noted"]
    assert "seen" not in link.facts
    with pytest.raises(KnownError, match="empty"):
        queue.add_note(case_id, intake.actor_id, "  ")


def test_an_unknown_case_is_refused(intake: Intake, queue: Queue) -> None:
    for move in (queue.claim, queue.release, queue.escalate):
        with pytest.raises(KnownError, match="not known"):
            move(1, intake.actor_id)
    with pytest.raises(KnownError, match="not known"):
        queue.add_note(1, intake.actor_id, "x")
