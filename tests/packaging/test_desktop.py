"""What a Linux desktop shows before the program runs: its entry in the menu, and its emblem."""

from __future__ import annotations

import configparser
import subprocess
import sys

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from moderator.settings import RESOURCES
from tests.house.tree import ROOT, text_of
from ui.app import application
from ui.shell.rail import Emblem
from ui.theme import Look

FOLDER = RESOURCES / "desktop"


@pytest.fixture(scope="module")
def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment]  # keys know case
    parser.read(FOLDER / "moderator.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_entry_starts_what_is_installed_and_shows_its_icon(entry: configparser.SectionProxy) -> None:
    """The command is the one that pyproject.toml installs; the icon is a file beside the entry."""
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")
    assert f'{entry["Exec"]} = "moderator.__main__:main"' in text_of((ROOT / "pyproject.toml").relative_to(ROOT))
    assert (FOLDER / f"{entry['Icon']}.svg").exists()
    assert entry["Categories"].endswith(";")


def test_the_entry_is_whole_in_japanese(entry: configparser.SectionProxy) -> None:
    for key in ("Name", "GenericName", "Comment", "Keywords"):
        assert entry[key] and entry[f"{key}[ja]"]


def test_a_window_belongs_to_the_entry(entry: configparser.SectionProxy, qapp: QApplication) -> None:
    """A desktop finds the entry by the name that the application gives itself."""
    assert f'setDesktopFileName("{entry["StartupWMClass"]}")' in text_of((ROOT / "ui" / "app.py").relative_to(ROOT))
    assert entry["StartupWMClass"] == "moderator" and application() is qapp


def test_a_window_carries_the_emblem_where_no_entry_is_installed() -> None:
    """Seen in a process of its own, since the application of these tests is another."""
    code = (
        "from ui.app import application; icon = application().windowIcon().pixmap(64, 64).toImage(); "
        "print(icon.pixelColor(32, 6).name(), icon.pixelColor(30, 30).name())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["#3a55b5", "#ffffff"], done.stdout + done.stderr


def test_the_emblem_is_the_one_in_the_rail(qtbot: QtBot) -> None:
    """The same cap, stem and dots: at 32 px few pixels differ, and those by their soft edges."""
    look = Look(scheme="light", scale=100, reduced_motion=True, language="en")
    window = QWidget()
    qtbot.addWidget(window)
    emblem = Emblem(look, window)
    emblem.resize(32, 44)
    in_rail = QImage(32, 44, QImage.Format.Format_ARGB32)
    in_rail.fill(0)
    emblem.render(in_rail)
    icon = QImage(32, 32, QImage.Format.Format_ARGB32)
    icon.fill(0)
    painter = QPainter(icon)
    QSvgRenderer(str(FOLDER / "moderator.svg")).render(painter)
    painter.end()
    inside = range(2, 30)
    differ = sum(far(in_rail.pixelColor(x, y + 4), icon.pixelColor(x, y)) for x in inside for y in inside)
    assert differ < 0.05 * len(inside) ** 2


def far(one: QColor, other: QColor) -> bool:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue()) > 200
