"""Words, phrases and patterns over hostile text, in time that grows with its length and with nothing else.

One RE2 set over all conditions says which of them may hit (`Prefilter`); the few candidates are then confirmed one
by one (`Condition.spans`). The prefilter may say yes too often, never no too often: it reads words without their
borders, because RE2 knows only ASCII words, and the confirmation looks at the neighbours itself.
"""

from __future__ import annotations

import enum
import functools
import itertools
import random
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from moderator.rules.fold import fold
from moderator.rules.links import canonical_host, covers, find_in_folded
from moderator.rules.schema import View

Span = tuple[int, int]

_PATTERN_MEMORY = 1 << 20  # bytes; bounds the size of one compiled pattern
_SET_MEMORY = 64 << 20  # bytes; taken only as far as the automaton grows
_CANARY = r"\z"  # matches every text: a set that does not even say this one ran out of memory
_TRIALS = 32
_TRIAL_CHARACTERS = 16_384
_TRIAL_SECONDS = 0.040  # CPU time of this thread for one trial; ordinary patterns take a hundredth

# Scripts that are written without spaces between words: a word in them is found anywhere.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x109F),  # Tibetan, Burmese
    (0x1100, 0x11FF),  # Hangul
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3021, 0x318F),  # kana, bopomofo, Hangul letters
    (0x31A0, 0x31FF),
    (0x3400, 0x9FFF),  # kanji
    (0xAC00, 0xD7FF),  # Hangul: particles follow without a space
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)


class PatternFault(Exception):
    """A pattern that cannot be used; the message is the reason, for people."""


class Overrun(Exception):
    """A condition took longer over one post than any may."""


class Kind(enum.StrEnum):
    WORD = "word"
    PHRASE = "phrase"
    DOMAIN = "domain"
    PATTERN = "pattern"


def spaced(char: str) -> bool:
    """Whether *char* is a letter or digit of a script that separates words, so that words end beside it."""
    if char.isascii():
        return char.isalnum()
    code = ord(char)
    if any(first <= code <= last for first, last in _UNSPACED):
        return False
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def encode(text: str) -> bytes:
    """Return *text* as RE2 reads it. Half a surrogate pair becomes a question mark: one character stays one."""
    return text.encode("utf-8", "replace")


def _options(memory: int, *, any_case: bool = False) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    options.case_sensitive = not any_case
    return options


@dataclass(slots=True)
class Text:
    """One text under confirmation, encoded once. `deadline` is CPU time of this thread, in seconds."""

    text: str
    data: bytes
    deadline: float

    @classmethod
    def of(cls, text: str, seconds: float) -> Text:
        return cls(text, encode(text), time.thread_time() + seconds)

    def check(self) -> None:
        """Raise Overrun when the time is used up."""
        if time.thread_time() > self.deadline:
            raise Overrun

    def span(self, start: int, end: int) -> Span:
        """Turn a span in bytes into one in characters."""
        if len(self.data) == len(self.text):
            return start, end
        first = len(self.data[:start].decode())
        return first, first + len(self.data[start:end].decode())


@dataclass(frozen=True, slots=True)
class Condition:
    """One word, phrase, domain or pattern of a rule, ready to be looked for.

    `needle` is what is compared: folded where the view is. `source` is its part of the prefilter.
    """

    kind: Kind
    label: str
    needle: str
    source: str
    finder: Any = None

    def spans(self, text: Text) -> Iterator[Span]:
        """Yield every place in *text* where this condition holds, in characters, from left to right."""
        if self.kind is Kind.DOMAIN:
            return self._domains(text)
        return self._literals(text) if self.finder is None else self._matches(text)

    def _literals(self, text: Text) -> Iterator[Span]:
        at = text.text.find(self.needle)
        steps = 0
        while at >= 0:
            end = at + len(self.needle)
            hit = self._stands_alone(text.text, at, end)
            if hit:
                yield at, end
            at = text.text.find(self.needle, end if hit else at + 1)
            steps += 1
            if not steps & 0xFF:
                text.check()

    def _matches(self, text: Text) -> Iterator[Span]:
        """Search on bytes: RE2 over str would encode the whole text again at every step."""
        at, data = 0, text.data
        while at <= len(data):
            found = self.finder.search(data, at)
            text.check()
            if found is None:
                return
            start, end = found.span()
            first, last = text.span(start, end)
            hit = end > start and (self.kind is Kind.PATTERN or self._stands_alone(text.text, first, last))
            if hit:
                yield first, last
            at = end if hit else _next_character(data, start)

    def _domains(self, text: Text) -> Iterator[Span]:
        for link in find_in_folded(text.text):
            text.check()
            if covers(self.needle, link):
                yield link.start, link.end

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        if start and spaced(text[start]) and spaced(text[start - 1]):
            return False
        return not (end < len(text) and spaced(text[end - 1]) and spaced(text[end]))


Maker = Callable[[str, View], Condition]
"""What `word`, `phrase`, `domain` and `pattern` have in common."""


def _next_character(data: bytes, at: int) -> int:
    at += 1
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return at


