"""Write a guidelines file so that whoever keeps it by hand finds it as they left it, comments and order included."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from moderator.rules.schema import Guideline, GuidelineFile, Rule

_WIDTH = 4_096  # lines are broken where their author broke them


def dump(file: GuidelineFile, onto: str = "") -> str:
    """Return *file* as YAML. *onto* is the text as it stood before: what did not change keeps its place, its
    comments and its spelling. It must be a file that `load` takes.
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(onto) if onto.strip() else CommentedMap()
    _write_map(tree, {"version": file.version, "guidelines": [_guideline(each) for each in file.guidelines]})
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _guideline(guideline: Guideline) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": guideline.id,
        "title": guideline.title,
        "severity": guideline.severity.name.lower(),
        "category": guideline.category.value,
        "target_minutes": guideline.target_minutes,
        "strikes": guideline.strikes,
        "suggest": [kind.value for kind in guideline.suggest],
        "text": guideline.text,
        "notice": guideline.notice,
        "rules": [_rule(rule) for rule in guideline.rules],
    }
    return fields


def _rule(rule: Rule) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": rule.id,
        "severity": None if rule.severity is None else rule.severity.name.lower(),
        "view": rule.view.value,
        "words": list(rule.words),
        "phrases": list(rule.phrases),
        "domains": list(rule.domains),
        "patterns": list(rule.patterns),
        "except": list(rule.excepts),
        "must_hit": list(rule.must_hit),
        "must_not_hit": list(rule.must_not_hit),
    }
    return fields


_DEFAULTS: dict[str, Any] = {"strikes": False, "view": "folded", "severity": None}


def _is_default(name: str, value: Any) -> bool:
    return value in ([], {}) or (name in _DEFAULTS and value == _DEFAULTS[name])


def _write_map(tree: CommentedMap, fields: dict[str, Any]) -> None:
    for name in [name for name in tree if name not in fields]:
        del tree[name]
    for name, value in fields.items():
        if name not in tree:
            if not _is_default(name, value):
                tree[name] = _new(value)
        elif value is None or value in ([], {}):
            if tree[name] != value:
                del tree[name]
        else:
            tree[name] = _merged(tree[name], value)


def _merged(old: Any, value: Any) -> Any:
    """Return *value* in the clothes of *old*: the same object where it can be kept."""
    if isinstance(old, CommentedMap) and isinstance(value, dict):
        _write_map(old, value)
        return old
    if isinstance(old, CommentedSeq) and isinstance(value, list):
        _write_list(old, value)
        return old
    if isinstance(old, str) and isinstance(value, str):
        return old if str(old).rstrip("\n") == value.rstrip("\n") else _new(value)
    return old if old == value or str(old) == str(value).lower() else _new(value)


def _key(item: Any) -> Any:
    return item.get("id") if isinstance(item, dict) else str(item)


def _write_list(tree: CommentedSeq, values: list[Any]) -> None:
    """Bring a list to *values*: entries are known by their id or their text, and keep their comments if they stay."""
    wanted = [_key(value) for value in values]
    for index in range(len(tree) - 1, -1, -1):
        if _key(tree[index]) not in wanted:
            del tree[index]
    if [key for key in wanted if key in map(_key, tree)] != [_key(item) for item in tree]:
        old = {_key(item): item for item in tree}
        tree[:] = [
            _merged(old[key], value) if key in old else _new(value) for key, value in zip(wanted, values, strict=True)
        ]
        return
    for index, value in enumerate(values):
        if index < len(tree) and _key(tree[index]) == wanted[index]:
            tree[index] = _merged(tree[index], value)
        else:
            tree.insert(index, _new(value))


def _new(value: Any) -> Any:
    if isinstance(value, dict):
        made = CommentedMap()
        for name, field in value.items():
            if not _is_default(name, field):
                made[name] = _new(field)
        return made
    if isinstance(value, list):
        return CommentedSeq([_new(item) for item in value])
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value.rstrip("\n") + "\n")
    return value
