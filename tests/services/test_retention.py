"""What has been kept long enough goes, a little at a time."""

from __future__ import annotations

from pathlib import Path

from moderator.domain.community import FlagGone
from moderator.services.retention import Keep, Retention, Went
from moderator.store import opening, tables
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.deliveries import Intake, post, report
from tests.helpers.stores import KEY
from tests.services.test_weighing import decided

DAY = 86_400


def test_old_posts_without_a_decision_go_with_their_case_and_decided_ones_stay(
    store: Store, clock: FrozenClock
) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", post("$1", raw=b"raw")))
    decided(intake)
    intake.take(report("r2", post("$2", "free coins", raw=b"raw")), post("$3"), FlagGone("never"))
    clock.pass_time(31 * DAY)
    went = Retention(store, clock).run()
    assert went.counts == {"posts": 0, "raw": 2, "reporters": 0, "answers": 0, "gone": 1}
    clock.pass_time(60 * DAY)
    went = Retention(store, clock).run()
    assert (went.counts["posts"], went.more) == (2, False)
    assert [row.native_id for row in intake.rows(tables.post)] == ["$1"]
    assert len(intake.rows(tables.case)) == 1
    with store.read() as reads:
        assert reads.search.posts("coins") == []
        assert "retention.ran" in [link.kind for link in reads.audit.links()]
        assert reads.audit.verify() is None


def test_zero_days_keep_for_ever(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(post(raw=b"raw"))
    clock.pass_time(10_000 * DAY)
    keep = Keep(posts=0, raw=0, reporters=0, answers=0)
    assert Retention(sqlcipher_store, clock, lambda: keep).run().counts == {"gone": 0}
    assert len(intake.rows(tables.post)) == len(intake.rows(tables.raw)) == 1


def test_nothing_due_takes_nobodys_turn_to_write(
    sqlcipher_store: Store, clock: FrozenClock, record_folder: Path
) -> None:
    """Somebody else holds the write door all the while."""
    intake = Intake(sqlcipher_store, clock)
    intake.take(report("r1", post("$1", raw=b"raw")))
    moderators = opening.open_record(record_folder, KEY, clock, owner=False)
    with moderators.write():
        went = Retention(sqlcipher_store, clock).run()
    moderators.close()
    assert went == Went({"posts": 0, "raw": 0, "reporters": 0, "answers": 0, "gone": 0}, more=False)


def test_a_reporter_is_forgotten_ninety_days_after_the_decision(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", post("$1")))
    decided(intake)
    with store.write() as tx:
        tx.connection.execute(tables.case.update().values(decided_at=clock.now()))
    clock.pass_time(89 * DAY)
    assert Retention(store, clock).run().counts["reporters"] == 0
    clock.pass_time(2 * DAY)
    assert Retention(store, clock).run().counts["reporters"] == 1
    (flag,) = intake.rows(tables.flag)
    assert flag.reporter_id is None


class SlowClock(FrozenClock):
    def monotonic(self) -> float:
        self.pass_time(0.6)
        return super().monotonic()


def test_a_run_ends_after_a_second_and_says_that_more_is_left(sqlcipher_store: Store) -> None:
    clock = SlowClock()
    intake = Intake(sqlcipher_store, clock)
    for start in range(0, 400, 100):
        intake.take(*(post(f"${n}") for n in range(start, start + 100)))
    clock.pass_time(100 * DAY)
    retention = Retention(sqlcipher_store, clock)
    first = retention.run()
    assert first.more and 0 < first.counts["posts"] < 400
    while retention.run().more:
        assert len(intake.rows(tables.post)) < 400
    assert intake.rows(tables.post) == []


def test_a_run_goes_on_where_the_last_one_had_no_time_left(sqlcipher_store: Store) -> None:
    """Also when everything in front stays: else what stands behind it would never go."""
    clock = SlowClock()
    intake = Intake(sqlcipher_store, clock)
    intake.take(*(post(f"$a{n}") for n in range(100)))
    retention = Retention(sqlcipher_store, clock, lambda: Keep(raw=0, reporters=0, answers=0))
    for start in range(0, 1100, 100):
        intake.take(*(report(f"r{n}", post(f"$b{n}")) for n in range(start, start + 100)))
    with sqlcipher_store.write() as tx:
        tx.connection.execute(tables.case.update().values(state="decided", decisions=1))
    clock.pass_time(10)
    intake.take(post("$last"))
    clock.pass_time(100 * DAY)
    runs = 1
    while retention.run().more:
        runs += 1
        assert runs < 50
    assert "$last" not in {row.native_id for row in intake.rows(tables.post)}
    assert runs > 2
