"""The one guard that keeps the window from waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from moderator import threads


@pytest.fixture(autouse=True)
def unmarked() -> Iterator[None]:
    yield
    threads.allow_this_thread()


def test_only_a_marked_thread_is_refused() -> None:
    """Others go on; a mark that was taken away is gone."""
    threads.refuse_here("nothing")
    threads.forbid_this_thread()
    with pytest.raises(RuntimeError, match="the store was used on the window's thread"):
        threads.refuse_here("the store")
    elsewhere = threading.Thread(target=threads.refuse_here, args=("the store",))
    elsewhere.start()
    elsewhere.join()
    threads.allow_this_thread()
    threads.refuse_here("the store")
