"""The two doors: what they promise to whoever opens one, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from moderator import threads
from moderator.domain.actor import Role
from moderator.domain.audit import Event
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.requests import Topic
from moderator.store import opening, sqlcipher, unit
from moderator.store.tables import actor, audit_event, meta, topic
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.stores import KEY

ROOT = Path(__file__).parents[2]


def counters(store: Store) -> dict[str, int]:
    with store.read() as r:
        return {row.name: row.counter for row in r.connection.execute(select(topic))}


def keep(store: Store, key: str) -> None:
    with store.write() as tx:
        tx.connection.execute(meta.insert().values(key=key, value="there"))


def kept(store: Store, key: str) -> bool:
    with store.read() as r:
        return r.connection.scalar(select(meta.c.value).where(meta.c.key == key)) == "there"


# --- one transaction ----------------------------------------------------------------------------------------------


def test_a_change_its_event_and_its_hint_become_durable_together(store: Store) -> None:
    """After the block ends a fresh door sees all three."""
    with store.write(actor=7) as tx:
        tx.people.add("Aiko", Role.LEAD)
        link = tx.record(Event("actor.added", "actor:1", facts={"role": "lead"}, content={"name": "Aiko"}))
        tx.touch(Topic.SHIFT, Topic.QUEUE, Topic.SHIFT)
    with store.read() as r:
        assert [person.name for person in r.people.actors()] == ["Aiko"]
        assert r.audit.head().seq == link.seq == 1
        assert next(r.audit.links()).actor == 7
    assert counters(store) == {"queue": 1, "shift": 1}


def test_nothing_stays_of_a_block_that_raises(store: Store) -> None:
    """The change, the event and the hint are gone, and the next transaction begins where the last good one ended."""
    with pytest.raises(ValueError, match="on purpose"), store.write() as tx:
        tx.people.add("Aiko", Role.LEAD)
        tx.record(Event("actor.added", "actor:1"))
        tx.touch(Topic.SHIFT)
        raise ValueError("on purpose")
    with store.read() as r:
        assert r.people.actors() == [] and r.audit.head().seq == 0
    assert counters(store) == {}


def test_a_topic_is_raised_once_by_each_transaction(store: Store) -> None:
    """However often it was touched within one."""
    for _ in range(3):
        with store.write() as tx:
            tx.touch(Topic.CASE)
            tx.touch(Topic.CASE)
    assert counters(store) == {"case": 3}


def test_the_events_of_one_transaction_follow_each_other(store: Store) -> None:
    """Each is bound to the one before it, the first to the chain as it was."""
    with store.write() as tx:
        first = tx.record(Event("a.done", "x:1"))
        second = tx.record(Event("b.done", "x:1"))
    with store.write() as tx:
        third = tx.record(Event("c.done", "x:1"))
    assert (second.previous, third.previous) == (first.hash, second.hash)


def test_an_event_may_name_its_own_actor(store: Store) -> None:
    """Else it is by the one who opened the door, and without one by the worker."""
    with store.write(actor=5) as tx:
        assert tx.record(Event("a.done", "x:1", actor=9)).actor == 9
        assert tx.record(Event("b.done", "x:1")).actor == 5
    with store.write() as tx:
        assert tx.record(Event("c.done", "x:1")).actor is None


def test_time_stands_still_inside_a_door(store: Store, clock: FrozenClock) -> None:
    """What one transaction writes carries one moment."""
    with store.write() as tx:
        clock.pass_time(10)
        assert tx.now == START
        assert tx.record(Event("a.done", "x:1")).at == START


# --- the read door ------------------------------------------------------------------------------------------------


def test_the_read_door_cannot_write(store: Store) -> None:
    """It is a bug of ours when somebody tries, so the driver's own error comes out."""
    with pytest.raises(DBAPIError), store.read() as r:
        r.connection.execute(meta.insert().values(key="x", value="y"))
    keep(store, "afterwards")
    assert kept(store, "afterwards")


def test_the_read_door_is_a_snapshot(store: Store) -> None:
    """What another door commits meanwhile is not seen until the next one opens."""
    keep(store, "one")
    count = select(func.count()).select_from(meta)
    with store.read() as r:
        before = r.connection.scalar(count)
        other = threading.Thread(target=keep, args=(store, "two"))
        other.start()
        other.join()
        assert r.connection.scalar(count) == before
    with store.read() as r:
        assert r.connection.scalar(count) == before + 1


# --- who may open one ---------------------------------------------------------------------------------------------


