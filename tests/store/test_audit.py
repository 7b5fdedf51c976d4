"""The chain in the store: whoever changes it is named by its first bad number, whoever is erased leaves it whole."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from moderator.domain.audit import GENESIS, ChainFault, Event, canonical, commitment, link_hash, verify
from moderator.store import audit
from moderator.store.audit import NO_CONTENT, Head
from moderator.store.unit import Store
from moderator.vault import MemoryVault
from tests.helpers.clock import FrozenClock

LENGTH = 6
WITH_CONTENT = 3


def fill(store: Store, clock: FrozenClock, count: int = LENGTH) -> None:
    """Events of every kind: with and without an actor, with and without content, in Japanese."""
    for number in range(1, count + 1):
        clock.pass_time(1)
        content = {"text": f"言葉 {number}"} if number % WITH_CONTENT == 0 else {}
        with store.write(actor=None if number % 2 else 7) as tx:
            tx.record(Event("case.decided", f"case:{number}", facts={"n": number, "場": "広場"}, content=content), 1)


class _Undone(Exception):
    """Takes a change back after the look at it."""


def found_after(store: Store, change: Callable[[Connection], object], remembered: Head | None = None) -> object:
    """Change the chain as somebody does who has taken the triggers away, verify it, and take everything back."""
    found: object = None
    with contextlib.suppress(_Undone), store.write() as tx:
        if tx.connection.dialect.name == "sqlite":
            for row in tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                tx.connection.execute(text(f"DROP TRIGGER {row.name}"))
            tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            tx.connection.execute(text("SET LOCAL session_replication_role = replica"))
        change(tx.connection)
        found = tx.audit.verify(remembered)
        raise _Undone
    return found


def fault(store: Store, remembered: Head | None = None) -> ChainFault | None:
    with store.read() as r:
        return r.audit.verify(remembered)


def head(store: Store) -> Head:
    with store.read() as r:
        return r.audit.head()


def test_an_untouched_chain_is_whole(store: Store, clock: FrozenClock) -> None:
    """An empty one as well."""
    assert fault(store) is None and head(store) == Head(0, GENESIS)
    fill(store, clock)
    assert fault(store) is None and fault(store, head(store)) is None


def test_events_come_back_as_they_were_told(store: Store, clock: FrozenClock) -> None:
    """In order, from any number on, with their facts as canonical text and a commitment instead of the content."""
    fill(store, clock)
    with store.read() as r:
        links = list(r.audit.links())
        assert list(r.audit.links(4)) == links[3:]
        assert r.audit.at(3) == links[2] and r.audit.at(99) is None
        assert r.audit.about("case:2") == [links[1]]
        assert r.audit.count() == LENGTH
    assert [link.seq for link in links] == [1, 2, 3, 4, 5, 6]
    assert [link.actor for link in links] == [None, 7, None, 7, None, 7]
    assert json.loads(links[0].facts) == {"n": 1, "場": "広場"}
    assert links[0].commitment == NO_CONTENT != links[2].commitment
    assert "言葉" not in "".join(map(repr, links))


def test_a_long_chain_is_read_in_pages(store: Store, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """No event is lost or told twice where one page ends."""
    fill(store, clock)
    for page in (1, 2, 3, 6, 7):
        monkeypatch.setattr(audit, "_PAGE", page)
        with store.read() as r:
            assert [link.seq for link in r.audit.links()] == [1, 2, 3, 4, 5, 6]
            assert r.audit.verify() is None


FIELDS = {
    "at": "at + 1",
    "actor": "coalesce(actor, 0) + 1",
    "kind": "'case.dismissed'",
    "subject": "'case:99'",
    "facts": "'{}'",
    "commitment": "hash",
    "previous": "hash",
    "hash": "commitment",
}


@pytest.mark.parametrize("column", FIELDS)
def test_a_changed_event_is_named(store: Store, clock: FrozenClock, column: str) -> None:
    """Each field of each event in turn."""
    fill(store, clock)
    for seq in range(1, LENGTH + 1):
        found = found_after(store, run(f"UPDATE audit_event SET {column} = {FIELDS[column]} WHERE seq = {seq}"))
        assert isinstance(found, ChainFault) and found.seq == seq
    assert fault(store) is None  # it was all taken back


def test_a_deleted_event_is_named(store: Store, clock: FrozenClock) -> None:
    """Each in turn: where it stood there is a gap."""
    fill(store, clock)
    for seq in range(1, LENGTH):
        assert found_after(store, lambda connection, seq=seq: delete(connection, seq)) == ChainFault(seq, "gap")


def test_a_deleted_event_whose_followers_moved_up_is_named(store: Store, clock: FrozenClock) -> None:
    """Each in turn: closing the gap does not hide it."""
    fill(store, clock)

    def change(connection: Connection, seq: int) -> None:
        delete(connection, seq)
        for number in range(seq + 1, LENGTH + 1):
            renumber(connection, number, number - 1)

    for seq in range(1, LENGTH):
        found = found_after(store, functools.partial(change, seq=seq))
        assert isinstance(found, ChainFault) and found.seq == seq


def test_an_inserted_event_is_named(store: Store, clock: FrozenClock) -> None:
    """A copy of each event in turn, put in behind it, the rest moved down."""
    fill(store, clock)

    def change(connection: Connection, seq: int) -> None:
        for number in range(LENGTH, seq, -1):
            renumber(connection, number, number + 1)
        connection.execute(
            text(
                "INSERT INTO audit_event SELECT :new, at, actor, kind, subject, facts, commitment, previous, hash "
                "FROM audit_event WHERE seq = :old"
            ),
            {"new": seq + 1, "old": seq},
        )

    for seq in range(1, LENGTH + 1):
        found = found_after(store, functools.partial(change, seq=seq))
        assert isinstance(found, ChainFault) and found.seq == seq + 1


def test_reordered_events_are_named(store: Store, clock: FrozenClock) -> None:
    """Each two neighbours change places in turn."""
    fill(store, clock)

    def change(connection: Connection, seq: int) -> None:
        renumber(connection, seq, 1_000)
        renumber(connection, seq + 1, seq)
        renumber(connection, 1_000, seq + 1)

    for seq in range(1, LENGTH):
        found = found_after(store, functools.partial(change, seq=seq))
        assert isinstance(found, ChainFault) and found.seq == seq


def cut(connection: Connection, left: int) -> None:
    for number in range(LENGTH, left, -1):
        delete(connection, number)


def test_a_cut_tail_is_seen_by_whoever_remembers_the_head(store: Store, clock: FrozenClock) -> None:
    """At each length: the rest is a whole chain by itself, and only a head that was kept elsewhere tells."""
    fill(store, clock)
    remembered = head(store)
    for left in range(LENGTH):
        change = functools.partial(cut, left=left)
        assert found_after(store, change) is None
        assert found_after(store, change, remembered) == ChainFault(left + 1, "tail")


def chain_anew(connection: Connection, forged: int) -> None:
    """Change one event and recompute every hash after it."""
    previous = GENESIS
    for row in connection.execute(text("SELECT * FROM audit_event ORDER BY seq")).all():
        kind = "case.dismissed" if row.seq == forged else row.kind
        commit = bytes(row.commitment)
        digest = link_hash(row.seq, row.at, row.actor, kind, row.subject, row.facts, commit, previous)
        connection.execute(
            text("UPDATE audit_event SET kind = :kind, previous = :previous, hash = :hash WHERE seq = :seq"),
            {"kind": kind, "previous": previous, "hash": digest, "seq": row.seq},
        )
        previous = digest


def test_a_chain_that_was_made_anew_is_seen_by_whoever_remembers_the_head(store: Store, clock: FrozenClock) -> None:
    """Each event forged in turn, with all hashes made to fit: whole by itself, but not the one that was remembered."""
    fill(store, clock)
    remembered = head(store)
    for forged in range(1, LENGTH + 1):
        change = functools.partial(chain_anew, forged=forged)
        assert found_after(store, change) is None
        assert found_after(store, change, remembered) == ChainFault(LENGTH, "tail")


@pytest.mark.parametrize(
    "change",
    ['content = \'{"text":"other words"}\'', "salt = (SELECT hash FROM audit_event WHERE seq = 1)"],
)
def test_changed_words_are_named(store: Store, clock: FrozenClock, change: str) -> None:
    """The commitment in the chain does not fit them."""
    fill(store, clock)
    statement = run(f"UPDATE audit_content SET {change} WHERE seq = 3")
    assert found_after(store, statement) == ChainFault(3, "commitment")


def test_words_put_beside_an_event_that_had_none_are_named(store: Store, clock: FrozenClock) -> None:
    """Nothing can be slipped in afterwards."""
    fill(store, clock)
    statement = run("INSERT INTO audit_content SELECT 1, salt, content, author_id FROM audit_content WHERE seq = 3")
    assert found_after(store, statement) == ChainFault(1, "commitment")


def test_erased_words_leave_the_chain_whole(store: Store, clock: FrozenClock) -> None:
    """The commitment stays, salted: nobody can try words against it."""
    fill(store, clock)
    with store.read() as r:
        committed = r.audit.at(3).commitment
    with store.write() as tx:
        tx.connection.execute(text("DELETE FROM audit_content WHERE seq = 3"))
    assert fault(store) is None
    guess = canonical({"text": "言葉 3"})
    assert committed not in (commitment(b"", guess), commitment(bytes(32), guess))


# --- the head outside the record ------------------------------------------------------------------------------------


def test_the_vault_remembers_how_far_the_chain_reached(store: Store, clock: FrozenClock) -> None:
    """Moved forward by each call, and used by the check."""
    vault = MemoryVault()
    assert audit.remembered_head(vault) is None and audit.check(store, vault) is None
    for _ in range(2):
        fill(store, clock, 2)
        assert audit.remember_head(store, vault) is None
        assert audit.remembered_head(vault) == head(store)
        assert audit.check(store, vault) is None


def test_a_chain_that_is_not_the_remembered_one_is_not_remembered(store: Store, clock: FrozenClock) -> None:
    """What the vault knows stays, so that the next look sees it too."""
    fill(store, clock)
    for known, seen in (
        (Head(LENGTH + 2, bytes(32)), ChainFault(LENGTH + 1, "tail")),  # it was longer
        (Head(LENGTH - 2, bytes(32)), ChainFault(LENGTH - 2, "tail")),  # it was another
    ):
        vault = MemoryVault()
        vault.set(audit.HEAD_NAME, f"{known.seq} {known.hash.hex()}")
        assert audit.remember_head(store, vault) == seen
        assert audit.remembered_head(vault) == known
        assert audit.check(store, vault) == seen


def test_an_export_holds_the_chain_and_its_head_but_nobodys_words(store: Store, clock: FrozenClock) -> None:
    """Whoever has only the file can verify it, and verify the record by it."""
    fill(store, clock)
    with store.read() as r:
        lines = list(audit.export_lines(r.audit))
        links = list(r.audit.links())
    assert len(lines) == LENGTH + 1 and "言葉" not in "".join(lines)
    read, end = audit.read_export(lines)
    assert read == links and end == head(store)
    assert verify(read, head_seq=end.seq, head_hash=end.hash) is None
    with pytest.raises(ValueError, match="cut"):
        audit.read_export(lines[:-1])


def run(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(statement))


def delete(connection: Connection, seq: int) -> None:
    connection.execute(text("DELETE FROM audit_content WHERE seq = :seq"), {"seq": seq})
    connection.execute(text("DELETE FROM audit_event WHERE seq = :seq"), {"seq": seq})


def renumber(connection: Connection, old: int, new: int) -> None:
    """Give an event another number, and its words with it."""
    values = {"old": old, "new": new}
    connection.execute(text("UPDATE audit_event SET seq = :new WHERE seq = :old"), values)
    connection.execute(text("UPDATE audit_content SET seq = :new WHERE seq = :old"), values)
