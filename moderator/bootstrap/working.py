"""A worker, built from the one line that its console gives it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from moderator.bootstrap import houses, keys, logs, safekeeping
from moderator.bootstrap.profile import Profile
from moderator.child import REFUSED
from moderator.domain.errors import KnownError
from moderator.platforms import registry
from moderator.ports import Vault
from moderator.services.bursts import Bursts
from moderator.services.casefile import Casefile
from moderator.services.communities import Communities
from moderator.services.queue import Queue
from moderator.services.requests import Requests
from moderator.services.retention import Retention
from moderator.services.serving import Parts
from moderator.services.supervise import Pace
from moderator.store import lock, sqlcipher
from moderator.vault import KeyringVault, MemoryVault
from moderator.worker import Worker
from moderator.worker import run_worker as run_lifeline


def run_worker(life_line: BinaryIO) -> int:
    """Live until the life-line ends; the exit status of the process. See `worker.run_worker`.

    A worker that may not start says why in its last line, for the console that keeps it.
    """
    logs.to_stderr()
    try:
        return run_lifeline(life_line, sys.stdout.buffer, build)
    except json.JSONDecodeError:
        return _refuse(
            KnownError(
                "A worker is started by its console",
                "It waits for one line of JSON with the profile and its key. Start `moderator` instead.",
                code="no_line",
            )
        )
    except KnownError as error:
        return _refuse(error)


def _refuse(error: KnownError) -> int:
    sys.stderr.write(f"{error.title}\n{error.message}\n")
    sys.stderr.flush()
    why = {"title": error.title, "message": error.message, "code": error.code}
    sys.stdout.write(json.dumps({REFUSED: why}) + "\n")
    sys.stdout.flush()
    return 1


def build(line: Mapping[str, Any]) -> tuple[Worker, Callable[[], None]]:
    """The worker for a profile, holding the profile's lock: a second one is refused. Also what closes it again."""
    profile = Profile(Path(str(line["profile"])))
    holding = lock.hold(profile.folder)
    holding.__enter__()
    try:
        unlocked = keys.Unlocked(_vault(profile, line), bytes.fromhex(str(line["key"])))
        opened = houses.open_house(profile, unlocked, owner=False)
        with opened.store.write() as tx:  # we hold the lock: a lease that stands is that of a worker that was killed
            tx.leases.end_all()
    except BaseException:
        holding.__exit__(None, None, None)
        raise

    copies = safekeeping.Copies(opened)
    copies.start()

    def close() -> None:
        copies.stop()
        opened.close()
        holding.__exit__(None, None, None)

    return make_worker(opened), close


def _vault(profile: Profile, line: Mapping[str, Any]) -> Vault:
    if "secrets" not in line:
        return KeyringVault(profile.name())
    vault = MemoryVault()
    for name, secret in line["secrets"].items():
        vault.set(name, secret)
    return vault


def make_worker(opened: houses.House, pace: Pace | None = None) -> Worker:
    """A worker over an open house."""
    store, clock = opened.store, opened.clock
    ingest = houses.ingest(opened)
    parts = Parts(
        store=store,
        clock=clock,
        ingest=ingest,
        casefile=Casefile(store, clock, registry.planners()),
        communities=Communities(store, clock, ingest),
        requests=Requests(store),
        connector=partial(houses.make_connector, opened.vault, clock),
        pace=pace or Pace(),
    )
    return Worker(
        parts,
        Queue(store, clock),
        Retention(store, clock),
        checkpoint=partial(sqlcipher.checkpoint, store.engine),
        look_out=Bursts(store).detect,
    )
