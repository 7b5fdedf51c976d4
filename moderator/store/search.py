"""Words in posts: an index of our own making, the same on both databases, that finds a single Japanese character.

Folded text becomes words where a script has spaces, and pairs of neighbours elsewhere (設定画 is 設定, 定画 and the
kept tail 画), so that any piece of two characters is one look-up and any single one is a prefix. SQLite keeps them in
a contentless FTS5 table, PostgreSQL in a tsvector with positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import add

from sqlalchemy import BigInteger, Select, column, select, text

from moderator.rules.fold import fold
from moderator.rules.patterns import spaced
from moderator.store.repo import Repository

WORDS_INDEXED = 16_000  # of one post: PostgreSQL counts positions no further
WORD_CHARACTERS = 64  # a longer one is indexed, and looked for, by its beginning
WORDS_ASKED = 12
_TABLE_LIMIT = 65_536
_MARK = "\x01"  # before a character of a script without spaces, while a text is taken apart


class _Kinds(dict[int, str]):
    """For `str.translate`: letters stay, unspaced ones get the mark, everything else parts words."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = char if spaced(char) else _MARK + char if char.isalnum() else " "
        if len(self) < _TABLE_LIMIT:
            self[code] = kind
        return kind


_KINDS = _Kinds()


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of a question: its parts stand side by side; with *prefix* the last one may go on."""

    parts: tuple[str, ...]
    prefix: bool


def parts_of(folded: str) -> list[str]:
    """Take a folded text apart, in order, as it is indexed."""
    parts: list[str] = []
    for word in folded.translate(_KINDS).split():
        if _MARK in word:
            for is_word, run in _runs(word):
                parts += run if is_word else _grams(run)
        else:
            parts.append(word[:WORD_CHARACTERS])
        if len(parts) >= WORDS_INDEXED:
            return parts[:WORDS_INDEXED]
    return parts


def pieces_of(words: str) -> list[Piece]:
    """Read what somebody typed: every word must be found; Latin ones by their beginning, Japanese anywhere."""
    return [piece for word in fold(words).split()[:WORDS_ASKED] for piece in _pieces(word)]


def _pieces(word: str) -> Iterable[Piece]:
    for part in word.translate(_KINDS).split():
        parts: list[str] = []
        prefix = True
        for is_word, run in _runs(part) if _MARK in part else ((True, [part[:WORD_CHARACTERS]]),):
            parts += run if is_word else _grams(run)
            prefix = is_word or len(run) == 1
        yield Piece(tuple(parts if prefix else parts[:-1]), prefix)


def _runs(word: str) -> Iterable[tuple[bool, list[str]]]:
    """Yield the word in turns: letters that belong together as one (True), unspaced characters one by one (False)."""
    head, *rest = word.split(_MARK)
    if head:
        yield True, [head[:WORD_CHARACTERS]]
    if max(map(len, rest)) == 1:
        yield False, rest
        return
    run: list[str] = []
    for part in rest:
        run.append(part[0])
        if len(part) > 1:
            yield False, run
            yield True, [part[1 : 1 + WORD_CHARACTERS]]
            run = []
    if run:
        yield False, run


def _grams(run: list[str]) -> list[str]:
    return [*map(add, run, run[1:]), run[-1]]


class Search(Repository):
    def put(self, posts: Sequence[tuple[int, str]]) -> None:
        """Index posts by their folded text, newest revision; an earlier text of the same post is forgotten."""
        rows = [(post_id, parts_of(folded)) for post_id, folded in posts]
        if not rows:
            return
        if self._is_postgres:
            self._connection.execute(
                text(
                    "INSERT INTO post_search (post_id, grams) VALUES (:id, CAST(:grams AS tsvector)) "
                    "ON CONFLICT (post_id) DO UPDATE SET grams = excluded.grams"
                ),
                [{"id": post_id, "grams": _vector(parts)} for post_id, parts in rows],
            )
        else:
            self._connection.exec_driver_sql(
                "INSERT OR REPLACE INTO post_search (rowid, grams) VALUES (?, ?)",
                [(post_id, " ".join(parts)) for post_id, parts in rows],
            )

    def drop(self, post_ids: Iterable[int]) -> None:
        """Forget posts that are erased."""
        key = "post_id" if self._is_postgres else "rowid"
        rows = [{"id": post_id} for post_id in post_ids]
        if rows:
            self._connection.execute(text(f"DELETE FROM post_search WHERE {key} = :id"), rows)

    def matching(self, words: str) -> Select[tuple[int]] | None:
        """A query for the ids of the posts that hold every word; None when there is nothing to look for in *words*."""
        pieces = pieces_of(words)
        if not pieces:
            return None
        if self._is_postgres:
            found = text("SELECT post_id AS id FROM post_search WHERE grams @@ CAST(:asked AS tsquery)")
            asked = " & ".join(_tsquery(piece) for piece in pieces)
        else:
            found = text("SELECT rowid AS id FROM post_search WHERE post_search MATCH :asked")
            asked = " ".join(f'"{" ".join(piece.parts)}"{" *" if piece.prefix else ""}' for piece in pieces)
        matches = found.bindparams(asked=asked).columns(column("id", BigInteger)).subquery()
        return select(matches.c.id)

    def posts(self, words: str, limit: int = 50) -> list[int]:
        """The newest posts that hold every word."""
        query = self.matching(words)
        if query is None:
            return []
        ids = query.selected_columns.id
        return list(self._connection.scalars(query.order_by(ids.desc()).limit(limit)))


def _vector(parts: Sequence[str]) -> str:
    places: dict[str, list[str]] = {}
    for number, part in enumerate(parts, start=1):
        places.setdefault(part, []).append(str(number))
    return " ".join(f"'{part}':{','.join(numbers[:255])}" for part, numbers in places.items())


def _tsquery(piece: Piece) -> str:
    quoted = [f"'{part}'" for part in piece.parts]
    if piece.prefix:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"
