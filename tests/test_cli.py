"""The commands as a person types them: what they ask, what they print, how they exit."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from click.testing import CliRunner, Result
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from sqlalchemy import text

from moderator import __version__, bootstrap
from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile, SystemClock
from moderator.cli import main
from moderator.demo import DemoProcess, start_demo
from moderator.domain.audit import Event
from moderator.settings import RESOURCES
from moderator.store import backup, lock, opening
from moderator.store.keys import key_from_code, recovery_code
from moderator.vault import MemoryVault, PassphraseVault
from tests.helpers.deliveries import GUIDELINES, Intake, post
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.stores import KEY
from ui import decode

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run() -> Callable[..., Result]:
    """Type a command, and answer what it asks."""

    def invoke(*words: object, answers: str = "") -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], input=answers)

    return invoke


@pytest.fixture
def profile(record_folder: Path, memory_keyring: MemoryKeyring) -> Path:
    """A profile's folder whose key is in the keyring."""
    keyring.set_password(f"Moderator {Profile(record_folder).name()}", "key", KEY.hex())
    return record_folder


def in_store(folder: Path) -> houses.House:
    return houses.open_house(Profile(folder), keys.Unlocked(MemoryVault(), KEY), owner=False)


def write(folder: Path, count: int) -> None:
    opened = in_store(folder)
    for number in range(count):
        with opened.store.write() as tx:
            tx.record(Event("test.happened", f"thing:{number}"))
    opened.close()


def is_quiet(result: Result) -> bool:
    """Whether a command ended without a crash."""
    return result.exception is None or isinstance(result.exception, SystemExit)


# --- errors -----------------------------------------------------------------------------------------------------------


def test_what_a_person_can_mend_is_two_lines_and_exit_1(run, tmp_path: Path) -> None:
    """A title and what to do next, on stderr, with no traceback."""
    result = run("audit", "verify", "--profile", tmp_path / "typo")
    assert result.exit_code == 1 and is_quiet(result)
    title, message = result.stderr.splitlines()
    assert title == "There is no record here" and "--profile" in message
    assert result.stdout == ""


