"""Rate limits: a bucket that leaks."""

from __future__ import annotations

import pytest

from moderator.demo.errors import MatrixError
from moderator.demo.limits import RateLimits, too_many


class Hands:
    """A clock turned by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_then_one_at_a_time() -> None:
    """Burst 2 at one in two seconds: the third waits two seconds, and that long."""
    hands = Hands()
    limits = RateLimits(monotonic=hands)
    limits.set({"message": {"per_second": 0.5, "burst_count": 2}})
    limits.check("message", "@a")
    limits.check("message", "@a")
    with pytest.raises(MatrixError) as refused:
        limits.check("message", "@a")
    assert refused.value.extra == {"retry_after_ms": 2000}
    limits.check("message", "@b")
    hands.now = 2.0
    limits.check("message", "@a")


def test_removals_of_others_posts_share_the_limit_of_messages() -> None:
    """Unless they have a rule of their own."""
    limits = RateLimits(monotonic=Hands())
    limits.set({"message": {"per_second": 1, "burst_count": 1}})
    limits.check("message", "@a")
    with pytest.raises(MatrixError):
        limits.check("admin_redaction", "@a")
    limits.set({"message": {"per_second": 1, "burst_count": 1}, "admin_redaction": {"per_second": 1, "burst_count": 1}})
    limits.check("message", "@a")
    limits.check("admin_redaction", "@a")


def test_an_account_can_have_a_limit_of_its_own() -> None:
    """Nought means none."""
    limits = RateLimits(monotonic=Hands())
    limits.set({"message": {"per_second": 1, "burst_count": 1}})
    limits.exempt["@a"] = (0.0, 0)
    for _ in range(5):
        limits.check("message", "@a")


def test_nothing_is_limited_unless_asked() -> None:
    """And an unknown kind is refused."""
    limits = RateLimits()
    limits.set(None)
    for _ in range(50):
        limits.check("reports", "@a")
    with pytest.raises(MatrixError, match="Rate limits are"):
        limits.set({"love": {"per_second": 1, "burst_count": 1}})


def test_the_header_is_whole_seconds_rounded_up() -> None:
    """1001 ms is 2 s."""
    assert too_many(1001).headers == {"Retry-After": "2"}
