"""The words of the triage room: actions, findings, reasons behind codes, times. Each in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from moderator.domain.action import Ability, ActionKind, EndsBy, Scope
from moderator.domain.case import HOUR, MINUTE
from moderator.domain.community import AuthorStatus
from moderator.domain.decision import Finding
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError
from moderator.domain.rows import EnforcementRow, GuidelineRow
from ui.triage.counted import counted
from ui.widgets import marks
from ui.widgets.hostile import inline

DAY = 24 * HOUR
MONTH = 30 * DAY
YEAR = 365 * DAY
translate = QCoreApplication.translate


def to_do(kind: ActionKind) -> str:
    """An action as something that may be done: "Remove the post"."""
    return {
        ActionKind.DISMISS: translate("wording", "Close without action"),
        ActionKind.REMOVE: translate("wording", "Remove the post"),
        ActionKind.RESTORE: translate("wording", "Restore the post"),
        ActionKind.EDIT: translate("wording", "Edit the post"),
        ActionKind.LABEL: translate("wording", "Label the post"),
        ActionKind.WARN: translate("wording", "Send the notice"),
        ActionKind.MESSAGE: translate("wording", "Send a message"),
        ActionKind.MUTE: translate("wording", "Mute"),
        ActionKind.UNMUTE: translate("wording", "Lift the mute"),
        ActionKind.KICK: translate("wording", "Put out"),
        ActionKind.BAN: translate("wording", "Ban"),
        ActionKind.UNBAN: translate("wording", "Lift the ban"),
        ActionKind.SUSPEND: translate("wording", "Suspend the account"),
        ActionKind.UNSUSPEND: translate("wording", "Lift the suspension"),
        ActionKind.LOCK: translate("wording", "Lock the thread"),
        ActionKind.UNLOCK: translate("wording", "Unlock the thread"),
        ActionKind.REPORT_CLOSE: translate("wording", "Close the report on the platform"),
        ActionKind.FORWARD: translate("wording", "Forward"),
    }[kind]


def done(kind: ActionKind) -> str:
    """An action as something that was done, or was to be: "Post removed"."""
    return {
        ActionKind.DISMISS: translate("wording", "No action"),
        ActionKind.REMOVE: translate("wording", "Post removed"),
        ActionKind.RESTORE: translate("wording", "Post restored"),
        ActionKind.EDIT: translate("wording", "Post edited"),
        ActionKind.LABEL: translate("wording", "Post labelled"),
        ActionKind.WARN: translate("wording", "Warning to the author"),
        ActionKind.MESSAGE: translate("wording", "Message to the author"),
        ActionKind.MUTE: translate("wording", "Muted"),
        ActionKind.UNMUTE: translate("wording", "Mute lifted"),
        ActionKind.KICK: translate("wording", "Put out"),
        ActionKind.BAN: translate("wording", "Banned"),
        ActionKind.UNBAN: translate("wording", "Ban lifted"),
        ActionKind.SUSPEND: translate("wording", "Account suspended"),
        ActionKind.UNSUSPEND: translate("wording", "Suspension lifted"),
        ActionKind.LOCK: translate("wording", "Thread locked"),
        ActionKind.UNLOCK: translate("wording", "Thread unlocked"),
        ActionKind.REPORT_CLOSE: translate("wording", "Report closed"),
        ActionKind.FORWARD: translate("wording", "Forwarded"),
    }[kind]


def short(kind: ActionKind) -> str:
    """An action in the one word that a notice has room for: "Removed"."""
    return {
        ActionKind.REMOVE: translate("wording", "Removed"),
        ActionKind.WARN: translate("wording", "Warned"),
        ActionKind.MESSAGE: translate("wording", "Warned"),
        ActionKind.SUSPEND: translate("wording", "Suspended"),
    }.get(kind) or done(kind)


def state_word(value: EnforcementState) -> str:
    """The state of a step in the one word that a narrow card has room for."""
    return {EnforcementState.UNKNOWN: translate("wording", "Unknown")}.get(value) or marks.word(value)


def scope(where: Scope) -> str:
    return {
        Scope.POST: translate("wording", "this post"),
        Scope.THREAD: translate("wording", "this thread"),
        Scope.PLACE: translate("wording", "in this place"),
        Scope.COMMUNITY: translate("wording", "in the whole community"),
    }[where]


def ends(by: EndsBy) -> str:
    """Who ends a timed sanction; nothing where no end can be given."""
    return {
        EndsBy.NOBODY: "",
        EndsBy.PLATFORM: translate("wording", "ends by itself"),
        EndsBy.WORKER: translate("wording", "ends while Moderator runs"),
    }[by]


def duration(length: int | None) -> str:
    """How long a sanction is to last, in the lengths that are offered (µs)."""
    if length is None:
        return translate("wording", "without end")
    if length <= HOUR:
        return translate("wording", "1 h")
    if length < 2 * DAY:
        return translate("wording", "24 h")
    return counted.days(length // DAY)


def category(code: str) -> str:
    """What a report is about."""
    return {
        "spam": translate("wording", "spam"),
        "scam": translate("wording", "scam"),
        "harassment": translate("wording", "harassment"),
        "hate": translate("wording", "hate"),
        "violence": translate("wording", "violence"),
        "sexual": translate("wording", "sexual content"),
        "self_harm": translate("wording", "somebody at risk"),
        "personal_data": translate("wording", "personal data"),
        "copyright": translate("wording", "copyright"),
        "illegal": translate("wording", "illegal"),
        "off_topic": translate("wording", "off-topic"),
    }.get(code, translate("wording", "other reason"))


def status(value: AuthorStatus) -> str:
    """What the platform says of an account, where that is worth a word."""
    return {
        AuthorStatus.MUTED: translate("wording", "muted"),
        AuthorStatus.SUSPENDED: translate("wording", "suspended"),
        AuthorStatus.BANNED: translate("wording", "banned"),
        AuthorStatus.DELETED: translate("wording", "account closed"),
    }.get(value, "")


def sanction(kind: str) -> str:
    try:
        return done(ActionKind(kind))
    except ValueError:
        return kind


# --- codes ----------------------------------------------------------------------------------------------------------------


def reason(code: str) -> str:
    """Why an action cannot be done, in words; the code itself where a connector knows more than we do."""
    return {
        "not_server_admin": translate("wording", "needs a server administrator"),
        "no_power": translate("wording", "our account has not enough power here"),
        "outranked": translate("wording", "this member has as much power as we have"),
        "creator": translate("wording", "the creator of a room cannot be restricted in it"),
        "not_local": translate("wording", "the account lives on another server"),
        "ourselves": translate("wording", "this is our own account"),
        "not_in_place": translate("wording", "the member is not in this place"),
        "already": translate("wording", "has been done already"),
        "gone": translate("wording", "the message is not there any more"),
        "no_post": translate("wording", "there is no message to act on"),
        "no_place": translate("wording", "no place is known for this case"),
        "no_notices": translate("wording", "the server does not send notices"),
        "closing_is_off": translate("wording", "closing reports on the server is switched off"),
        "no_reports": translate("wording", "no report of the platform belongs to this"),
        "account_closed": translate("wording", "the account has been closed"),
        "unknown_account": translate("wording", "the server does not know this account"),
        "no_suspend_api": translate("wording", "this server cannot suspend accounts"),
        "not_asked": translate("wording", "the platform is being asked"),
        "not_here": translate("wording", "this platform does not have it"),
    }.get(code, code)


def fix(code: str) -> str:
    """What would make it possible, in words."""
    return {
        "make_room_admin": translate("wording", "The server first makes our account an administrator of this room."),
        "allow_take_power": translate("wording", "Switch on “Take room power when needed” for this community."),
        "ask_room_admin": translate("wording", "Ask an administrator of the room for power level 50 or more."),
        "use_admin_account": translate("wording", "Connect with the token of a server administrator."),
        "set_server_notices": translate("wording", "Ask who runs the server to set server_notices, then connect again."),
        "switch_on_closing": translate("wording", "Switch on “Delete handled reports” for this community."),
    }.get(code, code)


def why_not(ability: Ability | None) -> str:
    """Why an action is not to be had; nothing when it is."""
    if ability is None:
        return reason("not_here")
    return "" if ability.available else reason(ability.reason or "not_here")


def explained(ability: Ability) -> str:
    """Why not, and what would help."""
    parts = (why_not(ability), fix(ability.fix) if ability.fix else "")
    return ". ".join(part for part in parts if part)


def finding(value: Finding, guideline: str) -> str:
    if value is Finding.NO_BREACH:
        return translate("wording", "No breach")
    return guideline or translate("wording", "Breach")


def title_of(guideline: GuidelineRow | None, language: str, fallback: str = "") -> str:
    """A guideline's title in *language*, or in whichever it has."""
    if guideline is None:
        return fallback
    return guideline.title.get(language) or next(iter(guideline.title.values()), fallback)


