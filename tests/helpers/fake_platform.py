"""A platform small enough to read: it keeps what was done to it in a file, so that it outlives a killed client.

It has the three kinds of request (keyed, state-setting, additive) and can misbehave as real ones do: take effect and
drop the answer, drop the answer and take effect later, refuse, limit, vanish. `effects` is what really happened.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from moderator.domain.action import (
    Ability,
    ActionKind,
    ActionOrder,
    EndsBy,
    Outcome,
    OutcomeKind,
    ReadBack,
    ResendClass,
    Reversible,
    Step,
    Target,
    Verdict,
)
from moderator.domain.community import AuthorHistory, AuthorIn, Context, Page, SessionInfo
from moderator.domain.errors import KnownError
from moderator.ports import PlatformError

K = ActionKind
ENDS = {K.UNBAN: K.BAN, K.UNMUTE: K.MUTE, K.UNSUSPEND: K.SUSPEND, K.RESTORE: K.REMOVE, K.UNLOCK: K.LOCK}
CLASSES = {
    K.REMOVE: (ResendClass.KEYED, Reversible.NEVER),
    K.BAN: (ResendClass.STATE, Reversible.YES),
    K.UNBAN: (ResendClass.STATE, Reversible.YES),
    K.MUTE: (ResendClass.STATE, Reversible.YES),
    K.UNMUTE: (ResendClass.STATE, Reversible.YES),
    K.WARN: (ResendClass.ADDITIVE, Reversible.NEVER),
    K.REPORT_CLOSE: (ResendClass.STATE, Reversible.NEVER),
}


class FakePlanner:
    """One step for each action of the table above."""

    name = "fake"

    def plan(self, order: ActionOrder, key: str) -> tuple[Step, ...]:
        if order.kind not in CLASSES:
            raise KnownError("Not here", "This platform does not have that.", code="no_action")
        resend, reversible = CLASSES[order.kind]
        about = order.target.post if order.kind is K.REMOVE else order.target.author
        if order.kind is K.REPORT_CLOSE:
            about = ",".join(order.target.flags)
        timed = order.until is not None and order.kind in (K.BAN, K.MUTE)
        return (
            Step(
                kind=order.kind,
                scope=order.scope,
                resend=resend,
                reversible=reversible,
                key=key,
                request={"do": order.kind.value, "about": about, "message": order.message},
                ends_by=EndsBy.WORKER if timed else EndsBy.NOBODY,
                until=order.until,
            ),
        )

    def usual_abilities(self, rights: Mapping[str, bool], options: Mapping[str, object]) -> tuple[Ability, ...]:
        return ()


class FakePlatform:
    """The server. Each line of the file is one thing that happened; nothing is ever taken out of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _lines(self) -> list[dict[str, str]]:
        try:
            return [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]
        except FileNotFoundError:
            return []

    def write(self, what: str, **facts: str) -> None:
        line = json.dumps({"what": what, **facts}) + "\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode("utf-8"))  # one write: whole or not at all, also when we are killed next
        finally:
            os.close(handle)

    def behave(self, how: str, times: int = 1, **facts: str) -> None:
        """Make the next *times* requests meet *how*: an outcome's name, `apply_then_drop` or `drop_then_apply`."""
        for _ in range(times):
            self.write("behave", how=how, **facts)

    def calm(self) -> None:
        """Forget what was planned with `behave`."""
        self.write("calm")

    @property
    def requests(self) -> int:
        return sum(line["what"] == "request" for line in self._lines())

    @property
    def effects(self) -> list[tuple[str, str]]:
        """(do, about) of every effect that really took place, in order."""
        return [(line["do"], line["about"]) for line in self._lines() if line["what"] == "effect"]

    @property
    def doubled(self) -> list[tuple[str, str]]:
        """Effects that took place although they were in force already."""
        found, standing = [], Counter[tuple[str, str]]()
        for do, about in self.effects:
            ended = ENDS.get(ActionKind(do))
            if ended is not None:
                standing[ended.value, about] = 0
            for ending in (ending for ending, one in ENDS.items() if one.value == do):
                standing[ending.value, about] = 0
            standing[do, about] += 1
            if standing[do, about] > 1:
                found.append((do, about))
        return found

    def stands(self, do: str, about: str) -> bool:
        on = False
        for effect, subject in self.effects:
            if subject == about:
                on = True if effect == do else False if ENDS.get(ActionKind(effect)) == do else on
        return on

    def take(self, step: Step) -> Outcome:
        behaviour = self._next_behaviour()
        how = behaviour.get("how", "well")
        self.write("request", do=step.kind.value, key=step.key)
        if how == "drop_then_apply":
            self.write("late", do=step.kind.value, about=str(step.request["about"]), key=step.key)
            return Outcome(OutcomeKind.UNKNOWN, code="timeout")
        if how not in ("well", "apply_then_drop"):
            retry_at = behaviour.get("retry_at")
            return Outcome(
                OutcomeKind(how), code=behaviour.get("code", ""), retry_at=int(retry_at) if retry_at else None
            )
        fresh = self._apply(step.kind.value, str(step.request["about"]), step.key)
        if how == "apply_then_drop":
            return Outcome(OutcomeKind.UNKNOWN, code="dropped")
        return Outcome(OutcomeKind.DONE if fresh else OutcomeKind.ALREADY)

    def land(self) -> None:
        """Let what was dropped take effect after all."""
        lines = self._lines()
        landed = {line["key"] for line in lines if line["what"] == "landed"}
        for line in lines:
            if line["what"] == "late" and line["key"] not in landed:
                self.write("landed", key=line["key"])
                landed.add(line["key"])
                self._apply(line["do"], line["about"], line["key"])

    def _apply(self, do: str, about: str, key: str) -> bool:
        resend = CLASSES[ActionKind(do)][0]
        if resend is ResendClass.KEYED and any(
            line.get("key") == key for line in self._lines() if line["what"] == "effect"
        ):
            return False
        ended = ENDS.get(ActionKind(do))
        if resend is not ResendClass.ADDITIVE and ended is None and self.stands(do, about):  # by another decision
            return False
        if ended is not None and not self.stands(ended.value, about):
            return False
        self.write("effect", do=do, about=about, key=key)
        return True

    def _next_behaviour(self) -> dict[str, str]:
        planned: list[dict[str, str]] = []
        for line in self._lines():
            if line["what"] == "behave":
                planned.append(line)
            elif line["what"] == "calm":
                planned.clear()
            elif line["what"] == "request" and planned:
                planned.pop(0)
        return planned[0] if planned else {}


