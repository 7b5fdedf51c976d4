"""An action becomes complete requests, before anything is sent and without an HTTP client."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from moderator.domain import caps
from moderator.domain.action import ActionKind, ActionOrder, EndsBy, ResendClass, Reversible, Scope, Target
from moderator.domain.errors import KnownError
from moderator.platforms.matrix.planner import MatrixPlanner
from moderator.platforms.matrix.words import FIXES, OFFERED, REASONS, SHAPE

K = ActionKind
TARGET = Target("@bob:x", "$post", "!room:x", flags=("event_report:3", "rule:spam", "user_report:9"))


def plan(kind: ActionKind, target: Target = TARGET, **more: object) -> tuple:
    order = ActionOrder(kind, SHAPE[kind][0], target, "理由", "お知らせ", **more)  # type: ignore[arg-type]
    return MatrixPlanner().plan(order, "key")


def test_a_dismissal_asks_the_platform_for_nothing() -> None:
    assert plan(K.DISMISS) == ()


@pytest.mark.parametrize(
    ("kind", "request_"),
    [
        (K.REMOVE, {"do": "remove", "room": "!room:x", "event": "$post", "user": "@bob:x", "reason": "理由"}),
        (K.KICK, {"do": "kick", "room": "!room:x", "user": "@bob:x", "reason": "理由"}),
        (K.BAN, {"do": "ban", "room": "!room:x", "user": "@bob:x", "reason": "理由"}),
        (K.MUTE, {"do": "mute", "room": "!room:x", "user": "@bob:x"}),
        (K.SUSPEND, {"do": "suspend", "user": "@bob:x"}),
        (K.WARN, {"do": "warn", "user": "@bob:x", "body": "お知らせ"}),
    ],
)
def test_a_request_holds_all_that_its_action_needs_and_is_plain_json(
    kind: ActionKind, request_: dict[str, str]
) -> None:
    (step,) = plan(kind)
    assert step.request == request_
    assert json.loads(json.dumps(dict(step.request))) == request_
    assert step.key == "key"


def test_each_report_is_closed_by_a_step_of_its_own_and_other_flags_are_left() -> None:
    steps = plan(K.REPORT_CLOSE)
    assert [(step.request["queue"], step.request["report"], step.key) for step in steps] == [
        ("event_reports", 3, "key.0"),
        ("user_reports", 9, "key.1"),
    ]
    assert {step.reversible for step in steps} == {Reversible.NEVER}


def test_a_sanction_with_an_end_says_that_it_ends_only_while_moderator_runs() -> None:
    for kind in (K.BAN, K.MUTE, K.SUSPEND):
        (step,) = plan(kind, until=5)
        assert (step.ends_by, step.until) == (EndsBy.WORKER, 5)
        (step,) = plan(kind)
        assert (step.ends_by, step.until) == (EndsBy.NOBODY, None)
    (step,) = plan(K.KICK, until=5)
    assert (step.ends_by, step.until) == (EndsBy.NOBODY, None)


def test_only_a_removal_is_keyed_and_a_warning_is_never_sent_twice_unseen() -> None:
    resend = {kind: plan(kind)[0].resend for kind in SHAPE if kind is not K.DISMISS}
    assert resend.pop(K.REMOVE) is ResendClass.KEYED
    assert resend.pop(K.WARN) is ResendClass.ADDITIVE
    assert set(resend.values()) == {ResendClass.STATE}


def test_the_inverse_is_a_request_that_the_planner_would_make() -> None:
    for kind, back in ((K.MUTE, K.UNMUTE), (K.BAN, K.UNBAN), (K.SUSPEND, K.UNSUSPEND)):
        (step,) = plan(kind)
        (undo,) = plan(back)
        assert step.inverse == {key: value for key, value in undo.request.items() if key != "reason"}


@pytest.mark.parametrize("kind", [K.LOCK, K.EDIT, K.RESTORE, K.MESSAGE, K.LABEL, K.FORWARD])
def test_what_matrix_does_not_have_is_refused(kind: ActionKind) -> None:
    with pytest.raises(KnownError) as refused:
        MatrixPlanner().plan(ActionOrder(kind, Scope.POST, TARGET), "key")
    assert refused.value.code == "action_not_here"


def test_a_wider_scope_than_there_is_is_refused() -> None:
    with pytest.raises(KnownError) as refused:
        MatrixPlanner().plan(ActionOrder(K.BAN, Scope.COMMUNITY, TARGET), "key")
    assert refused.value.code == "scope_not_here"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (K.REMOVE, Target("@bob:x", "", "!r")),
        (K.BAN, Target("@bob:x")),
        (K.SUSPEND, Target("")),
        (K.REPORT_CLOSE, Target("@bob:x", flags=("rule:1", "event_report:x"))),
    ],
)
def test_an_action_without_its_subject_is_refused(kind: ActionKind, target: Target) -> None:
    with pytest.raises(KnownError):
        plan(kind, target)


def test_a_reason_is_capped() -> None:
    order = ActionOrder(K.BAN, Scope.PLACE, TARGET, "長" * 10_000)
    (step,) = MatrixPlanner().plan(order, "key")
    assert len(str(step.request["reason"])) == caps.REASON_CHARACTERS


def test_the_usual_abilities_follow_the_rights_and_say_why_not() -> None:
    usual = {
        one.kind: one for one in MatrixPlanner().usual_abilities({"server_admin": False, "server_notices": False}, {})
    }
    assert set(usual) == set(OFFERED)
    assert {kind for kind, one in usual.items() if one.available} == {K.DISMISS, K.REMOVE, K.MUTE, K.KICK, K.BAN}
    for one in usual.values():
        assert one.available or (one.reason in REASONS and one.fix in FIXES)
    good = MatrixPlanner().usual_abilities({"server_admin": True}, {"close_reports": True})
    assert all(one.available for one in good)


def test_planning_loads_no_http_client() -> None:
    code = (
        "import sys; from moderator.platforms import registry; registry.planners(); registry.fields('matrix');"
        "bad = {'httpx', 'httpcore', 'h11', 'stamina', 'anyio'} & set(sys.modules); sys.exit(str(bad) if bad else 0)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stderr
