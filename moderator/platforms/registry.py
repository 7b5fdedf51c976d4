"""The platforms by name: their form, their planner (no HTTP client is loaded) and, on demand, their connector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from moderator.domain.errors import KnownError
from moderator.platforms.form import Connection, Field, sort_answers
from moderator.platforms.matrix import form as matrix_form
from moderator.platforms.matrix import words as matrix_words
from moderator.platforms.matrix.planner import MatrixPlanner
from moderator.ports import Clock, Connector, Planner


class Sentences(Protocol):
    """Turns a connector's code into words."""

    def __call__(self, code: str, language: str = "en") -> str: ...


@dataclass(frozen=True, slots=True)
class Platform:
    """What is known of a platform without talking to it."""

    name: str
    title: Mapping[str, str]
    fields: tuple[Field, ...]
    planner: Planner
    sentence: Sentences


PLATFORMS: Mapping[str, Platform] = {
    "matrix": Platform(
        "matrix",
        {"en": "Matrix (Synapse)", "ja": "Matrix（Synapse）"},
        matrix_form.FIELDS,
        MatrixPlanner(),
        matrix_words.sentence,
    ),
}


def platform(name: str) -> Platform:
    """Return a platform, or say which there are."""
    try:
        return PLATFORMS[name]
    except KeyError:
        known = ", ".join(sorted(PLATFORMS))
        raise KnownError(
            "This platform is not known", f"Choose one of: {known}.", code="no_platform", platform=name
        ) from None


def planners() -> dict[str, Planner]:
    """Every planner by its platform's name."""
    return {name: one.planner for name, one in PLATFORMS.items()}


def fields(name: str) -> tuple[Field, ...]:
    """The connect form of a platform."""
    return platform(name).fields


def read_answers(name: str, answers: Mapping[str, str]) -> Connection:
    """Check and sort the answers to a platform's form: address, options for the store, secrets for the vault."""
    found = sort_answers(platform(name).fields, answers)
    for address in (found.address, found.options.get("admin_address")):
        if address:
            matrix_form.origin_of(str(address))
    return found


def sentence(name: str, code: str, language: str = "en") -> str:
    """The words for a code that a connector gave as a reason, a fix or a missing right."""
    return PLATFORMS[name].sentence(code, language) if name in PLATFORMS else code


def connector(
    name: str,
    address: str,
    options: Mapping[str, object],
    secrets: Mapping[str, str],
    clock: Clock,
    *,
    rehearsal: bool = False,
) -> Connector:
    """Make a connector; it has not spoken to anybody yet. In a rehearsal nothing leaves it but reads."""
    platform(name)
    from moderator.platforms.matrix.connector import MatrixConnector  # loads the HTTP client, wanted in workers only

    if not secrets.get("token"):
        raise KnownError(
            "The token is not in the keyring", "Connect this community again with its token.", code="token_missing"
        )
    made: Connector = MatrixConnector(address, secrets["token"], clock, options=options)
    if rehearsal:
        from moderator.platforms.rehearsal import Rehearsal

        return Rehearsal(made)
    return made
