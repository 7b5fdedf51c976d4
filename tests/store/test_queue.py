"""The queue's ids come in order and at once, whatever the filter; its rows are what a moderator reads."""

from __future__ import annotations

from array import array

import pytest
from sqlalchemy import event

from moderator.domain.action import ActionKind, Scope
from moderator.domain.case import CaseState, urgency_parts
from moderator.domain.community import Attachment, AuthorIn, PlaceIn, Severity, SubjectKind
from moderator.domain.decision import ChosenAction, DecisionOrder, Finding
from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import QueueFilter, QueueOrder
from moderator.services.decide import Decide
from moderator.services.queue import Queue
from moderator.store import tables
from moderator.store.queue import merged
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import Intake, place, post, report, report_author
from tests.helpers.fake_platform import FakePlanner


@pytest.fixture
def intake(store: Store, clock: FrozenClock) -> Intake:
    """Four cases, a minute apart: mole's spam in tea, owl's insult in moss, a Japanese one at risk, and an author."""
    made = Intake(store, clock)
    for items in (
        (post("$1", "free coins"), report("r1", post("$1", "free coins"))),
        (report("r2", post("$2", "hello there", by="@owl", place=place("#moss")), category="copyright", by="@owl"),),
        (report("r3", post("$3", "もう全部やめたい", by="@歩き茸"), category="self_harm"),),
        (report_author("r4", category="off_topic", comment="only talks about mushrooms"),),
    ):
        made.take(*items)
        clock.pass_time(60)
    return made


def ids(intake: Intake, which: QueueFilter | None = None, order: QueueOrder = QueueOrder.URGENCY, limit=None):
    with intake.store.read() as reads:
        return reads.cases.ids(which or QueueFilter(), order, limit)


def numbers(intake: Intake, which: QueueFilter | None = None, order: QueueOrder = QueueOrder.URGENCY) -> list[int]:
    """The cases of a view as 1.. in the order in which they were opened."""
    known = intake.case_ids()
    return [known.index(case_id) + 1 for case_id in ids(intake, which, order).ids]


def test_the_most_urgent_case_comes_first(intake: Intake) -> None:
    assert numbers(intake) == [3, 1, 2, 4]
    assert numbers(intake, order=QueueOrder.OLDEST) == [1, 2, 3, 4]
    assert numbers(intake, order=QueueOrder.NEWEST) == [4, 3, 2, 1]


def test_ids_are_a_plain_array_with_total_and_the_age_of_the_oldest(intake: Intake) -> None:
    everything = ids(intake)
    assert isinstance(everything.ids, array) and everything.ids.typecode == "q"
    assert (everything.total, everything.oldest_at, everything.complete) == (4, START, True)
    assert ids(intake, QueueFilter(states=(CaseState.DECIDED,))).oldest_at is None


def test_the_quick_first_part_says_how_many_there_are(intake: Intake) -> None:
    part = ids(intake, limit=2)
    assert (list(part.ids), part.total, part.complete) == (list(ids(intake).ids)[:2], 4, False)
    assert ids(intake, limit=4).total == 4
    assert ids(intake, limit=5).complete
    narrow = ids(intake, QueueFilter(severity=Severity.MEDIUM), limit=1)
    assert (narrow.total, narrow.complete, narrow.oldest_at) == (1, False, None)


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ({"words": "coins"}, [1]),
        ({"words": "やめ"}, [3]),
        ({"words": "茸"}, []),
        ({"words": "?!"}, []),
        ({"guideline": "spam"}, [1]),
        ({"severity": Severity.MEDIUM}, [3, 1, 2]),
        ({"severity": Severity.CRITICAL}, [3]),
        ({"author": "MOLE"}, [1, 4]),
        ({"author": "@owl"}, [2]),
        ({"author": "茸"}, [3]),
        ({"author": "%"}, []),
        ({"reporter": "owl"}, [2]),
        ({"language": "ja"}, [3]),
        ({"words": "coins", "author": "owl"}, []),
        ({"states": ()}, []),
        ({"states": (CaseState.SNOOZED,)}, []),
        ({"states": tuple(CaseState)}, [3, 1, 2, 4]),
        ({"communities": (1,)}, []),
    ],
)
def test_a_filter_leaves_what_it_names(intake: Intake, which: dict, expected: list[int]) -> None:
    assert numbers(intake, QueueFilter(**which)) == expected


def test_a_filter_by_place_community_and_holder(intake: Intake, clock: FrozenClock) -> None:
    rooms = {row.native_id: row.id for row in intake.rows(tables.place)}
    assert numbers(intake, QueueFilter(places=(rooms["#moss"],))) == [2]
    other = Intake(intake.store, clock)
    other.take(report("r1", post("$1")))
    both = (intake.community_id, other.community_id)
    assert len(ids(intake, QueueFilter(communities=both)).ids) == 5
    assert numbers(intake, QueueFilter(communities=both[:1])) == [3, 1, 2, 4]
    assert numbers(intake, QueueFilter(communities=both[:1], author="mole")) == [1, 4]
    first = intake.case_ids()[0]
    Queue(intake.store, clock).claim(first, intake.actor_id)
    assert list(ids(intake, QueueFilter(claimed_by=intake.actor_id)).ids) == [first]
    assert list(ids(intake, QueueFilter(claimed_by=intake.other_actor_id)).ids) == []


