"""A change is heard by whoever watches, from whichever process, and costs nothing while there is none."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from moderator.domain.audit import Event
from moderator.domain.requests import Topic
from moderator.store import changes, opening, sqlcipher
from moderator.store.changes import FileWatcher, TeamWatcher
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.stores import KEY

SOON = 10.0
Heard = queue.Queue[frozenset[Topic]]


@pytest.fixture
def watcher(request: pytest.FixtureRequest, store: Store) -> Iterator[FileWatcher | TeamWatcher]:
    if store.engine.dialect.name == "sqlite":
        made = FileWatcher(request.getfixturevalue("record_folder") / sqlcipher.FILE_NAME, KEY)
    else:
        made = TeamWatcher(request.getfixturevalue("postgres_database"))
    yield made
    made.stop()


def touch(store: Store, *topics: Topic) -> None:
    with store.write() as tx:
        tx.record(Event("a.done", "x:1"))
        tx.touch(*topics)


def hear(heard: Heard, wanted: set[Topic]) -> None:
    """Wait until every wanted topic was told; one that was not wanted fails."""
    left = set(wanted)
    while left:
        told = heard.get(timeout=SOON)
        assert told <= wanted
        left -= told


def test_the_topics_of_a_commit_are_told(store: Store, watcher: FileWatcher | TeamWatcher) -> None:
    """Those that moved and no others, again and again."""
    touch(store, Topic.HEALTH)  # before anybody watches
    heard: Heard = queue.Queue()
    watcher.start(heard.put)
    for _ in range(3):
        touch(store, Topic.QUEUE, Topic.CASE)
        hear(heard, {Topic.QUEUE, Topic.CASE})
        touch(store, Topic.OUTBOX)
        hear(heard, {Topic.OUTBOX})
    watcher.stop()
    assert heard.empty()


def test_a_commit_without_a_topic_is_not_told(store: Store, watcher: FileWatcher | TeamWatcher) -> None:
    """Nor one that was undone: the next thing heard is the next change."""
    heard: Heard = queue.Queue()
    watcher.start(heard.put)
    touch(store)
    with pytest.raises(ValueError, match="undone"), store.write() as tx:
        tx.touch(Topic.CASE)
        raise ValueError("undone")
    touch(store, Topic.SHIFT)
    assert heard.get(timeout=SOON) == {Topic.SHIFT}


def test_a_change_of_another_process_is_told(sqlcipher_store: Store, record_folder: Path, clock: FrozenClock) -> None:
    """Another store over the same file, as the worker has it."""
    worker = opening.open_record(record_folder, KEY, clock, owner=False)
    watcher = FileWatcher(record_folder / sqlcipher.FILE_NAME, KEY)
    heard: Heard = queue.Queue()
    watcher.start(heard.put)
    touch(worker, Topic.REQUESTS)
    hear(heard, {Topic.REQUESTS})
    watcher.stop()
    worker.close()


def test_a_watcher_stops_cleanly(watcher: FileWatcher | TeamWatcher) -> None:
    """Its thread ends, and stopping once more does no harm."""
    heard: Heard = queue.Queue()
    watcher.start(heard.put)
    thread = watcher._thread
    assert thread is not None and thread.is_alive()
    watcher.stop()
    watcher.stop()
    assert not thread.is_alive()


def test_a_watcher_that_never_started_stops_too(record_folder: Path) -> None:
    """A console that fails early closes everything all the same."""
    FileWatcher(record_folder / sqlcipher.FILE_NAME, KEY).stop()


def test_a_lost_call_costs_only_the_slow_look(postgres_store: Store, postgres_database: dict[str, str]) -> None:
    """Somebody raised a counter and PostgreSQL's call never came: the watcher looks by itself."""
    watcher = TeamWatcher(postgres_database, look_seconds=0.05)
    heard: Heard = queue.Queue()
    watcher.start(heard.put)
    with psycopg.connect(**postgres_database, autocommit=True) as silent:
        silent.execute("INSERT INTO topic (name, counter) VALUES ('queue', 1)")
    hear(heard, {Topic.QUEUE})
    watcher.stop()


def test_a_watcher_whose_connection_was_cut_connects_again(
    postgres_store: Store,
    postgres_database: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str, str], None],
) -> None:
    """And tells what changed while it was away."""
    expect_log("moderator.store.changes", "lost its connection")
    monkeypatch.setattr(changes, "SLOW_LOOK_SECONDS", 0.05)
    watcher = TeamWatcher(postgres_database, look_seconds=60)
    heard: Heard = queue.Queue()
    watcher.start(heard.put)
    with psycopg.connect(**postgres_database, autocommit=True) as other:
        other.execute("INSERT INTO topic (name, counter) VALUES ('case', 1)")  # without a call
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE '%FROM topic%' AND pid <> pg_backend_pid()"
        )
    hear(heard, {Topic.CASE})
    watcher.stop()


def test_counters_are_compared_by_topic() -> None:
    """A topic that a newer program invented is left out; one that appears is new."""
    before = {"queue": 1, "case": 1}
    after = {"queue": 2, "case": 1, "shift": 1, "invented later": 1}
    assert changes.moved_topics(before, after) == {Topic.QUEUE, Topic.SHIFT}
    assert changes.moved_topics(after, after) == frozenset()


def test_the_watcher_is_never_inside_a_transaction(sqlcipher_store: Store, record_folder: Path) -> None:
    """While it watches, a truncating checkpoint is not held up by it."""
    watcher = FileWatcher(record_folder / sqlcipher.FILE_NAME, KEY)
    heard: Heard = queue.Queue()
    watcher.start(heard.put)
    touch(sqlcipher_store, Topic.QUEUE)
    hear(heard, {Topic.QUEUE})
    assert sqlcipher.checkpoint(sqlcipher_store.engine, truncate=True)
    watcher.stop()
