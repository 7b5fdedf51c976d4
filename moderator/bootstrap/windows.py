"""A console for a window: the profile is opened on whatever thread asks, its worker started, its changes watched."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from moderator import threads
from moderator.bootstrap import houses, keys, safekeeping
from moderator.bootstrap.profile import Profile, at
from moderator.child import WorkerChild
from moderator.console import Connect, Console, Services
from moderator.domain.requests import Topic
from moderator.domain.rows import CommunityRow
from moderator.platforms import registry
from moderator.ports import Vault
from moderator.services.casefile import Casefile
from moderator.services.communities import Communities
from moderator.services.decide import Decide
from moderator.services.guidelines import Guidelines
from moderator.services.incidents import Incidents
from moderator.services.people import People
from moderator.services.queue import Queue
from moderator.services.requests import Requests
from moderator.settings import SettingsFile, packaged
from moderator.store import changes, sqlcipher
from moderator.store import keys as store_keys
from moderator.vault import KeyringVault

guard = threads.forbid_this_thread
"""Marks the calling thread as the window's: the store refuses to open there from then on."""


def worker_command() -> tuple[str, ...]:
    """How this installation starts its worker: itself, as another program beside it when it is a bundle."""
    return packaged("worker") or (sys.executable, "-m", "moderator", "worker")


class ProfileOpening:
    """Implements `console.Opening` for one profile. *vault* is given where there is no keyring to ask (the demo)."""

    def __init__(self, profile: Profile, *, vault: Vault | None = None, is_demo: bool = False) -> None:
        self.profile = profile
        self.folder = profile.folder
        self.settings: SettingsFile = profile.settings
        self.instance = str(profile.folder)
        self.is_demo = is_demo
        self._vault = vault

    def __call__(self, passphrase: str | None = None) -> Console:
        unlocked = keys.unlock(self.profile, passphrase, self._vault)
        fell = safekeeping.fell(self.folder)
        opened = houses.open_house(self.profile, unlocked, console=True)
        try:
            if fell:
                safekeeping.look_over(opened)
            return self._console(opened)
        except BaseException:
            opened.close()
            raise

    def _console(self, opened: houses.House) -> Console:
        child = WorkerChild(
            worker_command(),
            lambda: worker_line(opened),
            self.profile.worker_log,
            monotonic=opened.clock.monotonic,
            changed=lambda: console.tell(frozenset({Topic.COMMUNITIES})),
        )
        first_run = opened.fresh or not self.settings.switch("first_run_done")
        console = Console(
            services(opened, lambda: float(self.settings.number("grace_seconds"))),
            self.settings,
            changes.FileWatcher(self.folder / sqlcipher.FILE_NAME, opened.key),
            child,
            now=opened.clock.now,
            new_id=opened.store.new_id,
            connect=_connect(opened, child),
            on_close=_closing(opened),
            fields={name: registry.fields(name) for name in registry.PLATFORMS},
            # until the first steps are done: whoever was interrupted has not written it down
            sentence=registry.sentence,
            recovery_code=store_keys.recovery_code(opened.key) if first_run and not self.is_demo else "",
        )
        console.watch(safekeeping.Head(opened))
        child.start()
        return console


def services(opened: houses.House, grace_seconds: Callable[[], float]) -> Services:
    """Every service that a console speaks to, over one open house."""
    store, clock, planners = opened.store, opened.clock, registry.planners()
    return Services(
        queue=Queue(store, clock),
        casefile=Casefile(store, clock, planners),
        decide=Decide(store, clock, planners, grace_seconds=grace_seconds),
        guidelines=Guidelines(store),
        communities=Communities(store, clock, houses.ingest(opened)),
        people=People(store),
        requests=Requests(store),
        incidents=Incidents(store),
    )


def worker_line(opened: houses.House) -> bytes:
    """The one line that a worker gets: where the record is, and its key. Secrets only where no keyring holds them."""
    line: dict[str, object] = {"profile": str(opened.profile.folder), "key": opened.key.hex()}
    if not _worker_reads(opened.vault):
        line["secrets"] = houses.platform_secrets(opened)
    return json.dumps(line).encode()


def _worker_reads(vault: Vault) -> bool:
    """Whether a worker of this user can ask *vault* itself: a keyring, but no passphrase and no memory of ours."""
    return isinstance(vault, KeyringVault)


def _connect(opened: houses.House, child: WorkerChild) -> Connect:
    def connect(platform: str, answers: Mapping[str, str], rehearsal: bool, actor_id: int | None) -> CommunityRow:
        row = houses.add_community(opened, platform, dict(answers), rehearsal, actor_id)
        if not _worker_reads(opened.vault):
            child.restart()  # its line holds the new secret
        return row

    return connect


def _closing(opened: houses.House) -> Callable[[], None]:
    def close() -> None:
        safekeeping.remember(opened.store, opened.vault)
        opened.close()

    return close


def opening(folder: Path | None) -> ProfileOpening:
    """The profile in *folder* (or the usual one), not open yet."""
    return ProfileOpening(at(folder))
