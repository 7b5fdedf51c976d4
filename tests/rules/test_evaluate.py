"""From a post to its hits: which rules, how heavy, and where in the original text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.caps import TEXT_ANALYSED
from moderator.domain.community import Severity
from moderator.rules import evaluate
from moderator.rules.evaluate import Hit, RuleSet, compile_rules
from moderator.rules.files import load_published
from moderator.rules.fold import fold
from moderator.rules.schema import Category, Guideline, GuidelineFile, Rule, View

STARTER = Path(__file__).parents[2] / "resources" / "guidelines" / "starter.yaml"


def rules_of(*rules: Rule, severity: Severity = Severity.MEDIUM) -> GuidelineFile:
    guideline = Guideline(
        id="spam",
        title={"en": "Spam"},
        text={"en": "No spam."},
        severity=severity,
        category=Category.SPAM,
        target_minutes=60,
        rules=rules,
    )
    return GuidelineFile(guidelines=(guideline,))


def judge(text: str, *rules: Rule) -> list[Hit]:
    return RuleSet(rules_of(*rules)).evaluate(text, fold(text))


def marked(text: str, *rules: Rule) -> list[str]:
    return [text[start:end] for hit in judge(text, *rules) for start, end in hit.spans]


def test_a_clean_post_has_no_hits() -> None:
    assert judge("A quiet evening under the lamps", Rule(id="coins", phrases=("free coins",))) == []


def test_a_hit_names_rule_guideline_severity_view_and_what() -> None:
    text = "Get FREE  COINS now"
    hits = judge(text, Rule(id="coins", phrases=("free coins",), severity=Severity.HIGH))
    assert hits == [Hit("coins", "spam", Severity.HIGH, ((4, 15),), View.FOLDED, "free coins")]


def test_a_rule_without_a_severity_has_that_of_its_guideline() -> None:
    assert judge("coin", Rule(id="coins", words=("coin",)))[0].severity is Severity.MEDIUM


def test_one_rule_hits_once_with_all_its_spans_and_words() -> None:
    text = "coin and gem and COIN"
    (hit,) = judge(text, Rule(id="coins", words=("gem", "coin")))
    assert hit.spans == ((0, 4), (9, 12), (17, 21))
    assert hit.what == "coin, gem"


def test_hits_come_in_the_order_of_the_file() -> None:
    rules = [Rule(id=name, words=("coin",)) for name in "cab"]
    assert [hit.rule_id for hit in judge("coin", *rules)] == ["c", "a", "b"]


def test_many_words_are_named_by_the_first_three() -> None:
    (hit,) = judge("a b c d", Rule(id="r", words=("a", "b", "c", "d")))
    assert hit.what == "a, b, c, …"


def test_overlapping_spans_are_marked_once() -> None:
    assert marked("お前は馬鹿だ", Rule(id="r", words=("馬鹿", "お前は馬", "前は"))) == ["お前は馬鹿"]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("ここで ｺｲﾝﾊﾞﾗﾏｷ 中", "ｺｲﾝﾊﾞﾗﾏｷ"),
        ("㍿ コインばらまき", "コインばらまき"),
        ("ﬃ コイン\u200bばらまき", "コイン\u200bばらまき"),
        ("😀 こいんは\u3099らまき", "こいんは\u3099らまき"),
    ],
)
def test_spans_mark_the_original_even_where_folding_changes_lengths(text: str, piece: str) -> None:
    assert marked(text, Rule(id="r", words=("コインばらまき",))) == [piece]


def test_an_exception_cancels_the_hit_inside_it() -> None:
    rule = Rule(id="r", words=("クソ",), excepts=("ダークソウル",))
    assert marked("ダークソウルは良い", rule) == []
    assert marked("ﾀﾞｰｸｿｳﾙのクソゲー", rule) == ["クソ"]


def test_an_exception_cancels_a_hit_that_runs_into_it() -> None:
    rule = Rule(id="r", patterns=("お前は馬鹿",), excepts=("馬鹿正直",))
    assert marked("お前は馬鹿正直だ", rule) == []
    assert marked("お前は馬鹿だ、馬鹿正直ではない", rule) == ["お前は馬鹿"]


def test_an_exception_in_the_middle_of_a_hit_does_not_cancel_it() -> None:
    rule = Rule(id="r", patterns=("始.*終",), excepts=("中",))
    assert marked("始中終", rule) == ["始中終"]


def test_a_real_hit_behind_a_thousand_exceptions_is_still_found() -> None:
    rule = Rule(id="r", words=("クソ",), excepts=("ダークソウル",))
    assert marked("ダークソウル" * 1_000 + "クソ", rule) == ["クソ"]


def test_a_post_that_repeats_itself_gets_a_bounded_number_of_spans() -> None:
    (hit,) = judge("coin " * 10_000, Rule(id="r", words=("coin",)))
    assert len(hit.spans) == evaluate.SPANS_SHOWN


def test_domains_are_marked_by_their_host() -> None:
    text = "見て https://www.Ｓｐｏｒｅ．example/claim?x=1 です"
    assert marked(text, Rule(id="r", domains=("spore.example",))) == ["www.Ｓｐｏｒｅ．example"]


def test_a_domain_in_punycode_is_the_same_domain() -> None:
    host = "xn--" + "きのこ".encode("punycode").decode() + ".example"
    assert marked(f"https://{host}/", Rule(id="r", domains=("きのこ.example",))) == [host]
    assert marked("https://きのこ.example/", Rule(id="r", domains=(host,))) == ["きのこ.example"]


def test_a_rule_in_the_raw_view_reads_capitals_and_its_domains_still_work() -> None:
    rule = Rule(id="r", view=View.RAW, patterns=("[A-Z]{4}",), words=("カ",), domains=("spore.example",))
    assert marked("loud LOUD か カ SPORE.EXAMPLE", rule) == ["LOUD", "カ", "SPORE.EXAMPLE"]
    assert marked("quiet", rule) == []


def test_only_the_first_part_of_a_huge_post_is_read() -> None:
    rule = Rule(id="r", words=("coin",))
    assert marked(" " * (TEXT_ANALYSED - 4) + "coin", rule) == ["coin"]
    assert marked(" " * TEXT_ANALYSED + "coin", rule) == []
    assert marked("\ufdfa" * TEXT_ANALYSED, rule) == []


def test_text_folded_by_an_earlier_version_is_folded_again() -> None:
    rules = RuleSet(rules_of(Rule(id="r", words=("馬鹿",))))
    assert [hit.spans for hit in rules.evaluate("ｶ 馬鹿", "ka 馬鹿")] == [((2, 4),)]


def test_half_a_surrogate_pair_breaks_nothing() -> None:
    rule = Rule(id="r", words=("coin",))
    assert [hit.spans for hit in judge("\ud800 coin \udfff", rule)] == [((2, 6),)]
    raw = Rule(id="r", words=("coin",), view=View.RAW)
    assert [hit.spans for hit in judge("\ud800 coin \udfff", raw)] == [((2, 6),)]


def test_a_condition_that_cannot_be_compiled_is_set_aside_and_named_and_the_rest_works() -> None:
    rules = RuleSet(rules_of(Rule(id="r", patterns=("(?=x)", "coin")), Rule(id="s", words=("gem",))))
    assert list(rules.set_aside) == ["r"]
    assert "look-ahead" in rules.set_aside["r"]
    assert [hit.rule_id for hit in rules.evaluate("coin gem", "coin gem")] == ["r", "s"]


def test_a_rule_that_overruns_its_time_is_set_aside_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = RuleSet(rules_of(Rule(id="slow", patterns=("coin",)), Rule(id="s", words=("gem",))))
    monkeypatch.setattr(evaluate, "RULE_SECONDS", -1.0)
    rules.evaluate("coin", "coin")
    monkeypatch.undo()
    assert "took longer" in rules.set_aside["slow"]
    assert [hit.rule_id for hit in rules.evaluate("coin gem", "coin gem")] == ["s"]


def test_the_same_content_is_compiled_once() -> None:
    one, same = (rules_of(Rule(id="r", words=("coin",))) for _ in "12")
    other = rules_of(Rule(id="r", words=("gem",)))
    assert compile_rules(one) is compile_rules(same)
    assert compile_rules(one) is not compile_rules(other)


def test_old_rule_sets_leave_the_cache() -> None:
    first = compile_rules(rules_of(Rule(id="r", words=("first",))))
    for number in range(evaluate._CACHED):
        compile_rules(rules_of(Rule(id="r", words=(f"word{number}",))))
    assert compile_rules(rules_of(Rule(id="r", words=("first",)))) is not first


def test_a_file_without_rules_hits_nothing() -> None:
    assert RuleSet(rules_of()).evaluate("anything", "anything") == []


pieces = st.lists(
    st.sampled_from(
        [
            "free",
            "coin",
            "馬鹿",
            "正直",
            "ダークソウル",
            "クソ",
            "ｶﾞ",
            " ",
            "\n",
            "x",
            "。",
            "é",
            "\u200b",
            "spore.example",
        ]
    ),
    max_size=20,
)


@given(pieces)
def test_the_whole_set_finds_exactly_what_each_rule_finds_alone(parts: list[str]) -> None:
    text = "".join(parts)
    rules = (
        Rule(id="a", words=("free", "coin"), phrases=("free coin",)),
        Rule(id="b", words=("馬鹿",), excepts=("馬鹿正直",)),
        Rule(id="c", words=("クソ", "ガ"), excepts=("ダークソウル",), patterns=("クソ.x",)),
        Rule(id="d", domains=("spore.example",), view=View.RAW, patterns=("é+",)),
    )
    together = judge(text, *rules)
    alone = [hit for rule in rules for hit in judge(text, rule)]
    assert together == alone
    for hit in together:
        assert list(hit.spans) == sorted(hit.spans)
        assert all(0 <= start < end <= len(text) for start, end in hit.spans)


def test_the_starter_judges_ordinary_talk_as_clean() -> None:
    rules = compile_rules(load_published(STARTER.read_bytes()))
    words = "the lamp glows softly tonight 森 の 灯り が きれい です ね ありがとう how do I open the mill".split()
    choose = random.Random(7)
    for _ in range(300):
        text = " ".join(choose.choices(words, k=12))
        assert rules.evaluate(text, fold(text)) == []
    assert rules.set_aside == {}
