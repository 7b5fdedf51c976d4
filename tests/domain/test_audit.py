"""The canonical bytes of an event: the same everywhere, different for different events."""

from __future__ import annotations

import hashlib
import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from moderator.domain.audit import GENESIS, ChainFault, Link, canonical, commitment, link_hash, verify

texts = st.text(max_size=8)
facts = st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts, max_size=4)


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        digest = link_hash(seq, seq * 10, None, "a.done", f"x:{seq}", "{}", bytes(32), previous)
        links.append(Link(seq, seq * 10, None, "a.done", f"x:{seq}", "{}", bytes(32), previous, digest))
        previous = digest
    return links


@given(facts)
def test_the_order_of_facts_does_not_matter(value: dict[str, object]) -> None:
    """The same facts are the same bytes."""
    assert canonical(value) == canonical(dict(reversed(value.items())))


def test_canonical_text_is_fixed() -> None:
    """Written down here, because a change of it would break every chain there is."""
    assert canonical({"b": 1, "a": "場", "c": None}) == '{"a":"場","b":1,"c":null}'


def test_a_hash_is_fixed() -> None:
    """The bytes by hand: each field with its length before it, in eight bytes."""
    parts = [b"1", b"2", b"", b"a.done", b"x:1", b"{}", bytes(32), GENESIS]
    by_hand = hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()
    assert link_hash(1, 2, None, "a.done", "x:1", "{}", bytes(32), GENESIS) == by_hand


@example(["ab", "c", ""], ["a", "bc", ""])
@given(st.lists(texts, min_size=3, max_size=3), st.lists(texts, min_size=3, max_size=3))
def test_different_fields_have_different_hashes(left: list[str], right: list[str]) -> None:
    """Also when they read the same one after the other."""
    hashes = [link_hash(1, 2, 3, *fields, bytes(32), GENESIS) for fields in (left, right)]
    assert (hashes[0] == hashes[1]) == (left == right)


def test_commitments_to_the_same_words_have_nothing_in_common() -> None:
    """Each has a salt of its own; with the salt the words can be shown to be the ones."""
    one, two = commitment(b"1" * 32, "words"), commitment(b"2" * 32, "words")
    assert one != two and one == commitment(b"1" * 32, "words") and len(one) == 32


def test_a_whole_chain_verifies() -> None:
    """Of any length, with any of its heads remembered."""
    for length in range(4):
        links = chain(length)
        assert verify(links) is None
        assert verify(links, head_seq=0, head_hash=GENESIS) is None
        for link in links:
            assert verify(links, head_seq=link.seq, head_hash=link.hash) is None


def test_every_other_order_or_selection_is_noticed() -> None:
    """Of four events: no other way to put some of them together passes for the whole."""
    links = chain(4)
    for size in range(1, 5):
        for chosen in itertools.permutations(links, size):
            fault = verify(chosen, head_seq=4, head_hash=links[-1].hash)
            assert (fault is None) == (list(chosen) == links)


def test_faults_are_named() -> None:
    """Where, and in what way."""
    links = chain(3)
    assert verify([links[0], links[2]]) == ChainFault(2, "gap")
    assert verify(links[:2], head_seq=3, head_hash=links[2].hash) == ChainFault(3, "tail")
    assert verify(links, head_seq=3, head_hash=bytes(32)) == ChainFault(3, "tail")
