"""What PostgreSQL alone does."""

from __future__ import annotations

import threading

import psycopg
import pytest
from sqlalchemy import select, text

from moderator.domain.audit import Event
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.store import opening, postgres
from moderator.store.tables import meta
from moderator.store.unit import CHANNEL, Store
from tests.helpers.clock import FrozenClock


def test_the_password_shows_nowhere() -> None:
    """Neither in the engine nor in its URL."""
    engine = postgres.make_engine({"host": "127.0.0.1", "dbname": "x"}, "a-password")
    assert "a-password" not in repr(engine) + str(engine.url)


def test_one_call_for_a_transaction_however_much_it_touched(
    postgres_store: Store, postgres_database: dict[str, str]
) -> None:
    """Coalesced: the topics stand in it; a transaction that touched nothing, or was undone, calls nobody."""
    with postgres.listening(postgres_database) as listener:
        with postgres_store.write() as tx:
            tx.touch(Topic.QUEUE)
            tx.touch(Topic.CASE, Topic.QUEUE)
        with postgres_store.write() as tx:
            tx.record(Event("a.done", "x:1"))
        with pytest.raises(ValueError, match="undone"), postgres_store.write() as tx:
            tx.touch(Topic.HEALTH)
            raise ValueError("undone")
        with postgres_store.write() as tx:
            tx.touch(Topic.OUTBOX)
        calls = [(call.channel, call.payload) for call in listener.notifies(timeout=5, stop_after=2)]
    assert calls == [(CHANNEL, "case,queue"), (CHANNEL, "outbox")]


def test_readers_do_not_wait_for_the_writer(postgres_store: Store) -> None:
    """While a write door is open, a read door answers."""
    with postgres_store.write() as tx:
        tx.connection.execute(meta.insert().values(key="k", value="v"))
        seen: list[object] = []

        def look() -> None:
            with postgres_store.read() as r:
                seen.append(r.connection.scalar(select(meta.c.value).where(meta.c.key == "k")))

        reader = threading.Thread(target=look)
        reader.start()
        reader.join(5)
    assert seen == [None]


def test_a_reader_is_read_only_to_the_database_itself(postgres_store: Store) -> None:
    """And sees one snapshot."""
    with postgres_store.read() as r:
        assert r.connection.scalar(text("SHOW transaction_read_only")) == "on"
        assert r.connection.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    with postgres_store.write() as tx:
        assert tx.connection.scalar(text("SHOW transaction_read_only")) == "off"


def test_a_lost_server_is_told_and_the_next_try_connects_anew(
    postgres_store: Store, postgres_database: dict[str, str]
) -> None:
    """The backend dies in the middle of a transaction: nothing was saved, and nobody pretends it was."""
    with pytest.raises(KnownError) as caught, postgres_store.write() as tx:
        tx.connection.execute(meta.insert().values(key="k", value="v"))
        victim = tx.connection.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(**postgres_database, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (victim,))
    assert caught.value.code == "store_gone" and "before you repeat it" in caught.value.message
    with postgres_store.write() as tx:
        assert tx.connection.scalar(select(meta.c.value).where(meta.c.key == "k")) is None


def test_an_unreachable_server_is_a_known_error(clock: FrozenClock) -> None:
    """Nothing listens on that port."""
    with pytest.raises(KnownError) as caught:
        opening.open_team({"host": "127.0.0.1", "port": "1", "dbname": "x", "user": "x"}, "", clock, owner=False)
    assert caught.value.code == postgres.unreachable().code == "store_gone"
