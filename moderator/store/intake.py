"""Taking in what platforms deliver: look up what is known already, then write what is new, many rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, Table, bindparam, delete, exists, select, tuple_

from moderator.domain.community import AuthorIn, AuthorStatus, PlaceIn, PostState
from moderator.domain.intake import KnownFlag, KnownPost
from moderator.store.repo import Repository, encode, insert_rows
from moderator.store.tables import author, flag, gone, place, post, raw, revision

Values = Mapping[str, Any]
"""Column → value, by the names in tables.py."""

_AUTHOR = ("handle", "display_name", "url", "created_at", "is_local", "is_bot", "is_staff", "status", "facts")
_PLACE = ("name", "url", "encrypted", "facts")
_AT_ONCE = 500  # ids in one look-up

# Made once: each transaction asks all of these, and building a statement costs more than a small one takes to run.
_COMMUNITY: BindParameter[Any] = bindparam("community")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

_POSTS = (
    select(
        post.c.native_id, post.c.id, post.c.place_id, post.c.author_id, post.c.created_at, post.c.edited_at,
        post.c.gone_at, post.c.revision, post.c.version, post.c.state, post.c.language, revision.c.digest,
        author.c.erased_at,
    )
    .join(author, author.c.id == post.c.author_id)
    .join(revision, (revision.c.post_id == post.c.id) & (revision.c.number == post.c.revision))
    .where(post.c.community_id == _COMMUNITY, post.c.native_id.in_(_IDS))
)  # fmt: skip
_REVISIONS = select(revision.c.post_id, revision.c.digest, revision.c.number, revision.c.at).where(
    revision.c.post_id.in_(_IDS)
)
_FLAGS = select(flag.c.key, flag.c.id, flag.c.native_state, flag.c.gone_at).where(
    flag.c.community_id == _COMMUNITY, flag.c.key.in_(_IDS)
)
_GONE = select(gone).where(gone.c.community_id == _COMMUNITY, tuple_(gone.c.kind, gone.c.native_id).in_(_IDS))


@cache
def _known_in(table: Table, columns: tuple[str, ...]) -> Select[Any]:
    return select(table.c.id, table.c.native_id, *(table.c[name] for name in columns)).where(
        table.c.community_id == _COMMUNITY, table.c.native_id.in_(_IDS)
    )


class Intake(Repository):
    # --- places and authors ------------------------------------------------------------------------------------------

    def places(self, community_id: int, places: Sequence[PlaceIn]) -> dict[str, int]:
        """Bring places up to date, the last word for each; returns our ids by native id."""
        wanted = {item.native_id: _place_values(item) for item in places}
        known = self._known(place, community_id, wanted, _PLACE)
        fresh = [
            {"id": self._new_id(), "community_id": community_id, "native_id": native_id, **values}
            for native_id, values in wanted.items()
            if native_id not in known
        ]
        self._insert(place, fresh)
        self._bring_up(place, known, {name: _keep(row._mapping, wanted[name]) for name, row in known.items()}, _PLACE)
        return {row["native_id"]: row["id"] for row in fresh} | {name: row.id for name, row in known.items()}

    def authors(self, community_id: int, authors: Sequence[AuthorIn]) -> dict[str, int]:
        """Bring authors up to date, the last word for each; what a delivery leaves empty stays as it was.

        Returns our ids by native id. Whoever was erased is not known by it any more.
        """
        wanted: dict[str, dict[str, Any]] = {}
        for item in authors:
            values = _author_values(item)
            wanted[item.native_id] = _keep(wanted[item.native_id], values) if item.native_id in wanted else values
        known = self._known(author, community_id, wanted, _AUTHOR)
        now = self._now()
        fresh = [
            {"id": self._new_id(), "community_id": community_id, "native_id": native_id, "first_seen_at": now, **values}
            for native_id, values in wanted.items()
            if native_id not in known
        ]
        self._insert(author, fresh)
        self._bring_up(author, known, {name: _keep(row._mapping, wanted[name]) for name, row in known.items()}, _AUTHOR)
        return {row["native_id"]: row["id"] for row in fresh} | {name: row.id for name, row in known.items()}

    def looked_at(self, author_id: int) -> None:
        """Remember that the platform was asked about this author just now."""
        self._connection.execute(author.update().where(author.c.id == author_id).values(fetched_at=self._now()))

    def _known(
        self, table: Table, community_id: int, wanted: Iterable[str], columns: Sequence[str]
    ) -> dict[str, Row[Any]]:
        found: dict[str, Row[Any]] = {}
        for ids in _portions(wanted):
            rows = self._connection.execute(_known_in(table, tuple(columns)), {"community": community_id, "ids": ids})
            found.update((row.native_id, row) for row in rows)
        return found

    def _bring_up(
        self, table: Table, known: Mapping[str, Row[Any]], wanted: Mapping[str, Values], columns: Sequence[str]
    ) -> None:
        changed = [
            {"_id": row.id, **wanted[name]}
            for name, row in known.items()
            if any(getattr(row, column) != wanted[name][column] for column in columns)
        ]
        self._update(table, changed, columns)

    # --- posts -------------------------------------------------------------------------------------------------------

    def posts(self, community_id: int, native_ids: Iterable[str]) -> dict[str, KnownPost]:
        """What is known of these posts, by native id."""
        found: dict[str, KnownPost] = {}
        for ids in _portions(native_ids):
            rows = self._connection.execute(_POSTS, {"community": community_id, "ids": ids})
            for row in rows:
                found[row.native_id] = KnownPost(
                    row.id, row.place_id, row.author_id, row.created_at, row.edited_at, row.gone_at, row.revision,
                    row.version, PostState(row.state), row.language, bytes(row.digest),
                    row.erased_at,
                )  # fmt: skip
        return found

    def revisions(self, post_ids: Iterable[int]) -> dict[int, dict[bytes, tuple[int, int]]]:
        """The texts that each post has had: digest → (number, since when in µs)."""
        found: dict[int, dict[bytes, tuple[int, int]]] = {}
        for ids in _portions(post_ids):
            rows = self._connection.execute(_REVISIONS, {"ids": ids})
            for post_id, digest, number, at in rows:
                found.setdefault(post_id, {})[bytes(digest)] = number, at
        return found

    def add_posts(self, rows: Sequence[Values]) -> None:
        self._insert(post, rows)

    def change_posts(self, rows: Sequence[Values]) -> None:
        """Rows with `_id` and the columns that follow the newest delivery."""
        columns = ("edited_at", "gone_at", "revision", "version", "state", "language", "url", "attachments")
        for some in _same_columns(rows):
            self._update(post, some, [name for name in columns if name in some[0]])

    def add_revisions(self, rows: Sequence[Values]) -> None:
        self._insert(revision, rows)

    def date_revisions(self, rows: Sequence[Values]) -> None:
        """A text turned out to be older than thought: rows with `_post`, `_number`, `at`."""
        if rows:
            self._connection.execute(
                revision.update()
                .where(revision.c.post_id == bindparam("_post"), revision.c.number == bindparam("_number"))
                .values(at=bindparam("at")),
                list(rows),
            )

    def add_raw(self, rows: Sequence[Values]) -> None:
        self._insert(raw, rows)

    # --- flags -------------------------------------------------------------------------------------------------------

    def flags(self, community_id: int, keys: Iterable[str]) -> dict[str, KnownFlag]:
        found: dict[str, KnownFlag] = {}
        for some in _portions(keys):
            rows = self._connection.execute(_FLAGS, {"community": community_id, "ids": some})
            found.update((row.key, KnownFlag(row.id, row.native_state, row.gone_at is not None)) for row in rows)
        return found

    def add_flags(self, rows: Sequence[Values]) -> None:
        self._insert(flag, rows)

    def flags_gone(self, flag_ids: Sequence[int]) -> list[int]:
        """Mark flags that vanished on the platform; returns the cases that they belong to."""
        if not flag_ids:
            return []
        self._connection.execute(flag.update().where(flag.c.id.in_(flag_ids)).values(gone_at=self._now()))
        return list(self._connection.scalars(select(flag.c.case_id).where(flag.c.id.in_(flag_ids)).distinct()))

    def flags_state(self, rows: Sequence[Values]) -> None:
        """The platform's own word for a flag changed: rows with `_id`, `native_state`."""
        self._update(flag, rows, ("native_state",))

    # --- gone before it came -----------------------------------------------------------------------------------------

    def gone_before(self, community_id: int, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, int]]:
        """Of these (kind, native id): what the platform had called gone before delivering it, as (state, at)."""
        found: dict[tuple[str, str], tuple[str, int]] = {}
        for some in _portions(keys):
            rows = self._connection.execute(_GONE, {"community": community_id, "ids": some})
            found.update(((row.kind, row.native_id), (row.state, row.at)) for row in rows)
        return found

    def keep_gone(self, community_id: int, rows: Mapping[tuple[str, str], tuple[str, int]]) -> None:
        """Remember what is gone and was never delivered."""
        self.forget_gone(community_id, rows)
        self._insert(
            gone,
            [
                {
                    "community_id": community_id, "kind": kind, "native_id": native_id,
                    "state": state, "at": at, "received_at": self._now(),
                }
                for (kind, native_id), (state, at) in rows.items()
            ],
        )  # fmt: skip

    def forget_gone(self, community_id: int, keys: Iterable[tuple[str, str]]) -> None:
        for some in _portions(keys):
            self._connection.execute(
                delete(gone).where(gone.c.community_id == community_id, tuple_(gone.c.kind, gone.c.native_id).in_(some))
            )

    def any_gone(self, before: int) -> bool:
        """Whether `drop_gone` would find anything: asked through the read door."""
        return bool(self._connection.scalar(select(exists().where(gone.c.received_at < before))))

    def drop_gone(self, before: int) -> int:
        """Forget what was called gone before *before* (µs) and never came; returns how many."""
        return self._connection.execute(delete(gone).where(gone.c.received_at < before)).rowcount

    # --- many rows at a time -----------------------------------------------------------------------------------------

    def _insert(self, table: Table, rows: Sequence[Values]) -> None:
        insert_rows(self._connection, table, rows)

    def _update(self, table: Table, rows: Sequence[Values], columns: Sequence[str]) -> None:
        if rows:
            self._connection.execute(
                table.update()
                .where(table.c.id == bindparam("_id"))
                .values({name: bindparam(name) for name in columns}),
                list(rows),
            )


def _place_values(item: PlaceIn) -> dict[str, Any]:
    return {"name": item.name, "url": item.url, "encrypted": item.encrypted, "facts": encode(item.facts)}


def _author_values(item: AuthorIn) -> dict[str, Any]:
    return {
        "handle": item.handle, "display_name": item.display_name, "url": item.url, "created_at": item.created_at,
        "is_local": item.is_local, "is_bot": item.is_bot, "is_staff": item.is_staff, "status": item.status.value,
        "facts": encode(item.facts),
    }  # fmt: skip


_UNSAID = {"", None, "{}", AuthorStatus.UNKNOWN.value}


def _keep(before: Mapping[Any, Any], values: Values) -> dict[str, Any]:
    """A page that does not mention something does not take it away."""
    return {name: before[name] if value in _UNSAID else value for name, value in values.items()}


def _portions(keys: Iterable[Any]) -> Iterable[list[Any]]:
    wanted = list(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]


def _same_columns(rows: Sequence[Values]) -> Iterable[list[Values]]:
    """One statement changes the same columns in all its rows."""
    groups: dict[frozenset[str], list[Values]] = {}
    for row in rows:
        groups.setdefault(frozenset(row), []).append(row)
    return groups.values()
