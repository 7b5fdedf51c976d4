"""One team's folder on this machine, and the clock of this machine."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from moderator.settings import SettingsFile
from moderator.store import sqlcipher

APP = "Moderator"


class SystemClock:
    """The real time. Implements `ports.Clock`."""

    def now(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Profile:
    """Where everything of one team lies. Nothing is made before it is needed."""

    folder: Path

    @property
    def record(self) -> Path:
        return self.folder / sqlcipher.FILE_NAME

    @property
    def secrets(self) -> Path:
        """The file that a passphrase locks; absent where a keyring is used."""
        return self.folder / "secrets.json"

    @property
    def worker_log(self) -> Path:
        return self.folder / "worker.log"

    @property
    def settings(self) -> SettingsFile:
        return SettingsFile(self.folder / "settings.toml")

    def name(self) -> str:
        """A random name that is made once: the keyring knows the profile by it, wherever the folder is moved."""
        path = self.folder / "profile.id"
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = secrets.token_hex(8)
            try:
                with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                    file.write(made)
            except FileExistsError:  # another process was quicker
                return path.read_text(encoding="ascii").strip()
            return made


def usual() -> Profile:
    """The profile of this user where nobody names another."""
    return Profile(Path(platformdirs.user_data_dir(APP, appauthor=False)) / "default")


def at(folder: Path | None) -> Profile:
    return usual() if folder is None else Profile(folder.absolute())
