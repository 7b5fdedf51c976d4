"""Bring one batch of deliveries together with what is known, inside one transaction.

Deliveries come at least once and in any order; whatever the order, the same set of them leaves the same record:
texts are told apart by their hash, the newest is the one edited last, and what was called gone stays gone until it
is edited after that. A flag counts once by its key and belongs to the one case of its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moderator.domain.community import (
    BadItem,
    FlagGone,
    FlagIn,
    FlagSource,
    Item,
    PostGone,
    PostIn,
    PostState,
    SubjectKind,
)
from moderator.domain.intake import KnownPost, ReadyText, RuleHit
from moderator.services import category, reading, weighing
from moderator.services.rulebook import CompiledVersion, guideline_for

if TYPE_CHECKING:
    from moderator.store.unit import Tx

Judge = Callable[[PostIn], tuple[ReadyText, tuple[RuleHit, ...]]]
_GONE_ORDER = {PostState.DELETED_BY_AUTHOR: 1, PostState.REMOVED: 2}


@dataclass(slots=True)
class Changes:
    """What a batch came to: the counts of its audit event."""

    posts: list[int] = field(default_factory=list)
    revisions: int = 0
    flags: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)
    weighed: list[int] = field(default_factory=list)  # cases that got further flags
    gone: int = 0
    quarantined: list[int] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)  # of the texts that were new

    @property
    def any(self) -> bool:
        return bool(
            self.posts or self.revisions or self.flags or self.opened or self.reopened or self.weighed
            or self.gone or self.quarantined
        )  # fmt: skip


class _Post:
    """A post while a batch is applied to it."""

    __slots__ = (
        "id", "place_id", "author_id", "created_at", "edited_at", "gone_at", "revision", "version", "state", "language",
        "digest", "erased_at", "fresh", "edited", "changed", "texts", "folded", "item",
    )  # fmt: skip

    def __init__(self, known: KnownPost, *, fresh: bool = False) -> None:
        self.id = known.id
        self.place_id = known.place_id
        self.author_id = known.author_id
        self.created_at = known.created_at
        self.edited_at = known.edited_at
        self.gone_at = known.gone_at
        self.revision = known.revision
        self.version = known.version
        self.state = known.state
        self.language = known.language
        self.digest = known.digest
        self.erased_at = known.erased_at
        self.fresh = fresh
        self.edited = False  # its newest text is another one than before
        self.changed = False
        self.texts: dict[bytes, tuple[int, int]] | None = None  # digest → (number, since); None: not looked up
        self.folded: str | None = None  # of the newest text, when it is to be indexed
        self.item: PostIn | None = None  # whose url and attachments the row takes

    @property
    def at(self) -> int:
        return self.created_at if self.edited_at is None else self.edited_at


class Batch:
    """One transaction's worth of items. *judge* folds a text and asks the rules, or remembers that it did before."""

    def __init__(self, tx: Tx, community_id: int, version: CompiledVersion | None, judge: Judge) -> None:
        self._tx = tx
        self._community_id = community_id
        self._version = version
        self._judge = judge
        self._changes = Changes()
        self._revisions: list[dict[str, Any]] = []
        self._raw: list[dict[str, Any]] = []
        self._dates: dict[tuple[int, int], int] = {}
        self._flags: dict[str, dict[str, Any]] = {}
        self._subjects: dict[str, tuple[SubjectKind, int]] = {}  # flag key → what it is about
        self._states: dict[int, str] = {}  # flag id → the platform's word
        self._flags_gone: list[int] = []
        self._tombs: dict[tuple[str, str], tuple[str, int]] = {}
        self._bad: list[BadItem] = []

    def apply(self, items: Sequence[Item]) -> Changes:
        """Write everything that *items* say and was not known."""
        self._look_up(items)
        for item in items:
            match item:
                case PostIn():
                    self._post(item)
                case FlagIn():
                    self._flag(item)
                case PostGone():
                    self._post_gone(item)
                case FlagGone():
                    self._flag_gone(item)
                case BadItem():
                    self._bad.append(item)
        self._write()
        return self._changes

    # --- what is known -----------------------------------------------------------------------------------------------

    def _look_up(self, items: Sequence[Item]) -> None:
        intake = self._tx.intake
        posts = list(reading.posts_of(items))
        self._places = intake.places(self._community_id, list({post.place.native_id: post.place for post in posts}.values()))
        self._authors = intake.authors(self._community_id, reading.authors_of(items))
        post_ids = [post.native_id for post in posts] + [i.native_id for i in items if isinstance(i, PostGone)]
        flag_keys = [item.native_id for item in items if isinstance(item, FlagIn | FlagGone)]
        known = intake.posts(self._community_id, dict.fromkeys(post_ids))
        self._posts = {native_id: _Post(post) for native_id, post in known.items()}
        self._known_flags = intake.flags(self._community_id, dict.fromkeys(flag_keys)) if flag_keys else {}
        new = [("post", name) for name in dict.fromkeys(post_ids) if name not in known]
        new += [("flag", key) for key in dict.fromkeys(flag_keys) if key not in self._known_flags]
        self._gone_before = intake.gone_before(self._community_id, new)
        other = {self._posts[p.native_id].id for p in posts if self._is_other(p)}
        for post_id, texts in intake.revisions(other).items():
            next(post for post in self._posts.values() if post.id == post_id).texts = texts

    def _is_other(self, item: PostIn) -> bool:
        known = self._posts.get(item.native_id)
        return known is not None and (known.version != item.version or not item.version)

    # --- posts -------------------------------------------------------------------------------------------------------

    def _post(self, item: PostIn) -> _Post:
        post = self._posts.get(item.native_id)
        if post is None:
            return self._new_post(item)
        at = item.created_at if item.edited_at is None else item.edited_at
        if post.erased_at is not None and at <= post.erased_at:
            return post
        if item.version == post.version and item.version:
            newest = at >= post.at
            if at > post.at:
                post.edited_at, post.changed = item.edited_at, True
        else:
            newest = self._other_text(post, item, at)
        if newest and item.state is not post.state and (post.gone_at is None or at > post.gone_at):
            post.state, post.changed = item.state, True
        return post

    def _new_post(self, item: PostIn) -> _Post:
        text, hits = self._judge(item)
        post = _Post(
            KnownPost(
                id=self._tx.new_id(),
                place_id=self._places[item.place.native_id],
                author_id=self._authors[item.author.native_id],
                created_at=item.created_at,
                edited_at=item.edited_at,
                gone_at=None,
                revision=1,
                version=item.version,
                state=item.state,
                language=text.language,
                digest=text.digest,
            ),
            fresh=True,
        )
        post.texts, post.folded, post.item = {}, text.folded, item
        self._posts[item.native_id] = post
        self._add_text(post, item, text, hits, 1, post.at)
        before = self._gone_before.get(("post", item.native_id)) or self._tombs.pop(("post", item.native_id), None)
        if before is not None:
            self._is_gone(post, PostState(before[0]), before[1])
        return post

    def _other_text(self, post: _Post, item: PostIn, at: int) -> bool:
        """Take a delivery of another version; returns whether it is the newest that we know."""
        text, hits = self._judge(item)
        texts = self._texts(post)
        number, since = texts.get(text.digest, (0, 0))
        if not number:
            number = max((each for each, _ in texts.values()), default=0) + 1
            self._add_text(post, item, text, hits, number, at)
        elif at < since:
            texts[text.digest] = number, at
            self._dates[post.id, number] = at
        newest = at > post.at or (at == post.at and (item.edited_at is None or item.version >= post.version))
        if newest:
            post.version, post.edited_at, post.item, post.changed = item.version, item.edited_at, item, True
            if number != post.revision:
                post.revision, post.digest, post.language = number, text.digest, text.language
                post.folded, post.edited = text.folded, not post.fresh
        return newest

    def _texts(self, post: _Post) -> dict[bytes, tuple[int, int]]:
        if post.texts is None:
            post.texts = self._tx.intake.revisions([post.id]).get(post.id, {})
        return post.texts

    def _add_text(
        self, post: _Post, item: PostIn, text: ReadyText, hits: Iterable[RuleHit], number: int, at: int
    ) -> None:
        self._texts(post)[text.digest] = number, at
        self._revisions.append(
            {
                "post_id": post.id, "number": number, "text": text.text, "folded": text.folded, "cut": text.cut,
                "digest": text.digest, "folded_digest": text.folded_digest, "at": at,
            }
        )  # fmt: skip
        if item.raw:
            self._raw.append({"post_id": post.id, "number": number, "bytes": item.raw, "at": self._tx.now})
        self._changes.digests.append(text.digest)
        for hit in hits:
            self._rule_flag(post, hit, number)

    def _post_gone(self, item: PostGone) -> None:
        post = self._posts.get(item.native_id)
        if post is not None:
            self._is_gone(post, item.state, item.at)
            return
        key = ("post", item.native_id)
        before = self._tombs.get(key) or self._gone_before.get(key)
        if before is None or _gone_key(item.state, item.at) > _gone_key(PostState(before[0]), before[1]):
            self._tombs[key] = item.state.value, item.at

    def _is_gone(self, post: _Post, state: PostState, at: int) -> None:
        if post.gone_at is not None:
            if at < post.gone_at:
                return
            if at == post.gone_at and not 0 < _GONE_ORDER.get(post.state, 0) < _GONE_ORDER.get(state, 0):
                return  # heard before; meanwhile it may have been restored
        post.gone_at, post.changed = at, True
        if at >= post.at:
            post.state = state
        self._changes.gone += 1

    # --- flags -------------------------------------------------------------------------------------------------------

    def _flag(self, item: FlagIn) -> None:
        post = None
        if item.post is not None:
            post = self._post(item.post)
        known = self._known_flags.get(item.native_id)
        if known is not None:
            if known.native_state != item.native_state:
                self._states[known.id] = item.native_state
            return
        if item.native_id in self._flags:
            self._flags[item.native_id]["native_state"] = item.native_state
            return
        about = category.category_of(item.category, item.comment)
        row = self._flag_row(item.native_id, item.source, about, item.created_at)
        row["severity"] = category.severity_of(about).value
        row["guideline_id"] = guideline_for(self._version, about)
        row["version_id"] = None if self._version is None or not row["guideline_id"] else self._version.version_id
        row["reporter_id"] = None if item.reporter is None else self._authors[item.reporter.native_id]
        row["comment"], row["native_state"], row["raw"] = item.comment, item.native_state, item.raw or None
        if item.subject is SubjectKind.POST and post is not None and item.post is not None:
            row["revision"] = self._number(post, item.post)
            self._subjects[item.native_id] = SubjectKind.POST, post.id
        else:
            self._subjects[item.native_id] = SubjectKind.AUTHOR, self._authors[item.author.native_id]
        tomb = ("flag", item.native_id)
        if tomb in self._gone_before or tomb in self._tombs:
            self._tombs.pop(tomb, None)
            row["gone_at"] = self._tx.now

    def _number(self, post: _Post, item: PostIn) -> int:
        """Which of the post's texts was flagged."""
        if item.version == post.version and item.version:
            return post.revision
        return self._texts(post).get(self._judge(item)[0].digest, (post.revision, 0))[0]

    def _rule_flag(self, post: _Post, hit: RuleHit, number: int) -> None:
        assert self._version is not None
        key = f"rule:{hit.guideline_id}/{hit.rule_id}:{self._version.number}:{post.id}:{number}"
        row = self._flag_row(key, FlagSource.RULE, hit.category, self._tx.now)
        row["severity"], row["guideline_id"], row["rule_id"] = hit.severity.value, hit.guideline_id, hit.rule_id
        row["version_id"], row["label"], row["revision"] = self._version.version_id, hit.label, number
        row["spans"] = weighing.spans_text(hit.spans)
        self._subjects[key] = SubjectKind.POST, post.id

    def _flag_row(self, key: str, source: FlagSource, about: str, at: int) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": self._tx.new_id(), "community_id": self._community_id, "key": key, "source": source.value,
            "reporter_id": None, "category": about, "comment": "", "created_at": at, "received_at": self._tx.now,
            "revision": 0, "severity": 1, "guideline_id": "", "rule_id": "", "version_id": None, "label": "",
            "spans": "[]", "native_state": "", "raw": None, "gone_at": None,
        }  # fmt: skip
        self._flags[key] = row
        return row

    def _flag_gone(self, item: FlagGone) -> None:
        known = self._known_flags.get(item.native_id)
        if known is not None:
            if not known.gone:
                self._flags_gone.append(known.id)
        elif item.native_id in self._flags:
            self._flags[item.native_id]["gone_at"] = self._tx.now
        elif ("flag", item.native_id) not in self._gone_before:
            self._tombs["flag", item.native_id] = "gone", self._tx.now

    # --- writing -----------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        tx, changes = self._tx, self._changes
        fresh = {name: post for name, post in self._posts.items() if post.fresh}
        tx.intake.add_posts([self._post_row(name, post) for name, post in fresh.items()])
        tx.intake.add_revisions(self._revisions)
        tx.intake.add_raw(self._raw)
        changed = [post for post in self._posts.values() if post.changed and not post.fresh]
        tx.intake.change_posts([_changed_row(post) for post in changed])
        tx.intake.date_revisions([{"_post": p, "_number": n, "at": at} for (p, n), at in self._dates.items()])
        tx.search.put([(post.id, post.folded) for post in self._posts.values() if post.folded is not None])
        tx.intake.flags_state([{"_id": key, "native_state": state} for key, state in self._states.items()])
        changes.weighed += tx.intake.flags_gone(list(dict.fromkeys(self._flags_gone)))
        changes.gone += len(self._flags_gone)
        came = [key for key in self._gone_before if self._came(key)]
        tx.intake.forget_gone(self._community_id, came)
        tx.intake.keep_gone(self._community_id, self._tombs)
        changes.quarantined = tx.communities.set_apart(self._community_id, self._bad)
        changes.posts = [post.id for post in fresh.values()]
        changes.revisions = len(self._revisions) - len(fresh)
        self._cases()

    def _came(self, key: tuple[str, str]) -> bool:
        kind, native_id = key
        return native_id in (self._posts if kind == "post" else self._flags)

    def _cases(self) -> None:
        by_subject: dict[tuple[SubjectKind, int], list[dict[str, Any]]] = {}
        for key, row in self._flags.items():
            by_subject.setdefault(self._subjects[key], []).append(row)
        edited = {post.id: post for post in self._posts.values() if post.edited}
        if not by_subject and not edited:
            return
        posts = {post.id: post for post in self._posts.values()}
        weighing.attach(self._tx, self._community_id, self._version, self._changes, by_subject, posts, edited)

    def _post_row(self, native_id: str, post: _Post) -> dict[str, Any]:
        assert post.item is not None
        return {
            "id": post.id, "community_id": self._community_id, "place_id": post.place_id, "author_id": post.author_id,
            "native_id": native_id, "reply_to": post.item.reply_to, "thread": post.item.thread,
            "created_at": post.created_at, "edited_at": post.edited_at, "received_at": self._tx.now,
            "gone_at": post.gone_at, "revision": post.revision, "version": post.version, "state": post.state.value,
            "encrypted": post.item.encrypted, "language": post.language, "url": post.item.url,
            "attachments": weighing.attachments_text(post.item.attachments),
        }  # fmt: skip


def _changed_row(post: _Post) -> dict[str, Any]:
    row: dict[str, Any] = {
        "_id": post.id, "edited_at": post.edited_at, "gone_at": post.gone_at, "revision": post.revision,
        "version": post.version, "state": post.state.value, "language": post.language,
    }  # fmt: skip
    if post.item is not None:
        row["url"] = post.item.url
        row["attachments"] = weighing.attachments_text(post.item.attachments)
    return row


def _gone_key(state: PostState, at: int) -> tuple[int, int]:
    return at, _GONE_ORDER.get(state, 0)
