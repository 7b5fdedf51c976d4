"""The rules in force: the newest published version of each community's guidelines, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderator.domain.community import Severity
from moderator.domain.intake import ReadyText, RuleHit
from moderator.rules import files
from moderator.rules.evaluate import RuleSet, compile_rules
from moderator.rules.schema import Guideline, GuidelineFile

if TYPE_CHECKING:
    from moderator.store.unit import Store

TARGET_MINUTES = {Severity.CRITICAL: 15, Severity.HIGH: 30, Severity.MEDIUM: 60, Severity.LOW: 120}
"""From the first flag to a decision, where no guideline says it."""


@dataclass(frozen=True, slots=True)
class CompiledVersion:
    """One published version. `set_aside` names rules that are not in force, with the reason."""

    version_id: int
    number: int
    file: GuidelineFile
    ruleset: RuleSet
    guidelines: Mapping[str, Guideline]
    by_category: Mapping[str, Guideline]  # the first of each

    @property
    def set_aside(self) -> Mapping[str, str]:
        return self.ruleset.set_aside

    def hits(self, text: ReadyText) -> tuple[RuleHit, ...]:
        """Judge one text by every rule."""
        return tuple(
            RuleHit(
                rule_id=hit.rule_id,
                guideline_id=hit.guideline_id,
                category=self.guidelines[hit.guideline_id].category.value,
                severity=hit.severity,
                label=hit.what,
                spans=hit.spans,
            )
            for hit in self.ruleset.evaluate(text.text, text.folded)
        )


def compiled(version_id: int, number: int, body: str) -> CompiledVersion:
    """Compile a version that was checked when it was published."""
    file = files.load_published(body)
    by_category: dict[str, Guideline] = {}
    for guideline in file.guidelines:
        by_category.setdefault(guideline.category.value, guideline)
    return CompiledVersion(
        version_id, number, file, compile_rules(file), {each.id: each for each in file.guidelines}, by_category
    )


def guideline_for(version: CompiledVersion | None, category: str) -> str:
    """The guideline that a report of this category is about; empty where the version has none."""
    found = None if version is None else version.by_category.get(category)
    return "" if found is None else found.id


def target_minutes(version: CompiledVersion | None, guideline_id: str, severity: Severity) -> int:
    guideline = None if version is None else version.guidelines.get(guideline_id)
    return TARGET_MINUTES[severity] if guideline is None else guideline.target_minutes


class RuleBook:
    """Versions never change, so one that was compiled stays good; only which one is newest is asked each time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._compiled: dict[int, CompiledVersion] = {}

    def current(self, community_id: int) -> CompiledVersion | None:
        """The newest published version; None until there is one."""
        with self._store.read() as reads:
            newest = reads.guidelines.newest_id(community_id)
            if newest is None:
                return None
            known = self._compiled.get(community_id)
            if known is not None and known.version_id == newest:
                return known
            version = reads.guidelines.version(newest)
        self._compiled[community_id] = fresh = compiled(version.id, version.number, version.body)
        return fresh

    def strike_days(self, community_id: int, guideline_id: str, days: int) -> int:
        """How long a breach of this guideline counts against a person: *days*, or 0 where it does not."""
        version = self.current(community_id)
        guideline = None if version is None else version.guidelines.get(guideline_id)
        return days if guideline is not None and guideline.strikes else 0
