"""Rows of the timeline as sentences."""

from __future__ import annotations

import pytest

from moderator.domain.action import ActionKind
from moderator.domain.incident import EntryKind
from moderator.domain.incident_rows import TimelineKind, TimelineRow
from tests.helpers.sample_incidents import timeline
from ui.incidents.sentences import act, sentence

ITEMS = {"accounts": "Accounts compared"}
FACTS = {
    "cases": 2, "severity": 3, "before": 1, "after": 4, "item": "accounts", "done": True, "outcome": "solved",
}  # fmt: skip


def test_every_row_of_a_whole_incident_is_a_sentence(qapp: object) -> None:
    said = [sentence(row, ITEMS, "en").plain() for row in timeline()]
    assert said[:4] == ["First flags", "Ren opened the incident", "Ren removed 14 posts by 3 authors", "Ren ticked “Accounts compared”"]
    assert all(said)


@pytest.mark.parametrize("kind", EntryKind)
def test_every_kind_of_entry_has_words(kind: EntryKind) -> None:
    facts = FACTS | ({"before": "open", "after": "contained"} if kind is EntryKind.STATE else {})
    said = sentence(TimelineRow(1, TimelineKind.INCIDENT, kind.value, "Ren", "words", facts), ITEMS, "en")
    assert said.actor == "Ren" and said.words != kind.value


def test_an_erased_note_says_so() -> None:
    assert sentence(TimelineRow(1, TimelineKind.NOTES, "note", "Ren"), {}, "en").detail == "(erased)"


def test_effects_are_counted_and_trouble_stands_out() -> None:
    facts = {"finding": "breach", "cases": 3, "authors": 1, "effects": 3, "confirmed": 3, "waiting": 0, "trouble": 0}
    row = TimelineRow(1, TimelineKind.DECISIONS, "decided", "Ren", facts=facts, actions=(ActionKind.REMOVE, ActionKind.BAN))
    said = sentence(row, {}, "en")
    assert (said.detail, said.mark) == ("Confirmed 3 of 3", "conf") and "(banned)" in said.words
    said = sentence(TimelineRow(1, TimelineKind.DECISIONS, "decided", "Ren", facts=facts | {"trouble": 1}), {}, "en")
    assert (said.detail, said.mark) == ("1 needs a person", "ref")


def test_no_breach_is_said() -> None:
    facts = {"finding": "no_breach", "cases": 1}
    assert "no breach in 1 case" in sentence(TimelineRow(1, TimelineKind.DECISIONS, "decided", "Ren", facts=facts), {}, "en").words


@pytest.mark.parametrize("state", ["live", "limited", "down", "refused", "new"])
def test_what_became_of_a_platform_is_said(state: str) -> None:
    said = sentence(TimelineRow(1, TimelineKind.PLATFORMS, "platform", facts={"state": state, "community": "Plaza"}), {}, "en")
    assert said.actor == "Plaza" and said.words


def test_actions_have_words_where_they_are_told() -> None:
    silent = {ActionKind.DISMISS, ActionKind.REPORT_CLOSE}
    assert {kind for kind in ActionKind if not act(kind)} == silent
