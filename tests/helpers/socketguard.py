"""Tests speak to this machine only.

An audit hook hears every connection, datagram and name lookup that Python code makes, whichever library makes
it and however it got hold of its socket. A call to any other machine is refused with `OutsideContact`; and
since a library may swallow that, the test fails as well, naming where the call wanted to go.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Generator

import pytest

LOOPBACK_NAMES = {"localhost", "localhost.localdomain", "ip6-localhost", ""}
LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname"}
SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}


class OutsideContact(RuntimeError):
    """A test tried to reach something that is not this machine."""


_refused: list[str] = []


def is_outside(host: object) -> bool:
    """Tell whether *host* (a name or an address, text or bytes; None means this machine) lies elsewhere."""
    if host is None:
        return False
    name = host.decode("idna") if isinstance(host, bytes) else str(host)
    name = name.split("%", 1)[0].rstrip(".").lower()  # a scoped IPv6 address; a name's trailing dot
    if name in LOOPBACK_NAMES or name.endswith(".localhost"):
        return False
    try:
        return not ipaddress.ip_address(name).is_loopback
    except ValueError:
        return True


def _target(event: str, args: tuple[object, ...]) -> object:
    """Return the host that an audited call is about; None for a socket in the file system and the like."""
    if event in LOOKUPS:
        return args[0]
    address = args[1] if len(args) > 1 else None
    return address[0] if isinstance(address, tuple) and address and isinstance(address[0], str) else None


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not event.startswith("socket.") or event not in LOOKUPS | SENDS:
        return
    host = _target(event, args)
    if event == "socket.bind" and host in ("0.0.0.0", "::", ""):
        host = "every network of this machine"
    if is_outside(host):
        _refused.append(f"{event} {host}")
        raise OutsideContact(f"a test may only reach this machine, not {host!r} ({event})")


def pytest_configure() -> None:
    sys.addaudithook(_hook)


@pytest.fixture
def refused_contacts() -> list[str]:
    """The refused calls so far; a test of the guard itself takes its own away."""
    return _refused


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    _refused.clear()
    yield
    if _refused:
        tried = ", ".join(_refused)
        _refused.clear()
        pytest.fail(f"the test tried to reach another machine: {tried}", pytrace=False)
