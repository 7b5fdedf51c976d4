"""Every setting described once: its type, its default, and the words that explain it in both languages.

The file is TOML, its comments and unknown keys stay; a value that does not fit is named and the default used, so a
slip of the hand in a text editor never keeps the console from starting.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

RESOURCES = Path(__file__).resolve().parent.parent / "resources"

# The bundle's two programs. Where file names know no case the second one cannot differ by it alone.
WINDOW_PROGRAM = "Moderator"
PROGRAM = "moderator" if sys.platform not in ("win32", "darwin") else "moderator-cli"


def packaged(part: str) -> tuple[str, ...]:
    """The command that starts *part* of a bundle, a word of `moderator.cli`, as a process of its own.

    Empty where this is no bundle: there Python starts the part's module. It is always the program with the terminal,
    since a windowed one has no sure stdin and stdout.
    """
    if not getattr(sys, "frozen", False):
        return ()
    return (str(Path(sys.executable).with_name(PROGRAM + (".exe" if sys.platform == "win32" else ""))), part)


Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `choices` limits text, `low` and `high` limit whole numbers."""

    key: str
    default: Value
    title: Mapping[str, str]
    help: Mapping[str, str]
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0

    def fits(self, value: object) -> bool:
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in self.choices
        return not isinstance(value, int) or isinstance(value, bool) or self.low <= value <= self.high


def _both(en: str, ja: str) -> dict[str, str]:
    return {"en": en, "ja": ja}


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "language",
        "system",
        _both("Language", "表示言語"),
        _both(
            "The language of the console. Notices to members use theirs.",
            "画面の言語です。メンバーへの通知は相手の言語で送ります。",
        ),
        choices=("system", "en", "ja"),
    ),
    Setting(
        "theme",
        "system",
        _both("Theme", "テーマ"),
        _both("Light, dark, or as the system says.", "ライト、ダーク、またはシステムに合わせます。"),
        choices=("system", "light", "dark"),
    ),
    Setting(
        "text_scale",
        100,
        _both("Text size", "文字の大きさ"),
        _both("In per cent.", "パーセントで指定します。"),
        low=90,
        high=200,
    ),
    Setting(
        "reduced_motion",
        False,
        _both("Reduced motion", "動きを減らす"),
        _both("Nothing slides; rings become numbers.", "画面の動きを止め、輪は数字で示します。"),
    ),
    Setting(
        "veil_pictures",
        True,
        _both("Veil pictures", "画像を伏せる"),
        _both(
            "Pictures stay grey tiles until you ask for one.",
            "画像は、開くまで灰色のタイルのまま表示します。",
        ),
    ),
    Setting(
        "grey_pictures",
        True,
        _both("Pictures without colour", "画像の色を消す"),
        _both("A revealed picture is shown without colour first.", "開いた画像は、まず白黒で表示します。"),
    ),
    Setting(
        "blur_pictures",
        True,
        _both("Blurred pictures", "画像をぼかす"),
        _both(
            "A revealed picture is blurred until you hold the key.",
            "開いた画像は、キーを押している間だけ鮮明にします。",
        ),
    ),
    Setting(
        "grace_seconds",
        8,
        _both("Seconds to undo", "取り消せる秒数"),
        _both("A decision waits this long before it is sent.", "決定してから送信するまで待つ秒数です。"),
        low=0,
        high=60,
    ),
    Setting(
        "first_run_done",
        False,
        _both("First steps done", "初回設定の完了"),
        _both("Whether the first-start pages were finished.", "初回の案内を終えたかどうかです。"),
    ),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}


class SettingsFile:
    """The settings of one profile. Reading never fails; `faults` says what was passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.faults: tuple[str, ...] = ()
        self._values = {setting.key: setting.default for setting in SETTINGS}
        self._read()

    def _document(self) -> tomlkit.TOMLDocument:
        try:
            return tomlkit.parse(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return tomlkit.document()

    def _read(self) -> None:
        faults = []
        try:
            document: Mapping[str, Any] = self._document().unwrap()
        except (TOMLKitError, UnicodeDecodeError, OSError) as error:
            self.faults = (f"{self._path.name}: {error}",)
            return
        for key, value in document.items():
            setting = BY_KEY.get(key)
            if setting is None:
                faults.append(f"{key}: no such setting")
            elif not setting.fits(value):
                faults.append(f"{key}: {value!r} does not fit, {setting.default!r} is used")
            else:
                self._values[key] = value
        self.faults = tuple(faults)

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def text(self, key: str) -> str:
        return str(self._values[key])

    def number(self, key: str) -> int:
        return int(self._values[key])

    def switch(self, key: str) -> bool:
        return bool(self._values[key])

    def set(self, key: str, value: Value) -> None:
        """Keep *value* at once; raises ValueError when it does not fit. The file is replaced whole or not at all."""
        setting = BY_KEY[key]
        if not setting.fits(value):
            raise ValueError(f"{key} cannot be {value!r}")
        self._values[key] = value
        try:
            document = self._document()
        except (TOMLKitError, UnicodeDecodeError):
            # an unreadable file is kept beside the new one, so that nothing a person wrote is lost
            self._path.replace(self._path.with_suffix(".unreadable.toml"))
            document = tomlkit.document()
        document[key] = value
        _replace(self._path, tomlkit.dumps(document))


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)
