"""A row of the timeline as a sentence: who, did what, in which words, and what stands at the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.domain.decision import Finding
from moderator.domain.incident import IncidentState, Outcome
from moderator.domain.incident_rows import TimelineRow
from ui.incidents import wording
from ui.incidents.counted import counted
from ui.widgets import marks

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Sentence:
    """`actor` stands in bold before `words`; `detail` is below, `user` says that a person wrote it."""

    icon: str
    tone: str
    actor: str
    words: str
    detail: str = ""
    right: str = ""
    user: bool = False
    mark: str = ""  # conf: everything has its effect; ref: something needs a person

    def plain(self) -> str:
        """For readers and reports."""
        return " ".join(part for part in (self.actor, self.words) if part)


def _number(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name)
    return value if isinstance(value, int) else 0


def _severity(value: object) -> str:
    return marks.word(Severity(value)) if isinstance(value, int) else ""


def act(kind: ActionKind) -> str:
    """An action as somebody did it: "banned"."""
    return {
        ActionKind.REMOVE: translate("incidents", "removed"),
        ActionKind.RESTORE: translate("incidents", "restored"),
        ActionKind.WARN: translate("incidents", "warned"),
        ActionKind.MESSAGE: translate("incidents", "wrote to"),
        ActionKind.MUTE: translate("incidents", "muted"),
        ActionKind.KICK: translate("incidents", "put out"),
        ActionKind.BAN: translate("incidents", "banned"),
        ActionKind.SUSPEND: translate("incidents", "suspended"),
        ActionKind.LOCK: translate("incidents", "locked"),
        ActionKind.LABEL: translate("incidents", "labelled"),
        ActionKind.EDIT: translate("incidents", "edited"),
        ActionKind.FORWARD: translate("incidents", "forwarded"),
        ActionKind.UNMUTE: translate("incidents", "unmuted"),
        ActionKind.UNBAN: translate("incidents", "let in again"),
        ActionKind.UNSUSPEND: translate("incidents", "reinstated"),
        ActionKind.UNLOCK: translate("incidents", "unlocked"),
    }.get(kind, "")


def _decided(row: TimelineRow) -> Sentence:
    facts = row.facts
    cases, authors = _number(facts, "cases"), _number(facts, "authors")
    if facts.get("finding") == Finding.NO_BREACH.value:
        words = counted.no_breach(cases)
    elif ActionKind.REMOVE in row.actions:
        words = f"{counted.removed(cases)} {counted.by_authors(authors)}"
    else:
        words = counted.decided(cases)
    others = [act(kind) for kind in row.actions if kind is not ActionKind.REMOVE and act(kind)]
    if others:
        words = f"{words} ({', '.join(others)})"
    effects, confirmed, trouble = (_number(facts, name) for name in ("effects", "confirmed", "trouble"))
    detail, mark = "", ""
    if facts.get("undone"):
        detail = translate("incidents", "taken back since")
    elif trouble:
        detail, mark = counted.trouble(trouble), "ref"
    elif effects:
        detail = translate("incidents", "Confirmed {n} of {m}").format(n=confirmed, m=effects)
        mark = "conf" if confirmed == effects else ""
    waiting = _number(facts, "waiting")
    icon = "approve" if facts.get("finding") == Finding.NO_BREACH.value else "remove"
    return Sentence(icon, "t2", row.actor, words, detail, counted.waiting(waiting) if waiting else "", mark=mark)


def _platform(row: TimelineRow) -> Sentence:
    words = {
        "live": translate("incidents", "is live again"),
        "limited": translate("incidents", "limits us"),
        "down": translate("incidents", "cannot be reached"),
        "refused": translate("incidents", "refuses us"),
    }.get(str(row.facts.get("state", "")), translate("incidents", "changed its state"))
    code = str(row.facts.get("code", "") or "")
    tone = "conf" if row.facts.get("state") == "live" else "s2"
    return Sentence("platform", tone, str(row.facts.get("community", "")), words, code)


def _entry(row: TimelineRow, items: Mapping[str, str]) -> Sentence:
    facts = row.facts
    match row.event:
        case "opened":
            cases = _number(facts, "cases")
            right = translate("incidents", "severity {word}").format(word=_severity(facts.get("severity")))
            words = translate("incidents", "opened the incident")
            return Sentence("incidents", "ac", row.actor, words, counted.from_cases(cases) if cases else "", right)
        case "state":
            after = wording.state(IncidentState(str(facts.get("after"))))
            return Sentence("incidents", "ac", row.actor, translate("incidents", "set it to {state}").format(state=after))
        case "severity":
            detail = f"{_severity(facts.get('before'))} → {_severity(facts.get('after'))}"
            return Sentence("warn", "t2", row.actor, translate("incidents", "changed the severity"), detail)
        case "title":
            return Sentence("label", "t2", row.actor, translate("incidents", "renamed it"), row.text, user=True)
        case "next":
            words = translate("incidents", "set the next step") if row.text else translate("incidents", "cleared the next step")
            return Sentence("clock", "t2", row.actor, words, row.text, user=True)
        case "linked":
            n = _number(facts, "cases")
            return Sentence("link", "t2", row.actor, counted.added(n) if row.actor else counted.came_in(n))
        case "check":
            item = items.get(str(facts.get("item")), str(facts.get("item")))
            words = translate("incidents", "ticked “{item}”") if facts.get("done") else translate("incidents", "unticked “{item}”")
            return Sentence("approve", "t2", row.actor, words.format(item=item))
        case "outcome":
            value = str(facts.get("outcome") or "")
            words = translate("incidents", "set the outcome: {outcome}")
            shown = wording.outcome(Outcome(value)) if value else "–"
            return Sentence("approve", "ac", row.actor, words.format(outcome=shown), row.text, user=True)
        case "lesson":
            words = translate("incidents", "wrote what to change in the guidelines")
            return Sentence("guidelines", "t2", row.actor, words, row.text, user=True)
        case "lead":
            words = translate("incidents", "made {after} the lead").format(after=str(facts.get("after", "")))
            before = str(facts.get("before") or "")
            detail = translate("incidents", "before: {before}").format(before=before) if before else ""
            return Sentence("handover", "t2", row.actor, words, detail, user=True)
    return Sentence("info", "t2", row.actor, row.event, row.text, user=True)


def sentence(row: TimelineRow, items: Mapping[str, str], language: str) -> Sentence:
    """*items* are the words of the checklist by name."""
    match row.event:
        case "first_flags":
            places = row.facts.get("places")
            named = ", ".join(map(str, places)) if isinstance(places, list | tuple) else ""
            detail = ", ".join(part for part in (counted.flags_in_ten(_number(row.facts, "flags")), named) if part)
            return Sentence("flag", "s3", "", translate("incidents", "First flags"), detail, user=True)
        case "note":
            words = translate("incidents", "corrected a note") if row.corrects else translate("incidents", "noted")
            return Sentence("note", "s2", row.actor, words, row.text or translate("incidents", "(erased)"), user=True)
        case "decided":
            return _decided(row)
        case "published":
            words = translate("incidents", "published version {n} of the guidelines").format(n=row.facts.get("number"))
            return Sentence("rule", "ac", row.actor, words, row.text, str(row.facts.get("community", "")), user=True)
        case "platform":
            return _platform(row)
        case "handover":
            return Sentence("handover", "t2", row.actor, translate("incidents", "handed the shift over"), row.text, user=True)
    return _entry(row, items)
