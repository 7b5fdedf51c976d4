"""The guidelines of one community as frozen values: what the YAML file says, once it has been checked."""

from __future__ import annotations

import enum

import msgspec

from moderator.domain.action import ActionKind
from moderator.domain.community import Severity


class Category(enum.StrEnum):
    """What kind of breach a guideline is about; reports and statistics count by it."""

    SPAM = "spam"
    HARASSMENT = "harassment"
    HATE = "hate"
    SEXUAL = "sexual"
    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    ILLEGAL = "illegal"
    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    COPYRIGHT = "copyright"
    OTHER = "other"


class View(enum.StrEnum):
    """Which text a rule reads."""

    FOLDED = "folded"  # width, case, kana, accents and look-alikes made one
    RAW = "raw"  # exactly as it was written


SUGGESTIBLE = (
    ActionKind.DISMISS,
    ActionKind.REMOVE,
    ActionKind.EDIT,
    ActionKind.LABEL,
    ActionKind.WARN,
    ActionKind.MESSAGE,
    ActionKind.MUTE,
    ActionKind.KICK,
    ActionKind.BAN,
    ActionKind.SUSPEND,
    ActionKind.LOCK,
    ActionKind.FORWARD,
)
"""The actions that a guideline may suggest; their inverses come from undoing, never from a guideline."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The machine-readable part below a guideline: it hits when any of its conditions does."""

    id: str
    words: tuple[str, ...] = ()  # whole words in spaced scripts, anywhere in Japanese
    phrases: tuple[str, ...] = ()  # several words; any white space between them
    domains: tuple[str, ...] = ()  # a link's host or any host below it
    patterns: tuple[str, ...] = ()  # RE2 syntax
    excepts: tuple[str, ...] = msgspec.field(default=(), name="except")  # a hit that is part of one is none
    severity: Severity | None = None  # None: the guideline's
    view: View = View.FOLDED
    must_hit: tuple[str, ...] = ()
    must_not_hit: tuple[str, ...] = ()


class Guideline(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One paragraph of the community's rules for people. Texts are by language code ("en", "ja")."""

    id: str
    title: dict[str, str]
    text: dict[str, str]  # Markdown
    severity: Severity
    category: Category
    target_minutes: int  # from the first flag to a decision
    notice: dict[str, str] = {}  # to the author; {author}, {place}, {time}, {guideline} are filled in
    strikes: bool = False  # whether a breach counts against the person
    suggest: tuple[ActionKind, ...] = ()
    rules: tuple[Rule, ...] = ()


class GuidelineFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole file. The order of its guidelines is their number; the first nine have number keys."""

    version: int = 1
    guidelines: tuple[Guideline, ...]
