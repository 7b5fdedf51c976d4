"""One team's folder, its name in the keyring, and the clock."""

from __future__ import annotations

import stat
import sys
import time
from pathlib import Path

import platformdirs

from moderator.bootstrap.profile import Profile, SystemClock, at, usual


def test_the_usual_profile_lies_where_this_system_keeps_such_things() -> None:
    """Without --profile: the user's own data folder."""
    assert usual().folder == Path(platformdirs.user_data_dir("Moderator", appauthor=False)) / "default"
    assert at(None) == usual()


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch) -> None:
    """The worker is another process: it must find the same place."""
    monkeypatch.chdir(tmp_path)
    assert at(Path("team")).folder == tmp_path / "team"


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    """A profile is a plan until somebody opens it."""
    profile = Profile(tmp_path / "team")
    assert profile.settings.number("grace_seconds") == 8
    assert not profile.record.exists() and not profile.secrets.exists()
    assert not profile.folder.exists()


def test_the_name_is_made_once_and_moves_with_the_folder(tmp_path: Path) -> None:
    """The keyring knows the profile by it, so that a folder may be moved."""
    name = Profile(tmp_path / "team").name()
    assert len(name) == 16
    (tmp_path / "team").rename(tmp_path / "moved")
    assert Profile(tmp_path / "moved").name() == name
    assert Profile(tmp_path / "team").name() != name


def test_the_folder_is_nobody_elses_to_read(tmp_path: Path) -> None:
    """Made for this user alone."""
    profile = Profile(tmp_path / "team")
    profile.name()
    if sys.platform != "win32":
        assert stat.S_IMODE(profile.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((profile.folder / "profile.id").stat().st_mode) == 0o600


def test_the_clock_is_this_machines() -> None:
    """Microseconds since 1970, and seconds that never go back."""
    clock = SystemClock()
    assert abs(clock.now() / 1_000_000 - time.time()) < 5
    assert clock.monotonic() <= clock.monotonic()
