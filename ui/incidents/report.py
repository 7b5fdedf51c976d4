"""A report for people: lines of our own plain text, the same for Markdown, paper and the print view."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from moderator.domain.incident import LinkKind
from moderator.domain.incident_rows import IncidentRow, IncidentView
from ui.incidents import wording
from ui.incidents.counted import counted
from ui.incidents.sentences import sentence
from ui.widgets import marks
from ui.widgets.hostile import prepare

translate = QCoreApplication.translate
_SPECIAL = frozenset("\\`*_{}[]()<>#+-.!|~&=:@^$")


class Level(enum.Enum):
    TITLE = enum.auto()
    HEAD = enum.auto()
    FACT = enum.auto()
    TEXT = enum.auto()
    ITEM = enum.auto()


@dataclass(frozen=True, slots=True)
class Line:
    """`left` stands before the text: a time, the name of a fact, an empty box."""

    level: Level
    text: str
    left: str = ""


def _clean(text: str) -> str:
    """Somebody's words with invisible controls made visible, in one line."""
    return " ".join(prepare(text).text.split())


def log_report(rows: Sequence[IncidentRow], now: int, language: str) -> tuple[Line, ...]:
    """The log as sentences, newest first within each state."""
    lines = [
        Line(Level.TITLE, translate("incidents", "Incident log")),
        Line(Level.FACT, wording.date(now, language), translate("incidents", "As of")),
        Line(Level.FACT, f"{len(rows):,}", translate("incidents", "Incidents")),
    ]
    state = None
    for row in rows:
        if row.state is not state:
            state = row.state
            lines.append(Line(Level.HEAD, wording.state(state)))
        parts = [
            _clean(wording.title(row)),
            marks.word(row.severity),
            translate("incidents", "{name} leads").format(name=_clean(row.lead)) if row.lead else "",
            counted.cases(row.cases),
            translate("incidents", "opened {when}").format(when=wording.date(row.opened_at, language)),
            _clean(wording.says_next(row)),
        ]
        lines.append(Line(Level.ITEM, ". ".join(part for part in parts if part), wording.number(row)))
    return tuple(lines)


def incident_report(view: IncidentView, now: int, language: str) -> tuple[Line, ...]:
    """One incident: what it was, what happened, how it ended. Posts are named by their hash, not quoted."""
    row = view.row
    title = " ".join(part for part in (wording.number(row), _clean(wording.title(row))) if part)
    facts = [
        (translate("incidents", "State"), wording.state(row.state)),
        (translate("incidents", "Severity"), marks.word(row.severity)),
        (translate("incidents", "Kind"), wording.kind(row.kind)),
        (translate("incidents", "Lead"), _clean(row.lead)),
        (translate("incidents", "Opened"), wording.date(row.opened_at, language)),
        (translate("incidents", "Contained"), wording.date(view.contained_at, language) if view.contained_at else ""),
        (translate("incidents", "Closed"), wording.date(row.closed_at, language) if row.closed_at else ""),
        (translate("incidents", "Cases"), f"{row.cases:,}"),
        (translate("incidents", "Where"), ", ".join(_clean(name) for _, name in row.communities)),
        (translate("incidents", "Next step"), _clean(row.next_action)),
        (translate("incidents", "Outcome"), ". ".join(p for p in (wording.outcome(row.outcome), _clean(row.outcome_text)) if p)),
    ]
    lines = [Line(Level.TITLE, title), *(Line(Level.FACT, text, name) for name, text in facts if text)]
    if view.lesson:
        lines += [Line(Level.HEAD, translate("incidents", "What to change in the guidelines")), Line(Level.TEXT, prepare(view.lesson).text)]
    if view.checks:
        lines.append(Line(Level.HEAD, translate("incidents", "Checklist")))
        for check in view.checks:
            words = check.words.get(language) or next(iter(check.words.values()), check.item)
            done = "" if check.done_at is None else f" ({_clean(check.done_by)}, {wording.date(check.done_at, language)})"
            lines.append(Line(Level.ITEM, words + done, "[x]" if check.done_at is not None else "[ ]"))
    lines.append(Line(Level.HEAD, translate("incidents", "Timeline")))
    items = {check.item: check.words.get(language, check.item) for check in view.checks}
    for entry in view.timeline:
        said = sentence(entry, items, language)
        parts = [_clean(said.plain()), _clean(said.detail), _clean(said.right)]
        lines.append(Line(Level.ITEM, ". ".join(part for part in parts if part), wording.date(entry.at, language)))
    cases = view.linked(LinkKind.CASE)
    if cases:
        lines.append(Line(Level.HEAD, translate("incidents", "Evidence at intake")))
        for link in cases:
            digest = link.digest.hex() if link.digest else translate("incidents", "(erased)")
            named = translate("incidents", "{author}, revision {n}, SHA-256 {digest}")
            lines.append(Line(Level.ITEM, named.format(author=_clean(link.name), n=link.revision, digest=digest)))
    return tuple(lines)


def _escape(text: str) -> str:
    return "".join("\\" + char if char in _SPECIAL else char for char in text)


def markdown(lines: Sequence[Line]) -> bytes:
    """The report as Markdown; what people wrote is escaped, so it makes no links, pictures or markup."""
    out: list[str] = []
    for line in lines:
        text = _escape(line.text)
        match line.level:
            case Level.TITLE:
                out += [f"# {text}", ""]
            case Level.HEAD:
                out += ["", f"## {text}", ""]
            case Level.FACT:
                out.append(f"- **{_escape(line.left)}** {text}")
            case Level.ITEM:
                left = line.left if line.left in ("[x]", "[ ]") else f"**{_escape(line.left)}**" if line.left else ""
                out.append(" ".join(part for part in ("-", left, text) if part))
            case Level.TEXT:
                out += [*text.split("\n"), ""]
    return ("\n".join(out) + "\n").encode("utf-8", "replace")
