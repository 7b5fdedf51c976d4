"""YAML is read under caps, without anchors, aliases or tags, and every node knows its line."""

from __future__ import annotations

import time

import pytest

from moderator.domain.caps import GUIDELINE_FILE_BYTES
from moderator.rules.nodes import Fault, Node, read_nodes


def read(text: str | bytes) -> tuple[Node | None, list[Fault]]:
    faults: list[Fault] = []
    return read_nodes(text, faults), faults


def test_nodes_know_their_lines_and_leave_scalars_as_they_are_written() -> None:
    node, faults = read("a: no\nb:\n  - 012\n  - 'x'\nc: |\n  two\n  lines\n")
    assert node is not None
    assert faults == []
    assert node.fields["a"][1].text == "no"
    assert [(item.line, item.text, item.plain) for item in node.fields["b"][1].items] == [
        (3, "012", True),
        (4, "x", False),
    ]
    assert node.fields["c"][1].text == "two\nlines\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "the file is empty"),
        ("# only a comment\n", 0, "the file is empty"),
        ("a: 1\nb: &x [1]\n", 2, "anchors are not allowed"),
        ("a: 1\nb: &x 1\nc: *x\n", 2, "anchors are not allowed"),
        ("a: *x", 1, "aliases are not allowed"),
        ("a: !!python/object:os.system x", 1, "tags are not allowed"),
        ("a: 1\n\na: 2\n", 3, "a second time; first in line 1"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("a: 1\n? [x]\n: b\n", 2, "cannot be the name of a field"),
        ("a: b: c", 1, "mapping values are not allowed"),
        ("a: 'x\n", 2, "not valid YAML"),
        ("a: 1\nb: \x07", 2, "U+0007"),
        ("a: 1\nb: \ud800", 2, "U+D800"),
        (b"a: 1\nb: \xff", 2, "not in UTF-8"),
        (b"\xff\xfea\x00", 1, "not in UTF-8"),
        ("%YAML 3.0\n---\na: 1", 1, "not valid YAML"),
        ("[" * 50_000, 1, "nested more than"),
        ("a: {" * 50_000, 1, "nested more than"),
        ("- " * 40, 1, "nested more than"),
        ("x" * (GUIDELINE_FILE_BYTES + 1), 0, "at most 1024 KB"),
        ("あ" * (GUIDELINE_FILE_BYTES // 2), 0, "at most 1024 KB"),
    ],
)
def test_what_is_refused_is_refused_by_line_and_name(text: str | bytes, line: int, reason: str) -> None:
    _, faults = read(text)
    assert faults[0].line == line
    assert reason in faults[0].reason


def test_a_bomb_of_aliases_does_not_grow() -> None:
    bomb = "a: &a [x,x,x,x]\n" + "".join(
        f"{c}: &{c} [*{p},*{p},*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    before = time.thread_time()
    _, faults = read(bomb)
    assert time.thread_time() - before < 1
    assert len(faults) == 9 + 8 * 4


def test_a_fault_reads_as_a_sentence() -> None:
    assert str(Fault(3, "spam / coins", "is empty")) == "line 3: spam / coins: is empty"
    assert str(Fault(0, "", "the file is empty")) == "the file: the file is empty"