def test_a_bug_looks_like_one(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not dressed up as something that a person did."""

    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bootstrap, "doctor", broken)
    assert isinstance(run("doctor").exception, ZeroDivisionError)


def newer(folder: Path) -> None:
    store = opening.open_record(folder, KEY, SystemClock(), owner=False)
    with store.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()


def other_key(folder: Path) -> None:
    keyring.set_password(f"Moderator {Profile(folder).name()}", "key", bytes(32).hex())


def damaged(folder: Path) -> None:
    path = Profile(folder).record
    content = bytearray(path.read_bytes())
    content[4096:12_288] = bytes(8192)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("harm", "title"),
    [
        (newer, "newer"),
        (other_key, "This key does not open the record"),
        (damaged, "The record is damaged"),
    ],
)
def test_a_record_that_cannot_be_opened_is_refused_and_left_alone(run, profile: Path, harm, title: str) -> None:
    """Each with its own clear message; nothing is written."""
    harm(profile)
    before = Profile(profile).record.read_bytes()
    result = run("--profile", profile, "audit", "verify")
    assert result.exit_code == 1 and is_quiet(result)
    assert title in result.stderr and len(result.stderr.splitlines()) == 2
    assert Profile(profile).record.read_bytes() == before


def test_the_version_and_the_commands_are_told(run) -> None:
    """For a person who looks around."""
    assert __version__ in run("--version").stdout
    for command in ("demo", "connect", "recover", "guidelines", "audit", "erase", "backup", "doctor", "worker"):
        assert command in run("--help").stdout


# --- the window -------------------------------------------------------------------------------------------------------


def test_without_a_command_the_window_opens_on_the_profile(tmp_path: Path) -> None:
    """Where Qt is missing it says so in two lines; the other commands work. Seen in a process without Qt."""
    code = (
        "import sys; sys.modules['PySide6'] = None; from moderator.cli import main; "
        f"main(['--profile', {str(tmp_path)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "The window cannot open" and "./run doctor" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["ui.app.run", "ui.tour.run", "ui.decode.main"])
def test_what_is_opened_by_name_is_there(name: str) -> None:
    """The one dynamic import of the house leads somewhere."""
    module, _, door = name.rpartition(".")
    code = f"import importlib; importlib.import_module({module!r}).{door}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# --- what a bundle starts of itself ----------------------------------------------------------------------------------


def test_the_demo_server_can_be_started_as_a_command() -> None:
    """As a bundle starts it, where no Python stands beside it to start a module."""
    command = (sys.executable, "-m", "moderator", "demo-server")
    with start_demo(empty=True, frozen_at=1_763_999_999_000, command=command) as server:
        assert server.call("GET", "/_matrix/client/v3/account/whoami")[1]["user_id"] == server.user_id


def test_a_picture_can_be_decoded_by_a_command() -> None:
    """The same child as `python -m ui.decode`; what is no picture ends with its exit status."""
    command = (sys.executable, "-m", "moderator", "decode")
    png = QByteArray()
    buffer = QBuffer(png)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImage(4, 2, QImage.Format.Format_RGB32).save(buffer, "PNG")  # type: ignore[call-overload]
    pixels = decode.decode(png.data(), 9, 9, grey=False, blur=False, command=command)
    assert (pixels.width, pixels.height) == (4, 2)
    done = subprocess.run(command, cwd=ROOT, input=b"PIC1" + bytes(6), capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (decode._UNREADABLE, b"", b"")


def test_what_a_bundle_starts_of_itself_is_not_offered_to_people(run) -> None:
    assert "decode" not in run("--help").stdout and "demo-server" not in run("--help").stdout


# --- connect ----------------------------------------------------------------------------------------------------------


def test_a_community_is_connected_and_the_new_profile_gives_its_code(
    run, demo: DemoProcess, tmp_path: Path, memory_keyring: MemoryKeyring
) -> None:
    """Who we are there, the recovery code once, and the token in the keyring only."""
    folder = tmp_path / "team"
    result = run(
        "connect", "matrix", "--name", "Home", "--profile", folder, answers=f"{demo.base_url}\n{demo.token}\n\ny\nn\n"
    )
    assert result.exit_code == 0, result.output
    assert f"as {demo.user_id}" in result.stdout
    assert demo.token not in result.output
    (code,) = re.findall(r"^  ([0-9A-Z-]{77})$", result.stdout, re.M)
    assert key_from_code(code).hex() in memory_keyring.entries.values()
    assert demo.token in memory_keyring.entries.values()
    for file in folder.rglob("*"):
        assert file.is_dir() or demo.token.encode() not in file.read_bytes()

    with houses.house(folder, lambda _: "") as house, house.store.read() as reads:
        (kept,) = reads.communities.rows()
        assert (kept.name, kept.address) == ("Home", demo.base_url)
    again = run("connect", "matrix", "--profile", folder, answers=f"{demo.base_url}\n{demo.token}\n\nn\nn\n")
    assert again.exit_code == 0 and not re.search(r"[0-9A-Z-]{77}", again.stdout), "only once"


def test_a_connection_that_does_not_work_keeps_nothing(
    run, demo: DemoProcess, tmp_path: Path, memory_keyring: MemoryKeyring
) -> None:
    """A wrong token: two lines, exit 1, no profile, no secret."""
    result = run(
        "connect", "matrix", "--profile", tmp_path / "team", answers=f"{demo.base_url}\nsyt_wrong\n\nn\nn\n"
    )
    assert result.exit_code == 1 and is_quiet(result)
    assert len(result.stderr.strip().splitlines()) >= 2 and "syt_wrong" not in result.output
    assert not (tmp_path / "team").exists() and memory_keyring.entries == {}


def test_a_platform_that_is_not_known_is_said_before_anything_is_asked(run) -> None:
    """With those that are."""
    result = run("connect", "forum")
    assert result.exit_code == 1 and "matrix" in result.stderr and result.stdout == ""


def test_the_token_is_typed_without_echo(demo: DemoProcess, tmp_path: Path) -> None:
    """On a real terminal nothing of it is shown."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "moderator", "connect", "matrix", "--profile", str(tmp_path / "team")],
        stdin=follower, stdout=follower, stderr=follower, cwd=ROOT, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    os.close(follower)
    shown = b""
    try:
        for asked, answer in ((b"Address", demo.base_url), (b"token", demo.token)):
            shown += read_until(leader, asked)
            os.write(leader, answer.encode() + b"\n")
        shown += read_until(leader, b"admin API")
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    assert demo.base_url.encode() in shown, "what is no secret is shown"
    assert demo.token.encode() not in shown


def read_until(terminal: int, what: bytes) -> bytes:
    """Everything up to a prompt that holds *what*."""
    shown = b""
    while not re.search(re.escape(what) + rb"[^\n]*: ?$", shown):
        shown += os.read(terminal, 1024)
    return shown


# --- passphrase and recovery ------------------------------------------------------------------------------------------


@pytest.fixture
def no_keyring(memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(NoKeyring())
    monkeypatch.setattr(PassphraseVault, "_COST", 2**4)


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_a_passphrase_is_chosen_and_later_typed(run, demo: DemoProcess, tmp_path: Path) -> None:
    """Twice when it is chosen, once from then on; a wrong one is refused."""
    folder = tmp_path / "team"
    answers = f"{demo.base_url}\n{demo.token}\n\nn\nn\n"
    result = run("connect", "matrix", "--profile", folder, answers=answers + "茸の森\n茸の森\n")
    assert result.exit_code == 0, result.output
    assert "茸" not in result.output
    assert run("audit", "verify", "--profile", folder, answers="茸の森\n").exit_code == 0
    wrong = run("audit", "verify", "--profile", folder, answers="wrong\n")
    assert wrong.exit_code == 1 and "passphrase" in wrong.stderr


def test_a_lost_keyring_is_recovered_by_code(run, record_folder: Path, memory_keyring: MemoryKeyring) -> None:
    """First the way out is named, then it works; a slip in the code is found in its group."""
    lost = run("audit", "verify", "--profile", record_folder)
    assert lost.exit_code == 1 and "moderator recover" in lost.stderr
    code = recovery_code(KEY)
    slip = run("recover", "--profile", record_folder, answers="00000" + code[5:] + "\n")
    assert slip.exit_code == 1 and "Group 1" in slip.stderr
    result = run("recover", "--profile", record_folder, answers=code + "\n")
    assert result.exit_code == 0 and code not in result.output
    assert run("audit", "verify", "--profile", record_folder).exit_code == 0


@pytest.mark.usefixtures("no_keyring")
def test_a_forgotten_passphrase_is_replaced(run, record_folder: Path) -> None:
    """By the code, and a new one typed twice."""
    PassphraseVault(Profile(record_folder).secrets, "forgotten").set("key", KEY.hex())
    answers = f"{recovery_code(KEY)}\nnew\nnew\n"
    assert run("recover", "--new-passphrase", "--profile", record_folder, answers=answers).exit_code == 0
    assert run("audit", "verify", "--profile", record_folder, answers="new\n").exit_code == 0


# --- guidelines -------------------------------------------------------------------------------------------------------


def test_a_good_guidelines_file_is_silent(run, tmp_path: Path) -> None:
    """Exit 0 and nothing to read, for ours too."""
    file = tmp_path / "rules.yaml"
    file.write_text(GUIDELINES, "utf-8")
    result = run("guidelines", "check", file)
    assert (result.exit_code, result.output) == (0, "")
    assert run("guidelines", "check", RESOURCES / "guidelines" / "starter.yaml").exit_code == 0


def test_each_fault_of_a_guidelines_file_is_a_line_with_its_number(run, tmp_path: Path) -> None:
    """Exit 1; an editor can jump to it."""
    file = tmp_path / "rules.yaml"
    file.write_text(GUIDELINES.replace("words: [coins, 限定スキン]", "patterns: ['(a']"), "utf-8")
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if "(a" in text)
    result = run("guidelines", "check", file)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{file}:{line}: ")
    assert len(result.stdout.splitlines()) == 1


def test_a_guidelines_file_that_is_no_text_is_a_fault_and_no_crash(run, tmp_path: Path) -> None:
    """Bytes of some other encoding; a file that is not there is click's to say."""
    file = tmp_path / "rules.yaml"
    file.write_bytes("spam: 宣伝".encode("shift_jis"))
    result = run("guidelines", "check", file)
    assert result.exit_code == 1 and is_quiet(result) and result.stdout.startswith(f"{file}:")
    assert run("guidelines", "check", tmp_path / "none.yaml").exit_code == 2


# --- audit ------------------------------------------------------------------------------------------------------------


def test_a_whole_chain_exits_0_and_a_cut_tail_is_seen(run, profile: Path) -> None:
    """The keyring remembers the head from the last look: an older copy of the file put back is noticed."""
    write(profile, 3)
    copy = Profile(profile).record.read_bytes()
    write(profile, 2)
    whole = run("audit", "verify", "--profile", profile)
    assert (whole.exit_code, whole.stdout) == (0, "The audit log is whole: 5 events.\n")
    Profile(profile).record.write_bytes(copy)
    cut = run("audit", "verify", "--profile", profile)
    assert cut.exit_code == 1
    assert cut.stdout == "The audit log does not hold at event 4: the end was cut off or rewritten.\n"


def test_the_chain_is_exported(run, profile: Path, tmp_path: Path) -> None:
    """One event a line, the head last; into a folder that is not there it says so."""
    write(profile, 3)
    file = tmp_path / "audit.jsonl"
    result = run("audit", "export", file, "--profile", profile)
    assert (result.exit_code, result.stdout) == (0, f"3 events written to {file}.\n")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line.get("seq") for line in lines[:3]] == [1, 2, 3] and lines[3]["head"]["seq"] == 3
    refused = run("audit", "export", tmp_path / "no" / "x", "--profile", profile)
    assert refused.exit_code == 1 and is_quiet(refused)