def refused(error: KnownError, guideline: str, seen_at: str) -> tuple[str, str]:
    """Title and words for a decision that was not saved."""
    details = error.details
    if error.code in ("already_decided", "decided_by"):
        who = str(details.get("actor", ""))
        reason = str(details.get("reason", ""))
        what = guideline or ("" if reason else error.message)
        if details.get("finding") == Finding.NO_BREACH.value:
            what = translate("wording", "No breach")
        title = translate("wording", "{who} decided this case first").format(who=who)
        return title, " · ".join(part for part in (what, inline(reason, 200) if reason else "", seen_at) if part)
    if error.code == "revision_changed":
        text = translate("wording", "Old and new stand below. Read the new text and decide again.")
        return translate("wording", "The post was edited while you decided"), text
    return translate("wording", "The decision was not saved: {why}").format(why=error.title), error.message


def why_refused(row: EnforcementRow) -> str:
    """Why a step was not taken: in our words where we stopped it, else in the platform's own."""
    ours = {
        "post_changed": translate("wording", "the post was edited after the decision"),
        "sanction_changed": translate("wording", "somebody changed the sanction meanwhile"),
        "not_shown": translate("wording", "the platform does not show its effect"),
        "another_stands": translate("wording", "another decision still holds it"),
    }
    return ours.get(row.code) or row.text or reason(row.code)


