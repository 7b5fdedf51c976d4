"""Secrets that are looked for everywhere: each in every form in which a program could have written it down."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import text

from moderator.bootstrap.logs import in_base64
from moderator.store.unit import Store


def forms(secret: str) -> tuple[bytes, ...]:
    """Raw, URL-encoded, base64 at every offset, UTF-16; and for a key in hexadecimal its bytes and their base64."""
    raw = secret.encode()
    found = [raw, quote(secret, safe="").encode(), secret.encode("utf-16-le"), *map(str.encode, in_base64(raw))]
    try:
        key = bytes.fromhex(secret)
    except ValueError:
        key = b""
    if len(key) == 32:
        found += [key, repr(key)[2:-1].encode(), secret.upper().encode(), *map(str.encode, in_base64(key))]
    return tuple(dict.fromkeys(found))


class Canaries:
    """The secrets of one run, by what they are."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._forms = {name: forms(secret) for name, secret in secrets.items()}

    def found_in(self, content: bytes) -> list[str]:
        """Which secrets stand in *content*."""
        return [name for name, ways in self._forms.items() if any(way in content for way in ways)]

    def search(self, places: Iterable[tuple[str, bytes]]) -> list[str]:
        """Each place that holds a secret, and which."""
        return [f"{place}: {name}" for place, content in places for name in self.found_in(content)]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below *folder*: its name and its bytes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), str(path).encode() + b"\0" + path.read_bytes()


def tables(store: Store) -> Iterator[tuple[str, bytes]]:
    """Everything that the open record says, value by value."""
    with store.read() as reads:
        names = reads.connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        for name in names:
            if name.startswith("post_search"):
                continue  # an index without content of its own
            for row in reads.connection.execute(text(f'SELECT * FROM "{name}"')):
                yield f"table {name}", b"\0".join(v if isinstance(v, bytes) else str(v).encode() for v in row)


def processes() -> Iterator[tuple[str, bytes]]:
    """Arguments and environment of every process of this machine that may be looked at."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        for what in ("cmdline", "environ"):
            try:
                yield f"{what} of process {process.name}", (process / what).read_bytes()
            except OSError:  # it has ended, or is somebody else's
                continue