# --- erase, backup ----------------------------------------------------------------------------------------------------


def test_an_author_is_erased_after_a_question(run, profile: Path) -> None:
    """Their name and how many posts are said first; no is no; afterwards nobody finds them, and the chain holds."""
    opened = in_store(profile)
    Intake(opened.store, opened.clock).take(post(text="words of the mole"))  # type: ignore[arg-type]
    opened.close()
    no = run("erase", "author", "@mole", "--profile", profile, answers="n\n")
    assert no.exit_code == 1 and "Erase @mole and 1 posts?" in no.stdout
    yes = run("erase", "author", "@mole", "--profile", profile, answers="y\n")
    assert yes.exit_code == 0 and "30 days" in yes.stdout
    gone = run("erase", "author", "@mole", "--yes", "--profile", profile)
    assert gone.exit_code == 1 and "Nobody has this name" in gone.stderr
    assert run("audit", "verify", "--profile", profile).exit_code == 0


def test_a_backup_is_written_checked_and_never_over_something(run, profile: Path, tmp_path: Path) -> None:
    """The recovery code opens it; a file that is there stays."""
    write(profile, 2)
    file = tmp_path / "copy.db"
    assert run("backup", file, "--profile", profile).exit_code == 0
    assert backup.check(file, KEY).seq == 2
    before = file.read_bytes()
    again = run("backup", file, "--profile", profile)
    assert again.exit_code == 1 and "exists" in again.stderr and file.read_bytes() == before


