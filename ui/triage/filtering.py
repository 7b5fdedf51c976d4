"""What is typed into the filter field: words, and `key:value` terms that become chips. In both languages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from moderator.domain.case import CaseState
from moderator.domain.community import Severity
from moderator.domain.rows import CommunityRow, PlaceRow, QueueFilter

KEYS = {
    "author": "author",
    "投稿者": "author",
    "reporter": "reporter",
    "報告者": "reporter",
    "place": "place",
    "場所": "place",
    "community": "community",
    "コミュニティ": "community",
    "guideline": "guideline",
    "規則": "guideline",
    "severity": "severity",
    "重大度": "severity",
    "language": "language",
    "言語": "language",
}
SEVERITIES = {
    "low": Severity.LOW,
    "低": Severity.LOW,
    "medium": Severity.MEDIUM,
    "中": Severity.MEDIUM,
    "high": Severity.HIGH,
    "高": Severity.HIGH,
    "critical": Severity.CRITICAL,
    "緊急": Severity.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One chip: what it looks at, and the value as it was typed."""

    key: str
    value: str


def split(typed: str) -> tuple[list[Term], str]:
    """Take the `key:value` terms out of *typed*; the rest are words. A value with spaces stands in quotes."""
    terms, rest = [], []
    for piece in _pieces(typed):
        key, colon, value = piece.replace("：", ":", 1).partition(":")
        known = KEYS.get(unicodedata.normalize("NFKC", key).casefold())
        if colon and known and value:
            terms.append(Term(known, value))
        else:
            rest.append(piece)
    return terms, " ".join(rest)


def _pieces(typed: str) -> list[str]:
    pieces, piece, quoted = [], "", False
    for char in typed:
        if char in '"“”「」':
            quoted = not quoted
        elif char.isspace() and not quoted:
            pieces.append(piece)
            piece = ""
        else:
            piece += char
    return [one for one in (*pieces, piece) if one]


@dataclass(frozen=True, slots=True)
class Known:
    """What names can stand for: filled as the window learns them."""

    communities: tuple[CommunityRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()
    guidelines: tuple[tuple[str, str], ...] = ()  # id, title


def _alike(part: str, whole: str) -> bool:
    fold = unicodedata.normalize("NFKC", part).casefold()
    return fold in unicodedata.normalize("NFKC", whole).casefold()


NOWHERE = -1
"""An id that no place has: a name that nothing carries finds nothing, instead of everything."""


def build(terms: list[Term], words: str, states: tuple[CaseState, ...], mine: int | None, known: Known) -> QueueFilter:
    """Turn chips and words into a filter for the store."""
    found = QueueFilter(words=words, states=states, claimed_by=mine)
    for term in terms:
        found = _add(found, term, known)
    return found


def _add(found: QueueFilter, term: Term, known: Known) -> QueueFilter:
    value = term.value
    if term.key == "author":
        return replace(found, author=value)
    if term.key == "reporter":
        return replace(found, reporter=value)
    if term.key == "language":
        return replace(found, language=value.casefold())
    if term.key == "severity":
        return replace(found, severity=SEVERITIES.get(value.casefold(), Severity.LOW))
    if term.key == "guideline":
        matching = [key for key, title in known.guidelines if key == value or _alike(value, title)]
        return replace(found, guideline=matching[0] if matching else value)
    if term.key == "place":
        places = tuple(place.id for place in known.places if _alike(value, place.name))
        return replace(found, places=found.places + (places or (NOWHERE,)))
    communities = tuple(one.id for one in known.communities if _alike(value, one.name))
    return replace(found, communities=found.communities + (communities or (NOWHERE,)))
