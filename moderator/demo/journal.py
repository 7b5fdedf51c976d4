"""What took effect: the ledger against which a test says "lost 0, doubled 0"."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import asdict, dataclass, field

from moderator.demo.entities import JsonDict

_KEEP_REQUESTS = 10_000

# The effects that a decision has; more than one of them on the same target is suspicious, of the others it is life.
ENFORCED = (
    "redact", "kick", "ban", "unban", "levels", "suspend", "unsuspend", "notice", "report_delete",
    "user_report_delete", "make_room_admin", "redact_all", "shadow_ban", "unshadow_ban", "locked", "deactivate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One effect. `target` is what it was done to (an event, an account), `made` the event it left behind."""

    seq: int
    at: int  # ms
    kind: str
    actor: str
    room: str
    target: str
    made: str
    detail: str


def _same(entry: Entry) -> tuple[str, str, str, str]:
    """Return what makes two effects the same one. Two notices to one person differ by their words."""
    return entry.kind, entry.room, entry.target, entry.detail if entry.kind in ("notice", "levels") else ""


@dataclass(slots=True)
class Journal:
    """Effects in order, and the requests that came in. The script's own acts are not written down."""

    entries: list[Entry] = field(default_factory=list)
    requests: list[JsonDict] = field(default_factory=list)
    quiet: int = 0  # above zero while the script acts
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _next: int = 1

    def effect(
        self,
        at: int,
        kind: str,
        actor: str,
        *,
        room: str = "",
        target: str = "",
        made: str = "",
        detail: str = "",
    ) -> None:
        """Write down an effect that has just come about."""
        if self.quiet:
            return
        self.entries.append(Entry(self._next, at, kind, actor, room, target, made, detail))
        self._next += 1
        self.wake()

    def wake(self) -> None:
        """Tell who waits for effects or requests that there is something new."""
        waiting, self.changed = self.changed, asyncio.Event()
        waiting.set()

    def request(self, entry: JsonDict) -> None:
        """Write down a request; the oldest are forgotten beyond ten thousand."""
        self.requests.append(entry)
        self.wake()
        if len(self.requests) > _KEEP_REQUESTS:
            del self.requests[: _KEEP_REQUESTS // 2]

    def view(self, kind: str | None, actor: str | None, since: int) -> JsonDict:
        """Return the entries after number *since*, and how often each effect came about."""
        chosen = [
            entry
            for entry in self.entries
            if entry.seq > since and kind in (None, entry.kind) and actor in (None, entry.actor)
        ]
        counts = Counter(_same(entry) for entry in chosen)
        rows: list[JsonDict] = [
            {"kind": kind, "room": room, "target": target, "count": count}
            for (kind, room, target, _), count in counts.items()
        ]
        return {
            "entries": [asdict(entry) for entry in chosen],
            "counts": rows,
            "doubled": [row for row in rows if row["count"] > 1 and row["kind"] in ENFORCED],
            "last": self.entries[-1].seq if self.entries else 0,
        }

    def clear(self) -> None:
        """Forget effects and requests; numbering goes on."""
        self.entries.clear()
        self.requests.clear()