def state(row: EnforcementRow, now: int, language: str) -> str:
    """The line below one step of a decision: when, and what happens next."""
    at = moment(row.at, language, seconds=True)
    if row.state is EnforcementState.WAITING:
        left = max(0, row.due_at - now)
        if left < MINUTE:
            return translate("wording", "goes out in {n} s").format(n=-(-left // 1_000_000))
        return translate("wording", "goes out {when}").format(when=day(row.due_at, now, language))
    said = {
        EnforcementState.SENDING: translate("wording", "{at}, on its way"),
        EnforcementState.SENT: translate("wording", "{at}, reading back"),
        EnforcementState.CONFIRMED: translate("wording", "{at}, read back"),
        EnforcementState.REFUSED: translate("wording", "{at}, refused: {why}"),
        EnforcementState.UNKNOWN: translate("wording", "{at}, no answer"),
        EnforcementState.UNDONE: translate("wording", "{at}, taken back"),
        EnforcementState.CANCELLED: translate("wording", "{at}, not sent"),
    }[row.state]
    return said.format(at=at, why=why_refused(row))


# --- times ----------------------------------------------------------------------------------------------------------------


def _when(at: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(at // 1000)


def locale(language: str) -> QLocale:
    return QLocale(QLocale.Language.Japanese if language == "ja" else QLocale.Language.English)


def moment(at: int, language: str, *, seconds: bool = False) -> str:
    """The time of day."""
    return locale(language).toString(_when(at), "HH:mm:ss" if seconds else "HH:mm")


def date(at: int, language: str) -> str:
    return locale(language).toString(_when(at), "M月d日" if language == "ja" else "d MMM")


def day(at: int, now: int, language: str) -> str:
    """Day and time as people say them: "Today 21:36"."""
    days = _when(at).date().daysTo(_when(now).date())
    clock = moment(at, language)
    if days == 0:
        return translate("wording", "Today {time}").format(time=clock)
    if days == 1:
        return translate("wording", "Yesterday {time}").format(time=clock)
    text = date(at, language)
    if _when(at).date().year() != _when(now).date().year():
        text = locale(language).toString(_when(at), "yyyy年M月d日" if language == "ja" else "d MMM yyyy")
    return f"{text} {clock}"


def span(length: int) -> str:
    """A length of time in its largest unit: "3 hours"."""
    if length < HOUR:
        return counted.minutes(max(0, length) // MINUTE)
    if length < DAY:
        return counted.hours(length // HOUR)
    if length < 2 * MONTH:
        return counted.days(length // DAY)
    if length < 2 * YEAR:
        return counted.months(length // MONTH)
    return counted.years(length // YEAR)


def ago(at: int, now: int) -> str:
    return translate("wording", "{length} ago").format(length=span(now - at))


def language_name(code: str) -> str:
    """The name of a language as its speakers write it."""
    if not code or code == "und":
        return ""
    if code == "en":
        return "English"
    found = QLocale(code)
    return found.nativeLanguageName() if found.language() != QLocale.Language.C else code


def count(number: int, language: str) -> str:
    return locale(language).toString(number)


def coming(at: int, now: int, language: str) -> str:
    """When something comes back: in how many hours, or on which day."""
    if at - now < 6 * HOUR and _when(at).date() == _when(now).date():
        return counted.in_hours(round((at - now) / HOUR))
    days = _when(now).date().daysTo(_when(at).date())
    clock = moment(at, language)
    if days == 0:
        return translate("wording", "Today {time}").format(time=clock)
    if days == 1:
        return translate("wording", "Tomorrow {time}").format(time=clock)
    return f"{date(at, language)} {clock}"
