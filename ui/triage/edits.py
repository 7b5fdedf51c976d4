"""What changed between two revisions of a post, word by word, as one text with marks.

The texts are a stranger's: the comparison is bounded, and what is too different or too long is shown as one block
that went and one that came.
"""

from __future__ import annotations

import unicodedata

from ui.widgets.post_text import Run

TOKENS = 250  # on each side, after what is the same at both ends was taken off
CHARACTERS = 20_000


def tokens(text: str) -> list[str]:
    """Words in scripts that have them, single characters elsewhere; white space by itself."""
    found: list[str] = []
    kind_before = ""
    for char in text:
        kind = _kind(char)
        if kind and kind == kind_before:
            found[-1] += char
        else:
            found.append(char)
        kind_before = kind
    return found


def _kind(char: str) -> str:
    """What may grow into one token: letters of a word, digits, blanks; nothing for a character that stands alone."""
    if char in " \t":
        return "blank"
    if char.isdigit():
        return "digit"
    if char.isalpha() and not unicodedata.name(char, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")):
        return "word"
    return ""


def changed(old: str, new: str) -> tuple[str, tuple[Run, ...]]:
    """One text out of both, and runs of the kinds "removed" and "added" in it."""
    before, after = tokens(old[:CHARACTERS]), tokens(new[:CHARACTERS])
    head = _same(before, after)
    tail = _same(before[head:][::-1], after[head:][::-1])
    middle = _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    pieces = [("", token) for token in before[:head]] + middle + [("", t) for t in before[len(before) - tail :] if tail]
    return _woven(pieces)


def _same(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _middle(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    if not before or not after or len(before) > TOKENS or len(after) > TOKENS:
        return [("removed", token) for token in before] + [("added", token) for token in after]
    table = _lengths(before, after)
    pieces: list[tuple[str, str]] = []
    i = j = 0
    while i < len(before) or j < len(after):
        if i < len(before) and j < len(after) and before[i] == after[j]:
            pieces.append(("", before[i]))
            i, j = i + 1, j + 1
        elif j >= len(after) or (i < len(before) and table[i + 1][j] >= table[i][j + 1]):
            pieces.append(("removed", before[i]))
            i += 1
        else:
            pieces.append(("added", after[j]))
            j += 1
    return pieces


def _lengths(before: list[str], after: list[str]) -> list[list[int]]:
    """For each pair of places how many tokens the rests have in common."""
    table = [[0] * (len(after) + 1)]
    for token in reversed(before):
        below, row = table[-1], [0] * (len(after) + 1)
        for j in range(len(after) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if token == after[j] else max(below[j], row[j + 1])
        table.append(row)
    table.reverse()
    return table


def _woven(pieces: list[tuple[str, str]]) -> tuple[str, tuple[Run, ...]]:
    out: list[str] = []
    runs: list[Run] = []
    at = 0
    for kind, token in pieces:
        out.append(token)
        if kind:
            if runs and runs[-1].kind == kind and runs[-1].end == at:
                runs[-1] = Run(runs[-1].start, at + len(token), kind)
            else:
                runs.append(Run(at, at + len(token), kind))
        at += len(token)
    return "".join(out), tuple(runs)
