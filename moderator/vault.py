"""Secrets: in the system's keyring, or wrapped by a passphrase in one file, or for this session only.

Never in a database, a log, an export, an argument; never in plain text. A keyring may ask somebody to unlock it, so
no vault is ever used on the window's thread.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

from moderator.domain.errors import KnownError
from moderator.threads import refuse_here

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Moderator"
KEY_BYTES = 32

CHUNK_UTF16_UNITS = 1_280
"""Windows takes 2,560 bytes a credential, which it counts in UTF-16 (github.com/jaraco/keyring/issues/355)."""

_CHUNK_MARK = "\x1echunks:"  # no secret of ours or of a platform begins with a control character
_UNFIT = ("plaintext", "null", "fail", "uncrypted")


class KeyringVault:
    """The system's keyring. *profile* keeps the secrets of several profiles on one machine apart."""

    def __init__(self, profile: str, backend: KeyringBackend | None = None) -> None:
        self._service = f"{SERVICE} {profile}"
        self._backend = backend or keyring.get_keyring()
        _refuse_unfit(self._backend)

    def __repr__(self) -> str:
        return f"<KeyringVault {self._service!r}>"

    def get(self, name: str) -> str | None:
        """Return a secret, or None; KnownError when the keyring is locked or absent."""
        found = self._read(name)
        pieces = [self._read(piece) for piece in _pieces(name, found)]
        if not pieces:
            return found
        if any(piece is None for piece in pieces):
            raise KnownError(
                "A secret in the keyring is not whole",
                "Part of it was deleted there. Enter it again.",
                code="secret_incomplete",
            )
        return "".join(piece for piece in pieces if piece is not None)

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, in several entries where one would be too large.

        The entry under *name* is written last: at every moment it is the whole old secret or the whole new one.
        """
        before = self._read(name)
        pieces = chunks(secret)
        new = secret
        if len(pieces) > 1:
            side = "b" if (before or "").endswith("a") else "a"  # beside the old pieces, not over them
            new = f"{_CHUNK_MARK}{len(pieces)}{side}"
            for entry, piece in zip(_pieces(name, new), pieces, strict=True):
                self._write(entry, piece)
        self._write(name, new)
        self._remove_pieces(name, before)

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens when there is none."""
        before = self._read(name)
        if before is not None:
            self._remove(name)
            self._remove_pieces(name, before)

    def _remove_pieces(self, name: str, entry: str | None) -> None:
        for piece in _pieces(name, entry):
            self._remove(piece)

    def _read(self, name: str) -> str | None:
        refuse_here("the keyring")
        try:
            return self._backend.get_password(self._service, name)
        except KeyringError as error:
            raise _locked() from error

    def _write(self, name: str, secret: str) -> None:
        try:
            self._backend.set_password(self._service, name, secret)
        except KeyringError as error:
            raise _locked() from error

    def _remove(self, name: str) -> None:
        with contextlib.suppress(PasswordDeleteError):
            try:
                self._backend.delete_password(self._service, name)
            except PasswordDeleteError:
                raise
            except KeyringError as error:
                raise _locked() from error


def _pieces(name: str, entry: str | None) -> list[str]:
    """The names of the entries that hold the pieces, where *entry* says that there are some."""
    if entry is None or not entry.startswith(_CHUNK_MARK):
        return []
    said = entry.removeprefix(_CHUNK_MARK)
    return [f"{name}#{said[-1]}{number}" for number in range(int(said[:-1]))]


def chunks(secret: str, units: int = CHUNK_UTF16_UNITS) -> list[str]:
    """Cut *secret* into pieces of at most *units* UTF-16 units, never inside a character; at least one piece."""
    pieces: list[str] = []
    piece: list[str] = []
    size = 0
    for char in secret:
        width = 2 if ord(char) > 0xFFFF else 1
        if size + width > units:
            pieces.append("".join(piece))
            piece, size = [], 0
        piece.append(char)
        size += width
    return [*pieces, "".join(piece)]


def _refuse_unfit(backend: KeyringBackend) -> None:
    kind = type(backend)
    where = f"{kind.__module__}.{kind.__qualname__}".lower()
    if any(word in where for word in _UNFIT):
        raise no_keyring()
    chained = getattr(backend, "backends", ())
    for inner in chained or ():
        _refuse_unfit(inner)


