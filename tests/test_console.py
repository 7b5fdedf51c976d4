"""The one door of a user interface: futures, hints, questions to the worker, and two consoles over one record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest
from sqlalchemy import text

from moderator import threads
from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile, SystemClock
from moderator.console import Console, Services, WorkerState
from moderator.domain.action import ActionKind
from moderator.domain.actor import Role
from moderator.domain.case import CaseState
from moderator.domain.community import PlatformState
from moderator.domain.decision import UndoKind
from moderator.domain.errors import BusyError, KnownError, StaleError
from moderator.domain.requests import Request, RequestKind, Topic
from moderator.domain.rows import QueueFilter
from moderator.services.casefile import Casefile
from moderator.services.communities import Communities
from moderator.services.decide import Decide
from moderator.services.guidelines import Guidelines
from moderator.services.incidents import Incidents
from moderator.services.people import People
from moderator.services.queue import Queue
from moderator.services.requests import Requests
from moderator.settings import SettingsFile
from moderator.store import changes, sqlcipher, tables
from moderator.vault import MemoryVault
from tests.helpers.fake_platform import FakePlanner
from tests.helpers.scene import Scene
from tests.helpers.stores import KEY
from tests.helpers.waiting import wait_for

K = ActionKind
SECONDS = 20.0


class Hints:
    """What a console told, and a way to wait for a topic without sleeping."""

    def __init__(self, console: Console) -> None:
        self.topics: set[Topic] = set()
        self._condition = threading.Condition()
        console.watch(self._take)

    def _take(self, topics: frozenset[Topic]) -> None:
        with self._condition:
            self.topics |= topics
            self._condition.notify_all()

    def wait_for(self, topic: Topic) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: topic in self.topics, timeout=SECONDS)


class Child:
    """A worker that only says how it does, and remembers that it was stopped."""

    def __init__(self, state: WorkerState) -> None:
        self.now = state
        self.stopped = False

    def state(self) -> WorkerState:
        return self.now

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def open_console(record_folder: Path) -> Iterator[Callable[..., Console]]:
    """Open consoles on one record, each as its own process would: own store, own threads, own watcher."""
    made: list[Console] = []

    def make(child: Child | None = None) -> Console:
        unlocked = keys.Unlocked(MemoryVault(), KEY)
        opened = houses.open_house(Profile(record_folder), unlocked, owner=False, console=True)
        store, clock, planners = opened.store, opened.clock, {"fake": FakePlanner()}
        built = Services(
            queue=Queue(store, clock),
            casefile=Casefile(store, clock, planners),
            decide=Decide(store, clock, planners),
            guidelines=Guidelines(store),
            communities=Communities(store, clock, houses.ingest(opened)),
            people=People(store),
            requests=Requests(store),
            incidents=Incidents(store),
        )
        console = Console(
            built,
            SettingsFile(record_folder / "settings.toml"),
            changes.FileWatcher(record_folder / sqlcipher.FILE_NAME, KEY),
            child,
            now=clock.now,
            new_id=store.new_id,
            connect=lambda *given: houses.add_community(opened, *given),
            on_close=opened.close,
            sentence=lambda platform, code, language: f"{platform} {language}: {code}",
            fields={},
        )
        console.start()
        made.append(console)
        return console

    yield make
    for console in made:
        if not closed(console):
            console.close()


def closed(console: Console) -> bool:
    return console.actors().cancelled()


@pytest.fixture
def scene(record_folder: Path) -> Iterator[Scene]:
    """The worker's side of the same record: another store."""
    unlocked = keys.Unlocked(MemoryVault(), KEY)
    opened = houses.open_house(Profile(record_folder), unlocked, owner=False)
    yield Scene(opened.store, SystemClock()).build()  # type: ignore[arg-type]
    opened.close()


@pytest.fixture
def console(scene: Scene, open_console: Callable[..., Console]) -> Console:
    """A console at which Aoi sits."""
    opened = open_console()
    sit_down(opened, "Aoi")
    return opened


