"""The key of a record: made once, kept in a vault, written on paper as a recovery code, and put back from it.

The code is the key itself: 256 bits as 13 groups of four characters, each group with a check character of its own,
so that a slip of the pen is found in its group. Crockford's alphabet (crockford.com/base32.html): no I, L, O, U.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from moderator.domain.errors import KnownError
from moderator.store import sqlcipher

if TYPE_CHECKING:
    from moderator.ports import Vault

KEY_NAME = "key"
"""Under this name the vault holds the key, as 64 hexadecimal digits."""

GROUPS = 13
_DATA = 4  # characters of a group that carry the key
_GROUP = _DATA + 1
_SPARE_BITS = GROUPS * _DATA * 5 - sqlcipher.KEY_BYTES * 8  # 4, always zero
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_BETWEEN = str.maketrans("", "", " -\t\r\n._")


def new_key() -> bytes:
    return secrets.token_bytes(sqlcipher.KEY_BYTES)


def keep_key(vault: Vault, key: bytes) -> None:
    vault.set(KEY_NAME, key.hex())


def kept_key(vault: Vault) -> bytes | None:
    """The key in *vault*; None where there is none, or what stands there is not a key."""
    found = vault.get(KEY_NAME)
    if found is None:
        return None
    try:
        key = bytes.fromhex(found)
    except ValueError:
        return None
    return key if len(key) == sqlcipher.KEY_BYTES else None


def recovery_code(key: bytes) -> str:
    """Write *key* as groups for paper: `XXXXX-XXXXX-…`, 13 of them."""
    number = int.from_bytes(key, "big") << _SPARE_BITS
    groups = []
    for place in range(GROUPS):
        bits = number >> (GROUPS - 1 - place) * _DATA * 5
        values = [bits >> 5 * (_DATA - 1 - i) & 31 for i in range(_DATA)]
        groups.append("".join(_ALPHABET[value] for value in (*values, _check(values, place))))
    return "-".join(groups)


def key_from_code(code: str) -> bytes:
    """Read a code as people type it: any case, spaces or hyphens or none, O for 0, I or L for 1.

    Raises KnownError that names the first group that is wrong (`details["group"]`, from 1).
    """
    number = 0
    for place, group in enumerate(_groups(code)):
        values = [_VALUES.get(char, -1) for char in group]
        if len(values) != _GROUP or min(values) < 0 or _check(values[:_DATA], place) != values[_DATA]:
            raise _slip(place + 1, group)
        for value in values[:_DATA]:
            number = number << 5 | value
    if number & ((1 << _SPARE_BITS) - 1):
        raise _slip(GROUPS, _groups(code)[-1])
    return (number >> _SPARE_BITS).to_bytes(sqlcipher.KEY_BYTES, "big")


def recover(folder: Path, code: str, vault: Vault) -> None:
    """Put the key back into *vault*, after it was seen to open the record in *folder*."""
    key = key_from_code(code)
    if not sqlcipher.fits_key(folder / sqlcipher.FILE_NAME, key):
        raise KnownError(
            "This code belongs to another record",
            "It is a whole code, but it does not open the record in this folder. Look for the other sheet of paper.",
            code="recovery_other_record",
        )
    keep_key(vault, key)


def _groups(code: str) -> list[str]:
    typed = code.upper().split("-") if code.count("-") == GROUPS - 1 else code.upper().split()
    if len(typed) != GROUPS:  # no separators, or others: cut it as it was written
        plain = code.upper().translate(_BETWEEN)
        typed = [plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP)]
    groups = [group.translate(_BETWEEN) for group in typed]
    if len(groups) != GROUPS:
        raise KnownError(
            "The recovery code is not complete",
            f"It has {GROUPS} groups of {_GROUP} characters; {len(groups)} were typed.",
            code="recovery_length",
            groups=len(groups),
        )
    return groups


def _slip(group: int, typed: str) -> KnownError:
    return KnownError(
        "There is a slip in the recovery code",
        f"Group {group} is not right. Compare its {_GROUP} characters with the paper"
        + (" (it has none of I, L, O, U)." if len(typed) == _GROUP else "; some are missing or too many."),
        code="recovery_slip",
        group=group,
    )


def _check(values: list[int], place: int) -> int:
    """A linear code over 32 elements: one wrong character, two swapped ones and a swapped group never pass."""
    check = _power(place)
    for position, value in enumerate(values):
        check ^= _times(value, _power(position + 1))
    return check


def _power(exponent: int) -> int:
    value = 1
    for _ in range(exponent):
        value = _times(value, 2)
    return value


def _times(left: int, right: int) -> int:
    """Multiply in GF(32), modulo x^5 + x^2 + 1."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= 0b100101
        right >>= 1
    return product
