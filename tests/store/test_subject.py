"""What a decision stands on, read in one go."""

from __future__ import annotations

from moderator.domain.audit import Event
from moderator.domain.case import CaseState
from moderator.domain.community import FlagSource, SubjectKind
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene


def test_a_case_about_a_post_with_the_platforms_own_ids(store: Store, clock: FrozenClock) -> None:
    scene = Scene(store, clock).build(close_reports=True)
    case = scene.case(scene.author("@ann"), reports=2)
    with store.read() as reads:
        found = reads.decisions.subject(case)
    assert (found.author, found.place, found.platform, found.kind) == ("@ann", "#tea", "fake", SubjectKind.POST)
    assert found.post.startswith("$post")
    assert (found.state, found.decisions, found.flags, found.revision) == (CaseState.OPEN, 0, 2, 1)
    assert (found.options, found.language) == ({"close_reports": True}, "en")
    assert len(found.digest) == 32


def test_a_case_about_an_author_has_no_post(store: Store, clock: FrozenClock) -> None:
    scene = Scene(store, clock).build()
    author, case = scene.author("@ann"), scene.case()
    with store.write() as tx:
        about = {"subject": "author", "subject_id": author, "author_id": author, "place_id": None}
        tx.connection.execute(tables.case.update().where(tables.case.c.id == case).values(**about))
    with store.read() as reads:
        found = reads.decisions.subject(case)
        assert reads.decisions.subject(case + 1) is None
    assert (found.kind, found.author, found.post, found.place, found.revision) == (
        SubjectKind.AUTHOR,
        "@ann",
        "",
        "",
        0,
    )


def test_flags_come_in_the_order_in_which_they_reached_us(store: Store, clock: FrozenClock) -> None:
    scene = Scene(store, clock).build()
    case = scene.case(source="rule")
    clock.pass_time(1)
    scene.report_again(case)
    with store.read() as reads:
        flags = reads.decisions.flags_of(case)
    assert [(flag.source, flag.rule_id, flag.gone) for flag in flags] == [
        (FlagSource.RULE, "rule-1", False),
        (FlagSource.MEMBER, "", False),
    ]


def test_the_first_claim_is_when_it_was_first_viewed(store: Store, clock: FrozenClock) -> None:
    scene = Scene(store, clock).build()
    case = scene.case()
    at = clock.now()
    for _ in range(2):
        with store.write(scene.actor_id) as tx:
            tx.record(Event("case.claimed", f"case:{case}"))
        clock.pass_time(9)
    with store.read() as reads:
        assert reads.decisions.first_viewed_at(case) == at
        assert reads.decisions.first_viewed_at(case + 1) is None
        assert reads.decisions.newest_version(scene.community_id) is None


def test_cases_without_their_context_are_named_the_most_urgent_first(store: Store, clock: FrozenClock) -> None:
    scene = Scene(store, clock).build()
    first = scene.case()
    clock.pass_time(1)
    second, looked_at = scene.case(), scene.case()
    with store.write() as tx:
        tx.cases.put(looked_at, context_at=tx.now)
    with store.read() as reads:
        assert reads.decisions.without_context(scene.community_id, 5) == [first, second]
        assert reads.decisions.without_context(scene.community_id, 1) == [first]
