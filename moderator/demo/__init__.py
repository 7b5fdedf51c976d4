"""A small real server on loopback with a living community: for the first look, and for tests.

It speaks the client and admin dialect of one real server (Synapse 1.163) as far as a moderation console needs it, and
misbehaves on command. It is a process of its own, started with `start_demo` and ended by closing its stdin. Only the
standard library is used here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderator.domain.errors import KnownError

START_SECONDS = 20.0
STOP_SECONDS = 5.0


def script_folder() -> Path:
    """Return where the community's script lies: beside the package, in the repository and installed alike."""
    return Path(__file__).resolve().parents[2] / "resources" / "demo"


@dataclass(frozen=True, slots=True)
class DemoMember:
    """An account of the demo that one can speak as."""

    user_id: str
    token: str


@dataclass(frozen=True, slots=True)
class DemoRoom:
    """A room of the demo."""

    room_id: str
    name: str
    version: str


class DemoProcess:
    """A running demo server. Use it as a context manager, or call `stop()`."""

    def __init__(self, process: subprocess.Popen[bytes], about: Mapping[str, Any]) -> None:
        self._process = process
        self.base_url = str(about["base_url"])
        self.server_name = str(about["server_name"])
        self.pid = int(about["pid"])
        self.user_id = str(about["admin"]["user_id"])
        self.token = str(about["admin"]["token"])
        self.password = str(about["admin"]["password"])
        self.device_id = str(about["admin"]["device_id"])
        self.members = {name: DemoMember(one["user_id"], one["token"]) for name, one in about["users"].items()}
        self.rooms = {key: DemoRoom(one["room_id"], one["name"], one["version"]) for key, one in about["rooms"].items()}

    def __enter__(self) -> DemoProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether the server still runs."""
        return self._process.poll() is None

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> tuple[int, Any]:
        """Send one request (as the admin unless *token* says otherwise) and return status and JSON.

        For tests and for the control door `/_demo/…`; the console itself talks through its connector.
        """
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.base_url + path, data=data, headers=headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")

    def control(self, method: str, name: str, body: Mapping[str, Any] | None = None) -> Any:
        """Use the control door: `control("POST", "faults", {"kind": "apply_drop", "route": "redact"})`."""
        status, answer = self.call(method, "/_demo/" + name, body)
        if status != 200:
            raise ValueError(f"/_demo/{name}: {status} {answer}")
        return answer

    def stop(self) -> None:
        """End the server: close its life-line, wait, and only then use force on exactly this process."""
        _end(self._process)


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


def start_demo(
    *,
    port: int = 0,
    seed: int = 7,
    speed: float = 1.0,
    language: str = "en",
    empty: bool = False,
    server_notices: bool = True,
    frozen_at: int | None = None,
    command: Sequence[str] = (),
) -> DemoProcess:
    """Start a demo server and return it when it answers.

    *speed* 0 lets the community stand still until `control("POST", "advance", …)`; *empty* leaves out the community
    (admin, alice, bob, carol, no room). *frozen_at* (ms) gives a clock that only `advance` moves. *command* replaces
    `python -m moderator.demo`, for a packaged program. Raises KnownError when the server does not come up.
    """
    arguments = [
        *(command or (sys.executable, "-m", "moderator.demo")),
        "--port", str(port), "--seed", str(seed), "--speed", str(speed), "--language", language,
    ]  # fmt: skip
    arguments += ["--empty"] if empty else []
    arguments += [] if server_notices else ["--no-server-notices"]
    arguments += [] if frozen_at is None else ["--frozen-at", str(frozen_at)]
    root = None if command else Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    line = _first_line(process)
    if not line:
        _end(process)
        raise KnownError(
            "The demo community did not start",
            "Try again; if it stays so, start `python -m moderator.demo` by hand and read what it says.",
            code="demo_start",
        )
    return DemoProcess(process, json.loads(line))


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    """Read the JSON line, waiting at most START_SECONDS."""
    found: list[bytes] = []

    def read() -> None:
        assert process.stdout is not None
        found.append(process.stdout.readline())

    reader = threading.Thread(target=read, name="demo-start", daemon=True)
    reader.start()
    reader.join(START_SECONDS)
    return found[0] if found else b""
