"""The wheel, installed beside its dependencies and nothing else: everything it needs is inside."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files
from tests.packaging import builder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    line = [str(builder.python()), "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's content, for a Python that has our dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    line = [*builder.pip(), "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel)]
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_all_sources_and_resources_are_in_it_and_no_tests(wheel: Path) -> None:
    """What a checkout has below moderator/, ui/ and resources/, file for file."""
    with zipfile.ZipFile(wheel) as content:
        names = {name for name in content.namelist() if ".dist-info/" not in name}
    assert names == {path.as_posix() for path in files("moderator", "ui", "resources")}


def test_its_doctor_finds_everything(installed: Path, tmp_path: Path) -> None:
    done = builder.alone([str(builder.python()), "-m", "moderator", "doctor"], tmp_path, PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   resources" in done.stdout


def test_its_window_takes_the_tour(installed: Path, tmp_path: Path) -> None:
    builder.took_the_tour([str(builder.python()), "-m", "moderator"], tmp_path, PYTHONPATH=str(installed))
