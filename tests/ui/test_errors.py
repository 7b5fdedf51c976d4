"""What nothing caught becomes a notice or a crash file, and the file betrays nobody."""

from __future__ import annotations

import sys
import threading

import pytest

from moderator.domain.errors import KnownError
from ui.errors import KEPT, CrashCatcher, describe

SECRET = "syt_canary_token"
POST = "お前は馬鹿か"


@pytest.fixture
def catcher(qapp, tmp_path):
    made = CrashCatcher(tmp_path / "crashes")
    made.install()
    yield made
    made.remove()


def crash() -> Exception:
    token, text = SECRET, POST
    try:
        try:
            raise KeyError(f"{token} {text}")
        except KeyError as error:
            raise RuntimeError(f"could not show {text}") from error
    except RuntimeError as error:
        return error


def test_a_crash_file_names_kinds_and_places_and_nothing_that_was_said(catcher, qtbot, tmp_path):
    with qtbot.waitSignal(catcher.crashed) as told:
        catcher.take(crash())
    found = told.args[0]
    text = found.path.read_text(encoding="utf-8")
    assert found.kind == "RuntimeError" and found.text == text
    assert "builtins.KeyError" in text and "test_errors" in text and ":crash" not in text and " crash" in text
    for word in (SECRET, POST, "could not show", "raise ", str(tmp_path)):
        assert word not in text


def test_what_a_person_can_mend_is_no_crash(catcher, qtbot, tmp_path):
    error = KnownError("The disk is full", "Free some space.")
    with qtbot.waitSignal(catcher.known) as told:
        sys.excepthook(KnownError, error, None)
    assert told.args == [error]
    assert not (tmp_path / "crashes").exists()


def test_a_crash_on_another_thread_is_told_on_this_one(catcher, qtbot):
    def work() -> None:
        raise LookupError(SECRET)

    with qtbot.waitSignal(catcher.crashed) as told:
        thread = threading.Thread(target=work, name="reader")
        thread.start()
        thread.join()
    assert told.args[0].kind == "LookupError" and "thread reader" in told.args[0].text


def test_only_the_newest_files_are_kept(catcher, qtbot, tmp_path):
    for _ in range(KEPT + 5):
        with qtbot.waitSignal(catcher.crashed):
            catcher.take(ValueError())
    assert len(list((tmp_path / "crashes").iterdir())) == KEPT


def test_a_folder_that_cannot_be_written_still_tells(qapp, qtbot, tmp_path, expect_log):
    expect_log("ui.errors", "could not be written")
    (tmp_path / "file").write_text("")
    made = CrashCatcher(tmp_path / "file" / "crashes")
    with qtbot.waitSignal(made.crashed) as told:
        made.take(ValueError())
    assert told.args[0].path is None


def test_the_hooks_of_before_come_back(qapp, tmp_path):
    before, before_thread = sys.excepthook, threading.excepthook
    made = CrashCatcher(tmp_path)
    made.install()
    made.install()
    assert sys.excepthook is not before
    made.remove()
    made.remove()
    assert sys.excepthook is before and threading.excepthook is before_thread


def test_a_description_says_when_in_utc():
    assert "at 1970-01-01T00:00:01Z" in describe(ValueError(), now=1)
