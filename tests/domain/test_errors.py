"""What a person is told."""

from __future__ import annotations

import pytest

from moderator.domain.errors import BusyError, KnownError, StaleError


@pytest.mark.parametrize("family", [KnownError, StaleError, BusyError])
def test_an_error_carries_what_people_and_interfaces_need(family: type[KnownError]) -> None:
    """A title, what to do, a stable code, and details by name; one that is caught as a KnownError."""
    error = family("Busy", "Try again.", code="store_busy", seconds=5)
    assert (error.title, error.message, error.code, error.details) == (
        "Busy",
        "Try again.",
        "store_busy",
        {"seconds": 5},
    )
    assert str(error) == "Busy: Try again." and isinstance(error, KnownError)


def test_a_code_may_be_absent() -> None:
    """Then the words are shown as they are."""
    assert KnownError("Busy", "Try again.").code == ""
