"""A process that appends audited changes as fast as it can: `python -m tests.helpers.appender`.

It reads one line of JSON from stdin: where the store is, how many changes, and whether the begin event stays in.
It answers with one line: how many changes were saved and how many were refused.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from sqlalchemy import Connection, event

from moderator.domain.audit import Event
from moderator.domain.errors import BusyError
from moderator.domain.requests import Topic
from moderator.store import opening, sqlcipher
from moderator.store.unit import Store
from tests.helpers.stores import KEY


class WallClock:
    def now(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()


def plain_begin(connection: Connection) -> None:
    """What the driver itself would send."""
    connection.exec_driver_sql("PRAGMA query_only = OFF")
    connection.exec_driver_sql("BEGIN")


def open_there(where: dict[str, str]) -> Store:
    if "folder" in where:
        return opening.open_record(Path(where["folder"]), KEY, WallClock(), owner=False)
    return opening.open_team(where, "", WallClock(), owner=False)


def append(store: Store, name: str, count: int) -> tuple[int, int]:
    saved = refused = 0
    for number in range(count):
        try:
            with store.write() as tx:
                tx.record(Event("test.appended", f"{name}:{number}", facts={"n": number}, content={"by": name}))
                tx.touch(Topic.QUEUE)
            saved += 1
        except BusyError:
            refused += 1
    return saved, refused


def main() -> None:
    orders = json.loads(sys.stdin.readline())
    store = open_there(orders["where"])
    if orders["plain"]:
        event.remove(store.engine, "begin", sqlcipher.begin)
        event.listen(store.engine, "begin", plain_begin)
    print("ready", flush=True)
    sys.stdin.readline()
    saved, refused = append(store, orders["name"], orders["count"])
    store.close()
    print(json.dumps({"saved": saved, "refused": refused}), flush=True)


if __name__ == "__main__":
    main()
