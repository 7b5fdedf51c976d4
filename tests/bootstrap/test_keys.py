"""Where the key of a profile comes from: made once, found again, asked for, or put back from paper."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile
from moderator.domain.errors import KnownError
from moderator.vault import KeyringVault, MemoryVault, PassphraseVault
from tests.helpers.keyrings import MemoryKeyring


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def no_keyring(memory_keyring: MemoryKeyring) -> None:
    """This system keeps no secrets."""
    keyring.set_keyring(NoKeyring())


@pytest.fixture(autouse=True)
def cheap_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stretching is made to be slow; how slow is tested elsewhere."""
    monkeypatch.setattr(PassphraseVault, "_COST", 2**4)


def make(profile: Profile, passphrase: str | None = None) -> keys.Unlocked:
    """A first start, as far as the record."""
    unlocked = keys.unlock(profile, passphrase)
    houses.open_house(profile, unlocked).close()
    return unlocked


def test_the_first_start_makes_a_key_and_keeps_it(profile: Profile) -> None:
    """Random, in the keyring under this profile's own name; the next start finds it and is not fresh any more."""
    first = make(profile)
    assert first.fresh and len(first.key) == 32
    again = keys.unlock(profile)
    assert (again.key, again.fresh) == (first.key, False)


def test_two_profiles_have_keys_of_their_own(tmp_path: Path) -> None:
    """One keyring, two teams: neither opens the other's record."""
    one, other = make(Profile(tmp_path / "a")), make(Profile(tmp_path / "b"))
    assert one.key != other.key


def test_a_start_that_was_cut_short_is_still_the_first(profile: Profile) -> None:
    """The key was made, the record not: nobody has seen its code, so the next start shows it."""
    first = keys.unlock(profile)
    again = keys.unlock(profile)
    assert again.fresh and again.key == first.key


def test_a_lost_keyring_is_said_and_nothing_is_made(profile: Profile, memory_keyring: MemoryKeyring) -> None:
    """A record without its key: never a new key, which would open nothing."""
    make(profile)
    memory_keyring.entries.clear()
    with pytest.raises(KnownError) as refused:
        keys.unlock(profile)
    assert refused.value.code == "key_missing" and "moderator recover" in refused.value.message
    assert memory_keyring.entries == {}


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_a_passphrase_is_asked_for(profile: Profile) -> None:
    """Nothing is made before it is chosen; then it wraps key and tokens in one file."""
    with pytest.raises(KnownError) as refused:
        keys.unlock(profile)
    assert refused.value.code == "passphrase_needed"
    assert not profile.folder.exists()
    first = make(profile, "きのこ forest")
    assert isinstance(first.vault, PassphraseVault) and profile.secrets.exists()
    assert keys.unlock(profile, "きのこ forest").key == first.key


@pytest.mark.usefixtures("no_keyring")
def test_a_wrong_passphrase_is_refused_and_changes_nothing(profile: Profile) -> None:
    """The file stays as it is, and the right one opens it afterwards."""
    first = make(profile, "right")
    before = profile.secrets.read_bytes()
    with pytest.raises(KnownError) as refused:
        keys.unlock(profile, "wrong")
    assert refused.value.code == "wrong_passphrase"
    assert profile.secrets.read_bytes() == before
    assert keys.unlock(profile, "right").key == first.key


def test_a_profile_with_a_passphrase_stays_with_it(profile: Profile, memory_keyring: MemoryKeyring) -> None:
    """A keyring that comes later is not asked for what it cannot hold."""
    first = make(profile, "mine")
    with pytest.raises(KnownError) as refused:
        keys.unlock(profile)
    assert refused.value.code == "passphrase_needed"
    assert keys.unlock(profile, "mine").key == first.key
    assert memory_keyring.entries == {}


def test_a_vault_that_is_given_is_the_one_that_is_used(profile: Profile, memory_keyring: MemoryKeyring) -> None:
    """The demo keeps its secrets in memory: no keyring hears of it."""
    vault = MemoryVault()
    assert keys.unlock(profile, vault=vault).vault is vault
    assert memory_keyring.entries == {}


def test_the_keyring_is_used_where_there_is_one(profile: Profile) -> None:
    """Without a word from anybody."""
    assert isinstance(keys.open_vault(profile, None), KeyringVault)


@pytest.mark.usefixtures("no_keyring")
def test_a_passphrase_is_asked_only_where_it_is_lacking(profile: Profile) -> None:
    """The first time it is chosen, then it is typed; no other trouble makes anybody type one."""
    asked: list[bool] = []

    def ask(is_new: bool) -> str:
        asked.append(is_new)
        return "mine"

    keys.asking(profile, ask, lambda given: make(profile, given))
    keys.asking(profile, ask, lambda given: keys.unlock(profile, given))
    assert asked == [True, False]

    def other(_: str | None) -> None:
        raise KnownError("No", "Something else.", code="store_damaged")

    with pytest.raises(KnownError):
        keys.asking(profile, ask, other)
    assert len(asked) == 2


def test_what_is_unlocked_does_not_show_itself(profile: Profile) -> None:
    """No repr that a traceback or a log could print holds the key."""
    unlocked = keys.unlock(profile)
    assert unlocked.key.hex() not in repr(unlocked) and str(unlocked.key) not in repr(unlocked)
