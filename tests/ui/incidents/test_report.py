"""Reports: everything that matters is in them, and nothing that somebody wrote becomes markup."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.sample_cases import NOW
from tests.helpers.sample_incidents import rows, view
from ui.incidents.report import Level, Line, incident_report, log_report, markdown


def test_one_incident_is_told_from_first_flag_to_lesson(qapp: object) -> None:
    text = markdown(incident_report(view(31), NOW, "en")).decode()
    for words in ("INC\\-31 Coin giveaway wave across", "- **Lead** Aki", "removed 14 posts", "machine\\-translated"):
        assert words in text
    assert "[x] Accounts compared" in text and "Guideline 3" in text


def test_evidence_is_named_by_its_hash_and_not_quoted() -> None:
    text = markdown(incident_report(view(31), NOW, "en")).decode()
    assert view(31).links[0].digest.hex() in text and "free coins" not in text


def test_the_log_stands_under_its_states() -> None:
    lines = log_report(rows(), NOW, "en")
    assert [line.text for line in lines if line.level is Level.HEAD] == ["Proposed", "Open", "Contained", "Watching", "Closed"]
    assert sum(line.level is Level.ITEM for line in lines) == 10


def test_hostile_words_make_no_link_picture_or_heading() -> None:
    hostile = "# big ![x](file:///etc/passwd) <img src=x> [a](http://b.example) `code` https://c.example\n# next"
    shown = replace(view(31), lesson=hostile, row=replace(view(31).row, title=hostile))
    text = markdown(incident_report(shown, NOW, "en")).decode()
    bare = text
    for char in "\\`*_{}[]()<>#+-.!|~&=:@^$":
        bare = bare.replace("\\" + char, "")
    assert not [char for char in "<>()!`:" if char in bare]
    assert not [line for line in text.splitlines() if line.startswith("# ") and "INC" not in line]


@given(st.text(max_size=60))
def test_an_item_stays_one_line(words: str) -> None:
    clean = " ".join(words.split())
    assert markdown([Line(Level.ITEM, clean, "10:00")]).decode().count("\n- ") == 0
