"""Read YAML into plain nodes that know their lines, with every cap enforced while reading.

Only what a guidelines file needs is taken: maps, lists and scalars of one document. Anchors, aliases and tags are
refused, so no file can grow while it is read or name a type to build. No value is interpreted here: `no` is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from moderator.domain.caps import GUIDELINE_FILE_BYTES

DEPTH = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a guidelines file. `line` counts from 1; 0 is the file as a whole."""

    line: int
    where: str  # "spam / free-coins / patterns 2"
    reason: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the file"
        return f"{place}: {self.where}: {self.reason}" if self.where else f"{place}: {self.reason}"


@dataclass(slots=True)
class Node:
    """A scalar (`text`), a list (`items`) or a map (`fields`, with the line of each key)."""

    line: int
    kind: str  # text, list, map
    text: str = ""
    plain: bool = False  # written without quotes, so that numbers and yes or no may be meant
    items: list[Node] = field(default_factory=list)
    fields: dict[str, tuple[int, Node]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return self.kind == "text" and self.plain and self.text in ("", "~", "null")


def read_nodes(text: str | bytes, faults: list[Fault]) -> Node | None:
    """Return the top node of the one document in *text*, or None; what is wrong is added to *faults*."""
    decoded = _decode(text, faults)
    if decoded is None:
        return None
    try:
        return _Builder(faults).build(YAML(typ="safe", pure=True).parse(decoded))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(mark.line + 1 if mark else 0, "", f"not valid YAML: {error.problem or error.context}"))
    except ReaderError as error:
        line = decoded.count("\n", 0, error.position) + 1
        code = error.character if isinstance(error.character, int) else ord(error.character)
        faults.append(Fault(line, "", f"the character U+{code:04X} cannot stand in a YAML file"))
    except YAMLError as error:
        faults.append(Fault(0, "", f"not valid YAML: {error}"))
    except _Refused:
        pass
    return None


class _Refused(Exception):
    """Reading cannot go on; the fault has been noted."""


def _decode(text: str | bytes, faults: list[Fault]) -> str | None:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "replace"))
    if size > GUIDELINE_FILE_BYTES:
        allowed = GUIDELINE_FILE_BYTES // 1024
        faults.append(Fault(0, "", f"the file has {size // 1024} KB; at most {allowed} KB are read"))
        return None
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        faults.append(Fault(line, "", "the file is not in UTF-8; save it in this encoding"))
        return None


class _Builder:
    """Builds nodes from events with a stack of its own, so that depth is a number and never a recursion."""

    def __init__(self, faults: list[Fault]) -> None:
        self._faults = faults
        self._open: list[tuple[Node, list[Node]]] = []  # a node and, for a map, the key that waits
        self._top: Node | None = None

    def build(self, events: Iterator[Event]) -> Node | None:
        documents = 0
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(line, "a second document begins here; a guidelines file is one")
            elif isinstance(event, AliasEvent):
                self._faults.append(Fault(line, "", f"*{event.anchor}: aliases are not allowed; write it out"))
                self._place(Node(line, "text", "alias"), line)
            elif isinstance(event, ScalarEvent):
                self._check(event, line)
                plain = event.style in (None, "")
                self._place(Node(line, "text", event.value, plain), line)
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                self._check(event, line)
                self._begin(Node(line, "map" if isinstance(event, MappingStartEvent) else "list"), line)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                self._open.pop()
        if self._top is None:
            self._faults.append(Fault(0, "", "the file is empty"))
        return self._top

    def _refuse(self, line: int, reason: str) -> None:
        self._faults.append(Fault(line, "", reason))
        raise _Refused

    def _check(self, event: ScalarEvent | CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            self._faults.append(Fault(line, "", f"&{event.anchor}: anchors are not allowed; write it out"))
        if event.tag is not None and str(event.tag) != "!":
            self._faults.append(Fault(line, "", f"{event.tag}: tags are not allowed"))

    def _begin(self, node: Node, line: int) -> None:
        if len(self._open) >= DEPTH:
            self._refuse(line, f"nested more than {DEPTH} deep")
        self._place(node, line)
        self._open.append((node, []))

    def _place(self, node: Node, line: int) -> None:
        """Put a finished or begun node where it belongs: the top, a list, the key or the value of a map."""
        if not self._open:
            self._top = node
            return
        parent, waiting = self._open[-1]
        if parent.kind == "list":
            parent.items.append(node)
        elif not waiting:
            if node.kind != "text":
                self._refuse(line, "a list or a map cannot be the name of a field")
            waiting.append(node)
            if node.text in parent.fields:
                first = parent.fields[node.text][0]
                self._faults.append(Fault(line, node.text, f"stands here a second time; first in line {first}"))
        else:
            key = waiting.pop()
            parent.fields.setdefault(key.text, (key.line, node))