def test_a_backup_is_put_in_place_of_the_record_after_a_question(run, profile: Path, tmp_path: Path) -> None:
    """No is no; yes names both files; what came after the copy is gone, and the chain says so."""
    write(profile, 2)
    file = tmp_path / "copy.db"
    assert run("backup", file, "--profile", profile).exit_code == 0
    write(profile, 3)
    assert run("restore", file, "--profile", profile, answers="n\n").exit_code == 1
    done = run("restore", file, "--profile", profile, answers="y\n")
    assert done.exit_code == 0 and "copy.db is the record now" in done.stdout and "record-replaced" in done.stdout
    assert run("audit", "verify", "--profile", profile).stdout == "The audit log is whole: 3 events.\n"
    none = run("restore", "--yes", "--profile", profile)
    assert none.exit_code == 1 and "There is no backup" in none.stderr


# --- doctor -----------------------------------------------------------------------------------------------------------


def test_the_doctor_speaks_to_people_and_to_machines(run, tmp_path: Path) -> None:
    """The same findings in lines and in JSON; exit 0 when nothing needed is lacking."""
    result = run("doctor", "--profile", tmp_path / "team")
    assert result.exit_code == 0, result.stdout
    assert re.search(r"^ok   Python: \d", result.stdout, re.M)
    found = json.loads(run("doctor", "--json", "--profile", tmp_path / "team").stdout)
    assert {one["what"] for one in found} >= {"Python", "SQLite", "Qt", "keyring", "profile"}
    assert all(set(one) == {"what", "found", "ok", "needed"} for one in found)


def test_the_doctor_exits_1_when_something_needed_is_lacking(run, tmp_path: Path) -> None:
    """And marks the line."""
    (tmp_path / "file").write_text("")
    result = run("doctor", "--profile", tmp_path / "file" / "team")
    assert result.exit_code == 1 and "LACK profile" in result.stdout


@pytest.mark.usefixtures("no_keyring")
def test_a_machine_without_a_keyring_lacks_nothing_needed(run, tmp_path: Path) -> None:
    """A passphrase takes its place."""
    result = run("doctor", "--profile", tmp_path / "team")
    assert result.exit_code == 0 and "LACK keyring" in result.stdout


# --- processes --------------------------------------------------------------------------------------------------------


def moderator(*words: object, given: str = "") -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "moderator", *map(str, words)]
    return subprocess.run(line, input=given, capture_output=True, text=True, cwd=ROOT, timeout=60)


def test_the_module_is_the_same_door(tmp_path: Path) -> None:
    """`python -m moderator`, as a real process."""
    assert moderator("--version").stdout.strip().endswith(__version__)
    refused = moderator("audit", "verify", "--profile", tmp_path / "typo")
    assert refused.returncode == 1 and refused.stderr.splitlines()[0] == "There is no record here"


def test_a_second_worker_is_refused_with_two_lines(record_folder: Path) -> None:
    """`moderator worker` on a profile that has one."""
    line = json.dumps({"profile": str(record_folder), "key": KEY.hex(), "secrets": {}}) + "\n"
    with lock.hold(record_folder):
        done = moderator("worker", given=line)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "This profile is in use" and len(done.stderr.splitlines()) == 2


def test_more_is_said_when_the_environment_asks_for_it(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MODERATOR_LOG=debug: a line a event on stderr, for a report of trouble; stdout stays as it is."""
    monkeypatch.setenv("MODERATOR_LOG", "debug")
    done = moderator("doctor", "--profile", profile)
    assert done.returncode == 0 and done.stdout.startswith("ok   Python")
