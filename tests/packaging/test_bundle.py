"""The bundle, made as people get it and started from another folder: it needs nothing of this checkout and no Python."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from moderator import __version__
from moderator.settings import PROGRAM, WINDOW_PROGRAM
from tests.house.tree import ROOT
from tests.packaging import builder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
LARGEST_MB = 260


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that build.spec makes."""
    folder = tmp_path_factory.mktemp("bundle")
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "build")]
    line = [str(builder.python()), "-m", "PyInstaller", str(ROOT / "build.spec"), "--noconfirm", *places]
    done = builder.alone(line, folder, PYINSTALLER_CONFIG_DIR=str(folder / "cache"))
    assert done.returncode == 0, done.stderr[-4000:]
    return folder / "dist" / "Moderator"


def test_the_doctor_finds_everything_in_it(bundle: Path, tmp_path: Path) -> None:
    """SQLite with encryption, Qt and the resources; only a keyring may be lacking."""
    done = builder.alone([str(bundle / PROGRAM), "doctor", "--json"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    lacking = {finding["what"] for finding in json.loads(done.stdout) if not finding["ok"]}
    assert lacking <= {"keyring"}
    assert builder.alone([str(bundle / PROGRAM), "--version"], tmp_path).stdout.split()[-1] == __version__


@pytest.mark.parametrize("name", [WINDOW_PROGRAM, PROGRAM])
def test_its_window_takes_the_tour_with_its_own_worker_server_and_decoder(bundle: Path, tmp_path: Path, name: str) -> None:
    """Both programs open the window, and each starts its other processes by the one with the terminal."""
    builder.took_the_tour([str(bundle / name)], tmp_path)


def test_its_worker_says_that_it_is_started_by_a_console(bundle: Path, tmp_path: Path) -> None:
    """The worker of the bundle is there and reads its one line from stdin."""
    done = subprocess.run([bundle / PROGRAM, "worker"], input=b"no line\n", capture_output=True, cwd=tmp_path)
    assert done.returncode == 1 and b"started by its console" in done.stderr


def test_it_checks_guidelines(bundle: Path, tmp_path: Path) -> None:
    """The matcher and the list of public suffixes came along."""
    file = bundle / "_internal" / "resources" / "guidelines" / "starter.yaml"
    done = builder.alone([str(bundle / PROGRAM), "guidelines", "check", str(file)], tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_it_holds_what_it_needs_and_no_more(bundle: Path) -> None:
    """No test, no builder, no part of Qt that nothing here uses; and it stays small."""
    names = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*")}
    strangers = ("pytest", "hypothesis", "setuptools", "PyInstaller", "hatchling", "Qt6Qml", "Qt6Quick", "Qt6Pdf", "gtk3")
    assert [name for name in names if any(stranger in name for stranger in strangers)] == []
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    assert size / 1e6 < LARGEST_MB
