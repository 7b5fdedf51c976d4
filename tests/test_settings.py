"""The settings file: what it keeps, what it refuses, what it survives."""

from pathlib import Path

import pytest

from moderator.settings import SETTINGS, SettingsFile


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
