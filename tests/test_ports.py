"""What a platform's reads raise can be told apart, and is shown to people like every known error."""

from __future__ import annotations

import pytest

from moderator.domain.errors import KnownError
from moderator.ports import PlatformDown, PlatformError, PlatformGone, PlatformLimited, PlatformRefused


def test_a_limit_knows_when_it_ends() -> None:
    error = PlatformLimited("Slowly", "Wait a little.", retry_at=17, code="limited", route="sync")
    assert (error.retry_at, error.code, error.details) == (17, "limited", {"route": "sync"})
    assert str(error) == "Slowly: Wait a little."


@pytest.mark.parametrize("kind", [PlatformDown, PlatformRefused, PlatformGone, PlatformLimited])
def test_all_are_known_errors_of_a_platform(kind: type[PlatformError]) -> None:
    assert issubclass(kind, PlatformError)
    assert issubclass(kind, KnownError)
