"""Secrets: kept where the system keeps them, or locked by a passphrase, never in plain text."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordSetError

from moderator import threads
from moderator.domain.errors import KnownError
from moderator.ports import Vault
from moderator.vault import (
    CHUNK_UTF16_UNITS,
    KeyringVault,
    MemoryVault,
    PassphraseVault,
    chunks,
    keyring_works,
)
from tests.helpers.keyrings import MemoryKeyring

TOKEN = "syt_bW9kZXJhdG9y_" + "x" * 40
REAL_COST = PassphraseVault._COST
PASSPHRASE = "correct horse 電池 staple"


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost is tried once, by its own test."""
    monkeypatch.setattr(PassphraseVault, "_COST", 2**4)


@pytest.fixture(params=["keyring", "memory", "passphrase"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    match request.param:
        case "keyring":
            return KeyringVault("here")
        case "memory":
            return MemoryVault()
    return PassphraseVault(tmp_path / "secrets", PASSPHRASE)


def test_a_secret_comes_back(vault: Vault) -> None:
    """Under its name, in any language, empty or long; a second one replaces it; a deleted one is gone."""
    assert vault.get("token") is None
    for secret in (TOKEN, "秘密 🔑", "", "long " * 2_000, "short"):
        vault.set("token", secret)
        assert vault.get("token") == secret
    vault.set("other", "thing")
    vault.delete("token")
    assert vault.get("token") is None and vault.get("other") == "thing"
    vault.delete("token")  # nothing happens


def test_a_vault_says_nothing_of_what_it_holds(vault: Vault) -> None:
    """Its repr may stand in any log."""
    vault.set("token", TOKEN)
    assert TOKEN not in repr(vault) and "token" not in repr(vault)


# --- the keyring --------------------------------------------------------------------------------------------------


def test_profiles_do_not_see_each_other(memory_keyring: MemoryKeyring) -> None:
    """Two teams on one machine."""
    KeyringVault("one").set("token", TOKEN)
    assert KeyringVault("two").get("token") is None
    assert list(memory_keyring.entries) == [("Moderator one", "token")]


def units(secret: str) -> int:
    return len(secret.encode("utf-16-le")) // 2


@pytest.mark.parametrize("length", [1_279, 1_280, 1_281, 2_560, 2_561])
def test_a_long_secret_is_kept_in_pieces(memory_keyring: MemoryKeyring, length: int) -> None:
    """No entry is larger than Windows takes, and no piece outlives the secret."""
    vault = KeyringVault("here")
    vault.set("token", "t" * length)
    assert vault.get("token") == "t" * length
    assert max(units(entry) for entry in memory_keyring.entries.values()) <= CHUNK_UTF16_UNITS
    vault.set("token", "short")
    assert list(memory_keyring.entries.values()) == ["short"]
    vault.set("token", "t" * length)
    vault.delete("token")
    assert not memory_keyring.entries


@given(st.text(max_size=60), st.integers(2, 7))
def test_pieces_fit_and_make_the_whole(secret: str, size: int) -> None:
    """Also where characters take two units: none is cut in half."""
    pieces = chunks(secret, size)
    assert "".join(pieces) == secret and all(len(p.encode("utf-16-le", "surrogatepass")) <= 2 * size for p in pieces)


def test_a_secret_of_which_a_piece_is_gone_is_not_half_a_secret(memory_keyring: MemoryKeyring) -> None:
    """Somebody tidied the keyring up by hand."""
    vault = KeyringVault("here")
    vault.set("token", "t" * 3_000)
    del memory_keyring.entries["Moderator here", "token#a1"]
    with pytest.raises(KnownError) as caught:
        vault.get("token")
    assert caught.value.code == "secret_incomplete"


@pytest.mark.parametrize(
    ("before", "after"), [("short", "n" * 3_000), ("o" * 3_000, "n" * 3_000), ("o" * 3_000, "new")]
)
def test_an_interrupted_change_leaves_the_old_secret_or_the_new_one(
    memory_keyring: MemoryKeyring, before: str, after: str
) -> None:
    """The keyring fails at each write and each removal in turn; the key of a record must never be lost."""
    for fails_at in range(8):
        memory_keyring.entries.clear()
        KeyringVault("here", memory_keyring).set("token", before)
        faltering = Faltering(memory_keyring, fails_at)
        with contextlib.suppress(KnownError):
            KeyringVault("here", faltering).set("token", after)
        assert KeyringVault("here", memory_keyring).get("token") in (before, after), fails_at
    assert KeyringVault("here", memory_keyring).get("token") == after


class Faltering(KeyringBackend):
    """Works for a while, then refuses every change."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, inner: MemoryKeyring, changes: int) -> None:
        super().__init__()
        self.inner = inner
        self.changes = changes

    def get_password(self, service: str, username: str) -> str | None:
        return self.inner.get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._count()
        self.inner.set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._count()
        self.inner.delete_password(service, username)

    def _count(self) -> None:
        self.changes -= 1
        if self.changes < 0:
            raise KeyringLocked("no more")


@pytest.mark.parametrize(
    "use", [lambda path: KeyringVault("here").get("token"), lambda path: PassphraseVault(path, "x")]
)
def test_no_vault_is_opened_on_the_thread_of_the_window(use: Callable[[Path], object], tmp_path: Path) -> None:
    """A keyring may ask somebody to unlock it, a passphrase takes half a second: the window would stand still."""
    refused: list[str] = []

    def window() -> None:
        threads.forbid_this_thread()
        try:
            use(tmp_path / "secrets")
        except RuntimeError as error:
            refused.append(str(error))
        threads.allow_this_thread()

    thread = threading.Thread(target=window)
    thread.start()
    thread.join()
    assert len(refused) == 1 and "window's thread" in refused[0]


class PlaintextKeyring(MemoryKeyring):
    """As keyrings.alt brings one: it would write secrets into a readable file."""


class Chained(MemoryKeyring):
    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


@pytest.mark.parametrize(
    "backend",
    [FailKeyring(), NullKeyring(), PlaintextKeyring(), Chained(MemoryKeyring(), PlaintextKeyring())],
    ids=lambda backend: type(backend).__qualname__,
)
def test_a_keyring_that_keeps_no_secret_is_refused(backend: KeyringBackend) -> None:
    """None at all, one that forgets, one that writes plain text, alone or in a chain. Nothing is written."""
    keyring.set_keyring(backend)
    assert not keyring_works()
    with pytest.raises(KnownError) as caught:
        KeyringVault("here")
    assert caught.value.code == "no_keyring" and "passphrase" in caught.value.message


def test_a_keyring_that_keeps_secrets_works() -> None:
    """The one of the tests does."""
    assert keyring_works()


class Locked(MemoryKeyring):
    """Nobody typed the password."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("prompt dismissed")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("prompt dismissed")


class Full(MemoryKeyring):
    """Takes nothing more."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError("no")


@pytest.mark.parametrize("backend", [Locked(), Full()], ids=["locked", "refuses"])
def test_a_locked_keyring_is_said(backend: KeyringBackend) -> None:
    """With what to do; the secret is not in the error."""
    vault = KeyringVault("here", backend)
    with pytest.raises(KnownError) as caught:
        vault.set("token", TOKEN)
    assert caught.value.code == "keyring_locked" and TOKEN not in str(caught.value)


# --- the passphrase -----------------------------------------------------------------------------------------------


def test_the_file_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    """A wrong one is said, and changes nothing."""
    path = tmp_path / "secrets"
    PassphraseVault(path, PASSPHRASE).set("token", TOKEN)
    before = path.read_bytes()
    assert PassphraseVault(path, PASSPHRASE).get("token") == TOKEN
    with pytest.raises(KnownError) as caught:
        PassphraseVault(path, PASSPHRASE + " ")
    assert caught.value.code == "wrong_passphrase" and PASSPHRASE not in str(caught.value)
    assert path.read_bytes() == before


def test_nothing_in_the_file_can_be_read(tmp_path: Path) -> None:
    """Neither names nor secrets nor the passphrase; two files of the same secret have nothing in common."""
    files = []
    for name in ("one", "two"):
        path = tmp_path / name
        PassphraseVault(path, PASSPHRASE).set("token", TOKEN)
        files.append(path.read_text())
    assert not [piece for piece in ("token", TOKEN, PASSPHRASE) if piece in files[0]]
    first, second = map(json.loads, files)
    assert not [part for part in ("salt", "nonce", "sealed") if first[part] == second[part]]
    if os.name == "posix":
        assert (tmp_path / "one").stat().st_mode & 0o077 == 0


def test_each_writing_uses_a_fresh_nonce(tmp_path: Path) -> None:
    """One key must never seal two things with the same one."""
    path = tmp_path / "secrets"
    vault = PassphraseVault(path, PASSPHRASE)
    nonces = set()
    for number in range(10):
        vault.set("token", str(number))
        nonces.add(json.loads(path.read_text())["nonce"])
    assert len(nonces) == 10


def test_the_passphrase_can_be_changed(tmp_path: Path) -> None:
    """The old one does not open the file any more."""
    path = tmp_path / "secrets"
    vault = PassphraseVault(path, PASSPHRASE)
    vault.set("token", TOKEN)
    vault.change_passphrase("another one")
    assert PassphraseVault(path, "another one").get("token") == TOKEN
    with pytest.raises(KnownError):
        PassphraseVault(path, PASSPHRASE)


def test_a_damaged_file_is_said_and_kept(tmp_path: Path) -> None:
    """Cut at any place, or of another program: never overwritten."""
    path = tmp_path / "secrets"
    PassphraseVault(path, PASSPHRASE).set("token", TOKEN)
    whole = path.read_text()
    broken = [whole[:length] for length in range(0, len(whole), 7)] + ["{}", "[]", json.dumps({"kind": "other"})]
    for content in broken:
        path.write_text(content)
        with pytest.raises(KnownError) as caught:
            PassphraseVault(path, PASSPHRASE)
        assert caught.value.code == "vault_damaged"
        assert path.read_text() == content


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    """The seal covers everything; a file that somebody wrote over does not open."""
    path = tmp_path / "secrets"
    PassphraseVault(path, PASSPHRASE).set("token", TOKEN)
    file = json.loads(path.read_text())
    file["sealed"] = ("A" if file["sealed"][0] != "A" else "B") + file["sealed"][1:]
    path.write_text(json.dumps(file))
    with pytest.raises(KnownError):
        PassphraseVault(path, PASSPHRASE)


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so does what the vault says: it never holds what a next start would not find."""
    path = tmp_path / "secrets"
    vault = PassphraseVault(path, PASSPHRASE)
    vault.set("token", TOKEN)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(KnownError) as caught:
        vault.set("token", "new")
    assert caught.value.code == "vault_unwritable" and "No space left" in caught.value.message
    assert vault.get("token") == TOKEN and PassphraseVault(path, PASSPHRASE).get("token") == TOKEN
    assert [entry.name for entry in tmp_path.iterdir()] == ["secrets"]


def test_guessing_is_expensive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost that is really used: 2^17 rounds, 128 MB for each guess."""
    assert REAL_COST == 2**17
    monkeypatch.setattr(PassphraseVault, "_COST", REAL_COST)
    PassphraseVault(tmp_path / "secrets", PASSPHRASE).set("token", TOKEN)
    assert PassphraseVault(tmp_path / "secrets", PASSPHRASE).get("token") == TOKEN
