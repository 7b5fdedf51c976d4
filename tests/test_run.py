"""The one door: it sets itself up, and what is in the way it says in one message with the next step."""

from __future__ import annotations

import ast
import errno
import os
import shutil
import struct
import subprocess
import sys
import venv
import zipfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOOR = ROOT / "run"
FIRST_PIN = "alembic-1.20.1-py3-none-any.whl"  # pip looks for the first line of the lock first

OFFLINE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_NO_CACHE_DIR": "1",
}


def load(name: str = "door") -> ModuleType:
    loader = SourceFileLoader(name, str(DOOR))
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


@pytest.fixture(scope="module")
def door() -> ModuleType:
    return load()


def knock(*arguments: str, python: str = sys.executable, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the door as a person would, with no display and these environment variables."""
    gone = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PIP_FIND_LINKS", "MODERATOR_SYNAPSE_PYTHON"}
    environment = {key: value for key, value in os.environ.items() if key not in gone} | variables
    line = [python, str(DOOR), *arguments]
    return subprocess.run(line, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)


# --- Python and pip


def test_an_old_python_is_told_which_newer_one_is_here(door: ModuleType) -> None:
    """A person with two Pythons gets the line to type."""
    with pytest.raises(door.Stop) as stop:
        door.check_python((3, 9, 2), which={"python3.12": "somewhere"}.get)
    assert "3.11 or newer, and this is 3.9." in str(stop.value)
    assert "python3.12 run demo" in str(stop.value)


def test_an_old_python_alone_is_told_to_install_one(door: ModuleType) -> None:
    """With no newer one here, the message says so."""
    with pytest.raises(door.Stop, match="Install a newer one"):
        door.check_python((3, 10, 14), which=lambda name: None)


def test_a_python_that_is_new_enough_passes(door: ModuleType) -> None:
    """3.11 and everything after it."""
    for version in ((3, 11, 0), (3, 14, 1), (4, 0, 0)):
        assert door.check_python(version) is None


def test_an_old_python_can_read_the_door() -> None:
    """Else the person would see a SyntaxError in place of the message."""
    assert ast.parse(DOOR.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_python_without_pip_is_told(door: ModuleType, tmp_path: Path) -> None:
    """The one thing besides Python that must be there is named, with its package."""
    venv.create(tmp_path / "bare", with_pip=False)
    bare = str(tmp_path / "bare/bin/python")
    with pytest.raises(door.Stop, match="has no pip.*\n.*python3-pip"):
        door.python_with_pip([bare])
    assert door.python_with_pip([bare, *door.makers()]) == door.makers()[0]


def test_an_environment_without_pip_asks_the_python_below(tmp_path: Path) -> None:
    """Who has activated our own environment, which has no pip, can still run the door."""
    venv.create(tmp_path / "bare", with_pip=False)
    done = knock("demo", python=str(tmp_path / "bare/bin/python"), MODERATOR_VENV=str(tmp_path / "venv"), **OFFLINE)
    assert "cannot reach its package index" in done.stderr


# --- commands


def test_the_door_explains_itself() -> None:
    """Alone, or asked for help, it names every command."""
    for arguments in ((), ("help",), ("--help",)):
        done = knock(*arguments)
        assert done.returncode == 0
        assert all(f"./run {name}" in done.stdout for name in ("demo", "test", "bench", "faults", "doctor"))


def test_a_slip_of_the_fingers_is_understood() -> None:
    """An unknown command is answered with the nearest, or with all."""
    assert "Did you mean ./run test?" in knock("tset").stderr
    done = knock("moderate")
    assert done.returncode == 2
    assert "demo, test, bench, faults, doctor" in done.stderr


@pytest.fixture
def fake_venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that counts as ready; its Python tells what it was asked to run, and exits with 3."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin/python"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "$@" on $QT_QPA_PLATFORM\nexit 3\n')
    python.chmod(0o755)
    monkeypatch.setenv("MODERATOR_VENV", str(folder))
    fresh = load("door_of_fake_venv")
    fresh.mark(fresh.TEST)
    return folder


def test_demo_without_a_display_walks_the_tour(fake_venv: Path) -> None:
    """It says that there is no display and where the pictures are, and ends as the tour ends."""
    done = knock("demo", "--speed", "10")
    assert done.stdout.strip() == "-m moderator demo --speed 10 --tour demo-tour on offscreen"
    assert "no display" in done.stderr
    assert "./demo-tour/" in done.stderr
    assert done.returncode == 3


def test_a_tour_that_was_asked_for_goes_where_it_was_asked_to(fake_venv: Path) -> None:
    """--tour DIR is handed on as it is."""
    assert knock("demo", "--tour", "elsewhere").stdout.strip() == "-m moderator demo --tour elsewhere on offscreen"


def test_tests_are_handed_their_arguments(fake_venv: Path) -> None:
    """Everything after `test` is pytest's; a Synapse that is named is taken."""
    done = knock("test", "tests/house", "-k", "door", MODERATOR_SYNAPSE_PYTHON="/some/python")
    assert done.stdout.strip() == "-m pytest tests/house -k door on offscreen"
    assert done.returncode == 3


@pytest.mark.parametrize("name", ["bench", "faults"])
def test_measures_and_faults_are_modules_of_the_tests(fake_venv: Path, name: str) -> None:
    """They get the same environment as the tests."""
    done = knock(name, "--json", "out.json", MODERATOR_SYNAPSE_PYTHON="/some/python")
    assert done.stdout.strip() == f"-m tests.{name} --json out.json on offscreen"


@pytest.mark.parametrize(
    ("variables", "platform", "there"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"QT_QPA_PLATFORM": "vnc:port=5901"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_recognised(door: ModuleType, variables: dict[str, str], platform: str, there: bool) -> None:
    """X11, Wayland, what Qt was told; elsewhere than on Linux there always is one."""
    assert door.has_display(variables, platform) is there


# --- the system's part


def test_every_library_has_its_package_everywhere(door: ModuleType) -> None:
    """No hole in the table, and no library twice."""
    assert len({library.soname for library in door.LIBRARIES}) == len(door.LIBRARIES)
    assert all(all(library) for library in (*door.LIBRARIES, door.FONT))
    assert {library.wanted for library in door.LIBRARIES} == {"always", "x11", "wayland"}


def test_only_what_does_not_load_is_missing(door: ModuleType) -> None:
    """A library for screens is not missed where there is none."""
    gone = {"libGL.so.1", "libxcb-cursor.so.0"}
    missing = door.missing_libraries({"always"}, can_load=lambda soname: soname not in gone)
    assert [library.apt for library in missing] == ["libgl1"]
    missing = door.missing_libraries({"always", "x11"}, can_load=lambda soname: soname not in gone)
    assert [library.apt for library in missing] == ["libgl1", "libxcb-cursor0"]


def test_a_library_that_is_not_there_does_not_load(door: ModuleType) -> None:
    """The probe asks the loader, so it needs no tool."""
    assert not door.loads("libno-such-thing.so.7")


@pytest.mark.parametrize(
    ("release", "package"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, "libglib2.0-0"),
        ({"ID": "debian", "VERSION_ID": "13"}, "libglib2.0-0t64"),
        ({"ID": "debian"}, "libglib2.0-0t64"),  # the unstable one has no number
        ({"ID": "ubuntu", "VERSION_ID": "22.04"}, "libglib2.0-0"),
        ({"ID": "ubuntu", "VERSION_ID": "24.04"}, "libglib2.0-0t64"),
        ({"ID": "linuxmint", "VERSION_ID": "22"}, "libglib2.0-0"),
    ],
)
def test_the_package_has_the_name_it_has_here(door: ModuleType, release: dict[str, str], package: str) -> None:
    """Newer Debian and Ubuntu call one package differently."""
    assert door.package_of(door.LIBRARIES[0], "apt", release) == package


def made_font(code_pages: int, collection: bool = False) -> bytes:
    """Return the least of a font: its directory and its OS/2 table with these code pages."""
    start = 16 if collection else 0
    directory = struct.pack(">4sH6x", b"\0\1\0\0", 1) + struct.pack(">4sIII", b"OS/2", 0, start + 28, 96)
    table = bytes(78) + struct.pack(">I", code_pages) + bytes(14)
    return (struct.pack(">4sHHII", b"ttcf", 1, 0, 1, 16) if collection else b"") + directory + table


@pytest.mark.parametrize(
    ("name", "content", "there"),
    [
        ("gothic.ttf", made_font(1 << 17), True),
        ("gothic.TTC", made_font(1 << 17 | 1, collection=True), True),
        ("latin.otf", made_font(1), False),
        ("broken.ttf", b"\0\1\0\0", False),
        ("empty.ttf", b"", False),
        ("gothic.txt", made_font(1 << 17), False),
    ],
)
def test_a_japanese_font_is_known_by_what_it_says_of_itself(
    door: ModuleType, tmp_path: Path, name: str, content: bytes, there: bool
) -> None:
    """Not by its name: any font made for Japanese will do."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / name).write_bytes(content)
    assert door.has_japanese_font([tmp_path, tmp_path / "nowhere"]) is there


def test_the_line_to_type_names_each_package_once(door: ModuleType) -> None:
    """Two libraries of one package are one word."""
    pair = [library for library in door.LIBRARIES if library.pacman == "wayland"]
    assert len(pair) == 2
    line = door.install_line(pair)
    assert len(line.split()) == len(set(line.split()))


# --- our part


def test_no_network_is_one_message(tmp_path: Path) -> None:
    """The person is told what to check and that nothing needs to be undone."""
    done = knock(
        "demo",
        MODERATOR_VENV=str(tmp_path / "venv"),
        **OFFLINE,
    )
    assert done.returncode == 1
    assert "cannot reach its package index" in done.stderr
    assert len(done.stderr.splitlines()) == 2  # what it does, and why it could not
    assert "run the same command again" in done.stderr


def test_a_file_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    """Whoever serves it: what is not known beforehand does not come in."""
    with zipfile.ZipFile(tmp_path / FIRST_PIN, "w") as wheel:
        wheel.writestr("alembic/__init__.py", "raise SystemExit('not what you wanted')")
    done = knock(
        "demo",
        MODERATOR_VENV=str(tmp_path / "venv"),
        PIP_CONFIG_FILE=os.devnull,
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(tmp_path),
        PIP_NO_CACHE_DIR="1",
    )
    assert done.returncode == 1
    assert "not the one that is pinned" in done.stderr


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "The disk is full"),
        ("E: You don't have enough free space in /var/cache/apt/archives/.", "The disk is full"),
        ("W: Failed to fetch http://… Temporary failure resolving", "cannot reach"),
        ("ERROR: No matching distribution found for sqlcipher3==0.6.4", "no ready-made sqlcipher3==0.6.4"),
        ("ERROR: something new\n\n", "the tool said: ERROR: something new"),
        ("", "the tool said: nothing"),
    ],
)
def test_what_a_tool_prints_becomes_one_sentence(door: ModuleType, output: str, said: str) -> None:
    """Each of the usual causes is recognised; an unusual one is passed on."""
    assert said in door.explain(output, "the tool")


def test_a_full_disk_is_one_message(door: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever it is noticed."""

    def fills_up(arguments: list[str]) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    fresh = load("door_on_a_full_disk")
    fresh.COMMANDS["demo"] = fills_up
    assert fresh.main(["demo"]) == 1
    assert capsys.readouterr().err.startswith("The disk is full. Free about 1 GB")


def test_a_folder_that_may_not_be_written_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """With the way out: another folder."""

    def may_not(arguments: list[str]) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", "/some/folder")

    fresh = load("door_without_rights")
    fresh.COMMANDS["demo"] = may_not
    assert fresh.main(["demo"]) == 1
    assert "/some/folder cannot be written" in capsys.readouterr().err


def environment_in(door: ModuleType, tmp_path: Path) -> object:
    """An environment with an empty lock, so that it is made without fetching anything."""
    lock = tmp_path / "empty.txt"
    lock.write_text("# nothing\n")
    return door.Environment(tmp_path / "venv", lock, "json", False)


def test_an_environment_is_made_once(door: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time nothing is installed; a changed lock installs again into the same folder."""
    environment = environment_in(door, tmp_path)
    python = door.ready(environment)
    assert subprocess.run([python, "-c", "import pip"], capture_output=True).returncode != 0  # none needed in there
    assert "Installing" in capsys.readouterr().err
    assert door.ready(environment) == python
    assert capsys.readouterr().err == ""
    environment.lock.write_text("# still nothing\n")  # type: ignore[attr-defined]
    door.ready(environment)
    assert "Installing" in capsys.readouterr().err


def test_a_broken_environment_is_made_anew(
    door: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Python that is gone from below it, as after an upgrade of the system, is mended without a question."""
    python = Path(door.ready(environment_in(door, tmp_path)))
    python.unlink()
    python.symlink_to(tmp_path / "gone")
    capsys.readouterr()
    assert door.ready(environment_in(door, tmp_path)) == str(python)
    assert "is broken or of another Python; making it anew" in capsys.readouterr().err
    assert shutil.which(str(python))


def test_a_folder_with_other_things_is_left_alone(door: ModuleType, tmp_path: Path) -> None:
    """Nothing of the person's is cleared away."""
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "thesis.txt").write_text("my only copy")
    with pytest.raises(door.Stop, match="holds other things"):
        door.ready(environment_in(door, tmp_path))
    assert (tmp_path / "venv" / "thesis.txt").read_text() == "my only copy"


def test_what_is_started_sees_no_other_pythons_modules(door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """UTF-8 throughout; a PYTHONPATH of the shell does not leak in."""
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("LANG", "C")
    for name in ("LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    variables = door.clean()
    assert "PYTHONPATH" not in variables
    assert variables["PYTHONUTF8"] == "1"
    assert sys.platform != "linux" or variables["LC_ALL"] == "C.UTF-8"
