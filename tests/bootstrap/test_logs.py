"""What reaches the log: one line an event, no secret, however it was written and whoever wrote it."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from moderator.bootstrap import logs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Gives all that went to stderr since it was last asked; hooks and handlers of before come back at the end."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("root", *logs._QUIET)}
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logs, "_hidden", {})
    yield lambda: capsys.readouterr().err
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


SECRET = "canary/ab+cd=ef?gh"


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        quote(SECRET, safe=""),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
        base64.b64encode(f"a:{SECRET}".encode()).decode(),
        base64.b64encode(f"ab:{SECRET}\n".encode()).decode(),
    ],
    ids=["raw", "in a URL", "base64", "base64 for URLs", "base64 behind a name", "base64 in the middle"],
)
def test_a_known_secret_is_black_in_every_form(lines: Callable[[], str], written: str) -> None:
    """In the message, in an argument, in an exception's text."""
    logs.hide(SECRET)
    logs.to_stderr()
    try:
        raise ValueError(f"could not use {written}")
    except ValueError:
        logging.getLogger("house").exception("with %s: %s", "text", written)
    text = lines()
    assert written not in text and SECRET not in text
    assert not any(form in text for form in logs.in_base64(SECRET.encode()))
    assert text.count("…") == 2
    assert "could not use" in text


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer sekret-1234",
        "GET https://x.example/?access_token=sekret-1234&limit=1",
        '{"token": "sekret-1234"}',
        "token=sekret-1234",
        "syt_sekret-1234",
        "password: sekret-1234",
    ],
)
def test_what_looks_like_a_secret_is_black_too(lines: Callable[[], str], text: str) -> None:
    """Also one that nobody announced."""
    logs.to_stderr()
    logging.getLogger("library").info(text)
    assert "sekret" not in lines()


def test_a_word_is_no_secret(lines: Callable[[], str]) -> None:
    """Something short would black out half of the log."""
    logs.hide("a", "", "cat")
    logs.to_stderr()
    logging.getLogger("house").info("a cat sat")
    assert "a cat sat" in lines()


def test_an_exception_that_nobody_caught_goes_the_same_way(lines: Callable[[], str]) -> None:
    """The traceback of a crash is a log entry like any other; being interrupted is no crash."""
    logs.hide(SECRET)
    logs.to_stderr()
    error = RuntimeError(SECRET)
    sys.excepthook(RuntimeError, error, None)
    thread = threading.Thread(target=lambda: {}[SECRET], name="some thread")
    thread.start()
    thread.join()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    text = lines()
    assert text.count("CRITICAL") == 2 and "RuntimeError" in text and "KeyError" in text
    assert SECRET not in text


def test_libraries_that_print_addresses_stay_quiet(lines: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the house says more."""
    monkeypatch.setenv(logs.VARIABLE, "debug")
    logs.to_stderr()
    logging.getLogger("httpx").info("HTTP Request: GET https://x.example/?user=somebody")
    logging.getLogger("moderator.worker").debug("looked")
    text = lines()
    assert "somebody" not in text
    assert "DEBUG moderator.worker looked" in text


@pytest.mark.parametrize("said", ["", "loud"])
def test_a_level_that_is_none_is_the_usual_one(lines: Callable[[], str], monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """A slip of the hand in the environment keeps nobody from starting."""
    monkeypatch.setenv(logs.VARIABLE, said)
    logs.to_stderr()
    assert logging.getLogger().level == logging.INFO


def test_a_whole_process_ends_with_its_secret_black() -> None:
    """Seen from outside: the crash is told, its exit is that of a crash, the secret is not there."""
    code = f"from moderator.bootstrap import logs; logs.hide({SECRET!r}); logs.to_stderr(); raise ValueError({SECRET!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert SECRET not in done.stderr.replace(code, "")