def test_no_door_opens_on_the_thread_of_the_window(store: Store) -> None:
    """Promise 3: held by construction. Other threads go on."""
    outcome: list[str] = []

    def window() -> None:
        threads.forbid_this_thread()
        for door in (store.read, store.write):
            try:
                with door():
                    outcome.append("open")
            except RuntimeError:
                outcome.append("refused")
        threads.allow_this_thread()
        with store.read():
            outcome.append("open")

    thread = threading.Thread(target=window)
    thread.start()
    thread.join()
    assert outcome == ["refused", "refused", "open"]
    keep(store, "elsewhere")


def test_a_write_door_does_not_open_inside_another(store: Store) -> None:
    """It would wait for itself; a bug says so at once, and the outer one goes on."""
    with store.write() as tx:
        with pytest.raises(RuntimeError, match="inside another"), store.write():
            pass
        tx.connection.execute(meta.insert().values(key="outer", value="there"))
    assert kept(store, "outer")


def test_writers_of_one_process_take_turns(store: Store) -> None:
    """Eight threads read a number and write the next one; none is lost, none is refused."""
    with store.write() as tx:
        tx.connection.execute(meta.insert().values(key="n", value="0"))
    failures: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(10):
                with store.write() as tx:
                    n = int(tx.connection.scalar(select(meta.c.value).where(meta.c.key == "n")))
                    tx.connection.execute(meta.update().where(meta.c.key == "n").values(value=str(n + 1)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with store.read() as r:
        assert r.connection.scalar(select(meta.c.value).where(meta.c.key == "n")) == "80"


# --- ids ----------------------------------------------------------------------------------------------------------


def test_ids_never_repeat_within_one_moment(store: Store) -> None:
    """A batch makes thousands in one millisecond: 20 random bits alone would collide."""
    with store.write() as tx:
        ids = [tx.new_id() for _ in range(5_000)]
    assert len(set(ids)) == 5_000
    assert all(0 < each < 2**63 for each in ids)


def test_ids_never_repeat_when_the_clock_goes_back(store: Store, clock: FrozenClock) -> None:
    """A wall clock that is set back by a day does not bring old ids again."""
    before = [store.new_id() for _ in range(10)]
    clock.jump(-86_400)
    assert not set(before) & {store.new_id() for _ in range(10)}


# --- when something is in the way -----------------------------------------------------------------------------------


def test_behind_another_process_a_writer_waits_and_then_says_so(
    sqlcipher_store: Store, record_folder: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second process holds the write lock for longer than the patience: busy, and nothing written."""
    monkeypatch.setattr(sqlcipher, "BUSY_MILLISECONDS", 100)
    impatient = opening.open_record(record_folder, KEY, clock, owner=False)
    with sqlcipher_store.write():
        with pytest.raises(BusyError) as caught, impatient.write():
            pytest.fail("the door opened beside another writer")
        with impatient.read():
            pass  # reading goes on
    assert caught.value.code == "store_busy"
    keep(impatient, "later")
    assert kept(sqlcipher_store, "later")
    impatient.close()


def test_behind_another_session_a_writer_waits_and_then_says_so(
    postgres_store: Store, postgres_database: dict[str, str], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on PostgreSQL."""
    monkeypatch.setattr("moderator.store.postgres.BUSY_SECONDS", 0.1)
    impatient = opening.open_team(postgres_database, "", clock, owner=False)
    with postgres_store.write():
        with pytest.raises(BusyError), impatient.write():
            pytest.fail("the door opened beside another writer")
    keep(impatient, "later")
    assert kept(postgres_store, "later")
    impatient.close()


def test_patience_is_five_seconds(store: Store) -> None:
    """The longest that a click waits before it says so."""
    with store.write() as tx:
        if tx.connection.dialect.name == "sqlite":
            assert tx.connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5_000
        else:
            assert tx.connection.exec_driver_sql("SHOW lock_timeout").scalar() == "5s"
    assert unit.BUSY_SECONDS == 5.0


def test_a_full_disk_leaves_nothing_half_written_and_stops_the_writing(
    sqlcipher_store: Store, clock: FrozenClock
) -> None:
    """The change is gone, reading goes on, writing is refused at once until there is room again."""
    keep(sqlcipher_store, "before")

    def limit(connection: object, *_: object) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()  # type: ignore[attr-defined]
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    event.listen(sqlcipher_store.engine, "begin", limit)
    with pytest.raises(KnownError) as caught, sqlcipher_store.write() as tx:
        tx.connection.execute(meta.insert().values(key="small", value="there"))
        tx.record(Event("too.much", "x:1", content={"text": "x" * 100_000}))
    assert caught.value.code == "store_full" and "Free some space" in caught.value.message
    assert sqlcipher_store.stopped is not None and sqlcipher_store.stopped.message == caught.value.message
    with pytest.raises(KnownError), sqlcipher_store.write():
        pytest.fail("it writes although the disk was full")
    assert kept(sqlcipher_store, "before") and not kept(sqlcipher_store, "small")

    event.remove(sqlcipher_store.engine, "begin", limit)
    with sqlcipher.plain(sqlcipher_store.engine) as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    with pytest.raises(KnownError), sqlcipher_store.write():
        pytest.fail("it tries at every click")
    clock.pass_time(unit.TRY_AGAIN_SECONDS)
    keep(sqlcipher_store, "after")
    assert sqlcipher_store.stopped is None
    with sqlcipher_store.read() as r:
        assert r.audit.verify() is None


def test_resume_stays_stopped_while_the_disk_is_full(sqlcipher_store: Store, clock: FrozenClock) -> None:
    """Trying again is harmless: it says the same and nothing is written."""

    def full(connection: object, *_: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    event.listen(sqlcipher_store.engine, "begin", full)
    with pytest.raises(KnownError), sqlcipher_store.write() as tx:
        tx.record(Event("too.much", "x:1", content={"text": "x" * 100_000}))
    with pytest.raises(KnownError):
        sqlcipher_store.resume()
    clock.pass_time(unit.TRY_AGAIN_SECONDS)
    with pytest.raises(KnownError), sqlcipher_store.write():
        pytest.fail("it writes although the disk is full")


def test_when_every_connection_is_lent_out_the_next_one_is_told(
    record_folder: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Busy, not an error of the pool."""
    monkeypatch.setattr(sqlcipher, "CONNECTIONS", 1)
    monkeypatch.setattr(sqlcipher, "BUSY_MILLISECONDS", 50)
    small = opening.open_record(record_folder, KEY, clock, owner=False)
    with small.read(), pytest.raises(BusyError), small.read():
        pytest.fail("one connection was lent out twice")
    small.close()


def test_a_broken_promise_of_ours_is_no_known_error(store: Store) -> None:
    """Two rows with one key are a bug: the driver's error comes out whole, and writing goes on."""
    keep(store, "one")
    with pytest.raises(IntegrityError):
        keep(store, "one")
    assert store.stopped is None
    keep(store, "two")


def test_no_error_quotes_what_was_written(store: Store) -> None:
    """Errors go to logs; a post must not."""
    keep(store, "one")
    with pytest.raises(IntegrityError) as caught, store.write() as tx:
        tx.connection.execute(meta.insert().values(key="one", value="somebody's words"))
    assert "somebody's words" not in str(caught.value)


# --- two processes --------------------------------------------------------------------------------------------------


def two_appenders(where: dict[str, str], count: int, *, plain: bool = False) -> list[dict[str, int]]:
    """Let two processes append at the same time; return what each says about itself."""
    running = []
    for name in ("left", "right"):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.appender"],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        process.stdin.write(json.dumps({"where": where, "name": name, "count": count, "plain": plain}) + "\n")
        process.stdin.flush()
        running.append(process)
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for process in running]
    for process in running:
        process.communicate()
    return answers


@pytest.fixture
def where(request: pytest.FixtureRequest, store: Store) -> dict[str, str]:
    """The store, for another process."""
    if store.engine.dialect.name == "sqlite":
        return {"folder": str(request.getfixturevalue("record_folder"))}
    return dict(request.getfixturevalue("postgres_database"))


@pytest.mark.timeout(300)  # seconds on a quiet machine, a minute where others work beside it
def test_two_processes_append_without_a_refusal_a_loss_or_a_fork(store: Store, where: dict[str, str]) -> None:
    """2,000 audited changes each, as fast as they can."""
    answers = two_appenders(where, 2_000)
    assert answers == [{"saved": 2_000, "refused": 0}] * 2
    with store.read() as r:
        assert r.audit.verify() is None
        subjects = set(r.connection.scalars(select(audit_event.c.subject)))
        assert r.audit.count() == 4_000
    assert subjects == {f"{name}:{n}" for name in ("left", "right") for n in range(2_000)}
    assert counters(store) == {"queue": 4_000}


def test_without_the_begin_event_two_processes_refuse_each_other(sqlcipher_store: Store, record_folder: Path) -> None:
    """The driver's own BEGIN lets both read first; then one of them may not write. That is why the event is there."""
    answers = two_appenders({"folder": str(record_folder)}, 300, plain=True)
    assert sum(answer["refused"] for answer in answers) > 0
    with sqlcipher_store.read() as r:
        assert r.audit.count() == sum(answer["saved"] for answer in answers)


def test_the_repr_of_a_store_says_little(store: Store) -> None:
    """No path, no key, no address."""
    assert repr(store) == f"<Store {store.engine.dialect.name}>"
    with store.read() as r:
        assert r.connection.scalar(text("SELECT 1")) == 1
        assert r.connection.scalar(select(func.count()).select_from(actor)) == 0