class FakeConnector:
    """Our side of the fake platform. `pages` and `posts` are given out one by one; an exception in them is raised."""

    name = "fake"

    def __init__(self, platform: FakePlatform, *, lands_after_look: bool = True) -> None:
        self.platform = platform
        self.readable = True  # False: reading back cannot tell
        self.flag_pages: list[Page | PlatformError] = []
        self.post_pages: list[Page | PlatformError] = []
        self.connects: list[PlatformError] = []
        self.contexts: list[str] = []
        self.closed = False
        self._lands_after_look = lands_after_look

    async def connect(self) -> SessionInfo:
        if self.connects:
            raise self.connects.pop(0)
        return SessionInfo("@mod:fake", "Mod", "fake", "1.0", {"remove": True})

    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        return self._page(self.flag_pages, cursor)

    async def list_posts(self, cursor: Mapping[str, object] | None, wait: float) -> Page:
        return self._page(self.post_pages, cursor)

    @staticmethod
    def _page(pages: list[Page | PlatformError], cursor: Mapping[str, object] | None) -> Page:
        if not pages:
            return Page((), cursor or {})
        page = pages.pop(0)
        if isinstance(page, PlatformError):
            raise page
        return page

    async def context(self, place: str, post: str) -> Context:
        self.contexts.append(post)
        return Context((), ())

    async def author(self, author: str, places: Sequence[str]) -> AuthorHistory:
        return AuthorHistory(AuthorIn(author, author))

    async def abilities(self, target: Target) -> tuple[Ability, ...]:
        return ()

    async def execute(self, step: Step) -> Outcome:
        return self.platform.take(step)

    async def read_back(self, step: Step) -> ReadBack:
        if not self.readable:
            return ReadBack(Verdict.CANNOT_TELL)
        if step.resend is ResendClass.ADDITIVE:
            verdict = Verdict.CANNOT_TELL
        elif step.kind in ENDS:
            verdict = (
                Verdict.NOT_DONE if self.platform.stands(ENDS[step.kind].value, self._about(step)) else Verdict.DONE
            )
        else:
            verdict = Verdict.DONE if self.platform.stands(step.kind.value, self._about(step)) else Verdict.NOT_DONE
        if self._lands_after_look:  # the worst moment: right after we looked and saw nothing
            self.platform.land()
        return ReadBack(verdict)

    @staticmethod
    def _about(step: Step) -> str:
        return str(step.request["about"])

    async def picture(self, native_ref: str, limit: int) -> bytes:
        return b"picture"[:limit]

    async def close(self) -> None:
        self.closed = True
