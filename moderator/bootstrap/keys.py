"""Where the key of a profile comes from: the keyring, a passphrase, or the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from moderator import vault as vaults
from moderator.bootstrap import logs
from moderator.bootstrap.profile import Profile
from moderator.domain.errors import KnownError
from moderator.ports import Vault
from moderator.store import keys

_T = TypeVar("_T")

AskPassphrase = Callable[[bool], str]
"""Asks a person for the passphrase; True: it is being chosen now, so it is asked twice."""


@dataclass(frozen=True, slots=True, repr=False)
class Unlocked:
    """A vault that is open, and the key in it. `fresh`: no record stands under it yet, so its recovery code is new."""

    vault: Vault
    key: bytes
    fresh: bool = False


def open_vault(profile: Profile, passphrase: str | None) -> Vault:
    """The vault of *profile*. Raises KnownError `passphrase_needed` where there is no keyring and none was given."""
    if profile.secrets.exists() or passphrase is not None or not vaults.keyring_works():
        if passphrase is None:
            raise KnownError(
                "A passphrase is needed",
                "This system has no keyring that keeps secrets. Choose a passphrase, or type the one of this profile.",
                code="passphrase_needed",
            )
        logs.hide(passphrase)
        return vaults.PassphraseVault(profile.secrets, passphrase)
    return vaults.KeyringVault(profile.name())


def asking(profile: Profile, ask: AskPassphrase, call: Callable[[str | None], _T]) -> _T:
    """*call* without a passphrase, and with one only where that is what it lacks."""
    try:
        return call(None)
    except KnownError as error:
        if error.code != "passphrase_needed":
            raise
    return call(ask(not profile.secrets.exists()))


def unlock(profile: Profile, passphrase: str | None = None, vault: Vault | None = None) -> Unlocked:
    """Open the vault and take the key out of it; make one for a profile that has no record yet."""
    opened = vault or open_vault(profile, passphrase)
    there = profile.record.exists()
    kept = keys.kept_key(opened)
    if kept is not None:  # without a record: its making was cut short, and nobody has seen the code yet
        return Unlocked(opened, kept, fresh=not there)
    if there:
        raise _key_missing()
    key = keys.new_key()
    keys.keep_key(opened, key)
    return Unlocked(opened, key, fresh=True)


def unlock_existing(profile: Profile, passphrase: str | None = None) -> Unlocked:
    """Open the vault of a profile whose record may be gone, but whose key must be there: nothing is made."""
    opened = open_vault(profile, passphrase)
    kept = keys.kept_key(opened)
    if kept is None:
        raise _key_missing()
    return Unlocked(opened, kept)


def _key_missing() -> KnownError:
    return KnownError(
        "The key of this record is not here",
        "The keyring does not hold it any more. Run `moderator recover` and type the recovery code.",
        code="key_missing",
    )
