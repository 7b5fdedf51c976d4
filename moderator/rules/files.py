"""The guidelines file of one community: read it, say everything that is wrong with it, write it back.

`check` lists the faults, `load` raises them, `load_published` reads a version that was checked when it was
published, `dump` writes changes into an existing file and keeps its comments and order.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Callable, Iterable
from typing import TypeVar

from moderator.domain.action import ActionKind
from moderator.domain.caps import PATTERN_CHARACTERS
from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.rules import patterns
from moderator.rules.evaluate import RuleSet
from moderator.rules.fold import fold
from moderator.rules.links import canonical_host, is_public_suffix
from moderator.rules.nodes import Fault, Node, read_nodes
from moderator.rules.rewrite import dump
from moderator.rules.schema import SUGGESTIBLE, Category, Guideline, GuidelineFile, Rule, View

__all__ = ["PLACEHOLDERS", "Fault", "FileFaults", "GuidelineFile", "check", "dump", "load", "load_published"]

VERSION = 1
PLACEHOLDERS = ("author", "place", "time", "guideline")
"""What is filled in when a notice is sent: `{author}` and so on."""
_SHOWN = 5  # faults in the message of the error; all are in `faults`
_ID_CHARACTERS = 64
_WORD_CHARACTERS = 200
_TITLE_CHARACTERS = 120
_TEXT_CHARACTERS = 20_000
_TARGET_MINUTES = 30 * 24 * 60
_SEVERITIES = {severity.name.lower(): severity for severity in reversed(Severity)}

_Choice = TypeVar("_Choice")
_Kind = TypeVar("_Kind", bound=enum.StrEnum)


class FileFaults(KnownError):
    """A guidelines file cannot be used; `faults` holds every reason, in the order of the lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        number = len(self.faults)
        lines = [str(fault) for fault in self.faults[:_SHOWN]]
        if number > _SHOWN:
            lines.append(f"and {number - _SHOWN} more")
        title = "The guidelines file has a fault" if number == 1 else f"The guidelines file has {number} faults"
        super().__init__(title, "\n".join(lines), code="guideline_faults")


def check(text: str | bytes) -> list[Fault]:
    """Return everything that is wrong with a guidelines file, by line; an empty list when it can be published."""
    return _examine(text, trials=True)[1]


def load(text: str | bytes) -> GuidelineFile:
    """Return the file in *text* after every check, its own examples included. Raises FileFaults."""
    file, faults = _examine(text, trials=True)
    if faults or file is None:
        raise FileFaults(faults)
    return file


def load_published(text: str | bytes) -> GuidelineFile:
    """Return a file that was checked when it was published; its patterns and examples are not tried again.

    A condition that this version of the program no longer takes stays in the file, and the `RuleSet` sets it aside
    by name: an update must not put all rules out of force. Raises FileFaults when the file cannot be read at all.
    """
    file, faults = _examine(text, trials=False)
    if faults or file is None:
        raise FileFaults(faults)
    return file


def _examine(text: str | bytes, *, trials: bool) -> tuple[GuidelineFile | None, list[Fault]]:
    faults: list[Fault] = []
    top = read_nodes(text, faults)
    file = None
    if top is not None:
        reader = _Reader(faults, trials)
        file = reader.file(top)
        if file is not None and trials:
            _try_examples(file, reader, faults)
    faults.sort(key=lambda fault: fault.line)
    return file, faults


def _try_examples(file: GuidelineFile, reader: _Reader, faults: list[Fault]) -> None:
    """Hold every rule to its own examples."""
    rules = RuleSet(file)
    for guideline in file.guidelines:
        for rule in guideline.rules:
            where = f"{guideline.id} / {rule.id}"
            for name, examples, wanted in (
                ("must_hit", rule.must_hit, True),
                ("must_not_hit", rule.must_not_hit, False),
            ):
                for number, example in enumerate(examples):
                    hit = next((hit for hit in rules.evaluate(example, fold(example)) if hit.rule_id == rule.id), None)
                    if (hit is not None) is wanted:
                        continue
                    reason = "the rule does not hit this example" if hit is None else f"the rule hits it: {hit.what}"
                    line = reader.example_lines[rule.id, name, number]
                    faults.append(Fault(line, f"{where} / {name} {number + 1}", reason))


