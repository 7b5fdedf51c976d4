"""Rate limits as a leaky bucket an account: off unless switched on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from moderator.demo.entities import JsonDict
from moderator.demo.errors import MatrixError, invalid

KINDS = ("message", "reports", "admin_redaction")


def too_many(retry_after_ms: int) -> MatrixError:
    """Return the refusal with both ways of saying how long to wait; the header is whole seconds, rounded up."""
    return MatrixError(
        429,
        "M_LIMIT_EXCEEDED",
        "Too many requests",
        extra={"retry_after_ms": retry_after_ms},
        headers={"Retry-After": str(math.ceil(retry_after_ms / 1000))},
    )


@dataclass(slots=True)
class RateLimits:
    """`rules` maps a kind to (per second, burst). Redactions of others' posts use admin_redaction, or message."""

    rules: dict[str, tuple[float, int]] = field(default_factory=dict)
    exempt: dict[str, tuple[float, int]] = field(default_factory=dict)  # account -> its own rule; 0 means none
    monotonic: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def set(self, settings: JsonDict | None) -> None:
        """Replace all rules: {"message": {"per_second": 0.2, "burst_count": 10}, …}; nothing switches off."""
        rules: dict[str, tuple[float, int]] = {}
        for kind, rule in (settings or {}).items():
            if kind not in KINDS:
                raise invalid(f"Rate limits are {', '.join(KINDS)}")
            rules[kind] = (float(rule["per_second"]), int(rule["burst_count"]))
        self.rules = rules
        self._buckets.clear()

    def check(self, kind: str, user_id: str) -> None:
        """Count one act, or refuse it."""
        if kind == "admin_redaction" and kind not in self.rules:
            kind = "message"
        rule = self.rules.get(kind)
        if rule is not None and kind == "message" and user_id in self.exempt:
            rule = self.exempt[user_id]
        if rule is None or rule[0] <= 0:
            return
        per_second, burst = rule
        now = self.monotonic()
        level, since = self._buckets.get((kind, user_id), (0.0, now))
        level = max(level - (now - since) * per_second, 0.0)
        if level + 1 > burst + 1e-9:
            wait = (level + 1 - burst) / per_second
            self._buckets[(kind, user_id)] = (level, now)
            raise too_many(max(int(wait * 1000), 1))
        self._buckets[(kind, user_id)] = (level + 1, now)
