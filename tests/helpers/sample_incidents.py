"""Invented incidents, as the pictures and the tests of the window show them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from moderator.domain.action import ActionKind
from moderator.domain.case import HOUR, MINUTE
from moderator.domain.community import Severity
from moderator.domain.incident import Burst, IncidentKind, IncidentState, LinkKind, Outcome
from moderator.domain.incident_rows import CheckRow, Flow, IncidentRow, IncidentView, LinkRow, TimelineKind, TimelineRow
from moderator.services.checklists import checklist
from tests.helpers.sample_cases import NOW

DAY = 24 * HOUR
S, V, K = IncidentState, Severity, IncidentKind
PLACES = {"D": ("discourse", "Hyphae forum"), "M": ("matrix", "Plaza"), "K": ("kick", "Mori notes")}

# fmt: off
_LOG = (
    (1, None, "free coins for every keeper at", V.HIGH, S.PROPOSED, 0, "", 7, "M", 12 * MINUTE, "", None, None, ""),
    (31, 31, "Coin giveaway wave across three places", V.HIGH, S.OPEN, 7, "Aki", 41, "DMK",
     2 * HOUR, "Publish draft v13", 34 * MINUTE, None, ""),
    (30, 30, "Real name posted in # trading", V.CRITICAL, S.OPEN, 8, "Ren", 6, "M", 5 * HOUR,
     "Call back the member", 90 * MINUTE, None, ""),
    (29, 29, "Quarrel between speed-run teams", V.MEDIUM, S.CONTAINED, 8, "Ren", 18, "MK", DAY,
     "Check mood in # records", 2 * DAY, None, ""),
    (28, 28, "Leaked 0.10 screenshots", V.HIGH, S.WATCHING, 9, "Jonas", 23, "D", 2 * DAY, "Look for re-posts", 3 * DAY, None, ""),
    (27, 27, "Copy of the help desk account", V.HIGH, S.WATCHING, 7, "Aki", 9, "D", 3 * DAY,
     "Confirm with the platform", -HOUR, None, ""),
    (26, 26, "Newcomers mocked in 攻略と質問", V.MEDIUM, S.CLOSED, 8, "Ren", 31, "M", 6 * DAY, "", None,
     Outcome.SOLVED, "Guideline 2 changed"),
    (25, 25, "同文投稿の波（きのこ祭り）", V.MEDIUM, S.CLOSED, 8, "Ren", 112, "MK", 9 * DAY, "", None,
     Outcome.SOLVED, "Rule added, in shadow"),
    (24, 24, "Spoilers on release night", V.LOW, S.CLOSED, 9, "Jonas", 64, "MDK", 14 * DAY, "",
     None, Outcome.CALMED, "Spoiler window 30 days"),
    (23, 23, "A member asked for help at night", V.CRITICAL, S.CLOSED, 7, "Aki", 2, "M", 16 * DAY,
     "", None, Outcome.HANDED_ON, "Handed to a helpline"),
)
# fmt: on


def rows() -> list[IncidentRow]:
    """The log, newest first within each state."""
    return [
        IncidentRow(
            id=id_, number=number, title=title, kind=K.SPAM_WAVE, severity=severity, state=state,
            state_at=NOW - age // 2, opened_at=NOW - age, closed_at=NOW - age // 3 if state is S.CLOSED else None,
            lead_id=lead_id or None, lead=lead, cases=cases, communities=tuple(PLACES[one] for one in places),
            next_action=action, next_at=None if due is None else NOW + due, outcome=outcome, outcome_text=words,
            burst=Burst.TEXT if state is S.PROPOSED else None,
        )
        for id_, number, title, severity, state, lead_id, lead, cases, places, age, action, due, outcome, words in _LOG
    ]  # fmt: skip


def timeline() -> tuple[TimelineRow, ...]:
    T, at = TimelineKind, NOW - 2 * HOUR
    return (
        TimelineRow(at - 22 * MINUTE, T.INCIDENT, "first_flags", facts={"flags": 7, "places": ["Hyphae forum"]}),
        TimelineRow(at, T.INCIDENT, "opened", "Ren", facts={"cases": 11, "severity": 3}),
        TimelineRow(
            at + 17 * MINUTE, T.DECISIONS, "decided", "Ren", actions=(ActionKind.REMOVE,),
            facts={"finding": "breach", "cases": 14, "authors": 3, "effects": 14, "confirmed": 14, "waiting": 0, "trouble": 0},
        ),
        TimelineRow(at + 44 * MINUTE, T.INCIDENT, "check", "Ren", facts={"item": "accounts", "done": True}),
        TimelineRow(
            at + 51 * MINUTE, T.NOTES, "note", "Aki",
            "The same text now in the Japanese plaza, machine-translated. Watch # trading.", id=901,
        ),
        TimelineRow(at + 58 * MINUTE, T.HANDOVERS, "lead", "Ren", facts={"before": "Ren", "after": "Aki"}),
        TimelineRow(at + 76 * MINUTE, T.PLATFORMS, "platform", facts={"state": "limited", "community": "Mori notes", "code": "rate"}),
        TimelineRow(at + 94 * MINUTE, T.RULES, "published", "Aki", "reads c0ins as coins", {"number": 13, "community": "Plaza"}),
        TimelineRow(
            at + 100 * MINUTE, T.DECISIONS, "decided", "Ren", actions=(ActionKind.REMOVE, ActionKind.BAN),
            facts={"finding": "breach", "cases": 17, "authors": 6, "effects": 34, "confirmed": 17, "waiting": 17, "trouble": 0},
        ),
    )  # fmt: skip


def links() -> tuple[LinkRow, ...]:
    digest = hashlib.sha256(b"free coins").digest()
    cases = [
        LinkRow(LinkKind.CASE, n, f"member {n}", NOW - 2 * HOUR, "Ren", "free coins", 1, digest, decided=n < 37, changed=n == 3)
        for n in range(1, 42)
    ]
    authors = [LinkRow(LinkKind.AUTHOR, n, f"null.spore{n}", NOW, "Ren") for n in range(1, 10)]
    where = [LinkRow(LinkKind.COMMUNITY, n, name, NOW, "Ren") for n, (_, name) in enumerate(PLACES.values())]
    return (*cases, *authors, *where, LinkRow(LinkKind.RULE, 0, "coin-giveaways", NOW, ""))


def view(incident_id: int = 31) -> IncidentView:
    """The incident whole; those other than the open wave have little in them."""
    row = next((one for one in rows() if one.id == incident_id), rows()[0])
    start = (NOW - 142 * MINUTE) // (10 * MINUTE) * 10 * MINUTE
    checks = tuple(
        CheckRow(name, words, NOW - 60 * MINUTE if n < 3 else None, "Ren" if n < 3 else "")
        for n, (name, words) in enumerate(checklist(row.kind))
    )
    made = IncidentView(
        row=row,
        opened_by="Ren",
        contained_at=None,
        lesson="Guideline 3 should say that staff never hand out coins, in both languages.",
        next_by="Aki",
        saved_at=NOW - 5 * MINUTE,
        links=links(),
        checks=checks if row.state is not S.PROPOSED else (),
        timeline=timeline(),
        flow=Flow(
            start, 10 * MINUTE, (1, 2, 7, 9, 8, 12, 15, 13, 9, 10, 12, 8, 5, 3, 2), (0, 0, 0, 1, 4, 6, 14, 10, 8, 6, 9, 7, 3, 2, 1)
        ),
        decided=36,
        domains=("spore-coins.example", "a.example", "b.example", "c.example"),
    )
    if incident_id == 31:
        return made
    return replace(made, timeline=timeline()[1:2], flow=Flow(), lesson="", links=links()[:1], domains=())
