"""From what a moderator pressed to an order: which actions a tool offers, what the member reads, what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moderator.domain.action import Ability, ActionKind, EndsBy, Reversible, Scope
from moderator.domain.case import HOUR
from moderator.domain.decision import ChosenAction, DecisionOrder, Finding
from moderator.domain.rows import CaseView, DecisionRow, GuidelineRow, GuidelinesRow
from ui.triage import wording

DAY = 24 * HOUR
DURATIONS: tuple[int | None, ...] = (HOUR, DAY, 7 * DAY, 30 * DAY, None)
FIRST_DURATION = 1
LIMITS = (ActionKind.MUTE, ActionKind.KICK, ActionKind.BAN, ActionKind.SUSPEND)
NOTICES = (ActionKind.WARN, ActionKind.MESSAGE)

OFFERS: dict[str, tuple[ActionKind, ...]] = {
    "remove": (ActionKind.REMOVE, ActionKind.WARN, ActionKind.MUTE, ActionKind.BAN),
    "warn": (ActionKind.WARN, ActionKind.REMOVE, ActionKind.MUTE, ActionKind.BAN),
    "limit": (*LIMITS, ActionKind.WARN, ActionKind.REMOVE),
}
"""What the strip of each tool shows, in its order. Notices stand for either kind that the platform has."""

_WORST = (Reversible.NEVER, Reversible.PARTLY, Reversible.YES)


@dataclass(frozen=True, slots=True)
class Tool:
    """What one button of the bar says before it is pressed."""

    reversible: Reversible | None
    suggested: bool
    reason: str = ""  # why not, in words


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen in the strip."""

    guideline: GuidelineRow
    kinds: tuple[ActionKind, ...]
    length: int | None  # µs; None is without end
    message: str
    language: str
    edited: bool = False  # the message is a person's own words, not the guideline's notice


def ability_of(view: CaseView, kind: ActionKind) -> Ability | None:
    """What the platform says of *kind* here; a warning may be a message where there are no warnings."""
    found = {ability.kind: ability for ability in view.abilities}
    ability = found.get(kind)
    if kind is ActionKind.WARN and (ability is None or not ability.available):
        message = found.get(ActionKind.MESSAGE)
        if message is not None and message.available:
            return message
    return ability


def offered(view: CaseView, verb: str) -> list[Ability]:
    """The abilities of a tool, in its order, without what this platform does not have."""
    found = [ability_of(view, kind) for kind in OFFERS[verb]]
    return [ability for ability in found if ability is not None]


def tool(view: CaseView, verb: str) -> Tool:
    """What the button of *verb* ("remove", "warn", "limit") says."""
    kinds = {"remove": (ActionKind.REMOVE,), "warn": (ActionKind.WARN,), "limit": LIMITS}[verb]
    suggested = bool(set(kinds) & set(view.suggested)) or (verb == "warn" and ActionKind.MESSAGE in view.suggested)
    if not view.abilities:
        return Tool(None, suggested, wording.reason("not_asked"))
    found = [ability for kind in kinds if (ability := ability_of(view, kind)) is not None]
    able = [ability for ability in found if ability.available]
    if not able:
        return Tool(None, suggested, wording.why_not(found[0] if found else None))
    worst = next(one for one in _WORST if any(ability.reversible is one for ability in able))
    return Tool(worst, suggested)


def preset(view: CaseView, verb: str) -> tuple[ActionKind, ...]:
    """What is ticked when the strip opens: what the tool is for, and the notice where one can be sent."""
    able = [ability.kind for ability in offered(view, verb) if ability.available]
    notice = [kind for kind in able if kind in NOTICES]
    if verb == "limit":
        wanted = [kind for kind in able if kind in view.suggested and kind in LIMITS] or [k for k in able if k in LIMITS][:1]
        return (*wanted[:1], *notice)
    first = [kind for kind in able if kind is ActionKind.REMOVE] if verb == "remove" else []
    return (*first, *notice)


def is_timed(ability: Ability) -> bool:
    """Whether an end can be given."""
    return ability.ends_by is not EndsBy.NOBODY


