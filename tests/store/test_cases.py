"""Cases as they are opened, weighed, held and woken in the store."""

from __future__ import annotations

from moderator.domain.case import CaseState
from moderator.domain.community import Severity, SubjectKind
from moderator.domain.intake import Tally
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake, post, report, report_author


def test_a_tally_adds_up_every_flag_and_the_earliest_of_the_heaviest_names_the_guideline(
    store: Store, clock: FrozenClock
) -> None:
    intake = Intake(store, clock)
    about = post("$1", "free coins")
    intake.take(
        report("r1", about, category="violence", at=5),
        report("r2", about, category="hate", at=3, by="@owl"),
        report("r3", about, category="spam", at=1, by=""),
        report("r4", about, category="spam", at=1, by=""),
        report("r5", about, category="spam", at=1, by="@owl"),
    )
    (case_id,) = intake.case_ids()
    with store.read() as reads:
        assert reads.cases.tallies([case_id]) == {
            case_id: Tally(Severity.HIGH, "", "hate", veiled=False, reporters=3, flags=6, rule_hits=1)
        }
        assert reads.cases.tallies([]) == {}


def test_a_case_is_known_by_what_it_is_about(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", post("$1")), report_author("r2"))
    posts, people = intake.rows(tables.post), intake.rows(tables.author)
    with store.read() as reads:
        by_post = reads.cases.known(SubjectKind.POST, [posts[0].id, 1])
        by_author = reads.cases.known(SubjectKind.AUTHOR, [row.id for row in people])
    (case,) = by_post.values()
    assert (case.subject_id, case.state, case.severity, case.opened_at, case.reporters) == (
        posts[0].id, CaseState.OPEN, Severity.MEDIUM, START, 1,
    )  # fmt: skip
    assert len(by_author) == 1


def test_a_held_case_names_its_holder(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1"))
    case_id = intake.only_case()
    with store.write() as tx:
        assert tx.cases.held(1) is None
        free = tx.cases.held(case_id)
        tx.cases.put(case_id, state="claimed", claimed_by=intake.actor_id, claimed_until=START + 5)
        held = tx.cases.held(case_id)
    assert free is not None and (free.holder, free.claimed_by) == ("", None)
    assert held is not None and (held.holder, held.claimed_until) == ("Aoi", START + 5)


def test_only_what_is_due_wakes(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(*(report(f"r{n}", post(f"${n}")) for n in range(5)))
    ids = intake.case_ids()
    settings = (
        {"state": "snoozed", "snoozed_until": START},
        {"state": "snoozed", "snoozed_until": START + 1},
        {"state": "claimed", "claimed_until": START},
        {"state": "claimed", "claimed_until": START + 1},
        {"state": "escalated", "claimed_until": START - 1},
    )
    with store.write() as tx:
        for case_id, columns in zip(ids, settings, strict=True):
            tx.cases.put(case_id, claimed_by=intake.actor_id, **columns)
        assert sorted(tx.cases.to_wake()) == [ids[0], ids[2]]
        tx.cases.wake(tx.cases.to_wake())
        assert tx.cases.to_wake() == []
    states = [row.state for row in intake.rows(tables.case)]
    assert states == ["open", "snoozed", "open", "claimed", "escalated"]


def test_a_note_is_kept_in_order(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1"))
    with store.write() as tx:
        for words in ("one", "two"):
            tx.cases.add_note(intake.only_case(), intake.actor_id, words)
    with store.read() as reads:
        assert [note.text for note in reads.cases.notes_of(intake.only_case())] == ["one", "two"]
