"""What goes wrong below becomes a sentence that says what to do; what is our own bug does not."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from moderator.domain.errors import BusyError
from moderator.store import problems


class FromFile(Exception):
    def __init__(self, code: int) -> None:
        super().__init__("whatever the driver says")
        self.sqlite_errorcode = code


class FromServer(Exception):
    def __init__(self, state: str | None) -> None:
        super().__init__("whatever the server says")
        self.sqlstate = state


def wrapped(error: Exception, *, lost: bool = False) -> DBAPIError:
    return DBAPIError("SELECT 1", {}, error, connection_invalidated=lost)


CASES = [
    (FromFile(5), "store_busy"),
    (FromFile(5 | 2 << 8), "store_busy"),  # SQLITE_BUSY_SNAPSHOT: the low byte is the family
    (FromFile(8), "store_readonly"),
    (FromFile(10 | 3 << 8), "store_full"),  # SQLITE_IOERR_WRITE
    (FromFile(11), "store_damaged"),
    (FromFile(13), "store_full"),
    (FromFile(26), "store_damaged"),
    (FromServer("55P03"), "store_busy"),
    (FromServer("40P01"), "store_busy"),
    (FromServer("53100"), "store_full"),
    (FromServer("42501"), "store_denied"),
    (FromServer("57P01"), "store_gone"),
    (FromServer("08006"), "store_gone"),
]


@pytest.mark.parametrize(("error", "code"), CASES)
def test_each_trouble_has_its_sentence(error: Exception, code: str) -> None:
    """A title, and a message that says what to do next; the driver's own words are left out."""
    told = problems.known(wrapped(error))
    assert told is not None and told.code == code
    assert isinstance(told, BusyError) == (code == "store_busy")
    assert "whatever" not in str(told) and told.message.endswith(".")


@pytest.mark.parametrize("error", [FromFile(1), FromFile(19), FromServer("23505"), FromServer("42601")])
def test_a_bug_stays_a_bug(error: Exception) -> None:
    """A broken constraint, wrong SQL: nobody outside can mend that."""
    assert problems.known(wrapped(error)) is None


def test_a_connection_that_was_lost_without_a_word_is_gone() -> None:
    """The server could not send a state any more."""
    told = problems.known(wrapped(FromServer(None), lost=True))
    assert told is not None and told.code == "store_gone"


def test_the_drivers_own_error_is_told_the_same() -> None:
    """Outside SQLAlchemy, for checkpoints and backups."""
    told = problems.known_driver(FromFile(13))
    assert told is not None and told.code == "store_full"
    assert problems.known_driver(ValueError()) is None