def word(written: str, view: View) -> Condition:
    """Make the condition for one word. Raises PatternFault when it cannot be one."""
    needle = _needle(written, view)
    if any(char.isspace() for char in needle):
        raise PatternFault("a word has no space in it; write it under phrases")
    return Condition(Kind.WORD, written, needle, _bordered(needle, re2.escape(needle)))


def phrase(written: str, view: View) -> Condition:
    """Make the condition for several words with any white space between them; between Japanese there may be none."""
    parts = _needle(written, view).split()
    source = re2.escape(parts[0])
    for before, after in zip(parts, parts[1:], strict=False):
        tight = not (spaced(before[-1]) or spaced(after[0]))
        source += (r"\s*" if tight else r"\s+") + re2.escape(after)
    finder = re2.compile(source, _options(_PATTERN_MEMORY)) if len(parts) > 1 else None
    needle = " ".join(parts)
    return Condition(Kind.PHRASE, written, needle, _bordered(needle, source), finder)


def domain(written: str, view: View) -> Condition:
    """Make the condition for a domain and every host below it; hosts are compared folded in every view."""
    del view
    host = canonical_host(written)
    source = re2.escape(host).replace(r"\.", "[.。]")
    # A host in punycode cannot be told from its letters; the links of such a text are read one by one.
    return Condition(Kind.DOMAIN, written, host, rf"{source}|xn--")


def pattern(written: str, view: View) -> Condition:
    """Make the condition for a pattern in RE2's syntax. Raises PatternFault with the reason when it is unusable."""
    _compile(written)
    needle = written if view is View.RAW else f"(?i:{fold_pattern(written)})"
    finder = _compile(needle)
    if finder.search(b"") is not None:
        raise PatternFault("this matches the empty text, so it would hit every post")
    return Condition(Kind.PATTERN, written, needle, needle, finder)


def _needle(written: str, view: View) -> str:
    needle = written.strip() if view is View.RAW else fold(written).strip()
    if not needle:
        raise PatternFault("nothing is left of this once it is folded")
    return needle


def _bordered(needle: str, source: str) -> str:
    """Let the prefilter drop words inside other ASCII words; `_` joins words for RE2 but not for people."""
    left = r"(?:\b|_)" if needle[0].isascii() and needle[0].isalnum() else ""
    right = r"(?:\b|_)" if needle[-1].isascii() and needle[-1].isalnum() else ""
    return left + source + right


def _compile(source: str) -> Any:
    try:
        return re2.compile(source, _options(_PATTERN_MEMORY))
    except re2.error as error:
        raise PatternFault(_reason(error)) from None


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else b""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if "invalid perl operator: (?=" in words or "(?!" in words or "(?<" in words:
        return f"look-ahead and look-behind cannot be used ({words}); use except or two rules"
    if "invalid escape sequence" in words and words[-1:].isdigit():
        return f"a back-reference cannot be used ({words})"
    if "too large" in words:
        return "the pattern is too large once its repetitions are written out"
    return f"not a valid pattern: {words}"


def try_speed(condition: Condition) -> None:
    """Raise PatternFault for a pattern that remembers too much: on a few of its own letters it would crawl.

    Takes some milliseconds; done when a file is saved, not each time it is compiled.
    """
    letters = [char for char in fold(condition.label) if char.isalnum()]
    beside = [pair for pair in zip(letters, letters[1:], strict=False) if pair[0] != pair[1]]
    others = list(itertools.combinations(sorted({*letters, " ", "a"}), 2))
    chosen = random.Random(len(others)).sample(others, min(len(others), _TRIALS))
    for pair in dict.fromkeys([*beside[:_TRIALS], *chosen]):
        # A slow start may have other reasons, so a pattern is slow only when two texts in a row were.
        if all(_search_time(condition.finder, pair, mix) > _TRIAL_SECONDS for mix in _trial_mixes()):
            raise PatternFault("this is too slow on long posts; use fewer or smaller repetitions like {1,500}")


@functools.cache
def _trial_mixes() -> tuple[str, str]:
    choose = random.Random(_TRIALS)
    one, other = ("".join(choose.choices("01", k=_TRIAL_CHARACTERS)) for _ in range(2))
    return one, other


def _search_time(finder: Any, pair: tuple[str, str], mix: str) -> float:
    """CPU seconds for one search of a text made of two letters in the order of *mix*."""
    data = encode(mix.translate({ord("0"): pair[0], ord("1"): pair[1]}))
    before = time.thread_time()
    finder.search(data)
    return time.thread_time() - before


class Prefilter:
    """Says which of many sources may match a text, in one pass over it."""

    def __init__(self, sources: Sequence[str]) -> None:
        """Build the set. Each source must have been accepted by RE2 before; raises re2.error otherwise."""
        self._all = list(range(len(sources)))
        self._sets = list(_sets(sources, 0))

    def candidates(self, text: str) -> list[int]:
        """Return the indices of the sources that may match; all of them when the set failed."""
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = encode(text)
        found: list[int] = []
        for matcher, first, canary in self._sets:
            ids = matcher.Match(data)
            if ids is None:
                return self._all
            if len(ids) == 1 and ids[0] == canary:
                continue
            if canary not in ids:
                return self._all
            found += [first + index for index in ids if index != canary]
        return found


