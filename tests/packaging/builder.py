"""The environment that makes what people install, and how its programs are started here: from another folder, alone."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

from tests.house.tree import ROOT


@cache
def python() -> Path:
    """The Python of the bundle's lock, in an environment of its own that `run` makes once: nothing of the tests in it."""
    door = _door()
    lock = ROOT / "requirements" / "bundle.txt"
    return Path(door.ready(door.Environment(ROOT / ".cache" / "bundle", lock, "PyInstaller PySide6 hatchling", False)))


def pip() -> list[str]:
    """pip of whichever Python has it, for the environment of `python`."""
    door = _door()
    return [door.python_with_pip(door.makers()), "-m", "pip", "--python", str(python())]


@cache
def _door():  # the module `run`: it has no .py, so that people can type it
    loader = SourceFileLoader("door_of_the_bundle", str(ROOT / "run"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def alone(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run *command* in *folder*, with a home of its own and no word of where this checkout is."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "XDG_RUNTIME_DIR") if name in os.environ}
    variables = kept | {
        "PATH": os.defpath, "HOME": str(folder), "USERPROFILE": str(folder), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
        "QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    } | variables  # fmt: skip
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, encoding="utf-8")


def took_the_tour(command: list[str], folder: Path, **variables: str) -> None:
    """Drive the window by itself: a server, a worker and a decoder of its own, reports in, decisions out, read back."""
    done = alone([*command, "demo", "--tour", str(folder / "tour")], folder, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    pictures = list((folder / "tour").glob("*.png"))
    assert len(pictures) >= 10 and (folder / "tour" / "tour.md").exists()
