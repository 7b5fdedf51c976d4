"""The demo: a small real server on loopback, a profile of its own, and somebody to act as. Nothing leaves the machine."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile
from moderator.bootstrap.windows import ProfileOpening
from moderator.demo import DemoProcess, start_demo
from moderator.domain.actor import Role
from moderator.services.people import People
from moderator.settings import packaged
from moderator.vault import MemoryVault

PERSON = "Aki"
COLLEAGUE = "Ren"


@contextmanager
def demo(
    *, seed: int = 7, speed: float = 1.0, language: str = "en"
) -> Generator[tuple[ProfileOpening, DemoProcess], None, None]:
    """Start the demo community and a profile that is connected to it; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="moderator-demo-"))
    try:
        with start_demo(seed=seed, speed=speed, language=language, command=packaged("demo-server")) as server:
            yield prepare(folder, server), server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepare(folder: Path, server: DemoProcess) -> ProfileOpening:
    """Make a profile in *folder*, connect it to *server* and seat somebody. Its secrets live in memory only."""
    profile, vault = Profile(folder), MemoryVault()
    opened = houses.open_house(profile, keys.unlock(profile, vault=vault))
    try:
        people = People(opened.store)
        aki = people.add(PERSON, Role.MODERATOR)
        people.add(COLLEAGUE, Role.LEAD)
        answers = {"name": "きのこ灯りの森", "address": server.base_url, "token": server.token}
        houses.add_community(opened, "matrix", answers, rehearsal=False, actor_id=aki.id)
        people.start_shift(aki.id)
    finally:
        opened.close()
    opening = ProfileOpening(profile, vault=vault, is_demo=True)
    opening.settings.set("first_run_done", True)
    return opening
