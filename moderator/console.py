"""The one door for any user interface: commands in, frozen rows and change hints out.

Every command returns a `concurrent.futures.Future`; nothing here ever runs on the caller's thread. Writes go through
one thread in the order they were given, reads through a small pool. There is no network in this process: what needs
a platform is asked of the worker by a row in the store.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from moderator.domain.actor import Actor, Role
from moderator.domain.decision import DecisionOrder, Receipt, UndoResult
from moderator.domain.enforcement import Settle
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.requests import RequestKind, Topic
from moderator.domain.rows import (
    CaseView,
    CommunityRow,
    DecisionRow,
    EnforcementRow,
    GuidelinesRow,
    OutboxCounts,
    PlaceRow,
    QuarantineRow,
    QueueFilter,
    QueueIds,
    QueueOrder,
    QueueRow,
    ShiftRow,
)
from moderator.doors.incidents import IncidentDoor

if TYPE_CHECKING:
    from moderator.platforms.form import Field
    from moderator.services.casefile import Casefile
    from moderator.services.communities import Communities
    from moderator.services.decide import Decide
    from moderator.services.guidelines import Guidelines
    from moderator.services.incidents import Incidents
    from moderator.services.people import People
    from moderator.services.queue import Queue
    from moderator.services.requests import Requests
    from moderator.settings import SettingsFile, Value

_T = TypeVar("_T")
Hint = Callable[[frozenset[Topic]], None]


class Connect(Protocol):
    """Keeps a new connection, its secrets in the vault; built by bootstrap, which knows both."""

    def __call__(
        self, platform: str, answers: Mapping[str, str], rehearsal: bool, actor_id: int | None
    ) -> CommunityRow: ...


class Watcher(Protocol):
    """Tells when topics moved, from a thread of its own."""

    def start(self, call: Hint) -> None: ...

    def stop(self) -> None: ...


class Child(Protocol):
    """The worker that the console started for itself; absent in team mode."""

    def state(self) -> WorkerState: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class WorkerState:
    """`restarts` in a row without a quiet minute; `message` is for people and empty while all is well."""

    running: bool
    restarts: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Services:
    """What the console speaks to; built by bootstrap."""

    queue: Queue
    casefile: Casefile
    decide: Decide
    guidelines: Guidelines
    communities: Communities
    people: People
    requests: Requests
    incidents: Incidents


class Opening(Protocol):
    """A profile that is not open yet. Calling it opens the store, which may take a while: never on a window's thread."""

    settings: SettingsFile
    folder: Path
    instance: str  # names this profile among the windows of this machine
    is_demo: bool

    def __call__(self, passphrase: str | None = None) -> Console:
        """Open; raises KnownError with code `passphrase_needed` or `wrong_passphrase` where no keyring holds the key."""


