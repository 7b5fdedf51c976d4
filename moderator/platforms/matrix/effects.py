"""Carrying out a step, once, and looking whether its effect stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from moderator.domain.action import ActionKind, Outcome, OutcomeKind, ReadBack, Step, Verdict
from moderator.platforms.kit import GONE, Answer, Limited, NotSent, Said, Uncertain, not_understood
from moderator.platforms.matrix import power
from moderator.platforms.matrix.notices import Notices
from moderator.platforms.matrix.power import Levels
from moderator.platforms.matrix.reading import Names
from moderator.platforms.matrix.rooms import POWER, Rooms, levels_of
from moderator.platforms.matrix.server import UNAUTHORISED, Server
from moderator.platforms.matrix.wire import (
    ADMIN_1,
    ADMIN_2,
    Event,
    Reports,
    UserDetail,
    explain,
    pick,
    room_path,
    seg,
)
from moderator.platforms.matrix.words import CLOSE_REPORTS, TAKE_POWER
from moderator.ports import (
    Clock,
    PlatformDown,
    PlatformError,
    PlatformGone,
    PlatformLimited,
    PlatformRefused,
)

MOMENT = 3_600_000_000  # µs: a kick of ours followed by a return within this was the kick that is looked for
HISTORY = 20  # power-level events that are walked back to find who muted somebody

_MEMBERSHIP = {ActionKind.KICK, ActionKind.BAN, ActionKind.UNBAN}
_NOBODY = ReadBack(Verdict.NOT_DONE)
_CANNOT_TELL = ReadBack(Verdict.CANNOT_TELL)


class Effects:
    """The writing half of the connector."""

    def __init__(
        self,
        server: Server,
        rooms: Rooms,
        names: Names,
        clock: Clock,
        *,
        admin: bool,
        options: Mapping[str, object],
        rights: dict[str, bool],
    ) -> None:
        self._server = server
        self._rooms = rooms
        self._names = names
        self._clock = clock
        self._admin = admin
        self._options = options
        self._rights = rights
        self._notices = Notices(server, names)
        self._kicked: dict[str, str] = {}  # key of a kick -> the membership event that it was to replace

    # --- looking -----------------------------------------------------------------------------------------------------

    async def read_back(self, step: Step) -> ReadBack:
        """Look whether the effect stands; trouble on the way is CANNOT_TELL."""
        try:
            return await self._look(step)
        except PlatformGone:
            # what was to go is gone; about anybody else nothing can be said
            return ReadBack(Verdict.DONE_BY_OTHER) if step.kind is ActionKind.REMOVE else _CANNOT_TELL
        except PlatformError:
            return _CANNOT_TELL

    async def _look(self, step: Step) -> ReadBack:
        """Raises a PlatformError when the platform cannot be asked; PlatformGone when what it is about is not there."""
        request = step.request
        if step.kind is ActionKind.REMOVE:
            return await self._look_at_post(str(request["room"]), str(request["event"]))
        if step.kind in _MEMBERSHIP:
            return await self._look_at_member(step)
        if step.kind in (ActionKind.MUTE, ActionKind.UNMUTE):
            return await self._look_at_level(step)
        if step.kind in (ActionKind.SUSPEND, ActionKind.UNSUSPEND):
            return await self._look_at_account(str(request["user"]), step.kind is ActionKind.SUSPEND)
        if step.kind is ActionKind.REPORT_CLOSE:
            path = f"{ADMIN_1}/{request['queue']}/{request['report']}"
            left = await self._server.find(path, msgspec.Raw, absent=(404,))
            if left is None and await self._server.find(f"{ADMIN_1}/{request['queue']}", Reports, {"limit": 1}) is None:
                raise not_understood()  # it is not the report that is missing
            return _NOBODY if left is not None else ReadBack(Verdict.DONE)
        if step.kind is ActionKind.WARN:
            found = self._admin and await self._notices.find(str(request["user"]), step.key)
            return ReadBack(Verdict.DONE) if found else _CANNOT_TELL
        return _CANNOT_TELL

    async def _look_at_post(self, room: str, event_id: str) -> ReadBack:
        found = await self._rooms.event(room, event_id)
        if found is None and not self._admin:
            return _CANNOT_TELL  # a room that we are not in hides its messages: they may stand there all the same
        if found is None:
            raise PlatformGone("The message is not there any more", "It was deleted on the server.", code="gone")
        redaction = found[0].unsigned.redacted_because
        return _NOBODY if redaction is None else self._by(redaction.sender)

    def _by(self, sender: str) -> ReadBack:
        return ReadBack(Verdict.DONE if sender == self._names.me else Verdict.DONE_BY_OTHER, sender)

    async def _look_at_member(self, step: Step) -> ReadBack:
        room, user = str(step.request["room"]), str(step.request["user"])
        event = await self._rooms.member(room, user)
        if event is None and not self._admin:
            return _CANNOT_TELL  # likewise: who is in a room that we are not in is not for us to see
        membership = pick(event.content, "membership", str, "") if event else "leave"
        sender = event.sender if event else ""
        wanted = {ActionKind.BAN: {"ban"}, ActionKind.KICK: {"leave", "ban"}}.get(step.kind)
        if wanted is None:  # unban: whatever is no ban
            return _NOBODY if membership == "ban" else self._by(sender)
        if membership in wanted:
            by_us = membership == ("ban" if step.kind is ActionKind.BAN else "leave")
            return self._by(sender) if by_us else ReadBack(Verdict.DONE_BY_OTHER, sender)
        if step.kind is ActionKind.KICK and event and await self._came_back(step, room, event):
            return ReadBack(Verdict.DONE, self._names.me)
        return _NOBODY

    async def _came_back(self, step: Step, room: str, event: Event) -> bool:
        """Whether somebody stands in the room again after this very kick: a second one would be one too many."""
        if self._kicked.get(step.key) == event.event_id or event.unsigned.replaces_state is None:
            return False
        before = await self._rooms.event(room, event.unsigned.replaces_state)
        if before is None:
            return False
        kicked, _ = before
        recent = kicked.origin_server_ts * 1000 > self._clock.now() - MOMENT
        same = pick(kicked.content, "reason", str, "") == step.request.get("reason", "")
        left = pick(kicked.content, "membership", str, "") == "leave"
        return left and same and kicked.sender == self._names.me and (recent or step.key in self._kicked)

    async def _look_at_level(self, step: Step) -> ReadBack:
        room, user = str(step.request["room"]), str(step.request["user"])
        levels = await self._rooms.levels(room)
        muted = user in levels.users and levels.muted(user)
        if step.kind is ActionKind.UNMUTE:
            return _NOBODY if muted else self._by(levels.sender)
        if not muted:
            return _NOBODY
        by, previous = await self._who_muted(room, user, levels)
        seen = self._by(by)
        return ReadBack(seen.verdict, seen.by, {"previous_level": previous})

    async def _who_muted(self, room: str, user: str, levels: Levels) -> tuple[str, int | None]:
        """Who set the level that mutes, and the level before (None: no entry of their own), from the room's history."""
        now = levels.users.get(user)
        for _ in range(HISTORY):
            before = await self._before(room, levels)
            if before is None:
                return levels.sender, None
            if before.users.get(user) != now:
                return levels.sender, before.users.get(user)
            levels = before
        return levels.sender, None

    async def _before(self, room: str, levels: Levels) -> Levels | None:
        found = await self._rooms.event(room, levels.replaces) if levels.replaces else None
        return levels_of(found[0], levels.version, levels.creators) if found and found[0].type == POWER else None

    async def _look_at_account(self, user: str, wanted: bool) -> ReadBack:
        try:
            found = await self._server.find(f"{ADMIN_2}/users/{seg(user)}", UserDetail, absent=(400, 403))
        except PlatformGone as error:
            if error.code == GONE:  # a gate before the homeserver said so, without a word of Matrix
                raise not_understood() from None
            raise
        if found is None or found.suspended is None:
            return _CANNOT_TELL
        return ReadBack(Verdict.DONE) if found.suspended is wanted else _NOBODY

    # --- doing -------------------------------------------------------------------------------------------------------

    async def execute(self, step: Step) -> Outcome:
        """Look first (what stands already is not done again), then send one request once."""
        try:
            if step.kind is not ActionKind.WARN:
                seen = await self._standing(step)
                if seen.verdict in (Verdict.DONE, Verdict.DONE_BY_OTHER):
                    return Outcome(OutcomeKind.ALREADY, result={**seen.result, "by": seen.by})
        except PlatformError as error:
            return before_sending(error)
        try:
            return await self._send(step)
        except NotSent as trouble:
            return Outcome(OutcomeKind.NOT_SENT, trouble.code)
        except Uncertain as trouble:
            return Outcome(OutcomeKind.UNKNOWN, trouble.code)
        except Limited as limited:
            said = limited.said
            return Outcome(OutcomeKind.LIMITED, said.code, said.text, limited.retry_at)
        except PlatformError as error:  # while looking up what the request needs: it has not left yet
            return before_sending(error)

    async def _standing(self, step: Step) -> ReadBack:
        if step.kind is not ActionKind.KICK:
            return await self._look(step)
        # who came back after an earlier kick may be kicked again
        room, user = str(step.request["room"]), str(step.request["user"])
        event = await self._rooms.member(room, user)
        if event is not None and pick(event.content, "membership", str, "") in ("join", "invite", "knock"):
            self._kicked[step.key] = event.event_id
            return _NOBODY
        return await self._look_at_member(step)

    async def _send(self, step: Step) -> Outcome:
        send: Callable[[Step], Awaitable[tuple[Answer, dict[str, object]]]] = {
            ActionKind.REMOVE: self._redact,
            ActionKind.KICK: self._membership,
            ActionKind.BAN: self._membership,
            ActionKind.UNBAN: self._membership,
            ActionKind.MUTE: self._set_level,
            ActionKind.UNMUTE: self._set_level,
            ActionKind.SUSPEND: self._suspend,
            ActionKind.UNSUSPEND: self._suspend,
            ActionKind.WARN: self._warn,
            ActionKind.REPORT_CLOSE: self._close_report,
        }[step.kind]
        if step.kind is ActionKind.REPORT_CLOSE and self._options.get(CLOSE_REPORTS) is not True:
            return Outcome(OutcomeKind.REFUSED, "closing_is_off", "Deleting reports is switched off here.")
        answer, result = await send(step)
        if answer.status == 403 and await self._take_power(step, answer):
            answer, result = await send(step)
            result["took_power"] = True
        return self._outcome(step, answer, result)

    def _outcome(self, step: Step, answer: Answer, result: dict[str, object]) -> Outcome:
        said = explain(answer)
        if 200 <= answer.status < 300:
            if not _is_object(answer.body):  # a gate in between answered, or half of the answer came
                return Outcome(OutcomeKind.UNKNOWN, "not_understood")
            return Outcome(OutcomeKind.DONE, result=result)
        if answer.status >= 500:
            return Outcome(OutcomeKind.UNKNOWN, said.code or f"http_{answer.status}", said.text)
        if answer.status == 401:
            return Outcome(OutcomeKind.UNAUTHORISED, said.code or "unauthorised", said.text)
        if answer.status == 404 and not said.code:  # a gate before the homeserver, not the homeserver
            return Outcome(OutcomeKind.UNKNOWN, "not_understood")
        if answer.status == 404 and said.code != "M_UNRECOGNIZED":
            kind = OutcomeKind.ALREADY if step.kind is ActionKind.REPORT_CLOSE else OutcomeKind.GONE
            return Outcome(kind, said.code, said.text)
        if step.kind is ActionKind.UNBAN and said.code == "M_BAD_STATE":
            return Outcome(OutcomeKind.ALREADY, said.code, said.text)
        if step.kind is ActionKind.WARN and self._rights.get("server_notices") is False:
            return Outcome(OutcomeKind.REFUSED, "no_notices", said.text)
        return Outcome(OutcomeKind.REFUSED, _code(answer, said), said.text)

    # --- the requests ------------------------------------------------------------------------------------------------

    async def _redact(self, step: Step) -> tuple[Answer, dict[str, object]]:
        request = step.request
        path = room_path(str(request["room"]), f"redact/{seg(request['event'])}/{seg(step.key)}")
        return await self._server.send("PUT", path, _reason(request)), {}

    async def _membership(self, step: Step) -> tuple[Answer, dict[str, object]]:
        request = step.request
        body = {"user_id": request["user"], **_reason(request)}
        answer = await self._server.send("POST", room_path(str(request["room"]), step.kind.value), body)
        if answer.status == 403 and step.kind is ActionKind.KICK:
            event = await self._rooms.member(str(request["room"]), str(request["user"]))
            away = self._admin if event is None else pick(event.content, "membership", str, "") in ("leave", "ban")
            if away:
                return Answer(200, {}, b"{}"), {"left_meanwhile": True}
        return answer, {}

    async def _set_level(self, step: Step) -> tuple[Answer, dict[str, object]]:
        """Change one entry of the levels. They are one event: it is read right before, and read back afterwards."""
        room, user = str(step.request["room"]), str(step.request["user"])
        levels = await self._rooms.levels(room)
        content: dict[str, Any] = {key: msgspec.json.decode(raw) for key, raw in (levels.content or {}).items()}
        if levels.content is None:  # without the event its creator has 100 and everybody may set state: keep that so
            content = {"users": dict.fromkeys(sorted(levels.creators), 100), "state_default": 0}
        users = content.get("users")
        users = dict(users) if isinstance(users, dict) else {}
        if step.kind is ActionKind.MUTE:
            result: dict[str, object] = {"previous_level": levels.users.get(user)}
            users[user] = levels.to_speak - 1
        else:
            _, previous = await self._who_muted(room, user, levels)
            result = {"level": previous}
            users.pop(user, None)
            if previous is not None:
                users[user] = previous
        body = {**content, "users": users}
        return await self._server.send("PUT", room_path(room, f"state/{POWER}"), body), result

    async def _suspend(self, step: Step) -> tuple[Answer, dict[str, object]]:
        path = f"{ADMIN_1}/suspend/{seg(step.request['user'])}"
        return await self._server.send("PUT", path, {"suspend": step.kind is ActionKind.SUSPEND}), {}

    async def _warn(self, step: Step) -> tuple[Answer, dict[str, object]]:
        answer = await self._notices.send(str(step.request["user"]), str(step.request["body"]), step.key)
        if answer.status == 400 and await self._notices.configured() is False:
            self._rights["server_notices"] = False  # said before the click from now on
        return answer, {}

    async def _close_report(self, step: Step) -> tuple[Answer, dict[str, object]]:
        path = f"{ADMIN_1}/{step.request['queue']}/{step.request['report']}"
        return await self._server.send("DELETE", path), {}

    # --- power -------------------------------------------------------------------------------------------------------

    async def _take_power(self, step: Step, answer: Answer) -> bool:
        """After a refusal for want of power: let the server make us administrator of the room, where that is allowed."""
        if not self._admin or self._options.get(TAKE_POWER) is not True or "room" not in step.request:
            return False
        if explain(answer).code != "M_FORBIDDEN":
            return False
        room, user = str(step.request["room"]), str(step.request.get("user", ""))
        inside = await self._inside(room)
        levels = await self._rooms.levels(room, inside=inside)
        if inside and not can_be_mended(levels, step.kind, self._names, user):
            return False
        made = await self._server.send("POST", f"{ADMIN_1}/rooms/{seg(room)}/make_room_admin", {})
        if made.status != 200:
            return False
        if not inside:
            return (await self._server.send("POST", room_path(room, "join"), {})).status == 200
        return True

    async def _inside(self, room: str) -> bool:
        event = await self._rooms.member(room, self._names.me)
        return event is not None and pick(event.content, "membership", str, "") == "join"


