"""Why a case is here, said once for each cause: the rules that hit, the members who reported, the platform's filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from moderator.domain.community import FlagSource
from moderator.domain.rows import CaseView, FlagRow, PostRow
from ui.triage import wording
from ui.triage.counted import counted
from ui.widgets.urgency import Part

COMMENTS_SHOWN = 3
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Reason:
    icon: str
    title: str
    text: str
    comments: tuple[str, ...] = field(default=())


def reasons(
    flags: Sequence[FlagRow],
    title_of: Callable[[str], str],
    now: int,
    post: PostRow | None = None,
    veiled: bool = False,
) -> list[Reason]:
    """The causes in the order in which they are read; *title_of* names a guideline by its id.

    With *post* the words that hit are quoted from it: what a member wrote says more than the rule's own pattern.
    Of a *veiled* case nothing is quoted.
    """
    here = [flag for flag in flags if not flag.gone]
    by = {source: [flag for flag in here if flag.source is source] for source in FlagSource}
    found = _rules(by[FlagSource.RULE], title_of, post, veiled)
    if by[FlagSource.MEMBER]:
        found.append(_members(by[FlagSource.MEMBER]))
    if by[FlagSource.PLATFORM]:
        text = ", ".join(dict.fromkeys(_said(flag) for flag in by[FlagSource.PLATFORM]))
        found.append(Reason("platform", translate("reasons", "Held by the platform’s own filter"), text))
    for flag in by[FlagSource.MODERATOR]:
        words = translate("reasons", "Brought here by {name}").format(name=flag.reporter)
        found.append(Reason("person", words, flag.comment))
    gone = len(flags) - len(here)
    if gone:
        found.append(Reason("flag", counted.withdrawn(gone), ""))
    return found


def _said(flag: FlagRow) -> str:
    return flag.comment or wording.category(flag.category)


def _hit_words(flags: Sequence[FlagRow], post: PostRow | None) -> str:
    """The words that hit, as they stand in the text; the rule's own where that text is not at hand."""
    texts = {row.number: row.text for row in post.revisions} if post else {}
    quoted = [texts[flag.revision][start:end] for flag in flags if flag.revision in texts for start, end in flag.spans]
    return ", ".join(dict.fromkeys(quoted or (flag.label for flag in flags if flag.label)))


def _rules(
    flags: Sequence[FlagRow], title_of: Callable[[str], str], post: PostRow | None, veiled: bool
) -> list[Reason]:
    """One for each guideline and version: its name, how many places, and the words that hit."""
    grouped: dict[tuple[str, int | None], list[FlagRow]] = {}
    for flag in flags:
        grouped.setdefault((flag.guideline_id, flag.guideline_version), []).append(flag)
    found = []
    for (guideline_id, version), rows in grouped.items():
        title = title_of(guideline_id) or rows[0].rule_id
        if version is not None:
            title = translate("reasons", "{title} v{version}").format(title=title, version=version)
        spots = len({span for row in rows for span in row.spans})
        places = counted.places(spots) if spots else ""
        words = "" if veiled else _hit_words(rows, post)
        found.append(Reason("rule", title, " · ".join(part for part in (places, words) if part)))
    return found


def _members(flags: Sequence[FlagRow]) -> Reason:
    people = len({flag.reporter for flag in flags})
    title = counted.members(people)
    by_category = Counter(wording.category(flag.category) for flag in flags).most_common()
    text = ", ".join(f"{name} ×{count}" if len(flags) > 1 else name for name, count in by_category)
    comments = tuple(dict.fromkeys(flag.comment.strip() for flag in flags if flag.comment.strip()))
    return Reason("flag", title, text, comments[:COMMENTS_SHOWN])


def parts(view: CaseView) -> tuple[Part, ...]:
    """The parts of a case's urgency, for its bar."""
    severity, reporters, age = view.parts
    tone = f"s{int(view.row.severity)}"
    return (
        Part(severity, tone, translate("reasons", "severity {n}").format(n=severity)),
        Part(reporters, "ac", translate("reasons", "reporters {n}").format(n=reporters)),
        Part(age, "t3", translate("reasons", "age {n}").format(n=age)),
    )


def in_one_line(view: CaseView, title_of: Callable[[str], str], now: int) -> str:
    """All causes, short, for where the card has no room."""
    return " · ".join(reason.title for reason in reasons(view.flags, title_of, now, view.post, view.row.veiled))
