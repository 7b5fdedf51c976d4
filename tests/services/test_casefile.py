"""A case is shown whole: its texts, hits and flags, what stands around it, and who wrote it."""

from __future__ import annotations

import pytest

from moderator.domain.action import Ability, ActionKind, Reversible, Scope
from moderator.domain.caps import TEXT_SHOWN
from moderator.domain.case import urgency_parts
from moderator.domain.community import (
    AuthorHistory,
    AuthorStatus,
    Context,
    FlagSource,
    PostGone,
    PostState,
    SanctionIn,
    SessionInfo,
    Severity,
)
from moderator.domain.decision import DecisionOrder, Finding
from moderator.domain.errors import KnownError
from moderator.domain.rows import CaseView
from moderator.services.casefile import THREAD_KEPT, Casefile
from moderator.services.communities import Communities
from moderator.services.decide import Decide
from moderator.services.queue import Queue
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock
from tests.helpers.deliveries import MINUTE, Intake, author, post, report, report_author
from tests.helpers.fake_platform import FakePlanner

ABILITY = Ability(ActionKind.REMOVE, Scope.POST, True, Reversible.NEVER)


class Planner(FakePlanner):
    def usual_abilities(self, rights, options):
        return (Ability(ActionKind.BAN, Scope.PLACE, rights.get("ban", False), Reversible.YES),)


@pytest.fixture
def intake(store: Store, clock: FrozenClock) -> Intake:
    return Intake(store, clock)


@pytest.fixture
def casefile(intake: Intake) -> Casefile:
    return Casefile(intake.store, intake.clock, {"fake": Planner()})


def view(casefile: Casefile, intake: Intake) -> CaseView:
    return casefile.view(intake.only_case())


def test_a_case_shows_what_a_decision_sends_back(intake: Intake, casefile: Casefile) -> None:
    intake.take(report("r1", post("$1", "free coins")), post("$1", "free coins!", edited=1))
    seen = view(casefile, intake)
    assert (seen.decisions_made, seen.revision, seen.flag_count) == (0, 2, 3)
    assert seen.parts == urgency_parts(Severity.MEDIUM, 1, seen.row.due_at, START)
    assert seen.suggested == (ActionKind.REMOVE, ActionKind.WARN)


def test_every_text_of_the_post_is_shown_with_its_own_hits(intake: Intake, casefile: Casefile) -> None:
    intake.take(post("$1", "coins, coins"), post("$1", "お前は馬鹿", edited=1))
    seen = view(casefile, intake).post
    assert seen is not None
    assert [(text.number, text.text, text.at) for text in seen.revisions] == [
        (1, "coins, coins", START), (2, "お前は馬鹿", START + MINUTE),
    ]  # fmt: skip
    assert seen.revisions[0].hits == ((0, 5), (7, 12))
    assert (seen.text, seen.hits) == ("お前は馬鹿", ((3, 5),))
    assert (seen.language, seen.state) == ("ja", PostState.VISIBLE)


def test_flags_are_shown_heaviest_first_with_their_version(intake: Intake, casefile: Casefile) -> None:
    intake.take(report("r1", post("$1", "free coins"), category="violence", comment="threats", native_state="open"))
    first, second = view(casefile, intake).flags
    assert (first.source, first.reporter, first.comment, first.native_state) == (
        FlagSource.MEMBER, "Hare", "threats", "open",
    )  # fmt: skip
    assert (second.source, second.rule_id, second.guideline_version, second.label, second.spans) == (
        FlagSource.RULE, "coins", 1, "coins", ((5, 10),),
    )  # fmt: skip


def test_what_the_worker_fetched_is_kept_with_the_case(intake: Intake, casefile: Casefile) -> None:
    intake.take(report("r1", post("$1", reply_to="$0")))
    assert view(casefile, intake).thread_at is None
    before = (post("$0", "the question", by="@owl"), post("", "unfit"), post("$00", "x" * 50_000))
    history = AuthorHistory(author(status=AuthorStatus.MUTED), (SanctionIn("mute", "#tea", START, "@mod"),), (), 7)
    casefile.keep_context(intake.only_case(), Context(before, (post("$2", "later"),)), history, (ABILITY,))
    seen = view(casefile, intake)
    assert [(row.native_id, row.parent) for row in seen.thread] == [("$0", True), ("$00", False), ("$2", False)]
    assert len(seen.thread[1].text) == TEXT_SHOWN
    assert seen.thread_at == START
    assert (seen.author.status, seen.author.reported) == (AuthorStatus.MUTED, 7)
    assert seen.author.sanctions[0].by == "@mod"
    assert seen.abilities == (ABILITY,)


