"""The tour as people start it: `moderator demo --tour DIR`, with the real demo community, worker and window."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def tour(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "moderator", "demo", "--tour", str(folder)]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"} | environment
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=110)


def test_the_tour_walks_the_main_job_and_shows_each_step(tmp_path: Path) -> None:
    """Exit 0 means that every step had its effect, on the server too; each picture is there and has its line."""
    folder = tmp_path / "tour"
    done = tour(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (folder / "tour.md").read_text("utf-8")
    named = re.findall(r"^\d+\. \*\*(\S+\.png)\*\* .+", page, re.MULTILINE)
    assert named == sorted(file.name for file in folder.glob("*.png")) and len(named) >= 15
    assert all((folder / name).read_bytes().startswith(b"\x89PNG") for name in named)
    assert "Stopped" not in page and "Traceback" not in done.stderr
    assert str(folder) in done.stdout.splitlines()[-1]


def test_without_a_japanese_font_it_exits_3_and_names_the_package(tmp_path: Path) -> None:
    """Fontconfig knows only fonts without kana: the window still works, and the last line says what to install."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for latin in Path("/usr/share/fonts").rglob("DejaVuSans.ttf"):
        (fonts / latin.name).write_bytes(latin.read_bytes())
    config = tmp_path / "fonts.conf"
    config.write_text(FONTS.format(fonts=fonts, cache=tmp_path / "cache"), "utf-8")
    done = tour(tmp_path / "tour", FONTCONFIG_FILE=str(config))
    assert done.returncode == 3, done.stdout + done.stderr
    assert "fonts-ipafont-gothic" in done.stdout.splitlines()[-1]
