"""Find what somebody means by a few letters: the letters in order, better at the start of words and side by side."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

START, AFTER_SPACE, RUN, LETTER = 12, 8, 9, 1


@dataclass(frozen=True, slots=True)
class Found:
    """How well a text fits (more is better) and which of its characters were meant."""

    score: int
    at: tuple[int, ...]


def _plain(text: str) -> str:
    """Lower case and full-width forms folded, character by character, so that positions stay."""
    return "".join((unicodedata.normalize("NFKC", c).lower() or c)[:1] for c in text)


def find(letters: str, text: str) -> Found | None:
    """Look for *letters* in *text*, in order; None when they are not all there. No letters fit everything."""
    wanted, plain = _plain(letters).replace(" ", ""), _plain(text)
    if not wanted:
        return Found(0, ())
    together = plain.find(wanted)
    if together >= 0:  # side by side beats scattered, whatever comes before
        at = tuple(range(together, together + len(wanted)))
        return Found(_score(plain, at), at)
    at_list: list[int] = []
    position = 0
    for letter in wanted:
        position = plain.find(letter, position)
        if position < 0:
            return None
        at_list.append(position)
        position += 1
    return Found(_score(plain, tuple(at_list)), tuple(at_list))


def _score(plain: str, at: tuple[int, ...]) -> int:
    score, before = 0, -2
    for position in at:
        if position == 0:
            score += START
        elif not plain[position - 1].isalnum():
            score += AFTER_SPACE
        elif position == before + 1:
            score += RUN
        else:
            score += LETTER
        before = position
    return score * 8 - len(plain) // 4
