"""Why a case is here."""

from __future__ import annotations

from dataclasses import replace

from moderator.domain.community import FlagSource
from moderator.domain.rows import FlagRow
from tests.ui.triage.test_orders import view
from ui.triage import reasons


def flag(source: FlagSource, **more: object) -> FlagRow:
    return FlagRow(id=1, source=source, reporter="", category="spam", comment="", at=0, **more)  # type: ignore[arg-type]


def title(guideline_id: str) -> str:
    return {"spam": "Spam"}.get(guideline_id, guideline_id)


def test_reports_are_counted_by_what_they_say() -> None:
    flags = [
        replace(flag(FlagSource.MEMBER), reporter="a", comment="look"),
        replace(flag(FlagSource.MEMBER), reporter="b", comment="look"),
        replace(flag(FlagSource.MEMBER), reporter="b", category="harassment"),
    ]
    (found,) = reasons.reasons(flags, title, 0)
    assert found.title.startswith("2 member")
    assert found.text == "spam ×2, harassment ×1"
    assert found.comments == ("look",)


def test_a_rule_names_its_version_and_its_places() -> None:
    flags = [
        flag(FlagSource.RULE, guideline_id="spam", guideline_version=12, label="coins", spans=((0, 3),)),
        flag(FlagSource.RULE, guideline_id="spam", guideline_version=12, label="free", spans=((5, 7),)),
    ]
    (found,) = reasons.reasons(flags, title, 0)
    assert found.title == "Spam v12"
    assert found.text.startswith("2 place") and found.text.endswith("coins, free")


def test_a_veiled_case_quotes_nothing() -> None:
    flags = [flag(FlagSource.RULE, guideline_id="spam", guideline_version=1, label="coins", spans=((0, 3),))]
    assert "coins" not in reasons.reasons(flags, title, 0, None, True)[0].text


def test_the_platform_and_the_team_are_told_apart() -> None:
    flags = [
        replace(flag(FlagSource.PLATFORM), comment="new account with a link"),
        replace(flag(FlagSource.MODERATOR), reporter="Ren", comment="see the other one"),
    ]
    found = reasons.reasons(flags, title, 0)
    assert [one.icon for one in found] == ["platform", "person"]
    assert found[1].title == "Brought here by Ren"


def test_what_was_withdrawn_is_only_counted() -> None:
    found = reasons.reasons([replace(flag(FlagSource.MEMBER), gone=True)], title, 0)
    assert len(found) == 1 and found[0].title.startswith("1 report")


def test_the_parts_of_the_urgency_have_words() -> None:
    parts = reasons.parts(view())
    assert [part.points for part in parts] == list(view().parts)
    assert parts[0].tone == "s3" and "severity" in parts[0].words


def test_one_line_holds_all_causes() -> None:
    assert reasons.in_one_line(view(), title, 0).count(" · ") == 1
