"""Pages that describe the project cannot drift from it."""

from __future__ import annotations

import configparser
import os.path
import re
from pathlib import Path

from tests.house.test_locks import pins
from tests.house.tree import files, nothing_in, text_of


def test_every_package_is_accounted_for() -> None:
    """docs/third-party.md has a row for each package of the runtime's lock."""
    page = text_of(Path("docs/third-party.md")).lower()
    nothing_in([name for name in pins("runtime") if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page)])


def test_every_stair_is_on_the_map() -> None:
    """docs/house.md draws the stairs that .importlinter enforces, in the same order."""
    config = configparser.ConfigParser()
    config.read_string(text_of(Path(".importlinter")))
    stairs = re.findall(r"\w+", config["importlinter:contract:stairs"]["layers"])
    drawn = next(line for line in text_of(Path("docs/house.md")).splitlines() if line.startswith("__main__"))
    assert re.findall(r"\w+", drawn) == stairs


def test_links_between_pages_lead_somewhere() -> None:
    """A relative link in a page, or a picture, is a file that is there."""
    pages = [path for path in files() if path.suffix == ".md"]
    broken = [
        f"{page}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text_of(page))
        if Path(os.path.normpath(page.parent / target)) not in set(files())
    ]
    nothing_in(broken)


def test_the_readme_names_the_two_commands() -> None:
    """Who arrives finds what to type, and need not scroll: at most 120 lines."""
    readme = text_of(Path("README.md"))
    assert "./run demo" in readme
    assert "./run test" in readme
    assert len(readme.splitlines()) <= 120
