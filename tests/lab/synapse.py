"""A real Synapse for the tests: fresh database, free port, only loopback, ended with the tests.

It runs in an environment of its own (`MODERATOR_SYNAPSE_PYTHON`, which `./run test` makes and names); this process
never imports it. Accounts and secrets are made up for one run and reachable from this machine only.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.server import Account, LabServer

SERVER_NAME = "lab.localhost"
START_SECONDS = 90.0
STOP_SECONDS = 15.0
SECRET = "lab-shared-secret-test-only"
HOW = "No Synapse to talk to: MODERATOR_SYNAPSE_PYTHON names no Python. Run the tests with `./run test`."

# Ends the server when its stdin closes, so that a killed test run leaves nothing behind.
_WITH_LIFE_LINE = """
import os, runpy, signal, sys, threading
def watch():
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=watch, daemon=True).start()
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""

_MANY = {"per_second": 10_000, "burst_count": 10_000}


def synapse_python() -> Path:
    """Return the Python of Synapse's environment, or fail with what to do."""
    named = os.environ.get("MODERATOR_SYNAPSE_PYTHON", "")
    if not named or not Path(named).is_file():
        raise AssertionError(HOW)
    return Path(named)


def _settings(folder: Path, port: int, notices: bool, limits: Mapping[str, tuple[float, int]]) -> dict[str, Any]:
    def limit(name: str) -> dict[str, float]:
        rate, burst = limits.get(name, (_MANY["per_second"], _MANY["burst_count"]))
        return {"per_second": rate, "burst_count": burst}

    resources = [{"names": ["client"], "compress": False}]
    listener = {"port": port, "type": "http", "tls": False, "bind_addresses": ["127.0.0.1"], "resources": resources}
    settings: dict[str, Any] = {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "pid_file": str(folder / "homeserver.pid"),
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "registration_shared_secret": SECRET,
        "macaroon_secret_key": "lab-macaroon-test-only",
        "form_secret": "lab-form-test-only",
        "signing_key_path": str(folder / "signing.key"),
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "enable_registration": False,
        "url_preview_enabled": False,
        "bcrypt_rounds": 4,  # many accounts are made, none is worth guarding
        "rc_message": limit("message"),
        "rc_reports": limit("reports"),
        "rc_registration": _MANY,
        "rc_login": {"address": _MANY, "account": _MANY, "failed_attempts": _MANY},
        "rc_joins": {"local": _MANY},
        "rc_room_creation": _MANY,
        "rc_invites": {"per_room": _MANY, "per_user": _MANY, "per_issuer": _MANY},
    }
    if "admin_redaction" in limits or "message" not in limits:
        settings["rc_admin_redaction"] = limit("admin_redaction")
    if notices:
        settings["server_notices"] = {
            "system_mxid_localpart": "notices",
            "system_mxid_display_name": "Server notices",
            "room_name": "Server notices",
        }
    return settings


def _write_files(folder: Path, port: int, notices: bool, limits: Mapping[str, tuple[float, int]]) -> None:
    """Write the configuration: JSON is YAML, and a signing key is any 32 bytes."""
    (folder / "homeserver.yaml").write_text(json.dumps(_settings(folder, port, notices, limits)))
    key = b64encode(hashlib.sha256(b"lab signing key, test only").digest()).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_lab {key}\n")
    log = {
        "version": 1,
        "handlers": {"file": {"class": "logging.FileHandler", "filename": str(folder / "homeserver.log")}},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
    (folder / "log.yaml").write_text(json.dumps(log))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Synapse:
    """A running Synapse; `server` is how to talk with it. Use it as a context manager, or call `stop()`."""

    def __init__(
        self, *, server_notices: bool = True, rate_limits: Mapping[str, tuple[float, int]] | None = None
    ) -> None:
        """Start it and wait until it answers. *rate_limits*: message, reports, admin_redaction -> (a second, burst)."""
        python = synapse_python()
        self._folder = Path(tempfile.mkdtemp(prefix="moderator-synapse-"))
        port = _free_port()
        _write_files(self._folder, port, server_notices, rate_limits or {})
        command = [str(python), "-c", _WITH_LIFE_LINE, "-c", str(self._folder / "homeserver.yaml")]
        self._output = (self._folder / "out.log").open("wb")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=self._output, stderr=subprocess.STDOUT, cwd=self._folder
        )
        self.pid = self._process.pid
        self.base_url = f"http://127.0.0.1:{port}"
        try:
            self._wait_until_healthy()
            self.server = self._with_accounts()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Synapse:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"Synapse ended while starting:\n{self.log()[-3000:]}")
            try:
                with urllib.request.urlopen(self.base_url + "/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)  # sleep: another program starts, and it can only be asked again and again
        raise AssertionError(f"Synapse did not answer within {START_SECONDS} s:\n{self.log()[-3000:]}")

    def log(self) -> str:
        """Return what Synapse wrote so far."""
        files = [self._folder / "out.log", self._folder / "homeserver.log"]
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    def _with_accounts(self) -> LabServer:
        nobody = Account("", "")
        server = LabServer(self.base_url, SERVER_NAME, nobody)
        server.admin = _register(server, "admin", admin=True)
        for name in ("alice", "bob", "carol"):
            server.members[name] = _register(server, name, admin=False)
        return server

    def stop(self) -> None:
        """End exactly this process and remove its folder."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _register(server: LabServer, name: str, *, admin: bool) -> Account:
    """Make an account with the shared secret (the server signs nothing else in a fresh database)."""
    path = "/_synapse/admin/v1/register"
    nonce = server.call("GET", path).body["nonce"]
    password = f"{name}-test-only"
    parts = [nonce, name, password, "admin" if admin else "notadmin"]
    mac = hmac.new(SECRET.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
    body = {
        "nonce": nonce,
        "username": name,
        "displayname": name.title(),
        "password": password,
        "admin": admin,
        "mac": mac,
    }
    answer = server.call("POST", path, body)
    assert answer.status == 200, answer
    return Account(answer.body["user_id"], answer.body["access_token"], password)
