"""Say which rules a post breaks, and where. One pass over the text when none does; spans in the original text."""

from __future__ import annotations

import hashlib
import threading
import time
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from moderator.domain.caps import TEXT_ANALYSED
from moderator.domain.community import Severity
from moderator.rules import patterns
from moderator.rules.fold import fold, fold_with_offsets, original_span
from moderator.rules.patterns import Condition, Kind, PatternFault, Prefilter, Span, Text
from moderator.rules.schema import Guideline, GuidelineFile, Rule, View

RULE_SECONDS = 0.100  # CPU time that one rule may take over one post before it is set aside
SPANS_SHOWN = 50  # spans of one hit; the rest of a post that repeats itself adds nothing
LABELS_SHOWN = 3
_CACHED = 16  # rule sets kept compiled


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that a post breaks. `spans` are [start, end) in characters of the original text, in order."""

    rule_id: str
    guideline_id: str
    severity: Severity
    spans: tuple[Span, ...]
    view: View
    what: str  # the words, domains or patterns that hit, as the file has them


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule_id: str
    guideline_id: str
    severity: Severity
    view: View
    excepts: tuple[str, ...]
    folded_excepts: tuple[str, ...]


class RuleSet:
    """The rules of one guidelines file, compiled. Made by `compile_rules`; the same set may serve several threads.

    `set_aside` names every rule that is not in force, with the reason: what could not be compiled is left out of
    its rule, what overran its time on a post is out altogether until the set is compiled again.
    """

    def __init__(self, file: GuidelineFile) -> None:
        self.set_aside: dict[str, str] = {}
        self._stopped: set[int] = set()
        self._rules: list[_Compiled] = []
        self._folded: list[tuple[int, Condition]] = []
        self._raw: list[tuple[int, Condition]] = []
        for guideline in file.guidelines:
            for rule in guideline.rules:
                self._add(guideline, rule)
        self._folded_filter = Prefilter([condition.source for _, condition in self._folded])
        self._raw_filter = Prefilter([condition.source for _, condition in self._raw]) if self._raw else None

    def _add(self, guideline: Guideline, rule: Rule) -> None:
        number = len(self._rules)
        for condition in self._conditions(rule):
            by_raw = rule.view is View.RAW and condition.kind is not Kind.DOMAIN
            (self._raw if by_raw else self._folded).append((number, condition))
        severity = guideline.severity if rule.severity is None else rule.severity
        folded = tuple(filter(None, map(fold, rule.excepts)))
        self._rules.append(_Compiled(rule.id, guideline.id, severity, rule.view, rule.excepts, folded))

    def _conditions(self, rule: Rule) -> Iterator[Condition]:
        for make, written in conditions_of(rule):
            try:
                yield make(written, rule.view)
            except PatternFault as fault:
                self.set_aside[rule.id] = f"{written}: {fault}"

    def evaluate(self, raw: str, folded: str) -> list[Hit]:
        """Return a hit for every rule that the post breaks, in the order of the file.

        *folded* is `fold(raw)`, made once when the post arrived. Only the first 64 Ki characters are read.
        """
        if len(raw) > TEXT_ANALYSED or len(folded) > TEXT_ANALYSED:
            raw = raw[:TEXT_ANALYSED]
            folded = fold(raw)[:TEXT_ANALYSED]
        found = self._folded_filter.candidates(folded)
        found_raw = self._raw_filter.candidates(raw) if self._raw_filter is not None else ()
        if not found and not found_raw:
            return []
        offsets: array[int] | None = None
        if found:
            again, offsets = fold_with_offsets(raw)
            if again[:TEXT_ANALYSED] != folded:  # folded by an earlier version: its positions would be off
                folded = again[:TEXT_ANALYSED]
                found = self._folded_filter.candidates(folded)
        return list(self._confirm(raw, folded, offsets, found, found_raw))

    def _confirm(
        self, raw: str, folded: str, offsets: array[int] | None, found: Iterable[int], found_raw: Iterable[int]
    ) -> Iterator[Hit]:
        by_rule: dict[int, list[Condition]] = {}
        for pool, indices in ((self._folded, found), (self._raw, found_raw)):
            for index in sorted(indices):
                number, condition = pool[index]
                by_rule.setdefault(number, []).append(condition)
        texts = {View.FOLDED: Text.of(folded, RULE_SECONDS), View.RAW: Text.of(raw, RULE_SECONDS)}
        for number in sorted(by_rule):
            if number in self._stopped:
                continue
            hit = self._judge(number, by_rule[number], texts, offsets)
            if hit is not None:
                yield hit

    def _judge(
        self, number: int, conditions: list[Condition], texts: dict[View, Text], offsets: array[int] | None
    ) -> Hit | None:
        """Confirm one rule. One that overruns is set aside, and what it had found until then still counts."""
        rule = self._rules[number]
        spans: list[tuple[Span, str]] = []
        deadline = time.thread_time() + RULE_SECONDS
        try:
            for condition in conditions:
                view = View.FOLDED if condition.kind is Kind.DOMAIN else rule.view
                text = texts[view]
                text.deadline = deadline
                for count, span in enumerate(_unexcepted(condition, text, _excepts(rule, view))):
                    if count == SPANS_SHOWN:
                        break
                    if view is View.FOLDED and offsets is not None:
                        span = original_span(offsets, *span)
                    spans.append((span, condition.label))
                text.check()
        except patterns.Overrun:
            self._stopped.add(number)
            self.set_aside[rule.rule_id] = f"took longer than {RULE_SECONDS * 1000:.0f} ms over one post"
        if not spans:
            return None
        return Hit(rule.rule_id, rule.guideline_id, rule.severity, _merged(spans), rule.view, _labels(spans))


def conditions_of(rule: Rule) -> Iterator[tuple[patterns.Maker, str]]:
    """Yield everything that a rule looks for, with the function that makes a condition of it."""
    for make, written in (
        (patterns.word, rule.words),
        (patterns.phrase, rule.phrases),
        (patterns.domain, rule.domains),
        (patterns.pattern, rule.patterns),
    ):
        for item in written:
            yield make, item


def _excepts(rule: _Compiled, view: View) -> tuple[str, ...]:
    return rule.excepts if view is View.RAW else rule.folded_excepts


def _unexcepted(condition: Condition, text: Text, excepts: tuple[str, ...]) -> Iterator[Span]:
    """Leave out what is only part of an exception: クソ in ダークソウル, お前は馬鹿 that runs into 馬鹿正直."""
    for start, end in condition.spans(text):
        if not any(_taken(text.text, start, end, allowed) for allowed in excepts):
            yield start, end


def _taken(text: str, start: int, end: int, allowed: str) -> bool:
    """Whether *allowed* stands over the first or the last character of the span."""
    length = len(allowed)
    return (
        text.find(allowed, max(0, start - length + 1), start + length) >= 0
        or text.find(allowed, max(0, end - length), end - 1 + length) >= 0
    )


def _merged(spans: Iterable[tuple[Span, str]]) -> tuple[Span, ...]:
    """Join spans that overlap, so that each character is marked once."""
    merged: list[Span] = []
    for start, end in sorted(span for span, _ in spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged[:SPANS_SHOWN])


def _labels(spans: Iterable[tuple[Span, str]]) -> str:
    labels = list(dict.fromkeys(label for _, label in sorted(spans)))
    return ", ".join(labels[:LABELS_SHOWN]) + (", …" if len(labels) > LABELS_SHOWN else "")


_cache: OrderedDict[bytes, RuleSet] = OrderedDict()
_cache_lock = threading.Lock()


def compile_rules(file: GuidelineFile) -> RuleSet:
    """Return the rules of *file*, compiled; a file with the same content is compiled once in a process."""
    key = hashlib.blake2b(msgspec.json.encode(file), digest_size=16).digest()
    with _cache_lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    made = RuleSet(file)
    with _cache_lock:
        _cache[key] = made
        while len(_cache) > _CACHED:
            _cache.popitem(last=False)
    return made
