"""What the command line asks for: each function over a real profile, with what it finds and what it refuses."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.bootstrap import commands, houses, keys
from moderator.bootstrap.profile import Profile, SystemClock
from moderator.demo import DemoProcess
from moderator.domain.audit import Event
from moderator.domain.errors import KnownError
from moderator.store import audit, backup, opening, sqlcipher
from moderator.store.keys import key_from_code, recovery_code
from moderator.vault import MemoryVault, PassphraseVault
from tests.helpers.deliveries import GUIDELINES, Intake, post, report
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.stores import KEY


def never(_: bool) -> str:
    raise AssertionError("nobody should be asked for a passphrase here")


@pytest.fixture
def house(record_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[houses.House]:
    """An open profile whose secrets are in memory."""
    monkeypatch.setattr(houses, "starter_guidelines", lambda: GUIDELINES)
    opened = houses.open_house(Profile(record_folder), keys.Unlocked(MemoryVault(), KEY))
    yield opened
    opened.close()


def events(house: houses.House, count: int) -> None:
    for number in range(count):
        with house.store.write() as tx:
            tx.record(Event("test.happened", f"thing:{number}", content={"words": f"said {number}"}))


def tamper(house: houses.House, statement: str) -> None:
    """What somebody with the key and a database tool could do."""
    with sqlcipher.plain(house.store.engine) as driver:
        driver.execute("PRAGMA foreign_keys = OFF")
        for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            driver.execute(f"DROP TRIGGER {name}")
        driver.execute(statement)
        driver.execute("PRAGMA foreign_keys = ON")


# --- connecting -------------------------------------------------------------------------------------------------------


def test_the_form_of_a_platform_is_known_without_talking_to_it() -> None:
    """Address, token (secret), and the switches."""
    fields = {field.key: field for field in commands.connect_fields("matrix")}
    assert fields["token"].secret and not fields["address"].secret and fields["close_reports"].switch


def test_a_connection_is_checked_before_anything_is_kept(demo: DemoProcess, house: houses.House) -> None:
    """Who we are there, and in words what this account lacks; then it is kept."""
    answers = {"name": "Home", "address": demo.base_url, "token": demo.token}
    session, missing = commands.check_connection("matrix", answers)
    assert session.account == demo.user_id and missing == ()
    assert commands.keep_connection(house, "matrix", answers, rehearsal=False) == ""
    with house.store.read() as reads:
        assert len(reads.communities.connections()) == 1


def test_what_an_account_lacks_is_said_in_words(demo: DemoProcess) -> None:
    """Somebody who is no server administrator."""
    member = next(iter(demo.members.values()))
    _, missing = commands.check_connection("matrix", {"address": demo.base_url, "token": member.token})
    assert any("server administrator" in sentence for sentence in missing)


def test_a_token_that_is_not_valid_is_refused(demo: DemoProcess) -> None:
    """A message with what to do, and the token nowhere in it."""
    with pytest.raises(KnownError) as refused:
        commands.check_connection("matrix", {"address": demo.base_url, "token": "syt_wrong"})
    assert "syt_wrong" not in str(refused.value)


def test_the_first_connection_of_a_new_profile_gives_its_recovery_code(house: houses.House) -> None:
    """Whoever connects by command line sees it there."""
    fresh = dataclasses.replace(house, fresh=True)
    answers = {"address": "https://matrix.example.org", "token": "syt_hush"}
    code = commands.keep_connection(fresh, "matrix", answers, rehearsal=True)
    assert key_from_code(code) == KEY


# --- recovery ---------------------------------------------------------------------------------------------------------


def test_the_code_puts_the_key_back(record_folder: Path, memory_keyring: MemoryKeyring) -> None:
    """The keyring was lost; afterwards the profile opens as before."""
    commands.recover(record_folder, recovery_code(KEY).lower(), never)
    assert keys.unlock(Profile(record_folder)).key == KEY


def test_a_code_of_another_record_is_refused(record_folder: Path, memory_keyring: MemoryKeyring) -> None:
    """A whole code that does not fit: nothing is kept."""
    with pytest.raises(KnownError) as refused:
        commands.recover(record_folder, recovery_code(bytes(32)), never)
    assert refused.value.code == "recovery_other_record"
    assert memory_keyring.entries == {}


def test_there_is_nothing_to_recover_where_there_is_no_record(tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    """A wrong folder stays empty."""
    with pytest.raises(KnownError) as refused:
        commands.recover(tmp_path / "typo", recovery_code(KEY), never)
    assert refused.value.code == "no_record" and not (tmp_path / "typo").exists()


def test_a_forgotten_passphrase_is_replaced_by_code(record_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file is set aside (the tokens stay in it), and a new passphrase opens the record."""
    monkeypatch.setattr(PassphraseVault, "_COST", 2**4)
    profile = Profile(record_folder)
    PassphraseVault(profile.secrets, "forgotten").set("key", KEY.hex())
    old = profile.secrets.read_bytes()
    with pytest.raises(KnownError) as refused:
        commands.recover(record_folder, recovery_code(bytes(32)), lambda _: "new", new_passphrase=True)
    assert refused.value.code == "recovery_other_record", "another record's code sets nothing aside"
    commands.recover(record_folder, recovery_code(KEY), lambda is_new: "new" if is_new else "old", new_passphrase=True)
    assert keys.unlock(profile, "new").key == KEY
    assert (record_folder / "secrets.forgotten.json").read_bytes() == old


