"""An open profile: what is made, what is refused, what is kept of a connection and where its secrets go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile, SystemClock
from moderator.domain.community import PlatformState
from moderator.domain.errors import KnownError
from moderator.ports import PlatformRefused
from moderator.store import opening, sqlcipher
from moderator.vault import MemoryVault
from tests.helpers.deliveries import GUIDELINES
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.stores import KEY

ANSWERS = {"name": "Home", "address": "https://matrix.example.org", "token": "syt_hush"}


def never(_: bool) -> str:
    raise AssertionError("nobody should be asked for a passphrase here")


@pytest.fixture
def profile(record_folder: Path) -> Profile:
    return Profile(record_folder)


@pytest.fixture
def house(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> Iterator[houses.House]:
    """An open profile whose secrets are in memory. Its communities start with a small file: the patterns of the real
    one take a second to be tried; the demo's walk publishes that."""
    monkeypatch.setattr(houses, "starter_guidelines", lambda: GUIDELINES)
    opened = houses.open_house(profile, keys.Unlocked(MemoryVault(), KEY))
    yield opened
    opened.close()


# --- opening ----------------------------------------------------------------------------------------------------------


def test_the_first_start_makes_a_record(tmp_path: Path) -> None:
    """Folder, key and record; the house knows that it is new, and the second time that it is not."""
    folder = tmp_path / "team"
    with houses.house(folder, never, make=True) as first:
        assert first.fresh and first.profile.record.exists()
    with houses.house(folder, never) as again:
        assert not again.fresh
        with again.store.read() as reads:
            assert reads.communities.connections() == []


