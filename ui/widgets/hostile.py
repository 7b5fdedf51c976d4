"""What other people wrote, made fit to be shown: nothing hides, nothing turns the line round, nothing piles up.

Bidirectional and other invisible controls become visible tags such as ‹RLO›, long piles of combining marks are cut
with a count, and the text is capped before anything lays it out. Ordinary Thai, Hindi, Arabic and emoji sequences
pass unchanged. Every original character knows where it is shown, so that a hit found in the original lands right.
"""

from __future__ import annotations

import re  # re: fixed patterns without nested repeats; the time grows with the length only
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass

from moderator.domain.caps import NAME_CHARACTERS, TEXT_SHOWN

FSI, PDI = "\u2068", "\u2069"
MARKS_PER_BASE = 4
CLUSTER_CHARACTERS = 16
_ZWNJ, _ZWJ = 0x200C, 0x200D
_BLACK_FLAG = 0x1F3F4

_NAMES = {
    0x00AD: "SHY", 0x034F: "CGJ", 0x061C: "ALM", 0x115F: "HF", 0x1160: "HF", 0x180E: "MVS", 0x200B: "ZWSP",
    0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF",
    0x202D: "LRO", 0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
    0x3164: "HF", 0xFEFF: "BOM", 0xFFA0: "HF",
}  # fmt: skip
_INVISIBLE_LETTERS = frozenset({0x115F, 0x1160, 0x3164, 0xFFA0})
_INVISIBLE_MARKS = frozenset({0x034F, 0x17B4, 0x17B5})
# Format characters that are seen: the signs which Arabic, Syriac and Kaithi write around a number.
_SEEN_FORMAT = frozenset({*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD})
# Scripts whose letters change their form by a joiner: Arabic to N'Ko, the scripts of India, Tibetan to Mongolian.
_JOINING = ((0x0600, 0x07FF), (0x0840, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x18AF), (0xA840, 0xA87F), (0xFB50, 0xFEFC))
_FLAG_TAGS = re.compile("[\U000e0020-\U000e007e]{1,6}\U000e007f")
_PLAIN = re.compile(r"[\t\n\x20-\x7e]*")
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _pictograph(code: int) -> bool:
    """Whether emoji sequences may be joined at this character."""
    return code >= 0x1F000 and code < 0x20000 or 0x2190 <= code <= 0x2BFF or code in (0x00A9, 0x00AE, 0x3030)


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of a text as it is shown, and where each of its characters came from.

    `start` and `end` are characters of the original, `length` is all of it. Offsets into `text` are UTF-16 units,
    as Qt counts them.
    """

    text: str
    start: int
    end: int
    length: int
    _from: array[int] | None = None  # for each original character the unit where it begins to be shown
    _to: array[int] | None = None

    @property
    def more(self) -> int:
        """How many characters of the original come after this piece."""
        return self.length - self.end

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the original characters [start, end) are shown, in UTF-16 units; None when none of them is."""
        first, last = max(start, self.start), min(end, self.end)
        if first >= last:
            return None
        if self._from is None or self._to is None:
            return first - self.start, last - self.start
        return self._from[first - self.start], self._to[last - 1 - self.start]

    def original(self, unit: int) -> int:
        """The original character that is shown at *unit*."""
        if self._from is None:
            return min(self.start + unit, self.end)
        return self.start + max(0, bisect_right(self._from, unit) - 1)


def prepare(text: str, start: int = 0, limit: int = TEXT_SHOWN) -> Shown:
    """Make [start, start + limit) of *text* fit to be shown as one block of plain text; line breaks stay."""
    start = max(0, min(start, len(text)))
    end = _whole(text, start, min(len(text), start + limit))
    piece = text[start:end]
    if _PLAIN.fullmatch(piece):
        return Shown(piece, start, end, len(text))
    weaver = _Weaver(piece)
    end = start + weaver.run(limit)
    return Shown("".join(weaver.out), start, end, len(text), weaver.begins, weaver.ends)


def _whole(text: str, start: int, end: int) -> int:
    """Move *end* back so that it does not part a letter from its marks."""
    cut = end
    while start < cut < len(text) and end - cut < 64:
        if unicodedata.category(text[cut])[0] != "M" and _ZWJ not in (ord(text[cut]), ord(text[cut - 1])):
            return cut
        cut -= 1
    return end


