"""The pieces of a case file, and their limits."""

from __future__ import annotations

from moderator.domain.action import ActionKind
from moderator.store import tables
from moderator.store.caseview import FLAGS_SHOWN, HISTORY_SHOWN, REVISIONS_SHOWN
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.deliveries import Intake, post, report


def test_a_post_edited_without_end_shows_the_latest_texts_and_the_newest(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", post("$1", "text 0")))
    intake.take(*(post("$1", f"text {n}", edited=n) for n in range(1, 70)))
    intake.take(post("$1", "text 3", edited=100))  # the newest is an old text again
    case_id = intake.only_case()
    with store.read() as reads:
        core = reads.cases.core(case_id)
        assert core is not None
        found = reads.cases.post_of(core.subject_id, case_id)
    assert found is not None
    shown, _ = found
    assert len(shown.revisions) == REVISIONS_SHOWN
    assert shown.text == "text 3"
    assert shown.revision in [text.number for text in shown.revisions]
    assert [text.at for text in shown.revisions] == sorted(text.at for text in shown.revisions)


def test_flags_history_and_same_texts_are_read_up_to_their_limits(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(*(report(f"r{n}", post("$1"), by=f"@m{n}") for n in range(FLAGS_SHOWN + 20)))
    intake.take(*(report(f"s{n}", post(f"$s{n}")) for n in range(HISTORY_SHOWN + 5)))
    case_id = intake.case_ids()[0]
    with store.read() as reads:
        core = reads.cases.core(case_id)
        assert core is not None and core.flags == FLAGS_SHOWN + 20
        assert len(reads.cases.flags_of(case_id)) == FLAGS_SHOWN
        history = reads.cases.history_of(core.author_id, case_id, lambda ids: {ids[0]: (ActionKind.BAN,)})
        assert len(history) == HISTORY_SHOWN
        assert [row.actions for row in history[:2]] == [(ActionKind.BAN,), ()]
        assert reads.cases.same_text(core.subject_id, 1) == HISTORY_SHOWN + 5
        assert reads.cases.same_text(1, 1) == 0


def test_what_is_not_there_is_none(sqlcipher_store: Store) -> None:
    with sqlcipher_store.read() as reads:
        assert reads.cases.core(1) is None
        assert reads.cases.post_of(1, 1) is None
        assert reads.cases.notes_of(1) == reads.cases.flags_of(1) == ()


def test_an_authors_removed_posts_are_counted(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", post("$1")), post("$2"), post("$3"))
    with store.write() as tx:
        tx.connection.execute(tables.post.update().where(tables.post.c.native_id != "$3").values(state="removed"))
    with store.read() as reads:
        core = reads.cases.core(intake.only_case())
        assert core is not None
        facts = reads.cases.author_facts(core.author_id)
    assert (facts.posts, facts.removed, facts.reported) == (3, 2, 1)