def no_keyring() -> KnownError:
    """Why no secret can be kept here, and the ways out."""
    return KnownError(
        "This system has no keyring that keeps secrets",
        "Install and unlock one (on Linux: gnome-keyring or KWallet), or choose a passphrase that locks them in a file.",
        code="no_keyring",
    )


def _locked() -> KnownError:
    return KnownError(
        "The keyring is locked",
        "Unlock it (log in to your desktop again, or open its password window), then try again.",
        code="keyring_locked",
    )


class MemoryVault:
    """Secrets for this session only: they end with the process."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<MemoryVault, {len(self._secrets)} secrets>"

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        self._secrets.pop(name, None)


class PassphraseVault:
    """One file, locked by a passphrase. It is written anew as a whole, so that it is the old one or the new one.

    scrypt (N 2^17, r 8, p 1: about 0.4 s and 128 MB once for each opening) makes the wrapping key; AES-256-GCM wraps
    all secrets together, with a fresh nonce each time.
    """

    _KIND = "moderator-vault-1"
    _COST = 2**17

    def __init__(self, path: Path, passphrase: str) -> None:
        self._path = path
        if path.exists():
            self._salt, self._key, self._secrets = self._open(passphrase)
        else:
            self._salt = os.urandom(16)
            self._key = self._stretch(passphrase, self._salt)
            self._secrets = {}

    def __repr__(self) -> str:
        return f"<PassphraseVault, {len(self._secrets)} secrets>"

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._save({**self._secrets, name: secret})

    def delete(self, name: str) -> None:
        if name in self._secrets:
            self._save({key: value for key, value in self._secrets.items() if key != name})

    def change_passphrase(self, passphrase: str) -> None:
        """Lock the file with another passphrase; backups of the file still open with the old one."""
        self._salt = os.urandom(16)
        self._key = self._stretch(passphrase, self._salt)
        self._save(self._secrets)

    def _stretch(self, passphrase: str, salt: bytes) -> bytes:
        refuse_here("the passphrase")
        return Scrypt(salt=salt, length=KEY_BYTES, n=self._COST, r=8, p=1).derive(passphrase.encode("utf-8"))

    def _open(self, passphrase: str) -> tuple[bytes, bytes, dict[str, str]]:
        try:
            file = json.loads(self._path.read_text(encoding="ascii"))
            salt, nonce, sealed = (base64.b64decode(file[part]) for part in ("salt", "nonce", "sealed"))
            known = file["kind"] == self._KIND
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable() from error
        if not known:
            raise self._unreadable()
        key = self._stretch(passphrase, salt)
        try:
            plain = AESGCM(key).decrypt(nonce, sealed, self._KIND.encode())
        except InvalidTag:
            raise KnownError(
                "This passphrase does not open the secrets",
                "Try again; mind the keyboard layout. The recovery code opens the record without it.",
                code="wrong_passphrase",
            ) from None
        return salt, key, json.loads(plain)

    def _save(self, secrets: dict[str, str]) -> None:
        nonce = os.urandom(12)
        sealed = AESGCM(self._key).encrypt(nonce, json.dumps(secrets).encode(), self._KIND.encode())
        parts = {"salt": self._salt, "nonce": nonce, "sealed": sealed}
        file = {"kind": self._KIND, **{name: base64.b64encode(part).decode() for name, part in parts.items()}}
        try:
            _replace(self._path, json.dumps(file))
        except OSError as error:
            raise KnownError(
                "The secrets could not be kept",
                f"{error.strerror or 'The disk refused'}. Make room for them, or let this account write there.",
                code="vault_unwritable",
            ) from error
        self._secrets = secrets

    def _unreadable(self) -> KnownError:
        return KnownError(
            "The file of secrets cannot be read",
            "It is damaged or of another program. Put back a copy of it, or use the recovery code and connect anew.",
            code="vault_damaged",
        )


def _replace(path: Path, content: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # 0600 from the start
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def keyring_works() -> bool:
    """Tell whether this system's keyring keeps secrets; asks it nothing that would unlock it."""
    try:
        _refuse_unfit(keyring.get_keyring())
    except (KnownError, NoKeyringError):
        return False
    return True
