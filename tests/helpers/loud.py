"""A console and a worker that log everything at DEBUG, and crash with secrets in their hands.

`python -m tests.helpers.loud console` reads one line of JSON (folder, address, token, key, passphrase), walks a report
to its removal, says that it is ready, and crashes when it gets another line. `… worker` is the worker it starts.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moderator.bootstrap import commands, houses, keys, logs, windows, working
from moderator.bootstrap.profile import Profile
from moderator.domain.action import ActionKind
from moderator.domain.requests import RequestKind
from moderator.ports import Connector
from moderator.worker import Worker
from moderator.worker import run_worker as run_lifeline
from tests.helpers.team import Team, choose


def speak_up() -> None:
    """Everything, from everybody: also what is usually kept quiet."""
    logs.to_stderr(logging.DEBUG)
    for name in (*logs._QUIET, *logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)


# --- the worker -------------------------------------------------------------------------------------------------------


class Clumsy:
    """A connector that breaks over a picture, with the token in its message and its hands."""

    def __init__(self, inner: Connector, token: str) -> None:
        self._inner = inner
        self._token = token

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def picture(self, native_ref: str, limit: int) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}"}
        raise RuntimeError(f"no picture for {headers}, nor with ?access_token={self._token}")


def worker() -> None:
    importlib.import_module("moderator.platforms.matrix.connector")  # else it quiets its client later
    speak_up()
    line: dict[str, Any] = {}

    def build(given: Mapping[str, Any]) -> tuple[Worker, Any]:
        line.update(given)
        make = houses.make_connector
        token = next(iter(given["secrets"].values()), "")
        houses.make_connector = lambda *a: Clumsy(make(*a), token)  # type: ignore[assignment,return-value]
        return working.build(given)

    run_lifeline(sys.stdin.buffer, sys.stdout.buffer, build)
    raise RuntimeError(f"the worker breaks with {line}")


# --- the console ------------------------------------------------------------------------------------------------------


def console() -> None:
    speak_up()
    line = json.loads(sys.stdin.readline())
    folder = Path(line["folder"])
    windows.worker_command = lambda: (sys.executable, "-m", "tests.helpers.loud", "worker")
    vault = keys.open_vault(Profile(folder), line["passphrase"])
    vault.set(keys.keys.KEY_NAME, line["key"])
    team = Team(folder, line["address"], line["token"], vault=vault)
    walk(team)
    opened = houses.open_house(team.profile, keys.unlock(team.profile, vault=vault), owner=False)
    commands.export_audit(opened, folder / "audit.jsonl")
    commands.back_up(opened, folder / "copy.db")
    print(json.dumps({"worker": team.worker_pid, "console": os.getpid()}), flush=True)
    sys.stdin.readline()
    crash(folder / "crashes", line)


def walk(team: Team) -> None:
    """A report comes, is decided and removed; the member is warned; a picture breaks; the connection is checked."""
    team.wait(team.is_live, "the worker to reach the server")
    view = team.open(team.row_of("alice"))
    steps = team.settled(team.decide(view, ActionKind.REMOVE, choose(ActionKind.WARN, message="Please stop.")).decision_id)
    assert [step.state.value for step in steps] == ["confirmed", "confirmed"], steps
    team.console.ask(RequestKind.CHECK, team.community.id, {}).result(30)
    error = team.console.ask(RequestKind.PICTURE, team.community.id, {"ref": "mxc://x/y"}).exception(30)
    assert error is not None and "did not work" in str(error)


def crash(folder: Path, line: Mapping[str, str]) -> None:
    """As in the window: a thread breaks and leaves a crash file; then the whole process breaks."""
    from ui.errors import CrashCatcher

    catcher = CrashCatcher(folder)
    catcher.install()
    thread = threading.Thread(target=_break, args=(line,))
    thread.start()
    thread.join()
    catcher.remove()
    _break(line)


def _break(line: Mapping[str, str]) -> None:
    token, key = line["token"], bytes.fromhex(line["key"])
    try:
        {}[token]
    except KeyError:
        raise RuntimeError(f"broke with {token}, {key!r}, {key.hex()} and {line}") from None


if __name__ == "__main__":
    {"console": console, "worker": worker}[sys.argv[1]]()
