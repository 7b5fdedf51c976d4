"""An open profile: store, vault, clock, key. The commands and both processes begin here."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from moderator.bootstrap import keys, logs
from moderator.bootstrap.profile import Profile, SystemClock, at
from moderator.domain.rows import CommunityRow
from moderator.platforms import registry
from moderator.ports import Clock, Connector, PlatformRefused, Vault
from moderator.services.communities import Communities
from moderator.services.ingest import Ingest
from moderator.services.rulebook import RuleBook
from moderator.settings import RESOURCES
from moderator.store import keys as store_keys
from moderator.store import opening, schema
from moderator.store.communities import Connection
from moderator.store.unit import Store

CONSOLE_CACHE_KIB = 65_536
WORKER_CACHE_KIB = 32_768


@dataclass(frozen=True, slots=True)
class House:
    """What is open. `fresh` says that profile and key were made just now."""

    profile: Profile
    store: Store
    vault: Vault
    clock: Clock
    key: bytes
    fresh: bool = False

    def __repr__(self) -> str:
        return f"<House {self.profile.folder.name!r}>"

    def close(self) -> None:
        self.store.close()


def open_house(profile: Profile, unlocked: keys.Unlocked, *, owner: bool = True, console: bool = False) -> House:
    """Open the record of *profile*; the owner makes or migrates it. See `store.opening` for what is refused."""
    clock = SystemClock()
    logs.hide(unlocked.key.hex(), repr(unlocked.key)[2:-1], store_keys.recovery_code(unlocked.key))
    cache = CONSOLE_CACHE_KIB if console else WORKER_CACHE_KIB
    store = opening.open_record(profile.folder, unlocked.key, clock, owner=owner, console=console, cache_kib=cache)
    return House(profile, store, unlocked.vault, clock, unlocked.key, unlocked.fresh)


@contextmanager
def house(folder: Path | None, ask: keys.AskPassphrase, *, make: bool = False) -> Generator[House, None, None]:
    """Open a profile for one command; only with *make* a new one where there is none."""
    profile = at(folder)
    if not make and not profile.record.exists():
        raise schema.missing()
    opened = open_house(profile, keys.asking(profile, ask, lambda given: keys.unlock(profile, given)))
    try:
        yield opened
    finally:
        opened.close()


def token_name(community_id: int, field: str) -> str:
    """The name of a platform's secret in the vault."""
    return f"community:{community_id}:{field}"


def starter_guidelines() -> str:
    """The guidelines that a new community starts with."""
    return (RESOURCES / "guidelines" / "starter.yaml").read_text(encoding="utf-8")


def ingest(opened: House) -> Ingest:
    """What takes in pages of a platform, judged by the rules in force."""
    return Ingest(opened.store, opened.clock, RuleBook(opened.store))


def add_community(
    opened: House, platform: str, answers: Mapping[str, str], rehearsal: bool, actor_id: int | None = None
) -> CommunityRow:
    """Keep a new connection: its secrets in the vault, its address in the record, our starter guidelines published.

    A community that is connected already gets the new secrets and switches: that is how a token is changed.
    """
    found = registry.read_answers(platform, answers)
    communities = Communities(opened.store, opened.clock, ingest(opened))
    with opened.store.read() as reads:
        known = [
            one for one in reads.communities.connections() if (one.platform, one.address) == (platform, found.address)
        ]
    community_id = known[0].id if known else opened.store.new_id()
    for field, secret in found.secrets.items():
        opened.vault.set(token_name(community_id, field), secret)  # first: nobody may want it before it is there
    if known:
        communities.set_options(community_id, found.options, actor_id)
        return communities.row(community_id)
    communities.add(
        platform,
        answers.get("name", "").strip() or found.address.split("//")[-1],
        found.address,
        admin_address=str(found.options.get("admin_address", "")),
        options=found.options,
        rehearsal=rehearsal,
        actor_id=actor_id,
        community_id=community_id,
        starts_with=starter_guidelines(),
    )
    return communities.row(community_id)


def secrets_of(vault: Vault, community_id: int, platform: str) -> dict[str, str]:
    """The secrets of one community, by the fields of its platform's form."""
    names = [field.key for field in registry.fields(platform) if field.secret]
    kept = {name: vault.get(token_name(community_id, name)) for name in names}
    found = {name: secret for name, secret in kept.items() if secret is not None}
    logs.hide(*found.values())
    return found


def platform_secrets(opened: House) -> dict[str, str]:
    """Every platform's secret by its name in the vault: for a worker that cannot ask this vault itself."""
    with opened.store.read() as reads:
        connections = reads.communities.connections()
    found = {}
    for one in connections:
        for name, secret in secrets_of(opened.vault, one.id, one.platform).items():
            found[token_name(one.id, name)] = secret
    return found


def make_connector(vault: Vault, clock: Clock, connection: Connection) -> Connector:
    """The connector of a kept community, with its secrets out of *vault*; KnownError when they are not there."""
    secrets = secrets_of(vault, connection.id, connection.platform)
    missing = [field for field in registry.fields(connection.platform) if field.secret and field.key not in secrets]
    if missing:
        raise PlatformRefused(
            f"{missing[0].title['en']} is not here",
            "The keyring of this machine does not hold it. Connect the community again.",
            code="secret_missing",
        )
    return registry.connector(
        connection.platform, connection.address, connection.options, secrets, clock, rehearsal=connection.rehearsal
    )