def _sets(sources: Sequence[str], first: int) -> Iterator[tuple[Any, int, int]]:
    matcher = re2.Set.SearchSet(_options(_SET_MEMORY))
    for source in sources:
        matcher.Add(source)
    canary = matcher.Add(_CANARY)
    try:
        matcher.Compile()
    except re2.error:
        if len(sources) < 2:
            raise
        middle = len(sources) // 2
        yield from _sets(sources[:middle], first)
        yield from _sets(sources[middle:], first + middle)
    else:
        yield matcher, first, canary


_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_QUANTIFIERS = frozenset("?*+{")
_RANGE_LIMIT = 1_024  # characters; a longer range in a class is left as it is


def fold_pattern(source: str) -> str:
    """Fold the letters of a pattern, so that it fits folded text, and leave its syntax alone.

    Decomposed, half-width and katakana letters, ranges in classes and quoted pieces are folded; escapes, group names
    and property names are not.
    """
    source = unicodedata.normalize("NFC", source)
    out: list[str] = []
    at = 0
    while at < len(source):
        char = source[at]
        if char == "\\":
            end = _escape_end(source, at)
            piece = source[at:end]
            out.append(re2.escape(fold(piece[2:].removesuffix("\\E"))) if piece[1:2] == "Q" else piece)
        elif char == "[":
            folded, end = _fold_class(source, at)
            out.append(folded)
        elif source.startswith("(?", at):
            end = at + 2
            while end < len(source) and source[end] not in ":)>":
                end += 1
            end = min(end + 1, len(source))
            out.append(source[at:end])
        elif char.isascii():
            end = at + 1
            out.append(char if char in _SPECIAL else char.lower())
        else:
            end = at
            while end < len(source) and not source[end].isascii():
                end += 1
            out.append(_fold_run(source[at:end], source[end : end + 1] in _QUANTIFIERS and end < len(source)))
        at = end
    return "".join(out)


def _fold_run(run: str, quantified: bool) -> str:
    """Fold a run of letters; a quantifier behind it keeps its hold on what the last letter became."""
    if not quantified:
        return _escape(fold(run))
    head = len(run) - 1
    while head and len(fold(run[head:])) + len(fold(run[:head])) > len(fold(run)):
        head -= 1  # a mark that voices the letter before it belongs to it
    while head and not fold(run[head:]):
        head -= 1
    last = _escape(fold(run[head:]))
    return _escape(fold(run[:head])) + (last if len(last) == 1 else f"(?:{last})")


def _escape(text: str) -> str:
    return "".join("\\" + char if char in _SPECIAL else char for char in text)


def _escape_end(source: str, at: int) -> int:
    """Where the escape that begins at *at* ends."""
    follows = source[at + 1 : at + 2]
    if follows == "Q":
        end = source.find("\\E", at + 2)
        return len(source) if end < 0 else end + 2
    if follows in ("p", "P", "x") and source[at + 2 : at + 3] == "{":
        end = source.find("}", at)
        return len(source) if end < 0 else end + 1
    return at + {"x": 4, "p": 3, "P": 3}.get(follows, 2)


def _fold_class(source: str, at: int) -> tuple[str, int]:
    """Fold the class that begins at *at*; return it and where it ends."""
    end = at + 1
    out = ["["]
    if source[end : end + 1] == "^":
        out.append("^")
        end += 1
    first = True
    while end < len(source) and (first or source[end] != "]"):
        first = False
        if source.startswith("[:", end):
            close = source.find(":]", end)
            stop = len(source) if close < 0 else close + 2
            out.append(source[end:stop])
        elif source[end] == "\\":
            stop = _escape_end(source, end)
            out.append(source[end:stop])
        elif source[end + 1 : end + 2] == "-" and source[end + 2 : end + 3] not in ("]", "", "\\"):
            stop = end + 3
            out.append(_fold_range(source[end], source[end + 2]))
        else:
            stop = end + 1
            out.append(_fold_member(source[end]))
        end = stop
    return "".join(out) + source[end : end + 1], end + 1


def _fold_member(char: str) -> str:
    folded = fold(char)
    return _quote_member(folded if len(folded) == 1 else char)


def _quote_member(char: str) -> str:
    return "\\" + char if char in "\\]^[-" else char


def _fold_range(first: str, last: str) -> str:
    kept = f"{_quote_member(first)}-{_quote_member(last)}"
    size = ord(last) - ord(first)
    if not 0 <= size <= _RANGE_LIMIT:
        return kept
    folded = sorted({ord(char) for code in range(ord(first), ord(last) + 1) if len(char := fold(chr(code))) == 1})
    out: list[str] = []
    for code in folded:
        if out and code == ord(out[-1][-1]) + 1:
            out[-1] = out[-1][0] + chr(code)
        else:
            out.append(chr(code))
    return "".join(_quote_member(run[0]) + (f"-{_quote_member(run[-1])}" if len(run) > 1 else "") for run in out)