class Console:
    """Commands and questions of the person at this window, as `actor`."""

    def __init__(
        self,
        services: Services,
        settings: SettingsFile,
        watcher: Watcher,
        child: Child | None,
        *,
        now: Callable[[], int],
        new_id: Callable[[], int],
        connect: Connect,
        on_close: Callable[[], None],
        fields: Mapping[str, Sequence[Field]],
        sentence: Callable[[str, str, str], str],
        recovery_code: str = "",
    ) -> None:
        self.settings = settings
        self.recovery_code = recovery_code  # only when the profile was made just now: show it once
        self.platforms = fields  # what a person fills in to connect each platform, by the platform's name
        self.now = now
        self.new_id = new_id
        self._services = services
        self._watcher = watcher
        self._child = child
        self._connect = connect
        self._on_close = on_close
        self._sentence = sentence
        self._writes = ThreadPoolExecutor(1, thread_name_prefix="console-write")
        self._reads = ThreadPoolExecutor(2, thread_name_prefix="console-read")
        self._hints: list[Hint] = []
        self._answers = _Answers(self._services.requests, self._writes)
        self._actor: Actor | None = None
        self.incidents = IncidentDoor(services.incidents, self._read, self._write, lambda: self.actor.id)

    # --- life -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to watch for changes. Hints arrive on the watcher's thread: bring them home before touching a view."""
        self._watcher.start(self.tell)

    def watch(self, hint: Hint) -> None:
        """Call *hint* with the topics that moved, until the console closes."""
        self._hints.append(hint)

    def tell(self, topics: frozenset[Topic]) -> None:
        """Pass on that *topics* moved: from the watcher, or from whoever keeps the worker, on their threads."""
        if Topic.REQUESTS in topics:
            self._answers.look()
        for hint in tuple(self._hints):
            hint(topics)

    def worker(self) -> WorkerState:
        """Say how this console's own worker does; always running where workers live elsewhere."""
        return self._child.state() if self._child else WorkerState(running=True)

    def close(self) -> None:
        """Let the last write finish, then end the worker and the threads. Once; it waits, so not on a window's thread.

        What is asked afterwards gets a cancelled future.
        """
        self._watcher.stop()
        self._reads.shutdown(wait=True, cancel_futures=True)
        end = self._writes.submit(self._end)  # behind the last write, on a thread that may touch the store
        self._writes.shutdown(wait=True)
        end.result()

    def _end(self) -> None:
        """Each step whatever became of the one before: no worker and no open record is left behind by a fault."""
        try:
            self._answers.close()
        finally:
            try:
                if self._child:
                    self._child.stop()
            finally:
                self._on_close()

    def _write(self, call: Callable[..., _T], *arguments: Any) -> Future[_T]:
        return _submit(self._writes, call, *arguments)

    def _read(self, call: Callable[..., _T], *arguments: Any) -> Future[_T]:
        return _submit(self._reads, call, *arguments)

    # --- who is here ----------------------------------------------------------------------------------------------

    @property
    def actor(self) -> Actor:
        """The person at this window; raises KnownError before one was chosen."""
        if self._actor is None:
            raise KnownError("Nobody is at this window", "Choose who you are first.", code="no_actor")
        return self._actor

    def actors(self) -> Future[list[Actor]]:
        return self._read(self._services.people.actors)

    def keep_settings(self, values: Mapping[str, Value]) -> Future[None]:
        """Keep settings at once; each value must fit its setting (ValueError)."""
        return self._write(self._keep_settings, values)

    def _keep_settings(self, values: Mapping[str, Value]) -> None:
        for key, value in values.items():
            self.settings.set(key, value)

    def add_actor(self, name: str, role: Role) -> Future[Actor]:
        return self._write(self._services.people.add, name, role)

    def sit_down(self, actor: Actor) -> None:
        """Act as *actor* from now on."""
        self._actor = actor

    def start_shift(self) -> Future[ShiftRow]:
        return self._write(self._services.people.start_shift, self.actor.id)

    def end_shift(self, note: str = "") -> Future[None]:
        return self._write(self._services.people.end_shift, self.actor.id, note)

    def shift(self) -> Future[ShiftRow | None]:
        return self._read(self._services.people.shift, self.actor.id)

    # --- queue ----------------------------------------------------------------------------------------------------

    def queue_ids(
        self, which: QueueFilter, order: QueueOrder = QueueOrder.URGENCY, limit: int | None = None
    ) -> Future[QueueIds]:
        """The ids of a view; with *limit* the quick first part."""
        return self._read(self._services.queue.ids, which, order, limit)

    def queue_rows(self, ids: Sequence[int]) -> Future[list[QueueRow]]:
        """Rows in the order of *ids*; a case that is gone is left out."""
        return self._read(self._services.queue.rows, ids)

    def case(self, case_id: int) -> Future[CaseView]:
        return self._read(self._services.casefile.view, case_id)

    def open_case(self, case_id: int) -> Future[CaseView]:
        """Claim a case and read it whole; a colleague's claim refuses with BusyError (then read with `case`)."""
        return self._write(self._claim_and_view, case_id, self.actor.id)

    def _claim_and_view(self, case_id: int, actor_id: int) -> CaseView:
        self._services.queue.claim(case_id, actor_id)
        return self._services.casefile.view(case_id)

    def claim(self, case_id: int) -> Future[None]:
        return self._write(self._services.queue.claim, case_id, self.actor.id)

    def release(self, case_id: int) -> Future[None]:
        return self._write(self._services.queue.release, case_id, self.actor.id)

    def escalate(self, case_id: int, note: str = "") -> Future[None]:
        return self._write(self._services.queue.escalate, case_id, self.actor.id, note)

    def snooze(self, case_id: int, until: int) -> Future[None]:
        return self._write(self._services.queue.snooze, case_id, self.actor.id, until)

    def add_note(self, case_id: int, text: str) -> Future[None]:
        return self._write(self._services.queue.add_note, case_id, self.actor.id, text)

    # --- deciding -------------------------------------------------------------------------------------------------

    def decide(self, order: DecisionOrder) -> Future[Receipt]:
        """Save a decision; durable when the future is done. StaleError says who was first or what was edited."""
        return self._write(self._services.decide.decide, order, self.actor.id)

    def decide_many(self, orders: Sequence[DecisionOrder]) -> Future[list[Receipt | KnownError]]:
        """Save each decision by itself, in order; a refused one is returned as its error, the rest go on."""
        return self._write(self._services.decide.decide_many, orders, self.actor.id)

    def undo(self, decision_id: int) -> Future[UndoResult]:
        return self._write(self._services.decide.undo, decision_id, self.actor.id)

    def hold(self, decision_id: int) -> Future[int]:
        """Wait longer before sending; the future gives the new due time (µs)."""
        return self._write(self._services.decide.hold, decision_id)

    def settle(self, enforcement_id: int, how: Settle) -> Future[None]:
        """Say what became of an unknown or refused effect."""
        return self._write(self._services.decide.settle, enforcement_id, how, self.actor.id)

    def my_decisions(self, since: int) -> Future[list[DecisionRow]]:
        """What this person decided since *since* (µs), newest first."""
        return self._read(self._services.decide.decided_by, self.actor.id, since)

    # --- outbox ---------------------------------------------------------------------------------------------------

    def outbox_counts(self) -> Future[OutboxCounts]:
        return self._read(self._services.decide.counts)

    def outbox(self, limit: int = 200) -> Future[list[EnforcementRow]]:
        """What is not settled, what needs a person first."""
        return self._read(self._services.decide.open_enforcements, limit)

    def send_now(self) -> Future[int]:
        """Send this person's waiting enforcements without further grace; gives how many."""
        return self._write(self._services.decide.send_now, self.actor.id)

    def waiting(self) -> Future[int]:
        """How many of this person's decisions have something that was not sent yet."""
        return self._read(self._services.decide.waiting, self.actor.id)

    def cancel_waiting(self) -> Future[int]:
        """Undo this person's decisions of which nothing was sent; gives how many."""
        return self._write(self._services.decide.cancel_waiting, self.actor.id)

    def keep_waiting(self) -> Future[int]:
        """Keep this person's waiting enforcements until the next start, re-checked then; gives how many."""
        return self._write(self._services.decide.keep_waiting, self.actor.id)

    # --- communities ----------------------------------------------------------------------------------------------

    def communities(self) -> Future[list[CommunityRow]]:
        return self._read(self._services.communities.rows)

    def places(self) -> Future[list[PlaceRow]]:
        return self._read(self._services.communities.places)

    def pause(self, community_id: int, paused: bool) -> Future[None]:
        return self._write(self._services.communities.pause, community_id, paused, self.actor.id)

    def connect(self, platform: str, answers: Mapping[str, str], rehearsal: bool = False) -> Future[CommunityRow]:
        """Keep a connection; its secret goes to the vault. One that is there already gets the new secret and switches.

        Ask CHECK afterwards for the live check.
        """
        actor_id = self._actor.id if self._actor else None
        return self._write(self._connect, platform, answers, rehearsal, actor_id)

    def sentence(self, platform: str, code: str, language: str) -> str:
        """The words for a code that a platform gave: a missing right, a reason why something cannot be done."""
        return self._sentence(platform, code, language)

    def quarantine(self, community_id: int) -> Future[list[QuarantineRow]]:
        return self._read(self._services.communities.quarantine, community_id)

    # --- guidelines -----------------------------------------------------------------------------------------------

    def guidelines(self, community_id: int) -> Future[GuidelinesRow | None]:
        return self._read(self._services.guidelines.current, community_id)

    def publish(self, community_id: int, body: str, note: str) -> Future[int]:
        return self._write(self._services.guidelines.publish, community_id, body, self.actor.id, note)

    # --- what needs a platform ------------------------------------------------------------------------------------

    def ask(
        self, kind: RequestKind, community_id: int, arguments: Mapping[str, object], seconds: float = 30
    ) -> Future[Mapping[str, object]]:
        """Ask the worker; the future gives its answer, or KnownError after *seconds*. Cancelling it cancels the row."""
        waiting: Future[Mapping[str, object]] = Future()
        if self._write(self._answers.ask, waiting, kind, community_id, arguments, seconds).cancelled():
            waiting.cancel()
        return waiting


