"""The key, and the paper it is written on."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.errors import KnownError
from moderator.store import keys
from moderator.vault import MemoryVault
from tests.helpers.stores import KEY

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
keys_of_any_kind = st.binary(min_size=32, max_size=32)


def refusal(code: str) -> KnownError:
    with pytest.raises(KnownError) as caught:
        keys.key_from_code(code)
    return caught.value


def test_a_new_key_is_random() -> None:
    """32 bytes, never the same."""
    made = {keys.new_key() for _ in range(100)}
    assert len(made) == 100 and {len(key) for key in made} == {32}


@given(keys_of_any_kind)
def test_every_key_comes_back_from_its_code(key: bytes) -> None:
    """13 groups of five characters, none of them I, L, O or U."""
    code = keys.recovery_code(key)
    groups = code.split("-")
    assert len(groups) == 13 and {len(group) for group in groups} == {5}
    assert set("".join(groups)) <= set(ALPHABET)
    assert keys.key_from_code(code) == key


@given(keys_of_any_kind)
def test_a_code_may_be_typed_as_people_type(key: bytes) -> None:
    """Small letters, spaces or nothing between the groups, O for 0, I or L for 1, line ends from a paste."""
    code = keys.recovery_code(key)
    for typed in (
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        code.replace("-", "\n") + "\n",
        code.replace("0", "O").replace("1", "I"),
        code.replace("0", "o").replace("1", "l"),
        f"  {code}  ",
    ):
        assert keys.key_from_code(typed) == key


@pytest.mark.parametrize("place", range(13))
def test_a_slip_names_its_group(place: int) -> None:
    """Every single wrong character, at every position of every group, is found in its group."""
    groups = keys.recovery_code(KEY).split("-")
    for position, char in itertools.product(range(5), ALPHABET):
        group = groups[place]
        if group[position] == char:
            continue
        wrong = group[:position] + char + group[position + 1 :]
        error = refusal("-".join([*groups[:place], wrong, *groups[place + 1 :]]))
        assert error.code == "recovery_slip" and error.details["group"] == place + 1
        assert f"Group {place + 1} " in error.message


@given(keys_of_any_kind, st.integers(0, 12), st.integers(0, 3))
def test_two_characters_that_changed_places_name_their_group(key: bytes, place: int, position: int) -> None:
    """The commonest slip of all."""
    groups = keys.recovery_code(key).split("-")
    chars = list(groups[place])
    chars[position], chars[position + 1] = chars[position + 1], chars[position]
    swapped = "".join(chars)
    if swapped == groups[place]:
        return
    groups[place] = swapped
    assert refusal("-".join(groups)).details["group"] == place + 1


@given(keys_of_any_kind, st.integers(0, 11))
def test_two_groups_that_changed_places_are_found(key: bytes, place: int) -> None:
    """Each group knows where it stands."""
    groups = keys.recovery_code(key).split("-")
    groups[place], groups[place + 1] = groups[place + 1], groups[place]
    assert refusal("-".join(groups)).details["group"] == place + 1


def test_a_missing_character_names_its_group() -> None:
    """As long as the groups were typed apart."""
    groups = keys.recovery_code(KEY).split("-")
    groups[4] = groups[4][:-1]
    error = refusal("-".join(groups))
    assert error.details["group"] == 5 and "missing" in error.message


@pytest.mark.parametrize("code", ["", "12345", keys.recovery_code(KEY)[:-6], keys.recovery_code(KEY) + "-00000"])
def test_a_code_that_is_too_short_or_too_long_is_said(code: str) -> None:
    """With how many groups there should be."""
    error = refusal(code)
    assert error.code == "recovery_length" and "13 groups" in error.message


def test_a_strange_character_is_a_slip() -> None:
    """Also one from a Japanese keyboard."""
    groups = keys.recovery_code(KEY).split("-")
    groups[2] = "あ" + groups[2][1:]
    assert refusal("-".join(groups)).details["group"] == 3


def test_no_error_repeats_the_code() -> None:
    """It is the key itself: it must not reach a log."""
    groups = keys.recovery_code(KEY).split("-")
    groups[0] = "ZZZZZ"
    error = refusal("-".join(groups))
    assert not [group for group in groups if group in str(error)]


def test_the_vault_keeps_the_key() -> None:
    """And gives nothing where there is none, or where something else stands."""
    vault = MemoryVault()
    assert keys.kept_key(vault) is None
    keys.keep_key(vault, KEY)
    assert keys.kept_key(vault) == KEY
    for spoiled in ("", "zz", KEY.hex()[:-2]):
        vault.set(keys.KEY_NAME, spoiled)
        assert keys.kept_key(vault) is None


def test_recovery_puts_the_key_back_after_it_opened_the_record(record_folder: Path) -> None:
    """An empty vault afterwards holds the key."""
    vault = MemoryVault()
    keys.recover(record_folder, keys.recovery_code(KEY).lower(), vault)
    assert keys.kept_key(vault) == KEY


def test_a_code_of_another_record_is_refused(record_folder: Path) -> None:
    """What the vault held stays."""
    vault = MemoryVault()
    with pytest.raises(KnownError) as caught:
        keys.recover(record_folder, keys.recovery_code(bytes(32)), vault)
    assert caught.value.code == "recovery_other_record" and keys.kept_key(vault) is None
