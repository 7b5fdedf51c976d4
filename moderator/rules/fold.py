"""Fold text for matching: one spelling for all the ways in which people, and spammers, write the same thing.

Folding unifies width, case, katakana and hiragana, accents (composed and decomposed), typographic quotes and
dashes, and letters of other scripts that look Latin; it removes zero-width and bidirectional controls.
Small kana, the long vowel mark and kanji are never touched: や and ゃ, ロ and 口, ー and 一 stay different.

`fold` is fast and keeps no positions; `fold_with_offsets` gives the same text and says where each character
came from. Folding is idempotent, so stored folded text can be folded again without harm.
"""

from __future__ import annotations

import unicodedata
from array import array

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _pairs(odd: str, plain: str) -> dict[str, str]:
    return dict(zip(odd, plain, strict=True))


# Lower-case letters only: case goes first, so that capital and small fold alike in every script.
_LOOKALIKES = {
    **_pairs("авекмнорстухѕіјԛԝһԁӏ", "abekmhopctyxsijqwhdl"),  # Cyrillic
    **_pairs("αβεζηικμνορτυχωϲϹ", "abeznikuvoptuxwcc"),  # Greek
    **_pairs("ıɡɑøđłħȷ", "igaodlhj"),
    **_pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),  # small capitals
    **{chr(0x1F150 + i): letter for i, letter in enumerate(_LETTERS)},  # white on black circles
    **{chr(0x1F170 + i): letter for i, letter in enumerate(_LETTERS)},  # white on black squares
    **_pairs("‘’‚‛“”„‟‐‑‒–—―−⁄∕〜", "''''\"\"\"\"" + "-------" + "//~"),
    "\u2800": " ",  # blank braille pattern
    "゛": "\u3099",
    "゜": "\u309a",
}

_VOICE_MARKS = "\u3099\u309a"  # dakuten and handakuten as combining marks

# Marks that decorate a letter. Vowel signs of Indic and other scripts carry meaning and stay.
_DECORATION = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),  # Cyrillic
    (0x0591, 0x05BD),  # Hebrew points
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),  # Arabic marks and vowels
    (0x0640, 0x0640),  # tatweel
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20F0),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)
_FILLERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters that show nothing
_VISIBLE_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
_TABLE_LIMIT = 65_536  # entries kept; the rest is folded each time, so that no text can fill the memory


def _removed(char: str) -> bool:
    code = ord(char)
    if any(first <= code <= last for first, last in _DECORATION) or char in _FILLERS:
        return True
    category = unicodedata.category(char)
    if category == "Cc":
        return char not in "\t\n\v\f\r"
    return category == "Cf" and char not in _VISIBLE_FORMATS


def _fold_decomposed(char: str) -> str:
    """Fold one character that has no decomposition left."""
    if _removed(char):
        return ""
    code = ord(char)
    if 0x30A1 <= code <= 0x30F6 or 0x30FD <= code <= 0x30FE:  # katakana with a hiragana of the same sound
        return chr(code - 0x60)
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if 0xD800 <= code <= 0xDFFF:  # half a pair: no engine takes it
        return "\ufffd"
    return " " if char.isspace() and char not in "\t\n\v\f\r" else char


def _fold_char(char: str) -> str:
    """Fold one character by itself; marks that voice kana wait for `_settle`, which sees the neighbours."""
    before = ""
    text = _LOOKALIKES.get(char, char)
    while text != before:
        before = text
        parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = unicodedata.normalize("NFC", "".join(map(_fold_decomposed, parts)))
    return text


class _Table(dict[int, str]):
    """A table for `str.translate` that fills itself with the characters it meets."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(self) < _TABLE_LIMIT:
            self[code] = folded
        return folded


_TABLE = _Table()


def _settle(text: str) -> str:
    """Compose what stands beside each other after folding: か + ゛ is が; a mark that voices nothing goes."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if _VOICE_MARKS[0] in text or _VOICE_MARKS[1] in text:
        text = text.replace(_VOICE_MARKS[0], "").replace(_VOICE_MARKS[1], "")
        text = unicodedata.normalize("NFC", text)
    return text


def fold(text: str) -> str:
    """Return *text* as rules read it. The length may change in both directions."""
    if text.isascii() and text.isprintable():
        return text.lower()
    return _settle(text.translate(_TABLE))


def fold_with_offsets(text: str) -> tuple[str, array[int]]:
    """Return `fold(text)` and, for each of its characters, the start and end of what it came from in *text*.

    The array holds two numbers a character, start and end, for `original_span`.
    """
    if text.isascii() and text.isprintable():
        return text.lower(), array("l", [edge for index in range(len(text)) for edge in (index, index + 1)])
    folded: list[str] = []
    offsets = array("l")
    segment: list[str] = []
    edges: list[tuple[int, int]] = []
    for index, char in enumerate(text):
        parts = _TABLE[ord(char)]
        if not parts and edges and unicodedata.category(char)[0] == "M":
            edges[-1] = (edges[-1][0], index + 1)  # a removed accent belongs to its letter
        for part in parts:
            if segment and not _continues(part):
                _close(segment, edges, folded, offsets)
            segment.append(part)
            edges.append((index, index + 1))
    _close(segment, edges, folded, offsets)
    return "".join(folded), offsets


def _continues(char: str) -> bool:
    """Whether *char* may compose with what stands before it: marks, and the inner letters of Hangul."""
    if char < "\u0300":
        return False
    code = ord(char)
    return unicodedata.category(char)[0] == "M" or 0x1161 <= code <= 0x1175 or 0x11A8 <= code <= 0x11C2


def _close(segment: list[str], edges: list[tuple[int, int]], folded: list[str], offsets: array[int]) -> None:
    """Move a finished segment, a character and the marks on it, into the result."""
    text = "".join(segment)
    settled = _settle(text) if len(segment) > 1 or text in _VOICE_MARKS else text
    folded.append(settled)
    if settled == text:
        for start, end in edges:
            offsets.append(start)
            offsets.append(end)
    else:
        for _ in settled:
            offsets.append(edges[0][0])
            offsets.append(edges[-1][1])
    segment.clear()
    edges.clear()


def original_span(offsets: array[int], start: int, end: int) -> tuple[int, int]:
    """Return the span of the original text that the folded span [start, end) came from; both are half open.

    Raises ValueError for an empty span or one outside the folded text.
    """
    if not 0 <= start < end <= len(offsets) // 2:
        raise ValueError(f"no such span in the folded text: {start}, {end}")
    return offsets[2 * start], offsets[2 * end - 1]