# --- the audit log ----------------------------------------------------------------------------------------------------


def test_a_whole_chain_is_whole_and_its_head_remembered(house: houses.House) -> None:
    """In one sentence, with how many events it has."""
    events(house, 5)
    found = commands.verify_audit(house)
    assert (found.whole, found.sentence) == (True, "The audit log is whole: 5 events.")
    kept = audit.remembered_head(house.vault)
    assert kept is not None and kept.seq == 5


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE audit_event SET kind = 'test.other' WHERE seq = 3", "at event 3: an event was changed"),
        ("DELETE FROM audit_event WHERE seq = 3", "at event 3: an event is missing"),
        ("UPDATE audit_content SET content = '{}' WHERE seq = 2", "at event 2: what an event says was changed"),
        ("DELETE FROM audit_event WHERE seq > 3", "at event 4: the end was cut off or rewritten"),
    ],
    ids=["changed", "missing", "other words", "cut tail"],
)
def test_a_chain_that_was_touched_names_the_first_event(house: houses.House, statement: str, sentence: str) -> None:
    """Whatever was done to it, also to its end: the keyring remembers how far it reached."""
    events(house, 5)
    assert commands.verify_audit(house).whole
    before = audit.remembered_head(house.vault)
    tamper(house, statement)
    found = commands.verify_audit(house)
    assert not found.whole and sentence in found.sentence
    assert audit.remembered_head(house.vault) == before


def test_the_export_holds_the_chain_and_nobodys_words(house: houses.House, tmp_path: Path) -> None:
    """Anyone can verify it without the record; the last line is the head."""
    events(house, 3)
    file = tmp_path / "audit.jsonl"
    assert commands.export_audit(house, file) == 3
    links, head = audit.read_export(file.read_text("utf-8").splitlines())
    assert [link.seq for link in links] == [1, 2, 3] and head.hash == links[-1].hash
    assert "said" not in file.read_text("utf-8")
    assert [path.name for path in tmp_path.glob("audit*")] == ["audit.jsonl"]


def test_an_export_that_cannot_be_written_says_so_and_leaves_nothing(house: houses.House, tmp_path: Path) -> None:
    """A folder that is not there."""
    with pytest.raises(KnownError) as refused:
        commands.export_audit(house, tmp_path / "no" / "audit.jsonl")
    assert refused.value.code == "export_failed"


# --- a person ---------------------------------------------------------------------------------------------------------


def test_an_author_is_found_by_name_and_erased(house: houses.House) -> None:
    """Words and name go from every file; the chain stays valid and says that it was done."""
    intake = Intake(house.store, house.clock)  # type: ignore[arg-type]
    about = post(text="unmistakable words of the mole")
    intake.take(about)
    intake.take(report(about=about), cursor="flags")
    found = commands.find_author(house, "@mole")
    assert (found.handle, found.posts) == ("@mole", 1)
    commands.erase_author(house, found.id)
    with pytest.raises(KnownError) as refused:
        commands.find_author(house, "@mole")
    assert refused.value.code == "author_not_found"
    assert commands.verify_audit(house).whole
    with house.store.read() as reads:
        assert "author.erased" in [link.kind for link in reads.audit.links()]


def test_nobody_of_that_name_is_said(house: houses.House) -> None:
    """With the form in which to give the name."""
    with pytest.raises(KnownError) as refused:
        commands.find_author(house, "nobody")
    assert refused.value.title == "Nobody has this name" and "@name:server" in refused.value.message


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_a_backup_is_whole_and_opens_with_the_same_key(house: houses.House, tmp_path: Path) -> None:
    """What was written a moment ago is in it."""
    events(house, 4)
    commands.back_up(house, tmp_path / "copy.db")
    assert backup.check(tmp_path / "copy.db", KEY).seq == 4


def test_the_doctor_finds_what_is_needed_without_opening_anything(tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    """Python, SQLite, Qt, keyring, folder, resources; no profile is made by looking."""
    found = {finding.what: finding for finding in commands.doctor(tmp_path / "team")}
    assert set(found) == {"Python", "SQLite", "Qt", "keyring", "profile", "resources"}
    assert all(finding.ok for finding in found.values() if finding.needed)
    assert not (tmp_path / "team").exists() and memory_keyring.entries == {}
    assert found["SQLite"].plain()["ok"] is True


def test_the_doctor_says_what_is_in_the_way(tmp_path: Path) -> None:
    """A file where the profile's folder should be."""
    (tmp_path / "team").write_text("")
    (profile,) = [finding for finding in commands.doctor(tmp_path / "team") if finding.what == "profile"]
    assert not profile.ok and "cannot be written" in profile.found


def test_a_record_on_disk_is_not_touched_by_the_doctor(record_folder: Path) -> None:
    """It says where it lies; not one byte of it moves."""
    path = Profile(record_folder).record
    before = path.read_bytes()
    commands.doctor(record_folder)
    assert path.read_bytes() == before
    opening.open_record(record_folder, KEY, SystemClock(), owner=False).close()