class _Map:
    """The fields of one map while they are read: what is missing and what nobody asked for becomes a fault."""

    def __init__(self, reader: _Reader, node: Node, where: str, known: Iterable[str]) -> None:
        self._reader, self._node, self.where = reader, node, where
        self.line = node.line
        known = tuple(known)
        for name, (line, _) in node.fields.items():
            if name not in known:
                close = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
                reader.fault(line, where, f"unknown field {name}; {hint}")

    def get(self, name: str) -> Node | None:
        line, node = self._node.fields.get(name, (0, None))
        if node is not None and node.empty:
            self._reader.fault(line, self.at(name), "is empty; leave it out or fill it in")
            return None
        return node

    def need(self, name: str) -> Node | None:
        if name not in self._node.fields:
            self._reader.fault(self.line, self.where, f"the field {name} is missing")
        return self.get(name)

    def at(self, name: str) -> str:
        return f"{self.where} / {name}" if self.where else name


class _Reader:
    """Turns nodes into the values of the schema. A method that finds a fault notes it and returns a neutral value."""

    def __init__(self, faults: list[Fault], trials: bool) -> None:
        self._faults = faults
        self._trials = trials
        self._ids: dict[tuple[str, str], int] = {}
        self.example_lines: dict[tuple[str, str, int], int] = {}

    def fault(self, line: int, where: str, reason: str) -> None:
        self._faults.append(Fault(line, where, reason))

    def file(self, node: Node) -> GuidelineFile | None:
        if node.kind != "map":
            self.fault(node.line, "", "a guidelines file begins with the fields version and guidelines")
            return None
        fields = _Map(self, node, "", ("version", "guidelines"))
        version = fields.need("version")
        if version is not None and version.text != str(VERSION):
            self.fault(version.line, "version", f"is {version.text!r}; this program reads version {VERSION}")
        items = self._list(fields.need("guidelines"), "guidelines")
        if not items and "guidelines" in node.fields:
            self.fault(node.fields["guidelines"][0], "guidelines", "there is none; write at least one")
        read = [self._guideline(item, f"guideline {number}") for number, item in enumerate(items, 1)]
        return GuidelineFile(version=VERSION, guidelines=tuple(each for each in read if each is not None))

    def _guideline(self, node: Node, where: str) -> Guideline | None:
        if node.kind != "map":
            self.fault(node.line, where, "a guideline is a map that begins with its id")
            return None
        known = Guideline.__struct_encode_fields__
        where = self._name(node, where)
        fields = _Map(self, node, where, known)
        rules = [
            self._rule(item, f"{where} / rule {number}", where)
            for number, item in enumerate(self._list(fields.get("rules"), fields.at("rules")), 1)
        ]
        severity = self._choice(fields.need("severity"), fields.at("severity"), _SEVERITIES)
        category = self._choice(fields.need("category"), fields.at("category"), _values(Category))
        return Guideline(
            id=self._id(fields, "guideline"),
            title=self._languages(fields.need("title"), fields.at("title"), _TITLE_CHARACTERS),
            text=self._languages(fields.need("text"), fields.at("text"), _TEXT_CHARACTERS),
            severity=severity or Severity.LOW,
            category=category or Category.OTHER,
            target_minutes=self._minutes(fields.need("target_minutes"), fields.at("target_minutes")),
            notice=self._notice(fields.get("notice"), fields.at("notice")),
            strikes=self._flag(fields.get("strikes"), fields.at("strikes")),
            suggest=self._suggest(fields.get("suggest"), fields.at("suggest")),
            rules=tuple(rule for rule in rules if rule is not None),
        )

    def _rule(self, node: Node, where: str, guideline: str) -> Rule | None:
        if node.kind != "map":
            self.fault(node.line, where, "a rule is a map that begins with its id")
            return None
        where = f"{guideline} / {self._name(node, where.rpartition(' / ')[2])}"
        fields = _Map(self, node, where, Rule.__struct_encode_fields__)
        rule_id = self._id(fields, "rule")
        view = self._choice(fields.get("view"), fields.at("view"), _values(View)) or View.FOLDED
        before = len(self._faults)
        rule = Rule(
            id=rule_id,
            words=self._conditions(fields, "words", _WORD_CHARACTERS, lambda text: patterns.word(text, view)),
            phrases=self._conditions(fields, "phrases", _WORD_CHARACTERS, lambda text: patterns.phrase(text, view)),
            domains=self._conditions(fields, "domains", _WORD_CHARACTERS, _check_domain),
            patterns=self._conditions(fields, "patterns", PATTERN_CHARACTERS, lambda text: _check_pattern(text, view)),
            excepts=self._conditions(fields, "except", _WORD_CHARACTERS, _check_except),
            severity=self._choice(fields.get("severity"), fields.at("severity"), _SEVERITIES),
            view=view,
            must_hit=self._examples(fields, "must_hit", rule_id),
            must_not_hit=self._examples(fields, "must_not_hit", rule_id),
        )
        if len(self._faults) == before and not (rule.words or rule.phrases or rule.domains or rule.patterns):
            self.fault(node.line, where, "the rule looks for nothing; give it words, phrases, domains or patterns")
        return rule

    def _conditions(self, fields: _Map, name: str, limit: int, make: Callable[[str], object]) -> tuple[str, ...]:
        """Read a list of things to look for; those that cannot be looked for become faults and are left out."""
        good: list[str] = []
        for number, node in enumerate(self._list(fields.get(name), fields.at(name)), 1):
            where = f"{fields.at(name)} {number}"
            text = self._text(node, where, limit)
            if not text:
                continue
            try:
                if self._trials:
                    make(text)
            except patterns.PatternFault as fault:
                self.fault(node.line, where, f"{text}: {fault}")
                continue
            if text in good:
                self.fault(node.line, where, f"{text}: stands here twice")
            good.append(text)
        return tuple(good)

    def _examples(self, fields: _Map, name: str, rule_id: str) -> tuple[str, ...]:
        read: list[str] = []
        for number, node in enumerate(self._list(fields.get(name), fields.at(name)), 1):
            text = self._text(node, f"{fields.at(name)} {number}", _TEXT_CHARACTERS)
            if text:
                self.example_lines[rule_id, name, len(read)] = node.line
                read.append(text)
        return tuple(read)

    def _name(self, node: Node, otherwise: str) -> str:
        _, named = node.fields.get("id", (0, None))
        return named.text if named is not None and _is_id(named.text) else otherwise

    def _id(self, fields: _Map, kind: str) -> str:
        node = fields.need("id")
        if node is None:
            return ""
        if node.kind != "text" or not _is_id(node.text):
            self.fault(
                node.line, fields.at("id"), f"an id has up to {_ID_CHARACTERS} of a-z, 0-9, - and _, a letter first"
            )
            return ""
        first = self._ids.setdefault((kind, node.text), node.line)
        if first != node.line:
            self.fault(node.line, fields.at("id"), f"{node.text}: another {kind} has this id, in line {first}")
        return node.text

    def _list(self, node: Node | None, where: str) -> list[Node]:
        if node is None:
            return []
        if node.kind != "list":
            self.fault(node.line, where, "is not a list; begin each entry with a hyphen on a line of its own")
            return []
        return node.items

    def _text(self, node: Node, where: str, limit: int) -> str:
        if node.kind != "text":
            self.fault(node.line, where, "is not text; put it in quotes if it holds a colon or a bracket")
        elif not node.text.strip():
            self.fault(node.line, where, "is empty")
        elif len(node.text) > limit:
            self.fault(node.line, where, f"has {len(node.text):,} characters; at most {limit:,} are allowed")
        elif any("\ud800" <= char <= "\udfff" for char in node.text):
            self.fault(node.line, where, "holds half a character (a lone surrogate)")
        else:
            return node.text
        return ""

    def _languages(self, node: Node | None, where: str, limit: int) -> dict[str, str]:
        if node is None:
            return {}
        if node.kind != "map" or not node.fields:
            self.fault(node.line, where, "write the text by language, as in en: … and ja: …")
            return {}
        read: dict[str, str] = {}
        for language, (line, value) in node.fields.items():
            if not _is_language(language):
                self.fault(line, where, f"{language}: not a language code such as en, ja or zh-TW")
            text = self._text(value, f"{where} / {language}", limit)
            if text:
                read[language] = text.rstrip("\n")
        return read

    def _notice(self, node: Node | None, where: str) -> dict[str, str]:
        notices = self._languages(node, where, _TEXT_CHARACTERS)
        for language, notice in notices.items():
            for unknown in _unknown_placeholders(notice):
                line = node.fields[language][1].line if node is not None else 0
                known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
                self.fault(line, f"{where} / {language}", f"{{{unknown}}}: nothing fills this in; known are {known}")
        return notices

    def _choice(self, node: Node | None, where: str, known: dict[str, _Choice]) -> _Choice | None:
        if node is None:
            return None
        if node.kind != "text" or node.text not in known:
            self.fault(node.line, where, f"{node.text or node.kind}: not one of {', '.join(known)}")
            return None
        return known[node.text]

    def _minutes(self, node: Node | None, where: str) -> int:
        if node is None:
            return 1
        digits = node.kind == "text" and node.text.isascii() and node.text.isdigit() and len(node.text) < 10
        if not digits or not 1 <= int(node.text) <= _TARGET_MINUTES:
            self.fault(node.line, where, f"is a number of minutes from 1 to {_TARGET_MINUTES:,}")
            return 1
        return int(node.text)

    def _flag(self, node: Node | None, where: str) -> bool:
        if node is None:
            return False
        if not node.plain or node.text not in ("true", "false"):
            self.fault(node.line, where, "is true or false")
        return node.text == "true"

    def _suggest(self, node: Node | None, where: str) -> tuple[ActionKind, ...]:
        known = {kind.value: kind for kind in SUGGESTIBLE}
        read = [
            self._choice(item, f"{where} {number}", known) for number, item in enumerate(self._list(node, where), 1)
        ]
        return tuple(dict.fromkeys(kind for kind in read if kind is not None))