def best_local(levels: Levels, server: str) -> int:
    """The highest level that the server could give us: that of a local member, 100 from a local creator."""
    given = [level for user, level in levels.users.items() if user.partition(":")[2] == server]
    made = [100 for user in levels.creators if user.partition(":")[2] == server]
    return max([*given, *made], default=0)


def can_be_mended(levels: Levels, kind: ActionKind, names: Names, other: str) -> bool:
    """Whether being made administrator of the room would let us do *kind* to *other*."""
    best = best_local(levels, names.server)
    if best < levels.needed_to_send(POWER, state=True):
        return False
    if kind is ActionKind.REMOVE:
        return power.why_not_redact(levels, names.me) != "" and best >= levels.needed("redact")
    act = {ActionKind.KICK: "kick", ActionKind.BAN: "ban", ActionKind.UNBAN: "ban"}.get(kind)
    needed = levels.needed(act) if act else levels.needed_to_send(POWER, state=True)
    mine = levels.of(names.me)
    return (mine < needed or mine <= levels.of(other)) and best >= needed and best > levels.of(other)


def before_sending(error: PlatformError) -> Outcome:
    """The outcome when the platform could not even be asked: nothing has left."""
    if isinstance(error, PlatformLimited):
        return Outcome(OutcomeKind.LIMITED, error.code, retry_at=error.retry_at)
    if isinstance(error, PlatformGone):
        return Outcome(OutcomeKind.GONE, error.code)
    if isinstance(error, PlatformRefused):
        if error.code in UNAUTHORISED:
            return Outcome(OutcomeKind.UNAUTHORISED, error.code)
        if error.code not in ("certificate", "redirected"):
            return Outcome(OutcomeKind.REFUSED, error.code)
    return Outcome(OutcomeKind.NOT_SENT, error.code or PlatformDown.__name__)


def _reason(request: Mapping[str, object]) -> dict[str, object]:
    return {"reason": request["reason"]} if request.get("reason") else {}


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(body), dict)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False


def _code(answer: Answer, said: Said) -> str:
    return said.code or ("redirected" if 300 <= answer.status < 400 else f"http_{answer.status}")
