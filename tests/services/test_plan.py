"""From a choice to rows: order, closing, planned ends, and what is refused before anything is looked up."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind, Scope
from moderator.domain.community import FlagSource
from moderator.domain.decision import ChosenAction, DecisionOrder, Finding
from moderator.domain.errors import KnownError
from moderator.services.plan import RESTRICTS, check_order, plan, planner_for, target_of
from moderator.store.subject import FlagFact, Subject
from tests.helpers.fake_platform import FakePlanner
from tests.helpers.scene import Scene

K = ActionKind
FLAGS = [
    FlagFact(FlagSource.MEMBER, "report:1", 1, 2, "", False),
    FlagFact(FlagSource.MEMBER, "report:2", 2, 2, "", True),
    FlagFact(FlagSource.RULE, "rule:1", 3, 2, "links", False),
]


@pytest.fixture
def subject(scene: Scene) -> Subject:
    case = scene.case(scene.author("@ann"))
    with scene.store.read() as reads:
        found = reads.decisions.subject(case)
    assert found is not None
    return found


def order(*kinds: ActionKind, until: int | None = None, finding: Finding = Finding.BREACH) -> DecisionOrder:
    actions = tuple(ChosenAction(kind, Scope.PLACE, until, "stop" if kind is K.WARN else "") for kind in kinds)
    return DecisionOrder(1, 2, finding, 0, 1, 1, guideline_id="spam", reason="x" * 600, actions=actions)


def test_the_target_names_open_reports_of_members_only(subject: Subject) -> None:
    target = target_of(subject, FLAGS)
    assert (target.author, target.place, target.flags) == ("@ann", "#tea", ("report:1",))


def test_each_action_has_a_key_of_its_own_and_a_capped_reason(subject: Subject) -> None:
    rows = plan(FakePlanner(), subject, FLAGS, order(K.BAN, K.REMOVE), key="d", due_at=5)
    assert [(row.step.kind, row.step.key, row.due_at) for row in rows] == [(K.REMOVE, "d-0", 5), (K.BAN, "d-1", 5)]
    assert len(rows[0].order.reason) == 500


def test_a_dismissal_needs_no_request(subject: Subject) -> None:
    assert plan(FakePlanner(), subject, FLAGS, order(K.DISMISS), key="d", due_at=5) == []


def test_planned_ends_come_last_and_point_at_their_sanction(subject: Subject) -> None:
    rows = plan(FakePlanner(), subject, FLAGS, order(K.MUTE, K.BAN, K.WARN, until=99), key="d", due_at=5)
    assert [row.step.kind for row in rows] == [K.MUTE, K.BAN, K.WARN, K.UNMUTE, K.UNBAN]
    assert [row.ends for row in rows] == [None, None, None, 0, 1]
    assert [row.due_at for row in rows] == [5, 5, 5, 99, 99]


def test_reports_are_closed_when_the_community_wants_it_and_there_are_some(scene: Scene, subject: Subject) -> None:
    def kinds(flags: list[FlagFact], wants: bool, *chosen: ActionKind) -> list[ActionKind]:
        about = Subject(
            **{**{name: getattr(subject, name) for name in subject.__slots__}, "options": {"close_reports": wants}}
        )
        return [row.step.kind for row in plan(FakePlanner(), about, flags, order(*chosen), key="d", due_at=5)]

    assert kinds(FLAGS, True, K.REMOVE) == [K.REMOVE, K.REPORT_CLOSE]
    assert kinds(FLAGS, True, K.REPORT_CLOSE, K.REMOVE) == [K.REMOVE, K.REPORT_CLOSE]
    assert kinds(FLAGS, False, K.REMOVE) == [K.REMOVE]
    assert kinds(FLAGS[1:], True, K.REMOVE) == [K.REMOVE]


def test_a_platform_that_has_no_reports_to_close_does_not_refuse_the_decision(subject: Subject) -> None:
    class NoReports(FakePlanner):
        def plan(self, wanted, key):
            if wanted.kind is K.REPORT_CLOSE:
                raise KnownError("No report", "There is none.", code="no_reports")
            return super().plan(wanted, key)

    about = Subject(
        **{**{name: getattr(subject, name) for name in subject.__slots__}, "options": {"close_reports": True}}
    )
    assert len(plan(NoReports(), about, FLAGS, order(K.REMOVE), key="d", due_at=5)) == 1
    with pytest.raises(KnownError, match="No report"):
        plan(NoReports(), about, FLAGS, order(K.REPORT_CLOSE), key="d", due_at=5)


@pytest.mark.parametrize("kind", sorted(RESTRICTS))
def test_nothing_is_taken_from_a_member_without_a_breach(kind: ActionKind) -> None:
    with pytest.raises(KnownError) as refused:
        check_order(order(kind, finding=Finding.NO_BREACH), now=0)
    assert refused.value.code == "action_without_breach"


def test_what_gives_back_needs_no_breach() -> None:
    check_order(order(K.RESTORE, K.UNBAN, finding=Finding.NO_BREACH), now=0)


def test_an_unknown_platform_is_named() -> None:
    with pytest.raises(KnownError, match="usenet"):
        planner_for({}, "usenet")