def _values(kind: type[_Kind]) -> dict[str, _Kind]:
    return {member.value: member for member in kind}


def _unknown_placeholders(notice: str) -> list[str]:
    inside = [piece.partition("}")[0] for piece in notice.split("{")[1:]]
    return [name for name in inside if name not in PLACEHOLDERS]


def _is_id(text: str) -> bool:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return 0 < len(text) <= _ID_CHARACTERS and text[0] in letters and set(text) <= set(letters + "0123456789-_")


def _is_language(text: str) -> bool:
    parts = text.split("-")
    first = parts[0]
    return (
        text.isascii()
        and first.isalpha()
        and first.islower()
        and 2 <= len(first) <= 3
        and all(part.isalnum() and 1 <= len(part) <= 8 for part in parts[1:])
    )


def _check_pattern(text: str, view: View) -> None:
    patterns.try_speed(patterns.pattern(text, view))


def _check_domain(text: str) -> None:
    if any(char in text for char in "/:@ \t\n"):
        raise patterns.PatternFault("write the host alone, as in spore.example")
    if "*" in text:
        raise patterns.PatternFault("hosts below a domain are always included; leave the * out")
    if is_public_suffix(canonical_host(text)):
        raise patterns.PatternFault("anybody can register names below this, so it would hit strangers")
    patterns.domain(text, View.FOLDED)


def _check_except(text: str) -> None:
    if not fold(text).strip():
        raise patterns.PatternFault("nothing is left of this once it is folded")
