"""The two doors of the store, and the unit of work behind the write door.

`with store.read() as r` sees one snapshot, for one query, and cannot write. `with store.write(actor) as tx` is one
transaction: what it changed, its audit events and its change hints become durable together or not at all. Writers
take turns, on both databases, so that what a transaction read is still so when it writes.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from moderator.domain.audit import Event, Link
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.ids import make_id
from moderator.domain.requests import Topic
from moderator.store import problems
from moderator.threads import refuse_here

if TYPE_CHECKING:
    from moderator.ports import Clock
    from moderator.store.audit import Audit
    from moderator.store.bursts import Bursts
    from moderator.store.cases import Cases
    from moderator.store.communities import Communities
    from moderator.store.decisions import Decisions
    from moderator.store.erasure import Erasure
    from moderator.store.guidelines import Guidelines
    from moderator.store.incidents import Incidents
    from moderator.store.intake import Intake
    from moderator.store.leases import Leases
    from moderator.store.outbox import Outbox
    from moderator.store.people import People
    from moderator.store.requests import Requests
    from moderator.store.search import Search

BUSY_SECONDS = 5.0
TRY_AGAIN_SECONDS = 10.0
CHANNEL = "moderator"  # PostgreSQL's NOTIFY
_RANDOM_BITS = 20
_PROBE = "x" * 65_536


class Reads:
    """The read door, open: every repository, over one snapshot. `now` (µs UTC) is taken once."""

    def __init__(self, connection: Connection, now: int, new_id: Callable[[], int]) -> None:
        self.connection = connection
        self.now = now
        self._new_id = new_id

    def _moment(self) -> int:
        return self.now

    # A repository's module is imported when it is first asked for: a console never pays for the worker's, and
    # the commands that only look at the chain pay for none of them.

    @cached_property
    def communities(self) -> Communities:
        from moderator.store.communities import Communities

        return Communities(self.connection, self._moment, self._new_id)

    @cached_property
    def intake(self) -> Intake:
        from moderator.store.intake import Intake

        return Intake(self.connection, self._moment, self._new_id)

    @cached_property
    def cases(self) -> Cases:
        from moderator.store.cases import Cases

        return Cases(self.connection, self._moment, self._new_id)

    @cached_property
    def search(self) -> Search:
        from moderator.store.search import Search

        return Search(self.connection, self._moment, self._new_id)

    @cached_property
    def guidelines(self) -> Guidelines:
        from moderator.store.guidelines import Guidelines

        return Guidelines(self.connection, self._moment, self._new_id)

    @cached_property
    def incidents(self) -> Incidents:
        from moderator.store.incidents import Incidents

        return Incidents(self.connection, self._moment, self._new_id)

    @cached_property
    def bursts(self) -> Bursts:
        from moderator.store.bursts import Bursts

        return Bursts(self.connection, self._moment, self._new_id)

    @cached_property
    def people(self) -> People:
        from moderator.store.people import People

        return People(self.connection, self._moment, self._new_id)

    @cached_property
    def decisions(self) -> Decisions:
        from moderator.store.decisions import Decisions

        return Decisions(self.connection, self._moment, self._new_id)

    @cached_property
    def outbox(self) -> Outbox:
        from moderator.store.outbox import Outbox

        return Outbox(self.connection, self._moment, self._new_id)

    @cached_property
    def requests(self) -> Requests:
        from moderator.store.requests import Requests

        return Requests(self.connection, self._moment, self._new_id)

    @cached_property
    def leases(self) -> Leases:
        from moderator.store.leases import Leases

        return Leases(self.connection, self._moment, self._new_id)

    @cached_property
    def audit(self) -> Audit:
        from moderator.store.audit import Audit

        return Audit(self.connection, self._moment, self._new_id)

    @cached_property
    def erasure(self) -> Erasure:
        from moderator.store.erasure import Erasure

        return Erasure(self.connection, self._moment, self._new_id)


class Tx(Reads):
    """The write door, open: one transaction by `actor` (None: the worker)."""

    def __init__(
        self,
        connection: Connection,
        now: int,
        new_id: Callable[[], int],
        actor: int | None,
        entropy: Callable[[int], int],
    ) -> None:
        super().__init__(connection, now, new_id)
        self.actor = actor
        self._entropy = entropy
        self._touched: set[Topic] = set()

    def new_id(self) -> int:
        """Make an id that no other row of this store has."""
        return self._new_id()

    def record(self, event: Event, author_id: int | None = None) -> Link:
        """Append *event* to the audit chain; it stands or falls with this transaction.

        An event without an actor is by the actor of this door. *author_id* says whose words the content holds, so
        that they go when that author is erased.
        """
        salt = self._entropy(256).to_bytes(32, "big")
        actor = self.actor if event.actor is None else event.actor
        return self.audit.append(event, actor, salt, author_id)

    def touch(self, *topics: Topic) -> None:
        """Say what changed: the counter of each topic is raised once when this transaction commits."""
        self._touched.update(topics)

    def finish(self) -> None:
        """Write the change hints; the unit of work calls this last."""
        if not self._touched:
            return
        names = sorted(topic.value for topic in self._touched)
        self.connection.execute(
            text(
                "INSERT INTO topic (name, counter) VALUES (:name, 1) "
                "ON CONFLICT (name) DO UPDATE SET counter = topic.counter + 1"
            ),
            [{"name": name} for name in names],
        )
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(
                text("SELECT pg_notify(:channel, :names)"), {"channel": CHANNEL, "names": ",".join(names)}
            )


class Store:
    """One team's record. *engine* comes from `sqlcipher.make_engine` or `postgres.make_engine`, schema in place.

    *entropy* gives that many random bits; a test may make it predictable.
    """

    def __init__(self, engine: Engine, clock: Clock, entropy: Callable[[int], int] = secrets.randbits) -> None:
        self.engine = engine
        self._reader = engine.execution_options(door="read")
        self._writer = engine.execution_options(door="write")
        self._clock = clock
        self._entropy = entropy
        self._writing = threading.Lock()
        self._writer_thread = 0
        self._ids = _Ids(clock, entropy)
        self._stopped: KnownError | None = None
        self._next_try = 0.0

    def __repr__(self) -> str:
        return f"<Store {self.engine.dialect.name}>"

    @property
    def stopped(self) -> KnownError | None:
        """Why nothing more is written (the disk was full, say); None while all is well."""
        return self._stopped

    def new_id(self) -> int:
        """Make an id outside a transaction: the key of something that may have to be repeated."""
        return self._ids.make()

    @contextmanager
    def read(self) -> Generator[Reads, None, None]:
        """Open a snapshot that cannot write. Keep it for one query: what waits for it cannot be tidied up."""
        refuse_here("the store")
        with _translated(reading=True), self._reader.connect() as connection, connection.begin():
            yield Reads(connection, self._clock.now(), self._ids.make)

    @contextmanager
    def write(self, actor: int | None = None) -> Generator[Tx, None, None]:
        """Open one transaction; it commits when the block ends and leaves nothing when the block raises.

        Raises BusyError after 5 s behind another writer. After a full disk KnownError comes at once, until a try
        every ten seconds (or `resume`) has shown that there is room again.
        """
        refuse_here("the store")
        if self._stopped is not None:
            self._try_again(self._stopped)
        with self._transaction(actor) as tx:
            yield tx

    @contextmanager
    def _transaction(self, actor: int | None) -> Generator[Tx, None, None]:
        with self._alone(), self._stopping(), _translated(reading=False):
            with self._writer.connect() as connection, connection.begin():
                tx = Tx(connection, self._clock.now(), self._ids.make, actor, self._entropy)
                yield tx
                tx.finish()

    def _try_again(self, stopped: KnownError) -> None:
        if stopped.code != "store_full" or self._clock.monotonic() < self._next_try:
            raise KnownError(stopped.title, stopped.message, code=stopped.code)
        self.resume()

    def resume(self) -> None:
        """Try to write again after a full disk; raises KnownError, and stays stopped, while it still fails."""
        for value in (_PROBE, str(self._clock.now())):  # a real write, which then makes room again
            with self._transaction(None) as tx:
                tx.connection.execute(
                    text(
                        "INSERT INTO meta (key, value) VALUES ('resumed_at', :value) "
                        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
                    ),
                    {"value": value},
                )
        self._stopped = None

    def close(self) -> None:
        """Close every connection. Transactions that are still open end first, by whoever holds them."""
        self.engine.dispose()

    @contextmanager
    def _alone(self) -> Generator[None, None, None]:
        if self._writer_thread == threading.get_ident():
            raise RuntimeError("a write door was opened inside another one")
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise _busy()
        self._writer_thread = threading.get_ident()
        try:
            yield
        finally:
            self._writer_thread = 0
            self._writing.release()

    @contextmanager
    def _stopping(self) -> Generator[None, None, None]:
        """After an error of the disk nobody knows what the next write would meet: none is tried for a while."""
        try:
            yield
        except KnownError as error:
            if error.code in ("store_full", "store_damaged"):
                self._stopped = KnownError(error.title, error.message, code=error.code)
                self._next_try = self._clock.monotonic() + TRY_AGAIN_SECONDS
            raise


class _Ids:
    """Ids of this process: a random place in each millisecond, then one by one, so that a batch never collides."""

    def __init__(self, clock: Clock, entropy: Callable[[int], int]) -> None:
        self._clock = clock
        self._entropy = entropy
        self._lock = threading.Lock()
        self._last = 0

    def make(self) -> int:
        with self._lock:
            fresh = make_id(self._clock.now(), self._entropy(_RANDOM_BITS))
            same_moment = fresh >> _RANDOM_BITS <= self._last >> _RANDOM_BITS
            self._last = self._last + 1 if same_moment else fresh
            return self._last


@contextmanager
def _translated(*, reading: bool) -> Generator[None, None, None]:
    try:
        yield
    except DBAPIError as error:
        told = problems.known(error)
        if told is None or (reading and told.code == "store_readonly"):  # a read door was asked to write: a bug
            raise
        raise told from error
    except PoolTimeout as error:
        raise _busy() from error


def _busy() -> BusyError:
    return BusyError(
        "The record is busy",
        "Others have been at work in it for over 5 seconds; nothing was saved. Try again.",
        code="store_busy",
    )
