"""Our window on the profile in a folder, until the first case can be judged: `python -m tests.bench._start FOLDER`."""

import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop

from moderator.bootstrap.profile import Profile
from moderator.bootstrap.windows import ProfileOpening
from moderator.vault import MemoryVault
from ui.app import App, application

KEY = bytes(range(32))


def vault() -> MemoryVault:
    made = MemoryVault()
    made.set("key", KEY.hex())
    return made


def opening(folder: Path) -> ProfileOpening:
    return ProfileOpening(Profile(folder), vault=vault(), is_demo=True)


def main(folder: Path) -> None:
    app = application()
    house = App(app, opening(folder))
    house.window.show()
    house.open()
    while house.window.triage is None or house.window.triage.session.view is None:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    house.window.grab()
    print("ready", flush=True)
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
