"""How fast posts meet rules. Everything is generated from a seed; run it alone with `python -m tests.bench.rules`."""

from __future__ import annotations

import random
import re
import time
import unicodedata
from collections.abc import Callable, Sequence

from moderator.domain.community import Severity
from moderator.rules.evaluate import RuleSet
from moderator.rules.fold import fold
from moderator.rules.schema import Category, Guideline, GuidelineFile, Rule

Figure = dict[str, object]

SECONDS = 1.5  # for each measurement; slow baselines run on as many posts as fit
BATCH = 500  # posts between two looks at the clock
SYLLABLES = "ka mo ri to spo re lan tern gle mi fo ra bu shi ve no ta lu dew cap".split()
KANA = "あかさたなはまやらわいきしちにひみりうくすつぬふむゆるえけせてねへめれおこそとのほもよろをん"
KANJI = "森灯守胞子霧回廊水車小屋渡舟鳴洞光苔露落葉鍋夜道具絵文字地図"


def make_words(count: int, seed: int, longer: int = 0) -> list[str]:
    """Invented words, half of them Japanese; *longer* ones are never found inside the others."""
    choose = random.Random(seed)
    words: list[str] = []
    for number in range(count):
        if number % 2:
            words.append(
                "".join(choose.choices(KANJI, k=2 + longer)) + "".join(choose.choices(KANA, k=choose.randint(1, 3)))
            )
        else:
            words.append("".join(choose.choices(SYLLABLES, k=choose.randint(2, 4) + 2 * longer)))
    return words


def make_posts(count: int, seed: int = 1, *, japanese: bool | None = None) -> list[str]:
    """Posts of about 80 characters: four in five English, the rest Japanese, some in odd spelling, few that hit."""
    choose = random.Random(seed)
    vocabulary = make_words(4_000, seed=2)
    english, native = vocabulary[::2], vocabulary[1::2]
    bad = make_words(500, seed=3, longer=1)
    posts: list[str] = []
    for number in range(count):
        as_japanese = number % 5 == 4 if japanese is None else japanese
        parts = choose.choices(native, k=18) if as_japanese else choose.choices(english, k=11)
        if number % 100 == 50:
            parts[3] = choose.choice(bad[1::2] if as_japanese else bad[::2])
        text = ("" if as_japanese else " ").join(parts)
        if number % 33 == 7:
            text = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
        posts.append(text.capitalize())
    return posts


def make_rules(count: int) -> GuidelineFile:
    """Rules with one condition each: words, phrases, domains and patterns as communities mix them."""
    words = make_words(count, seed=3, longer=1)
    rules: list[Rule] = []
    for number, word in enumerate(words):
        name = f"r{number}"
        match number % 20:
            case 3 | 7 | 11:
                rules.append(Rule(id=name, phrases=(f"{word} {words[number - 1]}",)))
            case 4 | 8:
                rules.append(Rule(id=name, domains=(f"{word}-{number}.example",)))
            case 12 | 16:
                rules.append(Rule(id=name, patterns=(rf"{word}\s*\d+\s*(?:coins?|枚)",)))
            case _:
                rules.append(Rule(id=name, words=(word,)))
    guideline = Guideline(
        id="g", title={}, text={}, severity=Severity.LOW, category=Category.SPAM, target_minutes=60, rules=tuple(rules)
    )
    return GuidelineFile(guidelines=(guideline,))


def re_loop(file: GuidelineFile) -> Callable[[str], object]:
    """The obvious way: every rule as a compiled `re`, one after the other."""
    compiled: list[re.Pattern[str]] = []
    for rule in file.guidelines[0].rules:
        for source in rule.patterns:
            compiled.append(re.compile(source, re.IGNORECASE))
        for literal in (*rule.words, *rule.phrases, *rule.domains):
            border = r"\b" if literal.isascii() else ""
            compiled.append(re.compile(border + re.escape(fold(literal)) + border))
    return lambda text: [pattern for pattern in compiled if pattern.search(text)]


def naive_fold(text: str) -> str:
    """The obvious chain: normalise, drop marks and invisible characters, kana one by one, look-alikes one by one."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text)
    text = "".join(char for char in unicodedata.normalize("NFD", text) if not "\u0300" <= char <= "\u036f")
    text = unicodedata.normalize("NFC", text)
    text = "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)
    return "".join({"а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x"}.get(char, char) for char in text)


def rate(work: Callable[[int], object], size: int) -> float:
    """How many items a second `work(index)` gets through; it goes round until the time is up."""
    done = 0
    before = time.perf_counter()
    while True:
        for index in range(done, done + BATCH):
            work(index % size)
        done += BATCH
        spent = time.perf_counter() - before
        if spent > SECONDS:
            return done / spent


def slow_rate(work: Callable[[str], object], texts: Sequence[str]) -> float:
    before = time.perf_counter()
    done = 0
    for text in texts:
        work(text)
        done += 1
        if time.perf_counter() - before > SECONDS:
            break
    return done / (time.perf_counter() - before)


def _figure(value: float, unit: str, size: str, baseline: str, against: float) -> Figure:
    return {"value": round(value), "unit": unit, "size": size, "baseline": baseline, "ratio": round(value / against, 1)}


def _live(count: int, posts: list[str], folded: list[str]) -> Figure:
    file = make_rules(count)
    rules = RuleSet(file)
    for raw, text in zip(posts[:5_000], folded, strict=False):
        rules.evaluate(raw, text)  # the automaton is built as texts go through it
    value = rate(lambda index: rules.evaluate(posts[index], folded[index]), len(posts))
    size = f"{count:,} rules, {len(posts):,} posts, folded before, one core"
    return _figure(value, "posts/s", size, "re loop", slow_rate(re_loop(file), folded))


def _whole(posts: list[str], what: str) -> Figure:
    file = make_rules(500)
    rules = RuleSet(file)
    loop = re_loop(file)
    value = rate(lambda index: rules.evaluate(posts[index], fold(posts[index])), len(posts))
    against = slow_rate(lambda text: loop(naive_fold(text)), posts)
    return _figure(
        value, "posts/s", f"500 rules, {len(posts):,} {what}posts, fold and judge", "naive chain, re loop", against
    )


def bench_rules() -> dict[str, Figure]:
    """Measure folding, judging and both together."""
    posts = make_posts(20_000)
    folded = [fold(post) for post in posts]
    japanese = make_posts(10_000, japanese=True)
    fold_rate = rate(lambda index: fold(posts[index]), len(posts))
    hit = sum(
        bool(RuleSet(make_rules(500)).evaluate(posts[index], folded[index])) for index in range(50, 20_000, 1_000)
    )
    if not hit:
        raise AssertionError("no post hits a rule: this measures nothing")
    return {
        "judge_500": _live(500, posts, folded),
        "judge_5000": _live(5_000, posts, folded),
        "fold": _figure(fold_rate, "posts/s", f"{len(posts):,} posts", "naive chain", slow_rate(naive_fold, posts)),
        "fold_and_judge_500": _whole(posts, ""),
        "fold_and_judge_500_japanese": _whole(japanese, "Japanese "),
    }


def main() -> None:
    for name, figure in bench_rules().items():
        print(
            f"{name:<30} {figure['value']:>10,} {figure['unit']}   {figure['ratio']:>7} x {figure['baseline']}"
            f"   ({figure['size']})"
        )


if __name__ == "__main__":
    main()
