"""What a person fills in to connect a community, described as data for a window and a command line alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from moderator.domain import caps
from moderator.domain.errors import KnownError

YES = frozenset({"yes", "true", "on", "1"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `secret` goes to the vault and is never shown; a `switch` is answered "yes" or ""."""

    key: str
    title: Mapping[str, str]  # language -> words
    help: Mapping[str, str]
    secret: bool = False
    required: bool = True
    switch: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """The answers, sorted: what goes to the store as it is, and (`secrets`) what goes to the vault."""

    address: str
    options: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def sort_answers(fields: tuple[Field, ...], answers: Mapping[str, str]) -> Connection:
    """Check the answers to *fields* and sort them. The field called `address` is the community's address.

    Raises KnownError naming the first field that is missing or too long.
    """
    options: dict[str, object] = {}
    secrets: dict[str, str] = {}
    address = ""
    for one in fields:
        answer = answers.get(one.key, "").strip()
        if one.required and not answer and not one.switch:
            raise KnownError(f"{one.title['en']} is missing", one.help["en"], code="field_missing", field=one.key)
        if len(answer) > caps.URL_CHARACTERS:
            raise KnownError(f"{one.title['en']} is too long", "Copy it again.", code="field_too_long", field=one.key)
        if one.key == "address":
            address = answer
        elif one.secret:
            secrets[one.key] = answer
        elif one.switch:
            options[one.key] = answer.lower() in YES
        elif answer:
            options[one.key] = answer
    return Connection(address, options, secrets)
