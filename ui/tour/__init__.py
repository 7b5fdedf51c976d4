"""The window drives itself through the main job, checks that each step had its effect, and saves a picture of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QFontDatabase

from moderator.console import Opening
from ui.app import App, application
from ui.tour.album import Album
from ui.tour.hand import Hand, StepFailed
from ui.tour.steps import Server, Tour

EXIT_STEP_FAILED = 1
EXIT_NO_FONT = 3
FONT_PACKAGE = "fonts-ipafont-gothic"


@dataclass(frozen=True, slots=True)
class Result:
    """The exit status, and what there is to say about it, the most important last."""

    status: int
    lines: tuple[str, ...]


def run(opening: Opening, server: Server, folder: Path, *, guard: Callable[[], None]) -> Result:
    """Take the tour into *folder*: 0 when every step had its effect, 1 when one had not, 3 without a Japanese font."""
    app = application()
    has_font = bool(QFontDatabase.families(QFontDatabase.WritingSystem.Japanese))
    house = App(app, opening)
    guard()
    house.window.resize(1440, 900)
    house.window.show()
    house.open()
    album = Album(folder)
    stopped = ""
    try:
        Tour(house, Hand(app, house.window), album, server).take()
    except StepFailed as failed:
        stopped = str(failed)
        album.say(f"Stopped: {stopped}")
    finally:
        album.close()
        house.close()
        house.window.deleteLater()
    lines = (f"{album.count} pictures and tour.md in {folder}",)
    if stopped:
        return Result(EXIT_STEP_FAILED, (*lines, f"The tour stopped, for this did not come: {stopped}."))
    if not has_font:
        return Result(EXIT_NO_FONT, (*lines, f"Japanese text shows as boxes here: install {FONT_PACKAGE}."))
    return Result(0, lines)
