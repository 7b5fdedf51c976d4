"""What is let go of when it has been kept long enough."""

from __future__ import annotations

from enum import StrEnum


class Aged(StrEnum):
    """The kinds that retention lets go of, each found by an index of its own."""

    POSTS = "posts"  # received, and nobody ever acted on them
    RAW = "raw"  # what platforms sent of posts
    REPORTS = "reports"  # what platforms sent of reports
    SET_APART = "set_apart"  # the bytes of items that somebody settled
    REPORTERS = "reporters"  # who reported, once the case was decided
    ANSWERS = "answers"  # requests that were answered, or whose time was over


Mark = tuple[int, int]
"""How far a look has come in its index: position, id."""

FIRST: Mark = (-1, -1)
