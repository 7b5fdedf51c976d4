"""Our own ids: 64 bit, roughly ordered by time, made before anything is written so that they can be keys of retries."""

from __future__ import annotations

_EPOCH_US = 1_704_067_200_000_000  # 2024-01-01T00:00:00Z
_RANDOM_BITS = 20


def make_id(now: int, entropy: int) -> int:
    """Put milliseconds since 2024 (43 bits, until 2302) before 20 random bits; always positive and below 2**63."""
    milliseconds = max(now - _EPOCH_US, 0) // 1000
    return (milliseconds << _RANDOM_BITS) | (entropy & ((1 << _RANDOM_BITS) - 1))