def test_a_thread_without_end_keeps_what_stands_nearest(intake: Intake, casefile: Casefile) -> None:
    intake.take(report("r1", post("$1")))
    many = tuple(post(f"$b{n}") for n in range(THREAD_KEPT + 5)), tuple(post(f"$a{n}") for n in range(THREAD_KEPT + 5))
    casefile.keep_context(intake.only_case(), Context(*many))
    thread = view(casefile, intake).thread
    assert (thread[0].native_id, thread[-1].native_id) == ("$b5", f"$a{THREAD_KEPT - 1}")


def test_a_failed_look_is_said_and_leaves_what_was_kept(intake: Intake, casefile: Casefile) -> None:
    intake.take(report("r1", post("$1")))
    case_id = intake.only_case()
    casefile.keep_context(case_id, Context((post("$0"),), ()))
    error = KnownError("No answer", "It is tried again.", code="down")
    casefile.context_failed(case_id, error)
    casefile.context_failed(case_id, error)
    seen = view(casefile, intake)
    assert (seen.thread_error, len(seen.thread)) == ("No answer: It is tried again.", 1)
    casefile.keep_context(case_id, Context((), ()))
    assert view(casefile, intake).thread_error == ""
    with intake.store.read() as reads:
        kinds = [link.kind for link in reads.audit.links() if link.kind.startswith("case.")]
    assert kinds == ["case.context_kept", "case.context_failed", "case.context_kept"]


def test_context_for_a_case_that_is_gone_is_dropped(casefile: Casefile) -> None:
    casefile.keep_context(1, Context((), ()))
    casefile.context_failed(1, KnownError("a", "b"))
    with pytest.raises(KnownError, match="not known"):
        casefile.view(1)


def test_until_the_platform_was_asked_its_usual_abilities_are_shown(intake: Intake, casefile: Casefile) -> None:
    intake.take(report("r1", post("$1")))
    communities = Communities(intake.store, intake.clock, intake.ingest)
    communities.connected(intake.community_id, SessionInfo("@m", "M", "f", "1", {"ban": True}))
    (ability,) = view(casefile, intake).abilities
    assert (ability.kind, ability.available) == (ActionKind.BAN, True)
    casefile.keep_context(intake.only_case(), Context((), ()), None, ())
    assert view(casefile, intake).abilities == ()


def test_the_author_card_counts_and_tells_earlier_cases(intake: Intake, casefile: Casefile) -> None:
    (earlier,) = intake.take(report("r1", post("$1", "free coins"))).opened
    decide = Decide(intake.store, intake.clock, {"fake": FakePlanner()})
    order = DecisionOrder(earlier, intake.store.new_id(), Finding.BREACH, 0, 1, 2, "spam", "spam")
    decide.decide(order, intake.actor_id)
    intake.take(PostGone("$1", PostState.REMOVED, START), post("$2", "fine"))
    (latest,) = intake.take(report("r2", post("$3", "hm"))).opened
    card = casefile.view(latest).author
    assert (card.name, card.handle, card.posts, card.reported, card.removed) == ("Mole", "@mole", 3, 2, 1)
    assert [(row.case_id, row.excerpt, row.finding, row.guideline_id) for row in card.history] == [
        (earlier, "free coins", Finding.BREACH, "spam")
    ]
    assert len(card.strikes) == 1
    assert casefile.view(earlier).decisions[0].finding is Finding.BREACH


def test_the_same_text_elsewhere_is_counted_and_empty_texts_are_not(intake: Intake, casefile: Casefile) -> None:
    intake.take(*(post(f"${n}", text) for n, text in enumerate(("Buy NOW", "ｂｕｙ now", "", ""))))
    (case_id,) = intake.take(report("r1", post("$0", "Buy NOW"))).opened
    (empty,) = intake.take(report("r2", post("$2", ""))).opened
    assert (casefile.view(case_id).same_text, casefile.view(empty).same_text) == (1, 0)


def test_a_case_about_an_author_has_no_post(intake: Intake, casefile: Casefile) -> None:
    intake.take(report_author("r1", category="harassment", comment="follows me around"))
    seen = view(casefile, intake)
    assert (seen.post, seen.revision, seen.same_text, seen.thread) == (None, 0, 0, ())
    assert (seen.row.excerpt, seen.row.place) == ("follows me around", "")


def test_notes_and_the_end_of_a_snooze_are_shown(intake: Intake, casefile: Casefile, clock: FrozenClock) -> None:
    intake.take(report("r1", post("$1")))
    queue = Queue(intake.store, clock)
    queue.add_note(intake.only_case(), intake.actor_id, "asked the lead")
    queue.snooze(intake.only_case(), intake.actor_id, START + MINUTE)
    seen = view(casefile, intake)
    assert [(note.actor, note.text, note.at) for note in seen.notes] == [("Aoi", "asked the lead", START)]
    assert seen.snoozed_until == START + MINUTE