class _Weaver:
    """Goes over the text once, and knows of the cluster it is in: its base, its marks, its length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.begins = array("l")
        self.ends = array("l")
        self.unit = 0
        self.marks = self.cluster = 0
        self.before = 0  # the character just before, 0 after a break or a tag

    def run(self, most: int) -> int:
        """Weave until the text ends, or until about *most* units are shown: tags are longer than what they stand for.

        Return how many characters were taken.
        """
        text, at = self.text, 0
        while at < len(text) and (self.unit < most or self._goes_on(text[at])):
            at += self._take(at, ord(text[at]))
        return at

    def _goes_on(self, char: str) -> bool:
        return self.before != 0 and (unicodedata.category(char)[0] == "M" or _ZWJ in (ord(char), self.before))

    def _put(self, shown: str, taken: int = 1) -> int:
        """Show *shown* for the next *taken* original characters."""
        after = self.unit + len(shown) + sum(c > "\uffff" for c in shown)
        for _ in range(taken):
            self.begins.append(self.unit)
            self.ends.append(after)
        self.out.append(shown)
        self.unit = after
        return taken

    def _take(self, at: int, code: int) -> int:
        char = self.text[at]
        if 0x20 <= code < 0x7F or char in "\n\t":
            return self._base(char, code)
        if char == "\r":
            return self._break(2 if self.text.startswith("\r\n", at) else 1)
        kind = unicodedata.category(char)
        if kind[0] == "M":
            return self._mark(at, char, code)
        if kind in ("Zl", "Zp") or code == 0x85:
            return self._break(1)
        if code in (_ZWJ, _ZWNJ) and self._joins(at, code):
            return self._grow(char, code)
        if code == 0xE007F or 0xE0020 <= code <= 0xE007E:
            return self._flag(at)
        if self._hides(kind, code):
            return self._tag(at, code)
        if self.before == _ZWJ or 0x1F3FB <= code <= 0x1F3FF:
            self.marks = 0
            return self._grow(char, code)
        return self._base(char, code)

    def _base(self, char: str, code: int) -> int:
        self.marks, self.cluster, self.before = 0, 1, code
        return self._put(char)

    def _grow(self, char: str, code: int) -> int:
        self.cluster += 1
        self.before = code
        return self._put(char)

    def _break(self, taken: int) -> int:
        self.marks = self.cluster = self.before = 0
        return self._put("\n", taken)

    def _hides(self, kind: str, code: int) -> bool:
        if kind in ("Cc", "Cs") or code in _INVISIBLE_LETTERS or code & 0xFFFE == 0xFFFE:
            return True
        if kind == "Cf":
            return code not in _SEEN_FORMAT
        return kind == "Cn" and (0xE0000 <= code <= 0xE0FFF or 0xFFF0 <= code <= 0xFFF8 or code == 0x2065)

    def _joins(self, at: int, code: int) -> bool:
        if self.before in (0, _ZWJ, _ZWNJ) or self.cluster >= CLUSTER_CHARACTERS:
            return False
        if _within(self.before, _JOINING):
            return True
        after = ord(self.text[at + 1]) if at + 1 < len(self.text) else 0
        before = _pictograph(self.before) or self.before in (0xFE0F, 0xE007F)
        return code == _ZWJ and before and _pictograph(after)

    def _mark(self, at: int, char: str, code: int) -> int:
        if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
            return self._grow(char, code) if self._varies(code) else self._tag(at, code)
        if code in _INVISIBLE_MARKS:
            return self._tag(at, code)
        self.marks += 1
        if self.marks <= MARKS_PER_BASE:
            return self._grow(char, code)
        end = at + 1
        while end < len(self.text) and unicodedata.category(self.text[end])[0] == "M":
            end += 1
        return self._put(f"‹+{end - at}›", end - at)

    def _varies(self, code: int) -> bool:
        """Whether a variation selector stands where one is written: once, right behind its character."""
        if self.before == 0:
            return False
        if code >= 0xE0100 or code < 0xFE0E:
            return _within(self.before, _IDEOGRAPHS) or (code < 0xFE0E and unicodedata.category(chr(self.before)) == "Sm")
        return _pictograph(self.before) or chr(self.before) in "#*0123456789!?\u203c\u2049\u2122\u2139\u3297\u3299"

    def _flag(self, at: int) -> int:
        """The tags that spell a region behind a black flag; anywhere else they hide words."""
        found = _FLAG_TAGS.match(self.text, at) if self.before == _BLACK_FLAG else None
        if found is None:
            return self._tag(at, ord(self.text[at]))
        taken = len(found.group())
        self.cluster += taken
        self.before = 0xE007F
        for char in found.group():
            self._put(char)
        return taken

    def _tag(self, at: int, code: int) -> int:
        """One visible tag; a run of what is hidden alike becomes one tag with a count."""
        name = _tag_name(code)
        end = at + 1
        while end < len(self.text) and _tag_name(ord(self.text[end])) == name:
            end += 1
        self.marks = self.cluster = self.before = 0
        count = f" ×{end - at}" if end - at > 1 else ""
        return self._put(f"‹{name}{count}›", end - at)


def _tag_name(code: int) -> str:
    if code in _NAMES:
        return _NAMES[code]
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return "VS"
    if 0xE0000 <= code <= 0xE007F:
        return "TAG"
    return f"U+{code:04X}"


# --- one line -----------------------------------------------------------------------------------------------------------


def isolated(text: str) -> str:
    """Put *text*, already fit to be shown, between isolates: its direction ends where it ends."""
    return f"{FSI}{text}{PDI}"


def inline(text: str, limit: int = NAME_CHARACTERS) -> str:
    """A name or an excerpt on one line: prepared, without breaks, isolated from what stands around it."""
    shown = prepare(text, 0, limit)
    return isolated(" ".join(shown.text.split()) + ("…" if shown.more else ""))


_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")


def mixed_scripts(name: str) -> tuple[str, ...]:
    """The scripts in *name* that look like one another, when there is more than one: ("LATIN", "CYRILLIC")."""
    found = {unicodedata.name(c, "").split(" ")[0] for c in name[:NAME_CHARACTERS] if c.isalpha()}
    alike = tuple(script for script in _SCRIPTS if script in found)
    return alike if len(alike) > 1 else ()


_ADDRESS = re.compile(r"(?i)\b(h)tt(ps?://)([^\s/?#]{1,255})")


def defanged(text: str) -> str:
    """*text* with addresses that nothing turns into a link: hxxps://example[.]org."""
    return _ADDRESS.sub(lambda m: f"{m[1]}xx{m[2]}{m[3].replace('.', '[.]')}", text)
