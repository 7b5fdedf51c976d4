"""A page becomes part of the record in small transactions, with its cursor, once, and told to the audit chain."""

from __future__ import annotations

import json

import pytest

from moderator.domain import caps
from moderator.domain.community import BadItem, FlagGone, Page, PostGone, PostState
from moderator.domain.requests import Topic
from moderator.services.ingest import Ingest, Taken
from moderator.services.rulebook import RuleBook
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake, post, report


def cursor_of(intake: Intake, name: str = "posts") -> object:
    with intake.store.read() as reads:
        return reads.communities.cursor(intake.community_id, name)


def events(intake: Intake) -> list[dict]:
    with intake.store.read() as reads:
        return [json.loads(link.facts) for link in reads.audit.links() if link.kind == "intake.taken"]


def counters(store: Store) -> dict[str, int]:
    with store.read() as reads:
        return {row.name: row.counter for row in reads.connection.execute(tables.topic.select())}


def test_a_page_says_what_was_new_and_nothing_the_second_time(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    page = (post("$1", "free coins"), post("$2"), report("r1", post("$2")), BadItem("flag", "odd", b"?"))
    taken = intake.take(*page)
    assert (taken.posts, taken.flags, len(taken.opened), taken.quarantined) == (2, 2, 2, 1)
    again = intake.take(*page)
    assert not again and again == Taken()
    assert len(events(intake)) == 1


def test_the_cursor_stands_with_the_last_row_of_its_page(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(*(post(f"${n}") for n in range(250)))
    assert cursor_of(intake) == {"page": 1}
    assert cursor_of(intake, "flags") is None
    assert len(events(intake)) == 2  # one for each transaction


class Struck(Exception):
    """The process is gone."""


class DyingStore:
    """A store whose n-th write never happens."""

    def __init__(self, store: Store, writes: int) -> None:
        self._store = store
        self._writes = writes

    def read(self):
        return self._store.read()

    def write(self, actor=None):
        if not self._writes:
            raise Struck
        self._writes -= 1
        return self._store.write(actor)


def test_a_worker_that_dies_in_the_middle_of_a_page_takes_it_again(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    dying = Ingest(DyingStore(sqlcipher_store, 1), clock, intake.rulebook)  # type: ignore[arg-type]
    page = Page(tuple(report(f"r{n}", post(f"${n}")) for n in range(250)), {"page": 9})
    with pytest.raises(Struck):
        dying.take(intake.community_id, "posts", page)
    assert cursor_of(intake) is None
    assert len(intake.rows(tables.post)) == 200
    taken = intake.ingest.take(intake.community_id, "posts", page)
    assert (taken.posts, cursor_of(intake)) == (50, {"page": 9})
    assert len(intake.rows(tables.case)) == 250


def test_a_cursor_that_moves_alone_is_kept_without_an_event_and_wakes_nobody(
    sqlcipher_store: Store, clock: FrozenClock
) -> None:
    intake = Intake(sqlcipher_store, clock)
    before = counters(sqlcipher_store)
    intake.take()
    assert cursor_of(intake) == {"page": 1}
    assert (events(intake), counters(sqlcipher_store)) == ([], before)


def test_an_idle_look_writes_nothing(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    page = Page((), {"page": 1})
    intake.ingest.take(intake.community_id, "posts", page)
    intake.ingest = Ingest(DyingStore(sqlcipher_store, 0), clock, RuleBook(sqlcipher_store))  # type: ignore[arg-type]
    assert not intake.ingest.take(intake.community_id, "posts", page)


def test_one_event_tells_of_a_batch_by_counts_and_ids_without_anybodys_words(
    sqlcipher_store: Store, clock: FrozenClock
) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(post("$1", "free coins"), post("$2", "hello"), post("$3", "hm"))
    (facts,) = events(intake)
    ids = [row.id for row in intake.rows(tables.post)]
    assert facts["posts"] == [3, ids[0], ids[-1]]
    assert facts["opened"] == intake.case_ids()
    assert facts["stream"] == "posts"
    with sqlcipher_store.read() as reads:
        assert reads.audit.verify() is None
        contents = reads.connection.execute(tables.audit_content.select()).all()
    assert all("coins" not in row.content for row in contents)
    assert any("texts" in row.content for row in contents)


def test_only_what_touches_a_case_wakes_the_queue(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    before = counters(sqlcipher_store)
    intake.take(post("$1"))
    assert counters(sqlcipher_store) == before
    intake.take(report("r1", post("$1")))
    after = counters(sqlcipher_store)
    assert after[Topic.QUEUE.value] == before.get(Topic.QUEUE.value, 0) + 1
    intake.take(PostGone("$1", PostState.REMOVED, START))
    assert counters(sqlcipher_store)[Topic.CASE.value] == after[Topic.CASE.value] + 1
    intake.take(BadItem("post", "odd", b"?"))
    assert counters(sqlcipher_store)[Topic.COMMUNITIES.value] == before.get(Topic.COMMUNITIES.value, 0) + 1


def test_items_that_do_not_fit_are_set_apart_one_by_one_and_the_rest_goes_on(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    taken = intake.take(post("", raw=b"no id"), post("$1", "a\0b \ud800"), post("x" * 3_000, raw=b"long id"), post("$2"))
    assert (taken.posts, taken.quarantined) == (2, 2)
    assert sorted(row.raw for row in intake.rows(tables.quarantine)) == [b"long id", b"no id"]
    assert [row.text for row in intake.rows(tables.revision)][0].startswith("a\ufffdb")


def test_a_text_over_the_cap_is_kept_cut(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(post("$1", "あ" * (caps.TEXT_STORED + 1)))
    (row,) = intake.rows(tables.revision)
    assert row.cut and len(row.text) == caps.TEXT_STORED


def test_a_flag_that_vanished_on_the_platform_is_marked_and_its_case_stays(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1"))
    taken = intake.take(FlagGone("r1"))
    assert taken.gone == 1
    assert intake.rows(tables.flag)[0].gone_at == START
    assert intake.rows(tables.case)[0].state == "open"
    assert not intake.take(FlagGone("r1"))


def test_the_platforms_own_word_for_a_flag_is_followed(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(report("r1", native_state="open"))
    intake.take(report("r1", native_state="resolved"))
    (flag,) = intake.rows(tables.flag)
    assert flag.native_state == "resolved"


class SlowClock(FrozenClock):
    """Every look at the monotonic clock finds a while gone."""

    def __init__(self, step: float) -> None:
        super().__init__()
        self.step = step

    def monotonic(self) -> float:
        self.pass_time(self.step)
        return super().monotonic()


def test_a_slow_disk_makes_transactions_smaller_and_a_quick_one_larger_again(sqlcipher_store: Store) -> None:
    slow = SlowClock(0.1)
    intake = Intake(sqlcipher_store, slow)
    intake.take(*(post(f"${n}") for n in range(600)))
    assert len(events(intake)) == 5  # 200, then 100 at a time
    slow.step = 0.0
    for start in range(600, 3_000, 600):
        intake.take(*(post(f"${n}") for n in range(start, start + 600)))
    before = len(events(intake))
    intake.take(*(post(f"${n}") for n in range(3_000, 3_600)))
    assert len(events(intake)) - before == 3


def test_a_rule_that_is_set_aside_is_named(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    version = intake.rulebook.current(intake.community_id)
    assert version is not None
    assert intake.take(post("$1")).set_aside is None

    class SettingAside(RuleBook):
        def current(self, community_id):
            return version

    intake.ingest = Ingest(sqlcipher_store, clock, SettingAside(sqlcipher_store))
    hits = version.ruleset.evaluate

    def overrun(raw: str, folded: str):
        version.ruleset.set_aside["coins"] = "took longer than 100 ms over one post"
        return hits(raw, folded)

    version.ruleset.evaluate = overrun  # type: ignore[method-assign]
    try:
        taken = intake.take(post("$2", "anything"))
    finally:
        del version.ruleset.set_aside["coins"]
        del version.ruleset.evaluate  # type: ignore[misc]
    assert taken.set_aside == {"coins": "took longer than 100 ms over one post"}