@pytest.fixture
def second(scene: Scene, open_console: Callable[..., Console]) -> Console:
    """A second console on the same record, at which Ben sits."""
    opened = open_console()
    sit_down(opened, "Ben")
    return opened


def sit_down(console: Console, name: str) -> None:
    console.sit_down(next(actor for actor in console.actors().result(SECONDS) if actor.name == name))


@pytest.fixture
def guarded() -> Iterator[None]:
    """This thread is a window's: it may not touch the store."""
    threads.forbid_this_thread()
    yield
    threads.allow_this_thread()


# --- futures and threads ----------------------------------------------------------------------------------------------


def test_a_window_gets_futures_and_never_touches_the_store(scene: Scene, console: Console, guarded: None) -> None:
    """On the window's thread every question works through the console, and the store itself refuses."""
    case_id = threading_result(scene.case)
    with pytest.raises(RuntimeError, match="window's thread"), scene.store.read():
        pass
    ids = console.queue_ids(QueueFilter()).result(SECONDS)
    assert list(ids.ids) == [case_id]
    assert console.queue_rows(ids.ids).result(SECONDS)[0].id == case_id
    view = console.open_case(case_id).result(SECONDS)
    assert (view.row.claimed_by, view.post.text) == ("Aoi", "buy now")  # type: ignore[union-attr]
    assert console.outbox_counts().result(SECONDS).on_the_way == 0


def threading_result(call: Callable[[], object]) -> object:
    """Run *call* on a thread of its own: this one may be a window's."""
    found: Future[object] = Future()
    thread = threading.Thread(target=lambda: found.set_result(call()))
    thread.start()
    thread.join(SECONDS)
    return found.result(0)


def test_nobody_at_the_window_is_said_at_once(scene: Scene, open_console: Callable[..., Console]) -> None:
    """What needs a person refuses before anything is asked of the store."""
    with pytest.raises(KnownError) as refused:
        open_console().claim(1)
    assert refused.value.code == "no_actor"


def test_a_bug_comes_back_in_the_future(console: Console) -> None:
    """It is not swallowed, and the next question works."""
    with pytest.raises(ValueError, match="cannot be"):
        console.keep_settings({"grace_seconds": 3600}).result(SECONDS)
    console.keep_settings({"grace_seconds": 5}).result(SECONDS)
    assert console.settings.number("grace_seconds") == 5


def test_people_and_shifts_go_through_the_door(console: Console) -> None:
    """Who is here, from when to when, with the note for the next."""
    mia = console.add_actor("Mia", Role.MANAGER).result(SECONDS)
    assert [actor.name for actor in console.actors().result(SECONDS)] == ["Aoi", "Ben", "Mia"]
    console.sit_down(mia)
    shift = console.start_shift().result(SECONDS)
    assert console.shift().result(SECONDS) == shift
    console.end_shift("quiet night").result(SECONDS)
    assert console.shift().result(SECONDS) is None


def test_a_case_is_moved_by_its_moves(scene: Scene, console: Console) -> None:
    """Claim, note, snooze, escalate, release: each is there when its future is done."""
    case_id = scene.case()
    console.claim(case_id).result(SECONDS)
    assert scene.case_state(case_id) == "claimed"
    console.add_note(case_id, "ask Ben").result(SECONDS)
    assert [note.text for note in console.case(case_id).result(SECONDS).notes] == ["ask Ben"]
    console.release(case_id).result(SECONDS)
    assert scene.case_state(case_id) == "open"
    console.snooze(case_id, console.now() + 60_000_000).result(SECONDS)
    assert scene.case_state(case_id) == "snoozed"
    console.escalate(case_id, "for the lead").result(SECONDS)
    assert scene.case_state(case_id) == "escalated"


