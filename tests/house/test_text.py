"""What every file of the project has in common."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, files, nothing_in, sources, text_of

LONGEST = 500
PICTURES_AND_THE_LIKE = {".png", ".jpg", ".ico", ".icns", ".qm", ".ttf", ".otf", ".gz", ".zip", ".webp"}


def texts() -> list[Path]:
    return [path for path in files() if path.suffix not in PICTURES_AND_THE_LIKE]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """Return each place, as path:line, where *pattern* stands."""
    search = re.compile(pattern).search
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if search(line)
    ]


def test_no_file_is_too_long_to_read() -> None:
    """A file that grows past 500 lines is two files."""
    code = [Path("run"), *sources("moderator", "ui", "tests")]
    assert {str(path): n for path in code if (n := len(text_of(path).splitlines())) > LONGEST} == {}


def test_no_registry_is_named() -> None:
    """Where packages come from is a matter of the machine: neither a lock nor a page names a registry."""
    hosts = [r"py" + r"pi\.", r"python" + r"hosted\.", r"npm" + r"js\.", r"crates" + r"\.io", "--index-" + "url"]
    nothing_in(lines_with("|".join(hosts), texts()))


def test_no_lock_holds_an_address() -> None:
    """A lock is names, versions and hashes."""
    locks = [path for path in files("requirements") if path.suffix == ".txt"]
    assert len(locks) == 4
    nothing_in(lines_with(r"://|@|^-|\s--(?!hash)", locks))


def test_no_path_of_one_machine_is_written_down() -> None:
    """The project runs from wherever it lies."""
    places = [r"/work" + r"/", r"/root" + r"/", r"/home" + r"/[a-z]+/", r"[A-Z]:\\\\Users"]
    nothing_in(lines_with(r"(?<![\w.])(" + "|".join(places) + ")", texts()))


def test_nothing_is_left_to_do() -> None:
    """What is missing is written where it is planned, not in the code."""
    words = [r"TO" + r"DO", r"FIX" + r"ME", r"XX" + r"X\b", r"Not" + r"ImplementedError"]
    nothing_in(lines_with(r"\b(" + "|".join(words) + ")", [Path("run"), *sources("moderator", "ui", "tests")]))


def test_resources_hold_no_code() -> None:
    """resources/ is data: nothing in it is ever run."""
    nothing_in([str(path) for path in files("resources") if path.suffix in {".py", ".js", ".sh", ".so", ".dll"}])


def test_the_linter_has_nothing_to_say() -> None:
    """Ruff, with the rules of pyproject.toml."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--no-cache", "--output-format=concise", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
