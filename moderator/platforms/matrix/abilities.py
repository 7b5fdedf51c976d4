"""What our account can do about one member or message right now: asked of the room, not guessed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from moderator.domain.action import Ability, ActionKind, Target
from moderator.platforms.matrix import power
from moderator.platforms.matrix.effects import best_local, can_be_mended
from moderator.platforms.matrix.planner import ability
from moderator.platforms.matrix.power import Levels
from moderator.platforms.matrix.reading import Names, server_of
from moderator.platforms.matrix.rooms import POWER, Rooms
from moderator.platforms.matrix.server import Server
from moderator.platforms.matrix.wire import ADMIN_2, UserDetail, pick, seg
from moderator.platforms.matrix.words import (
    CLOSE_REPORTS,
    EVENT_REPORT,
    MAKE_ROOM_ADMIN,
    TAKE_POWER,
    USER_REPORT,
)

K = ActionKind


@dataclass(frozen=True, slots=True)
class Look:
    """What was found about a subject. `membership` is the member's in the room, `mine` is ours; `account` needs admin."""

    levels: Levels | None
    membership: str
    mine: str
    post: str  # there, removed, missing, none
    account: UserDetail | None


class Abilities:
    def __init__(
        self,
        server: Server,
        rooms: Rooms,
        names: Names,
        *,
        admin: bool,
        options: Mapping[str, object],
        rights: Mapping[str, bool],
    ) -> None:
        self._server = server
        self._rooms = rooms
        self._names = names
        self._admin = admin
        self._options = options
        self._rights = rights

    async def of(self, target: Target) -> tuple[Ability, ...]:
        """Say for each action whether it is possible, and if not why not and what would help."""
        look = await self._look(target)
        found = [ability(K.DISMISS), self._remove(target, look), self._warn(target, look)]
        found += [self._in_room(kind, target, look) for kind in (K.MUTE, K.KICK, K.BAN)]
        found += [self._suspend(K.SUSPEND, target, look)]
        found += self._taking_back(target, look)
        found += [self._close(target)]
        return tuple(found)

    async def _look(self, target: Target) -> Look:
        mine, theirs = await asyncio.gather(
            self._membership(target.place, self._names.me), self._membership(target.place, target.author)
        )
        levels, post, account = await asyncio.gather(
            self._levels(target.place, mine), self._post(target), self._account(target.author)
        )
        return Look(levels, theirs, mine, post, account)

    async def _membership(self, room: str, user: str) -> str:
        event = await self._rooms.member(room, user) if room and user else None
        return pick(event.content, "membership", str, "") if event else ""

    async def _levels(self, room: str, mine: str) -> Levels | None:
        return await self._rooms.levels(room, inside=mine == "join") if room else None

    async def _post(self, target: Target) -> str:
        if not target.post or not target.place:
            return "none"
        found = await self._rooms.event(target.place, target.post)
        if found is None:
            return "missing"
        return "removed" if found[0].unsigned.redacted_because else "there"

    async def _account(self, user: str) -> UserDetail | None:
        if not self._admin or not self._is_local(user):
            return None
        return await self._server.find(f"{ADMIN_2}/users/{seg(user)}", UserDetail, absent=(400, 403, 404))

    def _is_local(self, user: str) -> bool:
        return server_of(user) == self._names.server

    # --- one action each ---------------------------------------------------------------------------------------------

    def _remove(self, target: Target, look: Look) -> Ability:
        if look.post == "none":
            return ability(K.REMOVE, reason="no_post")
        if look.post == "removed":
            return ability(K.REMOVE, reason="already")
        if look.post == "missing":
            # a room that we cannot look into keeps its messages to itself
            hidden = look.mine != "join" and not self._admin
            return ability(K.REMOVE, reason="no_power" if hidden else "gone")
        assert look.levels is not None
        why = power.why_not_redact(look.levels, self._names.me)
        return self._by_power(K.REMOVE, target, look, why)

    def _in_room(self, kind: ActionKind, target: Target, look: Look) -> Ability:
        if not target.place or look.levels is None:
            return ability(kind, reason="no_place")
        if target.author == self._names.me:
            return ability(kind, reason="ourselves")
        if kind is K.KICK and look.membership not in ("join", "invite", "knock"):
            return ability(kind, reason="not_in_place")
        if kind is K.BAN and look.membership == "ban":
            return ability(kind, reason="already")
        if kind is K.MUTE and target.author in look.levels.users and look.levels.muted(target.author):
            return ability(kind, reason="already")
        return self._by_power(kind, target, look, self._why_not(kind, target.author, look.levels))

    def _why_not(self, kind: ActionKind, user: str, levels: Levels) -> str:
        if kind in (K.MUTE, K.UNMUTE):
            return power.why_not_mute(levels, self._names.me, user)
        return power.why_not(levels, "kick" if kind is K.KICK else "ban", self._names.me, user)

    def _by_power(self, kind: ActionKind, target: Target, look: Look, why: str) -> Ability:
        """Possible, possible after the server has given us power, or not: with what would help."""
        assert look.levels is not None
        inside = look.mine == "join"
        if why == "creator":
            return ability(kind, reason=why)
        if inside and not why:
            return ability(kind)
        if not self._admin:
            return ability(kind, reason=why or "no_power", fix="ask_room_admin" if why != "outranked" else "")
        mendable = can_be_mended(look.levels, kind, self._names, target.author) or (
            not why
            and not inside
            and best_local(look.levels, self._names.server) >= look.levels.needed_to_send(POWER, state=True)
        )
        if not mendable:
            return ability(kind, reason=why or "no_power", fix="" if why == "outranked" else "ask_room_admin")
        if self._options.get(TAKE_POWER) is True:
            return ability(kind, fix=MAKE_ROOM_ADMIN)
        return ability(kind, reason=why or "no_power", fix="allow_take_power")

    def _warn(self, target: Target, look: Look) -> Ability:
        reason = self._why_no_account(target, look)
        if reason:
            return ability(K.WARN, reason=reason, fix="use_admin_account" if reason == "not_server_admin" else "")
        if self._rights.get("server_notices") is False:
            return ability(K.WARN, reason="no_notices", fix="set_server_notices")
        return ability(K.WARN)

    def _suspend(self, kind: ActionKind, target: Target, look: Look) -> Ability:
        reason = self._why_no_account(target, look)
        if reason:
            return ability(kind, reason=reason, fix="use_admin_account" if reason == "not_server_admin" else "")
        if self._rights.get("suspend") is False or (look.account and look.account.suspended is None):
            return ability(kind, reason="no_suspend_api")
        if kind is K.SUSPEND and look.account and look.account.suspended:
            return ability(kind, reason="already")
        return ability(kind)

    def _why_no_account(self, target: Target, look: Look) -> str:
        if not self._admin:
            return "not_server_admin"
        if target.author == self._names.me:
            return "ourselves"
        if not self._is_local(target.author):
            return "not_local"
        if look.account is None:
            return "unknown_account"
        return "account_closed" if look.account.deactivated else ""

    def _taking_back(self, target: Target, look: Look) -> list[Ability]:
        """The inverses, only where there is something to take back."""
        found = []
        if look.levels is not None:
            if look.membership == "ban":
                found.append(self._by_power(K.UNBAN, target, look, self._why_not(K.UNBAN, target.author, look.levels)))
            if target.author in look.levels.users and look.levels.muted(target.author):
                found.append(
                    self._by_power(K.UNMUTE, target, look, self._why_not(K.UNMUTE, target.author, look.levels))
                )
        if look.account is not None and look.account.suspended:
            found.append(self._suspend(K.UNSUSPEND, target, look))
        return found

    def _close(self, target: Target) -> Ability:
        if not self._admin:
            return ability(K.REPORT_CLOSE, reason="not_server_admin", fix="use_admin_account")
        if self._options.get(CLOSE_REPORTS) is not True:
            return ability(K.REPORT_CLOSE, reason="closing_is_off", fix="switch_on_closing")
        if not any(flag.startswith((EVENT_REPORT, USER_REPORT)) for flag in target.flags):
            return ability(K.REPORT_CLOSE, reason="no_reports")
        return ability(K.REPORT_CLOSE)
