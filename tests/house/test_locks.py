"""The locks fit what the project says it needs, and hold for every machine it runs on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.tree import ROOT, nothing_in, text_of

PROJECT = tomllib.loads(text_of(Path("pyproject.toml")))
NEEDS = PROJECT["project"]["dependencies"]
MORE = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
MACHINES = [
    {"sys_platform": system, "python_full_version": f"{python}.1", "platform_python_implementation": "CPython"}
    | {"implementation_name": "cpython"}
    for system in ("linux", "darwin", "win32")
    for python in ("3.11", "3.12", "3.13", "3.14")
]


def pins(lock: str, machine: dict[str, str] | None = None) -> dict[str, Version]:
    """Return what *lock* installs on *machine* (anywhere, without one)."""
    found = {}
    for line in text_of(Path("requirements") / f"{lock}.txt").splitlines():
        if match := re.match(r"([\w.-]+)==(\S+)(?: ; (.+?))? \\$", line):
            name, version, marker = match.groups()
            if marker is None or machine is None or Marker(marker).evaluate(dict(machine)):
                found[canonicalize_name(name)] = Version(version)
    return found


def unmet(needs: list[str], there: dict[str, Version]) -> list[str]:
    wanted = [Requirement(need) for need in needs]
    return [str(need) for need in wanted if not need.specifier.contains(there.get(canonicalize_name(need.name), "0"))]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: f"{m['sys_platform']}-{m['python_full_version']}")
def test_the_locks_hold_what_is_needed(machine: dict[str, str]) -> None:
    """On each system and Python, each lock has a fitting pin of everything that pyproject.toml names for it."""
    nothing_in(unmet(NEEDS + GROUPS["build"], pins("runtime", machine)))
    nothing_in(unmet(NEEDS + GROUPS["build"] + MORE["test"] + MORE["team"], pins("test", machine)))
    nothing_in(unmet(NEEDS + GROUPS["build"] + GROUPS["bundle"], pins("bundle", machine)))
    nothing_in(unmet(GROUPS["synapse"], pins("synapse", machine)))


@pytest.mark.parametrize("machine", MACHINES[:4], ids=lambda m: m["python_full_version"])
def test_what_is_tested_is_what_is_run(machine: dict[str, str]) -> None:
    """The tests' lock is the runtime's and more, and so is that of the bundle: no pin differs."""
    for lock in ("test", "bundle"):
        runtime, other = pins("runtime", machine), pins(lock, machine)
        assert {name: version for name, version in runtime.items() if other.get(name) != version} == {}


@pytest.mark.parametrize("lock", ["runtime", "test", "bundle", "synapse"])
def test_every_pin_is_hashed(lock: str) -> None:
    """No file is installed whose content is not known beforehand."""
    entries = re.split(r"\n(?=\w)", (ROOT / "requirements" / f"{lock}.txt").read_text())
    assert len(entries) > 40
    nothing_in([entry.split()[0] for entry in entries if "--hash=sha256:" not in entry])


def test_qt_stays_below_the_release_that_aborts() -> None:
    """PySide6 6.12.0 drops a reference at each emitted signal; on Python 3.11 the process dies of it."""
    assert pins("runtime")["pyside6-essentials"] < Version("6.12")