def test_a_community_is_seen_paused_and_published_for(scene: Scene, console: Console) -> None:
    """What a setup page does."""
    console.pause(scene.community_id, True).result(SECONDS)
    (row,) = console.communities().result(SECONDS)
    assert row.paused and row.state is PlatformState.PAUSED
    assert [place.name for place in console.places().result(SECONDS)] == ["tea"]
    assert console.quarantine(scene.community_id).result(SECONDS) == []
    assert console.guidelines(scene.community_id).result(SECONDS) is None
    assert console.publish(scene.community_id, houses.starter_guidelines(), "first").result(SECONDS) == 1
    found = console.guidelines(scene.community_id).result(SECONDS)
    assert found is not None and (found.version, found.by) == (1, "Aoi")


def test_a_connection_is_kept_by_the_person_who_made_it(scene: Scene, console: Console) -> None:
    """Its event in the chain names them."""
    answers = {"name": "Home", "address": "https://matrix.example.org", "token": "syt_hush"}
    row = console.connect("matrix", answers).result(SECONDS)
    assert row.state is PlatformState.NEW
    with scene.store.read() as reads:
        (added,) = [link for link in reads.audit.about(f"community:{row.id}") if link.kind == "community.added"]
    assert added.actor == console.actor.id


# --- hints ------------------------------------------------------------------------------------------------------------


def test_a_change_by_another_process_is_told(scene: Scene, console: Console) -> None:
    """The worker writes; the console hears which topics moved."""
    hints = Hints(console)
    with scene.store.write() as tx:
        tx.touch(Topic.QUEUE, Topic.HEALTH)
    assert hints.wait_for(Topic.QUEUE) and hints.wait_for(Topic.HEALTH)
    assert Topic.GUIDELINES not in hints.topics


def test_every_view_hears_the_same(scene: Scene, console: Console) -> None:
    """Several views watch at once."""
    first, other = Hints(console), Hints(console)
    with scene.store.write() as tx:
        tx.touch(Topic.SHIFT)
    assert first.wait_for(Topic.SHIFT) and other.wait_for(Topic.SHIFT)


def test_the_keeper_of_the_worker_is_heard_too(console: Console) -> None:
    """A worker that came or went is told like a change of the store."""
    hints = Hints(console)
    console.tell(frozenset({Topic.COMMUNITIES}))
    assert hints.topics == {Topic.COMMUNITIES}


def test_the_state_of_the_worker_is_passed_on(open_console: Callable[..., Console]) -> None:
    """As its keeper says it; where workers live elsewhere there is nothing to worry about."""
    gone = WorkerState(False, 2, "The worker ended: exit 3")
    assert open_console(Child(gone)).worker() == gone
    assert open_console().worker() == WorkerState(running=True)


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_waits_is_held_sent_now_and_taken_back(scene: Scene, console: Console) -> None:
    """The moderator's second thoughts, as long as nothing was sent."""
    case_id = scene.case()
    receipt = console.decide(scene.order(case_id, K.REMOVE)).result(SECONDS)
    assert console.waiting().result(SECONDS) == 1
    assert console.hold(receipt.decision_id).result(SECONDS) >= receipt.due_at
    assert console.send_now().result(SECONDS) == 1
    assert [row.kind for row in console.outbox().result(SECONDS)] == [K.REMOVE]
    undone = console.undo(receipt.decision_id).result(SECONDS)
    assert (undone.kind, undone.cancelled) == (UndoKind.CANCELLED, 1)
    assert [row.undone for row in console.my_decisions(0).result(SECONDS)] == [True]


def test_the_way_out_keeps_or_cancels_what_waits(scene: Scene, console: Console) -> None:
    """The question at the end of a shift: keep until the next start, or undo."""
    for _ in range(2):
        console.decide(scene.order(scene.case(), K.REMOVE)).result(SECONDS)
    assert console.keep_waiting().result(SECONDS) == 2
    assert console.cancel_waiting().result(SECONDS) == 2
    assert console.waiting().result(SECONDS) == 0