def _submit(pool: ThreadPoolExecutor, call: Callable[..., _T], *arguments: Any) -> Future[_T]:
    try:
        return pool.submit(call, *arguments)
    except RuntimeError:  # the console has closed; a view that asks a moment later is told so, not broken
        late: Future[_T] = Future()
        late.cancel()
        late.set_running_or_notify_cancel()
        return late


class _Answers:
    """Requests that this console waits for. One thread asks and collects, so that no answer is read twice."""

    def __init__(self, requests: Requests, thread: ThreadPoolExecutor) -> None:
        self._requests = requests
        self._thread = thread
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[Mapping[str, object]]] = {}
        self._timers: dict[int, threading.Timer] = {}

    def ask(
        self,
        waiting: Future[Mapping[str, object]],
        kind: RequestKind,
        community_id: int,
        arguments: Mapping[str, object],
        seconds: float,
    ) -> None:
        if waiting.cancelled():
            return
        try:
            request_id = self._requests.ask(kind, community_id, arguments, seconds)
        except Exception as error:  # the caller must hear of it, whatever it is
            _fail(waiting, error)
            return
        timer = threading.Timer(seconds, self._late, (request_id,))
        timer.daemon = True
        with self._lock:
            self._waiting[request_id] = waiting
            self._timers[request_id] = timer
        timer.start()
        waiting.add_done_callback(partial(self._ended, request_id))

    def look(self) -> None:
        """Collect answers, soon and elsewhere."""
        with self._lock:
            ids = tuple(self._waiting)
        if ids:
            _submit(self._thread, self._collect, ids)

    def _ended(self, request_id: int, waiting: Future[Mapping[str, object]]) -> None:
        """A closed panel takes its question back; runs on whichever thread closed it, so the row is changed elsewhere."""
        if waiting.cancelled() and self._forget(request_id) is not None:
            _submit(self._thread, self._requests.cancel, request_id)

    def _collect(self, ids: tuple[int, ...]) -> None:
        for request_id in ids:
            with self._lock:
                if request_id not in self._waiting:
                    continue
            try:
                answer = self._requests.answer(request_id)
            except BusyError:  # the record is busy: the answer stays, and the next look finds it
                continue
            except Exception as error:
                _fail(self._forget(request_id), error)
                continue
            if answer is not None:
                waiting = self._forget(request_id)
                if waiting is not None and waiting.set_running_or_notify_cancel():
                    waiting.set_result(answer)

    def _late(self, request_id: int) -> None:
        error = KnownError("No answer in time", "The worker did not answer. Try again in a moment.", code="no_answer")
        _fail(self._forget(request_id), error)

    def _forget(self, request_id: int) -> Future[Mapping[str, object]] | None:
        with self._lock:
            timer = self._timers.pop(request_id, None)
            waiting = self._waiting.pop(request_id, None)
        if timer is not None:
            timer.cancel()
        return waiting

    def close(self) -> None:
        """Take back what nobody will hear the answer of."""
        with self._lock:
            ids = tuple(self._waiting)
        for request_id in ids:
            waiting = self._forget(request_id)
            if waiting is not None:
                waiting.cancel()
                with contextlib.suppress(KnownError):  # the worker lets it run out by itself
                    self._requests.cancel(request_id)


def _fail(waiting: Future[Mapping[str, object]] | None, error: Exception) -> None:
    if waiting is not None and waiting.set_running_or_notify_cancel():
        waiting.set_exception(error)
