"""Flags belong to the one case of their subject, and say how heavy and urgent it is."""

from __future__ import annotations

from moderator.domain.case import MINUTE as CASE_MINUTE
from moderator.domain.case import CaseState, rank
from moderator.domain.community import Attachment, Severity
from moderator.domain.decision import DecisionOrder, Finding
from moderator.services.decide import Decide
from moderator.services.queue import Queue
from moderator.services.weighing import attachments_text, spans_text
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake, post, report, report_author
from tests.helpers.fake_platform import FakePlanner

CALM = post("$1", "good morning")


def decided(intake: Intake) -> int:
    """Decide the only case: no breach."""
    case_id = intake.only_case()
    with intake.store.read() as reads:
        flags = reads.cases.rows([case_id])[0].flags
    order = DecisionOrder(case_id, intake.store.new_id(), Finding.NO_BREACH, 0, 1, flags)
    Decide(intake.store, intake.clock, {"fake": FakePlanner()}).decide(order, intake.actor_id)
    return case_id


def state_of(intake: Intake) -> str:
    return intake.rows(tables.case)[0].state


def test_many_reports_of_one_post_are_one_case_that_counts_members_once(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(*(report(f"r{n}", CALM, by=f"@m{n % 3}") for n in range(9)), report("r9", CALM, by=""))
    (case,) = intake.rows(tables.case)
    assert (case.flags, case.reporters, case.rule_hits) == (10, 4, 0)  # all without a name count as one


def test_a_new_case_waits_since_its_first_report_and_never_since_tomorrow(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    early, late = post("$early", "good morning"), post("$late", "good night")
    intake.take(report("r1", early, at=-40), report("r2", early, at=-50), report("r3", late, at=+90))
    opened = {row.subject_id: row.opened_at for row in intake.rows(tables.case)}
    assert sorted(opened.values()) == [START - 50 * CASE_MINUTE, START]
    intake.take(report("r4", late, at=-60))
    opened = {row.subject_id: row.opened_at for row in intake.rows(tables.case)}
    assert sorted(opened.values()) == [START - 60 * CASE_MINUTE, START - 50 * CASE_MINUTE]


def test_the_heaviest_flag_names_guideline_category_and_target(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", post("$1", "free coins"), category="other", comment="hm"))
    (case,) = intake.rows(tables.case)
    assert (case.guideline_id, case.category, case.severity) == ("spam", "spam", Severity.MEDIUM)
    assert case.due_at == START + 45 * CASE_MINUTE
    intake.take(report("r2", post("$1", "free coins"), category="self_harm"))
    (case,) = intake.rows(tables.case)
    assert (case.guideline_id, case.severity, case.veiled) == ("at-risk", Severity.CRITICAL, True)
    assert case.due_at == START + 5 * CASE_MINUTE
    assert case.rank == rank(Severity.CRITICAL, 1, case.due_at)


def test_a_report_without_a_guideline_gets_the_usual_target(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(report("r1", CALM, category="copyright"))
    (case,) = intake.rows(tables.case)
    assert (case.guideline_id, case.due_at) == ("", START + 60 * CASE_MINUTE)


def test_a_report_of_an_author_opens_a_case_about_them(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report_author("r1", category="harassment"), report("r2", CALM))
    author_case = next(case for case in intake.rows(tables.case) if case.subject == "author")
    assert (author_case.place_id, author_case.subject_id) == (None, author_case.author_id)
    assert len(intake.rows(tables.case)) == 2


def test_after_a_decision_further_flags_only_count(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r0", CALM))
    decided(intake)
    taken = intake.take(*(report(f"r{n}", CALM, by=f"@m{n}") for n in range(1, 200)))
    (case,) = intake.rows(tables.case)
    assert (case.state, case.flags, case.decided_at) == ("decided", 200, START)
    assert not taken.opened and not taken.reopened


def test_a_heavier_flag_opens_a_decided_case_again(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", CALM))
    case_id = decided(intake)
    clock.pass_time(600)
    taken = intake.take(report("r2", CALM, category="violence"))
    (case,) = intake.rows(tables.case)
    assert taken.reopened == (case_id,)
    assert (case.state, case.decided_at, case.opened_at) == ("open", None, START + 600_000_000)


def test_an_edit_opens_a_decided_case_again_even_without_a_flag(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", CALM))
    case_id = decided(intake)
    assert intake.take(post("$1", "something else", edited=1)).reopened == (case_id,)
    assert state_of(intake) == "open"


def test_a_late_older_text_does_not_open_a_decided_case(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(report("r1", post("$1", "newer", edited=5)))
    decided(intake)
    intake.take(post("$1", "older", edited=1))
    assert state_of(intake) == "decided"


def test_a_case_that_somebody_has_in_hand_keeps_its_state(sqlcipher_store: Store, clock: FrozenClock) -> None:
    queue = Queue(sqlcipher_store, clock)
    moves = {
        CaseState.CLAIMED: lambda intake, case: queue.claim(case, intake.actor_id),
        CaseState.SNOOZED: lambda intake, case: queue.snooze(case, intake.actor_id, START + 10**9),
        CaseState.ESCALATED: lambda intake, case: queue.escalate(case, intake.actor_id),
    }
    for state, move in moves.items():
        intake = Intake(sqlcipher_store, clock)
        (case_id,) = intake.take(report("r1", CALM)).opened
        move(intake, case_id)
        intake.take(report("r2", CALM, by="@owl", category="violence"), post("$1", "edited", edited=1))
        with sqlcipher_store.read() as reads:
            row = reads.cases.rows([case_id])[0]
        assert (row.state, row.flags) == (state, 2)


def test_erased_reporters_still_count(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(report("r1", CALM, by="@a"), report("r2", CALM, by="@b"))
    with sqlcipher_store.write() as tx:
        tx.connection.execute(tables.flag.update().values(reporter_id=None))
    intake.take(report("r3", CALM, by="@c"))
    assert intake.rows(tables.case)[0].reporters == 2


def test_spans_and_attachments_are_kept_as_json() -> None:
    assert spans_text(((1, 2),)) == "[[1,2]]"
    assert attachments_text(()) == "[]"
    assert '"native_ref":"mxc://x"' in attachments_text([Attachment("image", "a", "mxc://x")])