def test_the_second_to_decide_hears_who_was_first(scene: Scene, console: Console, second: Console) -> None:
    """Compare-and-swap on what was seen: one decision, and the other person gets name, guideline and reason."""
    case_id = scene.case()
    mine, theirs = scene.order(case_id, K.REMOVE), scene.order(case_id, K.BAN)
    console.decide(mine).result(SECONDS)
    with pytest.raises(StaleError) as refused:
        second.decide(theirs).result(SECONDS)
    said = refused.value
    assert said.code == "already_decided"
    assert (said.details["actor"], said.details["guideline_id"]) == ("Aoi", "spam")
    assert "Aoi" in said.message
    assert second.outbox_counts().result(SECONDS).waiting == 1


def test_two_consoles_decide_at_the_same_moment_and_one_wins(scene: Scene, console: Console, second: Console) -> None:
    """Ten cases, both fire at once: each case has exactly one decision, and the loser knows."""
    cases = [scene.case() for _ in range(10)]
    orders = [(scene.order(case_id, K.REMOVE), scene.order(case_id, K.BAN)) for case_id in cases]
    futures = [(console.decide(mine), second.decide(theirs)) for mine, theirs in orders]
    for pair in futures:
        errors = [future.exception(SECONDS) for future in pair]
        assert sum(error is None for error in errors) == 1
        assert all(isinstance(error, StaleError) for error in errors if error is not None)
    assert [scene.column(tables.case, case_id, "decisions") for case_id in cases] == [1] * 10


def test_a_colleagues_claim_refuses_and_can_be_read_along(scene: Scene, console: Console, second: Console) -> None:
    """Opening a case that Aoi holds tells Ben so; reading it does not need the claim."""
    case_id = scene.case()
    console.open_case(case_id).result(SECONDS)
    with pytest.raises(BusyError) as refused:
        second.open_case(case_id).result(SECONDS)
    assert "Aoi" in f"{refused.value.title} {refused.value.message}"
    assert second.case(case_id).result(SECONDS).row.claimed_by == "Aoi"


def test_of_many_decisions_the_refused_are_named_and_the_rest_go_on(
    scene: Scene, console: Console, second: Console
) -> None:
    """Three of five cases can be decided: three receipts and two errors come back, in the order of the cases."""
    cases = [scene.case() for _ in range(5)]
    orders = [scene.order(case_id, K.REMOVE) for case_id in cases]
    second.decide(scene.order(cases[1])).result(SECONDS)
    scene.edit_post(cases[3])
    results = console.decide_many(orders).result(SECONDS)
    codes = [result.code if isinstance(result, KnownError) else result.case_id for result in results]
    assert codes == [cases[0], "already_decided", cases[2], "revision_changed", cases[4]]
    assert [scene.case_state(case_id) for case_id in cases] == ["decided", "decided", "decided", "open", "decided"]


# --- what needs a platform --------------------------------------------------------------------------------------------


def taken(scene: Scene) -> Request:
    """The next question, as a worker takes it."""
    return wait_for(lambda: Requests(scene.store).take(scene.community_id, "worker"), "a question")


def test_a_question_is_answered(scene: Scene, console: Console) -> None:
    """The worker's answer arrives in the future, and is erased with that."""
    asked = console.ask(RequestKind.CHECK, scene.community_id, {"deep": True})
    request = taken(scene)
    assert (request.kind, request.arguments) == (RequestKind.CHECK, {"deep": True})
    Requests(scene.store).done(request.id, {"account": "@mod"})
    assert asked.result(SECONDS) == {"account": "@mod"}
    with scene.store.read() as reads:
        left = reads.requests.get(request.id)
    assert left is None or left.answer is None


def test_many_questions_get_their_own_answers(scene: Scene, console: Console) -> None:
    """Answers come in any order, all at once; none is lost, none is swapped."""
    asked = {n: console.ask(RequestKind.CONTEXT, scene.community_id, {"case": n}) for n in range(30)}
    requests = [taken(scene) for _ in asked]
    for request in reversed(requests):
        Requests(scene.store).done(request.id, {"case": request.arguments["case"]})
    assert {n: future.result(SECONDS)["case"] for n, future in asked.items()} == {n: n for n in asked}