def suggested_guideline(view: CaseView, guidelines: GuidelinesRow) -> GuidelineRow | None:
    """The guideline that a rule or the case itself points to."""
    named = [flag.guideline_id for flag in view.flags if flag.guideline_id and not flag.gone]
    for wanted in (view.row.guideline_id, *named):
        for one in guidelines.guidelines:
            if one.id == wanted:
                return one
    return None


def language_for(view: CaseView, guideline: GuidelineRow, fallback: str) -> str:
    """The language in which the author reads us: theirs, else the window's, else whichever the notice has."""
    said = view.post.language if view.post is not None else ""
    for code in (said, fallback, *guideline.notice):
        if guideline.notice.get(code):
            return code
    return fallback


def notice(view: CaseView, guideline: GuidelineRow, language: str) -> str:
    """The template of a guideline, filled for this case. Only the four names we know are filled in."""
    text = guideline.notice.get(language) or next(iter(guideline.notice.values()), "")
    at = view.post.created_at if view.post is not None else view.row.opened_at
    return fill(
        reflowed(text),
        {
            "author": view.row.author,
            "place": view.row.place or view.row.community,
            "time": f"{wording.date(at, language)} {wording.moment(at, language)}",
            "guideline": wording.title_of(guideline, language, guideline.id),
        },
    ).strip()


HARD_WRAPPED = 60  # characters: a line that long was wrapped by an editor, not broken by a writer


def reflowed(text: str) -> str:
    """*text* without the breaks that an editor put into its paragraphs; what was broken on purpose stays broken."""
    out: list[str] = []
    wrapped = False
    for line in text.split("\n"):
        if wrapped and line.strip() and not line.lstrip().startswith(("-", "*", "・")):
            glue = "" if out[-1][-1:] > "\u2e80" or line.lstrip()[:1] > "\u2e80" else " "
            out[-1] = out[-1].rstrip() + glue + line.strip()
        else:
            out.append(line)
        wrapped = len(line) >= HARD_WRAPPED
    return "\n".join(out)


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put *values* where `{name}` stands, in one pass: what looks like a name inside a value stays as it is."""
    out, rest = [], template
    while True:
        before, brace, after = rest.partition("{")
        out.append(before)
        if not brace:
            return "".join(out)
        name, closing, tail = after.partition("}")
        if closing and name in values:
            out.append(values[name])
            rest = tail
        else:
            out.append(brace)
            rest = after


def no_breach(view: CaseView, key: int) -> DecisionOrder:
    """The order of a case in which nothing was wrong."""
    return DecisionOrder(
        case_id=view.row.id,
        key=key,
        finding=Finding.NO_BREACH,
        seen_decisions=view.decisions_made,
        seen_revision=view.revision,
        seen_flags=view.flag_count,
        actions=(ChosenAction(ActionKind.DISMISS, Scope.POST),),
        language=view.post.language if view.post is not None else "",
    )


def breach(view: CaseView, choice: Choice, key: int, now: int) -> DecisionOrder:
    """The order of a breach with the actions that were ticked, for what this case allows."""
    until = None if choice.length is None else now + choice.length
    actions = []
    for kind in choice.kinds:
        ability = ability_of(view, kind)
        if ability is None or not ability.available:
            continue
        message = choice.message if ability.kind in NOTICES else ""
        actions.append(ChosenAction(ability.kind, ability.scope, until if is_timed(ability) else None, message))
    return DecisionOrder(
        case_id=view.row.id,
        key=key,
        finding=Finding.BREACH,
        seen_decisions=view.decisions_made,
        seen_revision=view.revision,
        seen_flags=view.flag_count,
        guideline_id=choice.guideline.id,
        reason=wording.title_of(choice.guideline, choice.language, choice.guideline.id),
        actions=tuple(actions),
        language=choice.language,
    )


def cannot_be_undone(abilities: Sequence[Ability]) -> int:
    """How many of the chosen actions cannot be taken back."""
    return sum(ability.reversible is Reversible.NEVER for ability in abilities)


def takes_back(decision: DecisionRow) -> bool:
    """Whether a decision is only the way back of another one."""
    steps = [step for step in decision.enforcements if not step.lift]
    return bool(steps) and all(step.inverse_of is not None for step in steps)
