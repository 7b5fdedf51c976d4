"""A batch of deliveries and what is known become one record, in whatever order and however often they came."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.domain.community import (
    Attachment,
    BadItem,
    FlagGone,
    Item,
    PostGone,
    PostState,
    Severity,
)
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import MINUTE, Intake, author, post, report, report_author
from tests.helpers.record import said_by

FIRST = post("$1", "free coins")
EDITED = post("$1", "お前は馬鹿", edited=2, url="https://fake.example/1")
BACK = post("$1", "free coins", edited=4)
SAME_MOMENT = post("$1", "good morning", edited=4)
OTHER = post("$2", "good morning", by="@owl", attachments=(Attachment("image", "a.png", "mxc://a"),))

DELIVERIES: list[Item] = [
    FIRST,
    EDITED,
    BACK,
    SAME_MOMENT,
    OTHER,
    report("r1", FIRST),
    report("r2", EDITED, by="@owl", category="harassment", at=3),
    report("r3", OTHER, by="@mole", category="self_harm", comment="worried"),
    report("r4", BACK, by=""),
    report("r5", EDITED, by="", category="other", comment="スパムです"),
    report_author("r6"),
    PostGone("$1", PostState.REMOVED, START + 3 * MINUTE),
    PostGone("$1", PostState.DELETED_BY_AUTHOR, START + 3 * MINUTE),
    PostGone("$2", PostState.DELETED_BY_AUTHOR, START + 9 * MINUTE),
    PostGone("$never", PostState.REMOVED, START),
    FlagGone("r1"),
    FlagGone("r-never"),
    BadItem("post", "odd", b"{odd"),
]


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[list[Item], list[list[Item]]]:
    """A set of deliveries as it happened, and the same set shuffled, repeated, and cut into pages."""
    chosen = draw(st.lists(st.sampled_from(DELIVERIES), min_size=1, max_size=12, unique_by=id))
    repeated = draw(st.permutations(chosen + draw(st.lists(st.sampled_from(chosen), max_size=5))))
    cuts = sorted(draw(st.sets(st.integers(1, len(repeated)), max_size=4)))
    pages = [repeated[a:b] for a, b in zip([0, *cuts], [*cuts, len(repeated)], strict=True)]
    return sorted(chosen, key=DELIVERIES.index), [page for page in pages if page]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(two_orders())
def test_any_order_of_deliveries_with_repeats_leaves_the_same_record(
    sqlcipher_store: Store, clock: FrozenClock, orders: tuple[list[Item], list[list[Item]]]
) -> None:
    once, pages = orders
    straight, shuffled = Intake(sqlcipher_store, clock), Intake(sqlcipher_store, clock)
    straight.take(*once)
    for page in pages:
        shuffled.take(*page)
    expected = said_by(sqlcipher_store, straight.community_id)
    assert said_by(sqlcipher_store, shuffled.community_id) == expected
    shuffled.take(*once)
    assert said_by(sqlcipher_store, shuffled.community_id) == expected


def test_both_databases_hold_every_delivery_alike(store: Store, clock: FrozenClock) -> None:
    intake, one_by_one = Intake(store, clock), Intake(store, clock)
    intake.take(*DELIVERIES)
    for item in reversed(DELIVERIES):
        one_by_one.take(item)
    said = said_by(store, intake.community_id)
    assert said == said_by(store, one_by_one.community_id)
    assert said["posts"]["$1"][6] == "visible"  # it was edited after it was gone
    assert said["posts"]["$2"][6] == "deleted_by_author"
    assert len(said["cases"]) == 3
    assert said["found"]["馬"] == []  # only the newest text is found
    assert said["gone"] == [
        ("flag", "r-never", "gone", START),
        ("post", "$never", "removed", START),
    ]


def test_an_edit_is_a_new_revision_and_the_old_one_stays(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(FIRST)
    taken = intake.take(EDITED)
    assert (taken.posts, taken.revisions) == (0, 1)
    (row,) = intake.rows(tables.post)
    assert (row.revision, row.language, row.url) == (2, "ja", "https://fake.example/1")
    assert [text.text for text in intake.rows(tables.revision)] == ["free coins", "お前は馬鹿"]


def test_a_new_version_with_the_same_text_is_no_revision(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(FIRST)
    taken = intake.take(replace(FIRST, version="v2", edited_at=START + MINUTE))
    assert not taken
    (row,) = intake.rows(tables.post)
    assert (row.revision, row.version) == (1, "v2")


def test_a_platform_that_tells_no_time_of_edits_is_believed_in_its_order(
    sqlcipher_store: Store, clock: FrozenClock
) -> None:
    intake = Intake(sqlcipher_store, clock)
    for text in ("one", "two", "one"):
        intake.take(post("$1", text))
    (row,) = intake.rows(tables.post)
    assert row.revision == 1
    assert len(intake.rows(tables.revision)) == 2


def test_a_state_of_the_platform_is_followed(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(replace(FIRST, state=PostState.HELD))
    intake.take(FIRST)
    assert intake.rows(tables.post)[0].state == "visible"


def test_a_post_that_was_restored_stays_so_when_its_removal_is_told_again(
    sqlcipher_store: Store, clock: FrozenClock
) -> None:
    intake = Intake(sqlcipher_store, clock)
    removal = PostGone("$1", PostState.REMOVED, START + MINUTE)
    intake.take(FIRST, removal)
    with sqlcipher_store.write() as tx:
        tx.connection.execute(tables.post.update().values(state="visible"))
    assert not intake.take(removal)
    assert intake.rows(tables.post)[0].state == "visible"


def test_the_words_of_an_erased_author_do_not_come_back(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(FIRST)
    clock.pass_time(600)
    with sqlcipher_store.write() as tx:
        tx.erasure.erase_author(intake.rows(tables.author)[0].id)
    intake.take(FIRST, EDITED, report("r9", FIRST))
    assert [row.text for row in intake.rows(tables.revision)] == [""]
    assert "r9" in [row.key for row in intake.rows(tables.flag)]


def test_an_authors_row_keeps_what_a_later_page_leaves_out(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock)
    intake.take(post(author=author(created_at=7, is_local=True, facts={"a": 1})))
    intake.take(post("$2", author=author(is_staff=True)))
    (row,) = intake.rows(tables.author)
    assert (row.created_at, row.is_local, row.is_staff, row.facts) == (7, True, True, '{"a":1}')


def test_a_rule_hit_names_its_version_and_where_it_stands(sqlcipher_store: Store, clock: FrozenClock) -> None:
    intake = Intake(sqlcipher_store, clock)
    intake.take(FIRST)
    (flag,) = intake.rows(tables.flag)
    (post_row,) = intake.rows(tables.post)
    assert flag.key == f"rule:spam/coins:1:{post_row.id}:1"
    assert (flag.spans, flag.label, flag.severity) == ("[[5,10]]", "coins", Severity.MEDIUM)
    assert flag.version_id is not None
