"""The words of the incidents room: states, kinds, outcomes, times, what refuses a close. In the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.errors import KnownError
from moderator.domain.incident import Burst, IncidentKind, IncidentState, Outcome
from moderator.domain.incident_rows import IncidentOrder, IncidentRow
from ui.incidents.counted import counted

DAY = 24 * HOUR
translate = QCoreApplication.translate


def state(value: IncidentState) -> str:
    return {
        IncidentState.PROPOSED: translate("incidents", "Proposed"),
        IncidentState.OPEN: translate("incidents", "Open"),
        IncidentState.CONTAINED: translate("incidents", "Contained"),
        IncidentState.WATCHING: translate("incidents", "Watching"),
        IncidentState.CLOSED: translate("incidents", "Closed"),
        IncidentState.DISMISSED: translate("incidents", "Dismissed"),
    }[value]


def kind(value: IncidentKind) -> str:
    return {
        IncidentKind.SPAM_WAVE: translate("incidents", "spam wave"),
        IncidentKind.QUARREL: translate("incidents", "quarrel"),
        IncidentKind.LEAK: translate("incidents", "leak"),
        IncidentKind.IMPERSONATION: translate("incidents", "impersonation"),
        IncidentKind.RISK: translate("incidents", "someone at risk"),
        IncidentKind.OTHER: translate("incidents", "other"),
    }[value]


def outcome(value: Outcome | None) -> str:
    if value is None:
        return ""
    return {
        Outcome.SOLVED: translate("incidents", "Solved"),
        Outcome.CALMED: translate("incidents", "Calmed down"),
        Outcome.HANDED_ON: translate("incidents", "Handed on"),
        Outcome.FALSE_ALARM: translate("incidents", "False alarm"),
        Outcome.UNSOLVED: translate("incidents", "Not solved"),
    }[value]


def order(value: IncidentOrder) -> str:
    return {
        IncidentOrder.NEWEST: translate("incidents", "Newest first"),
        IncidentOrder.OLDEST: translate("incidents", "Oldest first"),
        IncidentOrder.SEVERITY: translate("incidents", "Most severe first"),
        IncidentOrder.NEXT: translate("incidents", "Next step first"),
    }[value]


def number(row: IncidentRow) -> str:
    """What people call it: INC-31; a proposal has no number yet."""
    return f"INC-{row.number}" if row.number is not None else ""


def title(row: IncidentRow) -> str:
    """The title; of a proposal what was noticed, and of whom words were erased the number alone."""
    if row.burst is not None and row.state is IncidentState.PROPOSED:
        return f"{burst(row.burst, row.cases)}: {row.title}"
    return row.title or translate("incidents", "(erased)")


def burst(value: Burst, cases: int) -> str:
    if value is Burst.TEXT:
        return counted.text_burst(cases)
    if value is Burst.LINK:
        return counted.link_burst(cases)
    return counted.author_burst(cases) if value is Burst.AUTHOR else counted.members_burst(cases)


def says_next(row: IncidentRow) -> str:
    """What the log shows in the column of the next step: for a closed one how it ended."""
    if row.state is IncidentState.CLOSED:
        return row.outcome_text or outcome(row.outcome)
    return row.next_action


def refusal(error: KnownError) -> tuple[str, str]:
    """Title and words for what was refused, in the window's language where we know the code."""
    cannot = translate("incidents", "This incident cannot be closed yet")
    known = {
        "closing_needs_lead": (cannot, translate("incidents", "Choose who leads it first.")),
        "closing_needs_outcome": (cannot, translate("incidents", "Choose the outcome first.")),
        "closing_needs_lead_and_outcome": (cannot, translate("incidents", "Choose who leads it and the outcome first.")),
        "incident_closed": (
            translate("incidents", "This incident is closed"),
            translate("incidents", "Open it again to change it. Notes can always be added."),
        ),
        "incident_moved": (
            translate("incidents", "Somebody was quicker"),
            translate("incidents", "This incident has another state now. Look at it again."),
        ),
        "title_missing": (
            translate("incidents", "The incident has no title"),
            translate("incidents", "Say in a few words what is going on."),
        ),
        "until_past": (translate("incidents", "That time has passed"), translate("incidents", "Choose a later time.")),
        "file_there": (
            translate("incidents", "A file of this name is there already"),
            translate("incidents", "Choose another name."),
        ),
        "file_not_written": (
            translate("incidents", "The file could not be written"),
            translate("incidents", "Choose another folder."),
        ),
        "no_incident": (
            translate("incidents", "This incident is not known"),
            translate("incidents", "Look at the log again."),
        ),
    }
    return known.get(error.code, (error.title, error.message))


# --- times ----------------------------------------------------------------------------------------------------------------


def _when(at: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(at // 1000)


def locale(language: str) -> QLocale:
    return QLocale(QLocale.Language.Japanese if language == "ja" else QLocale.Language.English)


def clock(at: int, language: str) -> str:
    return locale(language).toString(_when(at), "HH:mm")


def moment(at: int, now: int, language: str) -> str:
    """The time, with the day where it is not today."""
    days = _when(now).date().daysTo(_when(at).date())
    if days == 0:
        return clock(at, language)
    if days == 1:
        return translate("incidents", "tomorrow {time}").format(time=clock(at, language))
    if abs(days) < 7:
        return f"{locale(language).toString(_when(at), 'ddd')} {clock(at, language)}"
    return date(at, language)


def date(at: int, language: str) -> str:
    return locale(language).toString(_when(at), "yyyy年M月d日 HH:mm" if language == "ja" else "d MMM yyyy HH:mm")


def short_span(length: int) -> str:
    """A length of time as short as a row needs it: "2 h"."""
    if length < HOUR:
        return translate("incidents", "{n} min").format(n=max(0, length) // MINUTE)
    if length < DAY:
        return translate("incidents", "{n} h").format(n=length // HOUR)
    return translate("incidents", "{n} d").format(n=length // DAY)


def span(length: int) -> str:
    """A length of time in hours and minutes, or in days and hours."""
    minutes = max(0, length) // MINUTE
    if minutes < 60:
        return translate("incidents", "{n} min").format(n=minutes)
    if minutes < 1440:
        return translate("incidents", "{h} h {m} min").format(h=minutes // 60, m=minutes % 60)
    return translate("incidents", "{d} d {h} h").format(d=minutes // 1440, h=minutes % 1440 // 60)


def due(at: int, now: int, language: str) -> str:
    """By when, and how far off that is."""
    when = moment(at, now, language)
    if at < now:
        return translate("incidents", "{when}, overdue by {span}").format(when=when, span=span(now - at))
    return translate("incidents", "{when}, in {span}").format(when=when, span=span(at - now))
