"""What is easily forgotten in an incident, by its kind: read from `resources/incidents`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from moderator.domain.incident import IncidentKind
from moderator.settings import RESOURCES

FOLDER = RESOURCES / "incidents"
LANGUAGES = ("en", "ja")

Items = tuple[tuple[str, Mapping[str, str]], ...]


@cache
def checklist(kind: IncidentKind) -> Items:
    """The items of a kind in order: a stable name, and the words in each language."""
    from ruamel.yaml import YAML  # only when an incident is opened: it costs every start otherwise

    found: Any = YAML(typ="safe", pure=True).load((FOLDER / f"{kind.value}.yaml").read_text(encoding="utf-8"))
    items = tuple((str(item["id"]), {language: str(item[language]) for language in LANGUAGES}) for item in found["items"])
    if len({name for name, _ in items}) != len(items):
        raise ValueError(f"an item of {kind.value} stands there twice")
    return items
