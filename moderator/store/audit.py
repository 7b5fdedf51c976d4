"""The audit chain in the store: appending, reading, and walking it whole.

`moderator/domain/audit.py` says what an event and its hash are. Here lives only where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from moderator.domain.audit import GENESIS, ChainFault, Event, Link, canonical, commitment, link_hash, verify
from moderator.store.repo import Repository
from moderator.store.tables import audit_content, audit_event

if TYPE_CHECKING:
    from moderator.ports import Vault
    from moderator.store.unit import Store

NO_CONTENT = bytes(32)
"""The commitment of an event that never had content; an erased one keeps its own."""

HEAD_NAME = "audit-head"
"""Under this name the vault remembers how far the chain reached."""

_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain reaches: what a keyring and every export remember. seq 0 is the empty chain."""

    seq: int
    hash: bytes


class Audit(Repository):
    def head(self) -> Head:
        row = self._connection.execute(
            select(audit_event.c.seq, audit_event.c.hash).order_by(audit_event.c.seq.desc()).limit(1)
        ).one_or_none()
        return Head(0, GENESIS) if row is None else Head(row.seq, bytes(row.hash))

    def at(self, seq: int) -> Link | None:
        row = self._connection.execute(select(audit_event).where(audit_event.c.seq == seq)).one_or_none()
        return None if row is None else _link(row)

    def append(self, event: Event, actor: int | None, salt: bytes, author_id: int | None) -> Link:
        """Bind *event* to the head. Only the unit of work calls this, holding the one write lock."""
        head = self.head()
        content = canonical(event.content) if event.content else ""
        commit = commitment(salt, content) if content else NO_CONTENT
        facts, seq, at = canonical(event.facts), head.seq + 1, self._now()
        link = Link(
            seq, at, actor, event.kind, event.subject, facts, commit, head.hash,
            link_hash(seq, at, actor, event.kind, event.subject, facts, commit, head.hash),
        )  # fmt: skip
        self._connection.execute(
            audit_event.insert().values(
                seq=seq, at=at, actor=actor, kind=link.kind, subject=link.subject, facts=facts,
                commitment=commit, previous=link.previous, hash=link.hash,
            )
        )  # fmt: skip
        if content:
            self._connection.execute(
                audit_content.insert().values(seq=seq, salt=salt, content=content, author_id=author_id)
            )
        return link

    def links(self, from_seq: int = 1) -> Iterator[Link]:
        """The chain in order. Read page by page: a chain of years does not have to fit into memory."""
        while True:
            rows = self._connection.execute(
                select(audit_event).where(audit_event.c.seq >= from_seq).order_by(audit_event.c.seq).limit(_PAGE)
            ).all()
            yield from map(_link, rows)
            if len(rows) < _PAGE:
                return
            from_seq = rows[-1].seq + 1

    def about(self, subject: str, limit: int = 200) -> list[Link]:
        """The newest events about one subject, newest first."""
        rows = self._connection.execute(
            select(audit_event).where(audit_event.c.subject == subject).order_by(audit_event.c.seq.desc()).limit(limit)
        )
        return [_link(row) for row in rows]

    def count(self) -> int:
        return self._connection.scalar(select(func.count()).select_from(audit_event)) or 0

    def verify(self, remembered: Head | None = None) -> ChainFault | None:
        """Walk the whole chain and every content that is still kept; return the first fault, or None.

        *remembered* is a head from elsewhere (keyring, export): a tail that was cut off after it is seen.
        """
        known = (remembered.seq, remembered.hash) if remembered else (None, None)
        chain = verify(self.links(), head_seq=known[0], head_hash=known[1])
        contents = self._first_false_content()
        faults = [fault for fault in (chain, contents) if fault is not None]
        return min(faults, key=lambda fault: fault.seq) if faults else None

    def _first_false_content(self) -> ChainFault | None:
        after = 0
        while True:
            rows = self._connection.execute(
                select(audit_content, audit_event.c.commitment)
                .outerjoin(audit_event, audit_event.c.seq == audit_content.c.seq)
                .where(audit_content.c.seq > after)
                .order_by(audit_content.c.seq)
                .limit(_PAGE)
            ).all()
            for row in rows:
                if row.commitment is None or commitment(bytes(row.salt), row.content) != bytes(row.commitment):
                    return ChainFault(row.seq, "commitment")
            if len(rows) < _PAGE:
                return None
            after = rows[-1].seq


def _link(row: Row[Any]) -> Link:
    return Link(
        row.seq, row.at, row.actor, row.kind, row.subject, row.facts,
        bytes(row.commitment), bytes(row.previous), bytes(row.hash),
    )  # fmt: skip


def remembered_head(vault: Vault) -> Head | None:
    """The head that this machine saw last; None when it never saw one."""
    kept = vault.get(HEAD_NAME)
    if not kept:
        return None
    seq, _, digest = kept.partition(" ")
    return Head(int(seq), bytes.fromhex(digest))


def remember_head(store: Store, vault: Vault) -> ChainFault | None:
    """Keep the head in the vault, outside the record, so that a cut tail is seen; now and then and before closing.

    A chain that does not extend what the vault remembers is not remembered: the fault is returned instead.
    """
    known = remembered_head(vault)
    with store.read() as r:
        head = r.audit.head()
        if known is not None and known.seq:
            link = r.audit.at(known.seq)
            if link is None or link.hash != known.hash:
                return ChainFault(min(known.seq, head.seq + 1), "tail")
    if known is None or head.seq > known.seq:
        vault.set(HEAD_NAME, f"{head.seq} {head.hash.hex()}")
    return None


def check(store: Store, vault: Vault) -> ChainFault | None:
    """Walk the whole chain and compare it with what this machine remembers; None when it holds."""
    known = remembered_head(vault)
    with store.read() as r:
        return r.audit.verify(known)


def export_lines(audit: Audit) -> Iterator[str]:
    """The chain as JSON Lines, without anybody's words: one event a line, and last the head."""
    seq, digest = 0, GENESIS
    for link in audit.links():
        seq, digest = link.seq, link.hash
        yield json.dumps(
            {
                "seq": link.seq, "at": link.at, "actor": link.actor, "kind": link.kind, "subject": link.subject,
                "facts": link.facts, "commitment": link.commitment.hex(), "previous": link.previous.hex(),
                "hash": link.hash.hex(),
            },
            ensure_ascii=False,
        )  # fmt: skip
    yield json.dumps({"head": {"seq": seq, "hash": digest.hex()}})


def read_export(lines: Iterable[str]) -> tuple[list[Link], Head]:
    """Read back what `export_lines` wrote, for whoever verifies an export without the record; ValueError when cut."""
    links: list[Link] = []
    for line in lines:
        found = json.loads(line)
        if "head" in found:
            return links, Head(found["head"]["seq"], bytes.fromhex(found["head"]["hash"]))
        for name in ("commitment", "previous", "hash"):
            found[name] = bytes.fromhex(found[name])
        links.append(Link(**found))
    raise ValueError("the export has no last line with the head: it was cut")
