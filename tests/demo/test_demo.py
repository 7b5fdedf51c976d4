"""The demo as a process: it starts, says where it is, serves, and ends with its life-line."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from moderator.demo import DemoProcess, script_folder, start_demo
from moderator.domain.errors import KnownError

ROOT = Path(__file__).resolve().parents[2]


def test_the_community_is_there_in_a_moment(demo: DemoProcess) -> None:
    """Address, admin, members and rooms are known as soon as it runs, and the queue is not empty."""
    assert demo.running
    assert demo.user_id == "@moderator:hyphae.example"
    assert demo.call("GET", "/_matrix/client/v3/account/whoami")[1]["user_id"] == demo.user_id
    status, answer = demo.call("GET", "/_synapse/admin/v1/event_reports")
    assert status == 200
    assert answer["total"] >= 40
    assert demo.rooms["guides"].version == "11"
    assert len(demo.members) >= 60


def test_it_starts_in_under_a_second() -> None:
    """Many tests start one: the best of three starts is far below a second."""
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        start_demo(speed=0).stop()
        spent.append(time.perf_counter() - began)
    assert min(spent) < 1.0, spent


def test_it_ends_when_its_life_line_is_cut() -> None:
    """Closing stdin is enough; nothing is killed, and the port is free again."""
    demo = start_demo(empty=True)
    host, port = demo.base_url.removeprefix("http://").split(":")
    demo.stop()
    assert not demo.running
    with pytest.raises(OSError):
        socket.create_connection((host, int(port)), timeout=1)


def test_a_long_poll_does_not_keep_it_alive(make_demo: Callable[..., DemoProcess]) -> None:
    """A waiting sync ends with the server."""
    demo = make_demo(empty=True)
    since = demo.call("GET", "/_matrix/client/v3/sync")[1]["next_batch"]
    waiting = http.client.HTTPConnection(demo.base_url.removeprefix("http://"))
    waiting.request(
        "GET", f"/_matrix/client/v3/sync?timeout=30000&since={since}", headers={"Authorization": f"Bearer {demo.token}"}
    )
    began = time.perf_counter()
    demo.stop()
    assert time.perf_counter() - began < 4
    with pytest.raises((http.client.HTTPException, OSError)):
        waiting.getresponse()
    waiting.close()


def test_a_long_poll_is_answered_by_news(make_demo: Callable[..., DemoProcess]) -> None:
    """What is posted while a sync waits is in its answer."""
    demo = make_demo(speed=0)
    since = demo.call("GET", "/_matrix/client/v3/sync")[1]["next_batch"]
    waiting = http.client.HTTPConnection(demo.base_url.removeprefix("http://"), timeout=20)
    waiting.request(
        "GET", f"/_matrix/client/v3/sync?timeout=20000&since={since}", headers={"Authorization": f"Bearer {demo.token}"}
    )
    said = demo.control("POST", "say", {"user": "wet_leaf", "room": "plaza", "body": "news 🍄"})
    rooms = json.loads(waiting.getresponse().read())["rooms"]["join"]
    waiting.close()
    events = rooms[said["room_id"]]["timeline"]["events"]
    assert [event["event_id"] for event in events] == [said["event_id"]]


def test_time_goes_by_itself(make_demo: Callable[..., DemoProcess]) -> None:
    """With speed the community speaks without being asked; the long poll hears it."""
    demo = make_demo(speed=60)
    since = demo.call("GET", "/_matrix/client/v3/sync")[1]["next_batch"]
    assert demo.call("GET", f"/_matrix/client/v3/sync?timeout=20000&since={since}")[1]["rooms"]


def test_a_program_that_does_not_start_is_said_in_words() -> None:
    """What never prints its line is a KnownError, not a hang or a trace."""
    with pytest.raises(KnownError, match="did not start"):
        start_demo(command=(sys.executable, "-c", "pass"))


def test_a_taken_port_is_said_in_words() -> None:
    """The process ends with 1 and one sentence."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "moderator.demo", "--empty", "--port", port],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("The demo server could not start")
    assert "Traceback" not in done.stderr


def test_a_refused_control_request_is_an_error_in_the_test(empty_demo: DemoProcess) -> None:
    """A test that misspells a fault hears of it."""
    with pytest.raises(ValueError, match="kind has to be one of"):
        empty_demo.control("POST", "faults", {"kind": "explode"})


def test_the_script_lies_beside_the_package() -> None:
    """The data files are found where the wheel puts them too."""
    assert {path.name for path in script_folder().iterdir()} >= {"community.json", "scenes.json", "chatter.json"}
