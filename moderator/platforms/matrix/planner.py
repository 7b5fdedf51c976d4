"""From an action to complete requests. Pure: no request leaves from here, and no HTTP client is loaded."""

from __future__ import annotations

from collections.abc import Mapping

from moderator.domain import caps
from moderator.domain.action import Ability, ActionKind, ActionOrder, EndsBy, ResendClass, Step
from moderator.domain.errors import KnownError
from moderator.platforms.matrix.words import CLOSE_REPORTS, EVENT_REPORT, OFFERED, SHAPE, USER_REPORT

_RESEND = {
    ActionKind.REMOVE: ResendClass.KEYED,
    # The server knows a notice's key only while it runs and for half an hour: not enough to repeat one unseen.
    ActionKind.WARN: ResendClass.ADDITIVE,
}
_IN_ROOM = frozenset({ActionKind.MUTE, ActionKind.UNMUTE, ActionKind.KICK, ActionKind.BAN, ActionKind.UNBAN})
_UNDOES = {
    ActionKind.MUTE: ActionKind.UNMUTE,
    ActionKind.BAN: ActionKind.UNBAN,
    ActionKind.SUSPEND: ActionKind.UNSUSPEND,
}
_NEEDS_ADMIN = frozenset({ActionKind.SUSPEND, ActionKind.WARN, ActionKind.REPORT_CLOSE})


class MatrixPlanner:
    """The pure half of the Matrix connector.

    A request is `{"do": the action, "room", "event", "user", "reason", "body", "report", "queue"}`, with the members
    its action needs; the connector turns it into HTTP. Times and levels are never in it: they are read when it is sent.
    """

    name = "matrix"

    def plan(self, order: ActionOrder, key: str) -> tuple[Step, ...]:
        """Return the steps of one action: none for a dismissal, one for each report that is closed, else one."""
        kind = order.kind
        if kind not in SHAPE:
            raise KnownError("Matrix cannot do this", "Choose another action.", code="action_not_here", kind=kind.value)
        if kind is ActionKind.DISMISS:
            return ()
        if order.scope is not SHAPE[kind][0] and kind is not ActionKind.REPORT_CLOSE:
            raise KnownError(
                "Matrix cannot do this so widely",
                "Choose the action with the scope that is offered.",
                code="scope_not_here",
                kind=kind.value,
                scope=order.scope.value,
            )
        requests = self._requests(order)
        keys = [key] if len(requests) == 1 else [f"{key}.{number}" for number in range(len(requests))]
        return tuple(_step(order, request, one) for request, one in zip(requests, keys, strict=True))

    def _requests(self, order: ActionOrder) -> list[dict[str, object]]:
        kind, target = order.kind, order.target
        if kind is ActionKind.REPORT_CLOSE:
            return _closing(order)
        request: dict[str, object] = {"do": kind.value}
        if kind is ActionKind.REMOVE:
            request["room"], request["event"] = _needed(target.place, "no_place"), _needed(target.post, "no_post")
        if kind in _IN_ROOM:
            request["room"] = _needed(target.place, "no_place")
        if target.author or kind is not ActionKind.REMOVE:
            request["user"] = _needed(target.author, "unknown_account")
        if kind is ActionKind.WARN:
            request["body"] = _needed(order.message.strip(), "message_missing")
        elif order.reason and kind in (ActionKind.REMOVE, ActionKind.KICK, ActionKind.BAN, ActionKind.UNBAN):
            request["reason"] = order.reason[: caps.REASON_CHARACTERS]
        return [request]

    def usual_abilities(self, rights: Mapping[str, bool], options: Mapping[str, object]) -> tuple[Ability, ...]:
        """What is usually possible with these rights (see docs/platforms/matrix.md), before a room was looked at."""
        return tuple(_usual(kind, rights, options) for kind in OFFERED)


def _usual(kind: ActionKind, rights: Mapping[str, bool], options: Mapping[str, object]) -> Ability:
    if kind in _NEEDS_ADMIN and rights.get("server_admin") is False:
        return ability(kind, reason="not_server_admin", fix="use_admin_account")
    if kind is ActionKind.WARN and rights.get("server_notices") is False:
        return ability(kind, reason="no_notices", fix="set_server_notices")
    if kind is ActionKind.REPORT_CLOSE and options.get(CLOSE_REPORTS) is not True:
        return ability(kind, reason="closing_is_off", fix="switch_on_closing")
    if kind is ActionKind.SUSPEND and rights.get("suspend") is False:
        return ability(kind, reason="no_suspend_api")
    return ability(kind)


def ability(kind: ActionKind, *, reason: str = "", fix: str = "", link: str = "") -> Ability:
    """Describe *kind* as Matrix has it; available unless there is a *reason* why not."""
    scope, reversible, ends_by = SHAPE[kind]
    return Ability(kind, scope, not reason, reversible, ends_by, reason, fix, link)


def _needed(value: str, code: str) -> str:
    if not value:
        raise KnownError("This cannot be done here", "What it would be done to is not known.", code=code)
    return value


def _closing(order: ActionOrder) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for flag in order.target.flags:
        for prefix, queue in ((EVENT_REPORT, "event_reports"), (USER_REPORT, "user_reports")):
            number = flag.removeprefix(prefix)
            if flag.startswith(prefix) and number.isascii() and number.isdigit():
                found.append({"do": order.kind.value, "queue": queue, "report": int(number)})
    if not found:
        raise KnownError("No report to close", "No report of the server belongs to this case.", code="no_reports")
    return found


def _step(order: ActionOrder, request: Mapping[str, object], key: str) -> Step:
    kind = order.kind
    scope, reversible, ends_by = SHAPE[kind]
    inverse = None
    if kind in _UNDOES:
        inverse = {name: value for name, value in request.items() if name != "reason"} | {"do": _UNDOES[kind].value}
    return Step(
        kind=kind,
        scope=scope,
        resend=_RESEND.get(kind, ResendClass.STATE),
        reversible=reversible,
        key=key,
        request=request,
        ends_by=ends_by if order.until is not None else EndsBy.NOBODY,
        until=order.until if ends_by is not EndsBy.NOBODY else None,
        inverse=inverse,
    )
