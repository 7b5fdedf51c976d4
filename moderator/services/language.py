"""Guess a text's language by the scripts it is written in: enough to filter a queue, no library, no model."""

from __future__ import annotations

_READ = 400  # characters; the rest of a long post seldom changes its language

_SCRIPTS = (  # first, last, sign
    (0x0041, 0x024F, "l"),
    (0x0370, 0x03FF, "g"),
    (0x0400, 0x052F, "c"),
    (0x0590, 0x05FF, "h"),
    (0x0600, 0x077F, "a"),
    (0x0900, 0x097F, "d"),
    (0x0E00, 0x0E7F, "t"),
    (0x1100, 0x11FF, "k"),
    (0x3005, 0x3007, "j"),
    (0x3040, 0x30FF, "j"),
    (0x3130, 0x318F, "k"),
    (0x31F0, 0x31FF, "j"),
    (0x3400, 0x9FFF, "j"),
    (0xAC00, 0xD7AF, "k"),
    (0xF900, 0xFAFF, "j"),
    (0xFF66, 0xFF9F, "j"),
    (0x20000, 0x2FA1F, "j"),
)
_LANGUAGES = (  # sign, language, weight: a Japanese character says about as much as three Latin letters
    ("j", "ja", 3), ("l", "en", 1), ("k", "ko", 3), ("c", "ru", 1), ("a", "ar", 1), ("h", "he", 1), ("g", "el", 1),
    ("d", "hi", 1), ("t", "th", 1),
)  # fmt: skip
_TABLE_LIMIT = 65_536


class _Signs(dict[int, str]):
    """For `str.translate`: one sign a letter, by its script; everything else goes."""

    def __missing__(self, code: int) -> str:
        sign = ""
        if chr(code).isalpha():
            sign = next((sign for first, last, sign in _SCRIPTS if first <= code <= last), "")
        if len(self) < _TABLE_LIMIT:
            self[code] = sign
        return sign


_SIGNS = _Signs()


def guess(text: str) -> str:
    """Return ja, en (any Latin text), ko and so on by the script that says most; empty for a text without letters."""
    some = text[:_READ]
    if some.isascii():
        return "en" if any(map(str.isalpha, some)) else ""
    signs = some.translate(_SIGNS)
    if not signs:
        return ""
    return max(_LANGUAGES, key=lambda each: signs.count(each[0]) * each[2])[1]
