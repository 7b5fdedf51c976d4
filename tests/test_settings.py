"""The settings file: what it keeps, what it refuses, what it survives."""

import subprocess
import sys
from pathlib import Path

import pytest

from moderator.settings import PROGRAM, SETTINGS, WINDOW_PROGRAM, SettingsFile, packaged


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.toml")
    assert {s.key: settings[s.key] for s in SETTINGS} == {s.key: s.default for s in SETTINGS}
    assert settings.faults == ()


def test_a_set_value_is_there_after_a_restart_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("# mine\ntext_scale = 120\n", encoding="utf-8")
    SettingsFile(path).set("theme", "dark")
    again = SettingsFile(path)
    assert (again.text("theme"), again.number("text_scale")) == ("dark", 120)
    assert path.read_text(encoding="utf-8").startswith("# mine")


def test_a_value_that_does_not_fit_is_named_and_the_default_used(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("text_scale = 900\ntheme = 'mauve'\nveil_pictures = 1\nwhat = 2\n", encoding="utf-8")
    settings = SettingsFile(path)
    assert settings.number("text_scale") == 100
    assert [fault.split(":")[0] for fault in settings.faults] == [
        "text_scale",
        "theme",
        "veil_pictures",
        "what",
    ]


def test_an_unreadable_file_is_kept_when_a_new_one_is_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = = 3", encoding="utf-8")
    settings = SettingsFile(path)
    assert settings.faults
    settings.set("language", "ja")
    assert SettingsFile(path).text("language") == "ja"
    assert (tmp_path / "settings.unreadable.toml").read_text(encoding="utf-8") == "theme = = 3"


def test_a_value_that_does_not_fit_is_refused_when_set(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="grace_seconds"):
        SettingsFile(tmp_path / "s.toml").set("grace_seconds", 3600)


def test_every_setting_is_explained_in_both_languages() -> None:
    for setting in SETTINGS:
        for words in (setting.title, setting.help):
            assert set(words) == {"en", "ja"}
            assert all(words.values())


def test_a_bundle_starts_its_parts_by_the_program_with_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a checkout there is nothing to say: Python starts the part's module."""
    assert packaged("worker") == ()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / WINDOW_PROGRAM))
    program, part = packaged("worker")
    assert (Path(program).parent, Path(program).stem, part) == (tmp_path, PROGRAM, "worker")


def test_the_two_programs_differ_where_file_names_know_no_case() -> None:
    """One folder holds both, on every system. The names of another system are made as that system would."""
    assert PROGRAM != WINDOW_PROGRAM
    for system in ("win32", "darwin"):
        code = (
            f"import sys; sys.platform = {system!r}; from moderator.settings import PROGRAM, WINDOW_PROGRAM; "
            "print(PROGRAM.lower() != WINDOW_PROGRAM.lower())"
        )
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert told.stdout.strip() == "True"
