"""The audit chain: what an event says, its canonical bytes, and the hash that binds it to the one before.

Events carry a salted commitment to their content, never the content itself, so that an erased person's words go
while the chain still verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Event:
    """One change of state, as a service tells it to the unit of work.

    `kind` is `noun.verb` in the past tense (`case.decided`). `facts` are ids, states, counts and codes only: they
    stay for ever. `content` is what a person wrote or who they are: it is kept beside the chain and can be erased.
    """

    kind: str
    subject: str  # "case:123"
    actor: int | None = None  # None: the worker
    facts: Mapping[str, object] = field(default_factory=dict)
    content: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it stands in the chain."""

    seq: int
    at: int
    actor: int | None
    kind: str
    subject: str
    facts: str  # canonical JSON
    commitment: bytes  # 32 bytes
    previous: bytes  # 32 bytes
    hash: bytes  # 32 bytes


def canonical(value: Mapping[str, object]) -> str:
    """JSON with sorted keys and no spaces: the same bytes for the same facts, on every machine."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(salt: bytes, content: str) -> bytes:
    """HMAC-SHA-256 over the canonical content with a salt of its own (32 bytes)."""
    return hmac.digest(salt, content.encode("utf-8"), "sha256")


def link_hash(
    seq: int, at: int, actor: int | None, kind: str, subject: str, facts: str, commit: bytes, prev: bytes
) -> bytes:
    """SHA-256 over the length-prefixed fields, so that no two different events have the same bytes."""
    digest = hashlib.sha256()
    fields = (str(seq), str(at), "" if actor is None else str(actor), kind, subject, facts)
    for part in (*(f.encode("utf-8") for f in fields), commit, prev):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first place where the chain does not hold."""

    seq: int
    reason: str  # gap, hash, previous, commitment, tail


def verify(links: Iterable[Link], *, head_seq: int | None = None, head_hash: bytes | None = None) -> ChainFault | None:
    """Walk the chain from its start; return the first fault, or None.

    A remembered head (from the keyring or an export) makes a cut tail visible: the chain must reach it unchanged.
    """
    previous, expected, seen_head = GENESIS, 1, head_seq in (None, 0)
    for link in links:
        if link.seq != expected:
            return ChainFault(expected, "gap")
        if link.previous != previous:
            return ChainFault(link.seq, "previous")
        if (
            link_hash(link.seq, link.at, link.actor, link.kind, link.subject, link.facts, link.commitment, previous)
            != link.hash
        ):
            return ChainFault(link.seq, "hash")
        if link.seq == head_seq:
            if head_hash is not None and link.hash != head_hash:
                return ChainFault(link.seq, "tail")
            seen_head = True
        previous, expected = link.hash, expected + 1
    return None if seen_head else ChainFault(expected, "tail")