def test_rows_come_in_the_order_asked_and_without_what_is_gone(intake: Intake) -> None:
    known = intake.case_ids()
    asked = [known[2], 1, known[0], known[1]]
    with intake.store.read() as reads:
        assert [row.id for row in reads.cases.rows(asked)] == [known[2], known[0], known[1]]
        assert reads.cases.rows([]) == []
        assert len(reads.cases.rows(array("q", known * 400))) == 1_600


def test_a_row_says_what_a_moderator_reads_first(intake: Intake) -> None:
    with intake.store.read() as reads:
        spam, _, risk, person = reads.cases.rows(intake.case_ids())
        now = reads.now
    assert (spam.author, spam.handle, spam.place, spam.community, spam.platform) == (
        "Mole", "@mole", "tea", "Fake", "fake",
    )  # fmt: skip
    assert (spam.excerpt, spam.hits, spam.reporters, spam.flags, spam.rule_hits) == ("free coins", ((5, 10),), 1, 2, 1)
    assert spam.urgency == sum(urgency_parts(Severity.MEDIUM, 1, spam.due_at, now))
    assert (spam.state, spam.outcome, spam.attachments) == (CaseState.OPEN, None, 0)
    assert risk.veiled and risk.guideline_id == "at-risk"
    assert (person.subject, person.excerpt, person.place) == (SubjectKind.AUTHOR, "only talks about mushrooms", "")


def test_an_excerpt_is_200_characters_with_the_hits_inside_it(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    text = "🍄" * 197 + " coins " + "x" * 500 + " coins"
    intake.take(post("$1", text, attachments=(Attachment("image", "a", "mxc://a"), Attachment("file", "b", "mxc://b"))))
    with store.read() as reads:
        (row,) = reads.cases.rows(intake.case_ids())
    assert (row.excerpt, row.hits, row.attachments) == (text[:200], ((198, 200),), 2)


def test_only_hits_in_the_newest_text_are_marked(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(post("$1", "free coins"), post("$1", "sorry about that, all of you", edited=1))
    with store.read() as reads:
        assert reads.cases.rows(intake.case_ids())[0].hits == ()


def test_a_nameless_author_is_shown_by_what_is_known(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(report("r1", post("$1", author=AuthorIn("@x", ""), place=PlaceIn("#r", ""))))
    with sqlcipher_store.read() as reads:
        (row,) = reads.cases.rows(intake.case_ids())
    assert (row.author, row.handle, row.place) == ("@x", "", "#r")


def test_a_decided_case_shows_the_worst_that_became_of_it(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(report("r1", post("$1")))
    case_id = intake.only_case()
    decide = Decide(store, clock, {"fake": FakePlanner()})
    actions = (ChosenAction(ActionKind.REMOVE, Scope.POST), ChosenAction(ActionKind.BAN, Scope.PLACE))
    decide.decide(
        DecisionOrder(case_id, 7, Finding.BREACH, 0, 1, 1, "spam", "spam", actions=actions), intake.actor_id
    )

    def outcome() -> EnforcementState | None:
        with store.read() as reads:
            return reads.cases.rows([case_id])[0].outcome

    assert outcome() is EnforcementState.WAITING
    steps = [row.id for row in intake.rows(tables.enforcement)]
    for step_id, state in zip(steps, ("confirmed", "unknown"), strict=True):
        with store.write() as tx:
            tx.connection.execute(
                tables.enforcement.update().where(tables.enforcement.c.id == step_id).values(state=state)
            )
    assert outcome() is EnforcementState.UNKNOWN


def test_spans_are_clipped_and_joined() -> None:
    assert merged([(5, 9), (0, 3), (2, 4), (9, 12)], 10) == ((0, 4), (5, 9), (9, 10))
    assert merged([(10, 12)], 10) == ()


# --- for a million cases --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "index"),
    [
        (QueueFilter(), "ix_case_state_rank"),
        (QueueFilter(communities=(1, 2)), "ix_case_community_state_rank"),
        (QueueFilter(guideline="spam"), "ix_case_guideline_id_state_rank"),
    ],
)
def test_the_first_ids_come_from_an_index_without_sorting(
    sqlcipher_store: Store, which: QueueFilter, index: str
) -> None:
    asked: list[tuple[str, object]] = []
    engine = sqlcipher_store.engine

    def listen(connection, cursor, statement, parameters, context, executemany) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        with sqlcipher_store.read() as reads:
            reads.cases.ids(which, QueueOrder.URGENCY, 200)
            query, parameters = next((text, values) for text, values in asked if "ORDER BY" in text)
            plan = [row[3] for row in reads.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", parameters)]
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert any(index in step for step in plan), plan
    assert not any("TEMP B-TREE" in step and "ORDER BY" in step and "TERM" not in step for step in plan), plan
    assert not any(step.startswith("SCAN case") for step in plan), plan
