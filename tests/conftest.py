"""What holds for every test: no surprise is overlooked, nothing outside this machine is reached, nobody's
files or secrets are touched, and no window needs a screen."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.keyrings import MemoryKeyring

pytest_plugins = ["tests.helpers.logfail", "tests.helpers.socketguard", "tests.helpers.stores", "tests.lab.fixtures"]

# Set before anything imports Qt. A C locale and a missing runtime folder would each make it warn.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "linux":
    if "UTF-8" not in (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").upper():
        os.environ["LC_ALL"] = "C.UTF-8"
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="moderator-test-run-")
# A command that a test starts as a process of its own finds an empty keyring as well.
os.environ["PYTHON_KEYRING_BACKEND"] = "tests.helpers.keyrings.MemoryKeyring"

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", settings.get_profile("here"), derandomize=True, database=None, print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the slow tests too")


_left_out: list[pytest.Item] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests out unless they were asked for, and remember them for the last lines."""
    if config.getoption("--all"):
        return
    _left_out[:] = [item for item in items if item.get_closest_marker("slow")]
    if _left_out:
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=_left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        terminalreporter.write_line(f"{len(_left_out)} slow tests left out; ./run test --all runs them too")


@pytest.fixture(autouse=True)
def memory_keyring() -> MemoryKeyring:
    """The keyring of this test: empty, in memory, and the only one there is."""
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of this test, empty; every folder that platformdirs names lies in it."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder / name.removeprefix("XDG_").removesuffix("_HOME").lower()))
    for name in ("APPDATA", "LOCAL_APPDATA", "COMMON_APPDATA"):
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(folder / name.lower()))
    return folder