def test_a_failed_question_says_why(scene: Scene, console: Console) -> None:
    """The worker's reason is what the person reads."""
    asked = console.ask(RequestKind.CHECK, scene.community_id, {})
    Requests(scene.store).failed(taken(scene).id, KnownError("No token", "Connect again.", code="secret_missing"))
    with pytest.raises(KnownError) as refused:
        asked.result(SECONDS)
    assert (refused.value.title, refused.value.code) == ("No token", "secret_missing")


def test_a_question_that_nobody_answers_ends_in_time(scene: Scene, console: Console) -> None:
    """No worker, say: after its deadline the person hears so; an answer that comes later hurts nothing."""
    asked = console.ask(RequestKind.CHECK, scene.community_id, {}, seconds=0.2)
    with pytest.raises(KnownError) as refused:
        asked.result(SECONDS)
    assert refused.value.code == "no_answer"


def test_closing_a_panel_takes_its_question_back(scene: Scene, console: Console) -> None:
    """Cancelling the future cancels the row, so that no worker begins, and one that began stops."""
    asked = console.ask(RequestKind.CONTEXT, scene.community_id, {"case": 1})
    request = taken(scene)
    assert asked.cancel()
    wait_for(lambda: not Requests(scene.store).is_wanted(request.id), "the row to be cancelled")
    assert not Requests(scene.store).done(request.id, {"late": True})


def test_a_question_about_nothing_known_comes_back_as_an_error(console: Console) -> None:
    """What the store refuses is what the future says."""
    with pytest.raises(Exception, match=r"(?i)foreign key|no_community|not known"):
        console.ask(RequestKind.CHECK, 404, {}).result(SECONDS)


# --- the end ----------------------------------------------------------------------------------------------------------


def test_closing_lets_the_last_write_finish_and_then_ends_the_worker(
    scene: Scene, open_console: Callable[..., Console]
) -> None:
    """What was pressed before the window closed is saved."""
    child = Child(WorkerState(running=True))
    console = open_console(child)
    sit_down(console, "Aoi")
    cases = [scene.case() for _ in range(5)]
    futures = [console.decide(scene.order(case_id, K.REMOVE)) for case_id in cases]
    console.close()
    assert child.stopped
    assert [future.result(0).case_id for future in futures] == cases
    assert [scene.case_state(case_id) for case_id in cases] == [CaseState.DECIDED.value] * 5


def test_a_fault_on_the_way_out_leaves_no_worker_behind(scene: Scene, open_console: Callable[..., Console]) -> None:
    """A request that cannot be taken back (its table is broken here) ends the way out, not the stopping."""
    child = Child(WorkerState(running=True))
    console = open_console(child)
    console.ask(RequestKind.CONTEXT, scene.community_id, {"case": 1})
    taken(scene)
    with scene.store.write() as tx:
        tx.connection.execute(text("ALTER TABLE request RENAME TO lost"))
    with pytest.raises(Exception, match="request"):
        console.close()
    assert child.stopped and closed(console)


def test_closing_takes_back_what_is_still_asked(scene: Scene, console: Console) -> None:
    """A view that waits is let go at once, and the worker hears that nobody waits any more."""
    asked = console.ask(RequestKind.CONTEXT, scene.community_id, {"case": 1})
    request = taken(scene)
    console.close()
    with pytest.raises(CancelledError):
        asked.result(0)
    assert not Requests(scene.store).is_wanted(request.id)


def test_after_the_end_every_question_is_cancelled(scene: Scene, console: Console) -> None:
    """A view that asks a moment too late is not broken by it."""
    console.close()
    assert console.communities().cancelled()
    assert console.add_actor("Late", Role.MODERATOR).cancelled()
    assert console.ask(RequestKind.CHECK, scene.community_id, {}).cancelled()


def test_a_console_can_be_closed_from_a_windows_thread(scene: Scene, console: Console, guarded: None) -> None:
    """What touches the store at the end does so on a thread of the console's own."""
    console.close()
    assert closed(console)
