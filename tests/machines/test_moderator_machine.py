"""Two moderators, a worker and a platform in any order that Hypothesis can think of; the promises hold after each step."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from moderator.domain.action import ActionKind as K
from moderator.domain.community import AuthorIn, FlagIn, FlagSource, Page, PlaceIn, PostIn, SubjectKind
from moderator.domain.decision import DecisionOrder, UndoKind
from moderator.domain.enforcement import Settle
from moderator.domain.errors import BusyError, KnownError, StaleError
from moderator.services.decide import Decide
from moderator.services.ingest import Ingest
from moderator.services.ledger import Phase
from moderator.services.queue import Queue
from moderator.services.rulebook import RuleBook
from moderator.store import opening, sqlcipher, tables
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.courier import Courier
from tests.helpers.fake_platform import FakeConnector, FakePlanner, FakePlatform
from tests.helpers.scene import KEY, Scene

AT = 1_700_000_000_000_000
KINDS = st.sampled_from([(K.REMOVE,), (K.BAN,), (K.WARN,), (K.REMOVE, K.BAN), (K.REMOVE, K.WARN)])
TROUBLE = st.sampled_from(["well", "apply_then_drop", "drop_then_apply", "not_sent", "unauthorised", "limited"])

MOVES = ("decide", "decide", "deliver", "deliver", "die", "undo", "settle", "report", "edit", "again", "claim")
CLOCK = (0, 0, 0, 0, 0, 0, 0, 86_400, -7_000, -86_400)  # what a jump of the wall clock adds, in seconds

_template: list[Path] = []


def fresh_record() -> Path:
    """A copy of an empty record; the first call makes it."""
    if not _template:
        made = Path(tempfile.mkdtemp(prefix="moderator-machine-"))
        opening.open_record(made, KEY, FrozenClock(), owner=True).close()
        _template.append(made / sqlcipher.FILE_NAME)
    folder = Path(tempfile.mkdtemp(prefix="moderator-machine-"))
    shutil.copyfile(_template[0], folder / sqlcipher.FILE_NAME)
    return folder


class Moderating(RuleBasedStateMachine):
    """Each rule is something that a person, the platform or the machine does. What was promised is kept in `saved`."""

    @initialize()
    def start(self) -> None:
        self.folder = fresh_record()
        self.clock = FrozenClock()
        self.store = opening.open_record(self.folder, KEY, self.clock, owner=False)
        self.scene = Scene(self.store, self.clock).build()
        self.actors = (self.scene.actor_id, self.scene.other_actor_id)
        self.platform = FakePlatform(self.folder / "platform.jsonl")
        self.courier = Courier(self.scene, FakeConnector(self.platform))
        self.saved: dict[int, DecisionOrder] = {}
        self.allowed = 0
        self.used: set[tuple[int, int]] = set()
        self.numbers = 0
        self.revisions: dict[str, int] = {}
        self.consoles = [self.console(), self.console()]
        self.ingest = Ingest(self.store, self.clock, RuleBook(self.store))
        self.views: list[dict[int, DecisionOrder]] = [{}, {}]
        self.cases: list[int] = []
        self.report(1)

    @rule(
        move=st.sampled_from(MOVES),
        pick=st.integers(0, 9),
        who=st.integers(0, 1),
        kinds=KINDS,
        flag=st.booleans(),
        number=st.integers(1, 6),
        seconds=st.sampled_from([6, 70, 0]),
        how=TROUBLE,
    )
    def turn(self, move, pick, who, kinds, flag, number, seconds, how) -> None:
        """One rule for all moves, so that every run mixes them all."""
        case = self.cases[-1 - pick % len(self.cases)]
        decision = list(self.saved)[-1 - pick % len(self.saved)] if self.saved else None
        if move == "report":
            self.report(number)
        elif move == "decide":
            self.decide(case, who, kinds, looks=flag, again=number == 1)
        elif move == "deliver":
            self.deliver(seconds, number, how)
        elif move == "die":
            self.die_while_sending(left=flag, seconds=CLOCK[pick])
        elif move in ("edit", "again", "claim"):
            self.goes_on(case, move, who)
        elif decision is not None:
            self.undo(decision, who) if move == "undo" else self.settle(decision, who, list(Settle)[number % 3])

    def console(self) -> Decide:
        """Each console has connections of its own to the record."""
        opened = opening.open_record(self.folder, KEY, self.clock, owner=False)
        self.opened = [*getattr(self, "opened", []), opened]
        return Decide(opened, self.clock, {"fake": FakePlanner()})

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.everything_comes_to_rest()
        for store in (*getattr(self, "opened", []), self.store):
            store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def everything_comes_to_rest(self) -> None:
        """However it went: in the end each saved decision had its effect, was taken back, or waits for a person."""
        self.platform.calm()
        self.courier.restart()
        for _ in range(8):
            self.courier.run(700)
        with self.store.read() as reads:
            states = Counter(reads.connection.scalars(select(tables.enforcement.c.state)))
        assert not states["waiting"]
        assert not states["sending"]
        assert self.scene.chain_holds()

    # --- what comes in -----------------------------------------------------------------------------------------------

    def post(self, name: str) -> PostIn:
        version = self.revisions.setdefault(name, 1)
        return PostIn(name, PlaceIn("#tea", "tea"), AuthorIn(f"@{name}", name), AT, f"buy {version}", str(version))

    def report(self, reports: int) -> None:
        self.numbers += 1
        case = self.take_reports(f"$p{self.numbers}", reports)
        for who, kinds in enumerate(((K.REMOVE, K.WARN), (K.BAN,))):  # both have it on their screen from now on
            self.look(case, who, kinds)
        self.cases.append(case)

    def take_reports(self, name: str, reports: int) -> int:
        flags = []
        for _ in range(reports):
            self.numbers += 1
            post, reporter = self.post(name), f"@r{self.numbers}"
            flags.append(
                FlagIn(
                    f"report:{self.numbers}",
                    FlagSource.MEMBER,
                    SubjectKind.POST,
                    post.author,
                    AT,
                    post=post,
                    reporter=AuthorIn(reporter, reporter),
                )
            )
        page = Page(tuple(flags), {"at": self.numbers})
        self.ingest.take(self.scene.community_id, "flags", page)
        self.ingest.take(self.scene.community_id, "flags", page)  # delivered twice counts once
        with self.store.read() as reads:
            return reads.connection.execute(
                tables.case.select()
                .join(tables.post, tables.post.c.id == tables.case.c.subject_id)
                .where(tables.post.c.native_id == name)
                .with_only_columns(tables.case.c.id)
            ).scalar_one()

    def name_of(self, case: int) -> str:
        return self.scene.column(tables.post, self.scene.column(tables.case, case, "subject_id"), "native_id")

    def goes_on(self, case: int, what: str, who: int) -> None:
        """What happens around a case while somebody looks at it."""
        if what == "edit":
            self.edit(case)
        elif what == "again":
            self.take_reports(self.name_of(case), 1)
        else:
            with contextlib.suppress(BusyError, StaleError):
                Queue(self.store, self.clock).claim(case, self.actors[who])

    def edit(self, case: int) -> None:
        name = self.name_of(case)
        self.revisions[name] += 1
        self.ingest.take(self.scene.community_id, "posts", Page((self.post(name),), {"at": self.numbers}))

    # --- what moderators do ------------------------------------------------------------------------------------------

    def look(self, case: int, who: int, kinds: tuple[K, ...]) -> None:
        """What this console shows; it may be old by the time that somebody decides on it."""
        self.views[who][case] = self.scene.order(case, *kinds, grace_seconds=5)

    def decide(self, case: int, who: int, kinds: tuple[K, ...], looks: bool, again: bool) -> None:
        if looks or case not in self.views[who]:
            self.look(case, who, kinds)
        order = self.views[who][case]
        before = self.scene.case_state(case), self.scene.column(tables.case, case, "decisions")
        stands = self.scene.order(case, *kinds)
        try:
            receipt = self.consoles[who].decide(order, self.actors[who])
        except StaleError as error:
            changed = (stands.seen_decisions, stands.seen_revision) != (order.seen_decisions, order.seen_revision)
            assert changed or before[0] == "decided"
            if error.code == "already_decided":
                assert error.details["actor"] in ("Aoi", "Ben")
            return
        if order.key in {saved.key for saved in self.saved.values()}:
            assert receipt.decision_id in self.saved  # the same order again
        else:
            assert (case, order.seen_decisions) not in self.used
            assert order.seen_revision == stands.seen_revision
            self.used.add((case, order.seen_decisions))
        self.saved[receipt.decision_id] = order
        if again:
            assert self.consoles[1 - who].decide(order, self.actors[who]) == receipt

    def undo(self, decision: int, who: int) -> None:
        try:
            undone = self.consoles[who].undo(decision, self.actors[who])
        except KnownError as error:
            assert error.code == "already_undone"
            return
        if undone.kind is UndoKind.NOTHING:
            assert undone.cannot

    def settle(self, decision: int, who: int, how: Settle) -> None:
        for row in self.consoles[who].open_enforcements():
            if row.state == "unknown":
                self.consoles[who].settle(row.id, how, self.actors[who])
                self.allowed += how is Settle.AGAIN
                return
        self.consoles[who].hold(decision)

    # --- what the machine does ---------------------------------------------------------------------------------------

    def deliver(self, seconds: int, steps: int, how: str) -> None:
        facts = {"retry_at": str(self.clock.now() + 30_000_000)} if how == "limited" else {}
        self.platform.calm()
        self.platform.behave(how, **facts)
        self.clock.pass_time(seconds)
        for _ in range(steps):
            if not self.courier.step():
                return

    def die_while_sending(self, left: bool, seconds: int) -> None:
        """The worker marks its next request, sends it or not, and is gone: nobody knows. The clock may be set anew."""
        self.clock.pass_time(6)
        claimed = self.courier.delivery._ledger.claim()
        if claimed is not None and claimed[0] is Phase.SEND and left:
            self.platform.take(claimed[1].step)
        self.clock.jump(seconds)
        self.courier.restart()

    # --- what was promised -------------------------------------------------------------------------------------------

    @invariant()
    def the_chain_holds(self) -> None:
        assert self.scene.chain_holds()

    @invariant()
    def no_effect_stands_twice(self) -> None:
        doubled = {do for do, _ in self.platform.doubled}
        assert doubled <= {"warn"}  # a person may have one sent again, or warn a member in another decision
        warned = Counter(about for do, about in self.platform.effects if do == "warn")
        for about, times in warned.items():
            assert times <= self.warnings_ordered(about)

    def warnings_ordered(self, about: str) -> int:
        with self.store.read() as reads:
            steps = list(
                reads.connection.scalars(
                    tables.enforcement.select()
                    .where(tables.enforcement.c.kind == "warn")
                    .with_only_columns(tables.enforcement.c.step)
                )
            )
        ordered = sum(f'"about":"{about}"' in step for step in steps)
        return ordered + (self.allowed if ordered else 0)

    @invariant()
    def no_saved_decision_is_lost(self) -> None:
        with self.store.read() as reads:
            for decision, order in self.saved.items():
                saved = reads.decisions.saved(decision)
                assert saved is not None
                rows = reads.decisions.rows_of_decision(decision)
                assert len(rows) == len(order.actions)

    @invariant()
    def one_decision_for_each_value_of_the_counter(self) -> None:
        with self.store.read() as reads:
            rows = reads.connection.execute(tables.decision.select()).all()
            counters = dict(
                reads.connection.execute(
                    tables.case.select().with_only_columns(tables.case.c.id, tables.case.c.decisions)
                ).all()
            )
        numbers = Counter((row.case_id, row.number) for row in rows)
        assert all(times == 1 for times in numbers.values())
        for case, counter in counters.items():
            assert sorted(number for found, number in numbers if found == case) == list(range(1, counter + 1))

    @invariant()
    def what_is_decided_is_not_open_without_a_reason(self) -> None:
        """A case that was decided is open again only after an undo or a new revision."""
        with self.store.read() as reads:
            for row in reads.connection.execute(tables.case.select().where(tables.case.c.state != "decided")):
                for saved in reads.decisions.of_case(row.id)[-1:]:
                    decision = reads.decisions.saved(saved.id)
                    revision = self.scene.column(tables.decision, saved.id, "revision", reads)
                    newer = self.scene.column(tables.post, row.subject_id, "revision", reads) > revision
                    assert decision.undone_at is not None or decision.undoes_id is not None or newer


TestModerating = Moderating.TestCase
TestModerating.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def test_200_reports_in_ten_seconds_while_it_is_being_decided(
    sqlcipher_store: Store, clock: FrozenClock, tmp_path: Path
) -> None:
    """One case, one decision, one removal, no refusal, no reopening."""
    scene = Scene(sqlcipher_store, clock).build()
    ingest = Ingest(sqlcipher_store, clock, RuleBook(sqlcipher_store))
    decide = Decide(sqlcipher_store, clock, {"fake": FakePlanner()})
    platform = FakePlatform(tmp_path / "platform.jsonl")
    courier = Courier(scene, FakeConnector(platform))
    post = PostIn("$spam", PlaceIn("#tea", "tea"), AuthorIn("@ann", "ann"), AT, "buy now", "1")

    def take(number: int) -> None:
        reporter = AuthorIn(f"@r{number}", f"r{number}")
        flag = FlagIn(
            f"report:{number}", FlagSource.MEMBER, SubjectKind.POST, post.author, AT, post=post, reporter=reporter
        )
        ingest.take(scene.community_id, "flags", Page((flag,), {"from": number}))

    for number in range(20):
        take(number)
        clock.pass_time(0.05)
    with sqlcipher_store.read() as reads:
        (case,) = reads.connection.scalars(tables.case.select().with_only_columns(tables.case.c.id))
    order = scene.order(case, K.REMOVE, grace_seconds=2)
    half = threading.Barrier(2)

    def stream() -> None:
        for number in range(20, 200):
            if number == 100:
                half.wait(10)
            take(number)

    streaming = threading.Thread(target=stream)
    streaming.start()
    half.wait(10)
    receipt = decide.decide(order, scene.actor_id)
    for _ in range(30):
        courier.run(0.3)
    streaming.join(30)
    courier.run(5)

    assert receipt.flags_since >= 80
    assert scene.case_state(case) == "decided"
    assert [event for event in scene.events("case.") if event != "case.context_kept"].count("case.reopened") == 0
    assert (scene.column(tables.case, case, "flags"), scene.column(tables.case, case, "decisions")) == (200, 1)
    assert platform.effects == [("remove", "$spam")]
    assert scene.states(receipt.decision_id) == ["confirmed"]
    with sqlcipher_store.read() as reads:
        assert len(list(reads.connection.scalars(tables.case.select().with_only_columns(tables.case.c.id)))) == 1
    assert scene.chain_holds()
