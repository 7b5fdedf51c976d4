"""The log: groups, orders, filters and search, on both databases."""

from __future__ import annotations

import pytest

from moderator.domain.community import Severity
from moderator.domain.incident import LOG, EntryKind, IncidentKind, IncidentState
from moderator.domain.incident_rows import IncidentFilter, IncidentIds, IncidentOrder
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene

S = IncidentState


@pytest.fixture
def scene(store: Store, clock: FrozenClock) -> Scene:
    """Five incidents and a dismissed proposal; the number says the order in which they were opened."""
    made = Scene(store, clock).build()
    for number, (title, state, severity, kind) in enumerate(
        (
            ("Coin wave", S.CLOSED, Severity.HIGH, IncidentKind.SPAM_WAVE),
            ("きのこ祭りの荒らし", S.WATCHING, Severity.LOW, IncidentKind.QUARREL),
            ("Quarrel 50%", S.OPEN, Severity.MEDIUM, IncidentKind.QUARREL),
            ("Real name posted", S.OPEN, Severity.CRITICAL, IncidentKind.LEAK),
            ("same text", S.PROPOSED, Severity.HIGH, IncidentKind.SPAM_WAVE),
            ("nothing", S.DISMISSED, Severity.HIGH, IncidentKind.SPAM_WAVE),
        ),
        1,
    ):
        clock.pass_time(3600)
        with store.write() as tx:
            lead = made.actor_id if state in (S.OPEN, S.WATCHING) else None
            tx.incidents.add(
                id=number, title=title, kind=kind, severity=severity, state=state, lead_id=lead,
                number=None if state in (S.PROPOSED, S.DISMISSED) else number,
                next_at=tx.now + (10 - number) if state is S.OPEN else None,
            )  # fmt: skip
    return made


def found(scene: Scene, order: IncidentOrder = IncidentOrder.NEWEST, limit: int | None = None, **fields: object) -> IncidentIds:
    with scene.store.read() as reads:
        return reads.incidents.ids(IncidentFilter(**fields), order, limit)  # type: ignore[arg-type]


def test_open_stands_before_closed_and_a_dismissed_proposal_nowhere(scene: Scene) -> None:
    view = found(scene)
    assert list(view.ids) == [5, 4, 3, 2, 1]
    assert [view.counts[state] for state in LOG] == [1, 2, 0, 1, 1] and view.total == 5 and view.complete


@pytest.mark.parametrize(
    ("order", "open_ones"),
    [
        (IncidentOrder.NEWEST, [4, 3]), (IncidentOrder.OLDEST, [3, 4]), (IncidentOrder.SEVERITY, [4, 3]),
        (IncidentOrder.NEXT, [3, 4]),
    ],
)  # fmt: skip
def test_each_order_holds_within_a_state(scene: Scene, order: IncidentOrder, open_ones: list[int]) -> None:
    assert list(found(scene, order).ids)[1:3] == open_ones


def test_the_quick_first_part_is_the_beginning_of_the_whole(scene: Scene) -> None:
    part = found(scene, limit=3)
    assert list(part.ids) == [5, 4, 3] and not part.complete and sum(part.counts.values()) == 5


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({"severity": Severity.HIGH}, [5, 4, 1]),
        ({"kind": IncidentKind.QUARREL}, [3, 2]),
        ({"states": (S.OPEN,)}, [4, 3]),
        ({"words": "COIN"}, [1]),
        ({"words": "荒らし"}, [2]),
        ({"words": "50%"}, [3]),
        ({"words": "inc-4"}, [4]),
        ({"words": "aoi"}, [4, 3, 2]),
        ({"words": "aoi quarrel"}, [3]),
        ({"words": "50_"}, []),
    ],
)
def test_a_filter_narrows(scene: Scene, fields: dict[str, object], ids: list[int]) -> None:
    """Words are found in titles, numbers and names; what a database would take for a wildcard is just a letter."""
    assert list(found(scene, **fields).ids) == ids


def test_what_was_noted_and_who_is_in_it_is_found(scene: Scene) -> None:
    case_id = scene.case(scene.author("@null.spore"))
    with scene.store.write() as tx:
        tx.incidents.add_entry(3, EntryKind.NOTE, scene.actor_id, text="Watch # trading")
        tx.incidents.link_cases(4, tx.incidents.intakes([case_id]), None)
    assert list(found(scene, words="trading").ids) == [3]
    assert list(found(scene, words="null.spore").ids) == [4]


def test_since_and_lead_narrow(scene: Scene, clock: FrozenClock) -> None:
    assert list(found(scene, since=clock.now() - 2 * 3_600_000_000).ids) == [5, 4]
    assert list(found(scene, lead_id=scene.actor_id).ids) == [4, 3, 2]
    assert list(found(scene, lead_id=scene.other_actor_id).ids) == []


def test_rows_come_in_the_asked_order_with_their_cases_and_communities(scene: Scene) -> None:
    cases = [scene.case(), scene.case()]
    with scene.store.write() as tx:
        tx.incidents.link_cases(3, tx.incidents.intakes(cases), None)
    with scene.store.read() as reads:
        rows = reads.incidents.rows([1, 99, 3])
    assert [(row.id, row.lead, row.cases, row.communities) for row in rows] == [
        (1, "", 0, ()), (3, "Aoi", 2, (("fake", "Fake"),)),
    ]  # fmt: skip


def test_counts_say_what_is_live_and_how_long_containing_takes(scene: Scene) -> None:
    with scene.store.write() as tx:
        for incident_id, minutes in ((1, 10), (2, 30), (3, 50)):
            opened = tx.incidents.rows([incident_id])[0].opened_at
            tx.incidents.put(incident_id, contained_at=opened + minutes)
    with scene.store.read() as reads:
        counts = reads.incidents.counts()
    assert (counts.live, counts.proposed, counts.median) == (3, 1, 30)
