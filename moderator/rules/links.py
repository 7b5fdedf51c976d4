"""Find the hosts that a text links to, as people and browsers would read them, without asking any network.

A link is `scheme://host…`, `www.host`, or a bare `host.tld` whose top-level domain exists. Full-width dots, letters
of other widths, punycode, and Japanese that stands directly before or behind a link are understood. Hosts are
compared folded, so a host spelt with look-alike letters counts as the one that it imitates.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import re2
from publicsuffixlist import PublicSuffixList

from moderator.rules.fold import fold, fold_with_offsets, original_span

_HOST_CHARACTERS = 253
_RESERVED = frozenset({"example", "test", "invalid", "localhost", "local", "onion", "internal"})
_ASCII = r"[0-9a-z_-]"
_OTHER = r"[^\x00-\x7f\p{P}\p{S}\p{Z}\p{C}]"
_AUTHORITY = r"""[^\s/?#\\<>"'`()\[\]{}|、,;「」『』【】〈〉《》]"""
_LINK = re2.compile(
    rf"(?:[a-z][0-9a-z+.-]{{0,20}}://({_AUTHORITY}+))"
    rf"|((?:{_OTHER}+\.)+{_ASCII}+(?:[.。]{_ASCII}+)*|{_ASCII}+(?:[.。]{_ASCII}+)+)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `start` and `end` span its host in the text; `domain` is the part that somebody registered."""

    start: int
    end: int
    host: str  # folded, in Unicode
    domain: str
    glued: bool = False  # no scheme, and Japanese before it may be part of the sentence


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@functools.lru_cache(4096)
def _exists(top_level: str) -> bool:
    """Whether there is such a top-level domain, or one that is reserved for use inside a house or in examples."""
    if top_level in _RESERVED:
        return True
    return _suffixes().publicsuffix("name." + top_level, accept_unknown=False) is not None


def canonical_host(host: str) -> str:
    """Return *host* as hosts are compared: folded, punycode read, one kind of dot, no dot at the ends."""
    labels = fold(host).replace("。", ".").strip(".").split(".")
    return ".".join(map(_plain_label, labels))


def _plain_label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:
        return label
    try:
        return fold(label[4:].encode("ascii").decode("punycode"))
    except (UnicodeError, ValueError):
        return label


def is_public_suffix(host: str) -> bool:
    """Whether anybody can register names below *host*, so that a rule on it would hit strangers."""
    return "." not in host or bool(_suffixes().is_public(host))


def registrable_domain(host: str) -> str:
    """Return the part of a canonical host that somebody registered; the host itself where there is none."""
    if host.replace(".", "").isdigit():
        return host  # an address in numbers belongs to nobody by name
    return _suffixes().privatesuffix(host) or host


def covers(domain: str, link: Link) -> bool:
    """Whether *domain* (canonical) is the link's host or stands above it."""
    if link.host == domain or link.host.endswith("." + domain):
        return True
    return link.glued and not domain[0].isascii() and link.host.endswith(domain)


def find_links(text: str) -> list[Link]:
    """Return the links of *text*, with spans in *text*."""
    folded, offsets = fold_with_offsets(text)
    found = []
    for link in find_in_folded(folded):
        start, end = original_span(offsets, link.start, link.end)
        found.append(Link(start, end, link.host, link.domain, link.glued))
    return found


def find_in_folded(folded: str) -> Iterator[Link]:
    """Yield the links of a folded text, with spans in it."""
    for match in _LINK.finditer(folded):
        authority, bare = match.groups()
        if authority is not None:
            start = match.start(1) + authority.rfind("@") + 1
            yield from _named(folded[start : match.end()], start)
        elif folded[match.end() : match.end() + 1] != "@":
            yield from _bare(bare, match.start())


def _named(authority: str, at: int) -> Iterator[Link]:
    name = authority.partition(":")[0][:_HOST_CHARACTERS]
    end = _host_end(name, sure=True)
    if end:
        yield _link(name[:end], at, glued=False)


def _bare(run: str, at: int) -> Iterator[Link]:
    """Read a run of labels. It can hold two hosts when a sentence ends between them."""
    while run:
        lead = len(run) - len(run.lstrip("-_.。"))
        run, at = run[lead:], at + lead
        end = _host_end(run[:_HOST_CHARACTERS], sure=False)
        if not end:
            return
        yield _link(run[:end], at, glued=not run[0].isascii())
        run, at = run[end:], at + end


def _link(name: str, at: int, *, glued: bool) -> Link:
    host = canonical_host(name)
    return Link(at, at + len(name), host, registrable_domain(host), glued)


def _host_end(name: str, *, sure: bool) -> int:
    """Return where the host at the beginning of *name* ends; 0 when there is none.

    *sure* says that a scheme stood before it: then a top-level domain that nobody knows is taken as well.
    """
    best = start = 0
    for end in (*(index for index, char in enumerate(name) if char in ".。"), len(name)):
        label = name[start:end]
        head = _ascii_head(label)
        if start and head and _exists(label[:head]):
            best = start + head
            if head < len(label) or name[end : end + 1] == "。":
                return best  # Japanese goes on behind the link
        elif start and not head and _exists(canonical_host(label)):
            best = end
        start = end + 1
    return best or (_whole(name) if sure else 0)


def _whole(name: str) -> int:
    """Where a host ends whose top-level domain is not known: an address in numbers, a name inside a house."""
    for index, char in enumerate(name):
        if not (char.isalnum() or char in "-_."):
            return len(name[:index].rstrip("."))
    return len(name.rstrip("."))


def _ascii_head(label: str) -> int:
    for index, char in enumerate(label):
        if not char.isascii() or not (char.isalnum() or char in "-_"):
            return index
    return len(label)
