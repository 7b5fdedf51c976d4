"""What is known is looked up, and what is new is written, many rows at a time."""

from __future__ import annotations

from dataclasses import replace

from moderator.domain.community import AuthorStatus, PostGone, PostState
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake, author, place, post, report


def test_places_and_authors_get_one_row_each_whatever_their_number(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    people, rooms = [author(f"@u{n}") for n in range(1_200)], [place(f"#{n}") for n in range(3)]
    with store.write() as tx:
        ids = tx.intake.authors(intake.community_id, people)
        assert tx.intake.authors(intake.community_id, [*people, *people]) == ids
        assert len(set(ids.values())) == 1_200
        assert len(tx.intake.places(intake.community_id, rooms)) == 3
        assert tx.intake.authors(intake.community_id, []) == {}


def test_the_last_word_about_an_author_counts_and_silence_does_not(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    with store.write() as tx:
        known = author(url="u", created_at=5, is_local=False, status=AuthorStatus.MUTED, facts={"a": 1})
        tx.intake.authors(intake.community_id, [known, replace(author(), handle="@new", is_bot=True)])
        tx.intake.authors(intake.community_id, [replace(author(), handle="@newer")])
        tx.intake.looked_at(tx.intake.authors(intake.community_id, [replace(author(), handle="")])["@mole"])
    (row,) = intake.rows(tables.author)
    assert (row.handle, row.url, row.created_at, row.is_local, row.status, row.facts, row.fetched_at) == (
        "@newer", "u", 5, False, "muted", '{"a":1}', START,
    )  # fmt: skip


def test_a_places_name_and_facts_follow_the_platform(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    with store.write() as tx:
        first = tx.intake.places(intake.community_id, [place("#tea", facts={"level": 50})])
        again = tx.intake.places(intake.community_id, [replace(place("#tea"), name="green tea")])
    assert first == again
    (row,) = intake.rows(tables.place)
    assert (row.name, row.facts) == ("green tea", '{"level":50}')


def test_a_known_post_is_told_with_its_newest_text(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(post("$1", "one"), post("$1", "two", edited=3), PostGone("$1", PostState.REMOVED, START + 1))
    with store.read() as reads:
        known = reads.intake.posts(intake.community_id, ["$1", "$2"])
        texts = reads.intake.revisions([known["$1"].id])[known["$1"].id]
        assert reads.intake.posts(1, ["$1"]) == {}
    assert list(known) == ["$1"]
    found = known["$1"]
    assert (found.revision, found.edited_at, found.gone_at) == (2, START + 180_000_000, START + 1)
    assert texts[found.digest] == (2, START + 180_000_000)
    assert sorted(number for number, _ in texts.values()) == [1, 2]


def test_flags_are_known_by_their_key(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", native_state="open"), report("r2", by="@owl"))
    with store.write() as tx:
        known = tx.intake.flags(intake.community_id, ["r1", "r2", "r3"])
        assert sorted(known) == ["r1", "r2"]
        assert tx.intake.flags_gone([known["r1"].id]) == intake.case_ids()
        assert tx.intake.flags_gone([]) == []
    with store.read() as reads:
        known = reads.intake.flags(intake.community_id, ["r1", "r2"])
    assert (known["r1"].gone, known["r1"].native_state, known["r2"].gone) == (True, "open", False)


def test_what_was_called_gone_before_it_came_is_remembered_for_a_while(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    keys = {("post", "$1"): ("removed", 5), ("flag", "$1"): ("gone", 6)}
    with store.write() as tx:
        tx.intake.keep_gone(intake.community_id, keys)
        tx.intake.keep_gone(intake.community_id, {("post", "$1"): ("removed", 7)})
        assert tx.intake.gone_before(intake.community_id, keys) == {**keys, ("post", "$1"): ("removed", 7)}
        assert tx.intake.gone_before(intake.community_id, []) == {}
        tx.intake.forget_gone(intake.community_id, [("flag", "$1")])
        assert list(tx.intake.gone_before(intake.community_id, keys)) == [("post", "$1")]
        assert tx.intake.drop_gone(START) == 0
        assert tx.intake.drop_gone(START + 1) == 1
