"""What is written about types is true."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.tree import ROOT


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_types_of_the_house_hold(tmp_path_factory: pytest.TempPathFactory) -> None:
    """mypy, strict, over everything that is shipped: not one finding."""
    cache = tmp_path_factory.mktemp("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(cache), "--no-error-summary"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
