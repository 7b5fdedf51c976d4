"""From what was pressed to an order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from moderator.domain.action import Ability, ActionKind, EndsBy, Reversible, Scope
from moderator.domain.decision import Finding
from moderator.domain.rows import CaseView
from tests.helpers import sample_cases as sample
from tests.helpers.fake_console import FakeConsole
from ui.triage import orders

HOUR = 3_600_000_000
RULES = sample.guidelines()


def view(number: int = 2) -> CaseView:
    found = next(one for one in sample.SAMPLES if one.id == number)
    return sample.case_view(found, sample.queue_row(found, sample.NOW), sample.NOW)


def spam() -> orders.GuidelineRow:
    return next(row for row in RULES.guidelines if row.id == "spam")


def test_a_tool_says_the_worst_of_what_it_may_do() -> None:
    """Limiting may end in a kick, which comes back only partly."""
    assert orders.tool(view(), "limit").reversible is Reversible.PARTLY
    assert orders.tool(view(), "remove").reversible is Reversible.NEVER


def test_a_tool_that_cannot_be_used_says_why() -> None:
    only = (Ability(ActionKind.REMOVE, Scope.POST, False, Reversible.NEVER, reason="no_power"),)
    assert orders.tool(replace(view(), abilities=only), "remove").reason == "our account has not enough power here"
    assert orders.tool(replace(view(), abilities=only), "warn").reason == "this platform does not have it"


def test_before_the_platform_was_asked_nothing_is_promised() -> None:
    assert orders.tool(replace(view(), abilities=()), "remove").reason == "the platform is being asked"


def test_a_suggestion_is_only_marked() -> None:
    assert orders.tool(view(), "remove").suggested
    assert not orders.tool(view(), "limit").suggested


def test_the_strip_opens_with_what_the_tool_is_for() -> None:
    assert orders.preset(view(), "remove") == (ActionKind.REMOVE, ActionKind.WARN)
    assert orders.preset(view(), "warn") == (ActionKind.WARN,)
    assert orders.preset(view(), "limit") == (ActionKind.MUTE, ActionKind.WARN)


def test_what_cannot_be_done_is_never_ticked() -> None:
    without = tuple(replace(one, available=one.kind is not ActionKind.WARN) for one in sample.ABILITIES)
    assert orders.preset(replace(view(), abilities=without), "remove") == (ActionKind.REMOVE,)


def test_where_members_cannot_be_warned_a_message_is_sent() -> None:
    message = Ability(ActionKind.MESSAGE, Scope.COMMUNITY, True, Reversible.NEVER)
    able = (Ability(ActionKind.WARN, Scope.COMMUNITY, False, Reversible.NEVER, reason="no_notices"), message)
    assert orders.preset(replace(view(), abilities=able), "warn") == (ActionKind.MESSAGE,)


def test_the_case_points_to_its_guideline() -> None:
    assert orders.suggested_guideline(view(2), RULES).id == "spam"  # type: ignore[union-attr]
    assert orders.suggested_guideline(replace(view(10), flags=()), RULES).id == "off-topic"  # type: ignore[union-attr]


def test_the_notice_is_in_the_language_of_the_author() -> None:
    """Whatever the language of the window."""
    assert orders.language_for(view(4), spam(), "en") == "ja"
    assert orders.language_for(view(2), spam(), "ja") == "en"
    nobody = replace(view(2), post=None)
    assert orders.language_for(nobody, spam(), "ja") == "ja"


def test_the_notice_names_author_place_time_and_guideline() -> None:
    text = orders.notice(view(4), spam(), "ja")
    assert text.startswith("くろいろ茶碗 さん")
    assert "# 攻略と質問" in text and "宣伝・スパム" in text and "月" in text
    assert "{" not in text


def test_a_name_that_looks_like_a_field_stays_a_name() -> None:
    """Nobody can put words into a notice by calling themselves {guideline}."""
    assert orders.fill("{author}: {guideline} {other} {", {"author": "{guideline}", "guideline": "Spam"}) == (
        "{guideline}: Spam {other} {"
    )


def test_an_order_carries_what_was_seen() -> None:
    seen = replace(view(), decisions_made=3, revision=7, flag_count=5)
    order = orders.no_breach(seen, 99)
    assert (order.seen_decisions, order.seen_revision, order.seen_flags, order.key) == (3, 7, 5, 99)
    assert order.finding is Finding.NO_BREACH
    assert [action.kind for action in order.actions] == [ActionKind.DISMISS]


def test_a_breach_carries_each_action_as_the_platform_has_it() -> None:
    choice = orders.Choice(spam(), (ActionKind.REMOVE, ActionKind.MUTE, ActionKind.WARN), HOUR, "Please stop", "en")
    order = orders.breach(view(), choice, 1, sample.NOW)
    by = {action.kind: action for action in order.actions}
    assert by[ActionKind.REMOVE].scope is Scope.POST and by[ActionKind.REMOVE].until is None
    assert by[ActionKind.MUTE].scope is Scope.PLACE and by[ActionKind.MUTE].until == sample.NOW + HOUR
    assert by[ActionKind.WARN].message == "Please stop" and by[ActionKind.MUTE].message == ""
    assert (order.guideline_id, order.language, order.reason) == ("spam", "en", "Spam, advertising")


def test_what_a_case_does_not_allow_is_left_out_of_its_order() -> None:
    """Of several cases each gets what is possible there."""
    choice = orders.Choice(spam(), (ActionKind.REMOVE, ActionKind.SUSPEND), None, "", "en")
    assert [action.kind for action in orders.breach(view(), choice, 1, sample.NOW).actions] == [ActionKind.REMOVE]


def test_an_end_is_only_given_where_one_can_be() -> None:
    assert orders.is_timed(Ability(ActionKind.MUTE, Scope.PLACE, True, Reversible.YES, EndsBy.WORKER))
    assert not orders.is_timed(Ability(ActionKind.KICK, Scope.PLACE, True, Reversible.PARTLY))


def test_what_cannot_be_taken_back_is_counted() -> None:
    assert orders.cannot_be_undone(sample.ABILITIES) == 2


def test_a_paragraph_wrapped_by_an_editor_becomes_one_line_again() -> None:
    """Lists, blank lines and short lines stay as they were written."""
    long = "word " * 14
    text = f"Hello,\nyou there\n\n{long.strip()}\nand on.\n- {long.strip()}\n- two"
    assert orders.reflowed(text) == f"Hello,\nyou there\n\n{long.strip()} and on.\n- {long.strip()}\n- two"
    assert orders.reflowed("あ" * 70 + "\nい") == "あ" * 70 + "い"


def test_the_way_back_is_no_decision_that_stands(tmp_path: Path) -> None:
    console = FakeConsole(tmp_path)
    choice = orders.Choice(spam(), (ActionKind.MUTE,), None, "", "en")
    made = console.made[console.decide(orders.breach(view(), choice, 1, sample.NOW)).result().decision_id]
    back = replace(made, enforcements=tuple(replace(step, inverse_of=1) for step in made.enforcements))
    assert not orders.takes_back(made) and orders.takes_back(back)
    assert not orders.takes_back(replace(made, enforcements=()))
