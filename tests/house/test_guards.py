"""The guards around every test do their work: each is broken on purpose in a small run of its own."""

from __future__ import annotations

import http.client
import socket
import urllib.error
import urllib.request
from pathlib import Path

import keyring
import platformdirs
import pytest

from tests.helpers.socketguard import OutsideContact, is_outside

pytest_plugins = ["pytester"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("host", ["example.org", "192.0.2.1", "2001:db8::1", "0.0.0.0", b"example.org", "10.0.0.1"])
def test_another_machine_is_outside(host: object) -> None:
    """Names, addresses of either family, and private networks are all outside."""
    assert is_outside(host)


@pytest.mark.parametrize("host", [None, "", "localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.10", "::1", b"localhost"])
def test_this_machine_is_inside(host: object) -> None:
    """Every way to write this machine is inside."""
    assert not is_outside(host)


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("192.0.2.1", 9), timeout=0.1),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9)),
        lambda: http.client.HTTPConnection("192.0.2.1", timeout=0.1).request("GET", "/"),
        lambda: socket.socket().bind(("", 0)),
    ],
    ids=["connect", "look up", "datagram", "http", "listen for others"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_reaching_another_machine_raises(reach: object, refused_contacts: list[str]) -> None:
    """No road leads out, whichever module takes it."""
    with pytest.raises(OutsideContact):
        reach()  # type: ignore[operator]
    assert refused_contacts
    refused_contacts.clear()


def test_a_swallowed_refusal_is_remembered(refused_contacts: list[str]) -> None:
    """A library that turns the refusal into an error of its own does not hide it."""
    with pytest.raises((urllib.error.URLError, OutsideContact)):
        urllib.request.urlopen("http://192.0.2.1:9/", timeout=0.1)
    assert [contact.split()[1] for contact in refused_contacts] == ["192.0.2.1"]
    refused_contacts.clear()


def test_loopback_is_open() -> None:
    """A server on this machine can be reached."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_warning_in_the_log_fails_the_test(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unannounced fails, announced passes, announced but absent fails."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(
        """
        import logging, threading, pytest

        def test_unannounced():
            logging.getLogger("house.door").warning("left open")

        def test_unannounced_on_a_thread():
            thread = threading.Thread(target=logging.getLogger("house").error, args=("on fire",))
            thread.start(); thread.join()

        @pytest.mark.expect_log("house", "left open")
        def test_announced_by_marker():
            logging.getLogger("house.door").warning("left %s", "open")

        def test_announced_by_fixture(expect_log):
            expect_log("house.door", "open")
            logging.getLogger("house.door").warning("left open")

        def test_info_is_no_surprise():
            logging.getLogger("house.door").info("closed")

        @pytest.mark.expect_log("house.door", "left open")
        def test_announced_but_absent():
            pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "tests.helpers.logfail", "-p", "no:cacheprovider", "-o", "addopts=")
    result.assert_outcomes(failed=2, passed=4, errors=1)
    result.stdout.fnmatch_lines_random(["*WARNING house.door: left open*", "*ERROR house: on fire*", "*never logged*"])


def test_the_keyring_is_ours(memory_keyring: object) -> None:
    """Whoever asks for the system's keyring gets the one in memory."""
    keyring.set_password("moderator", "key", "secret")
    assert keyring.get_keyring() is memory_keyring
    assert keyring.get_password("moderator", "key") == "secret"


def test_the_home_folder_is_ours(home: Path) -> None:
    """No folder that the program would use belongs to the person who runs the tests."""
    for folder in (
        platformdirs.user_data_path("moderator"),
        platformdirs.user_config_path("moderator"),
        Path.home(),
    ):
        assert folder == home or home in folder.parents