def test_a_command_makes_no_record_by_a_slip_of_the_hand(tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    """A wrong --profile is said; nothing is made, in the folder or in the keyring."""
    with pytest.raises(KnownError) as refused, houses.house(tmp_path / "typo", never):
        pass
    assert refused.value.code == "no_record"
    assert not (tmp_path / "typo").exists() and memory_keyring.entries == {}


def test_the_house_does_not_show_its_key(house: houses.House) -> None:
    """Neither its repr nor its vault's says a secret."""
    house.vault.set("x", "syt_hush")
    assert KEY.hex() not in repr(house) and "hush" not in repr(house) + repr(house.vault)


def newer(folder: Path) -> None:
    with (store := opening.open_record(folder, KEY, SystemClock(), owner=False)).write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()


def damaged(folder: Path) -> None:
    path = folder / sqlcipher.FILE_NAME
    content = bytearray(path.read_bytes())
    content[4096:12_288] = bytes(8192)
    path.write_bytes(content)


def emptied(folder: Path) -> None:
    (folder / sqlcipher.FILE_NAME).write_bytes(b"")


@pytest.mark.parametrize(
    ("harm", "key", "code"),
    [
        (newer, KEY, "newer_schema"),
        (lambda folder: None, bytes(32), "wrong_key"),
        (damaged, KEY, "store_damaged"),
        (emptied, KEY, "store_damaged"),
    ],
    ids=["a newer schema", "a wrong key", "a damaged file", "an emptied file"],
)
def test_what_is_not_ours_to_open_is_refused_and_left_alone(profile: Profile, harm, key: bytes, code: str) -> None:
    """A clear message with what to do next, and not one byte written."""
    harm(profile.folder)
    before = profile.record.read_bytes()
    with pytest.raises(KnownError) as refused:
        houses.open_house(profile, keys.Unlocked(MemoryVault(), key))
    assert refused.value.code == code
    assert refused.value.title and len(refused.value.message) > 20
    assert profile.record.read_bytes() == before


# --- connections ------------------------------------------------------------------------------------------------------


def test_a_connection_is_kept_with_its_secret_elsewhere(house: houses.House) -> None:
    """Address and switches in the record, the token in the vault only, guidelines in force from the start."""
    row = houses.add_community(house, "matrix", ANSWERS | {"close_reports": "yes"}, rehearsal=True)
    assert (row.name, row.address, row.rehearsal, row.state) == ("Home", ANSWERS["address"], True, PlatformState.NEW)
    assert house.vault.get(houses.token_name(row.id, "token")) == "syt_hush"
    with house.store.read() as reads:
        (kept,) = reads.communities.connections()
        assert kept.options == {"take_power": False, "close_reports": True}
        assert [link.kind for link in reads.audit.links()][-1] == "guidelines.published"
    for file in house.profile.folder.iterdir():
        assert b"syt_hush" not in file.read_bytes()


def test_a_community_without_a_name_is_called_by_its_address(house: houses.House) -> None:
    """Something must stand in the list."""
    assert houses.add_community(house, "matrix", ANSWERS | {"name": " "}, False).name == "matrix.example.org"


def test_connecting_again_changes_token_and_switches(house: houses.House) -> None:
    """The same community with a new token: how an expired one is replaced. No second community appears."""
    row = houses.add_community(house, "matrix", ANSWERS, False)
    again = houses.add_community(house, "matrix", ANSWERS | {"token": "syt_new", "take_power": "yes"}, False)
    assert again.id == row.id
    assert house.vault.get(houses.token_name(row.id, "token")) == "syt_new"
    with house.store.read() as reads:
        (kept,) = reads.communities.connections()
    assert kept.options["take_power"] is True


@pytest.mark.parametrize(
    ("platform", "answers", "code"),
    [
        ("forum", ANSWERS, "no_platform"),
        ("matrix", ANSWERS | {"token": ""}, "field_missing"),
        ("matrix", ANSWERS | {"address": "http://matrix.example.org"}, "address_not_encrypted"),
    ],
)
def test_a_connection_that_cannot_be_leaves_nothing(house: houses.House, platform: str, answers, code: str) -> None:
    """No row and no secret of a form that was not filled in well."""
    with pytest.raises(KnownError) as refused:
        houses.add_community(house, platform, answers, False)
    assert refused.value.code == code
    assert repr(house.vault) == "<MemoryVault, 0 secrets>"
    with house.store.read() as reads:
        assert reads.communities.connections() == []


def test_a_worker_that_cannot_ask_the_vault_gets_every_secret_by_name(house: houses.House) -> None:
    """What goes into its line."""
    one = houses.add_community(house, "matrix", ANSWERS, False)
    other = houses.add_community(house, "matrix", ANSWERS | {"address": "https://b.example", "token": "syt_b"}, False)
    assert houses.platform_secrets(house) == {
        houses.token_name(one.id, "token"): "syt_hush",
        houses.token_name(other.id, "token"): "syt_b",
    }


def test_a_connector_is_made_with_its_secret_or_says_that_it_is_missing(house: houses.House) -> None:
    """A lost token is the platform's refusal, with what to do about it."""
    row = houses.add_community(house, "matrix", ANSWERS, False)
    with house.store.read() as reads:
        connection = reads.communities.connection(row.id)
    assert connection is not None
    assert houses.make_connector(house.vault, house.clock, connection).name == "matrix"
    with pytest.raises(PlatformRefused) as refused:
        houses.make_connector(MemoryVault(), house.clock, connection)
    assert refused.value.code == "secret_missing"


def test_a_copied_profile_opens_with_its_key(house: houses.House, tmp_path: Path) -> None:
    """Nothing but the folder and the key is needed."""
    houses.add_community(house, "matrix", ANSWERS, False)
    house.close()
    shutil.copytree(house.profile.folder, tmp_path / "copy")
    copy = houses.open_house(Profile(tmp_path / "copy"), keys.Unlocked(MemoryVault(), KEY), owner=False)
    with copy.store.read() as reads:
        assert len(reads.communities.connections()) == 1
    copy.close()


def test_a_community_and_its_guidelines_come_at_once_or_not_at_all(
    house: houses.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guidelines that cannot be published leave no community that nobody has rules for."""

    def broken() -> str:
        return "guidelines: [}"

    monkeypatch.setattr(houses, "starter_guidelines", broken)
    with pytest.raises(KnownError):
        houses.add_community(house, "matrix", ANSWERS, False)
    with house.store.read() as reads:
        assert reads.communities.connections() == []
    monkeypatch.setattr(houses, "starter_guidelines", lambda: GUIDELINES)
    row = houses.add_community(house, "matrix", ANSWERS, False)
    with house.store.read() as reads:
        assert reads.guidelines.newest_id(row.id) is not None
        kinds = [link.kind for link in reads.audit.links()]
    assert kinds[-2:] == ["community.added", "guidelines.published"]
