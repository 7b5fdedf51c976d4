"""Where the key of a profile comes from: the keyring, a passphrase, or the recovery code."""

from __future__ import annotations

from dataclasses import dataclass

from moderator import vault as vaults
from moderator.bootstrap.profile import Profile
from moderator.domain.errors import KnownError
from moderator.ports import Vault
from moderator.store import keys, sqlcipher


@dataclass(frozen=True, slots=True, repr=False)
class Unlocked:
    """A vault that is open, and the key in it. `fresh`: it was made just now, so its recovery code must be shown."""

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
        return vaults.PassphraseVault(profile.secrets, passphrase)
    return vaults.KeyringVault(profile.name())


def unlock(profile: Profile, passphrase: str | None = None, vault: Vault | None = None) -> Unlocked:
    """Open the vault and take the key out of it; make one for a profile that has no record yet."""
    opened = vault or open_vault(profile, passphrase)
    kept = keys.kept_key(opened)
    if kept is not None:
        return Unlocked(opened, kept)
    if (profile.folder / sqlcipher.FILE_NAME).exists():
        raise KnownError(
            "The key of this record is not here",
            "The keyring does not hold it any more. Run `moderator recover` and type the recovery code.",
            code="key_missing",
        )
    key = keys.new_key()
    keys.keep_key(opened, key)
    return Unlocked(opened, key, fresh=True)
