"""Guess a text's language by the scripts it is written in: enough to filter a queue, no library, no model."""

from __future__ import annotations

_READ = 600  # characters; the rest of a long post seldom changes its language

_SCRIPTS = (  # first, last, language, weight: a Japanese character says about as much as three Latin letters
    (0x0041, 0x024F, "en", 1),
    (0x0370, 0x03FF, "el", 1),
    (0x0400, 0x052F, "ru", 1),
    (0x0590, 0x05FF, "he", 1),
    (0x0600, 0x077F, "ar", 1),
    (0x0900, 0x097F, "hi", 1),
    (0x0E00, 0x0E7F, "th", 1),
    (0x1100, 0x11FF, "ko", 3),
    (0x3005, 0x3007, "ja", 3),
    (0x3040, 0x30FF, "ja", 3),
    (0x3130, 0x318F, "ko", 3),
    (0x31F0, 0x31FF, "ja", 3),
    (0x3400, 0x9FFF, "ja", 3),
    (0xAC00, 0xD7AF, "ko", 3),
    (0xF900, 0xFAFF, "ja", 3),
    (0xFF66, 0xFF9F, "ja", 3),
    (0x20000, 0x2FA1F, "ja", 3),
)
_TABLE_LIMIT = 65_536


class _Kinds(dict[str, tuple[str, int]]):
    def __missing__(self, char: str) -> tuple[str, int]:
        code = ord(char)
        kind = "", 0
        if char.isalpha():
            kind = next((s[2:] for s in _SCRIPTS if s[0] <= code <= s[1]), kind)
        if len(self) < _TABLE_LIMIT:
            self[char] = kind
        return kind


_KINDS = _Kinds()


def guess(text: str) -> str:
    """Return ja, en (any Latin text), ko and so on by the script that says most; empty for a text without letters."""
    some = text[:_READ]
    if some.isascii():
        return "en" if any(map(str.isalpha, some)) else ""
    points: dict[str, int] = {}
    for char in some:
        language, weight = _KINDS[char]
        points[language] = points.get(language, 0) + weight
    points.pop("", None)
    return max(points, key=lambda language: (points[language], language)) if points else ""
