"""The walls hold: in the text of the imports (.importlinter), and in a process that really does them."""

from __future__ import annotations

import configparser
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, module_name, sources, text_of

# Imports one module after the other, and tells for each what came with it that was not there before.
IMPORT_EACH = """
import importlib, json, sys
brought = {}
for name in sys.argv[1:]:
    before = set(sys.modules)
    importlib.import_module(name)
    brought[name] = sorted({module.split(".")[0] for module in set(sys.modules) - before})
print(json.dumps(brought))
"""
MIGRATIONS = "moderator.store.migrations"  # Alembic runs these inside a database's context; they cannot be imported


def what_comes_with(modules: list[str]) -> dict[str, set[str]]:
    """Import *modules* in a process of its own; return for each the top-level packages that it brought."""
    line = [sys.executable, "-c", IMPORT_EACH, *modules]
    done = subprocess.run(line, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {name: set(packages) for name, packages in json.loads(done.stdout).items()}


def modules_of(*folders: str) -> list[str]:
    names = [module_name(path) for path in sources(*folders)]
    return [name for name in names if not name.startswith(MIGRATIONS)]


def offenders(brought: dict[str, set[str]], forbidden: set[str]) -> dict[str, set[str]]:
    return {name: packages & forbidden for name, packages in brought.items() if packages & forbidden}


def test_the_import_contracts_are_kept() -> None:
    """Imports go down the stairs, rooms do not reach into each other, services speak to ports."""
    lint = "from importlinter.cli import lint_imports_command as c; c()"
    line = [sys.executable, "-c", lint, "--no-cache", "--no-logo", str(ROOT / ".importlinter")]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_room_is_named_in_its_contract() -> None:
    """A room that .importlinter does not name could reach into the others unseen."""
    config = configparser.ConfigParser()
    config.read_string(text_of(Path(".importlinter")))
    frame = {"ui.shell", "ui.widgets", "ui.tour"}  # around the rooms, below them, and the hands that walk them all
    rooms = {f"ui.{path.parts[1]}" for path in sources("ui") if len(path.parts) > 2} - frame
    assert set(config["importlinter:contract:rooms"]["modules"].split()) == rooms


def test_moderator_runs_where_qt_is_not_installed() -> None:
    """No module of moderator loads Qt, not even by a way that the contracts cannot see."""
    brought = what_comes_with(modules_of("moderator"))
    assert offenders(brought, {"PySide6", "shiboken6", "pyqtgraph", "ui"}) == {}


def test_the_window_has_no_http_client() -> None:
    """The window's process, from the command line to the last widget, loads nothing that could fetch a page."""
    window = ["moderator.cli", "moderator.bootstrap", "moderator.console", *modules_of("ui")]
    assert offenders(what_comes_with(window), {"httpx", "httpcore", "h11", "anyio", "websockets"}) == {}


def test_the_window_does_not_wait_for_migrations() -> None:
    """Alembic takes 0.4 s to import; it is, only when a schema is behind."""
    window = ["moderator.cli", "moderator.bootstrap", "moderator.console", *modules_of("ui")]
    assert offenders(what_comes_with(window), {"alembic", "mako"}) == {}


@pytest.mark.parametrize("package", ["httpx", "sqlalchemy", "sqlcipher3", "keyring", "ui"])
def test_the_domain_brings_nothing(package: str) -> None:
    """The words of the house load with the standard library alone."""
    assert offenders(what_comes_with(modules_of("moderator/domain")), {package}) == {}
